"""The page of a region: where its organisations stand, one measure across them, published values, and its files."""

import polars as pl
import streamlit as st

from app import comparison, context, files, notices, registries, roster, standing, wording
from app.reading import Reading
from app.tables import Download, show_table
from app.vocabulary import LEVELS, said

LEVEL_COLUMNS = {
    "Self-assessed": "level_self_assessed",
    "Verified, at least": "level_verified_floor",
    "Verified, at most": "level_verified_ceiling",
    "Awarded by the panel": "level_awarded",
}


def show(reading: Reading) -> None:
    chosen = roster.choose_region(reading, "Region", drops=("year", "indicator"))
    if chosen is None:
        return
    region, organisations = chosen
    name, invented = region["region_name"], region["is_demonstration"]
    _show_standing(reading, organisations, name, invented)
    comparison.show(reading, organisations, name, invented)
    _show_published(reading, region)
    files.show_of_region(reading, organisations, name, invented)


def _show_published(reading: Reading, region: dict) -> None:
    values = context.of_region(reading, region)
    if values.is_empty():
        return
    st.subheader("Published reference points")
    st.write(
        "Published by others and read as they are: context, with nothing computed from them here. A value that swings "
        "by 0.4 in a year with tens of thousands of applicants warns against reading much into one organisation's move."
    )
    context.show("Published reference points", values, reading, "published_reference_points")


def _show_standing(reading: Reading, organisations: pl.DataFrame, region: str, invented: bool) -> None:
    levels = reading.table("levels", org_code=organisations["org_code"].to_list(), is_latest=True)
    st.subheader("Levels")
    if levels.is_empty():
        st.write(
            f"This run holds no return and no panel decision for the {region}: none is public. Levels, items of the "
            "framework and boards are therefore not shown, which says nothing about how any organisation stands."
        )
        return
    items = reading.table("items", org_code=organisations["org_code"].to_list())
    items = items.join(levels, on=["org_code", "assessment_date"], how="semi")
    registry = registries.items(reading)
    standing.explain_levels()
    _show_levels(organisations, levels, invented)
    st.subheader("Judged items")
    _show_items(organisations, items, registry, invented)


def _show_levels(organisations: pl.DataFrame, levels: pl.DataFrame, invented: bool) -> None:
    by_code = {row["org_code"]: row for row in levels.to_dicts()}
    shown = [row for row in organisations.to_dicts() if row["org_code"] in by_code or row["closed_on"] is None]
    rows = [{"Organisation": roster.link(row), **_levels_of(by_code.get(row["org_code"]))} for row in shown]
    caption = notices.mark("Levels at the latest assessment, organisations in alphabetical order", invented)
    show_table(caption, rows, Download(levels, notices.mark("levels", invented), "levels"))


def _levels_of(level: dict | None) -> dict[str, str]:
    if level is None:
        return {
            "Assessed for": "No return in this run",
            **dict.fromkeys([*LEVEL_COLUMNS, "Award at risk", "Review overdue"], "–"),
        }
    return {
        "Assessed for": wording.day(level["assessment_date"]),
        **{heading: said(LEVELS, level[column]) for heading, column in LEVEL_COLUMNS.items()},
        "Award at risk": standing.at_risk(level),
        "Review overdue": standing.overdue(level),
    }


def _show_items(organisations: pl.DataFrame, items: pl.DataFrame, registry: dict[str, dict], invented: bool) -> None:
    """A grid in words for each level; shade and symbol repeat them. The other items stand on each organisation's page."""
    status = {(row["org_code"], row["item_id"]): row["status"] for row in items.to_dicts()}
    with_items = organisations.join(items, on="org_code", how="semi", maintain_order="left").to_dicts()
    for level, words in LEVELS.items():
        direct = [i for i, row in registry.items() if row["item_kind"] == "direct" and row["item_level"] == level]
        if not direct:
            continue
        rows = [
            {
                "Organisation": roster.link(row),
                **{
                    roster.item_heading(item, registry): roster.status_cell(status.get((row["org_code"], item)))
                    for item in direct
                },
            }
            for row in with_items
        ]
        caption = notices.mark(
            f"What the evidence of the latest assessment shows: direct deliverables of {words}", invented
        )
        of_level = items.filter(pl.col("item_id").is_in(direct))
        show_table(caption, rows, Download(of_level, notices.mark(f"items_{level}", invented), "items"))
