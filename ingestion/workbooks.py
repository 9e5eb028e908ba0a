"""Workbooks, and zips of CSV files with the same sheet names and columns, to one text frame for each sheet."""

import polars as pl

from ingestion import published_workbooks, sandbox
from ingestion.contracts import Source, Table
from ingestion.csv_files import Record, text_frame
from ingestion.problems import COLUMNS, EMPTY, SHEETS, Problem, Refused

SUFFIXES = {".xlsx", ".xlsm", ".zip"}


def read(source: Source, content: bytes) -> dict[str, pl.DataFrame]:
    """What the contract names of a workbook, as text columns plus `file_line`. Raises Refused.

    Sheets of a return that it does not name are for people, such as guidance, and are not read.
    """
    sheets = sandbox.sheets(content, source.limits)
    if any(table.layout for table in source.tables):
        return published_workbooks.read(source, sheets)
    return _one_frame_a_sheet([table for table in source.tables if table.sheet], sheets)


def _one_frame_a_sheet(tables: list[Table], sheets: dict[str, list[Record]]) -> dict[str, pl.DataFrame]:
    """`file_line` is the row of the sheet."""
    needed = [t.sheet for t in tables if not t.optional]
    missing = [sheet for sheet in needed if sheet not in sheets]
    if missing:
        found = f"no sheet {', '.join(missing)}"
        raise Refused(Problem(SHEETS, "", found, f"expected {', '.join(needed)}"))
    frames, problems = {}, []
    for table in (t for t in tables if sheets.get(t.sheet) or not t.optional):
        try:
            frames[table.name] = _frame(table, sheets[table.sheet])
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(*problems)
    return frames


def _frame(table: Table, records: list[Record]) -> pl.DataFrame:
    if not records:
        raise Refused(Problem(EMPTY, f"{table.sheet}!A1", "the sheet is empty", "keep the header row"))
    header = records[0][1] if table.header else [c.name for c in table.columns]
    while header and header[-1] == "":
        header = header[:-1]
    difference = table.header_difference(header)
    if difference:
        expected = ", ".join(c.name for c in table.columns)
        raise Refused(Problem(COLUMNS, f"{table.sheet}!1", f"columns differ: {difference}", f"expected {expected}"))
    width, lines = len(header), records[1:] if table.header else records
    return text_frame(header, [(row, (cells + [""] * width)[:width]) for row, cells in lines])
