"""What has become of an application by the events at the panel's desk (§3.7): its state, and all that stands of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dateutil.relativedelta import relativedelta

STATES = (
    "draft",
    "submitted",
    "completeness_check",
    "evidence_verification",
    "panel_review",
    "decision",
    "feedback_sent",
    "review_due",
)
DECISION, FEEDBACK = "decision", "feedback_sent"
NONE, DECLARED = "none", "declared"  # a conflict of interest
AWARDED, WITH_CONDITIONS, WITHDRAWN = ("awarded", "awarded_with_conditions"), "awarded_with_conditions", "withdrawn"
OUTCOMES = (*AWARDED, "not_yet", WITHDRAWN)
VERIFICATIONS = ("accepted", "queried", "rejected")
# States that only a person brings about. The rules of the run alone bring every application that counts as far as
# evidence_verification, where the desk begins to check and verify by its own eyes.
OF_PEOPLE = ("panel_review", DECISION, FEEDBACK, "review_due")


@dataclass(frozen=True)
class Facts:
    """What the published run says of an application. `evidence` has a checksum of each document's line by its id.

    `level_awarded` is what the applicant holds from decisions before.
    """

    today: date
    state: str = "submitted"
    level_applied_for: str | None = None
    level_awarded: str | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)
    reviewers_minimum: int = 2
    review_months: int = 24


@dataclass(frozen=True)
class Query:
    """A question to the organisation, with the events of its answer and its end."""

    asked: dict
    answer: dict | None = None
    closed: dict | None = None


@dataclass(frozen=True)
class Case:
    """An application by its events. References of reviewers stand for their names."""

    state: str
    declared: Mapping[str, str]  # none or declared, by reference
    opened: frozenset[str]
    queries: Mapping[str, Query]
    verified: Mapping[str, dict]  # the last word on each document
    recommendations: Mapping[str, dict]  # the last of each reviewer without a conflict
    decisions: Sequence[dict]
    letter: dict | None  # of the last decision

    @property
    def reviewers(self) -> int:
        """Different people, by both the reference and the account, who recommended and have no conflict."""
        accounts = {event["who"] for event in self.recommendations.values()}
        return min(len(self.recommendations), len(accounts))

    @property
    def open_queries(self) -> list[str]:
        return [name for name, query in self.queries.items() if not query.closed]

    def verification(self, evidence_id: str, facts: Facts) -> str:
        """`unchecked` also for a document that the return now describes in another way."""
        last = self.verified.get(evidence_id)
        is_same = last is not None and last["document"] == facts.evidence.get(evidence_id)
        return last["verification"] if is_same else "unchecked"

    def unverified(self, facts: Facts) -> list[str]:
        return [name for name in facts.evidence if self.verification(name, facts) not in ("accepted", "rejected")]


def case_of(events: Sequence[dict], assessed_on: date | None, facts: Facts) -> Case:
    """The application of a day, from all events of its applicant. A conflict in one is one in all of them."""
    day = assessed_on.isoformat() if assessed_on else None
    mine = [event for event in events if event["assessment_date"] == day]
    declared = {e["reviewer"]: NONE for e in mine if e["event"] == "conflict_declaration" and e["conflict"] == NONE}
    declared |= {e["reviewer"]: DECLARED for e in events if e.get("conflict") == DECLARED}
    decisions = [event for event in mine if event["event"] == DECISION]
    sent = [e for e in mine if e["event"] == FEEDBACK and decisions and e["decision"] == decisions[-1]["at"]]
    recommended = {e["reviewer"]: e for e in mine if e["event"] == "panel_review"}
    return Case(
        state=_state(mine, decisions, facts),
        declared=declared,
        opened=frozenset(event["reviewer"] for event in mine if event["event"] == "opened"),
        queries=_queries(mine),
        verified={event["evidence_id"]: event for event in mine if event["event"] == "verified"},
        recommendations={name: event for name, event in recommended.items() if declared.get(name) == NONE},
        decisions=decisions,
        letter=sent[-1] if sent else None,
    )


def review_on(decided_on: str, facts: Facts) -> date:
    """The day from which the organisation is to apply again (§3.3 R2)."""
    return date.fromisoformat(decided_on) + relativedelta(months=facts.review_months)


def _state(mine: Sequence[dict], decisions: Sequence[dict], facts: Facts) -> str:
    told = [event["event"] for event in mine if event["event"] in STATES]
    state = told[-1] if told else "submitted"
    if not decisions and facts.state in OF_PEOPLE and STATES.index(facts.state) > STATES.index(state):
        state = facts.state  # the panel decided elsewhere, and the decision came by file
    if state == FEEDBACK and decisions and facts.today >= review_on(decisions[-1]["decided_on"], facts):
        return "review_due"
    return state


def _queries(mine: Sequence[dict]) -> dict[str, Query]:
    answers = {event["query"]: event for event in mine if event["event"] == "answered"}
    ends = {event["query"]: event for event in mine if event["event"] == "closed"}
    asked = [event for event in mine if event["event"] == "asked"]
    return {e["query"]: Query(e, answers.get(e["query"]), ends.get(e["query"])) for e in asked}
