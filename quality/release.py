"""What leaves: one DuckDB file for each audience, written from the published layer of a finished build.

What is public stands in every file; `published.pub_<audience>__<table>` is what an audience sees beyond that, or in
its place. A trust's file takes only the rows of that organisation, so there is nothing in it to leak. The registries of
the build, which are public knowledge, stand in every file under a schema of their own: figures keep the names and
thresholds that they were computed by. They are no published tables.
"""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

# Since a file for each organisation holds few rows: 0.5 MB instead of 5.
SMALL_BLOCKS = "block_size 16384"
CLOCK_COLUMNS = ("received_at", "received_on")
REGISTRIES = "registries"
# What the public sees under disclosure control (§5.3), and who sees it as it is, in the place of what the public sees.
CONTROLLED = {"measures", "changes", "trends"}
SEES_COUNTS = {"analyst", "trust"}

Tables = dict[str, set[str]]  # by audience, the tables it sees


def write(warehouse: Path, folder: Path) -> Tables:
    """Writes `analyst.duckdb`, `panel.duckdb`, `public.duckdb` and `trust/<CODE>.duckdb` into a new folder."""
    folder.mkdir(parents=True)
    with duckdb.connect() as con:
        attach(con, warehouse, "warehouse", "read_only")
        tables = _published_tables(con)
        public = folder / "public.duckdb"
        _write_file(con, public, "public", tables)
        _write_registries(con, public)
        for audience in sorted(set(tables) - {"public", "trust"}):
            shutil.copyfile(public, folder / f"{audience}.duckdb")
            _write_file(con, folder / f"{audience}.duckdb", audience, tables)
        (folder / "trust").mkdir()
        for org_code in _organisations(con):
            path = folder / "trust" / f"{org_code}.duckdb"
            shutil.copyfile(public, path)
            _write_file(con, path, "trust", tables, org_code)
    return tables


def attach(con: duckdb.DuckDBPyConnection, path: Path, name: str, options: str) -> None:
    """A path takes no parameter in this statement, and a folder may have an apostrophe in its name."""
    quoted = str(path).replace("'", "''")
    con.execute(f"attach '{quoted}' as {name} ({options})")


@contextmanager
def open_to_write(con: duckdb.DuckDBPyConnection, path: Path) -> Iterator[None]:
    """The file is the database `audience` meanwhile, in one transaction: one wait for the disk, not one a table."""
    attach(con, path, "audience", SMALL_BLOCKS)
    con.begin()
    yield
    con.commit()
    con.execute("detach audience")


def _published_tables(con: duckdb.DuckDBPyConnection) -> Tables:
    names = con.execute(
        "select view_name from duckdb_views() where database_name = 'warehouse' and schema_name = 'published'"
    ).fetchall()
    tables: Tables = defaultdict(set)
    for (name,) in names:
        audience, _, table = name.removeprefix("pub_").partition("__")
        tables[audience].add(table)
    return dict(tables)


def _organisations(con: duckdb.DuckDBPyConnection) -> list[str]:
    rows = con.execute(
        "select org_code from warehouse.published.pub_public__organisations "
        "where is_in_scope and closed_on is null order by org_code"
    ).fetchall()
    return [code for (code,) in rows]


def _write_file(
    con: duckdb.DuckDBPyConnection, path: Path, audience: str, tables: Tables, org_code: str | None = None
) -> None:
    """Adds an audience's rows to a file that holds what is public. Names are those of models, never of a file."""
    with open_to_write(con, path):
        for table in sorted(tables[audience]):
            view = f"warehouse.published.pub_{audience}__{table}"
            create = audience == "public" or table not in tables["public"]
            verb = f"create table audience.{table} as" if create else f"insert into audience.{table} by name"
            only = "where org_code = $org_code" if org_code else ""
            reader = {"org_code": org_code} if org_code else None
            if table in CONTROLLED and audience in SEES_COUNTS:
                of_these = f"org_code in (select org_code from {view} {only})"
                con.execute(f"delete from audience.{table} where {of_these}", reader)
            con.execute(f"{verb} select * from {view} {only} order by all", reader)


def _write_registries(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Every registry as it is, in its own order, which is part of what it says."""
    names = con.execute(
        "select table_name from duckdb_tables() where database_name = 'warehouse' and schema_name = $schema order by 1",
        {"schema": REGISTRIES},
    ).fetchall()
    with open_to_write(con, path):
        con.execute(f"create schema audience.{REGISTRIES}")
        for (name,) in names:
            registry = f"{REGISTRIES}.{name}"
            con.execute(f"create table audience.{registry} as select * from warehouse.{registry} order by rowid")


def rule_version(warehouse: Path) -> str:
    """Version of the item rules that judged this build."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        return con.execute("select rule_version from intermediate.int_rule_version_chosen").fetchone()[0]


def logical_hashes(path: Path) -> dict[str, dict]:
    """Rows and a checksum of the sorted content of each published table, clock times left out."""
    with duckdb.connect(str(path), read_only=True) as con:
        found = con.execute("select table_name from duckdb_tables() where schema_name = 'main' order by 1").fetchall()
        names = [name for (name,) in found]
        return {name: _logical_hash(con, name) for name in names}


def _logical_hash(con: duckdb.DuckDBPyConnection, table: str) -> dict:
    clocks = ", ".join(f"'{column}'" for column in CLOCK_COLUMNS)
    rows, checksum = con.execute(
        f"""
        with contents as (select columns(lambda c: not list_contains([{clocks}], c)) from {table}),
        hashed as (select md5(contents::varchar) as row_hash from contents)
        select count(*), md5(coalesce(string_agg(row_hash, '' order by row_hash), '')) from hashed
        """
    ).fetchone()
    return {"rows": rows, "logical_hash": checksum}
