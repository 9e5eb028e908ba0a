"""Workbooks and zips of CSV files, opened where they can do no harm.

One cell at XFD1048576 ends a process that reads it with calamine, without an exception to catch, and a few kilobytes
of zip can hold gigabytes. So each file is parsed in a child process of its own, with limits on memory, processor and
time, that can open no file and no socket: its bytes come in and its cells go out through a pipe.

Cells come out as text: dates as ISO text, whole numbers without a decimal point. A formula is refused, since its
stored result may never have been calculated.
"""

import csv
import io
import multiprocessing
import resource
import zipfile
from datetime import date, datetime, time
from multiprocessing.connection import Connection

import polars as pl

from ingestion.contracts import Source, Table
from ingestion.csv_files import Record, text_frame
from ingestion.problems import COLUMNS, EMPTY, SHEETS, TOO_LARGE, UNREADABLE, Problem, Refused

MEMORY_BYTES = 1_000_000_000
PROCESSOR_SECONDS = 10
WALL_CLOCK_SECONDS = 20
MAX_ENTRIES = 200
MAX_UNPACKED_BYTES = 50_000_000
MAX_EXPANSION = 100
MAX_ROWS = 2_000
MAX_COLUMNS = 60
FORBIDDEN_PARTS = {
    "vbaproject.bin": "macros",
    "externallinks/": "links to other workbooks",
    "embeddings/": "embedded objects",
    "activex/": "controls",
}

Sheets = dict[str, list[Record]]

# The server process imports the readers once; each child is a fork of it and starts in milliseconds.
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["ingestion.workbooks", "openpyxl"])


def read(source: Source, content: bytes) -> dict[str, pl.DataFrame]:
    """Every sheet that the contract names, as text columns plus `file_line`, the row of the sheet."""
    sheets = _in_a_child(content)
    missing = [t.sheet for t in source.tables if t.sheet not in sheets]
    if missing:
        found = f"no sheet {', '.join(missing)}"
        raise Refused(Problem(SHEETS, "", found, f"expected {', '.join(t.sheet for t in source.tables)}"))
    frames, problems = {}, []
    for table in source.tables:
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
    header = records[0][1]
    while header and header[-1] == "":
        header = header[:-1]
    difference = table.header_difference(header)
    if difference:
        expected = ", ".join(c.name for c in table.columns)
        raise Refused(Problem(COLUMNS, f"{table.sheet}!1", f"columns differ: {difference}", f"expected {expected}"))
    width = len(header)
    return text_frame(header, [(row, (cells + [""] * width)[:width]) for row, cells in records[1:]])


def _in_a_child(content: bytes) -> Sheets:
    ours, theirs = _processes.Pipe()
    child = _processes.Process(target=_child, args=(theirs,), daemon=True)
    child.start()
    theirs.close()
    try:
        ours.send_bytes(content)
        if not ours.poll(WALL_CLOCK_SECONDS):
            raise _refusal(TOO_LARGE, f"not read within {WALL_CLOCK_SECONDS} seconds")
        answer = ours.recv()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        limits = f"{MEMORY_BYTES // 10**6} MB of memory or {PROCESSOR_SECONDS} seconds of processor"
        raise _refusal(TOO_LARGE, f"reading it takes more than {limits}") from None
    finally:
        child.kill()
        child.join()
        ours.close()
    if isinstance(answer, Refused):
        raise answer
    return answer


def _refusal(rule: str, found: str, place: str = "") -> Refused:
    return Refused(Problem(rule, place, found, "send the return workbook, or a .zip of its sheets as CSV files"))


def _child(pipe: Connection) -> None:
    import openpyxl  # noqa: F401  loaded before the limits, so that no file need be opened after them

    content = pipe.recv_bytes()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # no file and no socket from here on
    try:
        pipe.send(parse(content))
    except Refused as refused:
        pipe.send(refused)
    except MemoryError:
        pipe.close()
    except Exception as error:  # whatever a hostile file provokes in a reader is a reason to refuse it
        pipe.send(_refusal(UNREADABLE, f"cannot be read: {type(error).__name__}"))


def parse(content: bytes) -> Sheets:
    """Sheets of a workbook or of a zip of CSV files. Call only where a hostile file can do no harm."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise _refusal(UNREADABLE, "not a complete workbook or zip file") from None
    names = [entry.filename for entry in archive.infolist()]
    _inspect(archive.infolist())
    return _workbook(content) if "[Content_Types].xml" in names else _csv_sheets(archive)


def _inspect(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > MAX_ENTRIES:
        raise _refusal(TOO_LARGE, f"{len(entries)} parts, more than {MAX_ENTRIES}")
    if unpacked > MAX_UNPACKED_BYTES or unpacked / packed > MAX_EXPANSION:
        raise _refusal(TOO_LARGE, f"unpacks to {unpacked:,} bytes, {unpacked / packed:,.0f} times its size")
    for entry in entries:
        kinds = [kind for part, kind in FORBIDDEN_PARTS.items() if part in entry.filename.lower()]
        if kinds or entry.flag_bits & 1:
            raise _refusal(UNREADABLE, f"holds {kinds[0] if kinds else 'encrypted parts'}", entry.filename)


def _csv_sheets(archive: zipfile.ZipFile) -> Sheets:
    sheets: Sheets = {}
    for entry in archive.infolist():
        folder, _, name = entry.filename.rpartition("/")
        if folder == "" and name.lower().endswith(".csv"):
            text = archive.read(entry).decode("utf-8-sig")
            reader = csv.reader(io.StringIO(text, newline=""), strict=True)
            sheets[name[:-4]] = _kept(name[:-4], ((reader.line_num, cells) for cells in reader))
    return sheets


def _workbook(content: bytes) -> Sheets:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    sheets: Sheets = {}
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows = enumerate(sheet.iter_rows(), start=1)
        sheets[sheet.title] = _kept(sheet.title, ((n, [_text(sheet.title, c) for c in row]) for n, row in rows))
    return sheets


def _kept(sheet: str, rows) -> list[Record]:
    """Rows that hold something, from within the limits of a return."""
    kept: list[Record] = []
    for number, cells in rows:
        if number > MAX_ROWS:
            raise _refusal(TOO_LARGE, f"rows beyond {MAX_ROWS}", f"{sheet}!A{number}")
        if any(cell != "" for cell in cells[MAX_COLUMNS:]):
            raise _refusal(TOO_LARGE, f"columns beyond {MAX_COLUMNS}", f"{sheet}!{number}")
        if any(cell.strip() for cell in cells):
            kept.append((number, cells[:MAX_COLUMNS]))
    return kept


def _text(sheet: str, cell) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        place = f"{sheet}!{cell.coordinate}"
        raise Refused(Problem(UNREADABLE, place, "a formula", "type its result, or paste as values"))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
