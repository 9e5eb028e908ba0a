"""The release gate: whether the finished files may go out. `python -m quality.gate` answers folders one by one.

It judges the files themselves, not the tables that they were written from: by Great Expectations for small counts, and
by the intruder, who attacks them. Great Expectations takes seconds to import, so the gate is a process of its own that
is started while the warehouse is still being built: each line of its input is a list as JSON, a folder of finished
files and then those of earlier runs; each line of its output a list of findings as JSON.
"""

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polars as pl
from great_expectations import expectations as gxe

from ingestion.problems import Problem
from quality import intruder
from quality.attack_shape import declared, models
from quality.dossier import FILE, PUBLIC, READER, Dossier, read
from quality.suites import unexpected_rows, validate

SMALL_COUNT = "V36"
KEY = ("org_code", "wres_year", "snapshot_on", "measure_code", "band", "wres_group")


@cache
def counts_of_people() -> dict[str, list[str]]:
    """The columns of each published table that count people, as the descriptions of the models declare them."""
    found: dict[str, list[str]] = {}
    for model in models():
        columns = [c["name"] for c in model.get("columns", []) if _meta(c).get("counts") == "people"]
        if model["name"].startswith("pub_") and columns:
            found.setdefault(model["name"].partition("__")[2], columns)
    return found


def _meta(column: dict) -> dict:
    return column.get("config", {}).get("meta", {})


def judge(folder: Path, earlier: list[Path] = ()) -> list[Problem]:
    """Every cell that an audience may not see. `earlier` are folders of published runs, which readers remember.

    Small but not 0 is a count of people of another than the reader (V36); what else gives others away, attacks tell.
    """
    files = read(folder, earlier)
    largest = int(files.registries["parameters"].filter(pl.col("parameter") == "small_count_maximum")["value"].max())
    findings = []
    for table, columns in counts_of_people().items():
        shown = [frame for frame in _rows_of_others(files, table, columns) if frame.height]
        findings += _small_counts(table, pl.concat(shown, how="diagonal"), columns, largest) if shown else []
    return findings + intruder.attack(files)


def _rows_of_others(files: Dossier, table: str, columns: list[str]) -> Iterator[pl.DataFrame]:
    """What files show of organisations that are not their reader. What is public is in each of them, and told once."""
    for frame in (files.public.get(table), files.beyond.get(table)):
        if frame is not None:
            if FILE not in frame.columns:
                frame = frame.with_columns(pl.lit(PUBLIC).alias(FILE), pl.lit("").alias(READER))
            kept = [column for column in (FILE, *KEY, *columns) if column in frame.columns]
            yield frame.filter(pl.col("org_code") != pl.col(READER)).select(kept).rename({FILE: "file"})


def _small_counts(table: str, frame: pl.DataFrame, columns: list[str], largest: int) -> list[Problem]:
    suite = [
        gxe.ExpectColumnValuesToNotBeInSet(column=c, value_set=list(range(1, largest + 1)), meta={"column": c})
        for c in columns
    ]
    problems = []
    for result in validate(f"release__{table}", frame, suite).results:
        column = result.expectation_config.meta["column"]
        for row in unexpected_rows(result):
            cells = frame.row(row, named=True)
            place = f"{cells['file']}, {table}, {', '.join(str(cells[k]) for k in KEY if k in cells)}, {column}"
            remedy = f"counts from 1 to {largest} of others are suppressed with a reason"
            problems.append(Problem(SMALL_COUNT, place, "a small count of people", remedy, table, None, column))
    return problems


def serve() -> None:
    """Answers until the input is closed. What does not depend on a folder is read while there is none."""
    counts_of_people(), declared()
    for line in sys.stdin:
        folder, *earlier = (Path(path) for path in json.loads(line))
        print(json.dumps([problem.record() for problem in judge(folder, earlier)]), flush=True)


if __name__ == "__main__":
    serve()
