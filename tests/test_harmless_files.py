"""What looks like harm and is none stays accepted, and reads as it did before."""

from datetime import datetime, time

import openpyxl
import pytest

from ingestion import sandbox
from ingestion.arrivals import of_file
from ingestion.contracts import sources
from ingestion.landing import read
from ingestion.problems import Refused
from tests.hostile_workbooks import (
    CLEAN,
    RETURN,
    TEXTS,
    WRES,
    behind,
    changed,
    clean_parts,
    in_cell,
    linking,
    packed,
    with_part,
)  # fmt: skip

FORMATTED_FAR = '<row r="1048576" ht="20"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>'
OLD_DRAWING = b'<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape>line<br>break</v:shape></xml>'
HARMLESS = {
    "formats far below and to the right": lambda: behind(FORMATTED_FAR),
    "a dimension that tells of them": lambda: _formatted_with_dimension(),
    "a dimension that was never written": lambda: changed(WRES, '<dimension ref="A1:F99"/>', ""),
    "a dimension of one cell": lambda: changed(WRES, 'ref="A1:F99"', 'ref="A1"'),
    "a merged heading": lambda: changed(
        WRES, "<pageMargins", '<mergeCells><mergeCell ref="H1:K1"/></mergeCells><pageMargins'),
    "a link to a web page": lambda: linking("hyperlink", "https://example.org/a page.html?b=c#d"),
    "a link to a mailbox": lambda: linking("hyperlink", "mailto:someone@example.org"),
    "a link within the workbook": lambda: linking("hyperlink", "#Facts!A1"),
    "a picture": lambda: with_part("xl/media/image1.png", b"\x89PNG\r\n", "image", "image/png"),
    "settings of a printer": lambda: with_part("xl/printerSettings/printerSettings1.bin", bytes(99)),
    "an old drawing that is no XML": lambda: with_part("xl/drawings/vmlDrawing1.vml", OLD_DRAWING, "vmlDrawing"),
    "a text in pieces, with its pronunciation": lambda: changed(
        TEXTS, "<si><t>field</t></si>", "<si><r><t>fi</t></r><r><t>eld</t></r><rPh><t>fuh</t></rPh></si>"),
    "a text within its cell": lambda: in_cell('<c r="A2" t="inlineStr"><is><t>org_code</t></is></c>'),
    "cells and rows without their place": lambda: changed(RETURN, '<c r="A2" t="s">', '<c t="s">'),
    "an element with a prefix": lambda: changed(
        RETURN, '<c r="A2" t="s"><v>2</v></c>', '<x:c xmlns:x="y" r="A2" t="s"><x:v>2</x:v></x:c>'),
    "not packed": lambda: packed(clean_parts(), 0),
}  # fmt: skip


def _formatted_with_dimension() -> bytes:
    sheet = clean_parts()[WRES].replace(b'ref="A1:F99"', b'ref="A1:XFD1048576"')
    return packed(clean_parts() | {WRES: sheet.replace(b"</sheetData>", f"{FORMATTED_FAR}</sheetData>".encode())})


@pytest.mark.parametrize("case", HARMLESS)
def test_harmless_and_read_as_before(tmp_path, case):
    path = tmp_path / "harmless.xlsx"
    path.write_bytes(HARMLESS[case]())
    tables, clean = (read(of_file(file, "returns")) for file in (path, CLEAN))
    assert tables.lines == clean.lines
    assert all(tables.tables[name].equals(frame) for name, frame in clean.tables.items())


@pytest.mark.parametrize(
    "cell, text",
    [
        ('<c r="A2" t="inlineStr"><is><t>=1+1</t></is></c>', "=1+1"),
        ('<c r="A2" t="inlineStr"><is><t>=TRUE()</t></is></c>', "=TRUE()"),
        ('<c r="A2" t="str"><v>#REF!</v></c>', "#REF!"),
        ('<c r="A2" t="inlineStr"><is><t>a_x000D_b_xD83D__xDE00_</t></is></c>', "a\rb\U0001f600"),
        ('<c r="A2" t="b"><f aca="false">TRUE()</f><v>1</v></c>', "yes"),
        ('<c r="A2"><v>0.1</v></c>', "0.1"),
        ('<c r="A2"><v>1E3</v></c>', "1000"),
        ('<c r="A2" s="1"><v>46112</v></c>', "2026-03-31"),
        ('<c r="A2" t="d"><v>2026-03-31</v></c>', "2026-03-31"),
    ],
)  # fmt: skip
def test_a_cell_is_the_text_that_it_shows(tmp_path, cell, text):
    path = tmp_path / "cell.xlsx"
    path.write_bytes(in_cell(cell))
    assert read(of_file(path, "returns")).tables["headers"]["field"][0] == text


@pytest.mark.parametrize("value", ["abc", "1_000", "NaN", "9" * 401, "٣"])
def test_what_is_no_number_is_no_number(tmp_path, value):
    path = tmp_path / "cell.xlsx"
    path.write_bytes(in_cell(f'<c r="A2"><v>{value}</v></c>'))
    with pytest.raises(Refused, match="for a number"):
        read(of_file(path, "returns"))


WORKBOOKS = [*sorted(CLEAN.parent.glob("ZD00[1-6]*.xlsx")), *(CLEAN.parents[1] / "staff_survey").glob("*.xlsx")]


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.name)
def test_every_cell_is_what_openpyxl_reads(path):
    """An independent reader of the same file; what it types, the sandbox gives as text."""
    sheets = sandbox.sheets(path.read_bytes(), sources()[path.parent.name].limits)
    book = openpyxl.load_workbook(path)
    assert list(sheets) == book.sheetnames
    for title, rows in sheets.items():
        expected = [[_as_text(value) for value in row] for row in book[title].iter_rows(values_only=True)]
        width = book[title].max_column
        given = [cells + [""] * (width - len(cells)) for _, cells in rows]
        assert [number for number, _ in rows] == list(range(1, len(rows) + 1))
        assert given == expected[: len(given)] and not any(any(row) for row in expected[len(given) :])


def _as_text(value) -> str:
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time() else str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value).removesuffix(".0") if isinstance(value, float) else str(value)
