"""What is sent from the forms of the desk. Each asks first whether whoever sends it may still do so."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from app import access, casebook, scope, wording
from app.casebook import DECLARATION, Application
from app.casebook_rules import LONGEST_TEXT
from app.desk_words import DONE
from app.reading import Reading
from ingestion.journal import TooLong

OF_ALL = "desk_declare"  # the form of the desk itself, for one of its applications
LONGEST_LINE = 60  # characters
NOT_ANY_MORE = "You may not do this any more: reload the page."
TRY_AGAIN = "Try again, and tell the Assembly's analysts."
NOT_WRITTEN = f"It could not be written down, so nothing has happened. {TRY_AGAIN}"


def key(application: Application, event: str, name: str = "") -> str:
    """Of a form, or of one of its fields: another application's is another form."""
    form = "_".join(("desk", application.org_code, str(application.assessed_on), event))
    return field(form, name) if name else form


def field(form: str, name: str) -> str:
    """What was sent stands in the browser still; a field by another name begins empty."""
    times = st.session_state.get(f"{form}_sent")
    return f"{form}_{name}_{times}" if times else f"{form}_{name}"


def send(
    reading: Reading, application: Application, event: str, fields: tuple[str, ...], form: str = "", **fixed: object
) -> None:
    """The callback of a form: what stands in its fields, and what is fixed, becomes an event.

    `form` is the name of a form that is not called by its event.
    """
    form = form or event
    given = {name: _given(st.session_state.get(key(application, form, name))) for name in fields}
    _act(key(application, form), reading, application, event, given | fixed, of=given.get("evidence_id", ""))


def text(application: Application, event: str, name: str, label: str, wanted: bool = True) -> None:
    """A field for sentences."""
    label = label if wanted else f"{label} (optional)"
    st.text_area(label, key=key(application, event, name), max_chars=LONGEST_TEXT)


def line(application: Application, event: str, name: str, label: str) -> None:
    """A field for a few words."""
    st.text_input(label, key=key(application, event, name), max_chars=LONGEST_LINE)


def button(
    label: str, reading: Reading, application: Application, event: str, fields: tuple[str, ...], **fixed: object
) -> None:
    """What sends a form of these fields."""
    st.form_submit_button(label, on_click=send, args=(reading, application, event, fields), kwargs=fixed)


def declare(reading: Reading, applications: Mapping[str, Application]) -> None:
    """The callback of the form of the desk, for one of its applications, which it is told with its code."""
    chosen = applications.get(st.session_state.get(field(OF_ALL, "of")))
    conflict = st.session_state.get(field(OF_ALL, "conflict"))
    if chosen is None or conflict is None:
        st.session_state[f"{OF_ALL}_told"] = (False, "Choose an application, and what you declare.")
    else:
        _act(OF_ALL, reading, chosen, DECLARATION, {"conflict": conflict, "words": ""}, of=chosen.org_code)


def show_told(application: Application, *events: str) -> None:
    """What became of what was sent last, once; above the form, which may be gone by then."""
    for event in events:
        show_told_of(key(application, event))


def show_told_of(form: str) -> None:
    done, words = st.session_state.pop(f"{form}_told", (True, None))
    if words:
        (st.success if done else st.error)(words)


def _act(form: str, reading: Reading, application: Application, event: str, what: dict, of: str = "") -> None:
    """`of` is what an act of a form for many is about, by which the words of its success begin."""
    done, words = False, NOT_ANY_MORE
    if scope.holds(reading):
        try:
            casebook.act(application, reading.person, event, **what)
            done, words = True, f"{of}: {wording.within(DONE[event])}" if of else DONE[event]
            st.session_state[f"{form}_sent"] = st.session_state.get(f"{form}_sent", 0) + 1
        except access.Untold as untold:
            done, words = True, f"{DONE[event]}{untold}"
        except casebook.Refused as refused:
            words = str(refused)
        except (OSError, TooLong):
            words = NOT_WRITTEN
    st.session_state[f"{form}_told"] = (done, words)


def _given(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "").strip()
