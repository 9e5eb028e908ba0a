"""CSV files to text, losslessly: every cell as it stands in the file, blank as blank.

The standard library's reader, not Polars': Polars fills a record that is too short with blanks without saying so, and
does not tell which line a record began on. Both are what a sender needs to know.
"""

import csv
import io

import polars as pl

from ingestion import layouts
from ingestion.content import Content, Lines
from ingestion.contracts import Source, Table
from ingestion.problems import COLUMNS, EMPTY, ENCODING, UNREADABLE, WIDTH, Problem, Refused

Record = tuple[int, list[str]]  # line of the file on which the record ends, cells


def read(source: Source, file_name: str, content: bytes) -> Content:
    """What the file holds, as text columns plus `file_line` (1 is the first line of the file).

    That is one table, unless the file is in a layout of its own (`ingestion.layouts`).
    """
    records = _records(_decode(content))
    filled = [record for record in records if any(cell.strip() for cell in record[1])]
    if not filled:
        raise Refused(Problem(EMPTY, "", "the file is empty", "send a file with its header and at least one line"))
    header, lines = filled[0][1], filled[1:]
    layout = layouts.declared_for(source.name, file_name, header)
    table = None if layout else recognise(source, file_name, header)
    has_header = layout is not None or table.header
    if not has_header:
        header, lines = [c.name for c in table.columns], filled
    if not lines:
        raise Refused(Problem(EMPTY, "", "the file has a header and no lines", "send at least one line"))
    frame, problems = text_frame(header, lines)
    tables = layout.canonical(frame) if layout else {table.name: frame}
    # by its layout a line may hold nothing that is asked for, such as a national total
    unused = set(frame["file_line"]) - set().union(*(rows["file_line"] for rows in tables.values()))
    blank = len(records) - len(filled) + len(unused)
    account = Lines("", next(iter(tables)), len(records), int(has_header), blank)
    return Content(tables, [account], problems)


def text_frame(header: list[str], lines: list[Record], sheet: str = "") -> tuple[pl.DataFrame, list[Problem]]:
    """Text columns named by `header` and where each line stood, and the lines of another width, which it leaves out."""
    schema = {"file_line": pl.Int64} | {name: pl.String for name in header}
    fitting = [(number, *cells) for number, cells in lines if len(cells) == len(header)]
    expected = f"expected {len(header)}, as in the header"
    problems = [
        Problem(WIDTH, f"line {number}", f"{len(cells)} cells", expected, sheet, number)
        for number, cells in lines
        if len(cells) != len(header)
    ]
    return pl.DataFrame(fitting, schema=schema, orient="row"), problems


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


def recognise(source: Source, file_name: str, header: list[str]) -> Table:
    """The table whose name pattern and header both fit; a header that fits none is shown against the likeliest."""
    candidates = [t for t in source.tables if t.accepts_name(file_name)]
    if not candidates:
        patterns = ", ".join(t.files for t in source.tables if t.files) or "a workbook (.xlsx) or a .zip of CSV files"
        raise Refused(Problem(COLUMNS, "", "the file name fits no table of this folder", f"expected {patterns}"))
    likeliest = candidates[0]
    if not likeliest.header:
        if len(header) == len(likeliest.columns):
            return likeliest
        expected = f"expected {len(likeliest.columns)} columns, named by position"
        raise Refused(Problem(COLUMNS, "line 1", f"{len(header)} columns", expected))
    fitting = [t for t in candidates if t.header_difference(header) is None]
    if fitting:
        return fitting[0]
    expected = ", ".join(c.name for c in likeliest.columns)
    found = f"columns differ: {likeliest.header_difference(header)}"
    raise Refused(Problem(COLUMNS, "line 1", found, f"expected {expected}"))
