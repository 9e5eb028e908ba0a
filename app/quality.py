"""The page of data quality: what each organisation's data was found wanting in, year by year, and by which rules."""

import polars as pl
import streamlit as st

from app import notices, registries, roster, wording
from app.choices import choose
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import DIMENSIONS, FOLDERS, RATE_CLASSES, SEVERITIES, STAGES, said

NO_DATA = "No data"


def show(reading: Reading) -> None:
    chosen = roster.choose_region(reading, "Data quality", drops=("source", "org"))
    if chosen is None:
        return
    region, organisations = chosen
    invented = region["is_demonstration"]
    scores = roster.rows_of(reading.table("quality"), organisations)
    if scores.is_empty():
        st.write(f"This run holds no data of organisations of the {region['region_name']}.")
    else:
        _show_scores(scores, organisations, invented)
        _show_over_time(scores, organisations, invented)
    _show_unknown(roster.rows_of(reading.table("unknown_rates"), organisations), organisations, reading, invented)
    _show_rules(registries.rules(reading))


def _show_scores(scores: pl.DataFrame, organisations: pl.DataFrame, invented: bool) -> None:
    """The latest year of each organisation, in one source."""
    sources = {s: said(FOLDERS, s) for s in FOLDERS if s in scores["source"].to_list()}
    st.subheader("Scorecard")
    st.write(
        "Each cell says which share of the lines that an organisation gave in its latest year no rule speaks against, "
        "and how many findings there are. A finding about something that is missing names no line. The score is about "
        "data; it says nothing about how anybody is treated."
    )
    source = choose("Source", "source", sources, default=next(iter(sources)))
    if source is None:
        return
    given = scores.filter((pl.col("source") == source) & (pl.col("lines") > 0))
    latest = given.filter(pl.col("period") == pl.col("period").max().over("org_code"))
    cells = {(row["org_code"], row["dimension"]): row for row in latest.to_dicts()}
    years = dict(latest.select("org_code", "period").iter_rows())
    rows = [
        {"Organisation": roster.link(row), "Year": str(years.get(row["org_code"], "–"))}
        | {words: _cell(cells.get((row["org_code"], dimension))) for dimension, words in DIMENSIONS.items()}
        for row in organisations.to_dicts()
        if row["closed_on"] is None or row["org_code"] in years
    ]
    caption = notices.mark(f"{sources[source]}: quality of the latest year, by dimension", invented)
    show_table(caption, rows, Download(latest, notices.mark(f"quality_{source}", invented), "quality"))


def _show_over_time(scores: pl.DataFrame, organisations: pl.DataFrame, invented: bool) -> None:
    known = set(scores["org_code"])
    names = {row["org_code"]: f"{row['name']} ({row['org_code']})" for row in organisations.to_dicts()}
    st.subheader("One organisation over time")
    code = choose("Organisation", "org", {c: n for c, n in names.items() if c in known})
    if code is None:
        return
    own = scores.filter(pl.col("org_code") == code).sort("source", "period")
    rows = []
    for (source, period), group in own.group_by("source", "period", maintain_order=True):
        by_dimension = {row["dimension"]: row for row in group.to_dicts()}
        first = {"Source and year": f"{said(FOLDERS, source)}, {period}", "Lines": wording.count(group["lines"].max())}
        rows.append(first | {words: _cell(by_dimension.get(d)) for d, words in DIMENSIONS.items()})
    caption = notices.mark(f"{names[code]}: quality by source and year", invented)
    show_table(caption, rows, Download(own, notices.mark(f"quality_{code}", invented), "quality"))


def _cell(row: dict | None) -> Cell:
    """A share and a number of findings; the shade and the symbol repeat whether there are any."""
    if row is None:
        return Cell(NO_DATA, look="gap", symbol="–")
    share = "" if row["share_clean"] is None else f"{wording.nearly(row['share_clean'])} clean, "
    found = row["findings"]
    told = f"{share}{'no finding' if found == 0 else '1 finding' if found == 1 else f'{found} findings'}"
    if found == 0:
        return Cell(told, look="good", symbol="✓")
    return Cell(told, look="late", symbol="!") if row["findings_refused"] == 0 else Cell(told, look="bad", symbol="✗")


def _show_unknown(rates: pl.DataFrame, organisations: pl.DataFrame, reading: Reading, invented: bool) -> None:
    st.subheader("Staff of unknown ethnicity")
    if rates.is_empty():
        st.write("This run holds no counts by ethnicity for these organisations.")
        return
    warning, low = (registries.parameter(reading, f"unknown_rate_{name}") for name in ("warning", "low_confidence"))
    st.write(
        f"Above {wording.percent(warning, 0)} a figure is flagged, above {wording.percent(low, 0)} it has low "
        "confidence: people whose ethnicity is not known could change it either way."
    )
    latest = rates.filter(pl.col("wres_year") == pl.col("wres_year").max().over("org_code", "source", "measure_code"))
    worst = latest.filter(pl.col("unknown_rate") == pl.col("unknown_rate").max().over("org_code", "source")).unique(
        ["org_code", "source"], keep="first", maintain_order=True
    )
    names = {row["org_code"]: row for row in organisations.to_dicts()}
    rows = [
        {
            "Organisation": roster.link(names[row["org_code"]]),
            "Source of the counts": row["source"],
            "Highest rate": wording.percent(row["unknown_rate"]),
            "Where": f"indicator {row['measure_code'].removeprefix('I')} of {row['wres_year']}, {row['of_what']}",
            "What follows": Cell(said(RATE_CLASSES, row["rate_class"])),
        }
        for row in worst.sort("unknown_rate", descending=True).to_dicts()
    ]
    caption = notices.mark("Highest share of unknown ethnicity by source, latest year", invented)
    show_table(caption, rows, Download(rates, notices.mark("unknown_rates", invented), "unknown_rates"))


def _show_rules(rules: dict[str, dict]) -> None:
    st.subheader("The rules")
    st.write("Every rule that data is held against, what becomes of whatever breaks it, and what its sender is told.")
    with st.expander("All rules"):
        rows = [
            {
                "Rule": f"{rule} {row['rule_name']}",
                "What follows": said(SEVERITIES, row["severity"]),
                "Dimension": said(DIMENSIONS, row["dimension"]),
                "Where it runs": said(STAGES, row["stage"]),
                "What the sender is told": row["sentence"],
            }
            for rule, row in sorted(rules.items())
        ]
        show_table("Rules of data quality", rows)
