"""The last steps: the level that the return would give, who stands for it, and handing it in."""

from datetime import date
from html import escape

import polars as pl
import streamlit as st

from app import hand_in_level, hand_in_upload, handed_in, notices, scope, wording
from app.hand_in_upload import Upload
from app.handed_in import Filing, LeftOut
from app.reading import Reading
from app.tables import say, show_table
from app.vocabulary import LEVELS, RETURN_TYPES, said
from ingestion.inbox import Receipt

# Of which obligation of the calendar a kind of return is the answer. A self-assessment has no day (§3.3).
ANSWERS = {"annual_review": "annual_review", "application": "reapplication"}
OUTCOME = "handed_in"


def show(reading: Reading, upload: Upload, today: date) -> None:
    if upload.found.is_refused:
        return
    hand_in_level.show(reading, upload)
    st.subheader("5. Attest it, and hand it in")
    organisation, found = upload.organisation, upload.found
    due_on = due(reading, found.fields["return_type"])
    show_table(
        notices.mark("What you are about to hand in", organisation["is_demonstration"]),
        [{"What": what, "This return": told} for what, told in _told(upload, due_on, today).items()],
    )
    say(_place_in_history(reading, upload))
    say(
        f"By handing it in you confirm: {_owner(upload)} of {organisation['name']} attested on "
        f"{wording.day(found.attested_on)} that this return is true and complete, and you may hand it in."
    )
    ticked = f"{upload.key}_{found.sha256}"  # another file is another statement
    st.checkbox("I confirm what stands above", key=ticked)
    st.button(
        "Hand in this return", type="primary", disabled=not st.session_state.get(ticked),
        on_click=_hand_in, args=(reading, upload, due_on, ticked),
    )  # fmt: skip


def due(reading: Reading, return_type: str) -> date | None:
    """By when a return of this kind is due by the calendar of the run; None when no day is set."""
    kind = ANSWERS.get(return_type)
    if kind is None or not reading.has("calendar"):
        return None
    return reading.table("calendar", org_code=reading.audience.org_code, kind=kind)["due_on"].min()


def timely(due_on: date | None, on: date) -> str:
    if due_on is None:
        return "No day is set for it"
    day = wording.day(due_on)
    return f"Late: it was due by {day}" if on > due_on else f"In time: it is due by {day}"


def _owner(upload: Upload) -> str:
    role = upload.found.fields.get("sro_role")
    return f"the senior responsible owner ({role})" if role else "the senior responsible owner"


def _told(upload: Upload, due_on: date | None, today: date) -> dict[str, str]:
    fields = upload.found.fields
    return {
        "Kind": said(RETURN_TYPES, fields["return_type"]),
        "Level applied for": said(LEVELS, fields.get("level_applied_for") or None, "None"),
        "Assessed for": wording.day(upload.found.assessed_for),
        "Senior responsible owner": fields.get("sro_role") or "No role given",
        "Attested on": wording.day(upload.found.attested_on),
        "Due": timely(due_on, today),
        "Fingerprint of the file (SHA-256)": upload.found.sha256,
    }


def _place_in_history(reading: Reading, upload: Upload) -> str:
    """Of several returns for one day the one attested last counts (CONTRACT section 3)."""
    found = upload.found
    taken = reading.table("returns").filter(pl.col("assessment_date") == found.assessed_for)["attested_on"].to_list()
    waiting = [
        date.fromisoformat(one.told["attested_on"])
        for one in handed_in.sent(reading.home, reading.audience.org_code)
        if one.is_in_force and one.sha256 != found.sha256
        and one.told.get("assessment_date") == found.assessed_for.isoformat()
    ]  # fmt: skip
    latest = max(filter(None, [*taken, *waiting]), default=None)
    day = wording.day(found.assessed_for)
    if latest is None:
        return f"It is the first return for {day}." if not taken else f"It replaces the return for {day}."
    if found.attested_on > latest:
        return f"It replaces the return for {day} that was attested on {wording.day(latest)}, which stays in history."
    if found.attested_on == latest:
        return (
            f"Another return for {day} was attested on the same day. Unless it is this very file, attest the one that "
            "is to count on a later day."
        )
    return (
        f"Another return for {day} was attested later, on {wording.day(latest)}, and stays the one that counts. To "
        "correct it, attest this one on a later day."
    )


def _hand_in(reading: Reading, upload: Upload, due_on: date | None, ticked: str) -> None:
    if not scope.holds(reading) or not st.session_state.get(ticked):
        return
    found, content = upload.found, upload.content()
    if content is None or found.is_refused:  # also when it was pressed again while the first press was answered
        before = handed_in.of_file(reading.home, upload.organisation["org_code"], found.sha256)
        is_there = before is not None and before.is_in_force
        missing = "Not handed in: the file is no longer here. Send it again."
        _tell(upload, _received(before.receipt) if is_there else missing)
        return
    filing = Filing(content, found.suffix, found.assessed_for, found.attested_on, found.fields["return_type"], due_on)
    try:
        receipt = handed_in.hand_in(reading, filing, upload.organisation)
    except LeftOut as why:
        _tell(upload, f"Not handed in: the Assembly has discarded this very file: {why}. Mend it, and attest it anew.")
        return
    except OSError as error:
        _tell(upload, f"Not received: {error.strerror or 'it could not be kept'}. Send it again.")
        return
    _tell(upload, _received(receipt))
    hand_in_upload.let_go(upload)


def _received(receipt: Receipt) -> str:
    return (
        f"Received: {receipt.name}, at {wording.moment(receipt.received_at)}. Fingerprint (SHA-256): {receipt.sha256}"
    )


def _tell(upload: Upload, words: str) -> None:
    st.session_state[OUTCOME] = (upload.organisation["org_code"], words)


def show_outcome(organisation: dict) -> None:
    """What became of the last attempt of this session to hand something in or to withdraw it."""
    code, words = st.session_state.get(OUTCOME, (None, ""))
    told = f"<strong>{escape(words)}</strong>" if code == organisation["org_code"] else ""
    st.html(f'<p role="status">{told}</p>')


def forget_outcome() -> None:
    """Once a page that shows it is whole: one that another press cut short is drawn anew, and tells it again."""
    st.session_state.pop(OUTCOME, None)
