"""Whom the Assembly has recognised, which is public knowledge. It stands on the front page of every reader."""

import polars as pl
import streamlit as st

from app import notices, roster, wording
from app.reading import Reading
from app.tables import Download, show_table
from app.vocabulary import LEVELS, said


def show(reading: Reading) -> None:
    """Awards that hold and that their organisations have been told of, real and invented ones in lists of their own."""
    if not reading.has("awards"):
        return
    organisations = {row["org_code"]: row for row in roster.taking_part(reading).to_dicts()}
    awards = reading.table("awards")
    st.header("Recognised by the Assembly")
    for invented in (False, True):
        rows = [
            row
            for row in awards.to_dicts()
            if row["org_code"] in organisations and organisations[row["org_code"]]["is_demonstration"] == invented
        ]
        if rows:
            caption = notices.mark("Awards in force", invented)
            codes = [row["org_code"] for row in rows]
            kept = awards.filter(pl.col("org_code").is_in(codes))
            listed = [_listed(row, organisations[row["org_code"]]) for row in rows]
            show_table(caption, listed, Download(kept, caption, "awards"))
    if awards.is_empty():
        st.write("No award holds in this run that its organisation has been told of.")


def _listed(row: dict, organisation: dict) -> dict[str, str]:
    return {
        "Organisation": f"{organisation['name']} ({row['org_code']})",
        "Level": said(LEVELS, row["level_awarded"]),
        "Awarded on": wording.day(row["awarded_on"]),
        "Holds until": wording.day(row["award_valid_to"], "No day set"),
    }
