"""The journal of applications: nothing is lost, nothing lands twice, and no sequence of acts gets round the rules."""

import csv
import multiprocessing
import shutil
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from functools import partial

import polars as pl
import pytest

from app import access, casebook, casebook_files
from app.casebook import Refused
from app.people import Person, Role
from app.published import Audience, read
from ingestion import inbox
from orchestration.home import Home
from orchestration.refresh import refresh
from tests import dying
from tests.conftest import SHIPPED
from tests.desks import (
    CODE,
    DAY,
    DECIDED,
    FIRST,
    ITSELF,
    SECOND,
    SILVER,
    THIRD,
    TODAY,
    application,
    declared,
    happened,
    reviewed,
)


@pytest.fixture
def opened(tmp_path):
    return application(tmp_path)


def told(opened) -> dict[str, list[dict]]:
    """Lines of the files of the inbox, by the table of their header."""
    found = {"events": [], "decisions": []}
    for given_one in inbox.receipts(opened.home, "decisions"):
        path = inbox.folder(opened.home, "decisions") / given_one.name
        rows = list(csv.DictReader(path.open()))
        found["decisions" if "decided_on" in rows[0] else "events"] += rows
    return found


def test_a_case_from_its_declarations_to_its_letter(opened):
    reviewed(opened, FIRST, SECOND)
    decision = casebook.act(opened, SECOND, "decision", **DECIDED)
    casebook.act(opened, FIRST, "feedback_sent", decision=decision["at"], letter="letter.pdf", sha256="0")
    assert opened.case.state == "feedback_sent" and opened.case.letter["letter"] == "letter.pdf"
    lines = told(opened)
    assert {row["event"] for row in lines["events"]} == {*casebook_files.EVENTS}
    assert {row["reviewer"] for row in lines["events"]} == {"REVIEWER-1", "REVIEWER-2"}
    (line,) = lines["decisions"]
    assert line == {"org_code": CODE, "decided_on": TODAY.isoformat(), "level": "silver", "outcome": "awarded",
                    "panel_reference": "PANEL-1", "rationale": SILVER["rationale"], "conditions": "",
                    "valid_to": "2028-11-24"}  # fmt: skip


@pytest.mark.parametrize("outcome", ["not_yet", "withdrawn"])
def test_what_is_not_awarded_has_no_last_day(opened, outcome):
    reviewed(opened, FIRST, SECOND)
    casebook.act(opened, FIRST, "decision", **DECIDED | {"outcome": outcome})
    assert told(opened)["decisions"][0]["valid_to"] == "" and opened.case.decisions[0]["valid_to"] == ""


def test_every_act_is_in_the_audit_trail_and_no_opinion_is(opened):
    reviewed(opened, FIRST, SECOND)
    casebook.act(opened, FIRST, "asked", query="Q1", about="E001", words="Which board?")
    casebook.act(opened, ITSELF, "answered", query="Q1", words="That of June")
    trail = access.trail(opened.home, access.months(opened.home)[0]).entries()
    assert len(trail) == len(happened(opened))
    assert {line["did"] for line in trail} == {"declared", "opened", "checked", "verified", "recommended",
                                               "questioned", "answered"}  # fmt: skip
    assert {(line["who"], line["audience"]) for line in trail} == {
        ("account-1", "panel"), ("account-2", "panel"), ("account-9", "trust")}  # fmt: skip
    assert "minutes" not in str(trail) and "awarded" not in str(trail) and "June" not in str(trail)


def test_opinions_are_blind_until_enough_are_in_and_say_so(opened):
    reviewed(opened, FIRST, SECOND)
    declared(opened, THIRD)
    casebook.act(opened, THIRD, "panel_review", **SILVER)
    assert [event["blind"] for event in opened.case.recommendations.values()] == [True, True, False]


def test_a_conflict_declared_late_takes_the_opinion_away(opened):
    reviewed(opened, FIRST, SECOND)
    casebook.act(opened, SECOND, "conflict_declaration", conflict="declared", words="")
    assert list(opened.case.recommendations) == ["REVIEWER-1"]
    for person, words in ((FIRST, "1 of 2 reviewers"), (SECOND, "You declared a conflict")):
        with pytest.raises(Refused, match=words):
            casebook.act(opened, person, "decision", **DECIDED)


def test_a_conflict_in_one_application_is_one_in_the_next(opened, tmp_path):
    casebook.act(opened, FIRST, "conflict_declaration", conflict="declared", words="")
    casebook.act(opened, SECOND, "conflict_declaration", conflict="none", words="")
    later = application(tmp_path, assessed_on=DAY + timedelta(days=400))
    for person, interest in ((FIRST, "declared"), (SECOND, None), (THIRD, None)):
        assert casebook.interest(tmp_path, CODE, later.assessed_on, person.reference) == interest
        with pytest.raises(Refused):
            casebook.act(later, person, "opened")


def test_nobody_acts_on_their_own_organisation_and_nobody_else_answers(opened):
    colleague = Person("account-4", "Colleague", (Role("panel", CODE, "REVIEWER-4"),))
    stranger = Person("account-5", "Another", (Role("trust", "ZD001"),))
    with pytest.raises(Refused, match="that they belong to"):
        casebook.act(opened, colleague, "conflict_declaration", conflict="none", words="")
    declared(opened, FIRST)
    casebook.act(opened, FIRST, "asked", query="Q1", about="", words="Which board?")
    with pytest.raises(Refused, match="organisation itself"):
        casebook.act(opened, stranger, "answered", query="Q1", words="Ours")
    assert "answered" not in happened(opened)


def test_what_was_cut_short_is_told_the_next_time_and_only_once(opened, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(casebook, "tell", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            casebook.act(opened, FIRST, "conflict_declaration", conflict="none", words="")
    assert happened(opened) == ["conflict_declaration"] and not inbox.receipts(opened.home, "decisions")
    for _ in range(3):
        casebook.tell_all(opened)
    (receipt,) = inbox.receipts(opened.home, "decisions")
    assert receipt.sender == "account-1" and receipt.publisher.startswith("None: invented")
    assert len(told(opened)["events"]) == 1


def test_wherever_the_process_dies_a_decision_lands_once_and_is_told_once(tmp_path, monkeypatch):
    for module in (casebook, casebook_files):
        monkeypatch.setitem(dying.WATCHED, module.__file__, module.__name__)

    def decision(home):
        return casebook.act(application(home), SECOND, "decision", **DECIDED)

    reviewed(application(tmp_path / "ready"), FIRST, SECOND)
    ready = partial(shutil.copytree, tmp_path / "ready", dirs_exist_ok=True)
    homes = dying.die_before_each_line(tmp_path / "died", ready, decision)
    landed = Counter()
    for home, place in homes.items():
        opened = application(home)
        landed[bool(opened.case.decisions)] += 1
        casebook.tell_all(opened)
        try:
            decision(home)
        except Refused:
            assert opened.case.decisions
        assert Counter(happened(opened))["decision"] == 1 == len(told(opened)["decisions"]), place
        assert not casebook.journal(home, CODE).faults(), place
    assert landed[True] > 20 and landed[False] > 20


def test_what_the_trail_does_not_take_has_happened_and_whoever_did_it_is_told(opened, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(access, "record", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "no space left")))
        with pytest.raises(access.Untold, match="audit trail could not be written .no space left"):
            casebook.act(opened, FIRST, "conflict_declaration", conflict="none", words="")
    assert happened(opened) == ["conflict_declaration"] and len(told(opened)["events"]) == 1


def test_an_inbox_that_takes_nothing_loses_nothing(opened, monkeypatch, capsys):
    with monkeypatch.context() as patch:
        patch.setattr(inbox, "write", lambda *_: (_ for _ in ()).throw(OSError("no space left")))
        casebook.act(opened, FIRST, "conflict_declaration", conflict="none", words="")
    assert "no space left" in capsys.readouterr().err and happened(opened) == ["conflict_declaration"]
    casebook.tell_all(opened)
    assert len(told(opened)["events"]) == 1


def decide(home, number: int, gate) -> None:
    gate.wait()
    with suppress(Refused):
        decision = DECIDED | {"panel_reference": f"PANEL-{number}"}
        casebook.act(application(home), (FIRST, SECOND)[number % 2], "decision", **decision)


def test_of_several_who_decide_at_once_one_does(opened):
    reviewed(opened, FIRST, SECOND)
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(6)
    processes = [context.Process(target=decide, args=(opened.home, number, gate)) for number in range(6)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert Counter(happened(opened))["decision"] == 1 and len(told(opened)["decisions"]) == 1
    assert not casebook.journal(opened.home, CODE).faults()


def test_a_refresh_knows_the_state_the_reviewers_and_the_award(published_home, tmp_path):
    home = Home(tmp_path / "home")
    shutil.copytree(published_home.path, home.path)
    opened = application(home.path, today=TODAY)
    reviewed(opened, FIRST, SECOND)
    casebook.act(opened, THIRD, "conflict_declaration", conflict="declared", words="")
    text = {"rationale": 'All "Silver" items,\nbacked by minutes', "conditions": "=Quarterly dashboard; by June"}
    with_conditions = DECIDED | text | {"outcome": "awarded_with_conditions"}
    decision = casebook.act(opened, FIRST, "decision", **with_conditions)
    casebook.act(opened, FIRST, "feedback_sent", decision=decision["at"], letter="x", sha256="0")
    withdrawn = application(home.path, "ZD018", DAY.replace(2025, 8, 13), today=TODAY)
    declared(withdrawn, FIRST)
    no_award = {"outcome": "withdrawn", "valid_to": "", "panel_reference": "PANEL-2"}
    casebook.act(withdrawn, FIRST, "decision", **DECIDED | no_award)
    refresh(home, SHIPPED, TODAY)

    run, manifest = home.run_folder(home.current_run()), home.manifest()
    tables = {
        name: read(run, manifest, Audience("analyst"), name)
        for name in ("applications", "levels", "checks", "submissions")
    }
    applications = {row["application_id"]: row for row in tables["applications"].to_dicts()}
    mine = applications["ZD012-2026-07-10"]
    assert (mine["state"], mine["outcome"], mine["decided_level"], mine["panel_reference"]) == (
        "feedback_sent", "awarded_with_conditions", "silver", "PANEL-1")  # fmt: skip
    assert (mine["reviewers"], mine["conflicts_declared"], mine["decided_on"]) == (2, 1, TODAY)
    assert mine["review_due_on"] == TODAY.replace(2028) and mine["award_valid_to"] == TODAY.replace(2028)
    assert applications["ZD018-2025-08-13"]["outcome"] == "withdrawn"
    levels = tables["levels"].filter(org_code=CODE, is_latest=True)
    assert levels["level_awarded"].to_list() == ["silver"]
    broken = tables["checks"].filter(pl.col("rule_id").str.starts_with("P0") & (pl.col("outcome") == "failed"))
    assert not set(broken["org_code"]) & {CODE, "ZD018"}
    handed_in = tables["submissions"].filter(pl.col("file_name").str.contains("_[0-9a-f]{12}"))
    kept = [given_one.name for given_one in inbox.receipts(home.path, "decisions")]
    of_decisions = handed_in.filter(source="decisions")
    assert sorted(of_decisions["file_name"]) == sorted(kept) and set(of_decisions["state"]) == {"accepted"}
