"""What is due, and by when: of one organisation everything, of a region what is late or near."""

import polars as pl
import streamlit as st

from app import calendar_files, notices, registries, roster, wording
from app.choices import switch
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import DUE_STATUSES, said

OF_THEIR_OWN = ("action", "evidence")
STATES = {
    "overdue": Cell("Overdue", look="bad", symbol="✗"),
    "due_soon": Cell("Soon", look="late", symbol="!"),
    "due": Cell("Later", look="open", symbol="○"),
    "done": Cell("Done", look="good", symbol="✓"),
}


def state_cell(state: str | None) -> Cell:
    return STATES.get(state, Cell("Not known", look="gap", symbol="–"))


def show(reading: Reading, organisation: dict) -> None:
    """Everything that one organisation must do, the nearest first, and apart from it what is done."""
    if not reading.has("calendar"):
        return
    st.subheader("What is due, and by when", anchor="due")
    code, invented = organisation["org_code"], organisation["is_demonstration"]
    mine = reading.table("calendar", org_code=code).sort("due_on", "obligation", nulls_last=True)
    if mine.is_empty():
        st.write("This run knows of nothing that this organisation must do.")
        return
    days = registries.parameter(reading, "due_soon_days")
    st.write(f"As of {wording.day(reading.as_of)}. Soon: within {days:.0f} days.")
    is_open = pl.col("state").is_null() | (pl.col("state") != "done")
    _show(mine.filter(is_open), notices.mark("What is due, the nearest first", invented), f"due_{code}", invented)
    name = organisation["name"]
    calendar_files.offer(f"of {name}", code, mine.to_dicts(), {code: name}, reading, invented)
    done = mine.filter(~is_open)
    if done.height:
        with st.expander("What is done"):
            _show(done, notices.mark("What is done", invented), f"done_{code}", invented)


def _show(frame: pl.DataFrame, caption: str, name: str, invented: bool) -> None:
    rows = [_row(row) for row in frame.to_dicts()]
    if not rows:
        st.write("Nothing is due.")
        return
    show_table(caption, rows, Download(frame, notices.mark(name, invented), "calendar"))


def _row(row: dict) -> dict[str, str | Cell]:
    return {
        "By": wording.day(row["due_on"], said(DUE_STATUSES, row["status"])),
        "State": state_cell(row["state"]),
        "What": row["about"],
        "Where the day is from": row["basis"] or "–",
    }


def show_of_region(reading: Reading, organisations: pl.DataFrame, invented: bool) -> None:
    """What organisations owe others and is overdue or near; when asked for, their evidence and own actions too."""
    st.subheader("What is due")
    codes = organisations["org_code"].to_list()
    near = reading.table("calendar", org_code=codes, state=["overdue", "due_soon"]).sort("due_on", "org_code")
    if near.is_empty():
        st.write("Nothing is known to be overdue or due soon.")
        return
    if not switch("Show evidence that ages and actions of their own plans, too", "due"):
        near = near.filter(~pl.col("kind").is_in(OF_THEIR_OWN))
    names = {row["org_code"]: row for row in organisations.to_dicts()}
    rows = [{"Organisation": roster.link(names[row["org_code"]])} | _row(row) for row in near.to_dicts()]
    if not rows:
        st.write("No return, review, application or award is overdue or due soon.")
        return
    caption = notices.mark("Overdue, or due soon", invented)
    show_table(caption, rows, Download(near, notices.mark("due", invented), "calendar"))
