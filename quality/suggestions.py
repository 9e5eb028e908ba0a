"""What to type instead of a cell that was refused, where its text leaves no doubt of it."""

import re
from collections.abc import Iterator
from decimal import Decimal

from ingestion.cell_text import in_plain_characters
from ingestion.cell_types import NUMBER, TYPES
from ingestion.contracts import Column

THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:([, ])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]+)?")
DAY_AND_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T][0-9:.]+Z?")
SHORT_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
DAY_FIRST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{2}|[0-9]{4})")
TRUTHS = {"y": "yes", "true": "yes", "n": "no", "false": "no"}


def suggestion(column: Column, text: str) -> str:
    """Words to follow the remedy, such as `: type 1234, without the comma`; empty when nothing safe can be said."""
    if text == "" or _fits(column, text):
        return ""
    plain = " ".join(in_plain_characters(text).split())
    for candidate, how in ((plain, "in plain characters"), *_candidates(column, plain)):
        if candidate != text and _fits(column, candidate):
            return f": type {candidate}" + (f", {how}" if how else "")
    if TYPES[column.type].strftime and (day := DAY_FIRST.fullmatch(plain)):
        no_day = len(day[3]) == 4 and not _days(plain)
        why = "and there is no such day" if no_day else "since the order of day and month is ambiguous"
        return f": write the year first, {why}"
    return ""


def _days(plain: str) -> set[str]:
    """Days of the calendar that a day before its year may mean, whichever way round day and month are."""
    if not (found := DAY_FIRST.fullmatch(plain)):
        return set()
    first, second, year = found.groups()
    either = {f"{year}-{month:0>2}-{day:0>2}" for day, month in ((first, second), (second, first))}
    return {day for day in either if TYPES["date"].reads(day)}


def _fits(column: Column, text: str) -> bool:
    in_list = not column.accepted or text in column.accepted
    in_form = not column.pattern or re.fullmatch(column.pattern, text) is not None
    return text != "" and in_list and in_form and TYPES[column.type].reads(text)


def _candidates(column: Column, plain: str) -> Iterator[tuple[str, str]]:
    words = plain.casefold().replace(" ", "_")
    yield from ((accepted, "") for accepted in column.accepted if accepted.casefold() == words)
    if plain.isascii():
        yield plain.upper(), "in capitals"
    if plain.casefold() in TRUTHS:
        yield TRUTHS[plain.casefold()], ""
    if split := THOUSANDS.fullmatch(plain):
        yield plain.replace(split[1], ""), "without the comma" if split[1] == "," else "without the space"
    if len(plain) < 30 and re.fullmatch(NUMBER, plain) and abs(Decimal(plain)) < 10**9 and Decimal(plain) % 1 == 0:
        yield str(int(Decimal(plain))), "in digits alone"
    if day := DAY_AND_TIME.fullmatch(plain):
        yield day[1], "the day alone"
    if day := SHORT_DAY.fullmatch(plain):
        yield f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}", ""
    if len(days := _days(plain)) == 1:
        yield days.pop(), ""
