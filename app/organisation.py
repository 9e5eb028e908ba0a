"""The page of an organisation: where it stands, why, and what comes next."""

import polars as pl
import streamlit as st

from app import due, nine, notices, plans, queries, registries, roster, seniority, standing, wording
from app.choices import choose
from app.profile import Profile
from app.reading import Reading
from app.tables import Cell, show_table


def show(reading: Reading) -> None:
    organisation = roster.choose_organisation(reading, "Organisation", drops=("year", "assessment"))
    if organisation is None:
        return
    invented = organisation["is_demonstration"]
    day = _show_standing(reading, organisation, invented)
    queries.show(reading, organisation)
    due.show(reading, organisation)
    nine.show(Profile(reading, organisation))
    _show_board(reading, organisation, day, invented)
    seniority.show(reading, organisation)
    plans.show(reading, organisation, day)
    _show_identity(reading, organisation, invented)


def _show_standing(reading: Reading, organisation: dict, invented: bool) -> str | None:
    """Gives the day of the chosen assessment; None when there is none."""
    code = organisation["org_code"]
    st.subheader("Where it stands")
    levels = _of(reading, "levels", code).sort("assessment_date", descending=True)
    if levels.is_empty():
        st.write("This run holds no return of this organisation, so no level and no item of the framework is shown.")
        return None
    days = {str(day): wording.day(day) for day in levels["assessment_date"]}
    chosen = choose("Assessment", "assessment", days, default=next(iter(days))) or next(iter(days))
    level = levels.filter(pl.col("assessment_date").cast(pl.String) == chosen).row(0, named=True)
    items = reading.table("items", org_code=code, assessment_date=level["assessment_date"])
    registry = registries.items(reading)
    standing.show_level(level, levels, invented, reading.as_of)
    st.subheader("Why, and what is in the way")
    standing.show_gap(level, items, registry, invented)
    standing.show_items(items, registry, invented)
    if reading.audience.name == "panel":
        step, few = (registries.parameter(reading, name) for name in ("count_rounding", "small_count_maximum"))
        st.write(
            f"A panel reads counts of people to the nearest {step:.0f}; * stands for a count of 1 to {few:.0f}, or for "
            "one that would give such a count away."
        )
    return chosen


def _of(reading: Reading, table: str, code: str) -> pl.DataFrame:
    """Rows of an organisation, none where this reader has no such table."""
    return reading.table(table, org_code=code) if reading.has(table) else pl.DataFrame()


def _show_board(reading: Reading, organisation: dict, day: str | None, invented: bool) -> None:
    st.subheader("The board beside the local population")
    boards = _of(reading, "board", organisation["org_code"]).to_dicts()
    board = next((row for row in boards if str(row["assessment_date"]) == day), None)
    standing.show_board(board, reading, organisation, invented)


def _show_identity(reading: Reading, organisation: dict, invented: bool) -> None:
    opens = reading.audience.org_code is None
    others = {row["org_code"]: row for row in roster.taking_part(reading).to_dicts()}
    closed = organisation["closed_on"]
    facts: dict[str, str | Cell] = {
        "Code": organisation["org_code"],
        "Region": registries.regions(reading)[organisation["region_code"]]["region_name"],
        "Integrated care board": _board_name(reading, organisation["icb_code"]),
        "Type": organisation["org_type"] or "Not given",
        "Staff survey group": organisation["nss_group"] or "Not given",
        "Open": f"Closed, last day {wording.day(closed)}"
        if closed
        else f"Open since {wording.day(organisation['opened_on'])}",
    }
    rows = [{"What": what, "Value": value} for what, value in facts.items()]
    for successor in filter(None, (organisation["successor_codes"] or "").split(";")):
        known = others.get(successor)
        rows.append({"What": "Taken over by", "Value": roster.link(known, opens=opens) if known else successor})
    for row in others.values():
        if organisation["org_code"] in (row["successor_codes"] or "").split(";"):
            rows.append({"What": "Took over", "Value": roster.link(row, opens=opens)})
    st.subheader("The organisation")
    show_table(notices.mark("The organisation", invented), rows)


def _board_name(reading: Reading, icb: str | None) -> str:
    known = reading.table("populations", basis="icb", area_code=icb)
    return f"{known['area_name'][0]} ({icb})" if known.height else icb or "Not given"
