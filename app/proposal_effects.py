"""What another threshold would change: levels and items of every organisation, before and after, as tables."""

import polars as pl
import streamlit as st

from app import notices, registries, roster, wording
from app.reading import Reading
from app.tables import Cell, show_table
from app.vocabulary import CONCEPTS, LEVELS, STATUSES, said
from orchestration.what_if import WhatIf

OF_LEVEL = {
    "level_self_assessed": CONCEPTS["self_assessed"],
    "level_verified_floor": CONCEPTS["verified_floor"],
    "level_verified_ceiling": CONCEPTS["verified_ceiling"],
}
ASSESSMENT, ITEM = ["org_code", "assessment_date"], ["org_code", "assessment_date", "item_id"]


def changes(reading: Reading, foretold: WhatIf) -> list[dict]:
    """Each level and status that would be another, as it is kept with a proposal."""
    of_levels = [
        {**_key(row), "what": column, "before": row[column], "after": row[f"{column}_after"]}
        for row in _beside(reading.table("levels"), foretold.levels, ASSESSMENT)
        for column in OF_LEVEL
        if row[column] != row[f"{column}_after"]
    ]
    of_items = [
        {**_key(row), "what": row["item_id"], "before": row["status"], "after": row["status_after"]}
        for row in _beside(reading.table("items"), foretold.items, ITEM)
        if row["status"] != row["status_after"]
    ]
    return of_levels + of_items


def _key(row: dict) -> dict[str, str]:
    return {"org_code": row["org_code"], "assessed": str(row["assessment_date"])}


def _beside(now: pl.DataFrame, then: pl.DataFrame, key: list[str]) -> list[dict]:
    """Rows of the run that is published, each with what they would be."""
    return now.join(then, on=key, how="left", suffix="_after").sort(key).to_dicts()


def show(reading: Reading, foretold: WhatIf) -> None:
    """Every organisation's levels in its latest assessment, then each item of any assessment that would be another."""
    organisations = {row["org_code"]: row for row in roster.taking_part(reading).to_dicts()}
    levels = [row for row in _beside(reading.table("levels"), foretold.levels, ASSESSMENT) if row["is_latest"]]
    items = [
        row
        for row in _beside(reading.table("items"), foretold.items, ITEM)
        if row["status"] != row["status_after"] and row["org_code"] in organisations
    ]
    registry = registries.items(reading)
    for invented in (False, True):
        of_these = [code for code, row in organisations.items() if row["is_demonstration"] == invented]
        rows = [_level(row, organisations) for row in levels if row["org_code"] in of_these]
        if rows:
            show_table(notices.mark("Levels of the latest assessments, now and then", invented), rows)
        changed = [_item(row, organisations, registry) for row in items if row["org_code"] in of_these]
        if changed:
            show_table(notices.mark("Deliverables whose status would be another", invented), changed)
    if not items:
        st.write("No deliverable of any organisation would have another status.")


def _level(row: dict, organisations: dict[str, dict]) -> dict[str, str | Cell]:
    named = {
        "Organisation": roster.link(organisations[row["org_code"]]),
        "Assessed": wording.day(row["assessment_date"]),
    }
    return named | {words: _moved(row[name], row[f"{name}_after"], LEVELS) for name, words in OF_LEVEL.items()}


def _moved(before: str | None, after: str | None, words: dict[str, str]) -> Cell:
    if before == after:
        return Cell(said(words, before))
    return Cell(f"{said(words, before)} now, {said(words, after)} then", look="late", symbol="!")


def _item(row: dict, organisations: dict[str, dict], registry: dict[str, dict]) -> dict[str, str | Cell]:
    return {
        "Organisation": roster.link(organisations[row["org_code"]]),
        "Assessed": wording.day(row["assessment_date"]),
        "Deliverable": roster.item_heading(row["item_id"], registry),
        "Status": _moved(row["status"], row["status_after"], STATUSES),
        "Why": f"Now: {row['reason'] or '–'} Then: {row['reason_after'] or '–'}",
    }
