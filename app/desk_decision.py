"""What reviewers recommend, what is decided, and the letter about it, at the panel's desk (§3.7)."""

from datetime import timedelta

import streamlit as st

from app import desk_forms, notices, takeaway, wording
from app.casebook import Application
from app.casebook_rules import not_now, too_few
from app.casebook_states import AWARDED, DECISION, FEEDBACK, WITHDRAWN, Case, review_on
from app.desk_letter import FORMS, make, send
from app.desk_words import OUTCOMES, RECOMMENDED
from app.reading import Reading
from app.tables import show_table
from app.vocabulary import LEVELS, LEVELS_WITHIN, said

REVIEW, WITHDRAWAL = "panel_review", "withdrawal"
REFERENCE = "The panel's own reference"
FIELDS = ("outcome", "level", "rationale", "conditions", "valid_to", "panel_reference")


def show(reading: Reading, opened: Application, case: Case, organisation: dict) -> None:
    invented = organisation["is_demonstration"]
    _show_recommendations(reading, opened, case, invented)
    _show_decision(reading, opened, case, invented)
    _show_letter(reading, opened, case, organisation)


def _show_recommendations(reading: Reading, opened: Application, case: Case, invented: bool) -> None:
    st.subheader("What reviewers recommend")
    desk_forms.show_told(opened, REVIEW)
    mine = case.recommendations.get(reading.person.reference)
    few = too_few(case, opened.facts)
    if few:
        st.write(f"{few} Until then each reviewer sees only their own.")
    shown = [mine] if few and mine else [] if few else list(case.recommendations.values())
    if shown:
        show_table(notices.mark("Recommendations", invented), [_recommendation(event) for event in shown])
    if words := not_now(case, REVIEW):
        st.write(words)
        return
    if mine:
        st.write("You have recommended. Another recommendation of yours takes the place of it; both stay on record.")
    with st.form(desk_forms.key(opened, REVIEW)):
        _choose(opened, REVIEW, RECOMMENDED)
        desk_forms.text(opened, REVIEW, "rationale", "Why")
        desk_forms.button("Recommend", reading, opened, REVIEW, ("outcome", "level", "rationale"))


def _recommendation(event: dict) -> dict[str, str]:
    return {
        "Reviewer": event["reviewer"],
        "On": wording.iso_day(event["occurred_on"]),
        "Recommends": f"{RECOMMENDED[event['outcome']]}: {LEVELS[event['level']]}",
        "Why": event["rationale"],
        "Made": "Before the others could be read" if event["blind"] else "When the others could be read",
    }


def _show_decision(reading: Reading, opened: Application, case: Case, invented: bool) -> None:
    st.subheader("The decision")
    desk_forms.show_told(opened, DECISION, WITHDRAWAL)
    _show_computed(reading, opened)
    if case.decisions:
        rows = [_decision(decision, opened) for decision in case.decisions]
        show_table(notices.mark("Decisions, of which the last one counts", invented), rows)
    elif case.state in (DECISION, FEEDBACK, "review_due"):
        st.write("The panel decided elsewhere, and its decision came by file. It is not corrected here.")
        return
    words = not_now(case, DECISION) or too_few(case, opened.facts)
    if words:
        st.write(words)
    elif case.decisions:
        with st.expander("Correct the decision, from the day after it was made"):
            _show_form(reading, opened, OUTCOMES)
    else:
        _show_form(reading, opened, RECOMMENDED)
    if not case.decisions and not not_now(case, DECISION, WITHDRAWN):
        with st.expander("The organisation withdraws its application"):
            _show_withdrawal(reading, opened)


def _show_form(reading: Reading, opened: Application, outcomes: dict[str, str]) -> None:
    st.write(
        "Whoever decides may be one of the reviewers. It is published with the next refresh, and what is written here "
        "goes into the letter to the organisation."
    )
    with st.form(desk_forms.key(opened, DECISION)):
        _choose(opened, DECISION, outcomes)
        desk_forms.text(opened, DECISION, "rationale", "Why it was decided so")
        desk_forms.text(opened, DECISION, "conditions", "Conditions, of an award with conditions", wanted=False)
        st.date_input(
            "Last day of an award", value=review_on(opened.facts.today.isoformat(), opened.facts), format="DD/MM/YYYY",
            min_value=opened.facts.today + timedelta(days=1), key=desk_forms.key(opened, DECISION, "valid_to"),
        )  # fmt: skip
        desk_forms.line(opened, DECISION, "panel_reference", REFERENCE)
        desk_forms.button("Decide", reading, opened, DECISION, FIELDS)


def _show_withdrawal(reading: Reading, opened: Application) -> None:
    """Needs no reviewers: it is the organisation's own will."""
    fixed = {"outcome": WITHDRAWN, "level": opened.facts.level_applied_for, "conditions": "", "valid_to": ""}
    with st.form(desk_forms.key(opened, WITHDRAWAL)):
        desk_forms.text(opened, WITHDRAWAL, "rationale", "How the organisation told so")
        desk_forms.line(opened, WITHDRAWAL, "panel_reference", REFERENCE)
        fields = ("rationale", "panel_reference")
        desk_forms.button("Record the withdrawal", reading, opened, DECISION, fields, form=WITHDRAWAL, **fixed)


def _choose(opened: Application, event: str, outcomes: dict[str, str]) -> None:
    st.radio(
        "Outcome", list(outcomes), index=None, key=desk_forms.key(opened, event, "outcome"), format_func=OUTCOMES.get
    )
    levels = list(LEVELS)[1:]
    applied = opened.facts.level_applied_for
    st.selectbox(
        "Level", levels, index=levels.index(applied) if applied in levels else None, format_func=LEVELS.get,
        key=desk_forms.key(opened, event, "level"),
    )  # fmt: skip


def _show_computed(reading: Reading, opened: Application) -> None:
    of_day = {"org_code": opened.org_code, "assessment_date": opened.assessed_on}
    for level in reading.table("levels", **of_day).to_dicts():
        least, most = (said(LEVELS_WITHIN, level[f"level_verified_{end}"]) for end in ("floor", "ceiling"))
        st.write(
            f"The evidence shows at least {least}, and at most {most} if the panel judges in its favour. "
            "The panel decides."
        )


def _decision(decision: dict, opened: Application) -> dict[str, str]:
    return {
        "Decided on": wording.iso_day(decision["decided_on"]),
        "Outcome": f"{OUTCOMES[decision['outcome']]}: {LEVELS[decision['level']]}",
        "By": f"{decision['reviewer']}, {decision['panel_reference']}",
        "Why": decision["rationale"],
        "Conditions": decision["conditions"] or "None",
        "Valid to": wording.iso_day(decision["valid_to"]) if decision["outcome"] in AWARDED else "–",
        "Next review": wording.day(review_on(decision["decided_on"], opened.facts)),
    }


def _show_letter(reading: Reading, opened: Application, case: Case, organisation: dict) -> None:
    st.subheader("The letter to the organisation")
    desk_forms.show_told(opened, FEEDBACK)
    if case.letter:
        st.write(f"It was sent on {wording.iso_day(case.letter['occurred_on'])} and stands on the organisation's page.")
        return
    if (words := not_now(case, FEEDBACK)) or not case.decisions:
        st.write(words or "There is no decision of this desk to write about.")
        return
    decision = case.decisions[-1]
    st.write(
        "It tells the decision and its reasons, the conditions, what would make the next level, and when the next "
        "review is due. Read it before you send it."
    )
    name = notices.mark(f"letter_{opened.org_code}_{decision['decided_on']}", organisation["is_demonstration"])
    caption = notices.mark(f"Letter on the application of {organisation['name']}", organisation["is_demonstration"])
    takeaway.offer_file("Read the letter", caption, name, FORMS, lambda _: make(reading, opened, decision))
    st.button("Send the letter", key=desk_forms.key(opened, FEEDBACK), on_click=send, args=(reading, opened, decision))
