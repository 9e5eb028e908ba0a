"""The framework's texts can be read in more than one way: the readings that matter for one organisation (§3.6)."""

import polars as pl
import streamlit as st

from app import claims, notices, registries
from app.choices import address
from app.reading import Reading
from app.tables import show_table
from app.vocabulary import STATUSES, said

OPEN = ("panel_judgement", "met_min", "not_calculable")
WHICH = (
    "Items that the panel must judge, that are met on the lenient reading only, that cannot be calculated, or that "
    "stand before the next level, and whose text can be read in more than one way."
)


def at_stake(reading: Reading, level: dict, items: pl.DataFrame) -> list[tuple[dict, dict[str, str]]]:
    """Ambiguities of the texts on which an open item rests, each with those items and their statuses."""
    status_of = dict(items.select("item_id", "status").iter_rows())
    blocking = _blocking(level)
    open_items = {item: status for item, status in status_of.items() if status in OPEN or item in blocking}
    found = [
        (row, {item: open_items[item] for item in (row["item_ids"] or "").split(";") if item in open_items})
        for row in reading.registry("ambiguities")
    ]
    return [(row, touched) for row, touched in found if touched]


def _blocking(level: dict) -> set[str]:
    return set((level["blocking_items"] or "").split(";"))


def show(reading: Reading, organisation: dict) -> None:
    st.subheader("The ambiguities that matter for this organisation")
    level = claims.latest(reading, organisation["org_code"])
    if level is None:
        st.write("None yet: there is no return to judge.")
        return
    items = reading.table("items", org_code=organisation["org_code"], assessment_date=level["assessment_date"])
    registry, blocking = registries.items(reading), _blocking(level)
    rows = [
        {
            "Item": "; ".join(_item(item, status, blocking, registry) for item, status in touched.items()),
            "What the texts leave open": row["ambiguity"],
            "How it is read here": row["decision"],
            "Why": row["reason"],
            "Who may read it otherwise": row["may_overturn"],
            "Number": row["ambiguity_id"],
        }
        for row, touched in at_stake(reading, level, items)
    ]
    if rows:
        st.write(WHICH)
        show_table(notices.mark("Readings that matter here", organisation["is_demonstration"]), rows)
    else:
        st.write("None: no open item of this organisation has a text that can be read in more than one way.")
    st.html(
        f'<p>Readings that hold for every organisation alike stand in <a href="{address("methods", part="decisions")}" '
        'target="_self">Measures and methods</a>.</p>'
    )


def _item(item: str, status: str, blocking: set[str], registry: dict[str, dict]) -> str:
    before = ", stands before the next level" if item in blocking else ""
    return f"{item} {registry[item]['key_driver']} ({said(STATUSES, status).lower()}{before})"
