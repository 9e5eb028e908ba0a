"""Who sits before the page: someone signed in through Streamlit's OpenID Connect, or whoever uses this machine.

A provider is configured in `secrets.toml` of the home folder, as Streamlit documents for `st.login`. Its cookie lasts
thirty days and says nothing of what has changed since, so roles, the age of the sign-in, and whether it has been ended
are looked up on every run.
"""

import os
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import streamlit as st

from app import access
from app.notices import NothingToShow
from app.people import Access, BadAccess, Person, Role, read_access
from app.reading import Reading
from ingestion.journal import Journal
from orchestration.provider import LOOPBACK, BadProvider, read_provider
from orchestration.serving import EVERYTHING, OPEN, OPEN_TO

# Without a provider whoever uses this machine may read as anyone, and what they do is recorded as done by nobody known.
ANYONE = Person(
    "this machine", "Whoever uses this machine", (Role("analyst"), Role("panel", reference="REVIEWER-OF-THIS-MACHINE"))
)
CLOCKS_DIFFER_BY = timedelta(minutes=5)


def is_open() -> bool:
    """Whether whoever uses this machine may read as anyone, which `nwbench app` has settled."""
    return os.environ.get(OPEN) in OPEN_TO and st.get_option("server.address") in LOOPBACK


def person(home: Path) -> Person:
    """Whose run this is. Raises NothingToShow, with what to do, unless they may read something."""
    return ANYONE if is_open() else admit(home, st.user.to_dict())


def admit(home: Path, claims: dict) -> Person:
    """Whom the provider named so, if they may read something now. Raises NothingToShow."""
    try:
        read_provider(home)
    except BadProvider as bad:
        raise NothingToShow(
            f"Nobody can sign in: {bad}.",
            "Mend the file, or start the app with “nwbench app” on your own machine without one.",
        ) from None
    if claims.get("is_logged_in") is not True:
        raise SignedOut(
            "Sign in to read.", "Your NHS account tells who you are, and the Assembly's list what you may see."
        )
    try:
        listed = read_access(home)
    except BadAccess as bad:
        raise NothingToShow(f"Nobody can be let in: {bad}.", "Mend the access file; it is read at once.") from None
    _refuse_ended(home, claims, listed)
    roles = listed.roles(claims)
    found = Person(listed.named(claims), str(claims.get("name") or claims.get("email") or "You"), roles)
    if not roles:
        access.record_refusal(home, found, "sign-in", "Q04")
        raise Stranger(home, found)
    return found


def refuse_unpublished(public: Reading) -> None:
    """Whoever uses this machine sees invented data and what somebody has published. Raises NothingToShow."""
    if os.environ.get(OPEN) != EVERYTHING and (count := public.unpublished_files):
        raise NothingToShow(
            f"The published run holds {count:,} files that nobody has published, and no sign-in is configured.",
            "Configure a provider, or start the app with “nwbench app --without-sign-in” where nobody else comes near.",
        )


class SignedOut(NothingToShow):
    """Stands with a button that leads to the provider."""


class Stranger(NothingToShow):
    """Signed in as someone who has no role here, with a button to sign out."""

    def __init__(self, home: Path, reader: Person) -> None:
        super().__init__(
            "You are signed in, but the Assembly has not given you a role.",
            "Ask its analysts to put you on their list.",
        )
        self.home, self.reader = home, reader


def show_button(nothing: NothingToShow) -> None:
    """What leads on from a page that shows nothing: in, or out."""
    if isinstance(nothing, SignedOut):
        st.button("Sign in", on_click=st.login, type="primary")
    elif isinstance(nothing, Stranger):
        st.button("Sign out", on_click=_sign_out, args=(nothing.home, nothing.reader))


def show_person(home: Path, reader: Person) -> None:
    """At the side of every page: who reads, and the way out."""
    with st.sidebar:
        if reader == ANYONE:
            st.caption("No sign-in is configured: whoever uses this machine may read as anyone.")
            return
        st.caption(f"Signed in: {reader.name}")
        st.button("Sign out", key="sign_out", on_click=_sign_out, args=(home, reader))


def _sign_out(home: Path, reader: Person) -> None:
    """Ends this sign-in everywhere: its cookie, copied or in another window, is worth nothing from now on."""
    claims = st.user.to_dict()
    at = _signed_in_at(claims)
    ended = {"who": reader.who, "signed_in_at": at.isoformat() if at else None, "nonce": claims.get("nonce")}
    access.ended_sign_ins(home).add(ended)
    st.logout()


def _refuse_ended(home: Path, claims: dict, listed: Access) -> None:
    at, now = _signed_in_at(claims), datetime.now(UTC)
    if at is None or at > now + CLOCKS_DIFFER_BY or at + timedelta(hours=listed.hours) < now:
        raise SignedOut(f"You signed in more than {listed.hours:g} hours ago.", "Sign in again.")
    journal = access.ended_sign_ins(home)
    if (listed.named(claims), at.isoformat(), claims.get("nonce")) in _ended_sign_ins(journal, journal.identity):
        raise SignedOut("You have signed out.", "Sign in again.")


def _signed_in_at(claims: dict) -> datetime | None:
    """When the provider issued what it says of them (`iat` of OpenID Connect Core 1.0, section 2).

    When they gave their password, `auth_time`, may be the same for a sign-in that follows one that they ended.
    """
    at = claims.get("iat")
    return datetime.fromtimestamp(at, UTC) if isinstance(at, int | float) else None


@lru_cache(1)
def _ended_sign_ins(journal: Journal, _identity: tuple | None) -> set[tuple[str, str, str | None]]:
    """By the nonce too, which is of one sign-in alone: someone may have two within one second."""
    return {(line["who"], line["signed_in_at"], line.get("nonce")) for line in journal.entries()}
