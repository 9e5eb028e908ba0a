"""The letter of the panel: what it tells, for whom, accessible, and the same bytes for the same facts."""

import hashlib
import io
import re
import subprocess
import sys

import pypdf
import pytest
from pdfua import validate

from app import desk_letter
from app.casebook import Application
from app.casebook_states import review_on
from app.desk_cases import application, evidence_of
from app.published import Audience
from app.reading import Reading
from ingestion.contracts import PROJECT
from tests.desks import CODE, DAY, FIRST
from tests.test_pack import HOSTILE

DECISIONS = {
    "awarded": {"outcome": "awarded", "level": "silver", "conditions": "", "valid_to": "2028-11-20"},
    "with conditions": {"outcome": "awarded_with_conditions", "level": "bronze", "valid_to": "2028-11-20",
                        "conditions": "A dashboard at the full board by June 2027."},
    "not yet": {"outcome": "not_yet", "level": "silver", "conditions": "", "valid_to": ""},
    "withdrawn": {"outcome": "withdrawn", "level": "silver", "conditions": "", "valid_to": ""},
    "gold": {"outcome": "awarded", "level": "gold", "conditions": "", "valid_to": "2028-11-20"},
}  # fmt: skip


def opened_in(home) -> tuple[Reading, Application]:
    """The application as the first reviewer reads it."""
    reading = Reading(home.run_folder(home.current_run()), Audience("panel", CODE), FIRST)
    row = next(row for row in reading.at_the_desk if row["org_code"] == CODE)
    evidence = evidence_of(reading, CODE, row["assessment_date"])
    return reading, application(reading, row, {"is_demonstration": True}, evidence)


def made(home, name: str, rationale: str = "Minutes bear out every item.") -> tuple[dict, bytes]:
    """The letter of an invented decision, as data and as the file."""
    reading, opened = opened_in(home)
    decision = DECISIONS[name] | {"decided_on": "2026-11-20", "panel_reference": "PANEL-7", "rationale": rationale,
                                  "reviewer": "REVIEWER-1", "who": FIRST.who, "at": "now"}  # fmt: skip
    assert review_on(decision["decided_on"], opened.facts).isoformat() == "2028-11-20"
    return desk_letter.document(reading, opened, decision), desk_letter.make(reading, opened, decision)


def paper(content: bytes) -> str:
    return plain(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages))


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text.replace("\u00ad", ""))


@pytest.mark.parametrize("name", DECISIONS)
def test_it_tells_the_decision_and_what_comes_next_and_never_who_reviewed(published_home, tmp_path, name):
    content, pdf = made(published_home, name)
    (tmp_path / "letter.pdf").write_bytes(pdf)
    report = validate(str(tmp_path / "letter.pdf"))
    assert report.exit_code == 0 and not list(report.findings), [finding.message for finding in report.findings]
    told, decision = paper(pdf), DECISIONS[name]
    for words in ("20 November 2026", "PANEL-7", "Minutes bear out every item.", "20 November 2028", "Invented data",
                  "at least every 24 months", decision["conditions"], decision["level"].capitalize()):  # fmt: skip
        assert plain(words) in told, words
    assert "REVIEWER" not in told and "account-1" not in told
    captions = [block["caption"] for block in content["blocks"] if block["kind"] == "table"]
    assert captions[1:] == {
        "awarded": ["Items in the way of Gold"], "with conditions": ["Items in the way of Silver"],
        "not yet": ["Items in the way of Silver"], "withdrawn": [], "gold": [],
    }[name]  # fmt: skip
    assert ("Goldisthehighestlevel" in told) == (name == "gold")


def test_what_is_in_the_way_is_what_the_items_say(published_home):
    reading = Reading(published_home.run_folder(published_home.current_run()), Audience("panel", CODE), FIRST)
    items = {row["item_id"]: row for row in reading.table("items", org_code=CODE, assessment_date=DAY).to_dicts()}
    direct = {name: row for name, row in items.items() if row["item_kind"] == "direct"}
    for name, levels in (("awarded", ["gold"]), ("not yet", ["bronze", "silver"])):
        content, _ = made(published_home, name)
        (rows,) = [block["rows"] for block in content["blocks"] if block.get("caption", "").startswith("Items in")]
        shown = {row[0]["text"].split(" ")[0] for row in rows}
        expected = {
            item
            for item, row in direct.items()
            if row["item_level"] in levels and row["status"] not in ("met", "met_min")
        }
        assert shown == expected and expected


def test_the_same_facts_give_the_same_bytes_in_another_process(published_home):
    _, here = made(published_home, "with conditions")
    program = (
        "import sys, hashlib; from pathlib import Path; from orchestration.home import Home; "
        "from tests.test_desk_letter import made; "
        "print(hashlib.sha256(made(Home(Path(sys.argv[1])), 'with conditions')[1]).hexdigest())"
    )
    command = [sys.executable, "-c", program, str(published_home.path)]
    there = subprocess.run(command, check=True, cwd=PROJECT, capture_output=True, text=True).stdout.split()[-1]
    assert there == hashlib.sha256(here).hexdigest()


def test_what_somebody_typed_is_text_and_no_markup(published_home):
    _, pdf = made(published_home, "not yet", "\n".join(HOSTILE[:12]))
    told = paper(pdf)
    assert all(plain(text) in told for text in HOSTILE[:12]) and "root:" not in told
