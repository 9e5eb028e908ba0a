"""The SQL of the dbt project without dbt, in memory: macros over a table of cases, models over tables of rows."""

import importlib.util
from datetime import date
from functools import cache
from types import SimpleNamespace

import duckdb
import jinja2
import polars as pl

from ingestion.contracts import PROJECT, sources

FOLDER = PROJECT / "dbt_project"
NOT_JINJA = "materializations.sql"  # its tags are dbt's own
AS_OF = date(2026, 11, 24)
LINES = {
    "org_code": pl.String,
    "wres_year": pl.Int32,
    "measure_code": pl.String,
    "wres_group": pl.String,
    "line_value": pl.Float64,
    "value_status": pl.String,
    "basis": pl.String,
    "source": pl.String,
    "release_year": pl.Int32,
    "standard": pl.String,
    "refused_by": pl.String,
    "table_name": pl.String,
    "file_sha256": pl.String,
    "file_line": pl.Int64,
}


@cache
def _macros() -> str:
    return "\n".join(p.read_text() for p in sorted((FOLDER / "macros").glob("*.sql")) if p.name != NOT_JINJA)


def rendered(sql: str, ref=str) -> str:
    """The SQL of a model, or of a test, with the project's macros filled in."""
    return jinja2.Environment().from_string(_macros() + sql).render(ref=ref, source=_identifier).strip()


def _identifier(source: str, name: str) -> str:
    """A raw table goes by its identifier, such as wres__lines."""
    return next(table.identifier for table in sources()[source].tables if table.name == name)


def over(cases: pl.DataFrame, **columns: str) -> pl.DataFrame:
    """Cases, and beside them a column for each macro: `over(cases, lower="{{ wilson_lower('x', 'n', 'z') }}")`."""
    wanted = ", ".join(f"{sql} as {name}" for name, sql in columns.items())
    with duckdb.connect() as con:
        con.register("cases", cases)
        return con.sql(rendered(f"select *, {wanted} from cases")).pl()


class Models:
    """Models built from the tables that a test gives and from the seeds, each when it is first asked for."""

    def __init__(self, **tables: pl.DataFrame | str):
        """Tables are frames or queries."""
        self._con = duckdb.connect()
        self._paths = {p.stem: p for kind in ("sql", "py") for p in FOLDER.glob(f"models/**/*.{kind}")}
        for name, rows in tables.items():
            query = rows if isinstance(rows, str) else "from rows"
            self._con.execute(f"create table {name} as {query}")

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self._con.table(self.ref(name)).pl()

    def ref(self, name: str) -> str:
        """The name of a model or seed, which stands from now on."""
        if (name,) not in self._con.execute("select table_name from duckdb_tables()").fetchall():
            path = self._paths.get(name)
            if path is None:
                self._con.execute(f"create table {name} as from read_csv('{FOLDER}/seeds/{name}.csv', header = true)")
            elif path.suffix == ".py":
                dbt = SimpleNamespace(config=lambda **_: None, ref=lambda other: self._con.table(self.ref(other)))
                limits = python_model(name).model(dbt, self._con)  # noqa: F841, read by its name below
                self._con.execute(f"create table {name} as from limits")
            else:
                self._con.execute(f"create table {name} as ({rendered(path.read_text(), self.ref)})")
        return name


def python_model(name: str):
    path = FOLDER / "models" / "intermediate" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def line(org_code, wres_year, measure_code, wres_group, value, basis=None, source="dcf", release_year=None) -> tuple:
    """A submitted line: a number, `*` for suppressed or None for blank."""
    status = {"*": "suppressed", None: "not_submitted"}.get(value, "reported")
    number = float(value) if status == "reported" else None
    release = release_year or wres_year
    where = ("lines", "file", 1)
    return (org_code, wres_year, measure_code, wres_group, number, status, basis, source, release, "WRES", None, *where)


def wres(lines: list[tuple], successions=(), returns=(), as_of: date = AS_OF, **tables: pl.DataFrame) -> Models:
    """The WRES models over submitted lines. Successions are old code, new code, day; returns a code and a day."""
    codes = sorted({row[0] for row in lines} | {code for old, new, _ in successions for code in (old, new)})
    organisations = {
        "org_code": codes, "region_code": ["Z99"] * len(codes), "opened_on": [date(2000, 4, 1)] * len(codes),
        "closed_on": [None] * len(codes),
    }  # fmt: skip
    succeeded = {"old_code": pl.String, "new_code": pl.String, "succeeded_on": pl.Date}
    assessed = {"org_code": pl.String, "assessment_date": pl.Date, "is_current": pl.Boolean}
    given = {
        "int_wres_lines_unioned": pl.DataFrame(lines, LINES, orient="row"),
        "int_successions_united": pl.DataFrame(list(successions), succeeded, orient="row"),
        "int_returns_ranked": pl.DataFrame([(*row, True) for row in returns], assessed, orient="row"),
        "stg_ods__trusts": pl.DataFrame(organisations, schema_overrides={"closed_on": pl.Date}),
        "stg_landing__refresh": pl.DataFrame({"as_of": [as_of]}),
    }
    return Models(**given | tables)
