"""The workforce path at the size of a country, beside what else would sum the same files.

`python -m benchmarks.workforce [--months 1 12 120] [--repeat N] [--folder DIR]`. Every way must find the same sums, to
the last kind of line, or the benchmark fails. The ways take turns, so that what else the machine does meets each.
"""

import argparse
import os
import platform
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

from benchmarks import workforce_files
from benchmarks.measuring import END, PROJECT, Measured, python, run
from benchmarks.workforce_ways import KEYS, LATER, PEAK, PROCESSOR, WAYS

RESULTS = PROJECT / "benchmarks" / "results" / "workforce.md"
PANDAS_MONTHS = 12  # beyond it an analyst's script takes more memory than a laptop has


class Differs(Exception):
    """Two ways did not find the same."""


def fingerprint(file: Path) -> tuple:
    """Kinds of line, lines, people, full-time equivalents to nine digits, and what tells the kinds apart."""
    kind = f"hash({', '.join(f'{key}::varchar' for key in KEYS)}, headcount::bigint, file_lines::bigint)"
    counts = f"count(*), sum(file_lines)::bigint, sum(headcount)::bigint, sum({kind}::hugeint), sum(fte)"
    *exact, fte = duckdb.read_parquet(str(file)).aggregate(counts).fetchall()[0]
    return *exact, float(f"{fte:.9g}")


def measure(months: list[int], repeat: int, folder: Path) -> dict[int, dict[str, list[dict[str, float]]]]:
    """Seconds of each part and megabytes at the peak, by months, way and repetition; and the lines of each size."""
    found: dict[int, dict[str, list]] = {}
    for size in months:
        landing = folder / str(size) / "landing"
        lines = workforce_files.write(landing, size)
        workforce_files.write_month(landing.parent / LATER, workforce_files.month_ends(size + 1)[-1])
        found[size] = defaultdict(list, {"lines": [lines]})
        for _ in range(repeat):
            sums = {}
            for way in WAYS:
                if way == "pandas" and size > PANDAS_MONTHS:
                    continue
                with TemporaryDirectory(dir=folder) as own:
                    measured = run(python("-m", "benchmarks.workforce_ways", way, landing, own), Path(own))
                    sums[way] = fingerprint(Path(own) / f"{way}.parquet")
                found[size][way].append(told(measured))
                print(size, way, found[size][way][-1], file=sys.stderr)
            if len(set(sums.values())) > 1:
                raise Differs(str(sums))
    return found


def told(measured: Measured) -> dict[str, float]:
    """Seconds of each part of a way, its processor seconds, and megabytes at the peak."""
    found = {name: lines[-1][0] - lines[0][0] for name, lines in measured.parts().items() if lines[-1][1] == END}
    said = [text.removeprefix(PROCESSOR).split(": ") for _, text in measured.lines if text.startswith(PROCESSOR)]
    found |= {f"{name}, processor": float(seconds) for name, seconds in said}
    return found | {"MB": next(float(text.removeprefix(PEAK)) for _, text in measured.lines if text.startswith(PEAK))}


def ratio(found: dict, way: str, of: str = "") -> str:
    """Of the product's path to another way, the median of each repetition's own."""
    both = zip(found["path"], found[way], strict=True)
    return f"{median(ours[f'path{of}'] / other[f'{way}{of}'] for ours, other in both):.2f}"


def markdown(found: dict[int, dict], repeat: int) -> str:
    versions = f"Python {platform.python_version()}, duckdb {duckdb.__version__}, polars {pl.__version__}"
    text = [
        "# The workforce path at the size of a country\n",
        f"`python -m benchmarks.workforce --repeat {repeat}`: {os.cpu_count()} cores, {platform.system()}, {versions}. "
        "210 invented organisations, one Parquet file a month; lines by organisation, staff group, band, ethnic "
        "category, sex and age band, summed over sex and age. Medians; a ratio is the median of each repetition's own. "
        "All ways found the same kinds of line, people and lines. Imports and the start of readers come before the "
        "clock starts (column “start” for ours). Memory is that of all processes together at the peak.\n",
        "| rows | way | s | processor s | μs a row | peak MB | ours / it | in processor s |",
        "| ---: | --- |" + " ---: |" * 6,
    ]
    for size in found.values():
        lines = size["lines"][0]
        for way in (way for way in WAYS if way in size):
            seconds, processor, megabytes = (
                median(each[name] for each in size[way]) for name in (way, f"{way}, processor", "MB")
            )
            ours = " | ".join(["", ""] if way == "path" else [ratio(size, way), ratio(size, way, ", processor")])
            row = f"{seconds:.2f} | {processor:.2f} | {seconds / lines * 1e6:.3f} | {megabytes:.0f} | {ours}"
            text.append(f"| {lines:,} | {way} | {row} |")
    text += [
        "",
        "| rows | start, s | all months, s | one month more, s | share | in processor s |",
        "| ---: " * 6 + "|",
    ]
    for size in found.values():
        start, whole, more = (
            median(each[name] for each in size["path"]) for name in ("start", "path", "one month more")
        )
        shares = (median(e[f"one month more{of}"] / e[f"path{of}"] for e in size["path"]) for of in ("", ", processor"))
        told = " | ".join(f"{share:.1%}" for share in shares)
        text.append(f"| {size['lines'][0]:,} | {start:.2f} | {whole:.2f} | {more:.2f} | {told} |")
    return "\n".join(text) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--months", type=int, nargs="+", default=[1, 12, 120])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where files are written and kept; else they are removed")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        text = markdown(measure(asked.months, asked.repeat, asked.folder or Path(folder)), asked.repeat)
    RESULTS.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
