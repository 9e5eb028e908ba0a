"""The framework's texts can be read in more than one way: the readings that matter for one organisation (§3.6)."""

import streamlit as st

from app import claims, notices, registries
from app.choices import address
from app.reading import Reading
from app.tables import show_table
from app.vocabulary import STATUSES, said

OPEN = ("panel_judgement", "met_min", "not_calculable")


def show(reading: Reading, organisation: dict) -> None:
    st.subheader("The ambiguities that matter for this organisation")
    level = claims.latest(reading, organisation["org_code"])
    if level is None:
        st.write("None yet: there is no return to judge.")
        return
    items = reading.table("items", org_code=organisation["org_code"], assessment_date=level["assessment_date"])
    status_of = {row["item_id"]: row["status"] for row in items.to_dicts()}
    blocking = set((level["blocking_items"] or "").split(";"))
    at_stake = {item for item, status in status_of.items() if status in OPEN} | (blocking & set(status_of))
    registry = registries.items(reading)
    rows = [
        {
            "Item": "; ".join(_item(item, status_of[item], blocking, registry) for item in touched),
            "What the texts leave open": row["ambiguity"],
            "How it is read here": row["decision"],
            "Why": row["reason"],
            "Who may read it otherwise": row["may_overturn"],
            "Number": row["ambiguity_id"],
        }
        for row in reading.registry("ambiguities")
        if (touched := [item for item in row["item_ids"].split(";") if item in at_stake])
    ]
    if rows:
        st.write(
            "Items that the panel must judge, that are met on the lenient reading only, that cannot be calculated, or "
            "that stand before the next level, and whose text can be read in more than one way."
        )
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
