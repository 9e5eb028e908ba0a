"""What the guard costs: `python -m benchmarks.intake [--repeat N]`, written to results/intake.md.

A clean return of average size is checked in a warm process, and from the shell beside a process that only imports
Great Expectations; then 500 returns are received at once, as a refresh receives them. The samples of one repetition
follow each other, so that a busy machine slows both sides of a ratio.
"""

import argparse
import os
import statistics
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import polars as pl

from benchmarks.measuring import BIN, PROJECT, python, run
from ingestion import arrivals
from ingestion.contracts import sources
from quality.checking import check_file
from quality.reception import receive

RESULT = Path(__file__).parent / "results" / "intake.md"
RETURNS = PROJECT / "data" / "demo" / "returns"
FILES, WARM_SECONDS, SHELL_RATIO, FILE_SECONDS = 500, 1.0, 1.5, 0.1


def average_return() -> Path:
    """The shipped clean workbook whose size is the middle one."""
    clean = [path for path in sorted(RETURNS.glob("*.xlsx")) if not check_file(path).problems]
    return sorted(clean, key=lambda path: path.stat().st_size)[len(clean) // 2]


def warm(path: Path) -> float:
    began = time.perf_counter()
    assert not check_file(path).problems
    return time.perf_counter() - began


def from_the_shell(path: Path, folder: Path) -> tuple[float, float]:
    """Seconds of `nwbench check`, and of importing Great Expectations alone."""
    checked = run([BIN / "nwbench", "check", path], folder)
    imported = run(python("-c", "import quality, great_expectations"), folder)
    return checked.seconds, imported.seconds


def received_at_once(folder: Path) -> float:
    """Seconds for each of 500 returns, each of other bytes, from their landing folder to their verdict."""
    landing = folder / "landing" / "returns"
    landing.mkdir(parents=True)
    originals = [path for path in sorted(RETURNS.glob("*.xlsx")) if not check_file(path).problems]
    for number in range(FILES):
        _copy(originals[number % len(originals)], landing / f"{number:05}.xlsx", number)
    began = time.perf_counter()
    reception = receive(folder / "home", "returns", sources()["returns"], arrivals.find([landing.parent]), "benchmark")
    seconds = time.perf_counter() - began
    assert len(reception.accepted) == FILES
    return seconds / FILES


def _copy(original: Path, target: Path, number: int) -> None:
    """The same workbook in other bytes: its parts bear another time."""
    moment = (2026, 1, 1 + number // 1440, number // 60 % 24, number % 60, 0)
    with ZipFile(original) as given, ZipFile(target, "w", ZIP_DEFLATED) as copied:
        for name in given.namelist():
            copied.writestr(ZipInfo(name, moment), given.read(name), ZIP_DEFLATED)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    path = average_return()
    samples = []
    for _ in range(repeat):
        with tempfile.TemporaryDirectory() as folder:
            checked, imported = from_the_shell(path, Path(folder))
            samples.append((warm(path), checked, imported, checked / imported, received_at_once(Path(folder))))
    warm_seconds, checked, imported, ratio, each = (statistics.median(column) for column in zip(*samples, strict=True))
    rows = [
        ("seconds to check it in a warm process", warm_seconds, f"≤ {WARM_SECONDS:g}", warm_seconds <= WARM_SECONDS),
        ("seconds of `nwbench check` from the shell", checked, "", None),
        ("seconds to import Great Expectations alone", imported, "", None),
        ("the first over the second", ratio, f"≤ {SHELL_RATIO:g}", ratio <= SHELL_RATIO),
        (f"seconds for each of {FILES} returns at once", each, f"≤ {FILE_SECONDS:g}", each <= FILE_SECONDS),
    ]
    lines = [
        f"| {what} | {value:.2f} | {asked} | {'' if held is None else 'held' if held else 'MISSED'} |"
        for what, value, asked, held in rows
    ]
    rows_of = sum(frame.height for frame in _tables(path))
    text = "\n".join(
        [
            "# What the guard costs",
            "",
            f"`python -m benchmarks.intake --repeat {repeat}`: {os.cpu_count()} cores, great_expectations "
            f"{version('great_expectations')}, medians of {repeat}. The return is a workbook of "
            f"{path.stat().st_size / 1000:.0f} kB with {rows_of} rows.",
            "",
            "| what | measured | asked |  |",
            "| --- | ---: | ---: | --- |",
            *lines,
            "",
        ]
    )
    RESULT.write_text(text)
    print(text)


def _tables(path: Path) -> list[pl.DataFrame]:
    from ingestion.landing import read

    return list(read(arrivals.of_file(path, "returns")).tables.values())


if __name__ == "__main__":
    main()
