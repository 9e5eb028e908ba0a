"""What organisations were to give and gave: complete or not, in time or late."""

import polars as pl
import streamlit as st

from app import notices, roster, wording
from app.origins import of
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import FOLDERS, LATENESS, said

LOOKS = {"on_time": ("good", "✓"), "late": ("late", "!"), "missing": ("bad", "✗")}


def show(reading: Reading, organisations: pl.DataFrame, invented: bool) -> None:
    """The latest year of each source for which anything of the region is in."""
    st.subheader("Complete, and in time")
    known = reading.table("completeness", org_code=organisations["org_code"].to_list())
    given = known.filter(pl.col("given") > 0)
    latest = given.group_by("source").agg(pl.col("period").max())
    shown = known.join(latest, on=["source", "period"], how="semi").sort("source", "org_code", descending=[True, False])
    if shown.is_empty():
        st.write("Nothing of these organisations is in.")
        return
    st.write(
        "When a file was first seen here may be long after it was sent. Where records began after the day, nobody can "
        "tell from them whether it was in time."
    )
    names = {row["org_code"]: row for row in organisations.to_dicts()}
    rows = [
        _row(row, names[row["org_code"]]) for row in shown.to_dicts() if names[row["org_code"]]["closed_on"] is None
    ]
    caption = notices.mark("What was expected and what is in, latest year of each source", invented)
    show_table(caption, rows, Download(shown, notices.mark("completeness", invented), "completeness"))


def _row(row: dict, organisation: dict) -> dict[str, str | Cell]:
    look, symbol = LOOKS.get(row["status"], ("gap", "–"))
    return {
        "Organisation": roster.link(organisation),
        "Source": f"{said(FOLDERS, row['source'])}, {row['period']}",
        "In": Cell(wording.out_of(row["given"], row["expected"]), of=of("completeness", row, "given", "expected")),
        "Due": wording.day(row["due_on"], "–"),
        "First seen": wording.day(row["received_on"], "–"),
        "In time": Cell(said(LATENESS, row["status"]), look=look, symbol=symbol),
    }
