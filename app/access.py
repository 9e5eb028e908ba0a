"""Who saw, took away, handed in and decided what. Every refusal is written down, and every look at others (§5.4).

`access/<year>-<month>.jsonl` in the home folder: a journal, of which no line can be changed unnoticed.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from app.people import Person
from app.published import Audience, NotAllowed, read
from ingestion.journal import Journal

OF_OTHERS = {"peers", "peer_shares"}


def trail(home: Path, month: str | None = None) -> Journal:
    """The journal of a month (`2026-11`), of this one unless told otherwise."""
    return Journal(home / "access" / f"{month or f'{datetime.now(UTC):%Y-%m}'}.jsonl")


def ended_sign_ins(home: Path) -> Journal:
    """Who signed out, and of which sign-in."""
    return Journal(home / "access" / "signed_out.jsonl")


def months(home: Path) -> list[str]:
    """Those of which there is a journal, the latest first."""
    return sorted((path.stem for path in (home / "access").glob("2*-*.jsonl")), reverse=True)


def ask(
    home: Path, run_folder: Path, manifest: dict, audience: Audience, table: str, peer_group: str | None = None
) -> pl.DataFrame:
    """A published table as `app.published.read` gives it, with what is to be written down. Raises what that raises."""
    try:
        frame = read(run_folder, manifest, audience, table, peer_group)
    except NotAllowed as refused:
        record(home, audience, "asked", table=table, peer_group=peer_group, refused_by=refused.rule_id)
        raise
    record_look(home, audience, table, peer_group)
    return frame


def record_look(
    home: Path, audience: Audience, table: str, peer_group: str | None = None, person: Person | None = None
) -> None:
    """A line for whoever, not being an analyst, was told how others stand."""
    if table in OF_OTHERS and audience.name != "analyst":
        record(home, audience, "saw", person, table=table, peer_group=peer_group)


def record(home: Path, audience: Audience, did: str, person: Person | None = None, **what: object) -> None:
    """One line: what was done (`asked` and refused, `saw`, `took`, `handed_in`, `decided` …), by whom, as which reader.

    `refused_by` is the rule, None when it was answered. What changes something outlasts the machine going down; a look
    does not have to, since a page makes dozens.
    """
    line = {
        "audience": audience.name,
        "org_code": audience.org_code,
        "belongs_to": audience.belongs_to,
        "who": person.who if person else None,
        "did": did,
        "refused_by": None,
    }
    trail(home).add(line | what, lasting=did not in ("asked", "saw"))


class Untold(Exception):
    """What was done stays, and the audit trail has no line of it; the message tells whoever did it."""


def record_done(home: Path, audience: Audience, did: str, person: Person | None = None, **what: object) -> str:
    """The same of what is done already and stays; returns what to tell whoever did it if no line could be written."""
    try:
        record(home, audience, did, person, **what)
    except OSError as error:
        print(f"nwbench: the audit trail has no line of what was {did}: {error}", file=sys.stderr)
        return f" The audit trail could not be written ({error.strerror}): tell whoever runs this service."
    return ""


def record_sign_in(home: Path, person: Person) -> None:
    """Someone began a session."""
    trail(home).add({"who": person.who, "did": "signed_in", "refused_by": None})


def record_refusal(home: Path, person: Person, what: str, rule_id: str) -> None:
    """Someone was not let in at all."""
    trail(home).add({"who": person.who, "did": "asked", "what": what, "refused_by": rule_id}, lasting=False)
