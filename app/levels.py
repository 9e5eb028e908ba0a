"""Levels of a region's organisations, now and over time, and the grid of its deliverables."""

import polars as pl
import streamlit as st

from app import notices, roster, standing, wording
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import LEVELS, LOOKS, SHORT_STATUSES, said

COLUMNS = {
    "Self-assessed": "level_self_assessed",
    "Verified, at least": "level_verified_floor",
    "Verified, at most": "level_verified_ceiling",
    "Awarded by the panel": "level_awarded",
}


def show(organisations: pl.DataFrame, assessed: pl.DataFrame, invented: bool) -> None:
    """The latest assessment of each organisation, then all of them."""
    standing.explain_levels()
    latest = assessed.filter(pl.col("is_latest"))
    by_code = {row["org_code"]: row for row in latest.to_dicts()}
    shown = [row for row in organisations.to_dicts() if row["org_code"] in by_code or row["closed_on"] is None]
    rows = [{"Organisation": roster.link(row), **_levels_of(by_code.get(row["org_code"]))} for row in shown]
    caption = notices.mark("Levels at the latest assessment, organisations in alphabetical order", invented)
    show_table(caption, rows, Download(latest, notices.mark("levels", invented), "levels"))
    _show_over_time(organisations, assessed, invented)


def _levels_of(level: dict | None) -> dict[str, str | Cell]:
    if level is None:
        return {
            "Assessed for": "No return in this run",
            **dict.fromkeys([*COLUMNS, "Award at risk", "Review overdue"], "–"),
        }
    return {
        "Assessed for": wording.day(level["assessment_date"]),
        **{heading: said(LEVELS, level[column]) for heading, column in COLUMNS.items()},
        "Award at risk": standing.at_risk(level),
        "Review overdue": standing.overdue(level),
    }


def _show_over_time(organisations: pl.DataFrame, assessed: pl.DataFrame, invented: bool) -> None:
    """A row for each assessment of those that have several."""
    several = assessed.filter(pl.len().over("org_code") > 1).sort("assessment_date")
    if several.is_empty():
        st.write("No organisation has two assessments, so there is nothing to show over time.")
        return
    of_code = several.partition_by("org_code", as_dict=True)
    rows = [
        {
            "Organisation": link,
            "Assessed for": wording.day(level["assessment_date"]),
            **{heading: said(LEVELS, level[column]) for heading, column in COLUMNS.items()},
        }
        for organisation in organisations.to_dicts()
        if (organisation["org_code"],) in of_code
        for link in [roster.link(organisation)]  # once for ten years of assessments
        for level in of_code[(organisation["org_code"],)].to_dicts()
    ]
    with st.expander("Levels over time"):
        caption = notices.mark("Levels over time, assessment by assessment", invented)
        show_table(caption, rows, Download(several, notices.mark("levels_over_time", invented), "levels"))


def show_grid(
    reading: Reading, organisations: pl.DataFrame, latest: pl.DataFrame, registry: dict[str, dict], invented: bool
) -> None:
    """Fifteen deliverables by organisation in words; shade and symbol repeat them."""
    st.subheader("Fifteen deliverables")
    items = reading.table("items", org_code=organisations["org_code"].to_list(), item_kind="direct")
    items = items.join(latest, on=["org_code", "assessment_date"], how="semi")
    status = {(row["org_code"], row["item_id"]): row["status"] for row in items.to_dicts()}
    given = {code for code, _ in status}
    direct = [item for item, row in registry.items() if row["item_kind"] == "direct"]
    rows = [
        {"Organisation": roster.link(row, short=True)}
        | {item: _cell(status.get((row["org_code"], item))) for item in direct}
        for row in organisations.to_dicts()
        if row["org_code"] in given
    ]
    names = ". ".join(f"{item}: {registry[item]['key_driver']}" for item in direct)
    st.write(f"B is Bronze, S Silver, G Gold. {names}.")
    caption = notices.mark("What the evidence of the latest assessment shows, by deliverable", invented)
    show_table(caption, rows, Download(items, notices.mark("deliverables", invented), "items"), dense=True)


def _cell(status: str | None) -> Cell:
    look, symbol = LOOKS.get(status or "not_submitted", ("gap", "–"))
    return Cell(said(SHORT_STATUSES, status, "No answer"), look=look, symbol=symbol)
