"""What a file is by its first bytes, whatever its name says."""

import re

from ingestion.problems import UNREADABLE, Problem, Refused

WORKBOOK, PARQUET, CSV = "a workbook or a zip file", "a Parquet file", "a CSV file"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS_XLSX = "save it as an Excel workbook (.xlsx)"
# First bytes, what they are of, and what to do.
_BEGINNINGS = (
    (b"PK\x03\x04", WORKBOOK, "save it as .xlsx, or as CSV, with the ending that fits"),
    (b"PAR1", PARQUET, "give it the ending .parquet"),
    (b"%PDF", "a PDF document", "send the table that it was made from"),
    (b"{\\rtf", "a text document", "send the table that it was made from"),
    (b"\x1f\x8b", "a gzip file", "unpack it"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it"),
    (b"Rar!", "a RAR archive", "unpack it"),
    (b"MZ", "a program", "send the table"),
    (b"\x7fELF", "a program", "send the table"),
)
# In an old Office container, the name of the stream that tells what it holds.
_STREAMS = (
    ("EncryptedPackage", "a workbook behind a password", "take the password off and save it again"),
    ("Workbook", "an old Excel workbook (.xls)", _SAVE_AS_XLSX),
    ("Book", "an old Excel workbook (.xls)", _SAVE_AS_XLSX),
)
_MARKUP = (
    (rb"<\?xml.{0,2000}urn:schemas-microsoft-com:office:spreadsheet", "an XML Spreadsheet of 2003", _SAVE_AS_XLSX),
    (rb"<(?:!doctype\s+html|html|head|body|table|meta)\b", "a web page", "open it in Excel and save it as .xlsx"),
    (rb"<\?xml", "an XML file", "send the table as .xlsx or CSV"),
    (rb"mime-version:", "a web archive", "open it in Excel and save it as .xlsx"),
)


def refuse_other_form(content: bytes, suffix: str, expected: str) -> None:
    """Raises Refused for content that is plainly not what is expected of a file with this suffix."""
    form, remedy = _form(content)
    if form is None and expected == WORKBOOK:
        form, remedy = "not a complete workbook or zip file", "if it is CSV, give it the ending .csv"
    if form not in (None, expected):
        known_by_name = not suffix or f"({suffix})" in form
        found = form if known_by_name else f"{form}, though its name ends in {suffix}"
        raise Refused(Problem(UNREADABLE, "", found, remedy))


def _form(content: bytes) -> tuple[str | None, str]:
    """What it is, and what to do when that was not expected; None when nothing tells it from CSV text."""
    if content[30:38] == b"mimetype" and b"opendocument" in content[38:100]:
        return "an OpenDocument file (.ods)", _SAVE_AS_XLSX
    for beginning, form, remedy in _BEGINNINGS:
        if content.startswith(beginning):
            return form, remedy
    if content.startswith(_OLE):
        found = (entry for entry in _STREAMS if entry[0].encode("utf-16-le") in content)
        _, form, remedy = next(found, ("", "an old Office document", "send the table as .xlsx or CSV"))
        return form, remedy
    text = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    for pattern, form, remedy in _MARKUP:
        if re.match(pattern, text, re.IGNORECASE | re.DOTALL):
            return form, remedy
    return None, ""
