"""Where the columns of a published workbook stand: its header rows, its keys, and the values that the contract keeps."""

import re
from typing import NamedTuple

from ingestion.contracts import Layout
from ingestion.places import Record, Where

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

    @property
    def where(self) -> Where:
        return Where(self.sheet)

    @property
    def used(self) -> set[int]:
        """Positions of the columns that are read."""
        return set(self.keys.values()) | {at for kept in self.kept for at in (kept.value, kept.base) if at is not None}


def plain(text: str) -> str:
    """Names of sheets and headers differ in spaces, capitals, `&` and punctuation from release to release."""
    return re.sub(r"[^a-z0-9_]", "", text.lower().replace(" and ", ""))


def header_at(layout: Layout, lines: list[Record]) -> int | None:
    """Which of the rows is the header: the first with the first key."""
    first = plain(next(iter(layout.keys)))
    return next((i for i, (_, cells) in enumerate(lines) if first in map(plain, cells)), None)


def results(layout: Layout, sheet: str, lines: list[Record]) -> Results:
    """What a sheet with a header row holds."""
    at = header_at(layout, lines)
    number, header = lines[at]
    header = [" ".join(cell.split()) for cell in header]
    plain_header = [plain(cell) for cell in header]
    keys = {name: plain_header.index(plain(text)) for text, name in layout.keys.items() if plain(text) in plain_header}
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
