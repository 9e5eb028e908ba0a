"""The marked copy of a checked file: what a sender finds in it, and that it can be mended and sent again."""

import io
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import FormulaRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table, TableColumn, TableFormula
from PIL import Image as Pixels

from ingestion.arrivals import of_file
from ingestion.landing import read
from ingestion.template import write
from ingestion.template_content import Known
from quality.checking import check_file
from tests.annotated import agrees, assert_inert, check, comments, listed, nwbench, put, sent
from tests.filling import fill
from tests.returns import write_return
from tests.test_intake import without_sheet

PLANTED = {"Checklist!B5": "nearly", "Checklist!F6": "31/03/2026", "Evidence!E3": "soon", "Evidence!A5": "E003",
           "WRES!C7": "about 40", "WRES!D7": -5, "Return!B4": None}  # fmt: skip
# cells that are marked: a line's problem goes to its first cell, and E003 stands in two lines
MARKED = {*PLANTED, "Evidence!A4"}
MENDED = {"Checklist!B5": "partial", "Checklist!F6": date(2026, 3, 31), "Evidence!E3": "2026-03-31",
          "Evidence!A5": "E004", "WRES!C7": 40, "WRES!D7": 5, "Return!B4": "2026-03-31"}  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """The first return of an organisation, on its template and in order."""
    nothing = {"returns": {"assessment_date": pl.Date}, "wres_lines": {"wres_year": pl.Int64}}
    tables = {name: pl.DataFrame(schema=columns) for name, columns in nothing.items()}
    known = Known("ZD001", "INVENTED ZD001", True, date(2026, 11, 24), tables)
    folder = tmp_path_factory.mktemp("good") / "returns"
    folder.mkdir()
    write(folder / "template.xlsx", known)
    fill(folder / "template.xlsx", folder / "ZD001.xlsx", 1)
    return folder / "ZD001.xlsx"


@pytest.fixture(scope="module")
def planted(filled, tmp_path_factory):
    """A return with every planted error, and what the check makes of it."""
    path = tmp_path_factory.mktemp("planted") / "returns" / "ZD001.xlsx"
    path.parent.mkdir()
    put(openpyxl.load_workbook(filled), PLANTED).save(path)
    return path, *check(path)


def test_every_problem_stands_on_its_cell_and_in_the_list(planted):
    path, problems, book = planted
    agrees(problems, book, path.name)
    told = comments(book)
    assert set(told) == MARKED and len(problems) == 9
    assert "Problem 1 of 2 [V03]" in told["WRES!D7"] and "Problem 2 of 2 [V03]" in told["WRES!D7"]
    assert "of the whole line [V04]" in told["Evidence!A5"] and "'nearly'" in told["Checklist!B5"]
    sheet = book["Problems"]
    assert (book.sheetnames[0], book.active.title) == ("Problems", "Problems") and "9 problems" in sheet["A2"].value
    assert [ws.title for ws in book.worksheets if ws.sheet_view.tabSelected] == ["Problems"]
    links = {sheet.cell(row, 4).hyperlink.location for row in range(5, 14)}
    assert links == {"'{}'!{}".format(*place.split("!")) for place in MARKED}


def test_the_copy_is_the_senders_own_workbook_with_marks_on_top(planted):
    path, _, book = planted
    for before in openpyxl.load_workbook(path).worksheets:
        after = book[before.title]
        assert after.protection.sheet == before.protection.sheet and after.sheet_state == before.sheet_state
        rules = [[(str(r.sqref), r.type, r.formula1, r.prompt) for r in s.data_validations.dataValidation]
                 for s in (before, after)]  # fmt: skip
        assert rules[0] == rules[1] and before.freeze_panes == after.freeze_panes
        for cell in (cell for row in before.iter_rows() for cell in row):
            same = after[cell.coordinate]
            looks = [repr((c.value, c.number_format, c.font, c.fill, c.border, c.protection)) for c in (same, cell)]
            assert looks[0] == looks[1]
        marks = [str(area.sqref) for area in after.conditional_formatting]
        shown = {f"{before.title}!{column}{row}" for column, row in _cells(marks)}
        assert shown == {place for place in MARKED if place.startswith(f"{before.title}!")}
        for area in after.conditional_formatting:
            look = area.rules[0].dxf
            assert (look.fill.patternType, look.font.u, look.border.left.style) == ("lightUp", "double", "thin")


def _cells(areas: list[str]) -> list[tuple[str, int]]:
    """Letter and row of each cell of areas of one column."""
    bounds = [openpyxl.utils.range_boundaries(area) for area in areas]
    return [(openpyxl.utils.get_column_letter(b[0]), row) for b in bounds for row in range(b[1], b[3] + 1)]


def resaved(path: Path, folder: Path) -> Path:
    """The file as LibreOffice saves it."""
    program = shutil.which("soffice")
    if program is None and os.environ.get("CI"):
        pytest.fail("LibreOffice is missing: .ci/run installs it")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    command = [program, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to"]
    subprocess.run([*command, "ods", "--outdir", folder / "own", path], check=True, capture_output=True)
    own = folder / "own" / f"{path.stem}.ods"
    subprocess.run([*command, "xlsx", "--outdir", folder / "returns", own], check=True, capture_output=True)
    return folder / "returns" / path.name


@pytest.mark.parametrize("form", ["excel", "libreoffice"])
def test_the_mended_copy_is_accepted_and_loses_its_marks(planted, filled, tmp_path, form):
    path, problems, book = planted
    copy = tmp_path / "ZD001.xlsx"
    put(book, {place: value for place, value in MENDED.items() if place != "Checklist!B5"}).save(copy)
    copy = resaved(copy, tmp_path) if form == "libreoffice" else sent(tmp_path, "returns/ZD001.xlsx", copy.read_bytes())
    left, again = check(copy)
    assert [p["place"] for p in left] == ["Checklist!B5"]
    assert set(comments(again)) == {"Checklist!B5"} and again.sheetnames.count("Problems") == 1
    assert [str(area.sqref) for sheet in again.worksheets for area in sheet.conditional_formatting] == ["B5"]
    mended = sent(tmp_path, "mended/returns/ZD001.xlsx", b"")
    put(again, {"Checklist!B5": "partial"}).save(mended)
    assert (nwbench("check", mended).exit_code, check_file(mended).problems) == (0, [])
    changed = {place: MENDED[place] for place in MENDED}
    expected = sent(tmp_path, "expected/returns/ZD001.xlsx", b"")
    put(openpyxl.load_workbook(filled), changed).save(expected)
    texts, others = (read(of_file(file, "returns")).tables for file in (mended, expected))
    assert all(texts[table].equals(others[table]) for table in others)


def test_a_file_in_order_is_copied_as_one(filled, tmp_path):
    problems, book = check(sent(tmp_path, "returns/ZD001.xlsx", filled.read_bytes()))
    assert problems == [] and comments(book) == {} and listed(book) == []
    assert book["Problems"]["A2"].value == "Nothing wrong was found."


def live(book: openpyxl.Workbook) -> None:
    """Everything in a workbook that a program would run or follow."""
    sheet = book["Checklist"]
    put(book, {"Checklist!C5": "=cmd|' /C calc'!A0", "Checklist!D5": "=1+1", "Checklist!E5": "=TRUE()"})
    sheet["C6"] = ArrayFormula("C6:C6", '=WEBSERVICE("https://example.org/")')
    sheet["C7"], sheet["C7"].hyperlink = "read me", "https://example.org/"
    book.defined_names["run"] = DefinedName("run", attr_text="cmd|'/C calc'!A0")
    book.defined_names["cell"] = DefinedName("cell", attr_text="Checklist!$A$1")
    sheet.add_data_validation(DataValidation("custom", formula1='WEBSERVICE("https://example.org/"&C5)', sqref="C9"))
    sheet.conditional_formatting.add("C10", FormulaRule(["RTD(A1)"]))
    sheet.conditional_formatting.add("C11", FormulaRule(["LEN(C11)>3"]))
    table = Table(displayName="T", ref="K1:K2")
    book.create_sheet("Notes")
    book["Notes"]["K1"], book["Notes"]["K2"] = "k", 1
    table.tableColumns = [TableColumn(id=1, name="k", calculatedColumnFormula=TableFormula(attr_text="1+1"))]
    book["Notes"].add_table(table)
    picture = io.BytesIO()
    Pixels.new("RGB", (9, 9), "navy").save(picture, "PNG")
    book["Notes"].add_image(Image(picture), "M2")
    sheet["C12"].comment = Comment("Please check", "A. Sender")
    sheet["B12"] = "nearly"
    sheet["B12"].comment = Comment("Is this right?", "A. Sender")


def test_nothing_in_the_copy_runs_and_what_the_sender_added_stays(filled, tmp_path):
    book = openpyxl.load_workbook(filled)
    live(book)
    path = sent(tmp_path, "returns/ZD001.xlsx", b"")
    book.save(path)
    problems, copy = check(path)
    sheet = copy["Checklist"]
    assert_inert(copy)
    assert (sheet["C5"].value, sheet["C5"].quotePrefix, sheet["D5"].value) == ("=cmd|' /C calc'!A0", True, "=1+1")
    assert (sheet["E5"].value, sheet["C6"].value[:11], sheet["C7"].value) == ("yes", "=WEBSERVICE", "read me")
    assert set(copy.defined_names) == {"cell"}
    kept = {str(area.sqref) for area in sheet.conditional_formatting}
    assert "C11" in kept and "C10" not in kept
    assert not [r for r in sheet.data_validations.dataValidation if "WEBSERVICE" in (r.formula1 or "")]
    assert len(copy["Notes"]._images) == 1 and sheet["C12"].comment.text == "Please check"
    assert {p["place"] for p in problems} == {"Checklist!C5", "Checklist!D5", "Checklist!C6"}
    mended = sent(tmp_path, "again/returns/ZD001.xlsx", b"")
    copy.save(mended)
    problems, again = check(mended)
    text = again["Checklist"]["B12"].comment.text
    assert [p["place"] for p in problems] == ["Checklist!B12"] and text.endswith("Is this right?")
    put(again, {"Checklist!B12": "partial"}).save(mended)
    _, last = check(mended)
    assert last["Checklist"]["B12"].comment.text == "Is this right?"


def test_wrong_use_is_told_and_writes_nothing(filled, tmp_path):
    path = sent(tmp_path, "returns/ZD001.xlsx", filled.read_bytes())
    out = tmp_path / "out.xlsx"
    for arguments, words in [
        ([path, filled, "--annotate", out], "one file at a time"),
        ([path, "--annotate", tmp_path / "out.csv"], "ends in .xlsx"),
        ([path, "--annotate", path], "overwrite"),
        ([path, "--annotate", tmp_path / "returns" / ".." / "returns" / "ZD001.xlsx"], "overwrite"),
        ([path, "--annotate", tmp_path / "none" / "out.xlsx"], "no folder"),
    ]:
        result = nwbench("check", *arguments)
        assert result.exit_code == 2 and words in result.stderr, result.stderr
    assert not out.exists() and path.read_bytes() == filled.read_bytes()
    out.write_bytes(b"an earlier copy")
    check(path, out)
    assert openpyxl.load_workbook(out).sheetnames[0] == "Problems"


def test_problems_of_the_whole_file_leave_the_copy_unmarked(filled, tmp_path):
    book = openpyxl.load_workbook(filled)
    del book["Facts"]
    path = sent(tmp_path, "returns/ZD001.xlsx", b"")
    book.save(path)
    problems, copy = check(path)
    agrees(problems, copy, path.name)
    assert [(line["Rule"], line["Cell"]) for line in listed(copy)] == [("F06", "")] and "WRES" in copy.sheetnames
    content = without_sheet(write_return(tmp_path / "zip", "T900").read_bytes(), "Facts")
    problems, copy = check(sent(tmp_path, "returns/lacking.zip", content))
    assert [line["Rule"] for line in listed(copy)] == ["F06"] and "WRES" in copy.sheetnames


def test_a_list_longer_than_a_sheet_may_be_keeps_no_copy_out(filled, tmp_path):
    """Intake refuses rows beyond its limit, but not for what it wrote itself."""
    book = openpyxl.load_workbook(filled)
    for row in range(2, 900):
        for column, value in enumerate([2026, f"I1.{row}", "many", "few", "none"], start=1):
            book["WRES"].cell(row, column).value = value
    path = sent(tmp_path, "returns/ZD001.xlsx", b"")
    book.save(path)
    problems, copy = check(path)
    agrees(problems, copy, path.name)
    assert len(problems) > 2_000
    for row in copy["WRES"].iter_rows(min_row=2, max_row=899, min_col=3, max_col=5):
        for cell in row:
            cell.value = 1
    mended = sent(tmp_path, "mended/returns/ZD001.xlsx", b"")
    copy.save(mended)
    assert nwbench("check", mended).exit_code == 0
