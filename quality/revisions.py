"""What a run says that the run before it did not: each value that changed, and what can have changed it.

Finished files are compared, since what readers saw is what counts. A trust's file takes the rows about itself, of
tables and columns that it sees, and its causes name no file of another.
"""

from functools import cache
from pathlib import Path

import duckdb
import polars as pl

from quality.attack_shape import declared, models
from quality.causes import Causes
from quality.release import CLOCK_COLUMNS, attach, open_to_write

TABLE = "revisions"
LEFT_OUT = {
    TABLE,
    "submissions",  # files are causes
    *("return_answers", "return_facts", "return_events", "return_evidence"),  # words, which returns keep themselves
    # made of others' values: what moved them stands in the rows of those
    *("peers", "peer_shares", "peer_groups", "peer_contributions", "funnels", "funnel_limits"),
}
COLUMNS = ("org_code", "table", "key", "column", "change", "before", "after", "changes", "cause")
SCHEMA = {column: pl.Int64 if column == "changes" else pl.String for column in COLUMNS}


def add(finished: Path, before: Path, causes: Causes | None) -> None:
    """Fills the table `revisions` of the analyst's file and of each trust's in a folder of finished files.

    `before` is the folder of the run in use. Without `causes` nothing differs that a run depends on: this one repeats
    the run before, and so do its revisions.
    """
    found = _kept(before / "analyst.duckdb") if causes is None else _compared(finished, before, causes)
    seen = _trust_columns()
    with duckdb.connect() as con:  # one for all files: opening another for each takes four times as long
        _insert(con, finished / "analyst.duckdb", found)
        for code in found["org_code"].drop_nulls().unique().sort():
            path, kept = finished / "trust" / f"{code}.duckdb", before / "trust" / f"{code}.duckdb"
            if path.is_file():
                _insert(con, path, _kept(kept) if causes is None else _as_trust_sees(found, seen, code, causes))


def _compared(finished: Path, before: Path, causes: Causes) -> pl.DataFrame:
    with duckdb.connect() as con:
        for name, folder in (("earlier", before), ("later", finished)):
            attach(con, folder / "analyst.duckdb", name, "read_only")
        columns = {name: _columns(con, name) for name in ("earlier", "later")}
        queries = [
            _difference(table, key, [c for c in columns["later"][table] if c in columns["earlier"][table]])
            for table, key in sorted(keys().items())
            if all(set(key) <= set(columns[name].get(table, ())) for name in columns)
        ]
        frames = [pl.from_arrow(con.sql(query).to_arrow_table()) for query in queries]
        limit = "select max_by(value, valid_from) from later.registries.parameters where parameter = $parameter"
        most = con.execute(limit, {"parameter": "revisions_listed_maximum"}).fetchone()[0]
    found = _shortened(pl.concat([pl.DataFrame(schema=SCHEMA).drop("changes", "cause"), *frames]), int(most))
    words = {code: causes.words(code) for code in found["org_code"].unique()}
    return found.with_columns(
        pl.col("org_code").map_elements(words.get, pl.String, skip_nulls=False).alias("cause")
    ).select(COLUMNS)


def _columns(con: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[str]]:
    """Columns of each published table of a file."""
    rows = con.execute(
        "select table_name, list(column_name order by column_index) from duckdb_columns() "
        "where database_name = $database and schema_name = 'main' group by 1",
        {"database": database},
    ).fetchall()
    return dict(rows)


@cache
def keys() -> dict[str, list[str]]:
    """By published table, the key that its model declares (the test `unique_key`). What has none is not compared."""
    found = {}
    for model in models():
        kind, _, name = model["name"].partition("_")
        for test in model.get("data_tests", []) if kind in ("fct", "dim") else []:
            if isinstance(test, dict) and "unique_key" in test:
                table = f"{name}s" if kind == "dim" else name
                found[table] = test["unique_key"]["arguments"]["columns"]
    published = declared()["analyst"]
    return {table: key for table, key in found.items() if table in published and table not in LEFT_OUT}


def _difference(table: str, key: list[str], shared: list[str]) -> str:
    """SQL of what differs between the two files. Names are those of models, never of a file."""
    values = [column for column in shared if column not in (*key, *CLOCK_COLUMNS)]
    kept = ", ".join([*key, *values])
    cells = ", ".join(f"struct_pack(name := '{c}', earlier := e.{c}::varchar, later := l.{c}::varchar)" for c in values)
    words = ", ".join(f"'{c} ' || {c}" for c in key if c != "org_code") or "null"
    return f"""
        with gone as (
            select *, true as is_in from (select {kept} from earlier.{table} except select {kept} from later.{table})
        ),
        come as (
            select *, true as is_in from (select {kept} from later.{table} except select {kept} from earlier.{table})
        ),
        paired as (
            select {", ".join(key)}, e.is_in as was, l.is_in as remains, [{cells}] as cells
            from gone as e full join come as l using ({", ".join(key)})
        ),
        found as (
            select * exclude (cells), unnest(cells) as cell from paired where was and remains
            union all
            select * exclude (cells), null from paired where was is null or remains is null
        )
        select {"org_code" if "org_code" in key else "null::varchar as org_code"}, '{table}' as "table",
            nullif(concat_ws(', ', {words}), '') as "key", cell.name as "column",
            if(was and remains, 'changed', if(was, 'withdrawn', 'added')) as change,
            cell.earlier as before, cell.later as after
        from found
        where cell is null or cell.earlier is distinct from cell.later
    """


def _shortened(found: pl.DataFrame, most: int) -> pl.DataFrame:
    """Beyond `most` changes of one kind in one table of one organisation, a count of them stands in their place."""
    group = ["org_code", "table", "change"]
    found = found.with_columns(pl.len().over(group).cast(pl.Int64).alias("changes"))
    many = pl.col("changes") > most
    counted = found.filter(many).select(*group, "changes").unique()
    return pl.concat([found.filter(~many).with_columns(pl.lit(1, pl.Int64).alias("changes")), counted], how="diagonal")


def _trust_columns() -> pl.DataFrame:
    """Table and column of what trusts see; without a column for a whole row."""
    tables = declared()["trust"]
    rows = [(table, column) for table, columns in tables.items() for column in (None, *columns)]
    return pl.DataFrame(rows, {"table": pl.String, "column": pl.String}, orient="row")


def _as_trust_sees(found: pl.DataFrame, seen: pl.DataFrame, code: str, causes: Causes) -> pl.DataFrame:
    """An organisation's own rows, of what trusts see, with causes that name no other."""
    own = found.filter(pl.col("org_code") == code).join(seen, on=["table", "column"], how="semi", nulls_equal=True)
    return own.with_columns(pl.lit(causes.words(code, for_trust=True), pl.String).alias("cause"))


def _kept(path: Path) -> pl.DataFrame:
    """The revisions of an earlier run; none where it had no such table."""
    if not path.is_file():
        return pl.DataFrame(schema=SCHEMA)
    with duckdb.connect(str(path), read_only=True) as con:
        found = con.execute("select 1 from duckdb_tables() where table_name = $name", {"name": TABLE}).fetchall()
        return pl.from_arrow(con.sql(f"from {TABLE}").to_arrow_table()) if found else pl.DataFrame(schema=SCHEMA)


def _insert(con: duckdb.DuckDBPyConnection, path: Path, rows: pl.DataFrame) -> None:
    if rows.is_empty():
        return
    con.register("rows", rows)
    with open_to_write(con, path):
        con.execute(f"insert into audience.{TABLE} by name select * from rows order by all")
