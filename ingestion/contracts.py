"""Source contracts, read once from beside their staging models.

A contract is a dbt source: `dbt_project/models/staging/<source>/<source>.yml`. Ingestion, the arrival suite, dbt and
Dagster's freshness all read that file; nothing about a source is written anywhere else.
"""

from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import yaml

from ingestion.editions import Edition, faults
from ingestion.limits import Limits

PROJECT = Path(__file__).resolve().parent.parent
STAGING = PROJECT / "dbt_project" / "models" / "staging"


@dataclass(frozen=True)
class Column:
    """A column as it arrives: text, of which `type` says how it must read."""

    name: str
    type: str = "text"
    description: str = ""
    required: bool = False
    optional: bool = False  # the whole column may be absent
    accepted: tuple[str, ...] = ()
    pattern: str | None = None
    min: float | None = None
    max: float | None = None
    max_length: int | None = None
    rates: str | None = None  # pattern of measure codes whose cells are rates from 0 to 1; without codes, any pattern
    personal_data: str | None = None  # refused: free text in which data of a person is not taken in
    rule: str | None = None


@dataclass(frozen=True)
class Layout:
    """How a published workbook is laid out, wide, and which of its cells are kept as rows.

    `columns` is a pattern of the names of columns that hold values, or, where a column has its question in a row above
    it, `question` is a pattern of such questions. `base` is the column with the respondents of a value: a pattern's
    replacement, or the name that it has under each question.
    """

    keys: dict[str, str]  # column of the table by the header in the workbook; the first tells the header row
    base: str
    required: tuple[str, ...] = ()  # patterns of columns without which the file is not what it should be
    answers: dict[str, str] = field(
        default_factory=dict
    )  # of questions likewise, each with an answer that it must have
    family: str | None = None  # pattern of columns that are kept, or a base, or `left_out`: else nobody knows them
    left_out: str | None = None
    sheets: tuple[str, ...] = ()  # names of sheets with results; with none declared, every sheet with a header row
    other_sheets: tuple[str, ...] = ()
    columns: str | None = None
    question: str | None = None
    survey: str | None = None  # pattern of the text above the header that names the survey's year
    adds_up: tuple[float, ...] = ()  # from and to: what the answers to a question add up to
    codes_sheet: str | None = None  # the sheet that may say what `codes` mean, each by a pattern of its meaning
    codes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """One table of a source: a kind of CSV file, a sheet of a workbook, or the cells of a published workbook."""

    source: str
    name: str
    identifier: str
    description: str
    columns: tuple[Column, ...]
    files: str | None = None  # patterns of file names, split by a space
    sheet: str | None = None
    header: bool = True
    required: bool = False
    optional: bool = False  # the whole sheet may be absent
    indivisible: bool = False  # its lines are one statement: none is left out, so a bad one refuses the file
    summed: tuple[str, ...] = ()  # columns that add up over lines which are alike in all others (ingestion.summing)
    key: tuple[str, ...] = ()
    fields: tuple[Column, ...] = ()  # of a table of field and value: how each value must read
    layout: Layout | None = None
    editions: tuple[Edition, ...] = ()  # earlier forms that files still come in
    version_field: str | None = None  # of a table of field and value: the field that names the template

    def accepts_name(self, file_name: str) -> bool:
        return self.files is not None and any(fnmatch(file_name.lower(), pattern) for pattern in self.files.split())


@dataclass(frozen=True)
class Source:
    name: str
    description: str
    publisher: str
    licence: str
    cadence_days: int
    max_bytes: int
    max_rows: int | None = None  # of a file whose packed size says little about its rows
    max_summed_bytes: int = 0  # of a file whose lines are summed when it lands, and
    max_summed_rows: int = 0
    required: bool = False
    limits: Limits = Limits()
    tables: tuple[Table, ...] = field(default=())

    def has_workbooks(self) -> bool:
        return any(table.sheet or table.layout for table in self.tables)


class BadContract(Exception):
    """A contract that cannot be used: says which table, and why."""


def _meta(node: dict) -> dict:
    return node.get("config", {}).get("meta", {})


def _frozen(meta: dict) -> dict:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in meta.items()}


def _table(source: str, node: dict) -> Table:
    columns = tuple(Column(c["name"], description=c["description"], **_frozen(_meta(c))) for c in node["columns"])
    meta = _frozen(_meta(node))
    meta["fields"] = tuple(Column(**_frozen(f)) for f in meta.get("fields", ()))
    meta["layout"] = Layout(**_frozen(meta["layout"])) if "layout" in meta else None
    meta["editions"] = tuple(Edition(**_frozen(e)) for e in meta.get("editions", ()))
    table = Table(source, node["name"], node["identifier"], node["description"], columns, **meta)
    if found := list(faults(table)):
        raise BadContract(f"{source}: {'; '.join(found)}")
    return table


def _source(node: dict) -> Source:
    meta = _meta(node)
    return Source(
        name=node["name"],
        description=node["description"],
        publisher=meta["publisher"],
        licence=meta["licence"],
        cadence_days=meta["cadence_days"],
        max_bytes=meta["max_megabytes"] * 1_000_000,
        max_rows=meta.get("max_rows"),
        max_summed_bytes=meta.get("max_summed_megabytes", 0) * 1_000_000,
        max_summed_rows=meta.get("max_summed_rows", 0),
        required=meta.get("required", False),
        limits=Limits(**meta.get("limits", {})),
        tables=tuple(_table(node["name"], t) for t in node["tables"]),
    )


@cache
def sources() -> dict[str, Source]:
    """Every source that arrives in a landing folder, by name, in alphabetical order."""
    nodes = [
        node
        for path in sorted(STAGING.glob("*/*.yml"))
        for node in yaml.load(path.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)).get("sources", [])
    ]
    return {node["name"]: _source(node) for node in nodes if not _meta(node).get("written_by_refresh")}
