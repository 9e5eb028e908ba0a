"""One application at the panel's desk, open to whoever declared that they have no conflict of interest in it."""

import streamlit as st

from app import access, casebook, desk_decision, desk_evidence, desk_forms, notices, roster, takeaway, wording
from app.casebook import DECLARATION, DECLARED, NONE, Application
from app.casebook_states import STATES as ORDER
from app.casebook_states import Case
from app.choices import READER, address
from app.desk_cases import application, awarded, evidence_of
from app.desk_words import EVENTS, INTERESTS, STATES
from app.notices import NothingToShow
from app.reading import Reading
from app.tables import show_table
from app.vocabulary import LEVELS, said

MORE = {
    "organisation": "Its levels and items, with reasons",
    "compare": "Its indicators beside those of its peers",
    "gold3": "Two years of improvement",
}
PACK = {"pdf": ("Application pack, PDF", "pdf", "application/pdf")}


def show(reading: Reading) -> None:
    code = reading.audience.org_code
    row = next((row for row in reading.at_the_desk if row["org_code"] == code), None)
    named = {one["org_code"]: one for one in roster.taking_part(reading).to_dicts()}
    if row is None or code not in named:
        raise NothingToShow("This application is not open to you.", "Choose another one at the panel's desk.")
    organisation = named[code]
    evidence = evidence_of(reading, code, row["assessment_date"])
    opened = application(reading, row, organisation, evidence, awarded(reading, code))
    notices.show_banner(organisation["is_demonstration"])
    st.header(organisation["name"])
    back = address("desk", **{READER: "panel"})
    st.html(f'<p><a href="{back}" target="_self">All applications at the desk</a></p>')
    if _may_read(reading, opened):
        casebook.tell_all(opened)
        _show_case(reading, opened, organisation, evidence)


def _may_read(reading: Reading, opened: Application) -> bool:
    """Who is signed in gets here with a declaration only; whoever uses this machine without one declares here."""
    reference = reading.person.reference
    declared = opened.case.declared.get(reference)
    if declared == NONE:
        _write_opened(reading, opened)
        return True
    if declared == DECLARED:
        st.write("You declared a conflict of interest in this applicant, so its application stays closed to you.")
        return False
    st.subheader("Declare")
    desk_forms.show_told(opened, DECLARATION)
    form = desk_forms.key(opened, DECLARATION)
    with st.form(form):
        st.radio(
            "Conflict of interest",
            list(INTERESTS),
            index=None,
            key=desk_forms.key(opened, DECLARATION, "conflict"),
            format_func=INTERESTS.get,
        )
        desk_forms.button("Declare", reading, opened, DECLARATION, ("conflict",), words="")
    return False


def _write_opened(reading: Reading, opened: Application) -> None:
    """Once for each reviewer; nobody reads what could not be written down."""
    try:
        if reading.person.reference not in opened.case.opened:
            casebook.act(opened, reading.person, "opened")
    except casebook.Refused:  # opened in another window at the same moment
        return
    except (OSError, access.Untold):
        raise NothingToShow(
            "That you open this application could not be written down, so it stays closed.", desk_forms.TRY_AGAIN
        ) from None


def _show_case(reading: Reading, opened: Application, organisation: dict, evidence: list[dict]) -> None:
    case, invented = opened.case, organisation["is_demonstration"]
    st.subheader("Where it stands")
    facts = opened.facts
    st.write(
        f"Assessed for {wording.day(opened.assessed_on)}, for the level {said(LEVELS, facts.level_applied_for)}. "
        f"State: {said(STATES, case.state)}. Reviewers who have recommended: {case.reviewers}; at least "
        f"{facts.reviewers_minimum} are needed. Conflicts of interest declared: {_conflicts(case)}."
    )
    show_table(notices.mark("Its states", invented), [_state(state, opened, case) for state in ORDER[1:]])
    links = "".join(
        f'<li><a href="{address(page, org=opened.org_code)}" target="_self">{words}</a></li>'
        for page, words in MORE.items()
    )
    st.html(f"<ul>{links}</ul>")
    _offer_pack(reading, organisation)
    desk_evidence.show(reading, opened, case, evidence, invented)
    desk_decision.show(reading, opened, case, organisation)
    _show_history(opened, invented)


def _offer_pack(reading: Reading, organisation: dict) -> None:
    """All of it on paper, for a meeting."""
    code, invented = organisation["org_code"], organisation["is_demonstration"]

    def make(_form: str) -> bytes:
        from app import pack  # which draws charts too, and waits until it is asked

        try:
            return pack.typeset(pack.document(reading))
        except (pack.NoApplication, NothingToShow) as none:
            raise takeaway.NotMade(str(none)) from None

    caption = notices.mark(f"Application pack of {organisation['name']}", invented)
    takeaway.offer_file("Take the application pack", caption, notices.mark(f"pack_{code}", invented), PACK, make)


def _conflicts(case: Case) -> int:
    return len([reference for reference, declared in case.declared.items() if declared == DECLARED])


def _state(state: str, opened: Application, case: Case) -> dict[str, str]:
    days = [event for event in _mine(opened) if event["event"] == state]
    reached = ORDER.index(case.state) >= ORDER.index(state)
    last = days[-1] if days else None
    return {
        "State": STATES[state],
        "Reached": wording.iso_day(last["occurred_on"]) if last else "By the return" if state == "submitted" else
        "Not recorded here" if reached else "Not yet",
        "By": (last["reviewer"] or "–") if last else "–",
    }  # fmt: skip


def _show_history(opened: Application, invented: bool) -> None:
    """Who did what and when. What reviewers think stands with their recommendations, and not here."""
    st.subheader("What has happened")
    rows = [
        {
            "When": wording.iso_day(event["at"][:10]),
            "Who": event["reviewer"] or "The organisation",
            "What": " ".join(filter(None, (EVENTS[event["event"]], _about(event)))),
        }
        for event in _mine(opened)
    ]
    show_table(notices.mark("Events, of which none is ever changed", invented), rows)


def _about(event: dict) -> str:
    if event["event"] == DECLARATION:
        return wording.within(INTERESTS[event["conflict"]])
    return event.get("query") or event.get("evidence_id") or ""


def _mine(opened: Application) -> list[dict]:
    day = opened.assessed_on.isoformat()
    return [event for event in casebook.events(opened.home, opened.org_code) if event["assessment_date"] == day]
