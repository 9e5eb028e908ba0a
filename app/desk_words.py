"""The words of the panel's desk."""

from app.casebook_states import AWARDED, DECLARED, NONE

STATES = {
    "draft": "Draft",
    "submitted": "Submitted",
    "completeness_check": "Completeness checked",
    "evidence_verification": "Evidence verified",
    "panel_review": "Panel review",
    "decision": "Decided",
    "feedback_sent": "Feedback sent",
    "review_due": "Review due",
}
INTERESTS = {NONE: "No conflict of interest", DECLARED: "A conflict of interest"}
OUTCOMES = {
    "awarded": "Awarded",
    "awarded_with_conditions": "Awarded with conditions",
    "not_yet": "Not yet",
    "withdrawn": "Withdrawn",
}
RECOMMENDED = {outcome: words for outcome, words in OUTCOMES.items() if outcome in (*AWARDED, "not_yet")}
VERIFICATIONS = {
    "unchecked": "Not checked yet",
    "accepted": "Accepted",
    "queried": "Queried",
    "rejected": "Rejected",
}
# Each event, as its line in the history begins.
EVENTS = {
    "conflict_declaration": "Declared",
    "opened": "Opened the application",
    "completeness_check": "Found the application complete",
    "asked": "Asked the organisation",
    "answered": "The organisation answered",
    "closed": "Closed the question",
    "verified": "Looked at evidence",
    "evidence_verification": "Closed the verification of evidence",
    "panel_review": "Recommended what to decide",
    "decision": "Decided",
    "feedback_sent": "Sent the letter",
}
# What whoever has just done it is told.
DONE = {
    "conflict_declaration": "Your declaration is written down.",
    "opened": "",
    "completeness_check": "The application is complete; its evidence comes next.",
    "asked": "The organisation sees the question on its own page.",
    "answered": "Your answer is with the panel.",
    "closed": "The question is closed.",
    "verified": "Your view of this document is written down.",
    "evidence_verification": "The evidence is verified; reviewers recommend next.",
    "panel_review": "Your recommendation is written down.",
    "decision": "The decision is written down, and the next refresh publishes it. The letter comes next.",
    "feedback_sent": "The organisation finds the letter on its own page.",
}
