"""What the panel asks an organisation about its application, and what it decided, on the organisation's own page.

Of the journal of the application an organisation sees the questions to it and, once the letter is sent, the decision;
never who reviews, nor what they think.
"""

from html import escape

import streamlit as st

from app import desk_forms, desk_letter, notices, roster, takeaway, wording
from app.casebook import Application
from app.casebook_rules import not_now
from app.casebook_states import AWARDED, Case
from app.choices import address
from app.desk_cases import application
from app.desk_evidence import question_row
from app.desk_words import OUTCOMES
from app.reading import Reading
from app.tables import show_table
from app.vocabulary import LEVELS


def show(reading: Reading, organisation: dict) -> None:
    """Nothing where the reader is not the organisation, or nobody has asked or decided anything here."""
    if reading.audience.name != "trust":
        return
    told = [(one, case) for one, case in _applications(reading, organisation) if case.queries or case.letter]
    if not told:
        return
    st.subheader("Our application and the panel", anchor="panel")
    for one, case in told:
        st.write(f"The application of the assessment of {wording.day(one.assessed_on)}.")
        _show_decision(one, case, organisation)
        _show_questions(reading, one, case, organisation["is_demonstration"])


def show_waiting(reading: Reading) -> None:
    """On the front page of an organisation: that the panel waits for its answer."""
    if reading.audience.name != "trust":
        return
    code = reading.audience.org_code
    organisation = next((row for row in roster.taking_part(reading).to_dicts() if row["org_code"] == code), None)
    applications = _applications(reading, organisation) if organisation else []
    waiting = [name for _, case in applications if not not_now(case, "answered") for name in _unanswered(case)]
    if waiting:
        to, asked = escape(address("organisation#panel")), f"{len(waiting)} question{'s' if len(waiting) > 1 else ''}"
        st.html(f'<p><a href="{to}" target="_self">The panel waits for your answer to {asked}</a></p>')


def _applications(reading: Reading, organisation: dict) -> list[tuple[Application, Case]]:
    """Of the organisation, the latest first."""
    rows = reading.table("applications", org_code=organisation["org_code"]).to_dicts()
    dated = sorted(
        (row for row in rows if row["assessment_date"]), key=lambda row: row["assessment_date"], reverse=True
    )
    opened = [application(reading, row, organisation) for row in dated]
    return [(one, one.case) for one in opened]


def _unanswered(case: Case) -> list[str]:
    return [name for name in case.open_queries if not case.queries[name].answer]


def _show_questions(reading: Reading, opened: Application, case: Case, invented: bool) -> None:
    if not case.queries:
        return
    desk_forms.show_told(opened, "answered")
    caption = f"What the panel asked, of {wording.day(opened.assessed_on)}"
    show_table(notices.mark(caption, invented), [question_row(name, query) for name, query in case.queries.items()])
    left = _unanswered(case)
    if left and not not_now(case, "answered"):
        with st.form(desk_forms.key(opened, "answered")):
            st.selectbox("Question to answer", left, key=desk_forms.key(opened, "answered", "query"))
            desk_forms.text(opened, "answered", "words", "Answer")
            desk_forms.button("Answer the panel", reading, opened, "answered", ("query", "words"))


def _show_decision(opened: Application, case: Case, organisation: dict) -> None:
    if case.letter is None:
        return
    decision, invented = case.decisions[-1], organisation["is_demonstration"]
    facts = {
        "Outcome": f"{OUTCOMES[decision['outcome']]}: {LEVELS[decision['level']]}",
        "Decided on": wording.iso_day(decision["decided_on"]),
        "Reference of the panel": decision["panel_reference"],
        "Why": decision["rationale"],
        "Conditions": decision["conditions"] or "None",
    }
    if decision["outcome"] in AWARDED:
        facts["Last day of the award"] = wording.iso_day(decision["valid_to"])
    rows = [{"What": what, "Answer": answer} for what, answer in facts.items()]
    show_table(notices.mark(f"What the panel decided on {wording.iso_day(decision['decided_on'])}", invented), rows)
    content = desk_letter.sent(opened, case.letter)
    if content is None:
        st.write("The letter is not where it was kept. Ask the Assembly's analysts for it.")
        return
    caption = notices.mark(f"Letter of the panel to {organisation['name']}", invented)
    name = notices.mark(f"letter_{opened.org_code}_{decision['decided_on']}", invented)
    takeaway.offer_file("Take the letter away", caption, name, desk_letter.FORMS, lambda _: content)
