"""What in a published workbook is not as its contract knows it, sheet by sheet and column by column.

Years come with every release, and so do spaces and capitals of names: these are read (`ingestion.published_headers`). A
sheet, a column of a family that is read, a question or an answer that is new, gone or worded otherwise refuses the
workbook, since a guess would put one figure under the name of another.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from ingestion.cell_text import visible
from ingestion.contracts import Layout, Table
from ingestion.places import Record, Where
from ingestion.problems import COLUMNS, SHEETS, Problem
from ingestion.published_headers import Results, Sheets, header_at, plain

AS_PUBLISHED = "send the workbook as it is published"
DECLARE = "a release with it is needed, or its new form in the contract"
CLOSE = 0.5  # how alike two names must be to be shown beside each other
ROWS_LOOKED_AT = 20
NUMBER = re.compile(r"Q\d+[a-z]?")


def unread_sheets(layout: Layout, sheets: Sheets) -> list[Problem]:
    """Sheets that hold results and would not be read, and those that should hold them and have no header row."""
    others = set(map(plain, layout.other_sheets))
    known = {plain(name): name for name in layout.sheets}
    problems = []
    for name, lines in sheets.items():
        if plain(name) in others:
            continue
        has_header = header_at(layout, lines) is not None
        if has_header and known and plain(name) not in known:
            problems.append(_unknown_sheet(layout, name))
        elif not has_header:
            problems += _without_header(layout, name, lines, is_declared=plain(name) in known)
    return problems


def _unknown_sheet(layout: Layout, name: str) -> Problem:
    close = get_close_matches(name, layout.sheets, n=1, cutoff=CLOSE)
    found = "a sheet of results that the contract does not know" + (f"; was '{visible(close[0])}' meant?" if close else "")
    expected = f"expected {', '.join(layout.sheets)}, or add the sheet to the contract"
    return Where(name).problem(SHEETS, 1, 0, found, expected)


def _without_header(layout: Layout, name: str, lines: list[Record], is_declared: bool) -> Iterator[Problem]:
    """A row with other keys looks like a header whose first key is called otherwise."""
    first, *rest = layout.keys
    others = set(map(plain, rest))
    for row, cells in lines[:ROWS_LOOKED_AT]:
        if len(others & set(map(plain, cells))) > 1:
            left = [cell for cell in cells if cell and plain(cell) not in others]
            yield Where(name).problem(COLUMNS, row, None, f"missing {first!r}{_instead(first, left)}", AS_PUBLISHED)
            return
    if is_declared:
        yield Where(name).problem(COLUMNS, 1, 0, f"no header row with {', '.join(layout.keys)}", AS_PUBLISHED)


def _instead(name: str, others: list[str]) -> str:
    """What stands there instead, in words, if anything is spelled alike."""
    close = get_close_matches(name, others, n=1, cutoff=CLOSE)
    return f"; unknown '{visible(close[0])}'" if close else ""


def of_results(table: Table, results: list[Results], sheets: Sheets) -> list[Problem]:
    """Everything that differs in sheets of results, and where the notes contradict the contract."""
    layout = table.layout
    problems = [p for r in results for p in (*_keys(table, r), *_repeated(layout, r), *_family(layout, r))]
    lacking = _questions(layout, results) if layout.question else _columns(layout, results)
    return [*problems, *lacking, *_contradictions(layout, sheets)]


def _keys(table: Table, results: Results) -> Iterator[Problem]:
    optional = {c.name for c in table.columns if c.optional}
    for text, name in table.layout.keys.items():
        if name not in results.keys and name not in optional:
            left = [name for at, name in enumerate(results.header) if at not in results.used]
            found = f"no column {text!r}{_instead(text, left)}"
            yield results.where.problem(COLUMNS, results.header_row, None, found, AS_PUBLISHED)


def _repeated(layout: Layout, results: Results) -> Iterator[Problem]:
    """Under questions answers repeat by right; a key never does, nor a column that is known by its name."""
    read = results.keys.values() if layout.question else results.used
    names = {plain(results.header[at]) for at in read}
    seen: dict[str, int] = {}
    for at, name in enumerate(map(plain, results.header)):
        if name in seen:
            found = f"repeated '{visible(results.header[at])}', which stands in {results.where.column(seen[name])} too"
            yield results.where.problem(COLUMNS, results.header_row, at, found, AS_PUBLISHED, results.header[at])
        elif name in names:
            seen[name] = at


def _family(layout: Layout, results: Results) -> Iterator[Problem]:
    """A column named like those that are read, and none of them: a new group, or a new way to write one."""
    for at, name in enumerate(results.header):
        known = at in results.used or re.fullmatch(layout.left_out or "", name)
        if layout.family and re.fullmatch(layout.family, name) and not known:
            found = f"unknown '{visible(name)}', of a family of columns that is read"
            yield results.where.problem(COLUMNS, results.header_row, at, found, DECLARE, name)


def _columns(layout: Layout, results: list[Results]) -> Iterator[Problem]:
    for r in results:
        for pattern in layout.required:
            if not any(re.fullmatch(pattern, kept.header) for kept in r.kept):
                yield r.where.problem(COLUMNS, r.header_row, None, f"no column like {pattern}", DECLARE)


def _questions(layout: Layout, results: list[Results]) -> Iterator[Problem]:
    """Questions that are asked otherwise, or not at all, and answers that are worded otherwise."""
    for pattern, answer in layout.answers.items():
        kept = [(r, k) for r in results for k in r.kept if re.fullmatch(pattern, k.question)]
        if not kept:
            yield _unasked(layout, pattern, results)
        elif answer not in {k.header for _, k in kept}:
            r, first = kept[0]
            given = ", ".join(f"'{visible(k.header)}'" for _, k in kept)
            found = f"no answer {answer!r} under {NUMBER.search(pattern)[0]}, and found {given}"
            yield r.where.problem(COLUMNS, r.header_row, first.value, found, DECLARE, first.header)


def _unasked(layout: Layout, pattern: str, results: list[Results]) -> Problem:
    number = NUMBER.search(pattern)[0]
    for r in results:
        for row, cells in r.above:
            for at, cell in enumerate(cells):
                if re.fullmatch(pattern, cell) and re.fullmatch(layout.question, cell):
                    found = f"no column {layout.base!r} ends the answers to {number}"
                    return r.where.problem(COLUMNS, r.header_row, at, found, DECLARE)
                if re.match(rf"{number}\b", cell):
                    found = f"{number} asks something else: '{visible(' '.join(cell.split()))}'"
                    return r.where.problem(COLUMNS, row, at, found, DECLARE)
    return Problem(COLUMNS, "", f"no question like {pattern}", DECLARE)


def _contradictions(layout: Layout, sheets: Sheets) -> Iterator[Problem]:
    """Where the notes of the workbook say of a code something other than the contract."""
    notes = next((n for n in sheets if layout.codes_sheet and plain(n) == plain(layout.codes_sheet)), None)
    meanings = "|".join(layout.codes.values())
    stated = rf"(?i)(?<![\d_])(\d)\)?\s*[=:–-]?\s*\W?\b({meanings})|\b({meanings})\b\W?\s*[=:(]\s*(\d)(?!\d)"
    for number, cells in sheets.get(notes, []):
        for code, meaning, meaning_first, code_after in re.findall(stated, " ".join(cells)):
            code, meaning = code or code_after, meaning or meaning_first
            if code in layout.codes and not re.fullmatch(rf"(?i){layout.codes[code]}", meaning):
                remedy = f"the contract takes {code} for {layout.codes[code]}"
                yield Where(notes).problem(COLUMNS, number, None, f"code {code} is said to mean {meaning}", remedy)
