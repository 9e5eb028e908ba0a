"""What the rules make of many returns at once: their sheets as raw tables, one real dbt build, the published items."""

import csv
import os
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from ingestion import loading
from ingestion.contracts import PROJECT, sources
from tests.returns import sheets

DEMONSTRATION = PROJECT / "data" / "demo"
Case = tuple[str, dict, str, str]  # item, what differs from a return in order, status, words of the reason


class Judged:
    """The items of a built warehouse, by organisation and item."""

    def __init__(self, path: Path):
        self.path = path
        self.items = {(row["org_code"], row["item_id"]): row for row in read(path, "select * from marts.fct_items")}

    def check(self, code: str, case: Case) -> None:
        item, _, status, words = case
        row = self.items[code, item]
        assert (row["status"], words in row["reason"]) == (status, True), row["reason"]
        assert "{" not in row["reason"] and row["rule_version"]


def each(prefix: str, cases: list[Case]) -> list:
    """The cases of a table, each under the code of the organisation that hands it in."""
    return [
        pytest.param(f"{prefix}{number:03}", case, id=f"{case[0]}-{case[2]}-{number}")
        for number, case in enumerate(cases)
    ]


def statements(items: tuple[str, ...]) -> list[Case]:
    """What is declared goes before all else: no answer, and a no, of every item."""
    return [
        case
        for item in items
        for case in (
            (item, {"answers": {item: None}}, "not_submitted", "no answer"),
            (item, {"answers": {item: "not_in_place"}}, "not_met", "declares it not in place"),
        )
    ]


def judge(folder: Path, cases: dict[str, dict], as_of: date = date(2026, 11, 24)) -> Path:
    """Builds a warehouse from one return for each key of `cases`, which is its organisation; returns its path.

    A case says what differs from a return that is in order (see `tests.returns.sheets`), and may name the day on which
    the panel `decided_on` an award.
    """
    path = folder / "warehouse.duckdb"
    with duckdb.connect(str(path)) as con:
        for source in sources().values():
            for table in source.tables:
                loading.load(con, table, [])
        for ledger in loading.LEDGERS:
            loading.record(con, ledger, [{"as_of": str(as_of)}] if ledger == "refresh" else [])
        _fill(con, "ods", "trusts", [_organisation(code) for code in cases])
        for table, pattern in (("ethnic_groups", "ts021*"), ("board_authorities", "icb_to*")):
            with next((DEMONSTRATION / "census").glob(pattern)).open(newline="") as file:
                _fill(con, "census", table, list(csv.DictReader(file)))
        filled: dict[str, list[dict]] = {}
        for number, (code, differs) in enumerate(cases.items()):
            given = {name: value for name, value in differs.items() if name != "decided_on"}
            for sheet, rows in sheets(code, **given).items():
                filled.setdefault(sheet, []).extend(
                    row | {"file_sha256": f"{number:064}", "file_line": str(line)} for line, row in enumerate(rows, 2)
                )
        for table in sources()["returns"].tables:
            _fill(con, "returns", table.name, filled.get(table.sheet, []))
        decided = {code: differs["decided_on"] for code, differs in cases.items() if "decided_on" in differs}
        decisions = [_decision(code, day) for code, day in decided.items()]
        _fill(con, "decisions", "decisions", decisions)
    build(path)
    return path


def build(path: Path) -> None:
    from orchestration.warehouse import _build

    os.environ["NWBENCH_WAREHOUSE"] = str(path)
    failed = [f"{r.node.name}: {r.message}" for r in _build() if r.status not in ("success", "pass")]
    assert not failed, failed


def rebuild(path: Path, *which: str) -> None:
    """The models again, or `which` dbt selects, over registries and raw tables as they stand in the file."""
    invoke("run", path, *which)


def invoke(word: str, path: Path, *which: str) -> None:
    """Has dbt `run` or `test` what it selects in the warehouse at the path."""
    from orchestration.warehouse import DuckDBConnectionManager as connections
    from orchestration.warehouse import _invoke, _manifest

    os.environ["NWBENCH_WAREHOUSE"] = str(path)
    succeeded = _invoke([word, *which, "--no-write-json", "--no-populate-cache"], _manifest()).success
    connections.close_all_connections()
    assert succeeded


def read(path: Path, sql: str) -> list[dict]:
    with duckdb.connect(str(path), read_only=True) as con:
        found = con.execute(sql)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _organisation(code: str) -> dict[str, str]:
    place = {"region_code": "Z99", "icb_code": "ZDB"}
    return {"org_code": code, "org_name": f"INVENTED {code}", "opened_on": "20000401"} | place


def _decision(code: str, day: str) -> dict[str, str]:
    return {"org_code": code, "decided_on": day, "level": "bronze", "outcome": "awarded", "panel_reference": "P1"}


def _fill(con: duckdb.DuckDBPyConnection, source: str, table: str, rows: list[dict]) -> None:
    identifier = next(t.identifier for t in sources()[source].tables if t.name == table)
    if rows:
        texts = [{name: None if value is None else str(value) for name, value in row.items()} for row in rows]
        frame = pl.DataFrame(texts, infer_schema_length=None)
        con.register("given", frame.to_arrow())
        con.execute(f"insert into raw.{identifier} by name select * from given")
        con.unregister("given")
