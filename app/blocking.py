"""Which deliverable stands in the way of most organisations."""

import polars as pl
import streamlit as st

from app import charts_of_counts, notices, roster
from app.charts import show_chart
from app.origins import of
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import LEVELS, said


def show(reading: Reading, region: dict, registry: dict[str, dict]) -> None:
    st.subheader("Which deliverable stands in the way", anchor="blocking")
    invented = region["is_demonstration"]
    rows = reading.table("blocking", region_code=region["region_code"])
    if rows.is_empty():
        st.write("No organisation of this region is assessed.")
        return
    most = rows.sort("not_shown", "with_panel", "item_id", descending=[True, True, False]).to_dicts()
    st.write(
        f"Of {most[0]['organisations']} assessed organisations, {most[0]['not_shown']} do not show "
        f"{roster.item_heading(most[0]['item_id'], registry)}: no deliverable is missing more often. Where the panel "
        "must judge, evidence is complete and nobody has decided yet."
    )
    title = notices.mark("Deliverables by how many organisations show them", invented)
    told = (
        "Bars from left to right: evidence does not show it (dark pink), the panel must judge (turquoise), shown (dark "
        "blue). The number of organisations stands in each bar. The table below has every value."
    )
    show_chart(charts_of_counts.bars(title, "Assessed organisations", [_bar(row, registry) for row in most]), told)
    shown = [_row(row, registry) for row in most]
    caption = notices.mark("Deliverables and what stands in the way, the most frequent first", invented)
    show_table(caption, shown, Download(pl.DataFrame(most), notices.mark("blocking", invented), "blocking"))


def _bar(row: dict, registry: dict[str, dict]) -> dict:
    counts = {"Not shown": row["not_shown"], "For the panel": row["with_panel"], "Shown": row["met"]}
    return {"name": roster.item_heading(row["item_id"], registry), "counts": counts}


def _row(row: dict, registry: dict[str, dict]) -> dict[str, str | Cell]:
    def count(column: str) -> Cell:
        return Cell(str(row[column]), of=of("blocking", row, column))

    return {
        "Deliverable": roster.item_heading(row["item_id"], registry),
        "Level": said(LEVELS, row["item_level"]),
        "Assessed": count("organisations"),
        "Not shown": count("not_shown"),
        "Of them out of date": count("stale"),
        "For the panel": count("with_panel"),
        "Shown": count("met"),
        "Keeps from the next level, whatever the panel says": count("beyond_panel"),
    }
