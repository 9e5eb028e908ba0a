"""The page of an organisation: who it is, where it stands, its board, item G3, its measures and its files."""

import polars as pl
import streamlit as st

from app import files, gold3, indicators, notices, registries, roster, standing, wording
from app.choices import choose
from app.reading import Reading
from app.tables import Cell, show_table


def show(reading: Reading) -> None:
    organisations = roster.taking_part(reading)
    names = {row["org_code"]: f"{row['name']} ({row['org_code']})" for row in organisations.to_dicts()}
    st.title("Organisation")
    code = choose("Organisation", "org", names, drops=("year", "assessment"))
    if code is None:
        st.write("Choose an organisation to see its levels, indicators, board and files.")
        return
    organisation = organisations.row(by_predicate=pl.col("org_code") == code, named=True)
    invented = organisation["is_demonstration"]
    notices.show_banner(invented)
    st.header(organisation["name"])
    _show_identity(reading, organisation, organisations, invented)
    assessment = _show_standing(reading, organisation, invented)
    gold3.show(reading, organisation, assessment, invented)
    indicators.show(reading, organisation, invented)
    _show_files(reading, organisations.filter(pl.col("org_code") == code), organisation, invented)


def _show_identity(reading: Reading, organisation: dict, organisations: pl.DataFrame, invented: bool) -> None:
    links = {row["org_code"]: roster.link(row) for row in organisations.to_dicts()}
    closed = organisation["closed_on"]
    facts = {
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
        rows.append({"What": "Taken over by", "Value": links.get(successor, Cell(successor))})
    for row in organisations.to_dicts():
        if organisation["org_code"] in (row["successor_codes"] or "").split(";"):
            rows.append({"What": "Took over", "Value": links[row["org_code"]]})
    show_table(notices.mark("The organisation", invented), rows)


def _board_name(reading: Reading, icb: str | None) -> str:
    known = reading.table("populations").filter((pl.col("basis") == "icb") & (pl.col("area_code") == icb))
    return f"{known['area_name'][0]} ({icb})" if known.height else icb or "Not given"


def _show_standing(reading: Reading, organisation: dict, invented: bool) -> str | None:
    """Gives the chosen assessment; None when there is none."""
    mine = pl.col("org_code") == organisation["org_code"]
    levels = reading.table("levels").filter(mine).sort("assessment_date", descending=True)
    st.subheader("Where it stands")
    if levels.is_empty():
        st.write("This run holds no return of this organisation, so no level and no item of the framework is shown.")
        board, chosen = None, None
    else:
        dates = {str(day): wording.day(day) for day in levels["assessment_date"]}
        chosen = choose("Assessment", "assessment", dates, default=next(iter(dates))) or next(iter(dates))
        of_day = mine & (pl.col("assessment_date").cast(pl.String) == chosen)
        items, registry = reading.table("items").filter(of_day), registries.items(reading)
        standing.explain_levels()
        standing.show_level(levels.filter(of_day).row(0, named=True), levels, invented)
        standing.show_items(items, registry, invented)
        board = next(iter(reading.table("board").filter(of_day).to_dicts()), None)
    st.subheader("The board beside the local population")
    standing.show_board(board, reading, organisation, invented)
    return chosen


def _show_files(reading: Reading, one: pl.DataFrame, organisation: dict, invented: bool) -> None:
    code = organisation["org_code"]
    st.subheader("Its files and checks")
    own = reading.table("submissions").filter(pl.col("org_code") == code)
    if own.is_empty():
        st.write("No file of this organisation was taken in. A refused file stands on the page of its region.")
    else:
        caption = notices.mark("Returns handed in", invented)
        files.show_submissions(own, caption, notices.mark(f"returns_{code}", invented))
    findings = reading.table("checks").filter((pl.col("org_code") == code) & (pl.col("outcome") == "failed"))
    if findings.is_empty():
        st.write("The checks found nothing wrong with its figures.")
    else:
        caption, name = (notices.mark(text, invented) for text in ("What the checks found", f"findings_{code}"))
        files.show_findings(findings, registries.rules(reading), caption, name)
