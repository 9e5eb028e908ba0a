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
    imported = run(python("-c", "import great_expectations"), folder)
    return checked.seconds, imported.seconds


def received_at_once(folder: Path) -> float:
    """Seconds for each of 500 returns, each of other bytes, from their landing folder to their verdict."""
    landing = folder / "landing" / "returns"
    landing.mkdir(parents=True)
    originals = [path for path in sorted(RETURNS.glob("*.xlsx")) if not check_file(path).problems]
    for number in range(FILES):
        content = originals[number % len(originals)].read_bytes()
        # a comment at the end of a zip makes other bytes of it, and nothing else
        comment = f"{number:05}".encode()
        (landing / f"{number:05}.xlsx").write_bytes(content[:-2] + len(comment).to_bytes(2, "little") + comment)
    began = time.perf_counter()
    reception = receive(folder / "home", "returns", sources()["returns"], arrivals.find([landing.parent]), "benchmark")
    seconds = time.perf_counter() - began
    assert len(reception.accepted) == FILES
    return seconds / FILES


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
        ("seconds to check a return in a warm process", warm_seconds, f"≤ {WARM_SECONDS:g}", warm_seconds <= WARM_SECONDS),
        ("seconds of `nwbench check` from the shell", checked, "", None),
        ("seconds to import Great Expectations alone", imported, "", None),
        ("the first over the second", ratio, f"≤ {SHELL_RATIO:g}", ratio <= SHELL_RATIO),
        (f"seconds for each of {FILES} returns at once", each, f"≤ {FILE_SECONDS:g}", each <= FILE_SECONDS),
    ]
    lines = [f"| {what} | {value:.2f} | {asked} | {'' if held is None else 'held' if held else 'MISSED'} |" for what, value, asked, held in rows]
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
