"""What a cell of a workbook holds, as text. Runs inside the sandbox (`ingestion.sandbox`) only.

Dates come out as ISO text, whole numbers without a decimal point. Nothing is evaluated: a formula is refused, since its
stored result may never have been calculated, and so is an error, which is no value.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache

from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from ingestion.archives import refusal
from ingestion.limits import Limits
from ingestion.problems import TOO_LARGE, Problem
from ingestion.xml_parts import Walk

MAX_STYLES = 65_490  # what Excel itself can hold
MAX_FORMAT = 255  # characters of a number format, again Excel's
# LibreOffice saves a yes or no that was typed as TRUE or FALSE in this form.
LIBREOFFICE_TRUTHS = {"=TRUE()": "yes", "=FALSE()": "no"}
NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*", re.ASCII)
ESCAPED = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")

_is_date, _is_duration = cache(is_date_format), cache(is_timedelta_format)


class NotAValue(Exception):
    """What stands in a cell instead of a value."""


@dataclass
class Book:
    """What cells share: texts, formats, limits, and what was found so far."""

    limits: Limits
    strings: list[str] = field(default_factory=list)
    dates: set[str] = field(default_factory=set)
    durations: set[str] = field(default_factory=set)
    epoch: datetime = WINDOWS_EPOCH
    problems: list[Problem] = field(default_factory=list)
    cells_seen: int = 0
    cells_kept: int = 0
    characters: int = 0


class Strings(Walk):
    """The texts that cells share, without their formats and without how they are pronounced."""

    def __init__(self, part: str, limits: Limits):
        super().__init__(part)
        self.strings: list[str] = []
        self._most = limits.cells_seen
        self._pieces: list[str] = []
        self._taken = self._spoken = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "rPh":
            self._spoken = True
        elif name == "t":
            self._taken = not self._spoken

    def end(self, name: str) -> None:
        if name == "t":
            self._taken = False
        elif name == "rPh":
            self._spoken = False
        elif name == "si":
            self.strings.append("".join(self._pieces))
            self._pieces.clear()
            if len(self.strings) > self._most:
                raise refusal(TOO_LARGE, f"more than {self._most:,} texts", self.part)

    def text(self, text: str) -> None:
        if self._taken:
            self._pieces.append(text)


class Styles(Walk):
    """Which formats of cells, by their number, are dates, and which durations."""

    def __init__(self, part: str):
        super().__init__(part)
        self.dates: set[str] = set()
        self.durations: set[str] = set()
        self._codes: dict[str, str] = {}
        self._formats: list[str] | None = None
        self._styles = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            code = attributes.get("formatCode", "")
            if len(code) > MAX_FORMAT:
                raise refusal(TOO_LARGE, f"a number format of {len(code):,} characters", self.part)
            self._codes[attributes.get("numFmtId", "")] = code
        elif name == "cellXfs":
            self._formats = []
        elif name == "xf":
            self._styles += 1
            if self._styles > MAX_STYLES:
                raise refusal(TOO_LARGE, f"more than {MAX_STYLES:,} cell formats", self.part)
            if self._formats is not None:
                self._formats.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        if name != "cellXfs":
            return
        for style, number in enumerate(self._formats):
            code = self._codes.get(number) or builtin_format_code(int(number) if number.isdecimal() else 0)
            if _is_date(code):
                self.dates.add(str(style))
            if _is_duration(code):
                self.durations.add(str(style))
        self._formats = None


def text_of(book: Book, kind: str, style: str, value: str, formula: str | None) -> str:
    """The text of a cell by its kind (`t`) and style (`s`). Raises NotAValue."""
    if formula is not None:
        if f"={formula}" not in LIBREOFFICE_TRUTHS:
            raise NotAValue("a formula", "type its result, or paste as values")
        return LIBREOFFICE_TRUTHS[f"={formula}"]
    if value == "":
        return ""
    if kind == "n":
        return _number(book, style, value)
    if kind == "s":
        if not value.strip().isdecimal() or int(value) >= len(book.strings):
            raise NotAValue(f"text number {value!r}, which the workbook does not hold", "type it again")
        return _unescaped(book.strings[int(value)])
    if kind in ("str", "inlineStr"):
        return _unescaped(value)
    if kind == "b":
        return "yes" if value.strip() in ("1", "true") else "no"
    if kind == "d":
        return _moment(lambda: from_ISO8601(value.strip()))
    found = f"the error {value}" if kind == "e" else f"a cell of the unknown kind {kind!r}"
    raise NotAValue(found, "type what it should be, or leave it blank")


def _number(book: Book, style: str, value: str) -> str:
    if not NUMBER.fullmatch(value) or len(value) > 400:
        raise NotAValue(f"{value!r} for a number", "type it again")
    number = float(value) if not value.strip().lstrip("-").isdecimal() else int(value)
    if style in book.dates:
        return _moment(lambda: from_excel(number, book.epoch, timedelta=style in book.durations))
    return str(int(number)) if isinstance(number, float) and number.is_integer() else str(number)


def epoch(from_1904: bool) -> datetime:
    return MAC_EPOCH if from_1904 else WINDOWS_EPOCH


def _moment(read: Callable[[], object]) -> str:
    try:
        value = read()
    except (OverflowError, ValueError):
        raise NotAValue("a date that no calendar has", "type the date again, such as 2026-03-31") from None
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _unescaped(text: str) -> str:
    """`_x000D_` is how a workbook writes a character that XML cannot hold."""
    return ESCAPED.sub(_characters, text) if "_x" in text else text


def _characters(escaped: re.Match) -> str:
    units = b"".join(int(code, 16).to_bytes(2, "little") for code in re.findall("_x(.{4})_", escaped[0]))
    try:
        characters = units.decode("utf-16-le")
    except UnicodeDecodeError:
        raise NotAValue("half a character", "type the text again") from None
    if "\0" in characters:
        raise NotAValue("a null character", "type the text again")
    return characters
