"""A program that fills in every open cell of a return template, and what must be read back from it."""

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import openpyxl

from ingestion.contracts import Column, sources
from ingestion.registries import registry

TEXTS = ("Two per cent a year", "0012", "1/2", "Łódź – “quoted”; naïve", "First line\nsecond line", "<b> & 'x'", "3.10")
NUMBERS = ("0012", "3.10", "1e3")
OF_UNITS = {"evidence id": ("E001", "E005"), "financial year": ("2026/27", "2025-2026", "2026")}
TABLES = {table.sheet: table for table in sources()["returns"].tables}

Rows = dict[str, list[dict[str, str]]]  # by sheet, each row as the text that ingestion must read


def fill(template: Path, filled: Path, seed: int) -> Rows:
    """Opens the template, fills it in and saves it elsewhere."""
    book, rng = openpyxl.load_workbook(template), Random(seed)
    expected = {"Return": _header(book, rng), "Checklist": _checklist(book, rng), "Facts": _facts(book, rng)}
    expected |= {sheet: _replace(book[sheet], TABLES[sheet].columns, rows) for sheet, rows in _records(rng).items()}
    expected["WRES"] = _wres(book, rng)
    book.save(filled)
    return expected


def _header(book, rng: Random) -> list[dict[str, str]]:
    fields = {f.name: f for f in TABLES["Return"].fields}
    rows = []
    for row in range(2, 2 + len(fields)):
        name = book["Return"].cell(row, 1).value
        if name == "org_code":
            value = book["Return"].cell(row, 2).value
        else:
            value = _put(book["Return"].cell(row, 2), fields[name], rng)
        rows.append({"field": name, "value": value})
    return rows


def _checklist(book, rng: Random) -> list[dict[str, str]]:
    columns = TABLES["Checklist"].columns
    return [
        {"item_id": item["item_id"]}
        | {c.name: _put(book["Checklist"].cell(row, n), c, rng) for n, c in enumerate(columns[1:], start=2)}
        for row, item in enumerate(registry("items"), start=2)
    ]


def _facts(book, rng: Random) -> list[dict[str, str]]:
    """Every row of the sheet must be a field of the registry, and every field a row."""
    asked = {(f["item_id"], f["field"]): f for f in registry("item_fields") if f["where"] == "facts"}
    rows = []
    for item, field, answer in book["Facts"].iter_rows(min_row=2):
        row = asked.pop((item.value, field.value))
        accepted = OF_UNITS.get(row["unit"], tuple(row["accepted"].split()))
        column = Column(row["field"], row["type"], accepted=accepted)
        rows.append({"item_id": item.value, "field": field.value, "value": _put(answer, column, rng)})
    assert not asked, f"the template does not ask for {sorted(asked)}"
    return rows


def _records(rng: Random) -> dict[str, list[dict]]:
    """Two events of each kind, with the columns that the registry names, and five documents."""
    events, documents = [], []
    for row in (r for r in registry("item_fields") if r["where"] == "events"):
        for _ in range(2):
            event = {"item_id": row["item_id"], "kind": row["field"], "date": _date(rng), "evidence_id": "E001"}
            for given in row["event_columns"].split():
                column, _, values = given.partition("=")
                listed = values.split("|") if values else []
                plain = NUMBERS if column == "number" else TEXTS
                several = ";".join(rng.sample(listed, rng.randint(1, len(listed)))) if listed else rng.choice(plain)
                event[column] = rng.choice(listed) if column in ("role", "attended") else several
            events.append(event)
    for number in range(1, 6):
        given = {c.name: _value(c, rng) for c in TABLES["Evidence"].columns}
        documents.append(given | {"evidence_id": f"E{number:03}", "item_ids": "B1;B1.a;G3"})
    return {"Events": events, "Evidence": documents}


def _replace(sheet, columns: tuple[Column, ...], rows: list[dict]) -> list[dict[str, str]]:
    """Writes the rows over those that the template was filled in with."""
    for row in range(2, max(sheet.max_row, 1 + len(rows)) + 1):
        for number, column in enumerate(columns, start=1):
            sheet.cell(row, number).value = rows[row - 2].get(column.name) if row - 2 < len(rows) else None
    return [{c.name: text(row.get(c.name)) for c in columns} for row in rows]


def _wres(book, rng: Random) -> list[dict[str, str]]:
    columns, rows = TABLES["WRES"].columns, []
    for cells in book["WRES"].iter_rows(min_row=2, max_col=len(columns)):
        year, code = cells[0].value, cells[1].value
        counts = {c.name: _put(cell, c, rng) for c, cell in zip(columns[2:], cells[2:], strict=True)}
        rows.append({"wres_year": text(year), "measure_code": code} | counts)
    return rows


def _put(cell, column: Column, rng: Random) -> str:
    cell.value = _value(column, rng)
    return text(cell.value)


def _value(column: Column, rng: Random):
    if column.accepted:
        return rng.choice(column.accepted)
    match column.type:
        case "date":
            return _date(rng)
        case "count":
            return rng.randint(0, 5_000)
        case "count_or_star":
            return rng.choice([0, rng.randint(1, 5_000), "*"])
        case "number":
            return rng.choice([round(rng.random(), 4), float(rng.randint(1, 9)), rng.randint(-3, 99)])
        case "yes_no":
            return rng.choice(["yes", "no", "Yes", True])
    return rng.choice(TEXTS)


def _date(rng: Random):
    """As people give it: an Excel date, or ISO text."""
    day = date(2025, 1, 1) + timedelta(rng.randint(0, 600))
    return rng.choice([day, datetime.combine(day, datetime.min.time()), day.isoformat()])


def text(value: object) -> str:
    """How ingestion reads a cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()[:10]
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
