"""Where an organisation stands, in the words of its page and of the panel's pack."""

from datetime import date

import polars as pl
import pytest
from pages import Opened

from app.standing import awarded
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
    caption, withheld = "Invented data: Values and intervals that are missing", "I9.BOARD.TOTAL"
    home = published_home.path
    trust = Opened("organisation", home, monkeypatch, reader="trust:ZD012").tables()[caption]
    panel = Opened("organisation", home, monkeypatch, reader="panel:ZD012").tables()[caption]
    assert not any(withheld in row["Measures"] and row["Years"] == "every year" for row in trust)
    told = [row["Why"] for row in panel if withheld in row["Measures"]]
    assert told == ["Not handed in, or not among the figures that a panel is given."]
    assert not any(row["Why"].startswith("Nothing was handed in") for row in panel)
