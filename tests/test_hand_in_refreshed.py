"""What a refresh makes of returns that were handed in: late, corrected, withdrawn, and as it was foretold."""

import shutil
from datetime import date

import pytest

from app import reading as reading_module
from app.hand_in_attest import due, timely
from app.hand_in_level import shortfall
from app.published import Audience
from app.reading import Reading
from ingestion import arrivals
from ingestion.inbox import INVENTED
from orchestration.home import Home
from orchestration.refresh import refresh
from tests.conftest import AS_OF, SHIPPED
from tests.handing_in import HAND_IN, SEE_LEVEL, Desk, filled


@pytest.fixture
def home(published_home, tmp_path) -> Home:
    copy = Home(tmp_path / "home")
    shutil.copytree(published_home.path, copy.path)
    return copy


def test_an_application_for_more_than_its_evidence_shows_is_told_so():
    assert shortfall("gold", "bronze") == "It applies for Gold, and its evidence would show at most Bronze."
    assert shortfall("silver", "none").endswith("at most no level.")
    assert not shortfall("silver", "silver") and not shortfall("silver", "gold") and not shortfall("", "none")


def test_late_is_said_plainly():
    day = date(2026, 5, 3)
    assert timely(day, day) == "In time: it is due by 3 May 2026"
    assert timely(day, date(2026, 5, 4)) == "Late: it was due by 3 May 2026"
    assert timely(None, day) == "No day is set for it"


def test_a_late_review_is_told_before_and_after(home, tmp_path, monkeypatch):
    """Of an invented organisation whose review is overdue by the calendar of the run."""
    run = home.run_folder(home.current_run())
    calendar = Reading(run, Audience("analyst")).table("calendar", kind="annual_review", state="overdue")
    code = next(code for code in calendar["org_code"] if code.startswith("ZD"))
    due_on = due(Reading(run, Audience("trust", code)), "annual_review")
    assert due_on == calendar.filter(calendar["org_code"] == code)["due_on"][0]
    path = filled(tmp_path, code, header={"return_type": "annual_review"})
    desk = Desk(home, monkeypatch, f"trust:{code}").send(path.name, path.read_bytes())
    words = timely(due_on, date(2099, 1, 1))
    assert {row["What"]: row["This return"] for row in desk.rows("What you are about to hand in")}["Due"] == words
    assert desk.confirm().press(HAND_IN).sent[0]["Due"] == words


def test_the_next_refresh_does_what_was_foretold(home, tmp_path, monkeypatch):
    """A return, its correction and a withdrawn one: taken in, replaced, left out; the level is the one foretold."""
    desk, first = Desk(home, monkeypatch), filled(tmp_path, day="2026-11-01", attested_on="2026-11-10")
    mended = filled(tmp_path, day="2026-11-01", attested_on="2026-11-12", answers={"B1": "not_in_place"})
    early = filled(tmp_path, day="2026-11-02", attested_on="2026-11-10")
    desk.hand_in(first).hand_in(early)
    desk.withdraw(next(row["File"] for row in desk.sent if "2026-11-02" in row["File"]), "sent too early")
    desk.send(mended.name, mended.read_bytes())
    assert "It replaces the return for 1 November 2026 that was attested on 10 November 2026" in desk.text
    desk.press(SEE_LEVEL)
    foretold = {row["Concept"]: row["With this return"] for row in desk.rows("as they would be for 1 November 2026")}
    changes = {row["Item"] for row in desk.rows("Items that would change")}
    assert foretold and changes and len(arrivals.find([], home.path)) == 2
    desk.confirm().press(HAND_IN)
    reading_module._opened.cache_clear()  # DuckDB opens a file in one way at a time in a process
    refresh(home, SHIPPED, AS_OF)
    desk = Desk(home, monkeypatch)
    states = {row["File"].rpartition("_")[0]: row["State"] for row in desk.sent}
    assert states["ZD001_2026-11-01_attested_2026-11-10"].endswith("Replaced by a correction")
    assert states["ZD001_2026-11-01_attested_2026-11-12"].endswith("Taken in")
    assert "Withdrawn: sent too early" in states["ZD001_2026-11-02_attested_2026-11-10"]
    reading = Reading(home.run_folder(home.current_run()), Audience("trust", "ZD001"))
    (level,) = reading.table("levels", assessment_date=date(2026, 11, 1)).to_dicts()
    assert foretold["Level, self-assessed"].lower() == (level["level_self_assessed"] or "none").replace(
        "none", "no level"
    )
    assert reading.table("levels", assessment_date=date(2026, 11, 2)).is_empty()
    name = next(row["File"] for row in desk.sent if "attested_2026-11-12" in row["File"])
    (taken,) = reading.table("submissions", file_name=name).to_dicts()
    assert (taken["publisher"], taken["state"]) == (INVENTED.publisher, "accepted")
