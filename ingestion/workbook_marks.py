"""What is wrong with a file, marked on its cells. Runs inside the sandbox (`ingestion.sandbox`) only."""

import io
from collections.abc import Callable
from functools import cache
from itertools import groupby

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from ingestion import workbook_cells
from ingestion.limits import Limits
from ingestion.problem_list import AUTHOR, Note, add_list, saved, summary
from ingestion.workbook_cells import PROBLEMS
from ingestion.workbook_copies import LAST_ROW, copied

SHORT = 400  # characters that a comment repeats of what was found
BEFORE = "\n\nThe comment that stood here before:\n"
# A rule that always holds and names its maker: so the marks of an earlier copy are found and taken off again.
ALWAYS = f'"{AUTHOR}"<>""'
EDGE = Side("thin", "212B32")
MARK = DifferentialStyle(
    font=Font(bold=True, underline="double", color="212B32"),
    fill=PatternFill("lightUp", fgColor="B58900", bgColor="FFF2B3"),
    border=Border(EDGE, EDGE, EDGE, EDGE),
)


def answer(content: bytes, limits: Limits, send: Callable[[bytes], None], **asked: object) -> dict:
    """For the sandbox: sends the marked copy. Raises Refused."""
    send(marked(content, limits, **asked))
    return {}


def marked(content: bytes, limits: Limits, name: str, is_csv: bool, notes: list[list], total: int) -> bytes:
    """A copy of the file as a workbook: its problems listed in front, and each that has a cell told beside it.

    Of `total` problems `notes` are those to be shown. Raises Refused when the file is one that is not opened.
    """
    notes = [Note(*note) for note in notes]
    rows: dict[str, set[int]] = {}
    for note in notes:
        rows.setdefault(note.sheet, set()).add(note.row)
    copy = copied(content, name, is_csv, limits, rows)
    _unmark(copy.book)
    heads = _heads(copy.sheets[""]) if is_csv else {}
    told: dict[Cell, list[Note]] = {}
    for note in notes:
        if note.sheet in copy.sheets and (note.row or 1) <= LAST_ROW:
            column = note.column if isinstance(note.column, int) else heads.get(note.column)
            told.setdefault(_cell(copy.sheets[note.sheet], note.row or 1, column or 1), []).append(note)
    for cell, problems in told.items():
        _comment(cell, problems)
    for sheet in copy.sheets.values():
        _shade(sheet, [cell for cell in told if cell.parent is sheet])
    cells = {note: cell for cell, problems in told.items() for note in problems}
    again = "in your own file and send that" if is_csv else "in this file and send it"
    advice = f"Mend what is listed {again} again; the comment on a marked cell says what is wrong there."
    add_list(copy.book, name, notes, cells, summary(total, advice), copy.missing)
    return saved(copy.book)


def _heads(sheet: Worksheet) -> dict[str, int]:
    """Columns by the names in the first line that holds something."""
    return {cell.value: cell.column for cell in sheet[sheet.min_row]}


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
        cell = sheet.cell(area.min_row, area.min_col)
    return cell


def _comment(cell: Cell, notes: list[Note]) -> None:
    """Every problem of a cell in one comment, above a comment that the sender had there."""
    parts = []
    for number, note in enumerate(notes, start=1):
        count = f"Problem {number} of {len(notes)}" if len(notes) > 1 else "Problem"
        scope = "" if note.column else " of the whole line" if note.row else " of the whole sheet"
        found = note.found if len(note.found) <= SHORT else f"{note.found[:SHORT]} …"
        parts.append(f"{count}{scope} [{note.rule}] {note.rule_name}\nFound: {found}\nTo mend: {note.remedy}")
    # the name stands in the text too: LibreOffice drops the author of a comment
    text = f"{AUTHOR}\n" + "\n\n".join(parts) + (BEFORE + cell.comment.text if cell.comment else "")
    lines = sum(1 + len(line) // 48 for line in text.splitlines())
    cell.comment = Comment(text, AUTHOR, height=24 + 17 * lines, width=340)
    cell.parent.sheet_state = "visible"


def _shade(sheet: Worksheet, cells: list[Cell]) -> None:
    """Hatched, edged, bold and underlined, so that colour is not the only sign; a cell's own looks stay beneath."""
    places = sorted((cell.column, cell.row) for cell in cells)
    for _, run in groupby(enumerate(places), key=lambda item: (item[1][0], item[1][1] - item[0])):
        (_, (column, first)), *others = run
        letter, last = get_column_letter(column), first + len(others)
        rule = Rule(type="expression", dxf=MARK, formula=[ALWAYS])
        sheet.conditional_formatting.add(f"{letter}{first}:{letter}{last}", rule)


def _unmark(book: openpyxl.Workbook) -> None:
    """Takes off what an earlier copy put on, and gives back the comments that stood there before."""
    for sheet in book.worksheets:
        if sheet.title == PROBLEMS and str(sheet["A1"].value).startswith(AUTHOR):
            book.remove(sheet)
            continue
        for cell in list(sheet._cells.values()):
            if cell.comment and cell.comment.text.startswith(AUTHOR):
                _, _, before = cell.comment.text.partition(BEFORE)
                cell.comment = Comment(before, "Sender") if before else None
        for area in list(sheet.conditional_formatting):
            if any(rule.formula == [ALWAYS] for rule in area.rules):
                del sheet.conditional_formatting[str(area.sqref)]


@cache
def warm_up() -> None:
    """Marks a small workbook, so that every module and codec is loaded."""
    workbook_cells.warm_up()
    Image.preinit()
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["text", 1, "=1+1"])
    book.active.add_data_validation(DataValidation("list", '"yes,no"', sqref="A1"))
    book.save(content)
    note = Note("Sheet!A1", "V05", "name", "error", "found", "remedy", "Sheet", 1, 1)
    marked(content.getvalue(), Limits(), "book.xlsx", False, [note], 1)
    marked(b"a,b\n1,2\n", Limits(), "file.csv", True, [note._replace(sheet="")], 1)
