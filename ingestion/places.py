"""How a place in a file is told: `Sheet!B1`, `line 1, column 2`, or in a file without lines `column 2`."""

from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from ingestion.problems import Problem

Record = tuple[int, list[str]]  # number of a line of the file, or row of the sheet, and its cells


@dataclass(frozen=True)
class Where:
    """`name` is what the file calls the sheet that the contract calls `sheet`; both are empty in a CSV file."""

    sheet: str = ""
    name: str = ""
    has_lines: bool = True

    def column(self, at: int) -> str:
        """Columns are counted from 0 here, and for people from 1 or A."""
        return f"column {get_column_letter(at + 1) if self.sheet else at + 1}"

    def place(self, row: int, at: int | None = None) -> str:
        if self.sheet:
            return f"{self.name or self.sheet}!{'' if at is None else get_column_letter(at + 1)}{row}"
        return ", ".join([f"line {row}"] * self.has_lines + [self.column(at or 0)] * (at is not None))

    def problem(self, rule: str, row: int, at: int | None, found: str, remedy: str, column: str | None = None) -> Problem:
        """One at a row and, if `at` is given, at one of its cells; `column` is the text of the header there."""
        line = row if self.sheet or self.has_lines else None
        return Problem(rule, self.place(row, at), found, remedy, self.sheet, line, column)
