"""Another threshold: its effect is foretold before it is proposed, the proposal is recorded, and the registry stays."""

import csv
import io
import json
import shutil
from datetime import date

import pytest

from app import proposed
from app.people import Person
from app.published import Audience, read
from ingestion.contracts import PROJECT
from orchestration.home import Home
from orchestration.serving import OPEN
from tests.pages import Opened
from tests.test_access import asked

PARAMETER = "network_meetings_minimum"  # item S4 asks for so many meetings
CURRENT = {"parameter": PARAMETER, "value": 4.0, "unit": "meetings", "source": "§3.5"}
PERSON = Person("00u1a2b3c4", "A. N. Other")
RUN = {"run_id": "20261124T101112Z-0", "as_of": "2026-11-24"}


@pytest.fixture
def home(published_home, tmp_path) -> Home:
    shutil.copytree(published_home.path, tmp_path / "home")
    return Home(tmp_path / "home")


def opened(home: Home, monkeypatch) -> Opened:
    return Opened("assembly", home.path, monkeypatch, reader="analyst", view="thresholds", parameter=PARAMETER)


def fill_in(page: Opened, value: str, reason: str) -> None:
    page.test.text_input(key="proposal_value").set_value(value)
    page.test.text_area(key="proposal_reason").set_value(reason)
    press(page, "Show its effect")


def press(page: Opened, label: str) -> None:
    next(button for button in page.test.button if button.label == label).click().run(timeout=900)


def test_a_threshold_is_proposed_with_its_effect_and_withdrawn(home, monkeypatch):
    registry = (PROJECT / "dbt_project" / "seeds" / "parameters.csv").read_bytes()
    manifest = home.manifest()
    before = read(home.run_folder(manifest["run_id"]), manifest, Audience("analyst"), "items")
    page = opened(home, monkeypatch)
    fill_in(page, "99", "Nobody meets so often\nfor a start")
    page.look()
    levels = page.tables()["Invented data: Levels of the latest assessments, now and then"]
    changed = page.tables()["Invented data: Deliverables whose status would be another"]
    judged = before.filter((before["item_id"] == "S4") & before["status"].is_in(["met", "met_min"]))
    assert judged.height and len(levels) == before["org_code"].n_unique()
    assert {row["Deliverable"][:2] for row in changed} == {"S4"} and len(changed) == judged.height
    assert any("now, " in row["Level verified, at most"] for row in levels)
    assert not proposed.proposals(home.path)  # seen is not proposed
    press(page, "Record the proposal")
    (made,) = proposed.proposals(home.path)
    assert made["who"] == "this machine" and made["changes"] >= judged.height and made["run_id"] == manifest["run_id"]
    assert {"what": "S4", "before": "met", "after": "not_met"}.items() <= made["effect"][-1].items()
    row = next(csv.reader(io.StringIO(proposed.row_of(made))))
    header = next(csv.reader(io.StringIO(registry.decode())))
    assert dict(zip(header, row, strict=True)) | {"source": ""} == {
        "parameter": PARAMETER, "value": "99", "unit": "meetings", "valid_from": manifest["as_of"],
        "reason": "Nobody meets so often for a start", "source": "",
    }  # fmt: skip
    page.test.selectbox(key="proposal_of").set_value(page.test.selectbox(key="proposal_of").options[0])
    page.test.text_area(key="proposal_why").set_value("A slip")
    press(page, "Withdraw the proposal")
    assert proposed.proposals(home.path)[0]["withdrawal"]["why"] == "A slip"
    assert [line["did"] for line in asked(home.path) if "proposal" in line] == ["proposed", "withdrew_proposal"]
    assert (PROJECT / "dbt_project" / "seeds" / "parameters.csv").read_bytes() == registry
    assert home.current_run() == manifest["run_id"]


@pytest.mark.parametrize(
    ("value", "reason", "words"),
    [("4", "Why", "it is the value now"), ("four", "Why", "give a number"), ("1e999", "Why", "give a number"),
     ("5", " ", "Reason: it is needed")],
)  # fmt: skip
def test_what_cannot_be_proposed_is_said_and_nothing_is_asked(home, monkeypatch, value, reason, words):
    page = opened(home, monkeypatch)
    fill_in(page, value, reason)
    assert words in page.test.error[0].value and not (home.path / ".what-if.lock").exists()


def test_nobody_foretells_or_proposes_who_may_not_read(home, monkeypatch):
    page = opened(home, monkeypatch)
    monkeypatch.setenv(OPEN, "")
    fill_in(page, "5", "Why")
    assert not (home.path / ".what-if.lock").exists() and not proposed.proposals(home.path)


def test_an_effect_of_very_many_changes_still_fits_a_line(tmp_path):
    effect = [
        {
            "org_code": f"ZD{n:03}",
            "assessed": "2026-11-24",
            "what": "level_verified_ceiling",
            "before": "none",
            "after": "gold",
        }
        for n in range(1000)
    ]
    made = proposed.propose(tmp_path, PERSON, CURRENT, "5", date(2026, 12, 1), "“Why”, they say", RUN, effect)
    assert made["changes"] == 1000 and len(made["effect"]) == proposed.MOST_LISTED
    (kept,) = proposed.proposals(tmp_path)
    assert json.dumps(kept["effect"]) == json.dumps(made["effect"]) and kept["withdrawal"] is None
    assert not proposed.journal(tmp_path).faults()
