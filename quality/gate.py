"""The release gate: whether the finished files may go out. `python -m quality.gate` answers folders one by one.

It judges the files themselves, not the tables that they were written from. Great Expectations takes seconds to import,
so the gate is a process of its own that is started while the warehouse is still being built: each line of its input is
a folder of finished files, each line of its output a list of findings as JSON.
"""

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import polars as pl
import yaml
from great_expectations import expectations as gxe

from ingestion.contracts import PROJECT
from ingestion.problems import Problem
from quality.suites import unexpected_rows, validate

SMALL_COUNT = "V36"
KEY = ("org_code", "wres_year", "snapshot_on", "measure_code", "band", "wres_group")
ITS_OWN = {"analyst"}  # sees true counts, under its agreement (§5.3)


@cache
def counts_of_people() -> dict[str, list[str]]:
    """The columns of each published table that count people, as the descriptions of the models declare them."""
    found: dict[str, list[str]] = {}
    for path in sorted((PROJECT / "dbt_project" / "models").glob("*.yml")):
        for model in yaml.safe_load(path.read_text()).get("models", []):
            columns = [c["name"] for c in model.get("columns", []) if _meta(c).get("counts") == "people"]
            if model["name"].startswith("pub_") and columns:
                found.setdefault(model["name"].partition("__")[2], columns)
    return found


def _meta(column: dict) -> dict:
    return column.get("config", {}).get("meta", {})


def judge(folder: Path) -> list[Problem]:
    """Every cell that an audience may not see: a count of people, small but not 0, of another than the reader (V36)."""
    largest = _small_count_maximum(folder / "public.duckdb")
    findings = []
    for table, columns in counts_of_people().items():
        shown = [frame for file in _files(folder) for frame in _rows_of_others(folder, file, table, columns)]
        findings += _small_counts(table, pl.concat(shown), columns, largest) if shown else []
    return findings


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.duckdb")) if path.stem not in ITS_OWN]


def _rows_of_others(folder: Path, file: Path, table: str, columns: list[str]) -> Iterator[pl.DataFrame]:
    """What a file shows of organisations that are not its reader."""
    reader = file.stem if file.parent != folder else ""
    with duckdb.connect(str(file), read_only=True) as con:
        query = "select column_name from duckdb_columns() where schema_name = 'main' and table_name = $table"
        held = {name for (name,) in con.execute(query, {"table": table}).fetchall()}
        if held:
            names = ", ".join((*(k for k in KEY if k in held), *columns))
            query = f"select $file as file, {names} from {table} where org_code <> $reader"
            values = {"file": str(file.relative_to(folder)), "reader": reader}
            yield pl.from_arrow(con.sql(query, params=values).to_arrow_table())


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


def _small_count_maximum(file: Path) -> int:
    with duckdb.connect(str(file), read_only=True) as con:
        query = "select max(value) from registries.parameters where parameter = 'small_count_maximum'"
        return int(con.execute(query).fetchone()[0])


def serve() -> None:
    """Answers until the input is closed."""
    for line in sys.stdin:
        print(json.dumps([problem.record() for problem in judge(Path(line.strip()))]), flush=True)


if __name__ == "__main__":
    serve()
