"""Forms of a table that are known and declared: the contract's own, and earlier ones that files still come in.

An edition stands in the contract of its table (`editions`, beside the staging models) with its date and reason, and
accounts for every column: what it called by another name, what it had and nobody reads any more, and what it did not
ask yet. A file is read by an edition only when its header has exactly those names. A return that says which version of
the template it is on is read only by what is declared for that version; one that does not, by its header alone.

What was not asked stays NULL, and the file says so (`submissions.columns_not_asked`): it is missing, never "no".
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingestion.problems import Problem

if TYPE_CHECKING:  # contracts import this module
    from ingestion.contracts import Table


def normalised(name: str) -> str:
    """A name without byte order marks, and without white space but single spaces within.

    No two names of a table differ in these alone (tested), so leaving them out is no guess. Capitals count.
    """
    return " ".join(name.replace("\ufeff", "").split())


def fingerprint(header: Iterable[str]) -> str:
    """Tells headers apart: 12 digits of the SHA-256 of their names, whatever their order and white space."""
    names = sorted(filter(None, map(normalised, header)))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Edition:
    """An earlier form of a table, as its contract declares it.

    `renamed` gives the column by the name that it had; `retired` are names of columns that are not read any more, kept
    with the first copy of the file; `not_asked` are columns that there were not yet. `templates` are versions of the
    return's template that had this form.
    """

    name: str
    declared_on: str
    reason: str
    sheet: str | None = None  # what the sheet was called, where it was called otherwise
    renamed: dict[str, str] = field(default_factory=dict)
    retired: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """The normalised names that a file gives to the columns of a table, each with what it is read as.

    They stand in their usual order if they are `ordered`.
    """

    table: str
    columns: dict[str, str]
    optional: frozenset[str] = frozenset()
    sheet: str | None = None
    has_header: bool = True
    ordered: bool = True
    edition: Edition | None = None

    def told(self) -> tuple[str, str]:
        """Name of the edition, and what it did not ask; both empty for the contract's own form."""
        return (self.edition.name, ", ".join(self.edition.not_asked)) if self.edition else ("", "")


def form(table: "Table", edition: Edition | None = None) -> Form:
    """The form that the contract gives a table, or that one of its editions had."""
    sheet, old_names, not_asked, retired = table.sheet, {}, (), ()
    if edition:
        sheet, not_asked, retired = edition.sheet or sheet, edition.not_asked, edition.retired
        old_names = {column: name for name, column in edition.renamed.items()}
    kept = [column for column in table.columns if column.name not in not_asked]
    columns = {normalised(old_names.get(c.name, c.name)): c.name for c in kept}
    columns |= {normalised(name): f"{name} (retired)" for name in retired}
    optional = frozenset(name for name in columns if any(c.optional and c.name == columns[name] for c in kept))
    return Form(table.name, columns, optional, sheet, table.header, edition=edition)


def forms(table: "Table", version: str | None = None) -> tuple[list[Form], list[Form]]:
    """The forms in which a file may hold a table, the likeliest first, and those declared for other templates only."""
    current, declared = form(table), [form(table, edition) for edition in table.editions]
    if version is None:
        return [current, *declared], []
    of_version = [one for one in declared if version in one.edition.templates]
    return [*of_version, current], [one for one in declared if one not in of_version]


def wording(tables: Iterable) -> str:
    """Tells what one wording of the editions of a source made of a file from what another did; mostly empty."""
    declared = [table.editions for table in tables if table.editions]
    return "-" + hashlib.sha256(repr(declared).encode()).hexdigest()[:8] if declared else ""


def retold(problems: list[Problem], tables: Iterable, lines: Iterable) -> list[Problem]:
    """Problems of a file in its own words: what it calls a sheet, and a column where no letter tells which it is.

    `tables` are those of its source, `lines` its account (`ingestion.content.Lines`).
    """
    known = {(table.name, one.name): one for table in tables for one in table.editions}
    of_sheets = {one.sheet: known[one.table, one.edition] for one in lines if one.edition}
    return [_retold(p, of_sheets[p.sheet]) if p.sheet in of_sheets else p for p in problems]


def _retold(problem: Problem, edition: Edition) -> Problem:
    own_names = {column: name for name, column in edition.renamed.items()}
    sheet, column = problem.sheet, own_names.get(problem.column, problem.column)
    place = problem.place
    if sheet and edition.sheet and place.startswith(f"{sheet}!"):
        place = edition.sheet + place.removeprefix(sheet)
    if column != problem.column and place.endswith(f", column {problem.column}"):
        place = place.removesuffix(problem.column) + column
    return replace(problem, place=place, column=column)


def faults(table: "Table") -> Iterator[str]:
    """What is wrong with the editions of a table: a name that says two things, or none."""
    needed = {c.name for c in table.columns if c.required} | set(table.key)
    names = {c.name for c in table.columns}
    headers = Counter(frozenset(form(table, one).columns) for one in (None, *table.editions))
    for one in table.editions:
        read, at, old = form(table, one), f"{table.name}: edition {one.name}", [*one.renamed.values(), *one.not_asked]
        yield from (f"{at}: {c} is no column" for c in old if c not in names)
        yield from (f"{at}: {c} may not be missing" for c in one.not_asked if c in needed)
        if len(set(old)) < len(old) or len(read.columns) < len(names) - len(one.not_asked) + len(one.retired):
            yield f"{at}: two columns have one name"
        if not one.sheet and not one.templates and headers[frozenset(read.columns)] > 1:
            yield f"{at}: its header is that of another form, and no template tells them apart"
