"""CSV files to text, losslessly: every cell as it stands in the file, blank as blank."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

import polars as pl

from ingestion import layouts
from ingestion.content import Content, Lines
from ingestion.contracts import Source, Table
from ingestion.csv_records import MAX_RECORDS, Record, records
from ingestion.problems import COLUMNS, EMPTY, WIDTH, Problem, Refused

BATCH = 20_000  # records that are lists of Python's at one time; a frame takes a tenth of their memory
MOST_WRONG_LINES = 10_000


def read(source: Source, file_name: str, content: bytes) -> Content:
    """What the file holds, as text columns plus `file_line` (1 is the first line of the file).

    That is one table, unless the file is in a layout of its own (`ingestion.layouts`).
    """
    filled = _Filled(records(content, source.max_rows or MAX_RECORDS))
    first = next(filled, None)
    if first is None:
        raise Refused(Problem(EMPTY, "", "the file is empty", "send a file with its header and at least one line"))
    header = first[1]
    layout = layouts.declared_for(source.name, file_name, header)
    table = None if layout else recognise(source, file_name, header)
    has_header = layout is not None or table.header
    if not has_header:
        header = [c.name for c in table.columns]
    frame, problems = text_frame(header, filled if has_header else chain([first], filled))
    if frame.is_empty() and not problems:
        raise Refused(Problem(EMPTY, "", "the file has a header and no lines", "send at least one line"))
    tables = layout.canonical(frame) if layout else {table.name: frame}
    # by its layout a line may hold nothing that is asked for, such as a national total
    used = set().union(*(rows["file_line"] for rows in tables.values())) if layout else ()
    unused = len(set(frame["file_line"]) - used) if layout else 0
    account = Lines("", next(iter(tables)), filled.read, int(has_header), filled.blank + unused)
    return Content(tables, [account], problems)


class _Filled:
    """Records that hold something; `read` counts all, `blank` the others."""

    def __init__(self, every: Iterable[Record]):
        self._every = iter(every)
        self.read = self.blank = 0

    def __iter__(self) -> Iterator[Record]:
        return self

    def __next__(self) -> Record:
        for record in self._every:
            self.read += 1
            if any(cell.strip() for cell in record[1]):
                return record
            self.blank += 1
        raise StopIteration


def text_frame(header: list[str], lines: Iterable[Record], sheet: str = "") -> tuple[pl.DataFrame, list[Problem]]:
    """Text columns named by `header` and where each line stood, and the lines of another width, which it leaves out.

    Raises Refused when those are very many.
    """
    schema = {"file_line": pl.Int64} | {name: pl.String for name in header}
    expected = f"expected {len(header)}, as in the header"
    lines, frames, problems = iter(lines), [], []
    while batch := list(islice(lines, BATCH)):
        fitting = [(number, *cells) for number, cells in batch if len(cells) == len(header)]
        frames.append(pl.DataFrame(fitting, schema=schema, orient="row"))
        problems += [
            Problem(WIDTH, f"line {number}", f"{len(cells)} cells", expected, sheet, number)
            for number, cells in batch
            if len(cells) != len(header)
        ]
        if len(problems) > MOST_WRONG_LINES:
            found = f"more than {MOST_WRONG_LINES:,} lines with another number of cells than the header"
            raise Refused(Problem(WIDTH, "", found, "check which character parts the cells, and the quotes"))
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema), problems


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
