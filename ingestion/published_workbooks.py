"""Published workbooks, wide and laid out for readers, to one row of text for each cell that the contract keeps.

Which layout a workbook has shows in its header row. What the contract does not know is refused with its place, since a
guess would put one figure under the name of another; columns that nobody asked for are counted, not kept.
"""

import re
from typing import NamedTuple

import polars as pl
from openpyxl.utils import get_column_letter

from ingestion.cell_types import NUMBER
from ingestion.content import Content, Lines
from ingestion.contracts import Layout, Source, Table
from ingestion.csv_records import Record
from ingestion.problems import COLUMNS, EMPTY, SHEETS, Problem, Refused

SHEETS_READ = "sheets_read"
AS_PUBLISHED = "send the workbook as it is published"

Sheets = dict[str, list[Record]]


class Kept(NamedTuple):
    """A column of values with the column of its respondents, by position; `base` is None where there is none."""

    question: str
    header: str
    value: int
    base: int | None


class Results(NamedTuple):
    """A sheet of results: its rows below the header, the positions of its keys, and the columns kept."""

    sheet: str
    header_row: int
    header: list[str]
    above: list[Record]
    lines: list[Record]
    keys: dict[str, int]
    kept: list[Kept]


def read(source: Source, sheets: Sheets) -> Content:
    """The cells of the one layout that fits, under its table's name, and what was read of each sheet.

    `place` is where the value stands; `file_line` numbers the cells as they are read. Raises Refused.
    """
    tables = [table for table in source.tables if table.layout]
    fitting = [t for t in tables if any(_header_at(t.layout, lines) is not None for lines in sheets.values())]
    if len(fitting) != 1:
        expected = " or ".join(repr(next(iter(t.layout.keys))) for t in tables)
        found = "header rows of several layouts" if fitting else "no sheet has a known header row"
        raise Refused(Problem(SHEETS, "", found, f"expected sheets with a column {expected}"))
    table, layout = fitting[0], fitting[0].layout
    results = [_results(table, name, lines) for name, lines in sheets.items() if _is_results(layout, name, lines)]
    if not results:
        found, expected = "no sheet of results that the contract knows", f"expected {', '.join(layout.sheets)}"
        raise Refused(Problem(SHEETS, "", found, expected))
    problems = [p for r in results for p in _difference(table, r)]
    problems += _missing(layout, results) + _contradictions(layout, sheets)
    if problems:
        raise Refused(*problems)
    cells = _cells(table, results)
    account = Lines("", table.name, read=cells.height, header=0, blank=0)
    return Content({table.name: cells, SHEETS_READ: _sheets_read(source, sheets, results)}, [account])


def _header_at(layout: Layout, lines: list[Record]) -> int | None:
    first = _plain(next(iter(layout.keys)))
    return next((i for i, (_, cells) in enumerate(lines) if first in map(_plain, cells)), None)


def _is_results(layout: Layout, name: str, lines: list[Record]) -> bool:
    """Whether a sheet holds results. Raises Refused for one that should and has no header row, or is not declared."""
    declared, has_header = _plain(name) in map(_plain, layout.sheets), _header_at(layout, lines) is not None
    if not layout.sheets:
        return has_header
    if declared and not has_header:
        found = f"no header row with {', '.join(layout.keys)}"
        raise Refused(Problem(COLUMNS, f"{name}!A1", found, AS_PUBLISHED))
    if has_header and not declared and _plain(name) not in map(_plain, layout.other_sheets):
        expected = f"expected {', '.join(layout.sheets)}, or add the sheet to the contract"
        raise Refused(Problem(SHEETS, f"{name}!A1", "a sheet of results that the contract does not know", expected))
    return declared


def _plain(text: str) -> str:
    """Names of sheets and headers differ in spaces, capitals, `&` and punctuation from release to release."""
    return re.sub(r"[^a-z0-9_]", "", text.lower().replace(" and ", ""))


def _results(table: Table, sheet: str, lines: list[Record]) -> Results:
    layout = table.layout
    at = _header_at(layout, lines)
    number, header = lines[at]
    header = [" ".join(cell.split()) for cell in header]
    plain = [_plain(cell) for cell in header]
    keys = {name: plain.index(_plain(text)) for text, name in layout.keys.items() if _plain(text) in plain}
    kept = _under_questions(layout, lines[:at], header) if layout.question else _by_name(layout, header)
    below = [(row, [*cells, *[""] * (len(header) - len(cells))]) for row, cells in lines[at + 1 :]]
    return Results(sheet, number, header, lines[:at], below, keys, kept)


def _by_name(layout: Layout, header: list[str]) -> list[Kept]:
    found = {i: m for i, cell in enumerate(header) if (m := re.fullmatch(layout.columns, cell))}
    bases = {i: m.expand(layout.base) for i, m in found.items()}
    return [Kept("", header[i], i, header.index(base) if base in header else None) for i, base in bases.items()]


def _under_questions(layout: Layout, above: list[Record], header: list[str]) -> list[Kept]:
    """A question stands above the first of its answers and holds up to its column of respondents."""
    questions = next((cells for _, cells in above if any(re.fullmatch(layout.question, c) for c in cells)), [])
    kept, question, pending = [], "", []
    for i, answer in enumerate(header):
        if i < len(questions) and questions[i]:
            question, pending = questions[i], []
        if answer == layout.base:
            kept += [Kept(question, header[j], j, i) for j in pending if re.fullmatch(layout.question, question)]
            question, pending = "", []
        elif question:
            pending.append(i)
    return kept


def _difference(table: Table, results: Results) -> list[Problem]:
    optional = {c.name for c in table.columns if c.optional}
    missing = [t for t, name in table.layout.keys.items() if name not in results.keys and name not in optional]
    place = f"{results.sheet}!{results.header_row}"
    return [Problem(COLUMNS, place, f"no column {text!r}", AS_PUBLISHED) for text in missing]


def _missing(layout: Layout, results: list[Results]) -> list[Problem]:
    """Families of columns that a sheet, or questions that the workbook, should have."""
    if layout.question:
        names = {kept.question for r in results for kept in r.kept}
        lacking = [("", pattern) for pattern in layout.required if not any(re.fullmatch(pattern, n) for n in names)]
    else:
        lacking = [
            (f"{r.sheet}!{r.header_row}", pattern)
            for r in results
            for pattern in layout.required
            if not any(re.fullmatch(pattern, kept.header) for kept in r.kept)
        ]
    what = "question" if layout.question else "column"
    return [Problem(COLUMNS, place, f"no {what} like {p}", "a release with it is needed") for place, p in lacking]


def _contradictions(layout: Layout, sheets: Sheets) -> list[Problem]:
    """Where the notes of the workbook say of a code something other than the contract."""
    notes = next((n for n in sheets if layout.codes_sheet and _plain(n) == _plain(layout.codes_sheet)), None)
    meanings = "|".join(layout.codes.values())
    stated = rf"(?i)(?<![\d_])(\d)\)?\s*[=:–-]?\s*\W?\b({meanings})|\b({meanings})\b\W?\s*[=:(]\s*(\d)(?!\d)"
    problems = []
    for number, cells in sheets.get(notes, []):
        for code, meaning, meaning_first, code_after in re.findall(stated, " ".join(cells)):
            code, meaning = code or code_after, meaning or meaning_first
            if code in layout.codes and not re.fullmatch(rf"(?i){layout.codes[code]}", meaning):
                found = f"code {code} is said to mean {meaning}"
                remedy = f"the contract takes {code} for {layout.codes[code]}"
                problems.append(Problem(COLUMNS, f"{notes}!{number}", found, remedy))
    return problems


def _cells(table: Table, results: list[Results]) -> pl.DataFrame:
    rows = []
    for sheet in results:
        survey = _survey(table.layout, sheet)
        for number, cells in sheet.lines:
            if not _is_of_an_organisation(sheet, cells):
                continue
            _add_up(table.layout, sheet, number, cells)
            named = {name: cells[i].strip() for name, i in sheet.keys.items()}
            rows += [
                {"sheet": sheet.sheet, "survey_year": survey, "question": kept.question, "column_name": kept.header}
                | named
                | {
                    "value": cells[kept.value].strip(),
                    "base": "" if kept.base is None else cells[kept.base].strip(),
                    "place": f"{sheet.sheet}!{get_column_letter(kept.value + 1)}{number}",
                }
                for kept in sheet.kept
            ]
    if not rows:
        raise Refused(Problem(EMPTY, "", "no organisation stands below a header row", AS_PUBLISHED))
    given = [column.name for column in table.columns if any(column.name in row for row in rows)]
    frame = pl.DataFrame([[row.get(name, "") for name in given] for row in rows], given, orient="row")
    return frame.cast(pl.String).with_row_index("file_line", offset=1)


def _survey(layout: Layout, results: Results) -> str:
    """The year of the survey by the sheet's own title. Raises Refused when it gives none."""
    if layout.survey is None:
        return ""
    for _, cells in results.above:
        for cell in cells:
            if found := re.search(layout.survey, cell):
                return found[1]
    remedy = "keep the title above the header"
    raise Refused(Problem(COLUMNS, f"{results.sheet}!A1", "the sheet does not say which survey it is of", remedy))


def _is_of_an_organisation(results: Results, cells: list[str]) -> bool:
    """A footnote fills one cell; an organisation has a code and a name, or at least figures."""
    named = sum(1 for i in results.keys.values() if cells[i].strip())
    return named > 1 or any(cells[k.value].strip() for k in results.kept)


def _add_up(layout: Layout, results: Results, row: int, cells: list[str]) -> None:
    """Raises Refused for fractions where the contract expects percents: 0.4 would pass for a small percent."""
    if not layout.adds_up:
        return
    low, high = layout.adds_up
    answers: dict[int, list[str]] = {}
    for kept in results.kept:
        answers.setdefault(kept.base, []).append(cells[kept.value])
    for base, values in answers.items():
        numbers = [float(v) for v in values if re.fullmatch(NUMBER, v)]
        if len(numbers) == len(values) and not low <= sum(numbers) <= high:
            place = f"{results.sheet}!{get_column_letter(base + 1)}{row}"
            found = f"the answers before it add up to {sum(numbers):g}"
            raise Refused(Problem("V21", place, found, f"expected from {low:g} to {high:g}"))


def _sheets_read(source: Source, sheets: Sheets, results: list[Results]) -> pl.DataFrame:
    """What was kept and what was left out, sheet by sheet."""
    of_results = {r.sheet: r for r in results}
    rows = []
    for name, lines in sheets.items():
        r = of_results.get(name)
        used = set(r.keys.values()) | {i for k in r.kept for i in (k.value, k.base) if i is not None} if r else set()
        width = sum(1 for cell in r.header if cell) if r else max((len(cells) for _, cells in lines), default=0)
        rows.append((name, str(len(lines)), str(len(used)), str(width - len(used))))
    columns = next(t for t in source.tables if t.name == SHEETS_READ).columns
    frame = pl.DataFrame(rows, schema={c.name: pl.String for c in columns}, orient="row")
    return frame.with_row_index("file_line", offset=1)
