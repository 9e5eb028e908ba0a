"""Workbooks, and zips of CSV files with the same sheet names and columns, to one text frame for each sheet."""

import polars as pl

from ingestion import published_workbooks, sandbox
from ingestion.content import Content, Lines
from ingestion.contracts import Source, Table
from ingestion.csv_files import text_frame
from ingestion.csv_records import Record
from ingestion.problems import COLUMNS, EMPTY, SHEETS, Problem, Refused

SUFFIXES = {".xlsx", ".xlsm", ".zip"}


def read(source: Source, content: bytes) -> Content:
    """What the contract names of a workbook, as text columns plus `file_line`. Raises Refused.

    Sheets of a return that it does not name are for people, such as guidance, and are not read.
    """
    sheets = sandbox.sheets(content, source.limits)
    filled = {name: [record for record in records if record[1]] for name, records in sheets.items()}
    if any(table.layout for table in source.tables):
        return published_workbooks.read(source, filled)
    blank = {name: len(sheets[name]) - len(filled[name]) for name in sheets}
    return _one_frame_a_sheet([table for table in source.tables if table.sheet], filled, blank)


def _one_frame_a_sheet(tables: list[Table], sheets: dict[str, list[Record]], blank: dict[str, int]) -> Content:
    """`file_line` is the row of the sheet."""
    needed = [t.sheet for t in tables if not t.optional]
    missing = [sheet for sheet in needed if sheet not in sheets]
    if missing:
        found = f"no sheet {', '.join(missing)}"
        raise Refused(Problem(SHEETS, "", found, f"expected {', '.join(needed)}"))
    frames, lines, problems = {}, [], []
    for table in (t for t in tables if sheets.get(t.sheet) or not t.optional):
        records = sheets[table.sheet]
        try:
            frames[table.name] = _frame(table, records)
        except Refused as refused:
            problems += refused.problems
        read = len(records) + blank[table.sheet]
        lines.append(Lines(table.sheet, table.name, read, int(table.header), blank[table.sheet]))
    if problems:
        raise Refused(*problems)
    return Content(frames, lines)


def _frame(table: Table, records: list[Record]) -> pl.DataFrame:
    if not records:
        found, remedy = "the sheet is empty", "keep the header row"
        raise Refused(Problem(EMPTY, f"{table.sheet}!A1", found, remedy, table.sheet))
    header = records[0][1] if table.header else [c.name for c in table.columns]
    while header and header[-1] == "":
        header = header[:-1]
    difference = table.header_difference(header)
    if difference:
        expected = f"expected {', '.join(c.name for c in table.columns)}"
        found = f"columns differ: {difference}"
        raise Refused(Problem(COLUMNS, f"{table.sheet}!1", found, expected, table.sheet, 1))
    width, lines = len(header), records[1:] if table.header else records
    frame, _ = text_frame(header, [(row, (cells + [""] * width)[:width]) for row, cells in lines], table.sheet)
    return frame
