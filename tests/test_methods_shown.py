"""Measures, methods and the questions of a board come from the registries of the run, each at an address of its own."""

import re

import pytest
from pages import Opened

from app.methods import PART
from app.navigation import PAGES
from app.published import Audience
from app.reading import Reading
from app.vocabulary import SEVERITIES, STAGES
from app.vocabulary_of_methods import ARITHMETIC, BREAK_SEVERITIES, CONFIDENCES, INTERVALS, LIFTED_BY, REFERENCE_TIMES
from app.vocabulary_of_peers import POLARITIES

OF_KINDS = {
    "ratio": "I2",
    "share": "I1.NC.B8A",
    "share_gap": "I9",
    "survey": "I7",
    "survey_gap": "I5.GAP",
    "pay_gap": "PAY.MEDIAN",
}


def reading(home) -> Reading:
    return Reading(home.run_folder(home.current_run()), Audience("analyst"))


@pytest.mark.parametrize("kind, code", OF_KINDS.items())
def test_a_measure_reads_as_its_registry_row(published_home, monkeypatch, kind, code):
    measure = reading(published_home).by_key("measures", "measure_code")[code]
    assert measure["kind"] == kind
    page = Opened("methods", published_home.path, monkeypatch, reader="trust:ZD001", part="measures", measure=code)
    facts = {row["What"]: row["In words"] for row in page.tables()[f"Definition of {code}"]}
    assert facts["Formula"] == measure["formula"] and facts["Direction"] == POLARITIES[measure["polarity"]]
    assert facts["How sure a value is"] == INTERVALS[kind] and facts["Source of the definition"] == measure["source"]
    versions = page.tables()[f"Versions of {code}"]
    assert versions[-1]["Kept by"] == measure["owner"] and versions[-1]["Reviewed on"] == "1 November 2026"
    thresholds = page.tables().get(f"Thresholds of {code}", [])
    reasons = {row["reason"] for row in reading(published_home).registry("parameters")}
    assert {row["Why"] for row in thresholds} <= reasons and bool(thresholds) == (kind != "pay_gap")


def test_breaks_of_a_measure_say_what_follows(published_home, monkeypatch):
    page = Opened("methods", published_home.path, monkeypatch, reader="panel:ZD001", measure="I7")
    rows = page.tables()["Breaks of I7"]
    found = next(row for row in rows if row["Between"] == "2025 and 2026" and row["Whom it concerns"] == "All")
    assert found["What changed"] == "Question 15 changed in the 2025 survey"
    assert found["What follows"] == BREAK_SEVERITIES["block"] and found["How sure"] == CONFIDENCES["third party"]
    assert len(rows) == sum(row["measure_code"] == "I7" for row in reading(published_home).registry("measure_breaks"))


def test_every_measure_is_linked_from_the_overview(published_home, monkeypatch):
    page = Opened("methods", published_home.path, monkeypatch, reader="panel:ZD001")
    linked = set(re.findall(r"measure=([A-Z0-9._a-z]+)\"", " ".join(page.bodies)))
    assert linked == set(reading(published_home).by_key("measures", "measure_code"))


REGISTRIES = {
    "decisions": ("ambiguities", "ambiguity_id"),
    "thresholds": ("parameters", "reason"),
    "sources": ("source_precedence", "reason"),
    "rules": ("rules", "rule_name"),
    "versions": ("windows", "reason"),
    "comparison": ("peer_groups", "peer_group_name"),
}


@pytest.mark.parametrize("part, source", REGISTRIES.items())
def test_every_row_of_a_registry_stands_in_its_part(published_home, monkeypatch, part, source):
    registry, column = source
    page = Opened("methods", published_home.path, monkeypatch, reader="trust:RXL", part=part)
    cells = {text for rows in page.tables().values() for row in rows for text in row.values()}
    missing = {row[column] for row in reading(published_home).registry(registry)} - cells
    assert missing == set()
    assert all(f"part={other}" in " ".join(page.bodies) for other in PART if other != part)


def test_an_unknown_measure_or_part_is_a_plain_page(published_home, monkeypatch):
    for asked in ({"measure": "I99"}, {"part": "secrets"}):
        page = Opened("methods", published_home.path, monkeypatch, reader="analyst", **asked)
        assert "Nothing to show" in page.titles


def test_every_code_of_the_registries_has_words(published_home):
    source = reading(published_home)
    measures, breaks = source.registry("measures"), source.registry("measure_breaks")
    rules = source.registry("rules")
    assert {row["stage"] for row in rules} <= set(STAGES) and {row["severity"] for row in rules} <= set(SEVERITIES)
    assert {row["kind"] for row in measures} == set(ARITHMETIC) == set(INTERVALS)
    assert {row["reference_time"] for row in measures} == set(REFERENCE_TIMES)
    assert {row["severity"] for row in breaks} == set(BREAK_SEVERITIES)
    assert {row["lifted_by"] for row in breaks} - {None} == set(LIFTED_BY)
    asked = source.registry("board_questions")
    assert {row["confidence"] for row in [*breaks, *asked]} <= set(CONFIDENCES)


@pytest.mark.parametrize("reader", ["trust:ZD001", "panel:ZD001", "analyst"])
def test_questions_of_a_board_lead_to_where_they_are_answered(published_home, monkeypatch, reader):
    page = Opened("board", published_home.path, monkeypatch, reader=reader, org="ZD001")
    audience = reader.partition(":")[0]
    asked = reading(published_home).registry("board_questions")
    assert asked and all(row["question"] in page.text for row in asked)
    assert all(f"cannot answer: {row['what_is_missing']}" in page.text for row in asked)
    assert "the first seven could be read" in page.text
    linked = {to for body in page.bodies for to in re.findall(r'href="([a-z0-9]+)\?[^"]*org=ZD001', body)}
    allowed = {one.address for one in PAGES if audience in one.audiences}
    assert linked <= allowed and ("position" if audience == "trust" else "compare") in linked
