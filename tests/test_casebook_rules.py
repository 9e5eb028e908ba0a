"""Every event in every state is allowed, or refused with words (§3.7)."""

import csv
from dataclasses import replace
from datetime import date

import pytest

from app.casebook_rules import LONGEST_TEXT, WHEN, refusal
from app.casebook_states import STATES, Case, Facts, Query, case_of
from ingestion.contracts import PROJECT
from tests.desks import DECIDED, SILVER, TODAY

FACTS = Facts(TODAY, level_applied_for="silver", evidence={"E001": "a"})
REFERENCES = ("REVIEWER-1", "REVIEWER-2")
ASKED = {"event": "asked", "query": "Q1", "words": "Which board?", "occurred_on": "2026-11-01"}
CLOSED = Query(ASKED, {"words": "That of June"}, {"words": ""})
LAST = {"event": "decision", "at": "then", "decided_on": "2026-11-20"} | DECIDED
CASE = Case(
    state="submitted",
    declared=dict.fromkeys(REFERENCES, "none"),
    opened=frozenset(REFERENCES),
    queries={"Q1": CLOSED},
    verified={"E001": {"verification": "accepted", "document": "a"}},
    recommendations={name: SILVER | {"who": name} for name in REFERENCES},
    decisions=[LAST],
    letter=None,
)
OPEN = {"Q1": Query(ASKED)}
# An act that nothing but the state of the application can speak against.
ACTS = {
    "conflict_declaration": {"reviewer": "REVIEWER-3", "conflict": "none"},
    "opened": {"reviewer": "REVIEWER-4"},
    "completeness_check": {},
    "asked": {"query": "Q2", "words": "When?"},
    "answered": {"reviewer": None, "organisation": "ZD012", "query": "Q1", "words": "In June"},
    "closed": {"query": "Q1"},
    "verified": {"evidence_id": "E001", "verification": "accepted", "note": ""},
    "evidence_verification": {},
    "panel_review": SILVER,
    "decision": DECIDED,
    "withdrawal": DECIDED | {"event": "decision", "outcome": "withdrawn", "valid_to": ""},
    "feedback_sent": {"decision": "then"},
}
#                          D  S  C  E  P  D  F  R
TABLE = {
    "conflict_declaration": "-  y  y  y  y  y  y  y",
    "opened":               "-  y  y  y  y  y  y  y",
    "completeness_check":   "-  y  -  -  -  -  -  -",
    "asked":                "-  y  y  y  y  -  -  -",
    "answered":             "-  y  y  y  y  -  -  -",
    "closed":               "-  y  y  y  y  -  -  -",
    "verified":             "-  -  y  y  y  -  -  -",
    "evidence_verification": "-  -  y  -  -  -  -  -",
    "panel_review":         "-  -  -  y  y  -  -  -",
    "decision":             "-  -  -  -  y  y  y  -",
    "withdrawal":           "-  y  y  y  y  y  y  -",
    "feedback_sent":        "-  -  -  -  -  y  -  -",
}  # fmt: skip
CELLS = [
    (event, state, allowed == "y")
    for event, row in TABLE.items()
    for state, allowed in zip(STATES, row.split(), strict=True)
]


def words_of(name: str, case: Case = CASE, facts: Facts = FACTS, **changed: object) -> str | None:
    act = {"event": name, "reviewer": "REVIEWER-1", "organisation": None} | ACTS[name] | changed
    return refusal(case, facts, act)


def at(state: str, **changed: object) -> Case:
    return replace(CASE, state=state, declared=CASE.declared | {"REVIEWER-4": "none"}, **changed)


@pytest.mark.parametrize(("event", "state", "allowed"), CELLS)
def test_every_event_in_every_state(event, state, allowed):
    case = at(state, queries=OPEN if event in ("answered", "closed") else CASE.queries)
    words = words_of(event, case)
    assert (words is None) == allowed, words
    assert allowed or (words.endswith(".") and len(words.split()) > 5)


def test_the_table_has_every_event_and_the_states_are_those_of_the_registry():
    assert set(TABLE) == {*WHEN, "withdrawal"} and len(CELLS) == len(TABLE) * len(STATES)
    seed = PROJECT / "dbt_project" / "seeds" / "application_states.csv"
    assert [row["state"] for row in csv.DictReader(seed.open())] == list(STATES)


@pytest.mark.parametrize("event", [name for name in TABLE if name not in ("conflict_declaration", "answered")])
@pytest.mark.parametrize("declared", [None, "declared"])
def test_nobody_acts_before_declaring_and_nobody_with_a_conflict(event, declared):
    state = {"decision": "panel_review", "feedback_sent": "decision", "panel_review": "panel_review"}.get(event)
    others = {name: what for name, what in CASE.declared.items() if name != "REVIEWER-1"}
    case = at(state or "completeness_check", queries=OPEN)
    case = replace(case, declared=others | ({"REVIEWER-1": declared} if declared else {}))
    words = words_of(event, case, reviewer="REVIEWER-1")
    assert words.startswith("You declared a conflict" if declared else "Declare first")
    assert words_of(event, case, reviewer=None).startswith("Only a member of the panel")


def test_what_is_done_is_told_as_done_and_not_as_what_cannot_be():
    assert words_of("completeness_check", at("panel_review")) == "This is done: its completeness has been checked."
    assert words_of("evidence_verification", at("panel_review")) == "This is done: its evidence has been verified."
    assert "the panel has decided already" in words_of("completeness_check", at("decision"))
    early = words_of("evidence_verification", at("submitted"))
    assert early == "This cannot be done now: its completeness has not been checked."


NEVER = "Q9"
REFUSED = {
    "a conflict stays": ("conflict_declaration", "submitted", {"reviewer": "REVIEWER-C"}, "that stays"),
    "nothing is declared twice": ("conflict_declaration", "submitted", {"reviewer": "REVIEWER-1"}, "already"),
    "a declaration is one of two": ("conflict_declaration", "submitted", {"conflict": "perhaps"}, "or that you have"),
    "nothing is opened twice": ("opened", "submitted", {"reviewer": "REVIEWER-1"}, "already"),
    "a question has words": ("asked", "submitted", {"words": ""}, "Write what"),
    "two do not ask under one name": ("asked", "submitted", {"query": "Q1"}, "same moment"),
    "a closed question stays closed": ("closed", "submitted", {}, "not open"),
    "nobody answers what was not asked": ("answered", "submitted", {"query": NEVER}, "not open"),
    "no reviewer answers": ("answered", "submitted", {"organisation": None}, "organisation itself"),
    "evidence is what the return names": ("verified", "completeness_check", {"evidence_id": "E099"}, "no such"),
    "evidence is judged in three words": ("verified", "completeness_check", {"verification": "fine"}, "reject it"),
    "a rejection says why": ("verified", "completeness_check", {"verification": "rejected"}, "Write why"),
    "no level above what was applied for": ("panel_review", "panel_review", {"level": "gold"}, "applied for Silver"),
    "none is no level to recommend": ("panel_review", "panel_review", {"level": "none"}, "Choose the level"),
    "nobody recommends a withdrawal": ("panel_review", "panel_review", {"outcome": "withdrawn"}, "Recommend"),
    "a recommendation says why": ("panel_review", "panel_review", {"rationale": ""}, "Write why"),
    "a decision is one of four": ("decision", "panel_review", {"outcome": "maybe"}, "Decide on"),
    "a decision says why": ("decision", "panel_review", {"rationale": ""}, "Write why"),
    "a decision has a reference": ("decision", "panel_review", {"panel_reference": ""}, "reference"),
    "conditions belong to an award with some": ("decision", "panel_review", {"conditions": "x"}, "conditions"),
    "an award with conditions has some": (
        "decision", "panel_review", {"outcome": "awarded_with_conditions"}, "conditions"),
    "an award has a last day": ("decision", "panel_review", {"valid_to": ""}, "last day"),
    "the last day is not today": ("decision", "panel_review", {"valid_to": TODAY.isoformat()}, "after the day"),
    "a letter is of the last decision": ("feedback_sent", "decision", {"decision": "before"}, "not that of the last"),
    "nothing else happens": ("opened", "submitted", {"event": "deleted"}, "Nothing called"),
    "no NHS number": ("asked", "submitted", {"words": "Is it 943 476 5919?"}, "NHS number"),
    "no name with a case": ("decision", "panel_review", {"rationale": "Mr Smith, case 2024/118"}, "case"),
    "no hidden text": ("asked", "submitted", {"words": "a\u202eb"}, "do not show"),
    "no endless text": ("asked", "submitted", {"words": "x" * (LONGEST_TEXT + 1)}, "at most 4,000"),
}  # fmt: skip


@pytest.mark.parametrize(("event", "state", "changed", "told"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_whatever_the_state(event, state, changed, told):
    case = replace(at(state), declared=at(state).declared | {"REVIEWER-C": "declared"})
    assert told in words_of(event, case, **changed)


def test_evidence_is_verified_when_each_document_is_accepted_or_rejected_and_no_question_is_open():
    event, state = "evidence_verification", "completeness_check"
    for verification, allowed in (("accepted", True), ("rejected", True), ("queried", False)):
        case = at(state, verified={"E001": {"verification": verification, "document": "a"}})
        assert (words_of(event, case) is None) == allowed
    assert words_of(event, at(state, verified={})) == "Documents still to be accepted or rejected: 1."
    assert words_of(event, at(state, queries=OPEN)) == "Questions still open: Q1."
    another = replace(FACTS, evidence={"E001": "described anew"})
    assert at(state).verification("E001", another) == "unchecked" and words_of(event, at(state), another)


def test_two_reviewers_are_two_people_by_reference_and_by_account():
    one, two = (SILVER | {"who": who} for who in ("a", "b"))
    few = [{}, {"REVIEWER-1": one}, {"REVIEWER-1": one, "REVIEWER-2": one}]
    for recommendations in few:
        case = at("panel_review", recommendations=recommendations)
        assert "of 2 reviewers" in words_of("decision", case) and words_of("withdrawal", case) is None
    enough = at("panel_review", recommendations={"REVIEWER-1": one, "REVIEWER-2": two})
    assert words_of("decision", enough) is None
    assert "of 3 reviewers" in words_of("decision", enough, replace(FACTS, reviewers_minimum=3))


def test_nothing_is_decided_on_open_questions_or_on_evidence_that_changed():
    state = "panel_review"
    assert words_of("decision", at(state, queries=OPEN)) == "Questions still open: Q1."
    anew = replace(FACTS, evidence={"E001": "described anew"})
    assert words_of("decision", at(state), anew) == "Documents still to be accepted or rejected: 1."
    assert words_of("withdrawal", at(state, queries=OPEN), anew) is None


def test_a_withdrawal_does_not_end_an_award_by_mistake():
    holds = replace(FACTS, level_awarded="bronze")
    assert "holds Bronze" in words_of("withdrawal", at("submitted"), holds)
    assert (
        words_of("withdrawal", at("decision"), holds) is None
        and words_of("decision", at("panel_review"), holds) is None
    )


def test_a_decision_is_corrected_on_another_day_and_by_reviewers():
    today = [LAST | {"decided_on": TODAY.isoformat()}]
    for state in ("decision", "feedback_sent"):
        for name in ("decision", "withdrawal"):
            assert words_of(name, at(state)) is None
            assert "A decision of today stands" in words_of(name, at(state, decisions=today))
            assert "of 2 reviewers" in words_of(name, at(state, recommendations={}))


def test_what_the_run_knows_counts_where_a_person_brought_it_about():
    for state, begins in (("evidence_verification", "submitted"), ("panel_review", "panel_review"),
                          ("decision", "decision"), ("feedback_sent", "feedback_sent")):  # fmt: skip
        assert case_of([], TODAY, replace(FACTS, state=state)).state == begins


def test_the_review_is_due_when_its_months_are_over():
    day = {"assessment_date": TODAY.isoformat()}
    events = [day | LAST, day | {"event": "feedback_sent", "decision": "then"}]
    for when, state in ((date(2028, 11, 19), "feedback_sent"), (date(2028, 11, 20), "review_due")):
        assert case_of(events, TODAY, replace(FACTS, today=when)).state == state
