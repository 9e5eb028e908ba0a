"""The organisations that take part, with names as they are written, and how tables show them."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from app import notices, registries, wording
from app.choices import address, choose, only
from app.reading import Reading
from app.tables import Cell
from app.vocabulary import LOOKS, STATUSES, said


def taking_part(reading: Reading) -> pl.DataFrame:
    """By name. Each row has `name` beside the columns of `organisations`."""
    written = pl.col("org_name").map_elements(wording.organisation, return_dtype=pl.String)
    frame = reading.table("organisations").filter(
        pl.col("is_in_scope") & pl.col("region_code").is_in(list(registries.regions(reading)))
    )
    return frame.with_columns(written.alias("name")).sort("name", "org_code")


def choose_region(reading: Reading, title: str | None, drops: Sequence[str]) -> tuple[dict, pl.DataFrame] | None:
    """The region that a reader of the page `title` chooses, as its heading, and its organisations; None without one.

    Another choice drops what depends on it, `drops`, from the address. Without a `title` the page has one already.
    """
    regions = registries.regions(reading)
    names = {code: row["region_name"] for code, row in regions.items()}
    if title:
        st.title(title)
    code = choose("Region", "region", names, default=next(iter(names)), drops=drops, keeps=True)
    if code is None:
        return None
    notices.show_banner(regions[code]["is_demonstration"])
    st.header(names[code])
    organisations = taking_part(reading).filter(pl.col("region_code") == code)
    if organisations.is_empty():
        st.write(
            f"This run knows of no organisation of the {names[code]} that takes part, so there is nothing to show."
        )
        return None
    return regions[code], organisations


def choose_organisation(reading: Reading, title: str, drops: Sequence[str]) -> dict | None:
    """The organisation that a page `title` is about, as its heading: the reader's own, or chosen by an analyst.

    Raises NothingToShow for one that the reader may not see.
    """
    own = reading.audience.org_code
    organisations = taking_part(reading).filter(pl.col("org_code") == own if own else pl.lit(True))
    names = {row["org_code"]: f"{row['name']} ({row['org_code']})" for row in organisations.to_dicts()}
    st.title(title)
    code = only("Organisation", "org", names) if own else choose("Organisation", "org", names, drops=drops, keeps=True)
    if code is None:
        st.write("Choose an organisation.")
        return None
    organisation = organisations.row(by_predicate=pl.col("org_code") == code, named=True)
    notices.show_banner(organisation["is_demonstration"])
    st.header(organisation["name"])
    return organisation


def link(organisation: dict, short: bool = False, opens: bool = True) -> Cell:
    """To the page of an organisation, its name alone where the reader may not open it; `short` leaves out its legal
    ending."""
    closed = f", closed {wording.day(organisation['closed_on'])}" if organisation["closed_on"] else ""
    code = organisation["org_code"]
    name = wording.short(organisation["name"]) if short else organisation["name"]
    return Cell(f"{name} ({code}{closed})", href=address("organisation", org=code) if opens else None)


def item_heading(item: str, registry: dict[str, dict]) -> str:
    """Its code and key driver; an item that the registry does not have keeps its code."""
    return " ".join(filter(None, (item, registry.get(item, {}).get("key_driver"))))


def status_cell(status: str | None) -> Cell:
    look, symbol = LOOKS.get(status or "not_submitted", ("gap", "–"))
    return Cell(said(STATUSES, status, "Not submitted"), look=look, symbol=symbol)
