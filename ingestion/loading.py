"""Accepted files into the raw schema of a build, one table for each table of a contract, every cell still text."""

from collections.abc import Iterable

import duckdb

from ingestion.contracts import Table
from ingestion.landing import Landed

WHERE_FROM = {"file_line": "bigint", "file_column": "varchar", "file_sha256": "varchar", "file_name": "varchar"}
LEDGERS = {
    "refresh": ("as_of",),
    "arrivals": (
        "source", "file_name", "file_sha256", "received_at", "state", "reasons",
        "publisher", "licence", "obtained_from", "data_as_of",
    ),
    "arrival_checks": ("rule_id", "source", "file_sha256", "outcome", "detail"),
}  # fmt: skip


def load(warehouse: duckdb.DuckDBPyConnection, table: Table, files: list[Landed]) -> int:
    """Creates `raw.<identifier>` from the files that hold the table; returns its number of rows."""
    columns = {c.name: "varchar" for c in table.columns} | WHERE_FROM
    _create(warehouse, table.identifier, columns)
    files = [f for f in files if table.name in f.tables()]
    if not files:
        return 0
    return warehouse.execute(
        f"""
        insert into raw.{table.identifier} by name
        select cells.* exclude (path), files.file_sha256, files.file_name
        from read_parquet($paths, union_by_name = true, filename = 'path') as cells
        inner join (
            select unnest($paths) as path, unnest($shas) as file_sha256, unnest($names) as file_name
        ) as files using (path)
        """,
        {
            "paths": [str(f.parquet(table.name)) for f in files],
            "shas": [f.arrival.sha256 for f in files],
            "names": [f.arrival.name for f in files],
        },
    ).fetchall()[0][0]


def record(warehouse: duckdb.DuckDBPyConnection, ledger: str, rows: Iterable[dict]) -> None:
    """Creates `raw.landing__<ledger>` from what the refresh knows about itself and its files."""
    columns = LEDGERS[ledger]
    _create(warehouse, f"landing__{ledger}", dict.fromkeys(columns, "varchar"))
    values = [[row.get(c) for c in columns] for row in rows]
    if values:
        marks = ", ".join("?" for _ in columns)
        warehouse.executemany(f"insert into raw.landing__{ledger} values ({marks})", values)


def _create(warehouse: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str]) -> None:
    """Names come from contracts in the project, never from a file."""
    warehouse.execute("create schema if not exists raw")
    listed = ", ".join(f'"{column}" {type_}' for column, type_ in columns.items())
    warehouse.execute(f"create or replace table raw.{name} ({listed})")
