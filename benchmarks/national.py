"""A refresh of the country beside one of the shipped region.

    python -m benchmarks.national [--repeat N] [--keep HOME]

The country is invented (`national_files`): 210 organisations in seven regions, ten years of WRES and survey, ten
returns each. Both are refreshed from an empty home, and then once more with everything judged and built anew, in turn.
Written to results/national.md. `--keep` leaves the country's home folder behind, for `benchmarks.app_load`.
"""

import argparse
import os
import shutil
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import national_files
from benchmarks.demonstration_cast import AS_OF
from benchmarks.measuring import BIN, PROJECT, run
from benchmarks.refresh_table import LIBRARIES, STAGES, Samples
from orchestration.home import OTHER_PROJECT, Home, default_landings

RESULT = Path(__file__).parent / "results" / "national.md"
MOST = 4.0
KINDS = {"region, empty home": "the shipped data, empty home", "country, empty home": "the country, empty home",
         "region, anew": "the shipped data, `--full`", "country, anew": "the country, `--full`"}  # fmt: skip


def refresh(samples: Samples, name: str, home: Path, landings: list[Path], **settings: str) -> None:
    """From an empty home, then with everything judged and built anew."""
    folders = [part for landing in landings for part in ("--landing", landing)]
    command = [BIN / "nwbench", "refresh", "--home", home, "--as-of", AS_OF.isoformat(), *folders]
    settings |= {"NWBENCH_HOME": str(home)}
    samples.add(f"{name}, empty home", run(command, PROJECT, **settings))
    samples.add(f"{name}, anew", run([*command, "--full"], PROJECT, **settings))


def size(home: Home) -> float:
    """MB of the run in use."""
    run_folder = home.run_folder(home.current_run())
    return sum(path.stat().st_size for path in run_folder.rglob("*") if path.is_file()) / 1e6


def measure(repeat: int, keep: Path | None) -> tuple[Samples, dict[str, float]]:
    samples, sizes = Samples(), {}
    with TemporaryDirectory(prefix="national-") as name:
        folder = Path(name)
        country = national_files.write(folder / "landing")
        project = {OTHER_PROJECT: str(national_files.project(folder / "dbt_project"))}
        shipped = list(map(Path, default_landings()))
        for _ in range(repeat):
            refresh(samples, "region", folder / "region", shipped)
            refresh(samples, "country", folder / "country", [shipped[0], country], **project)
            sizes = {kind: size(Home(folder / kind)) for kind in ("region", "country")}
            print(samples.last())
            if keep and not keep.exists():
                shutil.copytree(folder / "country", keep)
            for kind in sizes:
                shutil.rmtree(folder / kind)
    return samples, sizes


def markdown(samples: Samples, sizes: dict[str, float]) -> str:
    repeat = len(samples.of["region, anew"])
    used = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    lines = [
        "# The country",
        "",
        f"`python -m benchmarks.national --repeat {repeat}`: {os.cpu_count()} cores, {used}. 210 invented "
        "organisations in seven regions, ten years of WRES and survey, ten returns each, beside the published data. "
        f"Fresh processes in turn; medians of {repeat}, ratios of each repetition's own.",
        "",
        "| what | measured | asked | |",
        "| --- | ---: | ---: | --- |",
    ]
    for kind in ("empty home", "anew"):
        ratio = samples.ratio(f"country, {kind}", f"region, {kind}")
        lines.append(
            f"| country / region, {kind} | {ratio:.2f} | ≤ {MOST:g} | {'held' if ratio <= MOST else 'missed'} |"
        )
    stages = list(STAGES.values())
    lines += [
        "",
        f"| run | s | processor s | peak MB | {' | '.join(f'{stage}, s' for stage in stages)} |",
        f"| --- | {' | '.join('---:' for _ in range(3 + len(stages)))} |",
    ]
    for kind, title in KINDS.items():
        of = samples.of[kind]
        cells = [median(s.seconds for s in of), median(s.processor for s in of), median(s.peak_mb for s in of)]
        shown = [f"{cells[0]:.1f}", f"{cells[1]:.1f}", f"{cells[2]:.0f}"]
        lines.append(f"| {' | '.join([title, *shown, *(f'{samples.stage(kind, stage):.1f}' for stage in stages)])} |")
    lines += ["", f"A published run has {sizes['region']:,.0f} MB and {sizes['country']:,.0f} MB.", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    table = markdown(*measure(arguments.repeat, arguments.keep))
    RESULT.write_text(table)
    print(table)
