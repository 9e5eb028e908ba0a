"""The page of the data: what it shows to whom, beside the tables that it reads."""

import re
import shutil

import duckdb
import polars as pl
import pytest

from app.navigation import pages_of
from app.published import Audience, read
from app.vocabulary import DIMENSIONS, FOLDERS
from tests.pages import Opened

VIEWS = ("quality", "files", "received", "revisions")


def table(home, name: str, **where):
    frame = read(home.run_folder(home.current_run()), home.manifest(), Audience("analyst"), name)
    return frame.filter(**where)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("region", ["Y62", "Z99"])
def test_each_view_opens_for_a_region_and_says_what_is_invented(published_home, monkeypatch, view, region):
    page = Opened("data", published_home.path, monkeypatch, region=region, view=view)
    captions = [caption for caption in page.tables() if caption != "Rules of data quality"]
    assert all(caption.startswith("Invented data: ") == (region == "Z99") for caption in captions)
    assert captions or view == "revisions"  # the first run of a home revises nothing, and says so
    assert view != "revisions" or "there was none before it" in page.text


@pytest.mark.parametrize("view", VIEWS)
def test_a_trust_sees_itself_alone(published_home, monkeypatch, view):
    page = Opened("data", published_home.path, monkeypatch, reader="trust:ZD006", view=view)
    shown = set(re.findall(r"\bZD\d{3}", page.text))
    assert not shown - {"ZD006"} and (shown or view == "revisions")
    assert "Freshness" not in page.text


def test_a_panel_does_not_have_it():
    assert "data" not in {page.address for page in pages_of("panel")}
    assert "data" in {page.address for page in pages_of("analyst")} & {page.address for page in pages_of("trust")}


def test_the_scorecard_says_what_a_finding_is_about(published_home, monkeypatch):
    """A finding never stands beside a share of clean lines, since it may name no line."""
    quality = table(published_home, "quality").filter(pl.col("findings") == 1, pl.col("org_code").str.starts_with("ZD"))
    told = {
        "about no single line": quality.filter(lines_found=0),
        "on 1 line;": quality.filter(lines=0, lines_found=1),
        "on 1 of 154 lines;": quality.filter(lines=154, lines_found=1),
    }
    for words, rows in told.items():
        row = rows.row(0, named=True)
        page = Opened("data", published_home.path, monkeypatch, region="Z99", org=row["org_code"])
        shown = next(rows for caption, rows in page.tables().items() if caption.endswith("quality by source and year"))
        cells = next(r for r in shown if r["Source and year"] == f"{FOLDERS[row['source']]}, {row['period']}")
        assert f"1 finding, {words}" in cells[DIMENSIONS[row["dimension"]]] and "clean" not in page.text


def test_every_file_of_the_region_is_listed_with_its_state(published_home, monkeypatch):
    page = Opened("data", published_home.path, monkeypatch, region="Z99", view="files")
    listed = {row["File"] for row in page.tables()["Invented data: Every file, with what became of it"]}
    expected = {row["file_name"] for row in table(published_home, "submissions").to_dicts() if row["org_code"]}
    assert expected <= listed and "reference_values.csv" not in listed
    fresh = next(rows for caption, rows in page.tables().items() if "How fresh each source is" in caption)
    returns = next(row for row in fresh if row["Source"] == "Returns")
    of_returns = table(published_home, "freshness", source="returns").row(0, named=True)
    assert (returns["Files"], returns["Not used"]) == (str(of_returns["files"]), str(of_returns["files_refused"]))


def test_freshness_is_by_the_dates_of_the_data(published_home):
    """The shipped survey of March 2025 is a year and a day older than the next: newer data is overdue."""
    survey = table(published_home, "freshness", source="staff_survey", is_demonstration=False).row(0, named=True)
    assert (str(survey["data_as_of"]), str(survey["expected_by"])) == ("2025-03-13", "2026-03-14")
    assert survey["state"] == "overdue" and survey["files"] == survey["files_used"] == 1


def test_what_changed_is_shown_with_its_cause(published_home, monkeypatch, tmp_path):
    shutil.copytree(published_home.path, tmp_path / "home")
    run = tmp_path / "home" / "published" / published_home.current_run()
    with duckdb.connect(str(run / "trust" / "ZD006.duckdb")) as con:
        con.execute(
            "insert into revisions values ('ZD006', 'items', 'assessment_date 2026-05-24, item_id B1', 'status', "
            "'changed', 'not_met', 'met', 1, 'New file: returns/ZD006_2026-05-24.xlsx.'), "
            "('ZD006', 'measures', null, null, 'added', null, null, 51, 'Another version of the tool.')"
        )
    page = Opened("data", tmp_path / "home", monkeypatch, reader="trust:ZD006", view="revisions")
    row = page.tables()["Invented data: Items: what changed, and why"][0]
    assert (row["Before"], row["After"], row["How"]) == ("not_met", "met", "Changed")
    assert row["What was different"] == "New file: returns/ZD006_2026-05-24.xlsx."
    page = Opened("data", tmp_path / "home", monkeypatch, reader="trust:ZD006", view="revisions", table="measures")
    assert page.tables()["Invented data: Measures: what changed, and why"][0]["What"] == "51 of them"
