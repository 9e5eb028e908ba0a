"""Levels and items of the framework: an organisation's own, beside how many of the others are in which category."""

import polars as pl
import streamlit as st

from app import notices, registries, roster, wording
from app.origins import of
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import LEVELS, STATUSES, said
from app.vocabulary_of_peers import NOT_SHOWN

METRICS = {
    "level_self_assessed": "Level, self-assessed",
    "level_verified_ceiling": "Level, verified at most",
}


def show(reading: Reading, organisation: dict) -> None:
    st.subheader("The framework: levels and items")
    code, invented = organisation["org_code"], organisation["is_demonstration"]
    shares = reading.table("peer_shares", org_code=code)
    if shares.is_empty():
        st.write("Without an assessment of your own, or of others, no level and no item is compared.")
        return
    release, others = shares["release"][0], shares["others"].max()
    st.write(
        f"Of {wording.count(others)} others at most, as frozen for the release {release}: a return that came later "
        "waits for the next one. Levels are compared as two categories and items as three, so that nobody can be "
        "told; which organisation is in which category is never shown."
    )
    own = _own(reading, code)
    items, names = registries.items(reading), _names(reading)
    rows = [
        {"What": Cell(METRICS.get(metric) or f"{roster.item_heading(metric, items)}: {items[metric]['item_name']}")}
        | _row(reading, shares.filter(pl.col("metric") == metric).to_dicts(), own.get(metric), names)
        for metric in _ordered(shares["metric"].unique().to_list(), items)
    ]
    caption = notices.mark("Your levels and items beside the others", invented)
    name = notices.mark(f"framework_position_{code}", invented)
    show_table(caption, rows, Download(shares, name, "peer_shares"))


def _ordered(metrics: list[str], items: dict[str, dict]) -> list[str]:
    known = [*METRICS, *items]
    return sorted(metrics, key=known.index)


def _own(reading: Reading, code: str) -> dict[str, Cell]:
    """Of the latest assessment, which may be later than the release."""
    levels = reading.table("levels", org_code=code, is_latest=True).to_dicts()
    if not levels:
        return {}
    latest = levels[0]
    own = {metric: Cell(said(LEVELS, latest[metric])) for metric in METRICS}
    judged = reading.table("items", org_code=code, assessment_date=latest["assessment_date"])
    return own | {row["item_id"]: roster.status_cell(row["status"]) for row in judged.to_dicts()}


def _names(reading: Reading) -> dict[str, tuple[int, str]]:
    """The order and name of each category."""
    return {
        row["category"]: (row["category_order"], row["category_name"]) for row in reading.registry("peer_categories")
    }


def _row(reading: Reading, rows: list[dict], own: Cell | None, names: dict[str, tuple[int, str]]) -> dict[str, Cell]:
    first = rows[0]
    cells = {"Your own": own or Cell(said(STATUSES, "not_submitted"))}
    if not first["shown"]:
        fewest = registries.parameter(reading, "peers_others_minimum")
        reason = said(NOT_SHOWN, first["not_shown_reason"]).format(others=fewest)
        return cells | {"Of the others": Cell("Not shown"), "What to know": Cell(f"Not shown, because {reason}.")}
    ordered = sorted(rows, key=lambda row: names[row["category"]][0], reverse=True)
    told = "; ".join(
        f"{names[row['category']][1].lower()} {row['others_in_category']} ({wording.percent(row['share'], 0)})"
        for row in ordered
    )
    origins = ";".join(of("peer_shares", row, "others_in_category", "share") for row in ordered)
    total = f"Of {wording.count(first['others'])}."
    return cells | {
        "Of the others": Cell(told, of=origins),
        "What to know": Cell(total, of=of("peer_shares", first, "others")),
    }
