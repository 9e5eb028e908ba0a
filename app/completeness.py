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
    sources = dict(sorted(latest.iter_rows(), reverse=True))
    of_source = {(row["org_code"], row["source"]): row for row in shown.to_dicts()}
    rows = [
        {"Organisation": roster.link(row)}
        | {
            f"{said(FOLDERS, source)}, {period}": _cell(of_source.get((row["org_code"], source)))
            for source, period in sources.items()
        }
        for row in organisations.to_dicts()
        if row["closed_on"] is None
    ]
    caption = notices.mark("What is in of what was expected, latest year of each source", invented)
    show_table(caption, rows, Download(shown, notices.mark("completeness", invented), "completeness"))


def _cell(row: dict | None) -> Cell:
    if row is None:
        return Cell("Nothing is expected", look="gap", symbol="–")
    look, symbol = LOOKS.get(row["status"]) or _filled(row)
    due = f", due {wording.day(row['due_on'])}" if row["due_on"] else ""
    told = f"{wording.out_of(row['given'], row['expected'])}{due}. {said(LATENESS, row['status'])}"
    return Cell(told, look=look, symbol=symbol, of=of("completeness", row, "given", "expected"))


def _filled(row: dict) -> tuple[str, str]:
    """Where nobody can say whether it was in time: all, some or none of it."""
    if row["missing"] == 0:
        return "good", "✓"
    return ("late", "!") if row["given"] else ("gap", "–")
