"""A table as an accessible spreadsheet: the Analysis Function's checklist of the basics, by its package gptables.

The table stands on the sheet of its name with its headings in row 10; the first line of a heading is the column's name
and the rest its unit. No cell is empty: shorthand in square brackets says why there is no value.
"""

import io
from datetime import UTC, datetime

import pandas as pd
import polars as pl
from gptables import Cover, GPTable, produce_workbook
from gptables.core.gptable import FormatList

from app.extract import PUBLISHER, Column, Extract, provenance
from app.spreadsheet_marks import finish
from ingestion.inert_text import AS_TEXT, XLSXWRITER

HEADING_ROW = 10
SHORTHAND = {
    "[c]": "withheld: it rests on so few people or organisations that someone could be told",
    "[x]": "not available: the columns of status and the description of the column say why",
    "[z]": "nothing stands here: it does not apply, or nothing was given",
}
WITHHELD = {"value_status": ("suppressed", "small_numbers"), "not_shown_reason": ("could_be_told", "too_few_others")}
NOTES = {
    "read": "A program reads the table by the first line of each heading. Shorthand in square brackets stands for "
    "a missing value.",
    "interval": "Limits of 95% (99.8% where the name says 998). Workforce counts are of all staff, so an interval says "
    "what could have happened with the same underlying fairness; intervals of survey figures are approximate.",
    "people": "Counts of people. For everyone but the analyst and the organisation itself they are to the nearest "
    "five, and 1 to 7 are never shown.",
    "level": "The self-assessed, the verified (at least and at most) and the awarded level are three different things, "
    "and none replaces another.",
    "unit": "Proportions are fractions from 0 to 1 and gaps are differences of fractions. Ratios stand above 1 to the "
    "disadvantage of BME staff. Which of them a measure is, the registry of measures says.",
}
FORMATS = {"date": "yyyy-mm-dd", "timestamp": "yyyy-mm-dd hh:mm:ss", "varchar": AS_TEXT}
WIDEST = 60  # characters


def spreadsheet(extract: Extract) -> bytes:
    """The workbook: cover, contents, notes, columns, and the table."""
    out = io.BytesIO()
    columns, notes = extract.columns, _notes(extract.columns)
    sheets = {"Columns": _column_sheet(extract), extract.table: _table_sheet(extract, notes)}
    book = produce_workbook(
        out, sheets, cover=_cover(extract),
        notes_table=pd.DataFrame({"note": list(NOTES), "Note text": list(NOTES.values())})[
            lambda frame: frame["note"].isin({"read", *notes.values()})
        ].reset_index(drop=True),
        contentsheet_options={"title": [{}, f"Contents. {extract.heading}"]},
        notesheet_options={"title": [{}, f"Notes. {extract.heading}"]},
        auto_width={"Contents": True, "Notes": False, "Columns": False, extract.table: False},
        workbook_options=XLSXWRITER | {"nan_inf_to_errors": True, "in_memory": True},
    )  # fmt: skip
    book.get_worksheet_by_name("Notes").set_column(0, 1, WIDEST)
    book.get_worksheet_by_name("Columns").set_column(0, 2, WIDEST // 2)
    book.get_worksheet_by_name("Columns").set_column(1, 1, 2 * WIDEST)
    for place, column in enumerate(columns):
        book.get_worksheet_by_name(extract.table).set_column(place, place, _width(extract.rows, column))
    ended = datetime.fromisoformat(extract.manifest["ended_at"]).astimezone(UTC).replace(tzinfo=None)
    book.set_properties(
        {"title": extract.heading, "author": PUBLISHER, "subject": extract.origin, "created": ended}
    )  # fmt: skip
    book.close()
    return finish(out.getvalue())


def _cover(extract: Extract) -> Cover:
    run = extract.manifest
    intro = [extract.warning, extract.model["description"], extract.origin]
    about = [
        f"Publisher: {PUBLISHER}. Run {run['run_id']}, made by code {run['code_version']}.",
        "Figures are unrounded, except counts of people where a note says so.",
        f"The table is on the sheet {extract.table}, with its headings in row {HEADING_ROW}. The first line of a "
        "heading is the name of the column, by which programs read it; its unit and its note stand under it.",
        *(f"{mark}: {meaning}." for mark, meaning in SHORTHAND.items()),
        "Sources and licences of what the run was built from:",
        *provenance(),
    ]
    return Cover(FormatList([{}, extract.heading]), [text for text in intro if text], about)


def _notes(columns: list[Column]) -> dict[str, str]:
    """By column, which note its heading refers to."""
    found = {}
    for column in columns:
        name = column.name
        if column.is_people:
            found[name] = "people"
        elif column.type == "double" and ("lower" in name or "upper" in name):
            found[name] = "interval"
        elif name.startswith("level_"):
            found[name] = "level"
        elif column.unit == "unit of the measure":
            found[name] = "unit"
    return found


def _table_sheet(extract: Extract, notes: dict[str, str]) -> GPTable:
    columns = extract.columns
    number = {column.name: place for place, column in enumerate(columns)}
    formats = {}
    for column in columns:
        formats.setdefault(FORMATS.get(column.type), []).append(number[column.name])
    texts = [[{}, text] for text in (extract.heading, extract.origin)]
    return GPTable(
        _frame(extract),
        f"{extract.table}_table",
        texts[0],
        subtitles=[texts[1], extract.warning or "No row is invented."],
        instructions="This worksheet contains one table. Columns are described on the sheet Columns, and headings "
        "refer to notes on the sheet Notes. $$read$$",
        legend=["Shorthand in the table:", *(f"{mark} {meaning}." for mark, meaning in SHORTHAND.items())],
        source=f"Source: {PUBLISHER}; publishers and licences of what it was built from stand on the cover.",
        units={column.name: column.unit for column in columns if column.unit} or None,
        table_notes={number[name]: f"$${note}$$" for name, note in notes.items()},
        additional_formatting=[
            {"column": {"columns": places, "format": {"num_format": form}}} for form, places in formats.items() if form
        ],
        index_columns={},
        table_row_index=HEADING_ROW - 1,
    )


def _column_sheet(extract: Extract) -> GPTable:
    rows = [(c.name, c.description or c.name, c.unit or "text or whole number") for c in extract.columns]
    return GPTable(
        pd.DataFrame(rows, columns=["Column", "What it is", "Unit"]),
        "columns_table",
        [{}, f"Columns. {extract.heading}"],
        instructions="This worksheet contains one table: what each column of the table is.",
        index_columns={},
    )


def _frame(extract: Extract) -> pd.DataFrame:
    """Cells as gptables takes them, without an empty one. A table without rows has one that says so."""
    rows = extract.rows
    if rows.is_empty():
        return pd.DataFrame([["[z]"] * rows.width], columns=rows.columns, dtype=object)
    withheld = [
        pl.col(name).cast(pl.String).is_in(codes).fill_null(False)
        for name, codes in WITHHELD.items() if name in rows.columns
    ]  # fmt: skip
    hidden = rows.select(pl.any_horizontal(*withheld)).to_series().to_list() if withheld else [False] * rows.height
    cells = {
        column.name: [
            _cell(value, column, is_hidden) for value, is_hidden in zip(rows[column.name], hidden, strict=True)
        ]
        for column in extract.columns
    }
    return pd.DataFrame(cells, dtype=object)


def _cell(value: object, column: Column, is_hidden: bool) -> object:
    if value is None or value == "" or value != value:
        return "[c]" if is_hidden and column.is_figure else "[x]" if column.is_figure else "[z]"
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    # gptables makes links and notes of what looks like them in plain strings, and takes no cell of signs alone
    return FormatList([{}, value]) if isinstance(value, str) and not value.isalnum() else value


def _width(rows: pl.DataFrame, column: Column) -> int:
    longest = max(
        [len(column.name), len(column.unit) + 2, *rows[column.name].cast(pl.String).str.len_chars().drop_nulls()]
    )
    return min(longest + 4, WIDEST)
