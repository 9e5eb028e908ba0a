"""Small good files of every form, as rows of text, so that a test can change their rows and write them."""

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import polars as pl
from openpyxl.utils import get_column_letter

from ingestion.arrivals import of_file
from ingestion.content import Content
from ingestion.contracts import PROJECT, Table, sources
from ingestion.landing import read
from tests.returns import sheets

Rows = list[list[str]]
LAYOUT = PROJECT / "data" / "demo" / "wres" / "wres_demonstration_trust_level_2022.csv"


def text(rows: Rows, separator: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue()


def table(source: str, name: str) -> Table:
    return next(t for t in sources()[source].tables if t.name == name)


def return_sheets() -> dict[str, Rows]:
    """A complete return, sheet by sheet."""
    filled = sheets("T900")
    rows = {}
    for one in (t for t in sources()["returns"].tables if t.sheet in filled):
        header = [c.name for c in one.columns]
        rows[one.sheet] = [header, *([str(row.get(name, "")) for name in header] for row in filled[one.sheet])]
    checklist = rows["Checklist"]
    checklist[1:] = [[*row[:2], f"In place {n}", "People", "A year", "2027-03-31", "Ongoing", "None"]
                     for n, row in enumerate(checklist[1:])]  # fmt: skip
    return rows


def write_workbook(path: Path, content: dict[str, Rows]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in content.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
    book.save(path)


def write_zip(path: Path, content: dict[str, Rows]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in content.items():
            archive.writestr(f"{name}.csv", text(rows))


def write_parquet(path: Path, rows: Rows) -> None:
    pl.DataFrame(dict(zip(rows[0], map(list, zip(*rows[1:], strict=True)), strict=True))).write_parquet(path)


@dataclass(frozen=True)
class Kind:
    """A kind of file: `table` is the one whose rows a test changes; the rest of the file is in order."""

    file: str
    table: str
    rows: Callable[[], Rows]
    sheet: str = ""

    def write(self, folder: Path, rows: Rows, **other: Rows) -> Path:
        """The file in the folder of its source, with these rows and these `other` sheets."""
        if self.sheet:
            return self.write_sheets(folder, return_sheets() | {self.sheet: rows} | other)
        path = self._path(folder)
        if path.suffix == ".parquet":
            write_parquet(path, rows)
        else:
            path.write_text(text(rows), encoding="utf-8")
        return path

    def write_sheets(self, folder: Path, content: dict[str, Rows]) -> Path:
        path = self._path(folder)
        (write_workbook if path.suffix == ".xlsx" else write_zip)(path, content)
        return path

    def _path(self, folder: Path) -> Path:
        path = folder / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def place(self, at: int | None, row: int = 1) -> str:
        """Of a cell of the header, counted from 0, or of its row."""
        if self.sheet:
            return f"{self.sheet}!{'' if at is None else get_column_letter(at + 1)}{row}"
        line = [] if self.file.endswith("parquet") else [f"line {row}"]
        return ", ".join(line + ([] if at is None else [f"column {at + 1}"]))

    def read(self, folder: Path, rows: Rows) -> pl.DataFrame:
        """What is read of the changed table, columns in the order of the contract, without the line numbers."""
        frame = content_of(self.write(folder, rows)).tables[self.table]
        source = self.file.partition("/")[0]
        return frame.select(c.name for c in table(source, self.table).columns if c.name in frame.columns)


def content_of(path: Path) -> Content:
    return read(of_file(path, path.parent.name))


def _wres() -> Rows:
    header = [c.name for c in table("wres", "lines").columns]
    groups = {"WHITE": "70", "BME": "30", "UNKNOWN": "*"}
    line = ("T900", "2025", "WRES", "I3.ENTERED")
    return [header, *([*line, group, value, "annual", "dcf", "2025"] for group, value in groups.items())]


def _workforce() -> Rows:
    header = [c.name for c in table("workforce", "snapshots").columns]
    return [header, *(["2026-03-31", "T900", "clinical", band, "A", "2001", "7", "6.5"] for band in ("B5", "B6", "B7"))]


def _successions() -> Rows:
    return [["old_code", "new_code", "date"], ["T900", "T901", "2024-04-01"], ["T902", "T901", "2025-04-01"]]


def _layout() -> Rows:
    return list(csv.reader(LAYOUT.read_text(encoding="utf-8").splitlines()))[:4]


KINDS = {
    "workbook": Kind("returns/return.xlsx", "answers", lambda: return_sheets()["Checklist"], "Checklist"),
    "zip of CSV": Kind("returns/return.zip", "answers", lambda: return_sheets()["Checklist"], "Checklist"),
    "canonical CSV": Kind("wres/lines.csv", "lines", _wres),
    "CSV of a layout": Kind(f"wres/{LAYOUT.name}", "lines", _layout),
    "workforce CSV": Kind("workforce/staff.csv", "snapshots", _workforce),
    "workforce Parquet": Kind("workforce/staff.parquet", "snapshots", _workforce),
    "successions CSV": Kind("ods/successors.csv", "successions", _successions),
}
