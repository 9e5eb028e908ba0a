"""One new return, from its arrival to its publication, and nothing new: `python -m benchmarks.one_return [--repeat N]`.

Beside them stands what every cold start of the frameworks takes: importing them and parsing the models. All take turns,
and each is a process of its own. Written to results/one_return.md.
"""

import argparse
import os
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.demonstration_cast import AS_OF
from benchmarks.measuring import BIN, PROJECT, Measured, python, run
from benchmarks.refresh import FRAMEWORKS
from benchmarks.refresh_table import LIBRARIES
from orchestration.home import Home, default_landings

RESULT = Path(__file__).parent / "results" / "one_return.md"
NEW = "ZD016_2026-06-29_corrected.xlsx"
NOTHING_NEW, START, ONE_RETURN = "nothing new", "import and parse", "one new return"
MOST_SECONDS, MOST_RATIO = 0.5, 1.3


def landing_without(folder: Path) -> Path:
    """The shipped landing folders in one, without the return that is new later."""
    for landing in default_landings():
        shutil.copytree(landing, folder, dirs_exist_ok=True)
    (folder / "returns" / NEW).unlink()
    return folder


def refresh(home: Path, landing: Path) -> Measured:
    command = [BIN / "nwbench", "refresh", "--home", home, "--landing", landing, "--as-of", AS_OF.isoformat()]
    return run(command, PROJECT)


def start(target: Path) -> Measured:
    """The frameworks imported, as `quality` has them imported, and the models parsed, both with nothing kept."""
    project = PROJECT / "dbt_project"
    words = ["parse", "--no-partial-parse", "--quiet", "--no-version-check", "--log-path", target]
    words += ["--target-path", target, "--project-dir", project, "--profiles-dir", project]
    code = f"import sys, quality, {', '.join(FRAMEWORKS)}; dbt.cli.main.dbtRunner().invoke(sys.argv[1:])"
    return run(python("-c", code, *words), PROJECT)


def measure(repeat: int) -> dict[str, list[Measured]]:
    """Every kind of run, `repeat` times in turn. Raises AssertionError when a refresh did not do what it should."""
    found: dict[str, list[Measured]] = {NOTHING_NEW: [], START: [], ONE_RETURN: []}
    with TemporaryDirectory(prefix="one-return-") as name:
        folder = Path(name)
        landing, before = landing_without(folder / "landing"), folder / "before"
        refresh(before, landing)
        for number in range(1, repeat + 1):
            home = folder / "home"
            shutil.copytree(before, home)
            published = Home(home).current_run()
            found[NOTHING_NEW].append(refresh(home, landing))
            assert Home(home).current_run() == published
            found[START].append(start(folder / "target"))
            shutil.copy(Path(default_landings()[1]) / "returns" / NEW, landing / "returns")
            found[ONE_RETURN].append(refresh(home, landing))
            assert Home(home).current_run() != published
            (landing / "returns" / NEW).unlink()
            for left in ("home", "target"):
                shutil.rmtree(folder / left)
            print(f"{number} of {repeat}: {', '.join(f'{k} {v[-1].seconds:.2f} s' for k, v in found.items())}")
    return found


def markdown(found: dict[str, list[Measured]]) -> str:
    repeat = len(found[START])
    used = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    ratios = [one.seconds / base.seconds for one, base in zip(found[ONE_RETURN], found[START], strict=True)]
    rows = [
        f"| {kind} | {median(m.seconds for m in of):.2f} | {median(m.processor for m in of):.2f} "
        f"| {median(m.peak_mb for m in of):.0f} |"
        for kind, of in found.items()
    ]
    nothing, ratio = median(m.seconds for m in found[NOTHING_NEW]), median(ratios)
    return "\n".join([
        "# One new return, and nothing new",
        "",
        f"`python -m benchmarks.one_return --repeat {repeat}`: {os.cpu_count()} cores, {used}. The shipped data; fresh "
        f"processes in turn, medians of {repeat}; the ratio is the median of each repetition's own.",
        "",
        "| run | s | processor s | peak MB of its largest process |",
        "| --- | ---: | ---: | ---: |",
        *rows,
        "",
        "| what | measured | asked | |",
        "| --- | ---: | ---: | --- |",
        f"| nothing new, s | {nothing:.2f} | < {MOST_SECONDS} | {'held' if nothing < MOST_SECONDS else 'missed'} |",
        f"| one new return / import and parse | {ratio:.2f} | ≤ {MOST_RATIO} "
        f"| {'held' if ratio <= MOST_RATIO else 'missed'} |",
        "",
    ])  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    table = markdown(measure(parser.parse_args().repeat))
    RESULT.write_text(table)
    print(table, file=sys.stderr)
