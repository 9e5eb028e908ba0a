"""CSV files to text, losslessly: every cell as it stands in the file, blank as blank."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from ingestion import layouts
from ingestion.content import Content, Lines
from ingestion.contracts import Source
from ingestion.csv_records import MAX_RECORDS, records
from ingestion.editions import Form, forms
from ingestion.headers import Fitted, by_position, fit
from ingestion.places import Record, Where
from ingestion.problems import COLUMNS, EMPTY, Problem, Refused
from ingestion.text_frames import text_frame

LOOKED_AT = 100  # lines below a header that may tell what is wrong with it


def read(source: Source, file_name: str, content: bytes) -> Content:
    """What the file holds, as text columns plus `file_line` (1 is the first line of the file).

    That is one table, unless the file is in a layout of its own (`ingestion.layouts`).
    """
    filled = _Filled(records(content, source.max_rows or MAX_RECORDS))
    first = list(islice(filled, 1 + LOOKED_AT))
    if not first:
        raise Refused(Problem(EMPTY, "", "the file is empty", "send a file with its header and at least one line"))
    layout, fitted = recognise(source, file_name, first, Where())
    below = first[fitted.form.has_header :]
    if not below:
        raise Refused(Problem(EMPTY, "", "the file has a header and no lines", "send at least one line"))
    frame, problems = text_frame(fitted, chain(below, filled), Where(), first[0][0])
    tables = layout.canonical(frame) if layout else {fitted.form.table: frame}
    # by its layout a line may hold nothing that is asked for, such as a national total
    unused = frame.height - len(set().union(*(rows["file_line"] for rows in tables.values()))) if layout else 0
    blank = filled.blank + unused
    header = int(fitted.form.has_header)
    account = Lines("", next(iter(tables)), filled.read, header, blank, fitted.fingerprint, *fitted.form.told())
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
