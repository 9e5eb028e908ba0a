"""What data was found wanting in, year by year, by which rules, and how many people's ethnicity is not known."""

import polars as pl
import streamlit as st

from app import notices, registries, roster, wording
from app.choices import choose
from app.origins import of
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import DIMENSIONS, FOLDERS, RATE_CLASSES, SEVERITIES, SOURCES, STAGES, said

NO_DATA = "No data"


def show(reading: Reading, organisations: pl.DataFrame, invented: bool) -> None:
    codes = organisations["org_code"].to_list()
    scores = reading.table("quality", org_code=codes)
    st.subheader("Scorecard")
    if scores.is_empty():
        st.write("This run holds no data of its own from here.")
    else:
        st.write(
            "Each cell says how many findings the rules made, and on how many of the lines given. A finding about "
            "something that is missing, or about a whole file, is about no single line. What a rule refuses is not "
            "used. The score is about data; it says nothing about how anybody is treated."
        )
        if organisations.height > 1:
            _show_latest(scores, organisations, invented)
        else:
            _show_over_time(scores, organisations, invented)
    _show_unknown(reading, reading.table("unknown_rates", org_code=codes), organisations, invented)
    _show_rules(registries.rules(reading))


def _show_latest(scores: pl.DataFrame, organisations: pl.DataFrame, invented: bool) -> None:
    """The latest year of each organisation, in one source."""
    present = set(scores["source"])
    in_order = dict.fromkeys([*FOLDERS, *sorted(present)])
    sources = {s: said(FOLDERS, s) for s in in_order if s in present}
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
    organisation = organisations.row(0, named=True)
    own = scores.sort("source", "period", descending=[False, True])
    rows = []
    for (source, period), group in own.group_by("source", "period", maintain_order=True):
        by_dimension = {row["dimension"]: row for row in group.to_dicts()}
        first = {"Source and year": f"{said(FOLDERS, source)}, {period}"}
        rows.append(first | {words: _cell(by_dimension.get(d)) for d, words in DIMENSIONS.items()})
    caption = notices.mark(f"{organisation['name']}: quality by source and year", invented)
    name = notices.mark(f"quality_{organisation['org_code']}", invented)
    show_table(caption, rows, Download(own, name, "quality"))


def _cell(row: dict | None) -> Cell:
    """How many findings, on how many lines, and whether something is not used for them; shade and symbol repeat it."""
    if row is None:
        return Cell(NO_DATA, look="gap", symbol="–")
    if row["findings"] == 0:
        return Cell("No finding", look="good", symbol="✓")
    found = "1 finding" if row["findings"] == 1 else f"{wording.count(row['findings'])} findings"
    columns = ["findings"]
    if row["lines_found"] == 0:
        where = "about no single line"
    elif row["lines"] == 0:  # lines of a kind that nobody counts, such as decisions, or none of the year was taken in
        where = "on 1 line" if row["lines_found"] == 1 else f"on {wording.count(row['lines_found'])} lines"
        columns += ["lines_found"]
    else:
        where = f"on {wording.out_of(row['lines_found'], row['lines'])} lines"
        columns += ["lines_found", "lines"]
    refused = row["findings_refused"] > 0
    told = f"{found}, {where}; {'not all used' if refused else 'used'}"
    look, symbol = ("bad", "✗") if refused else ("late", "!")
    return Cell(told, look=look, symbol=symbol, of=of("quality", row, *columns))


def _show_unknown(reading: Reading, rates: pl.DataFrame, organisations: pl.DataFrame, invented: bool) -> None:
    st.subheader("Staff of unknown ethnicity")
    if rates.is_empty():
        st.write("This run holds no counts by ethnicity from here.")
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
            "Source of the counts": said(SOURCES, row["source"]),
            "Highest rate": Cell(wording.percent(row["unknown_rate"]), of=of("unknown_rates", row, "unknown_rate")),
            "Where": f"indicator {row['measure_code'].removeprefix('I')} of {row['wres_year']}, {row['of_what']}",
            "What follows": Cell(said(RATE_CLASSES, row["rate_class"])),
        }
        for row in worst.sort("unknown_rate", "org_code", "source", descending=[True, False, False]).to_dicts()
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
