"""What happened to each application at the panel's desk: events that are only added to, each with who did it (§3.7).

`inbox/panel/<code>.jsonl` in the home folder is the journal of one applicant's applications; an application is its
organisation and the day for which it assessed itself. The journal is the truth: what the warehouse needs of it is told
by files (`app/casebook_files.py`), and told again should one be missing. A correction is one event more.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

from app import access
from app.casebook_files import tell
from app.casebook_rules import refusal
from app.casebook_states import AWARDED, DECLARED, NONE, Case, Facts, case_of
from app.people import Person
from app.published import Audience
from ingestion.days import today
from ingestion.inbox import Origin
from ingestion.journal import Journal

DECLARATION = "conflict_declaration"
__all__ = ["DECLARATION", "DECLARED", "NONE", "Application", "Refused", "act", "declare", "events", "interest"]
# As the audit trail calls it. What somebody thinks of an application stands in the journal alone.
DID = {
    DECLARATION: "declared",
    "completeness_check": "checked",
    "asked": "questioned",  # `asked` is there a question to the warehouse
    "evidence_verification": "verified",
    "panel_review": "recommended",
    "decision": "decided",
    "feedback_sent": "letter",
}


class Refused(Exception):
    """What was asked for may not happen; the message says why, for whoever asked."""


@dataclass(frozen=True)
class Application:
    """An application as the run has it. `origin` is of what the warehouse is told about it."""

    home: Path
    org_code: str
    assessed_on: date | None
    facts: Facts
    origin: Origin

    @property
    def case(self) -> Case:
        return case_of(events(self.home, self.org_code), self.assessed_on, self.facts)


def journal(home: Path, org_code: str) -> Journal:
    return Journal(home / "inbox" / "panel" / f"{org_code}.jsonl")


def act(application: Application, person: Person, event: str, **what: object) -> dict:
    """Adds an event, if it may follow what has happened; whoever acts at the same time waits. Raises Refused, OSError.

    It is written to the audit trail too, and the warehouse is told. Raises Untold when only its line is missing.
    """
    home, code = application.home, application.org_code
    entry = _entry(application, person, event) | what
    added = journal(home, code).add(partial(_judged, application, person, entry))
    audience = Audience("trust" if event == "answered" else "panel", code)
    about = {name: entry[name] for name in ("assessment_date", "query", "evidence_id") if name in entry}
    untold = access.record_done(home, audience, DID.get(event, event), person, **about)
    tell_all(application)
    if untold:
        raise access.Untold(untold)
    return added


def tell_all(application: Application) -> None:
    """Tells the warehouse what it has not been told yet: all of it, when whoever acted was cut short."""
    tell(application.home, application.org_code, events(application.home, application.org_code), application.origin)


def _entry(application: Application, person: Person, event: str) -> dict:
    answers = event == "answered"
    return _of(application.assessed_on) | {
        "event": event,
        "occurred_on": application.facts.today.isoformat(),
        "reviewer": None if answers else person.reference,
        "organisation": application.org_code if answers and _is_of(person, application) else None,
        "who": person.who,
    }


def _judged(application: Application, person: Person, entry: dict, before: list[dict]) -> dict:
    """The entry, with what depends on the moment. Called while nobody else can add. Raises Refused."""
    case = case_of(before, application.assessed_on, application.facts)
    if entry["event"] != "answered" and application.org_code in person.organisations:
        raise Refused("Nobody acts on the application of an organisation that they belong to.")
    if words := refusal(case, application.facts, entry):
        raise Refused(words)
    return entry | _of_the_moment(case, application.facts, entry)


def _of_the_moment(case: Case, facts: Facts, entry: dict) -> dict:
    """What an event is also remembered by, and nobody types."""
    match entry["event"]:
        case "verified":  # as the return described the document to whoever looked at it
            return {"document": facts.evidence[entry["evidence_id"]]}
        case "panel_review":  # made before anybody could read the others
            return {"blind": case.reviewers < facts.reviewers_minimum}
        case "decision":
            valid_to = entry["valid_to"] if entry["outcome"] in AWARDED else ""
            return {"decided_on": entry["occurred_on"], "valid_to": valid_to}
    return {}


def _is_of(person: Person, application: Application) -> bool:
    """Someone with a role there. Who has no organisation at all uses this machine without a sign-in, as anyone."""
    return application.org_code in person.organisations or not person.organisations


def declare(
    home: Path, org_code: str, assessed_on: date | None, reference: str, who: str, conflict: str, words: str
) -> dict:
    """Records that a panel's member has a conflict of interest in an application (`declared`), or `none`."""
    if conflict not in (NONE, DECLARED):
        raise ValueError(f"no declaration {conflict!r}")
    entry = {"event": DECLARATION, "reviewer": reference, "conflict": conflict, "words": words}
    return journal(home, org_code).add(_of(assessed_on) | entry | {"who": who})


def interest(home: Path, org_code: str, assessed_on: date | None, reference: str | None) -> str | None:
    """What a panel's member declared: `none` of this application, `declared` of any of its applicant's, else None.

    A conflict stays: whoever declared one does not undo it by a second declaration.
    """
    return case_of(events(home, org_code), assessed_on, Facts(today())).declared.get(reference)


def events(home: Path, org_code: str) -> list[dict]:
    """Everything that happened to an applicant's applications, the earliest first."""
    of_it = journal(home, org_code)
    return _events(of_it, of_it.identity)


@lru_cache(200)
def _events(of_it: Journal, _identity: tuple | None) -> list[dict]:
    return of_it.entries()


def _of(assessed_on: date | None) -> dict:
    return {"assessment_date": assessed_on.isoformat() if assessed_on else None}
