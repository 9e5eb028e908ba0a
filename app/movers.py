"""Who moved: the latest assessment of each organisation beside the one before."""

import polars as pl
import streamlit as st

from app import notices, roster, wording
from app.choices import switch
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import CONCEPTS, DIRECTIONS, LEVELS, STATUSES, said


def show(reading: Reading, organisations: pl.DataFrame, registry: dict[str, dict], invented: bool) -> None:
    """Levels that moved, and when asked for, items."""
    st.subheader("Who moved since the assessment before")
    codes = organisations["org_code"].to_list()
    moved = reading.table("movers", org_code=codes, direction=["up", "down"]).sort("org_code", "kind", "subject")
    levels, items = (moved.filter(pl.col("kind") == kind) for kind in ("level", "item"))
    names = {row["org_code"]: row for row in organisations.to_dicts()}
    if levels.is_empty():
        st.write("No level of an organisation with two assessments moved.")
    else:
        rows = [_row(row, names, said(CONCEPTS, row["subject"]), LEVELS) for row in levels.to_dicts()]
        caption = notices.mark("Levels that moved", invented)
        show_table(caption, rows, Download(levels, notices.mark("levels_moved", invented), "movers"))
    if items.height and switch("Show every deliverable that moved", "moved"):
        rows = [_row(row, names, roster.item_heading(row["subject"], registry), STATUSES) for row in items.to_dicts()]
        caption = notices.mark("Deliverables that moved", invented)
        show_table(caption, rows, Download(items, notices.mark("items_moved", invented), "movers"))


def _row(row: dict, names: dict[str, dict], what: str, words: dict[str, str]) -> dict[str, str | Cell]:
    up = row["direction"] == "up"
    return {
        "Organisation": roster.link(names[row["org_code"]]),
        "What": what,
        "Moved": Cell(said(DIRECTIONS, row["direction"]), look="good" if up else "bad", symbol="▲" if up else "▼"),
        "Before": f"{said(words, row['before'])}, {wording.day(row['before_on'])}",
        "Now": f"{said(words, row['after'])}, {wording.day(row['after_on'])}",
        "Why": row["reason"] or "–",
    }
