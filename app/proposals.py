"""The analyst's desk on thresholds: another value is foretold with its effect on everybody before it is proposed."""

from datetime import date

import streamlit as st

from app import access, notices, proposal_effects, proposed, scope, wording
from app.choices import choose
from app.notices import NothingToShow
from app.reading import Reading
from app.tables import show_table
from orchestration import what_if
from orchestration.home import Home
from orchestration.what_if import WhatIfFailed

TOLD, WANTED, FORETOLD = "proposal_told", "proposal_wanted", "proposal_foretold"
LONGEST_REASON = 500  # characters


def show(reading: Reading) -> None:
    st.header("Change a threshold")
    st.write(
        "The registry of thresholds is part of the rules, so nothing here changes it. A proposal shows what another "
        "value would do to every organisation, is recorded as yours, and gives the row to put into the registry."
    )
    notices.show_told(TOLD)
    registry = reading.by_key("parameters", "parameter")
    name = choose("Threshold", "parameter", {key: key.replace("_", " ") for key in sorted(registry)})
    if name is not None:
        _show_one(reading, registry[name])
    _show_proposals(reading)


def _show_one(reading: Reading, current: dict) -> None:
    facts = {
        "Value now": f"{wording.unrounded(current['value'])} ({current['unit']})",
        "Since": wording.day(current["valid_from"]),
        "Why it is so": current["reason"],
        "Source": current["source"],
    }
    show_table(f"The threshold {current['parameter']}", [{"What": what, "Note": told} for what, told in facts.items()])
    with st.form("proposal"):
        st.text_input("New value", key="proposal_value", max_chars=40)
        st.date_input("From", key="proposal_from", value=reading.as_of, format="YYYY-MM-DD")
        st.text_area("Reason", key="proposal_reason", max_chars=LONGEST_REASON)
        st.form_submit_button("Show its effect", on_click=_want, args=(reading, current))
    wanted = st.session_state.get(WANTED)
    if wanted is not None and wanted["parameter"] == current["parameter"]:
        _show_effect(reading, current, wanted)


def _want(reading: Reading, current: dict) -> None:
    for key in (WANTED, FORETOLD):
        st.session_state.pop(key, None)
    if not scope.holds(reading):
        return
    value, reason = (st.session_state.get(f"proposal_{name}") or "" for name in ("value", "reason"))
    day = st.session_state.get("proposal_from")
    wrong = proposed.faults(current, value.strip(), reason)
    if not isinstance(day, date):
        wrong.append("From: give a day")
    if wrong:
        st.session_state[TOLD] = ("error", ". ".join(wrong) + ".")
        return
    asked = {"parameter": current["parameter"], "value": value.strip(), "valid_from": day, "reason": reason}
    st.session_state[WANTED] = asked


def _show_effect(reading: Reading, current: dict, wanted: dict) -> None:
    st.subheader(f"{wanted['value']} instead of {wording.unrounded(current['value'])}")
    run_id, foretold = st.session_state.get(FORETOLD, (None, None))
    if run_id != reading.manifest["run_id"]:
        with st.spinner("A refresh with the new value is at work, of which nothing is published. It takes a minute."):
            foretold = _ask(reading, wanted)
        st.session_state[FORETOLD] = (reading.manifest["run_id"], foretold)
    st.write(
        "Foretold by a refresh as of the day of this run, of which nothing is published. Every assessment is judged by "
        "the new value here; in the registry it judges those from its day on. What was handed in or decided since the "
        "run has its effect in it, too."
    )
    proposal_effects.show(reading, foretold)
    st.button("Record the proposal", on_click=_propose, args=(reading, current))
    st.button("Drop it", on_click=_drop)


def _ask(reading: Reading, wanted: dict):
    parameters = {wanted["parameter"]: wanted["value"]}
    try:
        return what_if.ask(Home(reading.home), reading.audience, reading.as_of, parameters=parameters)
    except (WhatIfFailed, OSError) as failed:
        _drop()
        raise NothingToShow(
            f"The effect cannot be foretold: {failed}.", "Choose another value, or try again."
        ) from None


def _drop() -> None:
    for key in (WANTED, FORETOLD):
        st.session_state.pop(key, None)


def _propose(reading: Reading, current: dict) -> None:
    wanted, (_, foretold) = st.session_state.get(WANTED), st.session_state.get(FORETOLD, (None, None))
    if not scope.holds(reading) or wanted is None or foretold is None:
        return
    _drop()
    effect = proposal_effects.changes(reading, foretold)
    try:
        made = proposed.propose(
            reading.home, reading.person, current, wanted["value"], wanted["valid_from"], wanted["reason"],
            reading.manifest, effect,
        )  # fmt: skip
    except OSError as error:
        st.session_state[TOLD] = ("error", f"The proposal was not recorded: {error.strerror}.")
        return
    name = made["proposal"]
    untold = access.record_done(reading.home, reading.audience, "proposed", reading.person, proposal=name)
    st.session_state[TOLD] = ("success", f"Recorded: {name}. The row for the registry stands below.{untold}")


def _show_proposals(reading: Reading) -> None:
    st.subheader("Proposals")
    made = proposed.proposals(reading.home)
    if not made:
        st.write("Nothing is proposed.")
        return
    rows = [
        {
            "Proposal": one["proposal"],
            "Proposed": f"{one['at'][:10]} by {one['who']}",
            "Note": f"{wording.unrounded(one['value_before'])} before. {one['row']['reason']}",
            "Effect": f"{wording.count(one['changes'])} levels and statuses would be another, by run {one['run_id']}",
            "State": _state(one["withdrawal"]),
            "Row for the registry": "–" if one["withdrawal"] else proposed.row_of(one),
        }
        for one in made
    ]
    show_table("Proposals, the latest first", rows)
    open_ones = {f"{one['proposal']}, proposed {one['at'][:19]}": one for one in made if not one["withdrawal"]}
    if open_ones:
        with st.form("proposal_withdrawal"):
            st.selectbox("Proposal to withdraw", list(open_ones), index=None, key="proposal_of")
            st.text_area("Why", key="proposal_why", max_chars=LONGEST_REASON)
            st.form_submit_button("Withdraw the proposal", on_click=_withdraw, args=(reading, open_ones))


def _state(withdrawal: dict | None) -> str:
    return f"Withdrawn by {withdrawal['who']}: {withdrawal['why']}" if withdrawal else "Proposed"


def _withdraw(reading: Reading, open_ones: dict[str, dict]) -> None:
    one, why = open_ones.get(st.session_state.get("proposal_of")), st.session_state.get("proposal_why") or ""
    if not scope.holds(reading):
        return
    if one is None or not why.strip():
        st.session_state[TOLD] = ("error", "Choose a proposal and say why; nothing was withdrawn.")
        return
    name = one["proposal"]
    try:
        proposed.withdraw(reading.home, reading.person, one, why)
    except OSError as error:
        st.session_state[TOLD] = ("error", f"Nothing was withdrawn: {error.strerror}.")
        return
    untold = access.record_done(reading.home, reading.audience, "withdrew_proposal", reading.person, proposal=name)
    st.session_state[TOLD] = ("success", f"Withdrawn: {name}.{untold}")
