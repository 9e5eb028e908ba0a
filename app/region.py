"""The page of a region: where its organisations stand, what is in the way, who moved, what is late and due."""

import polars as pl
import streamlit as st

from app import blocking, comparison, completeness, context, due, levels, movers, registries, roster
from app.reading import Reading


def show(reading: Reading) -> None:
    chosen = roster.choose_region(reading, "Region", drops=("year", "indicator"))
    if chosen is None:
        return
    region, organisations = chosen
    name, invented = region["region_name"], region["is_demonstration"]
    _show_framework(reading, region, organisations)
    completeness.show(reading, organisations, invented)
    due.show_of_region(reading, organisations, invented)
    comparison.show(reading, organisations, name, invented)
    _show_published(reading, region)


def _show_framework(reading: Reading, region: dict, organisations: pl.DataFrame) -> None:
    assessed = reading.table("levels", org_code=organisations["org_code"].to_list())
    st.subheader("Levels")
    if assessed.is_empty():
        st.write(
            f"This run holds no return and no panel decision for the {region['region_name']}: none is public. Levels, "
            "items of the framework and boards are therefore not shown, which says nothing about how any organisation "
            "stands."
        )
        return
    registry, invented = registries.items(reading), region["is_demonstration"]
    levels.show(organisations, assessed, invented)
    levels.show_grid(reading, organisations, assessed.filter(pl.col("is_latest")), registry, invented)
    blocking.show(reading, region, registry)
    movers.show(reading, organisations, registry, invented)


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
