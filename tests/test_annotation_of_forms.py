"""Marked copies of what is no workbook, of what is not opened, and of what is too long to show whole."""

import io
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from benchmarks.demonstration_workforce import parquet
from ingestion.arrivals import of_file
from ingestion.contracts import sources
from ingestion.landing import read
from ingestion.problems import Problem
from quality.annotation import place_of
from tests.annotated import agrees, assert_inert, check, comments, listed, nwbench, put, sent
from tests.returns import write_return
from tests.test_intake import WRES_HEADER, WRES_LINE, bomb
from tests.workforce import golden_lines

LINES = [WRES_LINE.format(value=value) for value in ("1", "many", "-1", "=1+1")]
LONG = WRES_LINE.format(value="2").replace("dcf", '"a\nb"')
# name, content, cell of the copy and words of its comment; None where there is no cell
OTHER_FORMS = [
    ("wres/cells.csv", WRES_HEADER + "".join(LINES), {"F3": "'many'", "F4": "from 0 to", "F5": "'=1+1'"}),
    ("wres/width.csv", WRES_HEADER + LONG + "T900,2025,WRES\n", {"A4": "of the whole line [F10]"}),
    ("wres/header.csv", WRES_HEADER.replace("value", "=Value") + LINES[0], {"F1": "unknown '=Value'"}),
    ("wres/latin1.csv", (WRES_HEADER + LINES[0] + "caf\xe9\n").encode("latin-1"), {"A3": "UTF-8"}),
    ("wres/quote.csv", WRES_HEADER + LINES[0] + '"T900,2025\n', {"A3": "not CSV"}),
    ("wres/empty_lines.csv", WRES_HEADER, {}),
    ("ods/providers_x.csv", "org_code,org_type,nss_group\nT9,,\n", {"A2": "'T9'"}),
    ("ods/etr_x.csv", '"T9"' + ',"x"' * 26 + "\n", {"A1": "'T9'"}),
    ("workforce/odd.parquet", parquet(pl.DataFrame({"=a": ["x\ny", "-1"], "band": [1, 2]})), {"A1": "missing"}),
    ("workforce/broken.parquet", b"PAR1", {}),
]  # fmt: skip


@pytest.mark.parametrize("name, content, cells", OTHER_FORMS, ids=[name for name, *_ in OTHER_FORMS])
def test_other_forms_are_laid_out_as_text_with_their_places(tmp_path, name, content, cells):
    path = sent(tmp_path, name, content.encode() if isinstance(content, str) else content)
    problems, book = check(path)
    assert problems
    agrees(problems, book, path.name)
    told = {place.split("!")[1]: text for place, text in comments(book).items()}
    assert all(words in told[cell] for cell, words in cells.items()), told
    assert bool(told) == bool(cells)
    assert_inert(book)


def test_rows_of_parquet_stand_below_their_header(tmp_path):
    good = pl.DataFrame(list(golden_lines("T001")))
    band = [*["B5"] * (good.height - 1), "B99"]
    path = sent(tmp_path, "workforce/cells.parquet", parquet(good.with_columns(pl.Series("band", band))))
    problems, book = check(path)
    agrees(problems, book, path.name)
    (place,) = comments(book)
    sheet, _, cell = place.partition("!")
    assert (problems[0]["line"], cell[1:]) == (good.height, str(good.height + 1)) and book[sheet][cell].value == "B99"


def macros() -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.save(content)
    with zipfile.ZipFile(content, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"macros")
    return content.getvalue()


HOSTILE = [
    ("../wres/paper.csv", b"%PDF-1.7 =1+1", "a PDF document"),
    ("bomb.zip", bomb(), "times its size"),
    ("macros.xlsm", macros(), "macros"),
    ("cut.xlsx", macros()[:-40], "not a complete"),
    ("locked.xlsx", b"\xd0\xcf\x11\xe0 encrypted", "not a complete"),
]


@pytest.mark.parametrize("name, content, words", HOSTILE, ids=[name for name, *_ in HOSTILE])
def test_of_a_hostile_file_there_is_only_the_list(tmp_path, name, content, words):
    path = sent(tmp_path, f"returns/{name}", content)
    problems, book = check(path)
    agrees(problems, book, path.name)
    assert book.sheetnames == ["Problems"] and words in book["Problems"]["A3"].value
    assert len(listed(book)) == 1


def test_a_file_of_no_source_and_one_that_is_too_large(tmp_path):
    problems, book = check(sent(tmp_path, "=rota/=rota.csv", b"=a,b\n1,2\n"))
    assert [p["rule_id"] for p in problems] == ["F01"] and len(book.sheetnames) == 2
    assert_inert(book)
    problems, book = check(sent(tmp_path, "wres/large.csv", WRES_HEADER.encode() + b"T900,2025\n" * 2_200_000))
    assert [p["rule_id"] for p in problems] == ["F07"] and book.sheetnames == ["Problems"]


def test_of_a_long_file_only_the_lines_with_problems_are_copied(tmp_path):
    lines = [WRES_LINE.format(value=1).replace("T900", f"T{n:04}") for n in range(12_000)]
    lines[9_000] = lines[9_000].replace(",1,", ",many,")
    problems, book = check(sent(tmp_path, "wres/long.csv", (WRES_HEADER + "".join(lines)).encode()))
    agrees(problems, book, "long.csv")
    assert set(comments(book)) == {"long!F9002"} and "only its lines" in book["Problems"]["A3"].value
    assert [row[0].row for row in book["long"].iter_rows() if row[0].value] == [1, 9_002]


def test_a_zip_of_csv_files_becomes_a_workbook_that_can_be_sent(tmp_path):
    """A text over several lines moves no place: a record stands in the row of its line number."""
    answers = {"B1": "in_place\n\nand more", "B2": "nearly"}
    path = write_return(tmp_path / "returns", "ZD001", answers=answers)
    problems, book = check(path)
    agrees(problems, book, path.name)
    rows = [row for row in book["Checklist"].iter_rows(values_only=True)]
    assert "Checklist!B4" in {p["place"] for p in problems} and book["Checklist"]["B4"].value == answers["B1"]
    place = next(p["place"] for p in problems if p["found"] == "'nearly'")
    assert book["Checklist"][place.split("!")[1]].value == "nearly" and rows[1] == (None,) * len(rows[0])
    assert all(cell.data_type == "s" for row in book["Facts"].iter_rows() for cell in row if cell.value is not None)
    copy = sent(tmp_path, "mended/returns/ZD001.xlsx", b"")
    put(book, {"Checklist!B4": "in_place", place: "in_place"}).save(copy)
    assert nwbench("check", copy).exit_code == 0
    (tmp_path / "good").mkdir()
    good = write_return(tmp_path / "good" / "returns", "ZD001")
    texts, others = (read(of_file(file, "returns")).tables for file in (copy, good))
    assert all(texts[table].drop("file_line").equals(others[table].drop("file_line")) for table in others)


PLACES = {
    "": (None, None, None),
    "Return!B": ("Return", None, 2),
    "A!B!C14": ("A!B", 14, 3),
    "WRES!7": ("WRES", 7, None),
    "Sheet 1!AB3, org_code": ("Sheet 1", 3, 28),
    "xl/vbaProject.bin": (None, None, None),
}


@pytest.mark.parametrize("place", PLACES)
def test_places_of_workbooks(place):
    assert place_of(Path("x.XLSX"), sources()["returns"], Problem("F02", place, "", "")) == PLACES[place]
