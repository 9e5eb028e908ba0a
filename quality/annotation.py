"""A copy of a checked file for its sender, in which every problem stands as a comment on its cell.

Nothing is judged here: the problems are those of `quality.checking`. The copy is made where files of strangers are
opened (`ingestion.sandbox`), by the same limits; of a file that is not opened there is only the list of problems.
"""

import csv
import io
import re
from pathlib import Path

from openpyxl.utils import column_index_from_string

from ingestion import arrivals, parquet_files, sandbox, workbooks
from ingestion.arrivals import of_file
from ingestion.contracts import Source, sources
from ingestion.forms import CSV, refuse_other_form
from ingestion.limits import Limits
from ingestion.problem_list import MOST, Note, listed
from ingestion.problems import COLUMNS, TOO_LARGE, Problem, Refused
from quality.rules import rules

IN_SHEET = re.compile(r"(?s)(?P<sheet>.+)!(?P<letters>[A-Z]{1,3})?(?P<row>\d+)?(?:, \w+)?")
IN_LINES = re.compile(r"(?s)(?:line (?P<row>\d+))?(?:, )?(?:column (?P<column>.+))?")

Place = tuple[str | None, int | None, int | str | None]


def annotate(path: Path, source: Source | None, problems: list[Problem]) -> bytes:
    """The marked copy, .xlsx, of a file that was found to be of `source`, or of none."""
    notes = [_note(path, source, problem) for problem in problems[:MOST]]
    try:
        content = _content(path, source)
        is_csv = path.suffix.lower() not in workbooks.SUFFIXES
        limits = source.limits if source else Limits()
        return sandbox.marked(content, limits, path.name, is_csv, notes, len(problems))
    except Refused as refused:
        return listed(path.name, notes, len(problems), refused.problems[0].found)


def _note(path: Path, source: Source | None, problem: Problem) -> Note:
    rule = rules()[problem.rule_id]
    told = (problem.place, rule.rule_id, rule.rule_name, rule.severity.replace("_", " "), problem.found, problem.remedy)
    return Note(*told, *place_of(path, source, problem))


def place_of(path: Path, source: Source | None, problem: Problem) -> Place:
    """Sheet, row and column of a problem in the copy, each None where it has none; a lone CSV file is the sheet "".

    It is read from the place that people are told: of a published workbook a line is no row. A column of which only
    the name is known is found by the head of the copy's column.
    """
    if path.suffix.lower() in workbooks.SUFFIXES:
        if not (found := IN_SHEET.fullmatch(problem.place)):
            return None, None, None
        column = column_index_from_string(found["letters"]) if found["letters"] else None
        return found["sheet"], int(found["row"]) if found["row"] else None, column
    found = IN_LINES.fullmatch(problem.place)
    if not problem.place or not found:
        return None, None, None
    row, name = int(found["row"] or 1), found["column"]
    if path.suffix.lower() == parquet_files.SUFFIX:
        row += problem.line is not None  # its rows are counted without a header, which the copy has
    without_header = (t for t in (source.tables if source else ()) if not t.header and t.accepts_name(path.name))
    names = [column.name for table in without_header for column in table.columns]
    if problem.rule_id == COLUMNS and name and name.isdigit():
        return "", row, int(name)  # a cell of the header, whose name is what is wrong
    return "", row, names.index(name) + 1 if name in names else name


def _content(path: Path, source: Source | None) -> bytes:
    """The bytes of a file; of a Parquet file its cells, as CSV. Raises Refused."""
    most = max(known.max_bytes for known in ([source] if source else sources().values()))
    arrival = of_file(path, "")
    if arrival.size_bytes > most:
        raise Refused(Problem(TOO_LARGE, "", f"it is larger than {most / 1e6:.0f} MB", "send less"))
    content = arrivals.content(arrival)
    suffix = path.suffix.lower()
    if suffix in workbooks.SUFFIXES:
        return content
    if suffix != parquet_files.SUFFIX:
        refuse_other_form(content, suffix, CSV)
        return content
    header, frame = parquet_files.cells(content, source.max_rows if source else Limits().rows)
    text, rows = io.StringIO(), [header, *(cells[1:] for cells in frame.iter_rows())]
    csv.writer(text).writerows([" ".join(cell.splitlines()) for cell in row] for row in rows)  # a line for each row
    return text.getvalue().encode()
