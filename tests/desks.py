"""Applications, and members of the panel, for tests of its desk."""

from datetime import date
from pathlib import Path

from app import casebook
from app.casebook import Application
from app.casebook_states import Facts
from app.people import Person, Role
from ingestion.inbox import INVENTED

CODE, DAY, TODAY = "ZD012", date(2026, 7, 10), date(2026, 11, 24)
FIRST, SECOND, THIRD = (
    Person(f"account-{n}", f"Member {n}", (Role("panel", "RXL", f"REVIEWER-{n}"),)) for n in (1, 2, 3)
)
ITSELF = Person("account-9", "The organisation", (Role("trust", CODE),))
SILVER = {"outcome": "awarded", "level": "silver", "rationale": "All Silver items are backed by minutes."}
DECIDED = SILVER | {"conditions": "", "valid_to": "2028-11-24", "panel_reference": "PANEL-1"}


def application(home: Path, code: str = CODE, assessed_on: date = DAY, today: date = TODAY, **facts) -> Application:
    told = {"level_applied_for": "silver", "evidence": {"E001": "a", "E002": "b"}} | facts
    return Application(home, code, assessed_on, Facts(today, **told), INVENTED)


def declared(opened: Application, *people: Person) -> None:
    for person in people:
        casebook.act(opened, person, "conflict_declaration", conflict="none", words="")
        casebook.act(opened, person, "opened")


def verified(opened: Application, person: Person = FIRST) -> None:
    casebook.act(opened, person, "completeness_check", words="")
    for evidence_id in opened.facts.evidence:
        casebook.act(opened, person, "verified", evidence_id=evidence_id, verification="accepted", note="")
    casebook.act(opened, person, "evidence_verification")


def reviewed(opened: Application, *people: Person, **what: str) -> None:
    """From a declaration of each up to their recommendations."""
    declared(opened, *people)
    verified(opened, people[0])
    for person in people:
        casebook.act(opened, person, "panel_review", **SILVER | what)


def happened(opened: Application) -> list[str]:
    return [event["event"] for event in casebook.events(opened.home, opened.org_code)]
