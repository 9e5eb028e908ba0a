"""Workbooks, and zips of CSV files with the same sheet names and columns, to one text frame for each sheet."""

from difflib import get_close_matches

from ingestion import published_workbooks, sandbox
from ingestion.content import Content, Lines
from ingestion.contracts import Source, Table
from ingestion.editions import Form, forms, normalised
from ingestion.headers import Fitted, by_position, fit
from ingestion.places import Record, Where
from ingestion.problems import EMPTY, SHEETS, Problem, Refused
from ingestion.text_frames import text_frame

SUFFIXES = {".xlsx", ".xlsm", ".zip"}

Sheets = dict[str, list[Record]]


def read(source: Source, content: bytes) -> Content:
    """What the contract names of a workbook, as text columns plus `file_line`. Raises Refused.

    Sheets of a return that it does not name are for people, such as guidance, and are not read.
    """
    sheets = sandbox.sheets(content, source.limits)
    is_workbook = b"[Content_Types].xml" in content  # names of parts stand unpacked in the directory of a zip
    filled = {name: [record for record in records if record[1]] for name, records in sheets.items()}
    if any(table.layout for table in source.tables):
        return published_workbooks.read(source, filled)
    blank = {name: len(sheets[name]) - len(filled[name]) for name in sheets}
    return _one_frame_a_sheet([table for table in source.tables if table.sheet], filled, blank, is_workbook)


def _one_frame_a_sheet(tables: list[Table], sheets: Sheets, blank: dict[str, int], is_workbook: bool) -> Content:
    """`file_line` is the row of the sheet."""
    version = _template(tables, sheets)
    frames, lines, line_problems, problems = {}, [], [], []
    for table in tables:
        allowed, barred = forms(table, version)
        name = _name_of(allowed, sheets)
        if name is None or (table.optional and not sheets[name]):
            problems += [] if table.optional else [_missing(table, allowed, sheets)]
            continue
        records = sheets[name]
        where = Where(table.sheet, name)
        called = [form for form in allowed if form.sheet == normalised(name)]
        try:
            fitted = _fitted(called, records, where, barred)
            below = [(row, _of_width(cells, fitted.width, is_workbook)) for row, cells in records[table.header :]]
            frames[table.name], odd = text_frame(fitted, below, where, records[0][0])
            (problems if table.indivisible else line_problems).extend(odd)
        except Refused as refused:
            problems += refused.problems
            continue
        read = len(records) + blank[name]
        told = fitted.fingerprint, *fitted.form.told()
        lines.append(Lines(table.sheet, table.name, read, int(table.header), blank[name], *told))
    if problems:
        raise Refused(*problems)
    return Content(frames, lines, line_problems)


def _template(tables: list[Table], sheets: Sheets) -> str | None:
    """The version of the template by the hidden sheet that names it; None without one."""
    for table in (table for table in tables if table.version_field):
        for _, cells in sheets.get(table.sheet, []):
            if len(cells) > 1 and cells[0].strip() == table.version_field:
                return cells[1].strip() or None
    return None


def _name_of(allowed: list[Form], sheets: Sheets) -> str | None:
    """What the workbook calls the sheet of a table, of the names it may have."""
    names = {normalised(name): name for name in sheets}
    return next((names[form.sheet] for form in allowed if form.sheet in names), None)


def _missing(table: Table, allowed: list[Form], sheets: Sheets) -> Problem:
    """Which sheet was probably meant is said in words: by its name, or because it has the columns."""
    named = get_close_matches(table.sheet.lower(), [name.lower() for name in sheets], n=1, cutoff=0.7)
    meant = [name for name in sheets if name.lower() in named] or [
        name for name, records in sheets.items() if records and _fits(allowed, records, Where(table.sheet, name))
    ]
    remedy = f"was {meant[0]!r} meant? then rename it {table.sheet}" if meant else "put it back, even if it stays empty"
    return Problem(SHEETS, "", f"no sheet {table.sheet}", remedy, table.sheet)


def _fits(allowed: list[Form], records: list[Record], where: Where) -> bool:
    try:
        return allowed[0].has_header and bool(_fitted(allowed, records, where, []))
    except Refused:
        return False


def _fitted(allowed: list[Form], records: list[Record], where: Where, barred: list[Form]) -> Fitted:
    if not records:
        remedy = "keep the header row"
        raise Refused(Problem(EMPTY, where.place(1, 0), "the sheet is empty", remedy, where.sheet))
    row, cells = records[0]
    cells = cells[: max(at for at, cell in enumerate(cells) if cell.strip()) + 1]
    if not allowed[0].has_header:
        return by_position(allowed[0], cells, where, row)
    return fit(allowed, [(row, cells), *records[1:]], where, barred)


def _of_width(cells: list[str], width: int, is_workbook: bool) -> list[str]:
    """Without blank cells beyond the header. A row of a workbook, not of a CSV file, ends with its last filled cell."""
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells + [""] * (width - len(cells)) if is_workbook else cells
