"""What the release gate holds against a finished release: each file of it, read once, and the truth behind it.

A trust's file holds what is public and rows of its own, so it is told by three things: whether the rows of others are
the public ones, whether rows stand in the order of their content, and its own rows. Only those are taken out of it:
220 files hold the same public rows.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb
import polars as pl

PUBLIC, PANEL, ANALYST = "public.duckdb", "panel.duckdb", "analyst.duckdb"
REGISTRIES = "registries"
FILE, READER, PLACE = "in_file", "reader", "rowid"
AGGREGATES = ("peers", "peer_shares")  # of private values, each row for its organisation only
REMEMBERED = (*AGGREGATES, "peer_groups", "peer_contributions", "improvements")
RELATIONS = """
    select database_name, schema_name, table_name, 'table' as kind, comment from duckdb_tables() where not internal
    union all select database_name, schema_name, view_name, 'view', comment from duckdb_views() where not internal
    union all select database_name, schema_name, function_name, function_type, comment from duckdb_functions()
    where not internal
    union all select database_name, schema_name, sequence_name, 'sequence', comment from duckdb_sequences()
    union all select database_name, schema_name, type_name, 'type', comment from duckdb_types() where not internal
    union all select database_name, schema_name, index_name, 'index', comment from duckdb_indexes()
"""
COLUMNS = """
    select schema_name, table_name, column_name, data_type, comment from duckdb_columns() where database_name = $held
"""

Table = tuple[str, str]  # schema and name
Content = dict[Table, tuple[int, int]]  # rows and a checksum of what is not the reader's own


@dataclass
class Held:
    """One file as it was found. `rows` are those of its reader, and whatever else is not public."""

    file: str
    columns: list[tuple] = field(default_factory=list)  # schema, table, column, type, comment
    objects: list[tuple] = field(default_factory=list)  # schema, name, kind, comment
    altered: list[Table] = field(default_factory=list)  # the rows of others are not the public ones
    unordered: list[tuple[str, int]] = field(default_factory=list)  # table and first row out of order
    rows: dict[str, pl.DataFrame] = field(default_factory=dict)


@dataclass
class Dossier:
    """A finished folder as the intruder has it. Rows beyond what is public bear `in_file`, `reader` and `rowid`."""

    folder: Path
    earlier: list[Path]  # folders of published runs
    files: list[Held]
    public: dict[str, pl.DataFrame]
    registries: dict[str, pl.DataFrame]
    truth: dict[str, pl.DataFrame]

    @cached_property
    def beyond(self) -> dict[str, pl.DataFrame]:
        """By table, the rows that trusts' files and the panel's hold beyond what is public."""
        found: dict[str, list[pl.DataFrame]] = {}
        for held in self.files:
            for table, frame in held.rows.items():
                found.setdefault(table, []).append(frame)
        return {table: pl.concat(frames, how="diagonal_relaxed") for table, frames in found.items()}

    @cached_property
    def applicants(self) -> frozenset[str]:
        return applicants(self.truth)

    def past(self) -> Iterator[tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]]:
        """Of each earlier run, what trusts held of others, as the analyst's file has it, and what the panel held."""
        for folder in self.earlier:
            yield _remembered(folder / ANALYST, REMEMBERED), _remembered(folder / PANEL, AGGREGATES)


def applicants(truth: dict[str, pl.DataFrame]) -> frozenset[str]:
    """Organisations whose application the panel may open, by the returns that the analyst has."""
    returns = truth.get("returns")
    applied = [] if returns is None else returns.filter(pl.col("return_type") == "application")["org_code"]
    return frozenset(applied)


def read(folder: Path, earlier: list[Path] = ()) -> Dossier:
    """Opens every file of a finished folder once, two at a time."""
    with duckdb.connect(str(folder / ANALYST), read_only=True) as con:
        names = [table for schema, table in _tables(con, Path(ANALYST).stem) if schema == "main"]
        truth = {table: _frame(con, f"from {table}") for table in names}
    with duckdb.connect(str(folder / PUBLIC), read_only=True) as con:
        tables = _tables(con, Path(PUBLIC).stem)
        content = {table: _by_organisation(con, *table) for table in tables}
        public = {name: _frame(con, f"from {name}") for schema, name in tables if schema == "main"}
        registries = {name: _frame(con, f"from {schema}.{name}") for schema, name in tables if schema == REGISTRIES}
    totals = {table: _without(parts, set()) for table, parts in content.items()}
    paths = sorted(folder.rglob("*.duckdb"))
    with ThreadPoolExecutor(2) as pool:
        files = list(pool.map(lambda path: _read(path, folder, public, content, totals, applicants(truth)), paths))
    return Dossier(folder, list(earlier), files, public, registries, truth)


def _read(path: Path, folder: Path, public: dict, content: dict, totals: dict, applied: frozenset[str]) -> Held:
    held = Held(path.relative_to(folder).as_posix())
    with duckdb.connect(str(path), read_only=True) as con:
        con.execute("set threads = 1")
        name = con.execute("select current_database()").fetchall()[0][0]
        query = f"select * exclude (database_name) from ({RELATIONS}) where database_name = $held order by all"
        held.objects = con.execute(query, {"held": name}).fetchall()
        held.columns = con.execute(f"{COLUMNS} order by all", {"held": name}).fetchall()
        if held.file == ANALYST:
            return held
        reader = path.stem if path.parent != folder else ""
        own = {reader} if reader else applied if held.file == PANEL else set()
        tables = [(schema, table) for schema, table, kind, _ in held.objects if kind == "table"]
        has_organisation = {(schema, table) for schema, table, column, *_ in held.columns if column == "org_code"}
        found = _of_others(con, [table for table in tables if table in content], own, has_organisation, held)
        for table, (count, total) in totals.items():
            mine = [content[table][code] for code in own if code in content[table]]
            public_rows = count - sum(rows for rows, _ in mine), total - sum(part for _, part in mine)
            held.altered += [table] if found.get(table) != public_rows else []
        held.altered += [table for table in tables if table[0] == REGISTRIES and table not in content]
        for table in tables if held.file != PUBLIC else ():
            if table[0] == "main":
                only = "" if table not in content or table in held.altered else _only(own, table in has_organisation)
                _keep(held, reader, table[1], _frame(con, f"select rowid as {PLACE}, * from {table[1]} {only}"), public)
    return held


def _tables(con: duckdb.DuckDBPyConnection, database: str) -> list[Table]:
    query = "select schema_name, table_name from duckdb_tables() where database_name = $database order by all"
    return con.execute(query, {"database": database}).fetchall()


def _by_organisation(con: duckdb.DuckDBPyConnection, schema: str, table: str) -> dict[str | None, tuple[int, int]]:
    """Rows and a checksum of them, by organisation. In a registry a row counts with its place."""
    described = con.execute(f"describe {schema}.{table}").fetchall()
    has_organisation = schema == "main" and "org_code" in {column for column, *_ in described}
    key, row = "org_code" if has_organisation else "null", "hash(t, rowid)" if schema == REGISTRIES else "hash(t)"
    rows = con.execute(f"select {key}, count(*), sum({row})::hugeint from {schema}.{table} as t group by 1").fetchall()
    return {code: (count, total) for code, count, total in rows}


def _without(parts: dict[str | None, tuple[int, int]], own: set[str]) -> tuple[int, int]:
    rest = [part for code, part in parts.items() if code not in own]
    return sum(count for count, _ in rest), sum(total for _, total in rest)


def _of_others(
    con: duckdb.DuckDBPyConnection, tables: list[Table], own: set[str], has_organisation: set[Table], held: Held
) -> Content:
    """By public table, rows of others and their checksum, in one pass that also looks for a row out of order.

    Own rows may stand behind those of others; within each, and across, rows stand sorted by all columns.
    """
    queries = []
    for schema, table in tables:
        can_be_own = own and (schema, table) in has_organisation
        is_own = f"coalesce(org_code in ({_listed(own)}), false)" if can_be_own else "false"
        queries.append(
            f"""(select '{schema}', '{table}', count(*), coalesce(sum(hash(t, rowid)), 0)::hugeint, null, []
            from {schema}.{table} as t)"""
            if schema == REGISTRIES
            else f"""(with lined as (
                select {is_own} as is_own, lag(is_own) over () as own_before, t.rowid as place, hash(t) as checksum,
                    t as content, lag(t) over () as before
                from {table} as t
            )
            select 'main', '{table}', count(*) filter (not is_own),
                coalesce(sum(checksum) filter (not is_own), 0)::hugeint,
                min(place) filter (content < before and not is_own),
                list(place) filter (content < before and is_own and own_before)
            from lined)"""
        )
    found = con.execute(" union all ".join(queries)).fetchall() if queries else []
    for _, table, *_, wrong, own_wrong in found:
        breaks = [wrong] if wrong is not None else (own_wrong or [])[1:]  # once, own rows begin that are not public
        held.unordered += [(table, place) for place in breaks[:1]]
    return {(schema, table): (count, total) for schema, table, count, total, *_ in found}


def _listed(codes: set[str] | frozenset[str]) -> str:
    return ", ".join(f"'{code}'" for code in sorted(codes))


def _only(own: set[str], has_organisation: bool) -> str:
    return f"where org_code in ({_listed(own)})" if own and has_organisation else "where false"


def _keep(held: Held, reader: str, table: str, frame: pl.DataFrame, public: dict[str, pl.DataFrame]) -> None:
    """Rows of the reader, and what does not stand in the public file though it should."""
    if table in public:
        both = [column for column in public[table].columns if column in frame.columns]
        frame = frame.join(public[table].select(both), on=both, how="anti", nulls_equal=True) if frame.height else frame
    else:
        ordered = frame.sort([column for column in frame.columns if column != PLACE] + [PLACE], nulls_last=True)[PLACE]
        wrong = (ordered != frame[PLACE]).arg_max() if not ordered.equals(frame[PLACE]) else None
        held.unordered += [(table, int(wrong))] if wrong is not None else []
    if frame.height:
        held.rows[table] = frame.with_columns(pl.lit(held.file).alias(FILE), pl.lit(reader).alias(READER))


def _remembered(path: Path, names: tuple[str, ...]) -> dict[str, pl.DataFrame]:
    with duckdb.connect(str(path), read_only=True) as con:
        held = [table for schema, table in _tables(con, path.stem) if schema == "main"]
        return {table: _frame(con, f"from {table}") for table in held if table in names}


def _frame(con: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    return pl.from_arrow(con.sql(query).to_arrow_table())


def labelled(frame: pl.DataFrame, keys: list[str]) -> Iterator[tuple[dict, str]]:
    """Rows as dictionaries, each with the words that name it."""
    for row in frame.iter_rows(named=True):
        yield row, ", ".join(str(row[key]) for key in keys if row.get(key) is not None)
