"""Source contracts, read once from beside their staging models.

A contract is a dbt source: `dbt_project/models/staging/<source>/<source>.yml`. Ingestion, the arrival suite, dbt and
Dagster's freshness all read that file; nothing about a source is written anywhere else.
"""

from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parent.parent
STAGING = PROJECT / "dbt_project" / "models" / "staging"


@dataclass(frozen=True)
class Column:
    """A column as it arrives: text, of which `type` says how it must read."""

    name: str
    type: str = "text"
    required: bool = False
    optional: bool = False  # the whole column may be absent
    accepted: tuple[str, ...] = ()
    pattern: str | None = None
    min: float | None = None
    max: float | None = None
    max_length: int | None = None
    personal_data: str | None = None  # refused: free text in which data of a person is not taken in
    rule: str | None = None


@dataclass(frozen=True)
class Table:
    """One table of a source: a kind of CSV file, or a sheet of a workbook."""

    source: str
    name: str
    identifier: str
    description: str
    columns: tuple[Column, ...]
    files: str | None = None
    sheet: str | None = None
    header: bool = True
    required: bool = False
    key: tuple[str, ...] = ()
    fields: tuple[Column, ...] = ()  # of a table of field and value: how each value must read

    def accepts_name(self, file_name: str) -> bool:
        return self.files is not None and fnmatch(file_name.lower(), self.files)

    def header_difference(self, header: list[str]) -> str | None:
        """How `header` differs from the contract, in words; None when it fits."""
        names = [c.name for c in self.columns]
        needed = [c.name for c in self.columns if not c.optional]
        missing = [n for n in needed if n not in header]
        unknown = [h for h in header if h not in names]
        repeated = sorted({h for h in header if header.count(h) > 1})
        parts = [
            f"{word} {', '.join(repr(n) for n in which)}"
            for word, which in (("missing", missing), ("unknown", unknown), ("repeated", repeated))
            if which
        ]
        return "; ".join(parts) or None


@dataclass(frozen=True)
class Source:
    name: str
    description: str
    publisher: str
    cadence_days: int
    max_bytes: int
    workbook: bool = False
    required: bool = False
    tables: tuple[Table, ...] = field(default=())


def _meta(node: dict) -> dict:
    return node.get("config", {}).get("meta", {})


def _frozen(meta: dict) -> dict:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in meta.items()}


def _table(source: str, node: dict) -> Table:
    columns = tuple(Column(c["name"], **_frozen(_meta(c))) for c in node["columns"])
    meta = _frozen(_meta(node))
    meta["fields"] = tuple(Column(**_frozen(f)) for f in meta.get("fields", ()))
    return Table(source, node["name"], node["identifier"], node["description"], columns, **meta)


def _source(node: dict) -> Source:
    meta = _meta(node)
    return Source(
        name=node["name"],
        description=node["description"],
        publisher=meta["publisher"],
        cadence_days=meta["cadence_days"],
        max_bytes=meta["max_megabytes"] * 1_000_000,
        workbook=meta.get("workbook", False),
        required=meta.get("required", False),
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
