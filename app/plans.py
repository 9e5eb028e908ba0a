"""The action plan of an organisation's return: what it says it will do, who, and by when."""

import polars as pl
import streamlit as st

from app import notices, registries, roster, wording
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import DECLARED, said


def show(reading: Reading, organisation: dict, assessment: str | None) -> None:
    """Answers of one return in which a plan is written, for those who may read them."""
    if not reading.has("return_answers") or assessment is None:
        return
    st.subheader("Action plan")
    answers = reading.table("return_answers", org_code=organisation["org_code"])
    of_day = answers.filter(pl.col("assessment_date").cast(pl.String) == assessment)
    planned = of_day.filter((pl.col("declared_status") != "in_place") | pl.col("target_completion_date").is_not_null())
    if planned.is_empty():
        st.write("Nothing is planned: the return declares every item in place.")
        return
    registry, invented = registries.items(reading), organisation["is_demonstration"]
    order = list(registry)
    rows = [_row(row, registry) for row in sorted(planned.to_dicts(), key=lambda row: order.index(row["item_id"]))]
    caption = f"What is not in place yet, as the return of {wording.iso_day(assessment)} says"
    name = notices.mark(f"action_plan_{organisation['org_code']}", invented)
    show_table(notices.mark(caption, invented), rows, Download(planned, name, "return_answers"))


def _row(row: dict, registry: dict[str, dict]) -> dict[str, str | Cell]:
    return {
        "Item": roster.item_heading(row["item_id"], registry),
        "Declared": said(DECLARED, row["declared_status"], "Not answered"),
        "What it says": row["narrative"] or "–",
        "Who": row["person_or_team"] or "–",
        "When": row["timescale"] or "–",
        "Done by": wording.day(row["target_completion_date"], "–"),
        "Progress": row["progress"] or "–",
        "Comments": row["comments"] or "–",
    }
