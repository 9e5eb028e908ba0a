"""How the return workbook looks: locked and open cells, drop-downs, input messages, widths, printing.

Whatever an organisation typed is written as text, a number or a date: never as a formula, never as a link. A cell to
fill in is white within a dark border, and a locked one takes no typing, so that colour is never the only sign. Nothing
is merged, and the first row of a sheet is named for screen readers.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from textwrap import shorten, wrap
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from ingestion.contracts import Column
from ingestion.inert_text import AS_TEXT, XLSXWRITER

LAST_ROW = 1_999  # counted from 0: the last row that a return may hold (`ingestion.limits`)
TITLE_LENGTH, MESSAGE_LENGTH = 32, 255  # what Excel shows of an input message
WIDTHS = {"date": 14, "yes_no": 12, "item": 10, "year": 11, "count": 14, "number": 14, "count_or_star": 12, "code": 14}
PERMITTED = dict.fromkeys(("format_columns", "format_rows", "autofilter"), True)
WIDEST, LINE_HEIGHT = 70, 15
FONT = {"font_name": "Arial", "font_size": 11, "valign": "top", "text_wrap": True}
LOCKED = FONT | {"bg_color": "#E8EDEE", "font_color": "#212B32", "border": 1, "border_color": "#AEB7BD"}
OPEN = FONT | {"locked": False, "border": 1, "border_color": "#4C6272"}
HEADER = FONT | {"bold": True, "bg_color": "#003087", "font_color": "#FFFFFF"}  # contrast 12:1, as in locked cells
WARNING = {"error_type": "warning"}
FIRST_DAY = date(1900, 1, 1)  # of Excel's calendar
PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?")
NUMERIC = {"count", "number", "year", "count_or_star"}


@dataclass(frozen=True)
class Cell:
    """A value, how an answer in its place must read, and the title and text shown when it is selected."""

    value: object = None
    column: Column = Column("")
    prompt: tuple[str, str] = ("", "")
    is_open: bool = False


def fixed(value: object, prompt: str = "") -> Cell:
    """A locked cell."""
    return Cell(value, prompt=(str(value), prompt))


@dataclass(frozen=True)
class Sheet:
    name: str
    columns: tuple[Column, ...]
    rows: list[list[Cell]]
    takes_rows: bool = False  # the organisation adds rows of its own
    is_hidden: bool = False


def write(out: Path | BinaryIO, sheets: list[Sheet], title: str, language: str) -> None:
    """Writes the sheets in their order; the first one is on top."""
    with xlsxwriter.Workbook(out, XLSXWRITER) as book:
        book.set_properties({"title": title})
        book.set_custom_property("Language", language)
        formats = {
            "header": book.add_format(HEADER),
            "locked": book.add_format(LOCKED),
            "locked_date": book.add_format(LOCKED | {"num_format": "yyyy-mm-dd", "align": "left"}),
            "text": book.add_format(OPEN | {"num_format": AS_TEXT}),
            "date": book.add_format(OPEN | {"num_format": "yyyy-mm-dd", "align": "left"}),
            "number": book.add_format(OPEN | {"align": "left"}),
        }
        for sheet in sheets:
            _write_sheet(book, sheet, formats)


def _write_sheet(book: xlsxwriter.Workbook, sheet: Sheet, formats: dict) -> None:
    page = book.add_worksheet(sheet.name)
    page.protect("", PERMITTED)
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, _width(column), formats[_open_format(column)] if sheet.takes_rows else None)
        page.write_string(0, number, column.name, formats["header"])
        _validate(page, (0, number, 0, number), Column(""), (column.name, column.description))
        if sheet.takes_rows:
            beyond = (1 + len(sheet.rows), number, LAST_ROW, number)
            _validate(page, beyond, column, (column.name, column.description))
    first = 1 if sheet.columns else 0
    for row, cells in enumerate(sheet.rows, start=first):
        if (lines := _lines(sheet, cells)) > 1:
            page.set_row(row, LINE_HEIGHT * lines)
        for number, cell in enumerate(cells):
            _write_cell(page, row, number, cell, formats)
            _validate(page, (row, number, row, number), cell.column, cell.prompt)
    if sheet.is_hidden:
        page.hide()
        return
    page.freeze_panes(1, 0 if sheet.takes_rows else 1)
    page.autofilter(0, 0, max(len(sheet.rows), LAST_ROW * sheet.takes_rows), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    book.define_name(f"'{sheet.name}'!ColumnTitle", f"='{sheet.name}'!$A$1")  # read out as the heads of columns


def _write_cell(page: Worksheet, row: int, number: int, cell: Cell, formats: dict) -> None:
    name = _open_format(cell.column) if cell.is_open else "locked"
    value = _typed(cell.value, cell.column)
    if value is None:
        page.write_blank(row, number, None, formats[name])
    elif isinstance(value, date):
        page.write_datetime(row, number, value, formats["date" if cell.is_open else "locked_date"])
    elif isinstance(value, int | float):
        page.write_number(row, number, value, formats[name])
    else:
        page.write_string(row, number, str(value), formats[name])


def _typed(value: object, column: Column) -> object:
    """Text that reads as its column's type, as that type; all else as it stands, such as a date before Excel's."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and column.type == "date":
        value = _day(value)
    if isinstance(value, date):
        return value if value.year >= FIRST_DAY.year else value.isoformat()
    if isinstance(value, str) and column.type in NUMERIC and PLAIN_NUMBER.fullmatch(value):
        return float(value)
    return value if value != "" else None


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _open_format(column: Column) -> str:
    return "date" if column.type == "date" else "number" if column.type in NUMERIC else "text"


def _width(column: Column) -> int:
    if column.name == "value" or column.max_length:
        return min(WIDEST, column.max_length or WIDEST)
    return max(WIDTHS.get(column.type, 26), len(column.name) + 3)


def _lines(sheet: Sheet, cells: list[Cell]) -> int:
    """Lines that the longest text of a row takes: LibreOffice does not fit the height of a row on its own."""
    pairs = zip(sheet.columns, cells, strict=False)
    return max((len(wrap(str(c.value or ""), _width(column) - 2)) for column, c in pairs), default=1)


def _validate(page: Worksheet, area: tuple[int, int, int, int], column: Column, prompt: tuple[str, str]) -> None:
    """A drop-down or a check on what is typed, and the message shown when a cell of the area is selected."""
    title, message = prompt
    rule = _rule(column, area) | {"ignore_blank": True}
    if title and message:
        rule["input_title"] = shorten(title, TITLE_LENGTH, placeholder="…")
        rule["input_message"] = shorten(message, MESSAGE_LENGTH, placeholder=" …")
    elif rule["validate"] == "any":
        return
    if page.data_validation(*area, rule) != 0:
        raise ValueError(f"Excel takes no such rule for {column.name}: {rule}")


def _rule(column: Column, area: tuple[int, int, int, int]) -> dict:
    if column.accepted:
        return {"validate": "list", "source": list(column.accepted)}
    match column.type:
        case "yes_no":
            return {"validate": "list", "source": ["yes", "no"]}
        case "date":
            return {"validate": "date", "criteria": ">=", "value": FIRST_DAY}
        case "count" | "year":
            return {"validate": "integer", "criteria": ">=", "value": 0}
        case "number":  # words are possible where no number is known
            return {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15} | WARNING
        case "count_or_star":
            cell = xlsxwriter.utility.xl_rowcol_to_cell(area[0], area[1])
            return {"validate": "custom", "value": f'=OR({cell}="*",AND(ISNUMBER({cell}),{cell}>=0))'}
    if column.max_length:
        return {"validate": "length", "criteria": "<=", "value": column.max_length}
    return {"validate": "any"}
