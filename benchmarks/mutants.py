"""What tests notice of small faults in what must not be wrong: `python -m benchmarks.mutants [--area A] [--sample N]`.

A mutant is the project with one word of one file changed (`mutant_places`): a bound that moves by one, a condition that
is turned round, a check that is gone. It is killed when a test of its area fails. Those that live are listed: each is a
test to write, or a change that changes nothing. Mutants are drawn with a seed from all of an area; `--sample 0` takes
all. Written to results/mutants.md, where areas that were not asked for keep what they had.
"""

import argparse
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks import mutant_trial
from benchmarks.mutant_places import Mutant, mutants_of
from tests.warm import Warm

PROJECT = Path(__file__).resolve().parent.parent
RESULT = PROJECT / "benchmarks" / "results" / "mutants.md"
LEAST = 0.9  # of the mutants of an area
SEED = 11
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".nwbench", ".*_cache", "__pycache__", "site")


@dataclass(frozen=True)
class Area:
    """Files that may hold a mutant, and the tests of whom it is asked that they notice it."""

    files: tuple[str, ...]
    tests: tuple[str, ...]
    reads: tuple[str, ...] = ()  # what is built once for all mutants: the warehouse of cases, or the shipped region


MODELS = "dbt_project/models/intermediate"
AREAS = {
    "rule evaluator": Area(
        tuple(
            f"{MODELS}/int_{name}.sql"
            for name in ("fact_conditions_evaluated", "event_conditions_evaluated", "conditions_evaluated",
                         "items_judged", "levels_attained", "gold3_judged")
        ),
        ("test_items.py", "test_items_bronze.py", "test_items_silver.py", "test_items_gold.py", "test_levels.py",
         "test_gold3_chances.py", "test_attainment.py"),
        reads=("judged", "region"),
    ),
    "disclosure control": Area(
        ("dbt_project/macros/disclosure.sql", *(
            f"{MODELS}/int_{name}.sql"
            for name in ("arms_disclosed", "bands_tried", "peers_rounded", "peers_permitted", "peer_ladders_climbed")
        )),
        ("test_peer_releases.py", "test_bands.py", "test_disclosed_figures.py", "test_intruder_regions.py",
         "test_panel_reasons.py", "test_disclosure.py", "test_peers.py", "test_peer_rungs.py"),
        reads=("judged",),
    ),
    "authorisation": Area(
        ("app/people.py", "app/scope.py", "app/access.py", "orchestration/provider.py"),
        ("test_people.py", "test_scope.py", "test_access.py", "test_admission.py"),
        reads=("region",),
    ),
}  # fmt: skip


def measure(name: str, sample: int) -> str:
    """The area's part of the table, in Markdown."""
    area = AREAS[name]
    found = [mutant for file in area.files for mutant in mutants_of(file, (PROJECT / file).read_text())]
    drawn = sorted(Random(SEED).sample(found, min(sample or len(found), len(found))))
    alive: list[Mutant] = []
    with TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(shutil.copytree(PROJECT, Path(folder) / "project", ignore=LEFT_OUT))
        os.environ["NWBENCH_HOME"] = str(Path(folder) / "home")
        warm = Warm(copy)
        judged = warm.call(mutant_trial.judge, folder) if "judged" in area.reads else ""
        region = str(Path(folder) / "region") if "region" in area.reads else ""
        if region:
            warm.call(mutant_trial.publish, region)
        asked = list(area.tests), judged, region
        assert not _noticed(warm, area.files[0], *asked), "a test fails without any fault"
        for number, mutant in enumerate(drawn, 1):
            place = copy / mutant.file
            whole = place.read_text()
            place.write_text(mutant.applied(whole))
            if not _noticed(warm, mutant.file, *asked):
                alive.append(mutant)
                print(f"alive: {mutant}", file=sys.stderr)
            place.write_text(whole)
            print(f"{name}: {number} of {len(drawn)}, {len(alive)} alive", file=sys.stderr)
        warm.close()
    return _part(name, len(found), len(drawn), alive)


def _noticed(warm: Warm, *asked) -> bool:
    try:
        return warm.call(mutant_trial.noticed, *asked)
    except RuntimeError as fault:
        if "ended with status" in str(fault):  # it took for ever, or took the process with it
            return True
        raise


def _part(name: str, places: int, drawn: int, alive: list[Mutant]) -> str:
    score = 1 - len(alive) / drawn
    held = f"asked {LEAST:.0%}: {'held' if score >= LEAST else 'missed'}"
    lines = [
        f"## {name.capitalize()}",
        "",
        f"{drawn} of {places} mutants, seed {SEED}: {drawn - len(alive)} killed, **{score:.0%}** ({held}).",
        "",
        *(f"* alive: `{mutant.file}`, line {mutant.line}: `{mutant.before}` → `{mutant.after}`" for mutant in alive),
    ]
    return "\n".join(lines).rstrip() + "\n"


def kept(text: str) -> dict[str, str]:
    """Parts of the table that is there, by their heading."""
    parts = text.split("## ")[1:]
    return {part.splitlines()[0]: "## " + part.rstrip() + "\n" for part in parts}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--area", action="append", choices=AREAS, help="may be repeated; default: all")
    parser.add_argument("--sample", type=int, default=60)
    told = parser.parse_args()
    parts = kept(RESULT.read_text()) if RESULT.exists() else {}
    for name in told.area or AREAS:
        parts[name.capitalize()] = measure(name, told.sample)
        RESULT.write_text("\n".join(["# What the tests notice of small faults\n", *parts.values()]))
    print(RESULT.read_text())
