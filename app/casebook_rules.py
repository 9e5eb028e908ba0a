"""What may happen to an application, when, and by whom (§3.7). Nothing here reads or writes.

A panel's member acts on an application once they have declared that they have no conflict of interest in it. Whoever
decides may be one of its reviewers, since the Assembly is small; §3.7 asks for two reviewers without a conflict, and
for nobody else. Only a withdrawal, which is the organisation's own will, needs no reviewers.
"""

from collections.abc import Callable

from app.casebook_states import (
    AWARDED,
    DECISION,
    FEEDBACK,
    NONE,
    OUTCOMES,
    VERIFICATIONS,
    WITH_CONDITIONS,
    WITHDRAWN,
    Case,
    Facts,
)
from app.vocabulary import LEVELS
from ingestion.problems import is_hidden
from quality import personal_data

LONGEST_TEXT = 4_000  # characters, as of a narrative (§3.4)
TEXTS = ("words", "note", "rationale", "conditions", "panel_reference")
READING = ("submitted", "completeness_check", "evidence_verification", "panel_review")
AFTER = (DECISION, FEEDBACK, "review_due")

# In which states each thing may happen.
WHEN = {
    "conflict_declaration": (*READING, *AFTER),
    "opened": (*READING, *AFTER),
    "completeness_check": ("submitted",),
    "asked": READING,
    "answered": READING,
    "closed": READING,
    "verified": ("completeness_check", "evidence_verification", "panel_review"),
    "evidence_verification": ("completeness_check",),
    "panel_review": ("evidence_verification", "panel_review"),
    DECISION: ("panel_review", DECISION, FEEDBACK),
    FEEDBACK: (DECISION,),
}
# What must come first, or why it is too late, in words.
NOT_YET = {
    "draft": "it has not been submitted",
    "submitted": "its completeness has not been checked",
    "completeness_check": "its evidence has not been verified",
    "evidence_verification": "no reviewer has recommended anything",
    "panel_review": "the panel has not decided",
    DECISION: "the panel has decided already",
    FEEDBACK: "the panel has decided, and the organisation has its letter",
    "review_due": "it is time for the organisation to apply again",
}
TOO_LATE = {
    "completeness_check": "its completeness has been checked",
    "evidence_verification": "its evidence has been verified",
}


def refusal(case: Case, facts: Facts, act: dict) -> str | None:
    """Why this act may not follow what has happened, in a sentence; None if it may."""
    check = CHECKS.get(act["event"])
    if check is None:
        return f"Nothing called {act['event']} can happen to an application."
    return (
        _by_whom(case, act) or not_now(case, act["event"], act.get("outcome")) or _text(act) or check(case, facts, act)
    )


def not_now(case: Case, event: str, outcome: str | None = None) -> str | None:
    """Why the state of the application does not allow an event, whoever acts; None if it does."""
    allowed = WHEN[event]
    if event == DECISION and outcome == WITHDRAWN:
        allowed = (*READING, *allowed)
    if case.state in allowed:
        return None
    if event in TOO_LATE and case.state in READING[1:]:  # whoever withdraws, or decides by file, need not have looked
        return f"This is done: {TOO_LATE[event]}."
    return f"This cannot be done now: {NOT_YET[case.state]}."


def _by_whom(case: Case, act: dict) -> str | None:
    if act["event"] == "answered":
        return None if act["organisation"] else "Only the organisation itself answers what it was asked."
    if not act["reviewer"]:
        return "Only a member of the panel, with a reference of their own, does this."
    if act["event"] == "conflict_declaration":
        return None
    declared = case.declared.get(act["reviewer"])
    if declared is None:
        return "Declare first whether you have a conflict of interest in this application."
    return None if declared == NONE else "You declared a conflict of interest in this applicant, so you take no part."


def _text(act: dict) -> str | None:
    for name in TEXTS:
        text = act.get(name) or ""
        if len(text) > LONGEST_TEXT:
            return f"A text of {len(text):,} characters; write at most {LONGEST_TEXT:,}."
        if is_hidden(" ".join(text.split())):
            return "The text holds characters that do not show. Type it anew, or paste it as plain text."
        if kind := personal_data.found(text):
            return f"The text holds what looks like {kind}. Take it out: nothing here may tell of a person (V33)."
    return None


def _declaration(case: Case, facts: Facts, act: dict) -> str | None:
    before = case.declared.get(act["reviewer"])
    if act["conflict"] not in (NONE, "declared"):
        return "Declare a conflict of interest, or that you have none."
    if before == "declared":
        return "You declared a conflict of interest in this applicant, and that stays."
    return "You have declared that already." if before == act["conflict"] else None


def _opened(case: Case, facts: Facts, act: dict) -> str | None:
    return "You have opened it already." if act["reviewer"] in case.opened else None


def _asked(case: Case, facts: Facts, act: dict) -> str | None:
    if act["query"] in case.queries:
        return "Somebody asked at the same moment; look at the questions, and ask again."
    return None if act["words"] else "Write what the organisation is asked."


def _answered(case: Case, facts: Facts, act: dict) -> str | None:
    query = case.queries.get(act["query"])
    if query is None or query.closed:
        return "This question is not open."
    if query.answer:
        return "This question has been answered already."
    return None if act["words"] else "Write the answer."


def _closed(case: Case, facts: Facts, act: dict) -> str | None:
    query = case.queries.get(act["query"])
    return "This question is not open." if query is None or query.closed else None


def _verified(case: Case, facts: Facts, act: dict) -> str | None:
    if act["evidence_id"] not in facts.evidence:
        return "The return names no such evidence."
    if act["verification"] not in VERIFICATIONS:
        return "Accept the evidence, query it, or reject it."
    if act["verification"] != "accepted" and not act["note"]:
        return "Write why the evidence is not accepted."
    return None


def _all_verified(case: Case, facts: Facts, act: dict) -> str | None:
    if left := case.unverified(facts):
        return f"Documents still to be accepted or rejected: {len(left)}."
    return f"Questions still open: {', '.join(case.open_queries)}." if case.open_queries else None


def _recommended(case: Case, facts: Facts, act: dict) -> str | None:
    if act["outcome"] not in OUTCOMES or act["outcome"] == WITHDRAWN:
        return "Recommend an award, an award with conditions, or not yet."
    return _level(facts, act) or (None if act["rationale"] else "Write why you recommend it.")


def _decided(case: Case, facts: Facts, act: dict) -> str | None:
    if act["outcome"] not in OUTCOMES:
        return "Decide on an award, an award with conditions, not yet, or a withdrawal."
    is_first = case.state in READING
    if lacking := _not_ripe(case, facts, act["outcome"], is_first):
        return lacking
    if not is_first and case.decisions and case.decisions[-1]["decided_on"] >= facts.today.isoformat():
        return "A decision of today stands. A day has one decision of an application; correct it from tomorrow on."
    if not act["panel_reference"]:
        return "Give the panel's own reference."
    if not act["rationale"]:
        return "Write why it was decided so."
    if bool(act["conditions"]) != (act["outcome"] == WITH_CONDITIONS):
        return "Write the conditions of an award with conditions, and of nothing else."
    if act["outcome"] in AWARDED and not act["valid_to"]:
        return "Give the last day of the award."
    if act["outcome"] in AWARDED and act["valid_to"] <= facts.today.isoformat():
        return "The last day of an award lies after the day of the decision."
    return _level(facts, act)


def _not_ripe(case: Case, facts: Facts, outcome: str, is_first: bool) -> str | None:
    if outcome != WITHDRAWN or not is_first:
        return too_few(case, facts) or (_all_verified(case, facts, {}) if is_first else None)
    if facts.level_awarded in list(LEVELS)[1:]:
        return (
            f"The organisation holds {LEVELS[facts.level_awarded]}, which a withdrawal at the desk would end. It keeps "
            "its award and gives up this application by withdrawing its return on its own page."
        )
    return None


def too_few(case: Case, facts: Facts) -> str | None:
    """Why there are not reviewers enough to decide; None when there are."""
    if case.reviewers >= facts.reviewers_minimum:
        return None
    return (
        f"{case.reviewers} of {facts.reviewers_minimum} reviewers, who are different people without a conflict of "
        "interest, have recommended what to decide."
    )


def _sent(case: Case, facts: Facts, act: dict) -> str | None:
    of_last = bool(case.decisions) and act["decision"] == case.decisions[-1]["at"]
    return None if of_last else "The letter is not that of the last decision; make it again."


def _level(facts: Facts, act: dict) -> str | None:
    levels = list(LEVELS)
    if act["level"] not in levels[1:]:
        return "Choose the level: Bronze, Silver or Gold."
    applied = facts.level_applied_for
    if applied in levels and levels.index(act["level"]) > levels.index(applied):
        return f"The organisation applied for {LEVELS[applied]}, and nothing above it can be decided on."
    return None


def _nothing_more(case: Case, facts: Facts, act: dict) -> None:
    return None


CHECKS: dict[str, Callable[[Case, Facts, dict], str | None]] = {
    "conflict_declaration": _declaration,
    "opened": _opened,
    "completeness_check": _nothing_more,
    "asked": _asked,
    "answered": _answered,
    "closed": _closed,
    "verified": _verified,
    "evidence_verification": _all_verified,
    "panel_review": _recommended,
    DECISION: _decided,
    FEEDBACK: _sent,
}
