"""What an organisation claims beside what its evidence and figures show (§3.3): levels, then items."""

import polars as pl
import streamlit as st

from app import notices, registries, roster, wording
from app.choices import address
from app.reading import Reading
from app.tables import Download, show_table
from app.vocabulary import COUNTED, DECLARED, LEVELS, said
from app.vocabulary_of_peers import CLAIMS

WITH_PANEL = ("panel_judgement", "not_calculable")


def latest(reading: Reading, code: str) -> dict | None:
    """The row of `levels` of the latest assessment."""
    return next(iter(reading.table("levels", org_code=code, is_latest=True).to_dicts()), None)


def show(reading: Reading, organisation: dict) -> None:
    st.subheader("Claims beside computed facts")
    code, invented = organisation["org_code"], organisation["is_demonstration"]
    level = latest(reading, code)
    if level is None:
        st.write("This run holds no return of this organisation: it claims nothing, and nothing is computed.")
        return
    day, name = level["assessment_date"], notices.mark(f"claims_{code}", invented)
    st.write(f"By the assessment of {wording.day(day)}. A computed fact never comes from the checklist.")
    facts = {
        "It assesses itself as": "level_self_assessed",
        "Its evidence shows at least": "level_verified_floor",
        "Its evidence shows at most, if the panel judges in its favour": "level_verified_ceiling",
        "The panel has awarded": "level_awarded",
    }
    rows = [{"What": what, "Level": said(LEVELS, level[column])} for what, column in facts.items()]
    levels = reading.table("levels", org_code=code, is_latest=True)
    show_table(notices.mark("Levels: claimed, computed, awarded", invented), rows, Download(levels, name, "levels"))
    judged = reading.table("items", org_code=code, assessment_date=day)
    registry = registries.items(reading)
    for kind, words in CLAIMS.items():
        of_kind = [row for row in judged.to_dicts() if compared(row) == kind]
        if kind == "agrees":
            with st.expander(words):
                _show_items(words, of_kind, registry, judged, organisation)
        else:
            _show_items(words, of_kind, registry, judged, organisation)
    st.html(f'<p><a href="{address("gold3", org=code)}" target="_self">What item G3 rests on</a></p>')


def compared(row: dict) -> str:
    """Where the claim and the evidence of an item lie to each other; the key of its words."""
    if row["status"] in WITH_PANEL:
        return "open"
    if row["declared_status"] == "in_place" and row["status"] not in COUNTED:
        return "claimed_only"
    if row["declared_status"] != "in_place" and row["status"] in COUNTED:
        return "shown_only"
    return "agrees"


def _show_items(
    words: str, rows: list[dict], registry: dict[str, dict], judged: pl.DataFrame, organisation: dict
) -> None:
    invented = organisation["is_demonstration"]
    if not rows:
        st.write(f"{words}: none.")
        return
    order = list(registry)
    shown = [
        {
            "Item": f"{roster.item_heading(row['item_id'], registry)}: {registry[row['item_id']]['item_name']}",
            "Claimed": said(DECLARED, row["declared_status"], "Not answered"),
            "Computed": roster.status_cell(row["status"]),
            "Why": row["reason"] or "",
        }
        for row in sorted(rows, key=lambda row: order.index(row["item_id"]))
    ]
    ids = [row["item_id"] for row in rows]
    name = notices.mark(f"{words.split(',')[0].lower().replace(' ', '_')}_{organisation['org_code']}", invented)
    download = Download(judged.filter(pl.col("item_id").is_in(ids)), name, "items")
    show_table(notices.mark(words, invented), shown, download)
