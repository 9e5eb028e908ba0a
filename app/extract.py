"""A published table, or rows of one, as they are taken away: whose, of which run, and what each column is."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

import polars as pl

from app import notices
from app.published import INVENTED_PUBLISHER, Audience
from ingestion.contracts import sources
from quality.attack_shape import models

PUBLISHER = "North West Benchmark"
UNITS = {"date": "date", "timestamp": "date and time, UTC", "boolean": "true or false"}
FRACTION = re.compile(r"(share|rate|chance|target|actual|bme_value|white_value|comparator_value)")
OF_POLARS = {"int64": "bigint", "int32": "integer", "float64": "double", "date": "date", "boolean": "boolean"}
PLAIN_NUMBERS = ("log_precision", "phi", "tau2", "denominator", "value_error")


@dataclass(frozen=True)
class Column:
    """`unit` is empty for text; `is_people` for numbers of people, `is_figure` for them and every other number."""

    name: str
    description: str
    type: str
    unit: str
    is_people: bool

    @property
    def is_figure(self) -> bool:
        return self.is_people or self.type == "double"


@dataclass(frozen=True)
class Extract:
    """`demonstration` are the codes of invented organisations and areas; `title` says what the rows are."""

    table: str
    rows: pl.DataFrame
    audience: Audience
    manifest: dict
    demonstration: frozenset[str] = frozenset()
    title: str = ""

    @cached_property
    def invented(self) -> str:
        """`none` of the rows, `some` or `all`."""
        texts = [name for name, type_ in self.rows.schema.items() if type_ == pl.String]
        if self.rows.is_empty() or not texts:
            return "none"
        codes = sorted(self.demonstration)
        of_row = self.rows.select(
            pl.any_horizontal(
                *(pl.col(name).str.split(" ").list.first().is_in(codes).fill_null(False) for name in texts),
                *(pl.col(name).str.starts_with(INVENTED_PUBLISHER).fill_null(False) for name in texts),
            ).alias("invented")
        )["invented"]
        return "all" if of_row.all() else "some" if of_row.any() else "none"

    @property
    def heading(self) -> str:
        """The title, which tells of invented data wherever it is shown."""
        text = (self.title or self.table.replace("_", " ").capitalize()).removeprefix(notices.INVENTED_MARK)
        marks = {"none": "", "some": "Partly invented data: ", "all": notices.INVENTED_MARK}
        return f"{marks[self.invented]}{text}".replace("$$", "$ $")  # else a note in a spreadsheet

    @property
    def warning(self) -> str:
        """What is invented, in a sentence; nothing when nothing is."""
        if self.invented == "some":
            return (
                "Partly invented data: rows of the demonstration region describe no real NHS organisation; their "
                "codes begin with Z."
            )
        return notices.INVENTED if self.invented == "all" else ""

    @property
    def file_name(self) -> str:
        """Without an ending, and marked like the heading."""
        return {"none": "", "some": "partly_invented_", "all": "invented_"}[self.invented] + self.table

    @property
    def origin(self) -> str:
        """The run in a line, as every sheet and file carries it."""
        run = self.manifest
        reader = self.audience.name + (f":{self.audience.org_code}" if self.audience.org_code else "")
        return (
            f"Table {self.table} of run {run['run_id']}, judged as of {run['as_of']} by rules {run['rule_version']}, "
            f"as {reader} may see it."
        )

    @cached_property
    def model(self) -> dict:
        return described(self.table, self.audience.name) or {"description": "", "columns": [], "key": []}

    @cached_property
    def columns(self) -> list[Column]:
        """In the order of the rows."""
        by_name = {column["name"]: column for column in self.model["columns"]}
        return [_column(name, by_name.get(name, {}), str(self.rows.schema[name])) for name in self.rows.columns]


def demonstration_codes(read: Callable[[str], pl.DataFrame]) -> frozenset[str]:
    """Codes of invented organisations, their region and their boards, from the table of organisations."""
    invented = read("organisations").filter(pl.col("is_demonstration"))
    columns = ("org_code", "region_code", "icb_code")
    return frozenset(code for column in columns for code in invented[column] if code)


@cache
def described(table: str, audience: str) -> dict | None:
    """The model of a table for an audience: its grain, its columns, and its key as the mart's test has it."""
    by_name = {model["name"]: model for model in models()}
    model = by_name.get(f"pub_{audience}__{table}") or by_name.get(f"pub_public__{table}")
    mart = by_name.get(f"fct_{table}") or by_name.get("dim_organisation" if table == "organisations" else "", {})
    keys = [test["unique_key"] for test in (mart or {}).get("data_tests", []) if "unique_key" in test]
    whole = [key["arguments"]["columns"] for key in keys if "where" not in key.get("config", {})]
    return model and {"description": model["description"], "columns": model["columns"], "key": next(iter(whole), [])}


@cache
def provenance() -> list[str]:
    """Publisher and licence of each source that a run is built from."""
    return [f"{source.publisher} ({name}): {source.licence}." for name, source in sorted(sources().items())]


def _column(name: str, described: dict, otherwise: str) -> Column:
    type_ = described.get("data_type") or OF_POLARS.get(otherwise.lower(), "varchar")
    is_people = described.get("config", {}).get("meta", {}).get("counts") == "people"
    unit = "people" if is_people else _number(name) if type_ == "double" else UNITS.get(type_, "")
    return Column(name, described.get("description", ""), type_, unit, is_people)


def _number(name: str) -> str:
    if name in PLAIN_NUMBERS:
        return "number"
    return "ratio" if name.startswith("ratio_") else "fraction" if FRACTION.search(name) else "unit of the measure"
