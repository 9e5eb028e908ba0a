"""The cells of a workbook, or of a zip of CSV files, as text. Runs inside the sandbox (`ingestion.sandbox`) only.

Dates come out as ISO text, whole numbers without a decimal point. A formula is refused, since its stored result may
never have been calculated.
"""

import csv
import io
import zipfile
from datetime import date, datetime, time
from functools import cache

import openpyxl

from ingestion.csv_files import Record
from ingestion.limits import Limits
from ingestion.problems import TOO_LARGE, UNREADABLE, Problem, Refused

MAX_ENTRIES = 200
MAX_EXPANSION = 100
FORBIDDEN_PARTS = {
    "vbaproject.bin": "macros",
    "externallinks/": "links to other workbooks",
    "embeddings/": "embedded objects",
    "activex/": "controls",
}
PROBLEMS = "Problems"  # the sheet that a marked copy adds (`ingestion.problem_list`) is not the sender's: never read
# LibreOffice saves a yes or no that was typed as TRUE or FALSE in this form.
LIBREOFFICE_TRUTHS = {"=TRUE()": "yes", "=FALSE()": "no"}

REMEDY = "send the workbook as its template or its publisher makes it, or a .zip of its sheets as CSV files"

Sheets = dict[str, list[Record]]


@cache
def warm_up() -> None:
    """Reads one small file of each form, so that every module and codec is loaded."""
    workbook, archive = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["text", 1, 1.5, datetime(2026, 3, 31), True])
    book.save(workbook)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as entries:
        entries.writestr("Sheet.csv", "text\n")
    parse(workbook.getvalue(), Limits())
    parse(archive.getvalue(), Limits())


def parse(content: bytes, limits: Limits) -> Sheets:
    """Every sheet, its rows with their numbers; a blank row has no cells. Raises Refused."""
    archive = opened(content, limits)
    return _workbook(content, limits) if is_workbook(archive) else _csv_sheets(archive, limits)


def opened(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """The parts of a file that is no danger to open. Raises Refused."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise refusal(UNREADABLE, "not a complete workbook or zip file") from None
    _inspect(archive.infolist(), limits)
    return archive


def is_workbook(archive: zipfile.ZipFile) -> bool:
    return "[Content_Types].xml" in archive.namelist()


def csv_names(archive: zipfile.ZipFile) -> list[str]:
    """Files that stand for sheets: those at the top of the archive."""
    return [name for name in archive.namelist() if "/" not in name and name.lower().endswith(".csv")]


def _inspect(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > MAX_ENTRIES:
        raise refusal(TOO_LARGE, f"{len(entries)} parts, more than {MAX_ENTRIES}")
    if unpacked > limits.unpacked_megabytes * 1_000_000 or unpacked / packed > MAX_EXPANSION:
        raise refusal(TOO_LARGE, f"unpacks to {unpacked:,} bytes, {unpacked / packed:,.0f} times its size")
    for entry in entries:
        kinds = [kind for part, kind in FORBIDDEN_PARTS.items() if part in entry.filename.lower()]
        if kinds or entry.flag_bits & 1:
            raise refusal(UNREADABLE, f"holds {kinds[0] if kinds else 'encrypted parts'}", entry.filename)


def _csv_sheets(archive: zipfile.ZipFile, limits: Limits) -> Sheets:
    sheets: Sheets = {}
    for name in csv_names(archive):
        text = archive.read(name).decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        sheets[name[:-4]] = _kept(name[:-4], ((reader.line_num, cells) for cells in reader), limits)
    return sheets


def _workbook(content: bytes, limits: Limits) -> Sheets:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    sheets: Sheets = {}
    for sheet in (sheet for sheet in book.worksheets if sheet.title != PROBLEMS):
        sheet.reset_dimensions()
        rows = enumerate(sheet.iter_rows(), start=1)
        texts = ((n, [_text(sheet.title, c) for c in row]) for n, row in rows)
        sheets[sheet.title] = _kept(sheet.title, texts, limits)
    return sheets


def _kept(sheet: str, rows, limits: Limits) -> list[Record]:
    """Every row from within the limits, without cells where it holds nothing."""
    kept: list[Record] = []
    for number, cells in rows:
        if number > limits.rows:
            raise refusal(TOO_LARGE, f"rows beyond {limits.rows}", f"{sheet}!A{number}")
        if any(cell != "" for cell in cells[limits.columns :]):
            raise refusal(TOO_LARGE, f"columns beyond {limits.columns}", f"{sheet}!{number}")
        kept.append((number, cells[: limits.columns] if any(cell.strip() for cell in cells) else []))
    return kept


def _text(sheet: str, cell) -> str:
    value = cell.value
    if value is None:
        return ""
    if value in LIBREOFFICE_TRUTHS:
        return LIBREOFFICE_TRUTHS[value]
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


def refusal(rule: str, found: str, place: str = "") -> Refused:
    return Refused(Problem(rule, place, found, REMEDY))
