"""What a form of an agreement is held against before it is received: the contract of its source."""

import re

from ingestion.contracts import Column, sources
from quality import personal_data

FIELDS = {
    "contact_role": "Whom to ask, by their role and never by a name",
    "contact_mailbox": "Shared mailbox",
    "link": "Link to more, beginning with https://",
    "what_was_done": "What you did, without numbers",
}
# What each field's pattern asks for.
ASKS = {
    "contact_role": "write it without digits",
    "contact_mailbox": "give a shared mailbox without a dot before the @; addresses of people have one",
    "link": "give an address that begins with https:// and has no blanks",
    "what_was_done": "write it without digits, which could be counts of people",
}


def columns() -> list[str]:
    return [column.name for column in _columns()]


def longest(field: str) -> int:
    return _column(field).max_length


def faults(given: dict[str, str]) -> list[str]:
    """What is wrong with each field, in words; empty when all of it can be received."""
    found = []
    for field, words in FIELDS.items():
        column, text = _column(field), given[field]
        if person := personal_data.found(text):
            found.append(f"{words}: it holds {person}; leave it out")
        elif column.required and not text:
            found.append(f"{words}: it is needed")
        elif text and not _reads(column, text):
            found.append(f"{words}: {ASKS[field]}")
    return found


def _reads(column: Column, text: str) -> bool:
    return bool(re.fullmatch(column.pattern or ".*", text, re.S)) and len(text) <= (column.max_length or len(text))


def _columns() -> tuple[Column, ...]:
    (table,) = sources()["learning"].tables
    return table.columns


def _column(field: str) -> Column:
    return next(column for column in _columns() if column.name == field)
