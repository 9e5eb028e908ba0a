"""The page of the audit trail: who saw, took away, handed in and decided what, and whether the record is whole."""

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import polars as pl
import streamlit as st

from app import access, takeaway, wording
from app.choices import choose
from app.reading import Reading
from app.tables import Cell, show_table
from app.vocabulary import READERS, said
from ingestion.inert_text import for_csv
from ingestion.journal import Journal
from orchestration import journals
from orchestration.home import Home

# Acts in words; one that nobody has put into words yet stays readable.
ACTS = {
    "signed_in": "Signed in",
    "signed_out": "Signed out",
    "asked": "Asked, and was refused",
    "saw": "Saw how others stand",
    "took": "Took a file away",
    "handing_in": "Began to hand in",
    "handed_in": "Handed in",
    "withdrew": "Withdrew what was handed in",
    "declared": "Declared an interest",
    "opened": "Opened an application",
    "checked": "Checked an application for completeness",
    "questioned": "Asked an applicant about evidence",
    "answered": "Answered about evidence",
    "closed": "Closed a question about evidence",
    "verified": "Verified evidence",
    "recommended": "Recommended a decision",
    "decided": "Decided",
    "letter": "Sent the panel's letter",
    "released": "Released a refused file",
    "discarded": "Discarded a refused file",
    "agreed": "Agreed to be named",
    "withdrew_agreement": "Withdrew an agreement to be named",
    "proposed": "Proposed a change of a threshold",
    "withdrew_proposal": "Withdrew a proposal",
}
OF_WHOM = ("at", "who", "did", "audience", "org_code", "belongs_to", "refused_by", "follows")
NOBODY = "Nobody signed in"  # of a file exported by a command, or before who acted was kept
NONE = "–"
MOST_SHOWN = 200
FORMS = {"csv": ("CSV", "csv", "text/csv")}
DROPS = ("who", "did", "whose")


def show(reading: Reading) -> None:
    st.title("Who saw and did what")
    st.write(
        "Every refusal, every look at how others stand, every file taken away, and everything handed in or decided. A "
        "line holds the checksum of the line before it, so none is changed, put in or taken out unnoticed; each "
        "published run keeps where every journal ended."
    )
    st.write(
        "People are named by what the sign-in provider calls them: personal data of staff, for the Assembly's analysts "
        "alone. Nothing here deletes it; the Assembly's retention schedule says how long a month is kept. A month that "
        "is removed is told below as not whole, for as long as a run that knew it is kept."
    )
    _show_faults(Home(reading.home))
    months = access.months(reading.home)
    if not months:
        st.write("Nothing is written down yet.")
        return
    _record_once(reading)
    names = {month: f"{datetime.fromisoformat(f'{month}-01'):%B %Y}" for month in months}
    month = choose("Month", "month", names, default=months[0], drops=DROPS)
    if month is not None:
        _show_month(reading, month, names[month])


def _record_once(reading: Reading) -> None:
    """Whoever reads this is written down too, once a session."""
    if not st.session_state.get("trail_seen"):
        access.record(reading.home, reading.audience, "saw", reading.person, what="the audit trail")
        st.session_state["trail_seen"] = True


def _show_faults(home: Home) -> None:
    st.header("Is the record whole?")
    found = journals.faults(home)
    if not found:
        st.write("There is no journal yet.")
        return
    rows = [
        {
            "Journal": name,
            "Whole": Cell("No", look="bad", symbol="✗") if faults else Cell("Yes", look="good", symbol="✓"),
            "What speaks against it": "; ".join(faults) or NONE,
        }
        for name, faults in sorted(found.items(), key=lambda each: (not each[1], each[0]))
    ]
    show_table("Journals, beside what each kept run says of them", rows)


def _show_month(reading: Reading, month: str, name: str) -> None:
    st.header(f"Acts of {name}")
    lines = acts(reading.home, month)
    kept = lines
    for label, asked, key in (
        ("Who", "who", "Who"),
        ("What they did", "did", "Did"),
        ("Organisation", "whose", "Whose"),
    ):
        options = dict.fromkeys(line[key] for line in sorted(lines, key=lambda line: line[key]))
        chosen = choose(label, asked, {"all": "All", **{option: option for option in options}}, default="all")
        kept = [line for line in kept if chosen in (None, "all", line[key])]
    if not kept:
        st.write("Nothing of this kind.")
        return
    latest = kept[:MOST_SHOWN]
    rest = f", the latest {wording.count(len(latest))} of {wording.count(len(kept))}" if kept[MOST_SHOWN:] else ""
    caption = f"Acts of {name}{rest}"
    show_table(caption, latest)
    takeaway.offer_file("Take these acts away", caption, f"acts_{month}", FORMS, lambda _: _as_csv(kept))


def acts(home: Path, month: str) -> list[dict[str, str]]:
    """What is written down of a month, by the columns of the page, the latest first."""
    trail, ended = access.trail(home, month), access.ended_sign_ins(home)
    return _acts(month, trail, trail.identity, ended, ended.identity)


@lru_cache(4)
def _acts(
    month: str, trail: Journal, _trail: tuple | None, ended: Journal, _ended: tuple | None
) -> list[dict[str, str]]:
    signed_out = [line | {"did": "signed_out"} for line in ended.entries() if line["at"].startswith(month)]
    lines = sorted([*trail.entries(), *signed_out], key=lambda line: line["at"], reverse=True)
    return [_act(line) for line in lines]


def _act(line: dict) -> dict[str, str]:
    about = {name: value for name, value in line.items() if name not in OF_WHOM and value not in (None, "", [])}
    return {
        "When (UTC)": line["at"][:19].replace("T", " "),
        "Who": line.get("who") or NOBODY,
        "Reading as": said(READERS, line.get("audience"), NONE),
        "Whose": line.get("org_code") or NONE,
        "Did": said(ACTS, line["did"]),
        "What": "; ".join(f"{name.replace('_', ' ')}: {_plain(value)}" for name, value in about.items()) or NONE,
        "Refused by": line.get("refused_by") or NONE,
    }


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _as_csv(lines: list[dict[str, str]]) -> bytes:
    return for_csv(pl.DataFrame(lines)).write_csv().encode()
