"""Agreements to be named for an improvement: what became of each, and the form by which a trust agrees or withdraws."""

import csv
import io

import polars as pl
import streamlit as st

from app import access, agreement_rules, notices, registries, roster, scope, wording
from app.agreement_rules import FIELDS
from app.reading import Reading
from app.tables import Download, show_table
from ingestion import inbox
from ingestion.days import today

SOURCE = "learning"
TOLD = "agreement_told"
STATES = {
    "named": "Named",
    "withdrawn": "Withdrawn",
    "replaced": "Replaced by a later agreement",
    "not_improved": "Not named: the deliverable did not improve between the last two assessments",
    "would_tell_level": "Not named: an improved Bronze item would tell a level, and others could be worked out by it",
    "would_tell_people": "Not named: it would tell of a member of a board",
    "compared_in_shares": "Waits: shares of this deliverable's statuses were shown to others before, and a status that "
    "is named could be taken out of them",
}  # fmt: skip


def show(reading: Reading, organisation: dict) -> None:
    """On the page of a trust: its own agreements, and the form."""
    if not reading.has("agreements"):
        return
    st.header("Let an improvement of yours be named")
    notices.show_told(TOLD)
    own = reading.table("agreements", org_code=organisation["org_code"])
    if own.height:
        _show(reading, own, {organisation["org_code"]: organisation}, organisation["is_demonstration"])
    _show_waiting(reading, organisation)
    _show_form(reading, organisation)
    _show_withdrawal(reading, organisation, own.filter(own["state"].is_in(["withdrawn", "replaced"]).not_()).to_dicts())


def show_all(reading: Reading, organisations: dict[str, dict]) -> None:
    """For an analyst: every agreement, also those that are not named."""
    st.header("Agreements")
    known = reading.table("agreements")
    if known.is_empty():
        st.write("No organisation has agreed to be named.")
    for invented in (False, True):
        codes = [code for code, row in organisations.items() if row["is_demonstration"] == invented]
        of_these = known.filter(known["org_code"].is_in(codes))
        if of_these.height:
            _show(reading, of_these, organisations, invented)


def _show(reading: Reading, known: pl.DataFrame, organisations: dict[str, dict], invented: bool) -> None:
    registry = registries.items(reading)
    rows = [
        {
            "Deliverable": roster.item_heading(row["item_id"], registry),
            "Organisation": f"{organisations[row['org_code']]['name']} ({row['org_code']})",
            "Agreed": wording.day(row["agreed_on"]),
            "Withdrawn": wording.day(row["withdrawn_on"], "–"),
            "What became of it": STATES.get(row["state"], row["state"]),
        }
        for row in known.sort("org_code", "item_id", "agreed_on").to_dicts()
    ]
    caption = notices.mark("Agreements to be named", invented)
    show_table(caption, rows, Download(known, notices.mark("agreements", invented), "agreements"))


def _show_waiting(reading: Reading, organisation: dict) -> None:
    """What was received since the run that is shown."""
    known = {file["sha256"] for file in reading.manifest["inputs"]}
    waiting = [
        given
        for given in inbox.receipts(reading.home, SOURCE)
        if given.name.startswith(f"{organisation['org_code']}_") and given.sha256 not in known
    ]
    if waiting:
        names = "; ".join(f"{given.name}, received {given.received_at[:10]}" for given in waiting)
        st.write(f"Waiting for the next refresh: {names}.")


def _show_form(reading: Reading, organisation: dict) -> None:
    registry, never = registries.items(reading), reading.by_key("items_not_named", "item_id")
    risen = reading.table("movers", org_code=organisation["org_code"], kind="item", direction="up")["subject"].to_list()
    items = {item: roster.item_heading(item, registry) for item in sorted(risen) if item not in never}
    if barred := sorted(item for item in risen if item in never):
        st.caption(f"Never named, to protect others or people: {', '.join(barred)}.")
    if not items:
        st.write("No deliverable of yours that can be named improved between the last two assessments.")
        return
    with st.form("agreement"):
        st.selectbox("Deliverable", list(items), format_func=items.get, index=None, key="agreement_item_id")
        for field, words in FIELDS.items():
            make = st.text_area if field == "what_was_done" else st.text_input
            make(words, key=f"agreement_{field}", max_chars=agreement_rules.longest(field))
        st.checkbox(
            "We agree: everyone who reads here will see this with our name, and downloads of it may go anywhere.",
            key="agreement_agreed",
        )
        st.form_submit_button("Agree to be named", on_click=_agree, args=(reading, organisation, tuple(items)))


def _show_withdrawal(reading: Reading, organisation: dict, open_ones: list[dict]) -> None:
    if not open_ones:
        return
    names = {f"{row['item_id']} {row['agreed_on']}": row for row in open_ones}
    with st.form("withdrawal"):
        st.selectbox("Agreement to withdraw", list(names), index=None, key="withdrawal_of")
        st.caption("From the next refresh it is not shown any more. Whoever saw it before may remember it.")
        st.form_submit_button("Withdraw it", on_click=_withdraw, args=(reading, organisation, names))


def _agree(reading: Reading, organisation: dict, items: tuple[str, ...]) -> None:
    if not scope.holds(reading):
        return
    given = {field: (st.session_state.get(f"agreement_{field}") or "").strip() for field in FIELDS}
    item = st.session_state.get("agreement_item_id")
    wrong = agreement_rules.faults(given)
    if item not in items:
        wrong = ["Deliverable: choose one of the list", *wrong]
    if not st.session_state.get("agreement_agreed"):
        wrong.append("Agreement: tick that you agree")
    if wrong:
        st.session_state[TOLD] = ("error", "Nothing was received. " + ". ".join(wrong) + ".")
        return
    row = {"org_code": organisation["org_code"], "item_id": item, "agreed_on": today().isoformat()}
    _hand_in(reading, organisation, row | {"withdrawn_on": ""} | given, "agreed")


def _withdraw(reading: Reading, organisation: dict, names: dict[str, dict]) -> None:
    row = names.get(st.session_state.get("withdrawal_of"))
    if not scope.holds(reading):
        return
    if row is None:
        st.session_state[TOLD] = ("error", "Nothing was received. Choose the agreement to withdraw.")
        return
    same = {name: "" if row[name] is None else str(row[name]) for name in agreement_rules.columns()}
    _hand_in(reading, organisation, same | {"withdrawn_on": today().isoformat()}, "withdrew_agreement")


def _hand_in(reading: Reading, organisation: dict, row: dict[str, str], did: str) -> None:
    """Into the inbox, like any file, with who it is from."""
    out = io.StringIO()
    writer = csv.DictWriter(out, agreement_rules.columns(), lineterminator="\n")
    writer.writeheader()
    writer.writerow(row)
    origin = inbox.origin_of(organisation["name"], organisation["is_demonstration"])
    stem = f"{row['org_code']}_{row['item_id']}_{row['withdrawn_on'] or row['agreed_on']}"
    try:
        given = inbox.put(
            reading.home, SOURCE, stem, ".csv", out.getvalue().encode(), reading.person.who, origin
        )  # fmt: skip
    except OSError as error:
        st.session_state[TOLD] = ("error", f"It was not received: {error.strerror}. Send it again.")
        return
    about = {"item_id": row["item_id"], "name": given.name, "sha256": given.sha256}
    untold = access.record_done(reading.home, reading.audience, did, reading.person, **about)
    st.session_state[TOLD] = ("success", f"Received as {given.name}; the next refresh takes it in.{untold}")
