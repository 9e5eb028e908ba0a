"""Accepted files into the raw schema of a build, one table for each table of a contract, every cell still text."""

import re
from collections.abc import Iterable

import duckdb

from ingestion.contracts import Table
from ingestion.landing import Landed
from ingestion.published_workbooks import SHEETS_READ
from ingestion.summing import LINES

WHERE_FROM = {"file_line": "bigint", "file_column": "varchar", "file_sha256": "varchar", "file_name": "varchar"}
LEDGERS = {
    "refresh": ("as_of",),
    "arrivals": (
        "source", "file_name", "file_sha256", "org_code", "received_at", "state", "reasons",
        "publisher", "licence", "obtained_from", "data_as_of",
    ),
    "arrival_checks": (
        "rule_id", "source", "file_name", "file_sha256", "org_code", "sheet", "file_line", "place", "outcome", "detail",
    ),
    "line_totals": (
        "source", "file_sha256", "sheet", "table_name",
        "lines_read", "header_lines", "blank_lines", "refused_lines", "loaded_lines",
        "header_fingerprint", "edition", "columns_not_asked",
    ),
    "peer_contributions": (
        "release", "made_in", "aggregate_key", "peer_group", "group_key", "metric", "wres_year", "org_code",
        "metric_value", "value_error", "denominator", "comparator_value", "metric_kind", "status",
    ),
}  # fmt: skip

_CELLS = """
    select columns(lambda name: list_contains($wanted, name))
    from read_parquet($paths, union_by_name = true, filename = 'path') as cells
    inner join (
        select unnest($paths) as path, unnest($shas) as file_sha256, unnest($names) as file_name
    ) as files using (path)
    anti join (
        select unnest($left_out_shas::varchar[]) as file_sha256, unnest($left_out_lines::bigint[]) as file_line
    ) as left_out on files.file_sha256 = left_out.file_sha256 and cells.file_line = left_out.file_line
"""

Lines = list[tuple[str, int]]  # sheet and number of each line


def load(warehouse: duckdb.DuckDBPyConnection, table: Table, files: list[tuple[Landed, Lines]]) -> int:
    """Creates `raw.<identifier>` from the files that hold the table, without their refused lines; returns its rows.

    Of a table whose lines add up it is a view of their first copies, so that ten years are not copied for each refresh.
    """
    columns = {c.name: "varchar" for c in table.columns} | WHERE_FROM | ({LINES: "bigint"} if table.summed else {})
    _create(warehouse, table.identifier, columns)
    holding = [(file, refused) for file, refused in files if table.name in file.tables()]
    if not holding:
        return 0
    sheet_name = table.sheet or ""
    left_out = [(f.arrival.sha256, line) for f, refused in holding for sheet, line in refused if sheet == sheet_name]
    given = {
        "wanted": list(columns),  # what a file had and nobody reads any more stays in its first copy
        "paths": [str(f.parquet(table.name)) for f, _ in holding],
        "shas": [f.arrival.sha256 for f, _ in holding],
        "names": [f.arrival.name for f, _ in holding],
        "left_out_shas": [sha256 for sha256, _ in left_out],
        "left_out_lines": [line for _, line in left_out],
    }
    if not table.summed:
        return warehouse.execute(f"insert into raw.{table.identifier} by name {_CELLS}", given).fetchall()[0][0]
    _create(warehouse, f"{table.identifier}__none", columns)  # a view has no columns of its own where no file has one
    cells = re.sub(r"\$(\w+)", lambda name: _literal(given[name[1]]), _CELLS)
    warehouse.execute(f"drop table raw.{table.identifier}")
    warehouse.execute(
        f"create view raw.{table.identifier} as from raw.{table.identifier}__none union all by name ({cells})"
    )
    return warehouse.execute(f"select count(*) from raw.{table.identifier}").fetchall()[0][0]


def _literal(values: list[str] | list[int]) -> str:
    quoted = (str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'" for value in values)
    return f"[{', '.join(quoted)}]"


def loaded_lines(warehouse: duckdb.DuckDBPyConnection, tables: Iterable[Table]) -> dict[tuple[str, str], int]:
    """How many lines of each file and sheet stand in the raw tables of a source, by checksum and sheet."""
    of_sheets: dict[str, list[Table]] = {}
    for table in (table for table in tables if table.name != SHEETS_READ):  # it tells of lines and holds none
        of_sheets.setdefault(table.sheet or "", []).append(table)
    counted = {}
    for sheet, holding in of_sheets.items():
        lines = " union all ".join(f"select {_line(table)} from raw.{table.identifier}" for table in holding)
        count = f"sum(coalesce({LINES}, 1))::bigint" if holding[0].summed else "count(distinct file_line)"
        rows = warehouse.execute(f"select file_sha256, {count} from ({lines}) group by all").fetchall()
        counted |= {(sha256, sheet): lines for sha256, lines in rows}
    return counted


def _line(table: Table) -> str:
    """A line by its number; where lines are summed, for how many a row stands."""
    return f"file_sha256, {LINES if table.summed else 'file_line'}"


def record(warehouse: duckdb.DuckDBPyConnection, ledger: str, rows: list[dict]) -> None:
    """Creates `raw.landing__<ledger>` from what the refresh knows about itself and its files."""
    columns = LEDGERS[ledger]
    _create(warehouse, f"landing__{ledger}", dict.fromkeys(columns, "varchar"))
    values = {c: [None if row.get(c) is None else str(row[c]) for row in rows] for c in columns}
    listed = ", ".join(f"unnest(${c}::varchar[])" for c in columns)  # row by row takes milliseconds each
    warehouse.execute(f"insert into raw.landing__{ledger} select {listed}", values)


def _create(warehouse: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str]) -> None:
    """Names come from contracts in the project, never from a file."""
    warehouse.execute("create schema if not exists raw")
    listed = ", ".join(f'"{column}" {type_}' for column, type_ in columns.items())
    warehouse.execute(f"create or replace table raw.{name} ({listed})")
