"""CSV files to text, losslessly: every cell as it stands in the file, blank as blank.

The standard library's reader, not Polars': Polars fills a record that is too short with blanks without saying so, and
does not tell which line a record began on. Both are what a sender needs to know.
"""

import csv
import io

from ingestion import layouts
from ingestion.content import Content, Lines
from ingestion.contracts import Source
from ingestion.editions import Form, forms
from ingestion.headers import Fitted, by_position, fit
from ingestion.places import Record, Where
from ingestion.problems import COLUMNS, EMPTY, ENCODING, UNREADABLE, Problem, Refused
from ingestion.text_frames import text_frame

LOOKED_AT = 100  # lines below a header that may tell what is wrong with it


def read(source: Source, file_name: str, content: bytes) -> Content:
    """What the file holds, as text columns plus `file_line` (1 is the first line of the file).

    That is one table, unless the file is in a layout of its own (`ingestion.layouts`).
    """
    records = _records(_decode(content))
    filled = [record for record in records if any(cell.strip() for cell in record[1])]
    if not filled:
        raise Refused(Problem(EMPTY, "", "the file is empty", "send a file with its header and at least one line"))
    layout, fitted = recognise(source, file_name, filled[: 1 + LOOKED_AT], Where())
    lines = filled[fitted.form.has_header :]
    if not lines:
        raise Refused(Problem(EMPTY, "", "the file has a header and no lines", "send at least one line"))
    frame, problems = text_frame(fitted, lines, Where(), filled[0][0])
    tables = layout.canonical(frame) if layout else {fitted.form.table: frame}
    # by its layout a line may hold nothing that is asked for, such as a national total
    unused = set(frame["file_line"]) - set().union(*(rows["file_line"] for rows in tables.values()))
    blank = len(records) - len(filled) + len(unused)
    header = int(fitted.form.has_header)
    account = Lines("", next(iter(tables)), len(records), header, blank, fitted.fingerprint, *fitted.form.told())
    return Content(tables, [account], problems)


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{content[error.start]:02x} is not UTF-8"
        raise Refused(Problem(ENCODING, f"line {line}", found, "save the file as CSV UTF-8")) from None


def _records(text: str) -> list[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        place = f"line {reader.line_num}"
        raise Refused(Problem(UNREADABLE, place, f"not CSV: {error}", "check the quotes and commas")) from None


def recognise(
    source: Source, file_name: str, records: list[Record], where: Where
) -> tuple[layouts.Layout | None, Fitted]:
    """The table whose name pattern and header both fit, or the layout. Raises Refused, compared with the closest."""
    named = layouts.named(source.name, file_name)
    fitted = _fitted([one.form for one in named] or _forms(source, file_name), records, where)
    return next((one for one in named if one.name == fitted.form.table), None), fitted


def _fitted(candidates: list[Form], records: list[Record], where: Where) -> Fitted:
    if candidates[0].has_header:
        return fit(candidates, records, where)
    row, cells = records[0]
    return by_position(candidates[0], cells, where, row)


def _forms(source: Source, file_name: str) -> list[Form]:
    candidates = [t for t in source.tables if t.accepts_name(file_name)]
    if not candidates:
        patterns = ", ".join(t.files for t in source.tables if t.files) or "a workbook (.xlsx) or a .zip of CSV files"
        raise Refused(Problem(COLUMNS, "", "the file name fits no table of this folder", f"expected {patterns}"))
    return [form for table in candidates for form in forms(table)[0]]
