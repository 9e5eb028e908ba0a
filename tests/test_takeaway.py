"""What a reader takes away from a page, in a real browser, by the keyboard alone."""

import csv
import io
import struct
import xml.etree.ElementTree as ElementTree
import zipfile
import zlib

import openpyxl
import pytest

from app import chart_files
from app.charts_by_year import ratios_by_year
from app.spreadsheet import HEADING_ROW
from tests.annotated import nwbench
from tests.browsing import visit

PAGE = "/indicator?as=panel:ZD001&indicator=I2"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def page(browser, address):
    """The page of an indicator, and every address that it asked for."""
    opened = visit(browser, address + PAGE)
    opened.asked = []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.locator(".nw-take summary").first.wait_for()
    yield opened
    opened.close()


def take(page, label: str, words: str) -> tuple[str, bytes]:
    """Opens the first group of the label and presses its button, by keys; the name and the content of the file."""
    button = page.get_by_role("button", name=words, exact=True, include_hidden=True)
    group = page.locator(".nw-take details").filter(has=button).first
    summary = group.locator("summary")
    assert summary.get_attribute("aria-label").startswith(f"{label}: Invented data: ")
    if not group.evaluate("details => details.open"):
        summary.focus()
        page.keyboard.press("Enter")
    group.get_by_role("button", name=words, exact=True).focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    group.get_by_text("Saved: ").wait_for()
    return download.value.suggested_filename, download.value.path().read_bytes()


def texts_of(png: bytes) -> dict[str, str]:
    """Text chunks of a PNG, each with the right checksum."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    found, place = {}, 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack(">I", png[place + 8 + length : place + 12 + length])[0] == zlib.crc32(kind + content)
        if kind == b"iTXt":
            key, _, rest = content.partition(b"\0")
            found[key.decode()] = rest[2:].split(b"\0", 2)[2].decode()
        place += 12 + length
    return found


def test_a_table_comes_as_the_export_has_it(page, published_home, tmp_path):
    name, content = take(page, "Take this table away", "CSV")
    arguments = ["--audience", "panel:ZD001", "--out", tmp_path / "x.csv", "--home", published_home.path]
    assert nwbench("export", "measures", *arguments).exit_code == 0
    exported = list(csv.reader(io.StringIO((tmp_path / "x.csv").read_text())))
    head, *rows = csv.reader(io.StringIO(content.decode()))
    assert name.startswith("invented_data_") and head == exported[0] and rows
    assert all(row in exported for row in rows) and {row[0] for row in rows} == {"ZD001"}


def test_a_table_comes_as_a_spreadsheet_and_with_metadata(page, published_home):
    name, content = take(page, "Take this table away", "Accessible spreadsheet")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert name.endswith(".xlsx") and book["measures"].cell(HEADING_ROW, 1).value == "org_code"
    assert all("Invented data" in sheet["A1"].value for sheet in book.worksheets)
    assert any(published_home.current_run() in str(cell.value) for cell in book["Cover"]["A"])
    _, packed = take(page, "Take this table away", "CSV with a description of its columns, zipped")
    assert zipfile.ZipFile(io.BytesIO(packed)).namelist() == [
        "invented_measures.csv", "invented_measures.csv-metadata.json"
    ]  # fmt: skip


def test_a_chart_comes_as_pictures_that_say_what_they_show(page, published_home):
    name, content = take(page, "Take this chart away", "Picture, PNG")
    told = texts_of(content)
    assert name == "invented_data_I2_ZD001.png" and told["Title"].startswith("Invented data: I2")
    name, drawn = take(page, "Take this chart away", "Drawing, SVG")
    root = ElementTree.fromstring(drawn)
    assert root.find(f"{SVG}title").text == told["Title"] and root.find(f"{SVG}desc").text == told["Description"]
    for words in ("95% interval", "Years are not joined", published_home.current_run(), "(ZD001)", "made up"):
        assert words in told["Description"]
    drawn_words = " ".join(root.itertext()).replace("\u200b", "")
    assert "Invented data: I2" in drawn_words and published_home.current_run() in drawn_words


def test_nothing_lies_at_an_address(page):
    """Streamlit serves whoever knows an address of its media; no file here ever has one."""
    take(page, "Take this table away", "CSV")
    assert not [url for url in page.asked if "/media/" in url and "/static/" not in url]


def test_a_chart_asks_for_nothing_from_outside():
    marks = [{"year": "2026", "drawn": 1.2, "lower": 1.1, "upper": 1.4, "label": "1.20", "look": "plain"}]
    spec = ratios_by_year("T", marks, [], [], (0.8, 1.25))
    with pytest.raises(chart_files.Refused):
        chart_files.svg(spec | {"data": {"url": "https://example.org/data.json"}}, "told", "")
    drawn = chart_files.svg(spec, "a < b & <script>", "run")
    root = ElementTree.fromstring(drawn)
    assert root.find(f"{SVG}desc").text == "a < b & <script> run" and "<script" not in drawn
    assert {node.get("font-family") for node in root.iter(f"{SVG}text")} == {chart_files.FONT}
    assert chart_files.png(spec, "a", "b") == chart_files.png(spec, "a", "b")
