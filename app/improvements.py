"""The page of improvements that organisations let be named, and on a trust's own the form to agree and to withdraw."""

import polars as pl
import streamlit as st

from app import agreements, notices, registries, roster, wording
from app.reading import Reading
from app.tables import Cell, Download, show_table


def show(reading: Reading) -> None:
    st.title("Who improved, and how")
    st.write(
        "Organisations that agreed to be named for a deliverable whose evidence shows more in their latest assessment "
        "than in the one before, with what they did, in their own words. That somebody is not named says nothing about "
        "how they stand."
    )
    if not reading.has("improvements"):
        raise notices.other_version()
    named = reading.table("improvements")
    organisations = {row["org_code"]: row for row in roster.taking_part(reading).to_dicts()}
    own = organisations.get(reading.audience.org_code or "")
    shown = [invented for invented in (False, True) if own is None or own["is_demonstration"] == invented]
    for invented in shown:
        codes = [code for code, row in organisations.items() if row["is_demonstration"] == invented]
        _show_named(reading, named.filter(pl.col("org_code").is_in(codes)), organisations, invented)
    if reading.audience.name == "trust" and own is not None:
        agreements.show(reading, own)
    elif reading.has("agreements"):
        agreements.show_all(reading, organisations)


def _show_named(reading: Reading, named: pl.DataFrame, organisations: dict[str, dict], invented: bool) -> None:
    st.header("The demonstration region" if invented else "Organisations that take part")
    notices.show_banner(invented)
    if named.is_empty():
        st.write("No improvement is named here.")
        return
    registry = registries.items(reading)
    rows = [
        {
            "What": roster.item_heading(row["item_id"], registry),
            "Organisation": f"{organisations[row['org_code']]['name']} ({row['org_code']})",
            "Improved between": f"{wording.day(row['before_on'])} and {wording.day(row['after_on'])}",
            "What was done": row["what_was_done"],
            "Whom to ask": ": ".join(filter(None, (row["contact_role"], row["contact_mailbox"]))) or "–",
            "More": Cell(row["link"], href=row["link"], leaves=True) if row["link"] else "–",
        }
        for row in named.sort("item_id", "org_code").to_dicts()
    ]
    caption = notices.mark("Improvements that are named", invented)
    show_table(caption, rows, Download(named, notices.mark("improvements", invented), "improvements"))
