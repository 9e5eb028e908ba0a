"""What an organisation handed in, what became of each file, and taking one back."""

from datetime import datetime

import polars as pl
import streamlit as st

from app import hand_in_attest, handed_in, notices, scope, wording
from app.handed_in import HANDING_IN, SOURCE, Sent
from app.reading import Reading
from app.tables import Cell, say, show_table
from app.vocabulary import FILE_STATES, RETURN_TYPES, said
from quality import personal_data

LONGEST_REASON = 500  # characters
TAKEN = ("accepted", "accepted_in_part")
WAITING = Cell("Received; the next refresh reads it", look="open", symbol="○")
LOST = Cell("Not received: send it again", look="bad", symbol="✗")


def show_lost(reading: Reading, organisation: dict) -> None:
    """Before all else, what did not arrive."""
    for one in handed_in.sent(reading.home, organisation["org_code"]):
        if _is_lost(one):
            at, digest = wording.moment(one.told["at"]), one.sha256[:12]
            say(f"A return that was being handed in at {at} (fingerprint {digest}…) was not received. Send it again.")


def show(reading: Reading, organisation: dict) -> None:
    st.subheader("What you handed in")
    code, invented = organisation["org_code"], organisation["is_demonstration"]
    known = reading.table("submissions", org_code=code, source=SOURCE)
    sent = handed_in.sent(reading.home, code)
    hand_in_attest.show_outcome(organisation)
    st.write("What does not stand here was not received.")
    rows = [_row(one, reading, known) for one in sent]
    others = known.filter(~pl.col("sha256").is_in([one.sha256 for one in sent])).sort(
        "assessment_date", descending=True
    )
    rows += [_row_of_landing(row) for row in others.to_dicts()]
    if not rows:
        st.write("Nothing yet.")
        return
    show_table(notices.mark("Returns, the latest first, and what became of each", invented), rows)
    _show_withdrawal(reading, [one for one in sent if one.is_in_force], organisation)


def _is_lost(one: Sent) -> bool:
    return one.told.get("event") == HANDING_IN and (not one.arrived or one.is_withdrawn)


def _row(one: Sent, reading: Reading, known: pl.DataFrame) -> dict[str, str | Cell]:
    at = one.receipt.received_at if one.receipt else one.told["at"]
    day = one.told.get("assessment_date")
    return {
        "File": one.receipt.name if one.receipt else "–",
        "Assessed for": wording.iso_day(day) if day else "–",
        "Kind": said(RETURN_TYPES, one.told.get("return_type"), "–"),
        "Handed in": wording.moment(at),
        "State": _state(one, reading, known),
        "Due": _timely(one),
        "Fingerprint, first 12": one.sha256[:12],
    }


def _row_of_landing(row: dict) -> dict[str, str | Cell]:
    """A return that reached the Assembly in another way."""
    return {
        "File": row["file_name"],
        "Assessed for": wording.day(row["assessment_date"], "–"),
        "Kind": "–",
        "Handed in": "Not through this page",
        "State": _of_run(row["state"], row["reasons"]),
        "Due": "–",
        "Fingerprint, first 12": row["sha256"][:12],
    }


def _state(one: Sent, reading: Reading, known: pl.DataFrame) -> Cell:
    if _is_lost(one):
        return LOST
    of_run = known.filter(pl.col("sha256") == one.sha256).to_dicts()
    if one.decision is not None and not one.is_in_force:
        left_out = " The next refresh leaves it out." if of_run else ""
        return Cell(f"{_left_out(one)}.{left_out}", look="gap", symbol="–")
    if of_run:
        return _of_run(of_run[0]["state"], of_run[0]["reasons"])
    # of a file that repeats another, or was left out, a run knows no more than its checksum
    states = [file["state"] for file in reading.manifest["inputs"] if file["sha256"] == one.sha256]
    if states and states[0] != "discarded":
        return _of_run(states[0], None)
    return WAITING


def _left_out(one: Sent) -> str:
    if not one.is_withdrawn:
        return f"Discarded by the Assembly: {one.decision.reason}"
    at = wording.moment(one.decision.decided_at)
    return f"{one.decision.reason.replace(handed_in.BY_ITSELF, 'Withdrawn: ')}, at {at} by {one.decision.decided_by}"


def _of_run(state: str, reasons: str | None) -> Cell:
    look, symbol = ("good", "✓") if state in TAKEN else ("gap", "–") if state == "superseded" else ("bad", "✗")
    return Cell(": ".join(filter(None, (said(FILE_STATES, state), reasons))), look=look, symbol=symbol)


def _timely(one: Sent) -> str:
    if not one.arrived or "due_on" not in one.told:
        return "–"
    due_on = one.told["due_on"] and datetime.fromisoformat(one.told["due_on"]).date()
    return hand_in_attest.timely(due_on, datetime.fromisoformat(one.receipt.received_at).date())


def _show_withdrawal(reading: Reading, sent: list[Sent], organisation: dict) -> None:
    if not sent:
        return
    with st.expander("Withdraw a return"):
        st.write(
            "The next refresh leaves a withdrawn return out, as if it had not been handed in. Nothing is deleted: the "
            "file and your reason stay on record. To undo it, hand the same file in again."
        )
        names = {one.receipt.name: one for one in sent}
        code = organisation["org_code"]
        name = st.selectbox("Which return", list(names), index=None, key=f"withdraw_{code}")
        reason = st.text_input("Reason, without names of people", max_chars=LONGEST_REASON, key=f"withdraw_why_{code}")
        st.button(
            "Withdraw this return", disabled=name is None or not reason.strip(),
            on_click=_withdraw, args=(reading, names.get(name), organisation),
        )  # fmt: skip


def _withdraw(reading: Reading, one: Sent | None, organisation: dict) -> None:
    code = organisation["org_code"]
    reason = " ".join(st.session_state.get(f"withdraw_why_{code}", "").split())
    if one is None or not reason or not scope.holds(reading):
        return
    if person := personal_data.found(reason):
        st.session_state[hand_in_attest.OUTCOME] = (code, f"Not withdrawn: the reason holds {person}. Take it out.")
        return
    try:
        untold = handed_in.withdraw(reading, one.receipt, reason[:LONGEST_REASON])
    except OSError as error:
        words = f"Not withdrawn: {error.strerror or 'it could not be kept'}. Try again."
    else:
        words = f"Withdrawn: {one.receipt.name}. The next refresh leaves it out.{untold}"
        st.session_state[f"withdraw_{code}"], st.session_state[f"withdraw_why_{code}"] = None, ""
    st.session_state[hand_in_attest.OUTCOME] = (code, words)
