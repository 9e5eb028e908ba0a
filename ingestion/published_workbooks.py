"""Published workbooks, wide and laid out for readers, to one row of text for each cell that the contract keeps.

Which layout a workbook has shows in its header row. What the contract does not know is refused with its place, since a
guess would put one figure under the name of another; columns that nobody asked for are counted, not kept.
"""

import re

import polars as pl
from openpyxl.utils import get_column_letter

from ingestion.cell_types import NUMBER
from ingestion.content import Content, Lines
from ingestion.contracts import Layout, Source, Table
from ingestion.editions import fingerprint
from ingestion.problems import COLUMNS, EMPTY, SHEETS, Problem, Refused
from ingestion.published_drift import AS_PUBLISHED, of_results, unread_sheets
from ingestion.published_headers import Results, Sheets, header_at, plain, results

SHEETS_READ = "sheets_read"


def read(source: Source, sheets: Sheets) -> Content:
    """The cells of the one layout that fits, under its table's name, and what was read of each sheet.

    `place` is where the value stands; `file_line` numbers the cells as they are read. Raises Refused.
    """
    table = _recognised([table for table in source.tables if table.layout], sheets)
    layout = table.layout
    found = [
        results(layout, name, lines)
        for name, lines in sheets.items()
        if header_at(layout, lines) is not None and (not layout.sheets or plain(name) in map(plain, layout.sheets))
    ]
    problems = [*unread_sheets(layout, sheets), *of_results(table, found, sheets)]
    if not found and not problems:
        expected = f"expected {', '.join(layout.sheets)}"
        problems = [Problem(SHEETS, "", "no sheet of results that the contract knows", expected)]
    if problems:
        raise Refused(*problems)
    cells = _cells(table, found)
    headers = fingerprint(name for r in found for name in r.header)
    account = Lines("", table.name, read=cells.height, header=0, blank=0, header_fingerprint=headers)
    return Content({table.name: cells, SHEETS_READ: _sheets_read(source, sheets, found)}, [account])


def _recognised(tables: list[Table], sheets: Sheets) -> Table:
    """The one whose header row stands in a sheet. Raises Refused for none, and for several."""
    fitting = [t for t in tables if any(header_at(t.layout, lines) is not None for lines in sheets.values())]
    if len(fitting) == 1:
        return fitting[0]
    expected = " or ".join(repr(next(iter(t.layout.keys))) for t in tables)
    found = "header rows of several layouts" if fitting else "no sheet has a known header row"
    resembling = [] if fitting else [p for t in tables for p in unread_sheets(t.layout, sheets) if "missing" in p.found]
    raise Refused(Problem(SHEETS, "", found, f"expected sheets with a column {expected}"), *resembling)


def _cells(table: Table, found: list[Results]) -> pl.DataFrame:
    rows = []
    for sheet in found:
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


def _sheets_read(source: Source, sheets: Sheets, found: list[Results]) -> pl.DataFrame:
    """What was kept and what was left out, sheet by sheet."""
    of_results = {r.sheet: r for r in found}
    rows = []
    for name, lines in sheets.items():
        r = of_results.get(name)
        used = r.used if r else set()
        width = sum(1 for cell in r.header if cell) if r else max((len(cells) for _, cells in lines), default=0)
        rows.append((name, str(len(lines)), str(len(used)), str(width - len(used))))
    columns = next(t for t in source.tables if t.name == SHEETS_READ).columns
    frame = pl.DataFrame(rows, schema={c.name: pl.String for c in columns}, orient="row")
    return frame.with_row_index("file_line", offset=1)
