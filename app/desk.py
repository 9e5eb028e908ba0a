"""The panel's desk: applications in their states, and for each what a member of the panel may do with it (§3.7).

Before any application is opened the desk tells of each no more than who applied, when, for what, and how far it is.
"""

import streamlit as st

from app import casebook, desk_case, desk_forms, notices, roster, wording
from app.casebook import DECLARED, NONE, Application
from app.choices import READER, address
from app.desk_cases import application
from app.desk_words import INTERESTS, STATES
from app.reading import Reading
from app.sign_in import ANYONE
from app.tables import Cell, show_table
from app.vocabulary import LEVELS, said

TITLE = "The panel's desk"
ALONE = (
    "No sign-in is configured, so whoever uses this machine is one and the same reviewer. A decision needs two, who "
    "are different people: it can be made once a provider is configured, as the README says."
)


def show(reading: Reading) -> None:
    st.title(TITLE)
    if reading.audience.name == "panel":
        desk_case.show(reading)
    else:
        _show_all(reading)
    if reading.person == ANYONE:
        st.caption(ALONE)


def _show_all(reading: Reading) -> None:
    st.header("Applications")
    rows = reading.at_the_desk
    names = {row["org_code"]: row for row in roster.taking_part(reading).to_dicts()}
    rows = [row for row in rows if row["org_code"] in names]
    if not rows:
        st.write("This run holds no application that you may review.")
        return
    applications = {row["org_code"]: application(reading, row, names[row["org_code"]]) for row in rows}
    for one in applications.values():
        casebook.tell_all(one)
    notices.show_banner(any(names[code]["is_demonstration"] for code in applications))
    st.write(
        "Declare for each application whether you have a conflict of interest in it: you have one if you work for the "
        "applicant, or have worked for it or with it on this application. With none it opens to you; with one it stays "
        "closed, and so does every later one of the same organisation."
    )
    for invented, caption in ((False, "Applications"), (True, "Applications of the demonstration region")):
        shown = [row for row in rows if names[row["org_code"]]["is_demonstration"] == invented]
        if shown:
            listed = [_listed(reading, row, names, applications) for row in shown]
            show_table(notices.mark(caption, invented), listed)
    _show_declaration(reading, applications, names)


def _listed(reading: Reading, row: dict, names: dict[str, dict], applications: dict[str, Application]) -> dict:
    code, case = row["org_code"], applications[row["org_code"]].case
    declared = case.declared.get(reading.person.reference)
    is_open = Cell("Open the application", href=address("desk", **{READER: f"panel:{code}"}))
    return {
        "Applicant": f"{names[code]['name']} ({code})",
        "Assessed for": wording.day(row["assessment_date"]),
        "Level applied for": said(LEVELS, row["level_applied_for"]),
        "State": said(STATES, case.state),
        "You declared": said(INTERESTS, declared, "Nothing yet"),
        "Reading": is_open if declared == NONE else "Closed to you" if declared == DECLARED else "Declare first",
    }


def _show_declaration(reading: Reading, applications: dict[str, Application], names: dict[str, dict]) -> None:
    st.subheader("Declare")
    desk_forms.show_told_of(desk_forms.OF_ALL)
    interests = {code: one.case.declared.get(reading.person.reference) for code, one in applications.items()}
    left = [code for code in applications if interests[code] != DECLARED]
    if not left:
        st.write("You have declared a conflict of interest in every application.")
        return
    left.sort(key=lambda code: interests[code] is not None)
    with st.form(desk_forms.OF_ALL):
        st.selectbox(
            "Application",
            left,
            index=None,  # a declaration for the one that happens to stand first would be for the wrong one
            placeholder="Choose the application",
            key=desk_forms.field(desk_forms.OF_ALL, "of"),
            format_func=lambda code: f"{names[code]['name']} ({code})",
        )
        st.radio(
            "Conflict of interest",
            list(INTERESTS),
            index=None,
            key=desk_forms.field(desk_forms.OF_ALL, "conflict"),
            format_func=INTERESTS.get,
        )
        st.form_submit_button("Declare", on_click=desk_forms.declare, args=(reading, applications))
