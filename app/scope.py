"""As whom a person reads: decided on every run, denied by default.

It stands in the address as `as=analyst`, `as=panel`, `as=panel:CODE` or `as=trust:CODE`, stays for the session, and is
no more than a wish: what a person may be follows from their roles. `as=panel` is the panel's desk, before any
application.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import streamlit as st

from app import access, casebook, sign_in, wording
from app.choices import READER, address, put
from app.notices import NothingToShow
from app.people import Person
from app.published import Audience, NotAllowed
from app.reading import Reading
from app.sign_in import ANYONE
from app.vocabulary import READERS

DESK = "panel"  # a panel's member at no application, who sees no more than the public
AT_THE_DESK = Audience("public")
LAST, SIGNED_IN = "last_reader", "signed_in"
OF_READER = (
    "org",
    "region",
    "indicator",
    "year",
    "assessment",
    "peer_group",
)  # choices that another reader may not have

Readers = Mapping[str, Mapping[str, date | None]]


def asked_reader() -> str | None:
    """Who the address says reads, or who this session read as on its last page."""
    asked = st.query_params.get(READER)
    if asked is None and st.session_state.get(LAST) is not None:
        st.query_params[READER] = asked = st.session_state[LAST]
    st.session_state[LAST] = asked
    return asked


def kind(reading: Reading) -> str:
    """By which pages are listed: `analyst`, `panel`, `trust`, or `desk`."""
    return "desk" if reading.audience == AT_THE_DESK else reading.audience.name


def begin(home: Path, person: Person) -> None:
    """Writes down who begins a session. One that another began, in the same browser, keeps nothing of theirs."""
    before = st.session_state.get(SIGNED_IN)
    if before == person.who:
        return
    if before is not None:
        st.session_state.clear()
    if person != ANYONE:
        access.record_sign_in(home, person)
    st.session_state[SIGNED_IN] = person.who


def permitted(person: Person, readers: Readers) -> dict[str, list[str | None]]:
    """As what a person may ask to read: codes by kind of reader, None for a reader of no one organisation."""
    trusts = [role.organisation for role in person.roles if role.name == "trust"]
    found: dict[str, list[str | None]] = {
        "analyst": [None] if person.has("analyst") else [],
        "panel": [code for code in readers["panel"] if code not in person.organisations] if person.has("panel") else [],
        "trust": [code for code in trusts if code in readers["trust"]],
    }
    if person == ANYONE:
        found = {"analyst": [None], "panel": list(readers["panel"]), "trust": list(readers["trust"])}
    return {name: codes for name, codes in found.items() if codes or (name == "panel" and person.has("panel"))}


def default_reader(person: Person, readers: Readers) -> str:
    """As whom someone reads who has not asked. Raises NothingToShow if this run has nothing for them."""
    for name, codes in permitted(person, readers).items():
        return DESK if name == "panel" else f"{name}:{codes[0]}" if codes[0] else name
    raise NothingToShow(
        "The published run holds nothing of your organisation.", "Ask the Assembly's analysts which code it has."
    )


def decide(home: Path, person: Person, asked: str | None, readers: Readers) -> Audience:
    """Whose file this run opens. Raises NothingToShow, the same for what is not there and what is not theirs."""
    asked = asked or default_reader(person, readers)
    if asked == DESK and person.has("panel"):
        return AT_THE_DESK
    try:
        audience = Audience.parse(asked)
    except NotAllowed:
        audience = None
    if audience is None or audience.org_code not in permitted(person, readers).get(audience.name, []):
        st.session_state.pop(LAST, None)  # or the next page would ask the same
        if person != ANYONE:
            access.record_refusal(home, person, f"to read as {asked[:60]}", "Q01")
        raise NothingToShow(
            f"The address asks to read as “{asked}”, which is not open to you.",
            "Choose who reads, at the side, or open the start page.",
        )
    if audience.name == "panel" and person != ANYONE:
        _refuse_undeclared(home, person, audience.org_code, readers["panel"][audience.org_code])
    return audience


def holds(reading: Reading) -> bool:
    """Whether whoever opened a page may still read it. Asked wherever a part of a page runs without the page.

    Streamlit runs a fragment, and the callback of a widget, without what stands around it.
    """
    asked = ":".join(filter(None, (kind(reading), reading.audience.org_code))).replace("desk", DESK)
    try:
        person = sign_in.person(reading.home)
        return person == reading.person and decide(reading.home, person, asked, reading.readers) == reading.audience
    except NothingToShow:
        return False


def _refuse_undeclared(home: Path, person: Person, org_code: str, assessed_on: date | None) -> None:
    """Nobody reads an application before declaring that they have no conflict of interest in it (§3.7)."""
    interest = casebook.interest(home, org_code, assessed_on, person.reference)
    if interest == casebook.NONE:
        return
    access.record_refusal(home, person, f"application of {org_code}", "Q02")
    if interest == casebook.DECLARED:
        raise NothingToShow(
            f"You declared a conflict of interest in the application of {org_code}, so it stays closed to you.",
            "Choose another application at the panel's desk.",
        )
    raise NothingToShow(
        f"You have not declared yet whether you have a conflict of interest in the application of {org_code}.",
        "Declare it at the panel's desk, by the link at the side; then the application opens.",
    )


def choose_reader(public: Reading, person: Person, asked: str | None) -> None:
    """A chooser of what this person may be, at the side of every page; nothing where there is no choice."""
    allowed = permitted(person, public.readers)
    name, _, code = (asked or default_reader(person, public.readers)).partition(":")
    if name == "panel" and code:
        back = address("desk", **{READER: DESK})
        st.sidebar.html(f'<p><a href="{back}" target="_self">All applications at the desk</a></p>')
    if sum(1 if _opens_at_the_desk(kind, person) else max(1, len(codes)) for kind, codes in allowed.items()) < 2:
        return
    st.session_state["reader_kind"] = name if name in allowed else None
    with st.sidebar:
        st.selectbox(
            "Reading as", list(allowed), index=None, key="reader_kind", format_func=READERS.get,
            on_change=_read_as_kind, args=(allowed, person),
        )  # fmt: skip
        codes = [code for code in allowed.get(name, []) if code]
        if codes and not _opens_at_the_desk(name, person):
            rows = public.table("organisations", org_code=codes)
            names = {
                row["org_code"]: f"{wording.organisation(row['org_name'])} ({row['org_code']})"
                for row in rows.to_dicts()
            }
            st.session_state["reader_org"] = code if code in names else None
            st.selectbox(
                "Whose application" if name == "panel" else "Which organisation", list(names), index=None,
                key="reader_org", format_func=names.get, on_change=_read_as_organisation, args=(name,),
            )  # fmt: skip


def _opens_at_the_desk(name: str, person: Person) -> bool:
    """A member of the panel who is signed in opens an application there, once they have declared."""
    return name == "panel" and person != ANYONE


def _read_as_kind(allowed: Mapping[str, list[str | None]], person: Person) -> None:
    name = st.session_state["reader_kind"]
    codes = [code for code in allowed.get(name, []) if code]
    put(READER, f"{name}:{codes[0]}" if codes and not _opens_at_the_desk(name, person) else name, OF_READER)


def _read_as_organisation(name: str) -> None:
    if (code := st.session_state["reader_org"]) is not None:
        put(READER, f"{name}:{code}", OF_READER)
