"""The cells of a sheet as text, in one walk over its part. Runs inside the sandbox (`ingestion.sandbox`) only.

Dates come out as ISO text, whole numbers without a decimal point. Nothing is evaluated: a formula is refused, since its
stored result may never have been calculated, and so is an error, which is no value.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache

from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from ingestion.archives import refusal
from ingestion.limits import Limits
from ingestion.problems import TOO_LARGE, UNREADABLE, Problem
from ingestion.xml_parts import Walk

MAX_STYLES = 65_490  # what Excel itself can hold
MAX_FORMAT = 255
MAX_TEXT = 32_767  # characters of a cell, again Excel's
MOST_PROBLEMS = 20
# LibreOffice saves a yes or no that was typed as TRUE or FALSE in this form.
LIBREOFFICE_TRUTHS = {"TRUE()": "yes", "FALSE()": "no"}
ROWS, COLUMNS = 1_048_576, 16_384  # of any sheet
NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*", re.ASCII)
ESCAPED = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")

Record = tuple[int, list[str]]
_columns: dict[str, int] = {}
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


class Sheet(Walk):
    """The rows of a sheet down to the last that holds something; a blank row has no cells."""

    def __init__(self, part: str, title: str, book: Book):
        super().__init__(part)
        self.title, self.book = title, book
        self.rows: list[Record] = []
        self._row = self._column = self._last_column = 0
        self._cells: list[str] = []
        self._in_data = self._in_cell = self._spoken = False
        self._type, self._style = "n", "0"
        self._row_digits = "0"
        self._formula: list[str] | None = None
        self._value: list[str] = []
        self._taking: list[str] | None = None
        self._claimed = (0, 0)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        """The short way for what stands a million times in a file."""
        if name == "c" and self._in_data and not self._in_cell:
            self._depth += 1
            self._open_cell(attributes)
        elif name == "v" and self._in_cell:
            self._depth += 1
            self._taking = self._value
        else:
            super()._start(name, attributes)

    def _end(self, name: str) -> None:
        if name == "v":
            self._depth -= 1
            self._taking = None
        elif name == "c" and self._in_cell:
            self._depth -= 1
            self._close_cell()
        else:
            super()._end(name)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._in_cell:
            if name == "v" or (name == "t" and not self._spoken):
                self._taking = self._value
            elif name == "f":
                self._taking = self._formula = []
                if attributes.get("t", "normal") != "normal":
                    self._formula.append("{}")
            elif name == "rPh":
                self._spoken = True
        elif name == "c" and self._in_data:
            self._open_cell(attributes)
        elif name == "row" and self._in_data:
            self._open_row(attributes.get("r"))
        elif name == "sheetData":
            self._in_data = True
        elif name == "dimension":
            self._claimed = self._corner(attributes.get("ref", ""))
        elif name == "mergeCell":
            row, column = self._corner(attributes.get("ref", ""))
            if row > self.book.limits.rows or column > self.book.limits.columns:
                raise self._too_large(f"a merged area as far as {get_column_letter(column)}{row}", row, column)

    def end(self, name: str) -> None:
        if name in ("v", "t", "f"):
            self._taking = None
        elif name == "rPh":
            self._spoken = False
        elif name == "c" and self._in_cell:
            self._close_cell()
        elif name == "row" and self._in_data:
            self._close_row()
        elif name == "sheetData":
            self._in_data = False
        elif name == "worksheet":
            self._compare_with_dimension()

    def text(self, text: str) -> None:
        if self._taking is not None:
            self._taking.append(text)

    def _open_row(self, number: str | None) -> None:
        row = int(number) if number is not None and number.isdecimal() and len(number) < 8 else self._row + 1
        if not self._row < row <= ROWS:
            raise refusal(UNREADABLE, f"row {row} stands twice, or out of order", f"{self.title}!A{row}")
        self._row, self._row_digits, self._column = row, str(row), 0

    def _open_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            column = self._column + 1
        else:
            letters = reference.removesuffix(self._row_digits)
            column = _columns.get(letters, 0)
        if not self._column < column <= COLUMNS:
            found = f"the cell {reference or column} stands twice, or out of order"
            raise refusal(UNREADABLE, found, f"{self.title}!A{self._row}")
        self._column, self._in_cell = column, True
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._formula = None
        self._value.clear()
        self.book.cells_seen += 1
        if self.book.cells_seen > self.book.limits.cells_seen:
            raise self._too_large(f"more than {self.book.limits.cells_seen:,} cells", self._row, column)

    def _close_cell(self) -> None:
        self._in_cell, self._spoken = False, False
        self._last_column = max(self._last_column, self._column)
        try:
            text = self._text("".join(self._value))
        except NotAValue as found:
            self._note(*found.args)
            text = "?"
        if text == "":
            return
        self.book.characters += len(text)
        self._check_limits(len(text))
        gap = self._column - len(self._cells) - 1
        if gap:
            self._cells.extend([""] * gap)
        self._cells.append(text)

    def _check_limits(self, characters: int) -> None:
        limits = self.book.limits
        if self._row > limits.rows:
            raise self._too_large(f"rows beyond {limits.rows}", self._row, self._column)
        if self._column > limits.columns:
            raise self._too_large(f"columns beyond {limits.columns}", self._row, self._column)
        if characters > MAX_TEXT:
            raise self._too_large(f"{characters:,} characters in one cell", self._row, self._column)
        if self.book.characters > limits.text_megabytes * 1_000_000:
            raise self._too_large(f"more than {limits.text_megabytes} million characters", self._row, self._column)

    def _close_row(self) -> None:
        if any(cell.strip() for cell in self._cells):
            last = self.rows[-1][0] if self.rows else 0
            self.rows.extend((number, []) for number in range(last + 1, self._row))
            self.rows.append((self._row, self._cells))
            self.book.cells_kept += len(self._cells)
            if self.book.cells_kept > self.book.limits.cells:
                raise self._too_large(f"more than {self.book.limits.cells:,} cells of text", self._row, self._column)
        self._cells = []

    def _text(self, value: str) -> str:
        if self._formula is not None:
            formula = "".join(self._formula)
            if formula not in LIBREOFFICE_TRUTHS:
                raise NotAValue("a formula", "type its result, or paste as values")
            return LIBREOFFICE_TRUTHS[formula]
        if value == "":
            return ""
        if self._type == "n":
            return self._number(value)
        if self._type == "s":
            if not value.strip().isdecimal() or int(value) >= len(self.book.strings):
                raise NotAValue(f"text number {value!r}, which the workbook does not hold", "type it again")
            return _unescaped(self.book.strings[int(value)])
        if self._type in ("str", "inlineStr"):
            return _unescaped(value)
        if self._type == "b":
            return "yes" if value.strip() in ("1", "true") else "no"
        if self._type == "d":
            return _moment(lambda: from_ISO8601(value.strip()))
        found = f"the error {value}" if self._type == "e" else f"a cell of the unknown kind {self._type!r}"
        raise NotAValue(found, "type what it should be, or leave it blank")

    def _number(self, value: str) -> str:
        if not NUMBER.fullmatch(value) or len(value) > 400:
            raise NotAValue(f"{value!r} for a number", "type it again")
        number = float(value) if not value.strip().lstrip("-").isdecimal() else int(value)
        if self._style in self.book.dates:
            is_duration = self._style in self.book.durations
            return _moment(lambda: from_excel(number, self.book.epoch, timedelta=is_duration))
        return str(int(number)) if isinstance(number, float) and number.is_integer() else str(number)

    def _note(self, found: str, remedy: str) -> None:
        if len(self.book.problems) < MOST_PROBLEMS:
            place = f"{self.title}!{get_column_letter(self._column)}{self._row}"
            self.book.problems.append(Problem(UNREADABLE, place, found, remedy))

    def _corner(self, reference: str) -> tuple[int, int]:
        """Row and column of the last cell of an area."""
        corner = REFERENCE.fullmatch(reference.rpartition(":")[2])
        row, column = (int(corner[2]), _columns.get(corner[1], 0)) if corner else (0, 0)
        if not 0 < row <= ROWS or not column:
            raise refusal(UNREADABLE, f"{reference!r} for an area of cells", self.part)
        return row, column

    def _compare_with_dimension(self) -> None:
        """A sheet may be formatted far beyond its content. But what it says of its size must be true."""
        row, column = self._claimed
        limits = self.book.limits
        if (row > limits.rows and row > self._row) or (column > limits.columns and column > self._last_column):
            raise self._too_large(f"is said to reach as far as {get_column_letter(column)}{row} and does not", 1, 1)

    def _too_large(self, found: str, row: int, column: int):
        remedy = "delete the rows and columns beyond the tables, or send a .zip of the sheets as CSV files"
        return refusal(TOO_LARGE, found, f"{self.title}!{get_column_letter(column)}{row}", remedy)


def warm_up() -> None:
    """Column numbers by letters, once for all files."""
    _columns.update((get_column_letter(number), number) for number in range(1, COLUMNS + 1))


def epoch(from_1904: bool) -> datetime:
    return MAC_EPOCH if from_1904 else WINDOWS_EPOCH


def _moment(read) -> str:
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
