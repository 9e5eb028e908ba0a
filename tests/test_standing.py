"""Where an organisation stands, in the words of its page and of the panel's pack."""

from datetime import date

import polars as pl
import pytest
from pages import Opened

from app.gold3_words import steps
from app.published import Audience
from app.reading import Reading
from app.standing import awarded, first_stale
from tests.macros import Models

AS_OF = date(2026, 11, 24)


@pytest.mark.parametrize("until, told", [
    (date(2026, 11, 24), "Bronze, until 24 November 2026"),
    (date(2026, 11, 23), "Bronze, ended on 23 November 2026"),
    (None, "Bronze"),
])  # fmt: skip
def test_an_award_that_has_ended_is_not_told_as_one_that_holds(until, told):
    """By the status that the warehouse gives it, whose last day still counts."""
    held = Models(
        stg_landing__refresh=f"select date '{AS_OF}' as as_of",
        stg_decisions__decisions=pl.DataFrame([{
            "org_code": "T001", "decided_on": date(2024, 3, 14), "decided_level": "bronze", "outcome": "awarded",
            "award_valid_to": until,
        }], schema_overrides={"award_valid_to": pl.Date}),
    )["int_awards_held"]  # fmt: skip
    assert awarded(held.row(0, named=True)) == told


def test_a_panel_is_not_told_that_what_it_may_not_see_was_not_handed_in(published_home, monkeypatch):
    caption, withheld = "Invented data: Values and intervals that are missing", "I9.BOARD.TOTAL Whole board"
    home = published_home.path
    trust = Opened("organisation", home, monkeypatch, reader="trust:ZD012").tables()[caption]
    panel = Opened("organisation", home, monkeypatch, reader="panel:ZD012").tables()[caption]
    assert not any(withheld in row["Measures"] and row["Years"] == "every year" for row in trust)
    told = [row["Why"] for row in panel if withheld in row["Measures"]]
    assert told == ["Not handed in, or not among the figures that a panel is given."]
    assert not any(row["Why"].startswith("Nothing was handed in") for row in panel)


def test_missing_measures_are_named_and_many_parts_of_one_are_counted(published_home, monkeypatch):
    shown = Opened("organisation", published_home.path, monkeypatch, reader="panel:ZD012")
    told = {
        row["Years"]: row["Measures"] for row in shown.tables()["Invented data: Values and intervals that are missing"]
    }
    assert told["every year"].startswith("all 41 parts of I1; I2.EXCL_INTERNATIONAL Relative likelihood of appointment")
    assert "I1.NC.B5" not in shown.text


@pytest.mark.parametrize("as_of, told", [
    (date(2026, 8, 18), "S4, S5, from 18 August 2026"),
    (date(2026, 8, 19), "S4, S5, from 18 August 2026, which has passed"),
])  # fmt: skip
def test_a_day_on_which_evidence_went_out_of_date_is_not_told_as_one_to_come(as_of, told):
    level = {"next_stale_items": "S4;S5", "next_stale_on": date(2026, 8, 18)}
    assert first_stale(level, as_of) == told
    assert first_stale(level | {"next_stale_items": None}, as_of) is None


def test_a_panel_is_told_what_its_figures_are_and_which_of_them_g3_rests_on_unseen(published_home, monkeypatch):
    page = Opened("organisation", published_home.path, monkeypatch, reader="panel:ZD012")
    assert (
        "counts of people to the nearest 5; * stands for a count of 1 to 7," in page.text
        and "Reliability: A, 20 events or more" in page.text
    )
    assert "Indicator 9 rests on counts" in page.text  # beside a figure of the board of which no seats were handed in
    reading = Reading(published_home.run_folder(published_home.current_run()), Audience("panel", "ZD012"))
    judged = reading.table("gold3", org_code="ZD012", assessment_date=date(2026, 7, 10)).row(0, named=True)
    told = {row["Measure"].split()[0]: row["2024 to 2025"] for row in steps(reading, judged)}
    assert told["I1"] == "Compared, by figures that a panel is not given"  # sums of those that became one
    assert told["I5"] == "Not known, or by figures that a panel is not given"


@pytest.mark.parametrize("reader, opens", [("analyst", True), ("trust:ZD005", False), ("panel:ZD005", False)])
def test_whom_it_took_over_is_named_and_led_to_where_the_reader_may_go(published_home, monkeypatch, reader, opens):
    page = Opened("organisation", published_home.path, monkeypatch, reader, org="ZD005")
    (row,) = (row for row in " ".join(page.bodies).split("</tr>") if "Took over" in row)
    assert "Invented Candle Community Trust" in row and ("org=ZD029" in row) == opens
