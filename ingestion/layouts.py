"""WRES files in other layouts than the canonical one, each declared in one file: `ingestion/layouts/<name>.yml`.

A layout accounts for every column of its file: taken as a canonical column, read as values, or ignored on purpose. So
a column that is new, gone or renamed refuses the file with the difference, and never shifts a value. What comes out
are the canonical tables as text, judged by the same contract as a file that arrived in the canonical layout.
"""

import hashlib
import re
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import polars as pl

from ingestion.cell_types import NUMBER
from ingestion.contracts import sources
from ingestion.editions import Form, normalised
from ingestion.layout_files import BadLayout, faults, load

FOLDER = Path(__file__).parent / "layouts"
SOURCE, LINES, RATIOS = "wres", "lines", "declared_ratios"


@dataclass(frozen=True)
class Layout:
    """How the columns of a file become canonical ones.

    `fixed` says what holds for the whole file, `taken` which column holds a canonical column, `words` how the file
    spells its values (a word without a meaning leaves its rows out), `values` what each column of numbers is.
    """

    name: str
    description: str
    files: str
    values: dict[str, dict[str, str]]
    fixed: dict[str, str] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str | None]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    suppressed: tuple[str, ...] = ("*",)
    not_submitted: tuple[str, ...] = ("",)

    @property
    def header(self) -> tuple[str, ...]:
        return (*self.taken.values(), *self.values, *self.ignored)

    @property
    def form(self) -> Form:
        """Every column under its own name, in whatever order."""
        return Form(self.name, {normalised(name): name for name in self.header}, ordered=False)

    def canonical(self, frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
        """The canonical tables of a file, given as text by its own columns and `file_line`.

        Every row says where its value stood: `file_line`, and `file_column` since several values share a line.
        """
        rows: dict[str, list[dict]] = {LINES: [], RATIOS: []}
        for cells in frame.iter_rows(named=True):
            taken = {name: self._word(name, cells[column]) for name, column in self.taken.items()}
            for column, says in self.values.items():
                row = self.fixed | taken | says
                if None in row.values():
                    continue
                table, value = (RATIOS, "declared_value") if row.get("unit") == "ratio" else (LINES, "value")
                row["measure_code"] += f".{row['part']}" if "part" in row else ""
                row |= {"file_line": cells["file_line"], "file_column": column}
                rows[table].append(row | {value: self._value(cells[column], row.get("unit"))})
        return {table: _frame(table, kept) for table, kept in rows.items() if kept or table == LINES}

    def _word(self, name: str, cell: str) -> str | None:
        """A word that the layout does not know stays as it is, for the contract to refuse on its line."""
        return self.words.get(name, {}).get(cell.strip(), cell.strip())

    def _value(self, cell: str, unit: str | None) -> str:
        text = cell.strip()
        if text in self.suppressed or text in self.not_submitted:
            return "*" if text in self.suppressed else ""
        return _fraction(text) if unit == "percent" else text


def _fraction(percent: str) -> str:
    """Percent to fraction, exactly; what is no number stays, for the contract to refuse on its line."""
    number = percent.removesuffix("%")
    return format(Decimal(number).scaleb(-2), "f") if re.fullmatch(NUMBER, number) else percent


def _frame(table: str, rows: list[dict]) -> pl.DataFrame:
    """Text columns of the contract's table; a column that the layout does not speak of is blank."""
    names = [c.name for t in sources()[SOURCE].tables if t.name == table for c in t.columns]
    schema = {"file_line": pl.Int64, "file_column": pl.String} | {name: pl.String for name in names}
    return pl.DataFrame([{name: row.get(name, "") for name in schema} for row in rows], schema=schema)


@cache
def layouts(folder: Path) -> tuple[Layout, ...]:
    """Every layout that a folder declares, by name. Raises BadLayout, naming the file and the key."""
    declared = [(path, load(path)) for path in sorted(folder.glob("*.yml"))]
    problems = [f"{path.name}: {fault}" for path, node in declared for fault in faults(node)]
    if problems:
        raise BadLayout("; ".join(problems))
    return tuple(Layout(path.stem, **node) for path, node in declared)


def named(source: str, file_name: str) -> list[Layout]:
    """The layouts that the name of a file announces: its header must have the form of one of them."""
    return [one for one in layouts(FOLDER) if fnmatch(file_name.lower(), one.files)] if source == SOURCE else []


def wording(source: str, file_name: str) -> str:
    """What tells a file read by one wording of its layout from the same bytes read by another; mostly empty."""
    files = [FOLDER / f"{one.name}.yml" for one in named(source, file_name)]
    return "-" + hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:8] if files else ""
