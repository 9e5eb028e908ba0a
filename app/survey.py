"""The published survey indicators of a region's organisations: BME and White staff side by side, nobody ranked."""

import polars as pl
import streamlit as st

from app import charts, notices, registries, roster, wording
from app.choices import choose
from app.reading import Reading
from app.tables import Download, show_table
from app.vocabulary import INTERVAL_STATUSES, VALUE_STATUSES, said


def show(reading: Reading, organisations: pl.DataFrame, region: str, invented: bool) -> None:
    st.subheader("What staff say")
    measures = {code: row for code, row in registries.measures().items() if row["kind"] == "survey"}
    figures = roster.rows_of(reading.table("measures"), organisations).filter(
        pl.col("measure_code").is_in(list(measures)) & pl.col("is_public")
    )
    if figures.is_empty():
        st.write(f"This run holds no published survey figure for the {region}.")
        return
    code, year = _choose(measures, figures)
    if code is None or year is None:
        return
    chosen = figures.filter((pl.col("measure_code") == code) & (pl.col("wres_year") == int(year)))
    if chosen.is_empty():
        st.write(f"This run holds no figure of {code} for WRES {year}.")
        return
    joined = organisations.select("org_code", "name", "closed_on").join(
        chosen, on="org_code", how="left", maintain_order="left"
    )
    rows = joined.filter(pl.col("closed_on").is_null() | pl.col("value_status").is_not_null()).to_dicts()
    _explain(measures[code], rows)
    _show_chart(measures[code], rows, year, invented)
    _show_twin(measures[code], rows, chosen, year, invented)


def _choose(measures: dict[str, dict], figures: pl.DataFrame) -> tuple[str | None, str | None]:
    left, right = st.columns([3, 1])
    years = {str(year): f"WRES {year}" for year in sorted(figures["wres_year"].unique(), reverse=True)}
    with left:
        names = {code: f"{code} {row['measure_name']}" for code, row in measures.items()}
        code = choose("Indicator", "indicator", names, default=next(iter(names)))
    with right:
        year = choose("Year", "year", years, default=next(iter(years)))
    return code, year


def _explain(measure: dict, rows: list[dict]) -> None:
    times = sorted({wording.measured(measure, row) for row in rows if row["snapshot_on"]})
    st.write(
        f"{measure['plain_words']}, beside White staff. {'; '.join(times)}. Organisations are in alphabetical order: "
        "a difference between two of them can be chance, so they are not ranked."
    )


def _show_chart(measure: dict, rows: list[dict], year: str, invented: bool) -> None:
    marks = [mark for row in rows if row["value"] is not None for mark in _marks(row)]
    if not marks:
        st.write("No organisation's figure can be shown for this year; the table says why.")
        return
    title = notices.mark(f"{measure['measure_code']}, WRES {year}", invented)
    left_out = [wording.short(row["name"]) for row in rows if row["value"] is None]
    intervals = any(mark["lower"] is not None for mark in marks)
    told = (
        f"{measure['measure_name']}, WRES {year}, per cent of staff who answered. Diamond: BME staff. Square: White staff. "
        + (
            "Line: 95% interval of the BME value, approximate. "
            if intervals
            else "No intervals: the release gives no respondents. "
        )
        + (f"Without a mark, since no value may be shown: {', '.join(left_out)}. " if left_out else "")
        + "The table below has every value."
    )
    spec = charts.groups_by_organisation(title, measure["measure_name"], "Per cent of staff who answered", marks)
    charts.show_chart(spec, told)


def _marks(row: dict) -> list[dict]:
    """BME and White of one organisation; each value is written on the side away from the other's."""
    bme, white = row["bme_value"], row["white_value"]
    name = f"{wording.short(row['name'])} ({row['org_code']})"
    bme_right = white is None or bme >= white
    groups = [("BME", bme, bme_right, row["ci_lower"], row["ci_upper"]), ("White", white, not bme_right, None, None)]
    return [
        {
            "organisation": name,
            "group": group,
            "drawn": wording.drawn("survey", fraction),
            "label": f"{group} {wording.percent(fraction)}",
            "side": "right" if is_right else "left",
            "lower": wording.drawn("survey", lower),
            "upper": wording.drawn("survey", upper),
        }
        for group, fraction, is_right, lower, upper in groups
        if fraction is not None
    ]


def _show_twin(measure: dict, rows: list[dict], chosen: pl.DataFrame, year: str, invented: bool) -> None:
    code = measure["measure_code"]
    shown = [
        {
            "Organisation": roster.link(row),
            "BME staff": wording.percent(row["bme_value"]) or "Not shown",
            "95% interval": wording.interval("survey", row) if row["ci_lower"] is not None else "None",
            "White staff": wording.percent(row["white_value"]) or "Not shown",
            "BME respondents": wording.count(row["bme_den"]),
            "White respondents": wording.count(row["white_den"]),
            "Release": str(row["release_year"] or "–"),
            "What is missing": _missing(row),
        }
        for row in rows
    ]
    caption = notices.mark(f"{code} {measure['measure_name']}, WRES {year}", invented)
    show_table(caption, shown, Download(chosen, notices.mark(f"{code}_{year}", invented)))


def _missing(row: dict) -> str:
    if row["value_status"] is None:
        return "No figure in this run."
    if row["value_status"] != "ok":
        return said(VALUE_STATUSES, row["value_status"])
    return "" if row["interval_status"] == "ok" else said(INTERVAL_STATUSES, row["interval_status"])
