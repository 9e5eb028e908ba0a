"""The rows of a sheet, in one walk over its part. Runs inside the sandbox (`ingestion.sandbox`) only.

What a sheet says of its size is never believed, and every cell is counted. Formats may reach as far as they like.
"""

import re

from openpyxl.utils import get_column_letter

from ingestion.archives import refusal
from ingestion.cell_values import Book, NotAValue, text_of
from ingestion.places import Record
from ingestion.problems import TOO_LARGE, UNREADABLE, Problem, Refused
from ingestion.xml_parts import Walk

MAX_TEXT = 32_767  # characters of a cell, what Excel itself can hold
MOST_PROBLEMS = 20
ROWS, COLUMNS = 1_048_576, 16_384  # of any sheet
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")

_columns = {get_column_letter(number): number for number in range(1, COLUMNS + 1)}


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
            formula = None if self._formula is None else "".join(self._formula)
            text = text_of(self.book, self._type, self._style, "".join(self._value), formula)
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

    def _too_large(self, found: str, row: int, column: int) -> Refused:
        remedy = "delete the rows and columns beyond the tables, or send a .zip of the sheets as CSV files"
        return refusal(TOO_LARGE, found, f"{self.title}!{get_column_letter(column)}{row}", remedy)
