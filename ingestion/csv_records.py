"""Records of a CSV file one after another, within limits that are watched while reading.

The standard library's reader, not Polars': Polars fills a record that is too short with blanks without saying so, and
does not tell which line a record began on. Both are what a sender needs to know.
"""

import codecs
import csv
import io
from collections.abc import Iterator

from ingestion.places import Record
from ingestion.problems import ENCODING, TOO_LARGE, UNREADABLE, Problem, Refused

MAX_RECORDS = 2_000_000
MAX_COLUMNS = 2_000
MAX_RECORD = 1_000_000  # characters
MAX_CELL = 32_767  # characters; a spreadsheet holds no more in a cell either
SAVE_AS_UTF8 = "save the file as CSV UTF-8"


class _Lines:
    """Lines of text, of which those that one record takes are limited together."""

    def __init__(self, content: bytes, place: str):
        self._text = io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", newline="")
        self._place = place
        self.number = 0
        self.length = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(MAX_RECORD + 1 - self.length)
        if not line:
            raise StopIteration
        self.number += 1
        self.length += len(line)
        if self.length > MAX_RECORD:
            found, remedy = f"a line of more than {MAX_RECORD:,} characters", "check its quotes and line ends"
            raise Refused(Problem(TOO_LARGE, f"{self._place}line {self.number}", found, remedy))
        return line


def records(content: bytes, most: int = MAX_RECORDS, sheet: str = "") -> Iterator[Record]:
    """Records, blank ones too. `sheet` names the file within a zip. Raises Refused, naming the limit or the line."""
    place = f"{sheet}.csv " if sheet else ""
    _check_encoding(content, place)
    lines = _Lines(content, place)
    reader = csv.reader(lines, strict=True)
    read = 0
    try:
        for cells in reader:
            if lines.length > MAX_CELL or len(cells) > MAX_COLUMNS:
                _check_width(cells, f"{place}line {reader.line_num}")
            read += 1
            if read > most:
                raise _too_large(f"{place}line {reader.line_num}", f"more than {most:,} lines")
            lines.length = 0
            yield reader.line_num, cells
    except csv.Error as error:
        if "field limit" in str(error):
            raise _too_large(f"{place}line {reader.line_num}", f"more than {MAX_CELL:,} characters in a cell") from None
        raise Refused(
            Problem(UNREADABLE, f"{place}line {reader.line_num}", f"not CSV: {error}", "check the quotes and commas")
        ) from None
    except UnicodeDecodeError:
        raise Refused(_not_utf8(content, place)) from None


def _check_encoding(content: bytes, place: str) -> None:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused(Problem(ENCODING, place.strip(), "the file is UTF-16, not UTF-8", SAVE_AS_UTF8))
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        found, remedy = "a null character", f"{SAVE_AS_UTF8}; a file that was cut off or damaged needs sending again"
        raise Refused(Problem(ENCODING, f"{place}line {line}", found, remedy))


def _not_utf8(content: bytes, place: str) -> Problem:
    try:
        content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Problem(ENCODING, f"{place}line {line}", f"byte 0x{content[error.start]:02x} is not UTF-8", SAVE_AS_UTF8)
    raise AssertionError("decoded as a whole, and not in pieces")


def _check_width(cells: list[str], place: str) -> None:
    if len(cells) > MAX_COLUMNS:
        raise _too_large(place, f"{len(cells):,} cells, more than {MAX_COLUMNS:,}")
    longest = max(map(len, cells))
    if longest > MAX_CELL:
        raise _too_large(place, f"{longest:,} characters in a cell, more than {MAX_CELL:,}")


def _too_large(place: str, found: str) -> Refused:
    return Refused(Problem(TOO_LARGE, place, found, "send the table alone, one line for each record"))
