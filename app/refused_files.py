"""The analyst's desk on refused files: what was refused, by which rules, and what is decided about it."""

from datetime import datetime

import polars as pl
import streamlit as st

from app import access, files, notices, registries, scope, wording
from app.choices import choose, switch
from app.published import INVENTED_PUBLISHER
from app.reading import Reading
from app.tables import show_table
from app.vocabulary import FILE_STATES, FOLDERS, said
from ingestion.quarantine import DISCARD, RELEASE, SETTLED
from orchestration import quarantine
from orchestration.home import Home
from orchestration.lock import Locked
from orchestration.quarantine import CannotDecide

ERASE = "erase"
ACTIONS = {
    RELEASE: "Release: take the file in as it stands, against these rules",
    DISCARD: "Discard: the file is not taken in",
    ERASE: "Discard and erase: its bytes are removed from the home folder too, as personal data asks",
}
RECORDED = {RELEASE: "released", DISCARD: "discarded", ERASE: "discarded"}
MOST_REASONS = 3  # of one file in the list of all
TOLD, ERASING = "quarantine_told", "quarantine_erasing"
LONGEST_REASON = 500  # characters


def show(reading: Reading) -> None:
    st.header("Refused files")
    st.write(
        "A file is refused whole, or in part without its refused lines; its bytes are kept with the reasons. A "
        "decision is recorded as yours, and the next refresh follows it."
    )
    notices.show_told(TOLD)
    _show_quarantine(reading)
    _show_unused(reading)


def _show_quarantine(reading: Reading) -> None:
    everything = switch("Show what was settled or discarded, too", "settled")
    entries = quarantine.listed(Home(reading.home), everything)
    if not entries:
        st.write("Nothing is in quarantine.")
        return
    invented = _invented(reading, entries)
    for of_invented in (False, True):
        rows = [_row(e, reading) for e in entries if invented.get(e["sha256"], False) == of_invented]
        if rows:
            show_table(notices.mark("Refused files, the earliest first", of_invented), rows)
    open_ones = {e["sha256"][:12]: e for e in entries if e["state"] != SETTLED}
    names = {sha256: f"{said(FOLDERS, e['source'])}: {e['file_name']}" for sha256, e in open_ones.items()}
    chosen = choose("File to decide on", "file", names) if names else None
    if chosen is not None:
        _show_one(reading, open_ones[chosen])


def _show_unused(reading: Reading) -> None:
    """Files that nothing is wrong with at the door, and that are left out for what they say."""
    unused = reading.table("submissions").filter(pl.col("exclusion").is_not_null()).sort("source", "file_name")
    if unused.is_empty():
        return
    st.subheader("Read, and not used")
    st.write("These are not for a decision: the sender mends what is said, or the day or the register catches up.")
    for of_invented in (False, True):
        rows = [
            {
                "File": row["file_name"],
                "Kind": said(FOLDERS, row["source"]),
                "Organisation": row["org_code"] or "–",
                "Assessed for": wording.day(row["assessment_date"], "–"),
                "State": said(FILE_STATES, row["state"]),
            }
            for row in unused.to_dicts()
            if (row["publisher"] or "").startswith(INVENTED_PUBLISHER) == of_invented
        ]
        if rows:
            show_table(notices.mark("Files that are read, and not used", of_invented), rows)


def _invented(reading: Reading, entries: list[dict]) -> dict[str, bool]:
    """By checksum, of files that this run has met."""
    met = reading.table("submissions", sha256=[entry["sha256"] for entry in entries])
    return {row["sha256"]: (row["publisher"] or "").startswith(INVENTED_PUBLISHER) for row in met.to_dicts()}


def _row(entry: dict, reading: Reading) -> dict[str, str]:
    reasons = [_reason(reason) for reason in entry["reasons"]]
    more = [f"and {wording.count(len(reasons[MOST_REASONS:]))} more"] if reasons[MOST_REASONS:] else []
    return {
        "File": entry["file_name"],
        "Kind": said(FOLDERS, entry["source"]),
        "State": said(FILE_STATES, entry["state"]) + (f"; {quarantine.HELD}" if entry["name_is_held"] else ""),
        "From": entry["sender"],
        "First seen": wording.day(datetime.fromisoformat(entry["received_at"]).date()),
        "Why": "\n".join([*reasons[:MOST_REASONS], *more]),
        "Decision": _decision(entry["decision"], reading),
        "SHA-256, first 12": entry["sha256"][:12],
    }


def _reason(reason: dict) -> str:
    return f"{reason['place'] or 'Whole file'}: {reason['found']}; {reason['remedy']} ({reason['rule_id']})"


def _decision(decision: dict | None, reading: Reading) -> str:
    """What was decided, and whether the run that is published has followed it."""
    if decision is None:
        return "None yet"
    started = reading.manifest["started_at"]
    is_followed = started and datetime.fromisoformat(started) > datetime.fromisoformat(decision["decided_at"])
    done = "Released" if decision["action"] == RELEASE else "Erased" if decision["erased"] else "Discarded"
    rules = f" from {', '.join(decision['rules'])}" if decision["rules"] else ""
    day = wording.day(datetime.fromisoformat(decision["decided_at"]).date())
    follows = "followed by this run" if is_followed else "waits for the next refresh"
    return f"{done}{rules} by {decision['decided_by']} on {day}: {decision['reason']} ({follows})"


def _show_one(reading: Reading, entry: dict) -> None:
    st.subheader(entry["file_name"])
    rules = registries.rules(reading)
    rows = [
        {
            "Rule": files.rule_words(reason["rule_id"], rules),
            "Where": reason["place"] or "Whole file",
            "Found": reason["found"],
            "How to mend it": reason["remedy"],
        }
        for reason in entry["reasons"]
    ]
    if rows:
        show_table(f"Every reason against {entry['file_name']}", rows)
    waived = sorted({reason["rule_id"] for reason in entry["reasons"]})
    certain = [rule for rule in waived if not rules.get(rule, {}).get("may_be_released")]
    if certain:
        st.write(
            f"It cannot be released: {', '.join(certain)} can tell for certain, so the sender mends the file, or it is "
            "discarded."
        )
    else:
        st.write(f"A release waives {', '.join(waived)} for this file, and nothing else.")
    actions = {action: words for action, words in ACTIONS.items() if action != RELEASE or not certain}
    with st.form("quarantine_decision"):
        st.radio("Decision", list(actions), format_func=actions.get, index=None, key="quarantine_action")
        st.text_area("Reason", key="quarantine_reason", max_chars=LONGEST_REASON)
        st.form_submit_button("Record the decision", on_click=_decide, args=(reading, entry))
    if st.session_state.get(ERASING, {}).get("sha256") == entry["sha256"]:
        st.warning(f"The bytes of {entry['file_name']} will be gone from here for good. Its reasons stay.")
        st.button("Erase them for good", on_click=_erase, args=(reading, entry))
        st.button("Keep them", on_click=_keep)


def _decide(reading: Reading, entry: dict) -> None:
    action, reason = st.session_state.get("quarantine_action"), st.session_state.get("quarantine_reason") or ""
    st.session_state.pop(ERASING, None)
    if not scope.holds(reading):
        return
    if action not in ACTIONS or not reason.strip():
        st.session_state[TOLD] = ("error", "Choose a decision and give a reason; nothing was recorded.")
    elif action == ERASE:
        st.session_state[ERASING] = {"sha256": entry["sha256"], "reason": reason}
    else:
        _record(reading, entry, action, reason)


def _erase(reading: Reading, entry: dict) -> None:
    confirmed = st.session_state.pop(ERASING, {})
    if scope.holds(reading) and confirmed.get("sha256") == entry["sha256"]:
        _record(reading, entry, ERASE, confirmed["reason"])


def _keep() -> None:
    st.session_state.pop(ERASING, None)


def _record(reading: Reading, entry: dict, action: str, reason: str) -> None:
    home, by, done = Home(reading.home), reading.person.who, DISCARD if action == ERASE else action
    try:
        told = quarantine.decide(
            home, f"{entry['source']}/{entry['sha256']}", done, reason.strip(), by, action == ERASE
        )
    except Locked:
        st.session_state[TOLD] = (
            "error",
            "Nothing was recorded: a refresh is at work. Decide again once it is over.",
        )
        return
    except (CannotDecide, OSError) as refused:
        st.session_state[TOLD] = ("error", f"Nothing was recorded: {refused}.")
        return
    untold = access.record_done(
        reading.home, reading.audience, RECORDED[action], reading.person,
        source=entry["source"], file=entry["file_name"], sha256=entry["sha256"], reason=reason.strip(),
        erased=action == ERASE,
    )  # fmt: skip
    st.session_state[TOLD] = ("success", f"{told}.{untold}")
