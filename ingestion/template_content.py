"""What a return workbook is filled from: the registries, and what is known of the organisation.

Questions are rows of the seeds `items` and `item_fields`, columns are described in the source contract of returns, and
all else that a reader of the workbook meets is a row of `template_texts`.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date

import polars as pl

from ingestion.contracts import Table, sources
from ingestion.registries import registry

ASKED = ("item_id", "field", "where", "type", "accepted", "event_columns")


@dataclass(frozen=True)
class Known:
    """What is published of an organisation: its name, its last return on or before the day, and its WRES lines."""

    org_code: str
    org_name: str
    is_demonstration: bool
    day: date
    tables: dict[str, pl.DataFrame]

    @property
    def last(self) -> date | None:
        """Day of the last assessment; None before the first."""
        days = self.tables["returns"]["assessment_date"]
        return days.filter(days <= self.day).max()

    def rows(self, table: str) -> list[dict]:
        """Rows of the last return; none before the first."""
        if self.last is None:
            return []
        return list(self.tables[table].filter(pl.col("assessment_date") == self.last).iter_rows(named=True))

    def by_item(self, table: str) -> dict[str, dict]:
        return {row["item_id"]: row for row in self.rows(table)}

    def named(self) -> dict[str, str]:
        """What texts of the workbook may name."""
        return {
            "org_code": self.org_code,
            "org_name": self.org_name,
            "day": words(self.day),
            "last": words(self.last),
            "template_version": template_version(),
        }


def table(sheet: str) -> Table:
    return next(table for table in sources()["returns"].tables if table.sheet == sheet)


def wres_lines() -> list[dict[str, str]]:
    """Codes and names of the lines that a return asks for, of one year."""
    workforce = [{"measure_code": r["line_code"], "line_name": r["line_name"]} for r in registry("workforce_lines")]
    return workforce + registry("return_wres_lines")


def text(place: str, name: str, **filled: str) -> str:
    rows = registry("template_texts")
    return next(row["text"] for row in rows if (row["place"], row["name"]) == (place, name)).format(**filled)


def fields(item_id: str, where: str = "") -> list[dict[str, str]]:
    """Fields of an item, or only its `facts` or its `events`."""
    return [r for r in registry("item_fields") if r["item_id"] == item_id and where in ("", r["where"])]


def words(day: date | None) -> str:
    """The day as people write it; nothing without one."""
    return f"{day.day} {day:%B %Y}" if day else ""


def template_version() -> str:
    return registry("template_versions")[-1]["template_version"]


def template_hash() -> str:
    """SHA-256 of everything the workbook asks: sheets, columns, items, and the fields with the answers they accept."""
    asked = [
        [[t.sheet, [c.name for c in t.columns], [f.name for f in t.fields]] for t in sources()["returns"].tables],
        [row["item_id"] for row in registry("items")],
        [[row[c] for c in ASKED] for row in registry("item_fields")],
        [row["measure_code"] for row in wres_lines()],
    ]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()
