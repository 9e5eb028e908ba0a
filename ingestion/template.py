"""The return workbook for one organisation: the sheets of CONTRACT section 3, with its last answers.

No text is written here: see `ingestion.template_content`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

import polars as pl

from ingestion import template_layout
from ingestion.contracts import Column, Table
from ingestion.registries import registry
from ingestion.template_content import (
    Known,
    fields,
    table,
    template_hash,
    template_version,
    text,
    words,
    wres_lines,
)
from ingestion.template_guidance import answer_words, guidance, plain, start
from ingestion.template_layout import Cell, Sheet, fixed

PUBLISHED = ("returns", "return_answers", "return_facts", "return_events", "return_evidence", "items", "wres_lines")
VERSION_SHEET = "_template"


def write(out: Path | BinaryIO, known: Known) -> None:
    """Writes the workbook of CONTRACT section 3, filled in with what is known of the organisation."""
    sheets = [
        start(known),
        guidance(known),
        _return(table("Return"), known),
        _checklist(table("Checklist"), known),
        _facts(table("Facts"), known),
        _events(table("Events"), known),
        _evidence(table("Evidence"), known),
        _wres(table("WRES"), known),
        _version(),
    ]
    title = text("start", "title", **known.named())
    template_layout.write(out, sheets, title, language=text("property", "language"))


def _return(sheet: Table, known: Known) -> Sheet:
    last = (known.rows("returns") or [{}])[0]
    year_days = next(int(p["value"]) for p in reversed(registry("parameters")) if p["parameter"] == "rolling_year_days")
    given = {
        "org_code": known.org_code,
        "return_type": "self_assessment",
        "assessment_date": known.day,
        "period_start": known.day - timedelta(year_days - 1),
        "period_end": known.day,
        "sro_role": last.get("sro_role"),
    }
    rows = [
        [fixed(f.name, f.description), Cell(given.get(f.name), f, (f.name, f.description), f.name != "org_code")]
        for f in sheet.fields
    ]
    return Sheet(sheet.sheet, sheet.columns, rows)


def _checklist(sheet: Table, known: Known) -> Sheet:
    """One row for each item; the prompt of its status says what was made of the last answer."""
    answers, judged, rows = known.by_item("return_answers"), known.by_item("items"), []
    for item in registry("items"):
        name, asked = item["item_id"], item["item_name"]
        prompts = {c.name: c.description for c in sheet.columns} | {"declared_status": asked}
        if last := judged.get(name):
            ages = text("answer", "stale", day=words(last["stale_on"])) if last["stale_on"] else ""
            prompts["declared_status"] = f"{asked}. {text('answer', 'last', status=plain(last['status']))} {ages}"
        given = answers.get(name, {})
        answer_cells = [Cell(given.get(c.name), c, (f"{name} {c.name}", prompts[c.name]), True) for c in sheet.columns]
        rows.append([fixed(name, asked), *answer_cells[1:]])
    return Sheet(sheet.sheet, sheet.columns, rows)


def _facts(sheet: Table, known: Known) -> Sheet:
    given = {(row["item_id"], row["field"]): row["fact_value"] for row in known.rows("return_facts")}
    rows = []
    for item in registry("items"):
        for field in fields(item["item_id"], "facts"):
            name = field["field"]
            column = Column(name, field["type"], accepted=tuple(field["accepted"].split()))
            prompt = (f"{item['item_id']} {name}", f"{field['label']}. {answer_words(field)} {field['guidance']}")
            answer = Cell(given.get((item["item_id"], name)), column, prompt, True)
            rows.append([fixed(item["item_id"], item["item_name"]), fixed(name, field["label"]), answer])
    return Sheet(sheet.sheet, sheet.columns, rows)


def _events(sheet: Table, known: Known) -> Sheet:
    """Items and kinds are drop-downs, and so are roles, of which an event has one."""
    asked = [row for row in registry("item_fields") if row["where"] == "events"]
    lists = {
        "item_id": [row["item_id"] for row in asked],
        "kind": [row["field"] for row in asked],
        "role": [
            role
            for row in asked
            for given in row["event_columns"].split()
            if given.startswith("role=")
            for role in given.removeprefix("role=").split("|")
        ],
    }
    columns = tuple(replace(c, accepted=tuple(dict.fromkeys(lists.get(c.name, ())))) for c in sheet.columns)
    return _open(sheet, columns, [row | {"date": row["event_date"]} for row in known.rows("return_events")])


def _evidence(sheet: Table, known: Known) -> Sheet:
    return _open(sheet, sheet.columns, known.rows("return_evidence"))


def _wres(sheet: Table, known: Known) -> Sheet:
    """Every line known, and the lines of the latest snapshot that are not, blank."""
    latest = known.day.year - (known.day < date(known.day.year, 3, 31))
    names = {line["measure_code"]: line["line_name"] for line in wres_lines()}
    lines: dict[tuple[int, str], dict] = {(latest, code): {} for code in names}
    for line in known.tables["wres_lines"].filter(pl.col("wres_year") <= latest).iter_rows(named=True):
        # what was no count is asked again, not sent back
        count = {"suppressed": "*", "rejected": None}.get(line["value_status"], line["line_value"])
        lines.setdefault((line["wres_year"], line["measure_code"]), {})[line["wres_group"].lower()] = count
    rank = {code: number for number, code in enumerate(names)}
    order = sorted(lines, key=lambda key: (-key[0], rank.get(key[1], len(rank)), key[1]))
    rows = [{"wres_year": year, "measure_code": code, **lines[year, code]} for year, code in order]
    return _open(sheet, sheet.columns, rows, [f"{year}: {names.get(code, code)}" for year, code in order])


def _open(sheet: Table, columns: tuple[Column, ...], rows: list[dict], topics: Sequence[str] = ()) -> Sheet:
    """A sheet to which the organisation adds rows of its own; `topics` say what each row is about."""
    filled = []
    for row, topic in zip_longest(rows, topics):
        about = f"{topic}. " if topic else ""
        filled.append([Cell(row.get(c.name), c, (c.name, about + c.description), True) for c in columns])
    return Sheet(sheet.sheet, columns, filled, takes_rows=True)


def _version() -> Sheet:
    rows = [("template_version", template_version()), ("template_hash", template_hash())]
    return Sheet(VERSION_SHEET, (), [[fixed(name), fixed(value)] for name, value in rows], is_hidden=True)
