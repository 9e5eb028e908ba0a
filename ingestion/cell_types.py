"""What a cell of each type must read as. The arrival guard judges by this table, and staging casts what passed it.

A cell is read without the white space around it (Unicode White_Space: spaces, no-break spaces, tabs, ends of lines),
by the guard with `trimmed` and by staging with the macro `cells`. All else in a cell counts.

Patterns name ASCII characters only: `\\d` also takes Arabic-Indic and full-width digits, and `(?i)` takes the long s
for an s, which no cast reads. Their bounds keep every cast exact: a count fits an integer, a number is finite and no
number but 0 becomes 0, a day lies in a century that can be meant.
"""

import re
from dataclasses import dataclass
from datetime import datetime

import polars as pl

COUNT = r"0*[0-9]{1,9}"
NUMBER = r"-?[0-9]{1,15}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?"


@dataclass(frozen=True)
class Type:
    """How a cell of this type must read, and how to say so to its sender."""

    expected: str
    pattern: str | None = None
    strftime: str | None = None

    def reads(self, text: str) -> bool:
        """Whether the text, already trimmed, is a cell of this type."""
        if self.pattern and not re.fullmatch(self.pattern, text):
            return False
        return self.strftime is None or _is_day(text, self.strftime)


TYPES = {
    "text": Type("text"),
    "code": Type("an ODS code in capitals, such as RXL", r"[A-Z0-9]{3,6}"),
    "area": Type("an area code of a letter and eight digits", r"[A-Z][0-9]{8}"),
    "item": Type("an item of the framework, such as B1 or B1.a", r"(?:[BSG][1-5](?:\.[abc])?|R[12](?:\.a)?)"),
    "year": Type("a year such as 2025", r"20[0-9]{2}"),
    "count": Type("a whole number, 0 or more", COUNT),
    "count_or_star": Type("a whole number, 0 or more, or * for suppressed", rf"(?:{COUNT}|\*)"),
    "number": Type("a number", NUMBER),
    "number_or_star": Type("a number, or * for suppressed", rf"(?:{NUMBER}|\*)"),
    "count_or_mark": Type("a whole number, 0 or more, or * or - for suppressed", rf"(?:{COUNT}|[*-])"),
    "number_or_mark": Type("a number, or * or - for suppressed", rf"(?:{NUMBER}|[*-])"),
    "date": Type("a date such as 2026-03-31", r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}", "%Y-%m-%d"),
    "compact_date": Type("a date such as 20260331", r"(?:19|20)[0-9]{6}", "%Y%m%d"),
    "yes_no": Type("yes or no", r"(?:[Yy][Ee][Ss]|[Nn][Oo])"),
}


def trimmed(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every cell of text as it is read; a cell of white space alone is blank."""
    return frame.with_columns(pl.col(pl.String).str.strip_chars())


def _is_day(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)
    except ValueError:
        return False
    return True
