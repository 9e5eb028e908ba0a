"""The panel's desk and the organisation's side of it, page by page, as several people who are signed in."""

import html
import re
import shutil
from datetime import date, timedelta

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from app import casebook, sign_in
from app.people import Person, Role
from ingestion.journal import Journal
from orchestration.home import Home
from tests.desks import CODE, DAY, FIRST, ITSELF, SECOND
from tests.pages import _page

FIELD = f"desk_{CODE}_{DAY}_{{}}_{{}}"
WHY = "Minutes of four boards bear out every Silver item."


@pytest.fixture(scope="module")
def published(published_home, tmp_path_factory) -> Home:
    home = Home(tmp_path_factory.mktemp("desk") / "home")
    shutil.copytree(published_home.path, home.path)
    return home


@pytest.fixture
def home(published, monkeypatch):
    """A published home folder in which nothing has happened at the desk yet."""
    for room in ("inbox", "access"):
        shutil.rmtree(published.path / room, ignore_errors=True)
    monkeypatch.setenv("NWBENCH_HOME", str(published.path))
    config.set_option("server.address", "127.0.0.1")
    return published.path


class Desk:
    """A page as someone has it open who is signed in."""

    def __init__(self, monkeypatch, person: Person, reader: str, page: str = "desk"):
        self.monkeypatch, self.person = monkeypatch, person
        self.test = AppTest.from_function(_page, default_timeout=120)
        self.test.session_state["page"] = page
        self.test.query_params["as"] = reader
        self.run()

    def run(self) -> "Desk":
        self.monkeypatch.setattr(sign_in, "person", lambda home: self.person)
        self.test.run()
        assert not self.test.exception, self.test.exception
        return self

    @property
    def text(self) -> str:
        written = [element.value for kind in ("markdown", "subheader", "header") for element in self.test.get(kind)]
        bodies = [e.proto.body for e in self.test.get("html") if e.proto.body and "<style" not in e.proto.body]
        return " ".join([*written, *(html.unescape(re.sub(r"<[^>]+>", " ", body)) for body in bodies)])

    @property
    def told(self) -> str:
        return " ".join(element.value for element in [*self.test.success, *self.test.error])

    @property
    def buttons(self) -> list[str]:
        return [button.label for button in self.test.button]

    def press(self, label: str, event: str = "", **fields: object) -> str:
        """Fills in the fields of the form of an event, and presses its button; what one is told then."""
        for name, value in fields.items():
            self.field(FIELD.format(event, name)).set_value(value)
        self.monkeypatch.setattr(sign_in, "person", lambda home: self.person)
        next(button for button in self.test.button if button.label == label).click().run()
        assert not self.test.exception, self.test.exception
        return self.told

    def field(self, key: str):
        """By its key, which has a number behind it once the form was sent."""
        (found,) = [
            one for kind in ("text_area", "text_input", "radio", "selectbox", "date_input")
            for one in self.test.get(kind) if re.fullmatch(rf"{key}(_\d+)?", one.key)
        ]  # fmt: skip
        return found

    def declare(self, conflict: str, code: str = CODE) -> str:
        self.field("desk_declare_of").set_value(code)
        self.field("desk_declare_conflict").set_value(conflict)
        return self.press("Declare")


@pytest.fixture
def desk(home, monkeypatch):
    return lambda person, reader="panel", page="desk": Desk(monkeypatch, person, reader, page)


def opened_by(desk, person: Person) -> Desk:
    desk(person).declare("none")
    return desk(person, f"panel:{CODE}")


def to_review(desk) -> Desk:
    """The case as the first reviewer has it open, its evidence verified."""
    case = opened_by(desk, FIRST)
    case.press("It is complete enough to verify")
    for document in casebook_evidence(case):
        case.press("Write it down", "verified", evidence_id=document, verification="accepted")
    case.press("The evidence is verified")
    return case


def casebook_evidence(case: Desk) -> list[str]:
    return case.field(FIELD.format("verified", "evidence_id")).options


def decided(desk) -> Desk:
    first = to_review(desk)
    second = opened_by(desk, SECOND)
    for case in (first, second.run()):
        case.press("Recommend", "panel_review", outcome="awarded", rationale=WHY)
    first.run().press(
        "Decide", "decision", outcome="awarded_with_conditions", rationale="Silver in every item.", level="silver",
        conditions="A dashboard at the full board by June 2027.", valid_to=date.today() + timedelta(days=700),
        panel_reference="PANEL-7",
    )  # fmt: skip
    return first


def events(home) -> list[str]:
    return [event["event"] for event in casebook.events(home, CODE)]


def test_before_declaring_the_desk_tells_who_what_and_when_and_nothing_opens(desk, home):
    seen = desk(FIRST)
    row = re.search(rf"\({CODE}\)  (.+?Declare first)", seen.text)[1]
    assert row == "10 July 2026  Silver  Submitted  Nothing yet  Declare first"
    closed = desk(FIRST, f"panel:{CODE}")
    assert "You have not declared yet" in closed.text and "Evidence" not in closed.text and not closed.test.radio
    assert events(home) == []


def test_a_declaration_is_for_the_application_that_was_chosen_and_says_which(desk, home):
    member = desk(FIRST)
    member.field("desk_declare_conflict").set_value("none")
    assert "Choose an application" in member.press("Declare") and events(home) == []
    assert member.declare("none") == f"{CODE}: your declaration is written down."


def test_nobody_sees_an_application_of_where_they_work(desk, home):
    colleague = Person("account-4", "Colleague", (Role("panel", CODE, "REVIEWER-4"),))
    assert CODE not in desk(colleague).text and "(ZD001)" in desk(colleague).text
    assert "not open to you" in desk(colleague, f"panel:{CODE}").text


def test_a_declared_conflict_closes_the_application_and_what_others_think_of_it(desk, home):
    first = to_review(desk)
    first.press("Recommend", "panel_review", outcome="awarded", rationale=WHY)
    second = opened_by(desk, SECOND)
    assert "Evidence" in second.text
    assert "is written down" in desk(SECOND).declare("declared")
    before = events(home)
    told = second.press("Recommend", "panel_review", outcome="not_yet", rationale="In spite of it")
    assert "conflict of interest" in second.text and "Minutes" not in second.text + told
    assert events(home) == before and not desk(SECOND, f"panel:{CODE}").test.radio
    listed = desk(SECOND)
    assert "A conflict of interest  Closed to you" in listed.text and "Minutes" not in listed.text


def test_two_reviewers_are_blind_to_each_other_until_both_are_in(desk, home):
    first = to_review(desk)
    second = opened_by(desk, SECOND)
    first.press("Recommend", "panel_review", outcome="awarded", rationale=WHY)
    assert WHY in first.text and "1 of 2 reviewers" in first.text and "Decide" not in first.buttons
    assert WHY not in second.run().text
    assert "Record the withdrawal" in second.buttons
    second.press("Recommend", "panel_review", outcome="not_yet", rationale="S2 rests on one report.")
    assert WHY in second.text and "S2 rests on" in first.run().text
    assert len(first.field(FIELD.format("decision", "outcome")).options) == 3


def test_a_withdrawal_needs_no_reviewers_and_is_answered_by_a_letter(desk, home):
    case = opened_by(desk, FIRST)
    told = case.press("Record the withdrawal", "withdrawal", rationale="By letter of its chief executive.")
    assert "reference" in told and "decision" not in events(home)
    case.press("Record the withdrawal", "withdrawal", panel_reference="PANEL-8")
    assert "Withdrawn: Silver" in case.text and "Record the withdrawal" not in case.buttons
    case.press("Send the letter")
    assert events(home)[-2:] == ["decision", "feedback_sent"]


def test_a_question_is_screened_asked_answered_and_closed(desk, home):
    case = opened_by(desk, FIRST)
    told = case.press("Ask the organisation", "asked", words="Is she 943 476 5919?")
    assert "looks like an NHS number" in told and "asked" not in events(home)
    assert case.field(FIELD.format("asked", "words")).value == "Is she 943 476 5919?"
    case.press("Ask the organisation", "asked", about="E003", words="Which of the two goals?")
    assert "waits for your answer to 1 question" in desk(ITSELF, f"trust:{CODE}", "").text
    asked = desk(ITSELF, f"trust:{CODE}", "organisation")
    assert "Which of the two goals?" in asked.text and "E003" in asked.text
    assert "REVIEWER" not in asked.text and "What the panel decided" not in asked.text
    assert "with the panel" in asked.press("Answer the panel", "answered", query="Q1", words="The second one.")
    assert "The second one." in case.run().text and "Answer the panel" not in asked.run().buttons
    assert "waits for your answer" not in desk(ITSELF, f"trust:{CODE}", "").text
    case.press("Close the question", "closed", query="Q1")
    assert events(home)[2:] == ["asked", "answered", "closed"]


def test_the_organisation_reads_its_decision_once_the_letter_is_sent_and_never_opinions(desk, home):
    case = decided(desk)
    before = desk(ITSELF, f"trust:{CODE}", "organisation")
    assert "Silver in every item" not in before.text
    assert "on its own page" in case.press("Send the letter")
    after = desk(ITSELF, f"trust:{CODE}", "organisation")
    assert "Silver in every item." in after.text and "A dashboard at the full board" in after.text
    assert WHY not in after.text and "REVIEWER" not in after.text
    assert "What the panel decided" not in desk(Person("x", "X", (Role("trust", "ZD001"),)), "trust:ZD001",
                                                "organisation").text  # fmt: skip
    (letter,) = (home / "inbox" / "panel").glob("letter_*.pdf")
    letter.write_bytes(letter.read_bytes()[:-1])
    assert "The letter is not where it was kept" in after.run().text


@pytest.mark.parametrize("roles", [(), (Role("analyst"),), (Role("panel", CODE, "REVIEWER-1"),)])
def test_whoever_lost_their_role_meanwhile_does_nothing(desk, home, roles):
    case = opened_by(desk, FIRST)
    before = events(home)
    case.person = Person(FIRST.who, FIRST.name, roles)
    case.press("It is complete enough to verify")
    assert events(home) == before


def test_without_a_provider_the_desk_says_why_nothing_can_be_decided(desk, home):
    case = desk(sign_in.ANYONE, f"panel:{CODE}")
    case.press("Declare", "conflict_declaration", conflict="none")
    assert events(home) == ["conflict_declaration", "opened"]
    alone = " ".join(element.value for element in case.test.caption)
    assert "one and the same reviewer" in alone and "0 of 2 reviewers" in case.text


def test_the_journal_has_no_fault_and_what_is_shown_of_it_has_no_opinion(desk, home):
    case = decided(desk)
    assert not Journal(home / "inbox" / "panel" / f"{CODE}.jsonl").faults()
    table = case.text[case.text.rindex("Events, of which none is ever changed") :]
    assert "REVIEWER-2  Recommended what to decide" in table and "Minutes" not in table
