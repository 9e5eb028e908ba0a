"""The header of a table, compared by name with the forms that are declared for it (`ingestion.editions`).

The order of columns does not matter, and a column without a name and without a value holds nothing. Whatever else
differs refuses the file and is shown column by column. What was probably meant is said in words and never applied.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from ingestion.cell_text import visible
from ingestion.editions import Form, fingerprint, normalised
from ingestion.misplaced_headers import misplaced
from ingestion.places import Record, Where
from ingestion.problems import COLUMNS, Problem, Refused

MOST_NAMES = 12
AROUND_A_NAME = "\ufeff\xa0 \t\r\n"
PUT_BACK = "put it back, even if it stays blank"
NAME_OR_EMPTY = "undo the merge and name the column, or empty it"


class Fitted(NamedTuple):
    """The form that a header has, and what its columns are read as, by position.

    A column without a name is called by its place. `width` is the number of cells that a line must have.
    """

    form: Form
    columns: list[str]
    width: int
    fingerprint: str

    def unnamed(self) -> list[int]:
        return [at for at, name in enumerate(self.columns) if name not in self.form.columns.values()]

    def is_header(self, cells: list[str]) -> bool:
        """Whether a line consists of names of columns: at least two of them, and half of all."""
        if cells[0].strip(AROUND_A_NAME) not in self.form.columns or not self.form.has_header:
            return False  # the first cell alone tells it of nearly every line
        named = len({normalised(cell) for cell in cells} & self.form.columns.keys())
        return named >= 2 and named * 2 >= len(self.form.columns)


def fit(forms: list[Form], records: list[Record], where: Where, barred: Sequence[Form] = ()) -> Fitted:
    """The first form that fits the first of the records. Raises Refused with all that differs, column by column.

    The records below show whether a column without a name holds anything. `barred` are forms of other templates.
    """
    row, cells = records[0]
    header = [normalised(cell) for cell in cells]
    filled = _filled_below(header, records[1:], to_the_end=bool(where.sheet))
    for form in forms:
        if not _differences(form, header, filled, where, row):
            columns = [form.columns.get(name) or where.column(at) for at, name in enumerate(header)]
            return Fitted(form, columns, len(cells), fingerprint(header))
    elsewhere = misplaced(forms, records, where)
    if elsewhere:
        raise Refused(elsewhere)
    closest = min(forms, key=lambda form: len(_differences(form, header, filled, where, row)))
    problems = _differences(closest, header, filled, where, row)
    if not set(header) & set(closest.columns):
        problems = []  # it is another table, and a list of all that it is not helps nobody
    others = [form for form in barred if not _differences(form, header, filled, where, row)]
    if not any(_has_names_of(form, header) for form in forms):
        problems.append(_summary(closest, header, others, where, row))
    raise Refused(*problems)


def _has_names_of(form: Form, header: list[str]) -> bool:
    """Whether nothing is wrong with the names, whatever else is."""
    return not _differences(form, header, {}, Where(), 1)


def by_position(form: Form, cells: list[str], where: Where, row: int) -> Fitted:
    """A table without a header, of which nothing but the number of columns shows. Raises Refused."""
    names = list(form.columns.values())
    if len(cells) != len(names) and not (where.sheet and not any(cells[len(names) :])):
        remedy = f"expected {len(names)} columns, known by their position alone"
        raise Refused(where.problem(COLUMNS, row, None, f"{len(cells)} columns", remedy))
    named = [at for at, cell in enumerate(cells) if _plain(cell) in map(_plain, names)]
    if named:
        found = f"{_shown(cells[named[0]])} names a column, and this table is read by position alone"
        remedy = f"check that the columns are still {', '.join(names)}, and take the names out"
        raise Refused(where.problem(COLUMNS, row, named[0], found, remedy, cells[named[0]]))
    return Fitted(form, names, len(names), fingerprint(names))


def nameless(where: Where, row: int, at: int, number: int) -> Problem:
    """A column without a name, of which the line `number` holds something."""
    found = f"a blank or merged cell in the header, above what {where.place(number, at)} holds"
    return where.problem(COLUMNS, row, at, found, NAME_OR_EMPTY)


def _differences(form: Form, header: list[str], filled: dict[int, int], where: Where, row: int) -> list[Problem]:
    """All that keeps a header of normalised names from having the form; `filled` is of `_filled_below`."""
    expected = {name: at if form.ordered else -1 for at, name in enumerate(form.columns)}
    absent = [name for name in expected if name not in header]
    meant = _meant(expected, absent, header)
    lacking = [name for name in absent if name not in form.optional and name not in meant.values()]
    problems = list(_of_cells(expected, header, meant, lacking, where, row))
    problems += [nameless(where, row, at, number) for at, number in filled.items()]
    for name in lacking:
        usual = f", expected in {where.column(expected[name])}" if form.ordered else ""
        problems.append(where.problem(COLUMNS, row, None, f"missing {name!r}{usual}", PUT_BACK))
    return problems


def _of_cells(
    expected: dict[str, int], header: list[str], meant: dict[int, str], lacking: list[str], where: Where, row: int
) -> Iterator[Problem]:
    for at, name in enumerate(header):
        if name and name in header[:at]:
            found = f"repeated {_shown(name)}, which stands in {where.column(header.index(name))} too"
            yield where.problem(COLUMNS, row, at, found, "keep one of the two", name)
        elif name and at in meant:
            found, remedy = f"missing {meant[at]!r}; unknown {_shown(name)}", f"was {meant[at]!r} meant? then rename it"
            yield where.problem(COLUMNS, row, at, found, remedy, name)
        elif name and name not in expected:
            renamed = f", or rename it if it is {' or '.join(map(repr, lacking))}" if lacking else ""
            hidden = ", which may be hidden" if where.sheet else ""
            yield where.problem(
                COLUMNS, row, at, f"unknown {_shown(name)}", f"take the column out{hidden}{renamed}", name
            )


def _meant(expected: dict[str, int], absent: list[str], header: list[str]) -> dict[int, str]:
    """By its position, the absent column that each unknown one may be: one spelled alike, or expected in its place."""
    meant: dict[int, str] = {}
    unknown = {at: name for at, name in enumerate(header) if name and name not in expected}
    for at, name in unknown.items():
        left = {_plain(other): other for other in absent if other not in meant.values()}
        if close := get_close_matches(_plain(name), left, n=1, cutoff=0.7):
            meant[at] = left[close[0]]
    for at in sorted(unknown.keys() - meant.keys()):
        here = next((name for name in absent if expected[name] == at and name not in meant.values()), None)
        meant |= {at: here} if here else {}
    return meant


def _summary(form: Form, header: list[str], others: list[Form], where: Where, row: int) -> Problem:
    """What the header is as a whole, and what is no error but helps to understand it; its fingerprint comes last."""
    names = [name for name in header if name]
    at = {name: header.index(name) for name in names}
    found = "as a whole the header is none that is declared here"
    if not at.keys() & form.columns.keys():
        more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        found += f"; all is missing, and found {', '.join(map(_shown, names[:MOST_NAMES]))}{more}"
    in_order = [name for name in form.columns if name in at and form.ordered]
    moved = [n for n, other in zip(in_order, sorted(in_order, key=at.__getitem__), strict=True) if n != other]
    if moved:
        found += "; moved, which is no error: " + ", ".join(f"{name!r} to {where.column(at[name])}" for name in moved)
    for other in others:
        templates = " and ".join(other.edition.templates) or "none"
        found += f"; it is the form {other.edition.name!r}, which is declared for template {templates}"
    declared = f"; who keeps the contract may declare this form, {fingerprint(header)}"
    remedy = f"expected {', '.join(form.columns)}{declared}"
    return where.problem(COLUMNS, row, None, found, remedy)


def _filled_below(header: list[str], below: list[Record], to_the_end: bool) -> dict[int, int]:
    """By position, the first line in which a column without a name holds something, if asked also beyond the last."""
    filled: dict[int, int] = {}
    for number, cells in below:
        for at in range(len(cells) if to_the_end else min(len(header), len(cells))):
            if at not in filled and (at >= len(header) or not header[at]) and cells[at].strip():
                filled[at] = number
    return dict(sorted(filled.items()))


def _shown(name: str) -> str:
    return f"'{visible(name)}'"


def _plain(name: str) -> str:
    """What is left of a name when only letters and digits count: enough to say what was probably meant."""
    return "".join(character for character in name.lower() if character.isalnum())
