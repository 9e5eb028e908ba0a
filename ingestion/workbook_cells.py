"""The cells of a workbook, or of a zip of CSV files, as text. Runs inside the sandbox (`ingestion.sandbox`) only."""

import codecs
import io
import zipfile
from datetime import datetime
from functools import cache

import openpyxl

from ingestion import csv_records, workbook_parts
from ingestion.archives import Archive, refusal
from ingestion.cell_values import Book, Strings, Styles, epoch
from ingestion.limits import Limits
from ingestion.places import Record
from ingestion.problems import TOO_LARGE, UNREADABLE, Problem, Refused
from ingestion.sheet_cells import Sheet
from ingestion.workbook_parts import Outline
from ingestion.xml_parts import Walk

PROBLEMS = "Problems"  # the sheet that a marked copy adds (`ingestion.problem_list`) is not the sender's: never read

Sheets = dict[str, list[Record]]


@cache
def warm_up() -> None:
    """Reads one small file of each form, so that every module and codec is loaded."""
    for codec in ("cp437", "utf-16-le", "utf-8-sig", "unicode_escape"):
        codecs.lookup(codec)
    workbook, archive = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["text", 1, 1.5, datetime(2026, 3, 31), True])
    book.save(workbook)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as entries:
        entries.writestr("Sheet.csv", "text\n")
    parse(workbook.getvalue(), Limits())
    parse(archive.getvalue(), Limits())


def answer(content: bytes, limits: Limits, _send: object) -> dict:
    """For the sandbox: every sheet. Raises Refused."""
    return {"sheets": parse(content, limits)}


def parse(content: bytes, limits: Limits) -> Sheets:
    """Every sheet, its rows with their numbers; a blank row has no cells. Raises Refused."""
    sheets, problems = _read(Archive(content, limits), limits)
    if problems:
        raise Refused(*problems)
    return sheets


def opened(content: bytes, limits: Limits) -> Archive:
    """The parts of a file that is no danger to open, whatever its cells hold. Raises Refused."""
    archive = Archive(content, limits)
    _read(archive, limits)
    return archive


def is_workbook(archive: Archive) -> bool:
    return workbook_parts.CONTENT_TYPES in archive


def csv_names(archive: Archive) -> list[str]:
    """Files that stand for sheets: those at the top of the archive."""
    return [name for name in archive.entries if "/" not in name and name.lower().endswith(".csv")]


def _read(archive: Archive, limits: Limits) -> tuple[Sheets, list[Problem]]:
    """Every sheet, and the problems of single cells."""
    if is_workbook(archive):
        return _workbook(archive, limits)
    if "mimetype" in archive:
        found = "an OpenDocument file, whatever its name says"
        raise refusal(UNREADABLE, found, "", "save it as an Excel workbook (.xlsx)")
    return _csv_sheets(archive, limits), []


def _csv_sheets(archive: Archive, limits: Limits) -> Sheets:
    sheets: Sheets = {}
    names = csv_names(archive)
    for name in archive.entries:
        content = archive.read(name)
        if content.startswith(workbook_parts.PROGRAMS):
            raise refusal(UNREADABLE, "another archive, document or program within the zip", name)
        if name in names:
            sheets[name[:-4]] = _kept(name[:-4], content, limits)
    return sheets


def _kept(sheet: str, content: bytes, limits: Limits) -> list[Record]:
    """Every record from within the limits, without cells where it holds nothing."""
    kept: list[Record] = []
    for number, cells in csv_records.records(content, csv_records.MAX_RECORDS, sheet):
        if number > limits.rows:
            raise refusal(TOO_LARGE, f"rows beyond {limits.rows}", f"{sheet}!A{number}")
        if any(cell != "" for cell in cells[limits.columns :]):
            raise refusal(TOO_LARGE, f"columns beyond {limits.columns}", f"{sheet}!{number}")
        kept.append((number, cells[: limits.columns] if any(cell.strip() for cell in cells) else []))
    return kept


def _workbook(archive: Archive, limits: Limits) -> tuple[Sheets, list[Problem]]:
    workbook_parts.judge(archive)
    outline = Outline(archive)
    book = Book(limits, epoch=epoch(outline.workbook.from_1904))
    if outline.styles:
        styles = Styles(outline.styles).read(archive.chunks(outline.styles))
        book.dates, book.durations = styles.dates, styles.durations
    if outline.strings:
        book.strings = Strings(outline.strings, limits).read(archive.chunks(outline.strings)).strings
    read = {}
    for name in archive.entries:
        if name in outline.titles and outline.titles[name] != PROBLEMS:
            read[name] = Sheet(name, outline.titles[name], book).read(archive.chunks(name)).rows
        elif workbook_parts.is_xml(name) and name not in outline.read | {outline.styles, outline.strings}:
            Walk(name).read(archive.chunks(name))
    return {title: read[part] for part, title in outline.titles.items() if part in read}, book.problems
