"""A sender's file again as a workbook in which nothing runs. Runs inside the sandbox (`ingestion.sandbox`) only.

Of a workbook it is the same workbook: its drop-downs, protection and looks stay, so that it can be mended and sent
again. Of CSV files it is their cells as text, a sheet for each file, every record in the row of its line number.
"""

import csv
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.cell_values import LIBREOFFICE_TRUTHS
from ingestion.inert_text import AS_TEXT, is_live
from ingestion.limits import Limits
from ingestion.places import Record
from ingestion.workbook_cells import csv_names, is_workbook, opened

MOST_CELLS = 100_000  # of CSV files; of longer ones only the lines with problems are copied
LAST_ROW, LAST_COLUMN, LONGEST = 1_048_576, 200, 32_767  # LAST_ROW and LONGEST are Excel's
# Names and rules may hold formulas too. What reaches out of the workbook goes; what a drop-down needs stays.
REACHES_OUT = re.compile(r"(?i)\||\[|\b(webservice|filterxml|hyperlink|image|rtd|call|register\.id|exec)\s*\(")
LOST = re.compile(r"(?i)remove|lost|unable")  # what openpyxl says when it leaves something out
PLAIN_REFERENCE = re.compile(r"('[^']+'|\w+)!\$?[A-Z]{1,3}\$?\d+(:\$?[A-Z]{1,3}\$?\d+)?")


@dataclass
class Copy:
    """A workbook, its sheets by the names that the file gives them, and what of the file is not in it."""

    book: openpyxl.Workbook
    sheets: dict[str, Worksheet] = field(default_factory=dict)
    missing: str = ""


def copied(content: bytes, name: str, is_csv: bool, limits: Limits, rows: dict[str, set[int]]) -> Copy:
    """The copy of a workbook, a zip of CSV files, or a lone CSV file, whose one sheet is then named "".

    `rows` are the rows with problems by sheet. Raises Refused.
    """
    if is_csv:
        return _of_texts({"": content}, PurePath(name).stem, rows)
    archive = opened(content, limits)
    if not is_workbook(archive):
        return _of_texts({entry[:-4]: archive.read(entry) for entry in csv_names(archive)}, "", rows)
    with warnings.catch_warnings(record=True) as lost:
        book = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    _stop(book)
    lost = sorted({text for text in (str(w.message) for w in lost) if LOST.search(text)})
    missing = f"Lost in copying: {'; '.join(lost)}" if lost else ""
    return Copy(book, {sheet.title: sheet for sheet in book.worksheets}, missing)


def write_text(cell: Cell, text: str) -> None:
    """Writes the text as text, whatever it begins with, and so that it stays text when the cell is edited."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)[:LONGEST]
    cell.data_type = "s"
    if is_live(text):
        cell.number_format = AS_TEXT
        cell.quotePrefix = True


def _of_texts(files: dict[str, bytes], title: str, rows: dict[str, set[int]]) -> Copy:
    copy = Copy(openpyxl.Workbook())
    copy.book.remove(copy.book.active)
    if sum(len(cells) for content in files.values() for _, cells in _records(content)) > MOST_CELLS:
        copy.missing = "The file is long: only its lines with problems are copied, each in the row of its number."
    for name, content in files.items():
        sheet = copy.book.create_sheet(re.sub(r"[\[\]:*?/\\']", "_", name or title)[:31] or "File")
        copy.sheets[name] = sheet
        for row, cells in _records(content):
            if not copy.missing or row in rows.get(name, ()) or not sheet._cells:
                _write_record(sheet, row, cells)
        for cell in sheet[sheet.min_row]:
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = 20
        sheet.freeze_panes = f"A{sheet.min_row + 1}"
    return copy


def _write_record(sheet: Worksheet, row: int, cells: list[str]) -> None:
    for column, text in enumerate(cells[:LAST_COLUMN], start=1):
        if text:
            write_text(sheet.cell(row, column), text)


def _records(content: bytes) -> Iterator[Record]:
    """What can be read, unlike intake, which refuses: the sender is to see what is wrong where it stands."""
    reader = csv.reader(io.StringIO(content.decode("utf-8-sig", errors="replace"), newline=""))
    try:
        yield from ((reader.line_num, cells) for cells in reader if reader.line_num <= LAST_ROW)
    except csv.Error:
        return


def _stop(book: openpyxl.Workbook) -> None:
    """Formulas become their text; links, pivots, and names and rules that reach out of the workbook go."""
    book.template = False
    for names in (book.defined_names, *(sheet.defined_names for sheet in book.worksheets)):
        for name in [n for n, defined in names.items() if not PLAIN_REFERENCE.fullmatch(defined.attr_text or "")]:
            del names[name]
    for sheet in book.worksheets:
        for cell in list(sheet._cells.values()):
            _stop_cell(cell)
        sheet._pivots = []
        for table in sheet.tables.values():
            for column in table.tableColumns:
                column.calculatedColumnFormula = column.totalsRowFormula = None
        rules = sheet.data_validations
        rules.dataValidation = [r for r in rules.dataValidation if not _reaches_out(r.formula1, r.formula2)]
        for area in list(sheet.conditional_formatting):
            if _reaches_out(*(formula for rule in area.rules for formula in rule.formula)):
                del sheet.conditional_formatting[str(area.sqref)]


def _stop_cell(cell: Cell) -> None:
    if cell.hyperlink:
        cell.hyperlink = None
    if cell.data_type == "f" and cell.value in LIBREOFFICE_TRUTHS:
        cell.value = LIBREOFFICE_TRUTHS[cell.value]
    elif cell.data_type == "f":
        write_text(cell, str(getattr(cell.value, "text", cell.value)))  # an array formula keeps its text apart
    elif cell.data_type == "s" and is_live(str(cell.value)):
        write_text(cell, str(cell.value))


def _reaches_out(*formulas: str | None) -> bool:
    return any(REACHES_OUT.search(re.sub(r'"[^"]*"', '""', formula)) for formula in formulas if formula)
