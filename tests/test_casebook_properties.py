"""No sequence of acts by anybody gets round the rules of the desk, and none loses an event."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import casebook, casebook_files
from app.casebook import Refused
from app.casebook_states import OUTCOMES, VERIFICATIONS
from app.people import Person, Role
from ingestion import inbox
from tests.desks import (
    CODE,
    DECIDED,
    FIRST,
    ITSELF,
    SECOND,
    SILVER,
    THIRD,
    application,
    declared,
    happened,
    reviewed,
    verified,
)

PEOPLE = st.sampled_from([FIRST, SECOND, THIRD, Person("account-1", "Again", (Role("panel", "RXL", "REVIEWER-7"),)),
                          ITSELF])  # fmt: skip
ACTS = st.one_of(
    st.tuples(st.just("conflict_declaration"), st.fixed_dictionaries(
        {"conflict": st.sampled_from(["none", "none", "none", "declared"]), "words": st.just("")})),
    st.tuples(st.sampled_from(["opened", "evidence_verification"]), st.just({})),
    st.tuples(st.just("completeness_check"), st.just({"words": ""})),
    st.tuples(st.sampled_from(["asked", "answered", "closed"]), st.fixed_dictionaries(
        {"query": st.sampled_from(["Q1", "Q2"]), "words": st.just("Which?")})),
    st.tuples(st.just("verified"), st.fixed_dictionaries(
        {"evidence_id": st.sampled_from(["E001", "E002", "E003"]), "verification": st.sampled_from(VERIFICATIONS),
         "note": st.just("seen")})),
    st.tuples(st.just("panel_review"), st.just(SILVER)),
    st.tuples(st.just("decision"), st.sampled_from(OUTCOMES).map(lambda outcome: DECIDED | {
        "outcome": outcome, "valid_to": "2028-11-24" if outcome.startswith("awarded") else "",
        "conditions": "Quarterly" if outcome.endswith("conditions") else ""})),
    st.tuples(st.just("feedback_sent"), st.just({"letter": "x", "sha256": "0"})),
)  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=st.lists(st.tuples(PEOPLE, ACTS), min_size=5, max_size=40), begun=st.sampled_from([0, 1, 2, 2, 3, 3, 3]))
def test_no_sequence_of_acts_gets_to_a_decision_without_its_reviewers_or_loses_an_event(tmp_path_factory, acts, begun):
    opened = application(tmp_path_factory.mktemp("case"))
    if begun == 1:  # a random sequence gets to a decision only from somewhere near it
        declared(opened, FIRST, SECOND)
        verified(opened)
    elif begun > 1:
        reviewed(opened, *(FIRST, SECOND)[: begun - 1])
    accepted = happened(opened)
    for person, (event, what) in acts:
        decisions = opened.case.decisions
        what = what | ({"decision": decisions[-1]["at"] if decisions else None} if event == "feedback_sent" else {})
        before = opened.case
        try:
            casebook.act(opened, person, event, **what)
        except Refused as refused:
            assert str(refused).endswith(".")
            continue
        accepted.append(event)
        if event not in ("answered", "conflict_declaration"):
            assert before.declared.get(person.reference) == "none"
        if event == "decision" and what["outcome"] != "withdrawn":
            reviewers = [e for e in before.recommendations.values() if before.declared[e["reviewer"]] == "none"]
            assert len({e["reviewer"] for e in reviewers}) >= 2 and len({e["who"] for e in reviewers}) >= 2
            assert not before.open_queries and not before.unverified(opened.facts)
    assert happened(opened) == accepted and Counter(accepted)["decision"] <= 1
    assert not casebook.journal(opened.home, CODE).faults()
    known = {casebook_files.file_of(CODE, event) for event in casebook.events(opened.home, CODE)} - {None}
    kept = [given_one.name for given_one in inbox.receipts(opened.home, "decisions")]
    assert len(kept) == len(known)
