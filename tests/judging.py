"""What the rules make of many returns at once: their sheets as raw tables, one real dbt build, the published items."""

import csv
import os
from datetime import date
from pathlib import Path

import duckdb

from ingestion import loading
from ingestion.contracts import PROJECT, sources
from tests.returns import sheets

ASSESSED = date(2026, 6, 30)
DEMONSTRATION = PROJECT / "data" / "demo"
ITEMS = "select * from marts.fct_items"


def judge(folder: Path, cases: dict[str, dict], as_of: date = date(2026, 11, 24), project_changes=None) -> Path:
    """Builds a warehouse from one return for each key of `cases`, which is its organisation; returns its path.

    A case says what differs from a return that is in order (see `tests.returns.sheets`).
    """
    path = folder / "warehouse.duckdb"
    with duckdb.connect(str(path)) as con:
        for source in sources().values():
            for table in source.tables:
                loading.load(con, table, [])
        for ledger in loading.LEDGERS:
            loading.record(con, ledger, [{"as_of": str(as_of)}] if ledger == "refresh" else [])
        _fill(con, "ods", "trusts", [_organisation(code) for code in cases])
        for source, table, pattern in (("census", "ethnic_groups", "ts021*"), ("census", "board_authorities", "icb_to*")):
            with next((DEMONSTRATION / source).glob(pattern)).open(newline="") as file:
                _fill(con, source, table, list(csv.DictReader(file)))
        filled: dict[str, list[dict]] = {}
        for number, (code, differs) in enumerate(cases.items()):
            for sheet, rows in sheets(code, **differs).items():
                filled.setdefault(sheet, []).extend(
                    row | {"file_sha256": f"{number:064}", "file_line": str(line)} for line, row in enumerate(rows, 2)
                )
        for table in sources()["returns"].tables:
            _fill(con, "returns", table.name, filled.get(table.sheet, []))
    build(path)
    return path


def build(path: Path) -> None:
    from orchestration.warehouse import _build

    os.environ["NWBENCH_WAREHOUSE"] = str(path)
    failed = [f"{r.node.name}: {r.message}" for r in _build() if r.status not in ("success", "pass")]
    assert not failed, failed


def read(path: Path, sql: str) -> list[dict]:
    with duckdb.connect(str(path), read_only=True) as con:
        found = con.execute(sql)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _organisation(code: str) -> dict[str, str]:
    return {"org_code": code, "org_name": f"INVENTED {code}", "region_code": "Z99", "icb_code": "ZDA", "opened_on": "20000401"}


def _fill(con: duckdb.DuckDBPyConnection, source: str, table: str, rows: list[dict]) -> None:
    identifier = next(t.identifier for t in sources()[source].tables if t.name == table)
    if rows:
        import polars as pl

        frame = pl.DataFrame([{k: None if v is None else str(v) for k, v in row.items()} for row in rows], infer_schema_length=None)
        con.register("given", frame.to_arrow())
        con.execute(f"insert into raw.{identifier} by name select * from given")
        con.unregister("given")
