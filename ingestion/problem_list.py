"""The sheet on top of a marked copy: every problem of the file in a line, with a link to its cell."""

import io
from copy import copy
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from ingestion.workbook_cells import PROBLEMS
from ingestion.workbook_copies import write_text

AUTHOR = "North West Benchmark"
HEADS = {"File": 28, "Place in the file": 24, "Sheet": 14, "Cell": 9, "Rule": 8, "Severity": 12,
         "What was found": 44, "How to mend it": 60}  # fmt: skip
HEAD_ROW = 4
FONT = {"name": "Arial", "size": 11}
MOST = 10_000  # problems shown: with more no program opens the file with ease


class Note(NamedTuple):
    """A problem and where it stands: no sheet for one of the whole file, no row for one of the whole sheet.

    `column` is a number or the name at the head of a column, and None for the whole line.
    """

    place: str
    rule: str
    rule_name: str
    severity: str
    found: str
    remedy: str
    sheet: str | None = None
    row: int | None = None
    column: int | str | None = None


def listed(name: str, notes: list[Note], total: int, reason: str) -> bytes:
    """A workbook of nothing but the list, and the reason why the file itself is not in it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    said = summary(total, "Mend your own file and send that.")
    add_list(book, name, notes, {}, said, f"The file itself is not copied into this one: {reason}.")
    return saved(book)


def add_list(
    book: openpyxl.Workbook, name: str, notes: list[Note], cells: dict[Note, Cell], said: str, missing: str
) -> None:
    """Puts the list in front. `cells` are those in which a note is told, `missing` says what is not in the book."""
    sheet = book.create_sheet(PROBLEMS, 0)
    for row, text in enumerate((f"{AUTHOR}: problems found in {name}", said, missing), start=1):
        write_text(sheet.cell(row, 1), text)
        sheet.cell(row, 1).font = Font(**FONT)
    for column, (head, width) in enumerate(HEADS.items(), start=1):
        write_text(sheet.cell(HEAD_ROW, column), head)
        sheet.cell(HEAD_ROW, column).font = Font(**FONT, bold=True, color="FFFFFF")
        sheet.cell(HEAD_ROW, column).fill = PatternFill("solid", fgColor="003087")
        sheet.column_dimensions[get_column_letter(column)].width = width
    wrapped, linked = _styles(sheet)
    for row, note in enumerate(notes, start=HEAD_ROW + 1):
        cell = cells.get(note)
        where = (cell.parent.title, cell.coordinate) if cell else ("", "")
        texts = (name, note.place, *where, note.rule, note.severity, note.found, note.remedy)
        for column, text in enumerate(texts, start=1):
            sheet.cell(row, column)._style = copy(wrapped)  # a style of its own for each cell takes seconds
            write_text(sheet.cell(row, column), text)
        if cell:
            link = sheet.cell(row, 4)
            link.hyperlink = Hyperlink(ref=link.coordinate, location=f"{quote_sheetname(where[0])}!{where[1]}")
            link._style = copy(linked)
    _arrange(book, sheet, HEAD_ROW + len(notes))


def summary(number: int, advice: str) -> str:
    """How many problems there are, and what to do."""
    if number == 0:
        return "Nothing wrong was found."
    more = f" Of them {MOST:,} are shown; nwbench check --format json lists all." if number > MOST else ""
    return f"{number:,} problem{'s' * (number > 1)}. {advice}{more}"


def _styles(sheet: Worksheet) -> tuple[StyleArray, StyleArray]:
    """Of the cells of the list, and of those among them that are links."""
    cell = sheet.cell(HEAD_ROW + 1, 1)
    cell.font, cell.alignment = Font(**FONT), Alignment(wrap_text=True, vertical="top")
    wrapped = copy(cell._style)
    cell.font = Font(**FONT, underline="single", color="005EB8")
    linked, cell._style = copy(cell._style), wrapped
    return wrapped, linked


def _arrange(book: openpyxl.Workbook, sheet: Worksheet, last: int) -> None:
    """In front, and selected alone: a program types into every sheet that is selected."""
    sheet["A1"].font = Font(name="Arial", size=14, bold=True)
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(HEADS))}{last}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    head = f"{quote_sheetname(sheet.title)}!$A${HEAD_ROW}"
    sheet.defined_names["ColumnTitle"] = DefinedName("ColumnTitle", attr_text=head)  # read out as the heads of columns
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = sheet


class _Writer(ExcelWriter):
    """openpyxl's writer, but for its way through a temporary file, which the sandbox cannot open."""

    def write_worksheet(self, ws: Worksheet) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        part = io.BytesIO()
        writer = WorksheetWriter(ws, part)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], part.getvalue())
        self.manifest.append(ws)


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    _Writer(book, ZipFile(content, "w", ZIP_DEFLATED)).save()
    return content.getvalue()
