"""The level that a return would give, and why: beside the one that stands now."""

import sys

import polars as pl
import streamlit as st

from app import notices, registries, roster, standing, wording
from app.hand_in_upload import Upload
from app.reading import Reading
from app.tables import Cell, say, show_table
from app.vocabulary import CONCEPTS, LEVELS, LEVELS_WITHIN, said
from ingestion.days import today
from orchestration import what_if
from orchestration.home import Home
from orchestration.what_if import WhatIfFailed

CONCEPT_COLUMNS = {concept: f"level_{concept}" for concept in CONCEPTS}
WHAT_IT_IS = (
    "A refresh of its own reads your return beside all else that is known, and publishes nothing. It takes half a "
    "minute, or a few while the machine is busy. The next refresh decides: by then the rules of the day, other data or "
    "another return may tell otherwise."
)


def show(reading: Reading, upload: Upload) -> None:
    st.subheader("4. The level it would give")
    st.write(WHAT_IT_IS)
    key = f"{upload.key}_level"
    asked = st.button("See the level it would give", key=f"{key}_asked")
    of_file, foretold = st.session_state.get(key, (None, None))
    if asked:
        of_file, foretold = upload.found.sha256, _ask(reading, upload)
        st.session_state[key] = (of_file, foretold)
    if of_file != upload.found.sha256 or foretold is None:
        return
    levels, items = foretold
    organisation, day = upload.organisation, upload.found.assessed_for
    after = levels.filter(pl.col("assessment_date") == day).to_dicts()
    if not after:
        say("A refresh would not take this return in, or takes another for the same day, so it would give no level.")
        return
    _show_levels(reading, organisation, after[0])
    if told := shortfall(upload.found.fields.get("level_applied_for"), after[0]["level_verified_ceiling"]):
        say(told)
    of_day = items.filter(pl.col("assessment_date") == day)
    _show_changes(reading, organisation, of_day)
    standing.show_gap(after[0], of_day, registries.items(reading), organisation["is_demonstration"])


def _ask(reading: Reading, upload: Upload) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    content = upload.content()
    if content is None:
        st.write("The file is no longer here. Send it again first.")
        return None
    name = f"{upload.organisation['org_code']}_{upload.found.sha256}{upload.found.suffix}"
    try:
        with st.spinner("Working out the level"):
            found = what_if.ask(Home(reading.home), reading.audience, today(), {"returns": [(name, content)]})
    except WhatIfFailed as failed:
        print(f"nwbench: nothing could be foretold: {failed}", file=sys.stderr)
        st.write("The level could not be worked out just now. You can hand the return in all the same.")
        return None
    return found.levels, found.items


def _now(reading: Reading) -> dict:
    """The level of the latest assessment of the run; empty before the first."""
    levels = reading.table("levels", org_code=reading.audience.org_code).sort("assessment_date")
    return levels.row(-1, named=True) if levels.height else {}


def _show_levels(reading: Reading, organisation: dict, after: dict) -> None:
    now = _now(reading)
    then = f"Assessed for {wording.day(now['assessment_date'])}" if now else "No return in this run"
    rows = [
        {
            "Concept": name,
            f"Now: {wording.within(then)}": said(LEVELS, now.get(CONCEPT_COLUMNS[concept]), "None"),
            "With this return": said(LEVELS, after[CONCEPT_COLUMNS[concept]], "None"),
        }
        for concept, name in CONCEPTS.items()
    ]
    caption = f"Levels now, and as they would be for {wording.day(after['assessment_date'])}"
    show_table(notices.mark(caption, organisation["is_demonstration"]), rows)
    standing.explain_levels()


def shortfall(applied: str | None, at_most: str | None) -> str:
    """That an application asks for more than its evidence can show, before it is handed in (V32); else nothing."""
    order = list(LEVELS)
    if applied not in order or at_most not in order or order.index(applied) <= order.index(at_most):
        return ""
    return f"It applies for {LEVELS[applied]}, and its evidence would show at most {LEVELS_WITHIN[at_most]}."


def _show_changes(reading: Reading, organisation: dict, items: pl.DataFrame) -> None:
    """Items of which evidence would show something else than it does now."""
    now = _now(reading)
    known = reading.table("items", org_code=organisation["org_code"])
    before = {
        row["item_id"]: row["status"]
        for row in known.to_dicts()
        if row["assessment_date"] == now.get("assessment_date")
    }
    registry = registries.items(reading)
    rows: list[dict[str, str | Cell]] = [
        {
            "Item": roster.item_heading(row["item_id"], registry),
            "Evidence shows now": roster.status_cell(before.get(row["item_id"])),
            "It would show": roster.status_cell(row["status"]),
            "Why": row["reason"] or "",
        }
        for row in items.to_dicts()
        if row["status"] != before.get(row["item_id"])
    ]
    if rows:
        show_table(notices.mark("Items that would change", organisation["is_demonstration"]), rows)
    else:
        say("No item would change.")
