"""Text that a spreadsheet program could run comes out of every export as text, and comes back as it was typed."""

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from datetime import date
from itertools import product
from pathlib import Path

import duckdb
import openpyxl
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from app.exports import write
from app.extract import Extract
from app.published import Audience
from app.spreadsheet import HEADING_ROW, SHORTHAND
from ingestion.arrivals import of_file
from ingestion.contracts import PROJECT
from ingestion.inert_text import LIVE, for_csv, is_live
from ingestion.landing import read
from orchestration.home import Home
from tests.annotated import assert_inert, nwbench
from tests.returns import write_return

SIGNS = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]
BEFORE = ["", " ", "\u00a0", "\u3000", "\u200b", "\ufeff", '"', "'", "“", "\t", "\r", "\n", "\r\n", " '\u200b"]
DANGEROUS = [f"{before}{sign}SUM(1+1)|A1" for before, sign in product(BEFORE, SIGNS)]
DANGEROUS += ["\tstart", "\rstart", "\nstart", "-", "-5", "=1+1", "'=1", "''\tx", "﹢1", "\x00=1", "'\t'"]
LINKS = ["https://example.org/", "mailto:a@example.org", "internal:Sheet1!A1", "external:c:\\x.xlsx", "ftp://x"]
HARMLESS = ["a=b", "1-2", "5", "", "in place", "'quoted'", "#N/A", "£3", "a\n=b", "{=1+1}", "e@x", *LINKS]
TEXTS = DANGEROUS + HARMLESS
ORGANISATION, NARRATIVES = "ZD001", (DANGEROUS[::2] + DANGEROUS[1::2])[:42]


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))


RUN = {"run_id": "R", "as_of": "2026-11-24", "rule_version": "1", "code_version": "c", "tables": {},
       "ended_at": "2026-11-24T12:00:00+00:00"}  # fmt: skip


def exported(frame: pl.DataFrame, form: str, title: str = "") -> bytes:
    out = io.BytesIO()
    write(Extract("frame", frame, Audience("analyst"), RUN, title=title), form, out)
    return out.getvalue()


def table_of(book: openpyxl.Workbook, name: str = "frame") -> list[list]:
    """The table as a program reads it: names of columns from the first lines of headings, shorthand as nothing."""
    head, *rows = texts(book[name])[HEADING_ROW - 1 :]
    return [[name.split("\n")[0] for name in head], *([None if c in SHORTHAND else c for c in row] for row in rows)]


def texts(sheet) -> list[list]:
    """Cells by row, control characters as they were; numbers and days as such."""
    return [[unescape(c.value) if isinstance(c.value, str) else c.value for c in row] for row in sheet.iter_rows()]


FRAME = pl.DataFrame({"text": TEXTS}).with_columns(
    pl.lit(-1.5).alias("number"),
    pl.lit(date(2026, 3, 31)).alias("day"),
    pl.col("text").cast(pl.Categorical).alias("=head"),
    pl.col("text").alias("'=head"),
)


def test_csv_puts_an_apostrophe_before_what_could_run_and_before_nothing_else():
    head, *rows = rows_of(exported(FRAME, "csv"))
    assert head == ["text", "number", "day", "'=head", "''=head"]
    assert [row[1:3] for row in rows] == [["-1.5", "2026-03-31"]] * len(TEXTS)
    for column in (0, 3, 4):
        assert [row[column] for row in rows] == [f"'{text}" for text in DANGEROUS] + HARMLESS


def test_a_workbook_holds_text_and_no_formula_and_no_link():
    book = openpyxl.load_workbook(io.BytesIO(exported(FRAME, "xlsx")))
    assert_inert(book)
    head, *rows = table_of(book)
    assert head == FRAME.columns
    assert [row[0] or "" for row in rows] == TEXTS and {row[1] for row in rows} == {-1.5}
    assert not [cell for row in book["frame"].iter_rows() for cell in row if cell.hyperlink]
    cells = [book["frame"][column][HEADING_ROW:] for column in "ADE"]
    assert {cell.data_type for column in cells for cell in column} == {"s"}
    assert {cell.number_format for cell in cells[0]} == {"@"}


@pytest.mark.parametrize("text", ["=1+1", "[a](https://example.org)", "$$x$$", "[a](b) [c](d)", "–", "\u00a0"])
def test_what_gptables_reads_as_markup_stays_text(text):
    """In a cell it would make links and notes of these, and stop at two links or at signs alone."""
    book = openpyxl.load_workbook(io.BytesIO(exported(pl.DataFrame({"text": [text, "b"]}), "xlsx", title=text)))
    assert_inert(book)
    assert [row[0] for row in table_of(book)] == ["text", text, "b"]
    assert all(book[name]["A1"].value.endswith(text.replace("$$", "$ $")) for name in ("Cover", "Columns", "frame"))


@pytest.mark.parametrize("form", ["json", "parquet"])
def test_forms_without_formulas_are_exact(form):
    content = io.BytesIO(exported(FRAME.select("text", "number"), form))
    again = pl.read_parquet(content) if form == "parquet" else pl.DataFrame(json.load(content))
    assert again["text"].to_list() == TEXTS


any_text = st.text(max_size=12) | st.builds(
    "".join, st.lists(st.sampled_from([*SIGNS, *"\t\r\n '\"\u200b\ufeff", "a", "1", ",", ";"]), max_size=6)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(any_text, min_size=1, max_size=40))
@example(DANGEROUS)
def test_any_text_comes_out_inert_and_tells_what_it_was(drawn):
    """Python and Polars agree on what could run; what is written begins with an apostrophe, and gives the text back."""
    frame = pl.DataFrame({"text": drawn})
    assert frame["text"].str.contains(LIVE).to_list() == [is_live(text) for text in drawn]
    written = [row[0] if row else "" for row in rows_of(exported(frame, "csv"))[1:]]
    for text, cell in zip(drawn, written, strict=True):
        assert not re.match(r"[=+\-@＝＋－＠\t\r\n]", cell)
        assert cell == text or (cell[0] == "'" and is_live(cell[1:]) and cell[1:] == text)
    assert len(set(for_csv(frame)["text"])) == len(set(drawn))


@pytest.fixture(scope="module")
def published(published_home, tmp_path_factory) -> Home:
    """The shipped region, in which every narrative of an organisation's last return could run."""
    home = Home(tmp_path_factory.mktemp("live") / "home")
    shutil.copytree(published_home.path / "published", home.path / "published")
    with duckdb.connect(home.run_folder(home.current_run()) / "trust" / f"{ORGANISATION}.duckdb") as con:
        days = con.execute("select max(assessment_date) from return_answers").fetchall()[0]
        items = con.execute("select item_id from return_answers where assessment_date = ? order by 1", days).fetchall()
        for (item,), text in zip(items, NARRATIVES, strict=True):
            change = "update return_answers set narrative = ? where assessment_date = ? and item_id = ?"
            con.execute(change, [text, *days, item])
    return home


def export(home: Home, form: str, out: Path) -> bytes:
    arguments = ["--audience", f"trust:{ORGANISATION}", "--format", form, "--out", out, "--home", home.path]
    result = nwbench("export", "return_answers", *arguments)
    assert result.exit_code == 0, result.output
    return out.read_bytes()


@pytest.fixture(scope="module")
def narratives(published, tmp_path_factory) -> dict[tuple[str, str], str]:
    """By day and item, exactly as published."""
    rows = json.loads(export(published, "json", tmp_path_factory.mktemp("json") / "answers.json"))
    told = {(row["assessment_date"], row["item_id"]): row["narrative"] for row in rows if row["narrative"]}
    assert set(NARRATIVES) <= set(told.values()) and any(not is_live(text) for text in told.values())
    return told


def test_a_published_return_is_exported_as_text(published, narratives, tmp_path):
    rows = list(csv.DictReader(io.StringIO(export(published, "csv", tmp_path / "a.csv").decode(), newline="")))
    expected = {key: f"'{text}" if is_live(text) else text for key, text in narratives.items()}
    assert {(r["assessment_date"], r["item_id"]): r["narrative"] for r in rows if r["narrative"]} == expected
    export(published, "xlsx", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert_inert(book)
    head, *lines = table_of(book, "return_answers")
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    found = {(f"{row['assessment_date']:%Y-%m-%d}", row["item_id"]): row["narrative"] for row in rows}
    assert {key: text for key, text in found.items() if text} == narratives
    frame = pl.read_parquet(io.BytesIO(export(published, "parquet", tmp_path / "a.parquet")))
    assert set(NARRATIVES) <= set(frame["narrative"])


def test_the_next_template_holds_the_last_narratives_as_text(published, narratives, tmp_path):
    path = tmp_path / "return.xlsx"
    result = nwbench("template", "--org", ORGANISATION, "--out", path, "--home", published.path)
    assert result.exit_code == 0, result.output
    book = openpyxl.load_workbook(path)
    assert_inert(book)
    last = max(day for day, _ in narratives)
    cells = {(last, row[0].value): row[2] for row in book["Checklist"].iter_rows(min_row=2)}
    assert {key: unescape(cell.value) for key, cell in cells.items()} == {
        key: text for key, text in narratives.items() if key[0] == last
    }
    assert {cell.number_format for cell in cells.values()} == {"@"}


def test_a_mark_of_text_is_no_part_of_the_text_and_an_apostrophe_is(tmp_path):
    """Excel keeps the apostrophe that someone types before a text beside the cell; one within the text was meant."""
    book = openpyxl.Workbook()
    for table in ("Return", "Checklist", "Facts", "Events", "Evidence", "WRES"):
        book.create_sheet(table)
    with zipfile.ZipFile(write_return(tmp_path / "zip", "T900")) as archive:
        for name in archive.namelist():
            for row in rows_of(archive.read(name)):
                book[name[:-4]].append(row)
    for cell, text in (("C2", "=1+1"), ("C3", "'=1+1"), ("C4", "'tis done")):
        book["Checklist"][cell].value = text
        book["Checklist"][cell].data_type = "s"
    book["Checklist"]["C2"].quotePrefix = True
    path = tmp_path / "returns" / "T900.xlsx"
    path.parent.mkdir()
    book.save(path)
    assert read(of_file(path, "returns")).tables["answers"]["narrative"].to_list()[:3] == ["=1+1", "'=1+1", "'tis done"]


def test_libreoffice_runs_nothing_of_an_export(tmp_path):
    """It does run the same texts as Polars alone would write them."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    frame = pl.DataFrame({"text": [t for t in TEXTS if t and "\x00" not in t]})
    (tmp_path / "inert.csv").write_bytes(exported(frame, "csv"))
    (tmp_path / "live.csv").write_bytes(frame.write_csv().encode())
    as_utf8 = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1,true"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [program, "--headless", profile, as_utf8, "--convert-to", "xlsx", "--outdir", tmp_path / "opened"]
    subprocess.run([*command, tmp_path / "inert.csv", tmp_path / "live.csv"], check=True, capture_output=True)
    inert, live = (openpyxl.load_workbook(tmp_path / "opened" / f"{name}.xlsx").active for name in ("inert", "live"))
    assert [cell.value for cell in live["A"] if cell.data_type == "f"]
    assert {cell.data_type for cell in inert["A"] if isinstance(cell.value, str)} == {"s"}
    assert sum(1 for cell in inert["A"] if str(cell.value).startswith("'")) >= len(DANGEROUS) - 1


WRITES_A_SHEET = re.compile(r"(write_csv|to_csv|write_excel|to_excel|xlsxwriter\.Workbook|csv\.writer)\(|gptables")


def test_spreadsheets_are_written_in_known_places_only():
    """Whoever adds an export finds this test, and `ingestion.inert_text`."""
    rooms = ("app", "ingestion", "orchestration", "quality")
    writing = {
        str(path.relative_to(PROJECT))
        for room in rooms
        for path in (PROJECT / room).rglob("*.py")
        if WRITES_A_SHEET.search(path.read_text())
    }
    assert writing == {
        "app/casebook_files.py",  # for the guard of the next refresh alone, cell by cell as it was decided
        "app/csv_on_the_web.py",
        "app/exports.py",
        "app/spreadsheet.py",
        "app/trail.py",
        "ingestion/template_layout.py",
        "quality/annotation.py",
    }
