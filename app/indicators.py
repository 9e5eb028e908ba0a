"""The nine indicators of one organisation: a year in words, every year as chart and table, and what each rests on."""

import polars as pl
import streamlit as st

from app import figures, notices, registries, trend, wording
from app.choices import choose
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import SOURCES, said


def show(reading: Reading, organisation: dict, invented: bool) -> None:
    code = organisation["org_code"]
    mine = reading.table("measures").filter(pl.col("org_code") == code).sort("measure_code", "wres_year")
    st.subheader("The nine indicators")
    if mine.is_empty():
        st.write("This run holds no indicator of this organisation: nothing was handed in or published under its code.")
        return
    _explain(reading)
    years = {str(year): f"WRES {year}" for year in sorted(mine["wres_year"].unique(), reverse=True)}
    year = choose("Year", "year", years, default=next(iter(years))) or next(iter(years))
    _show_year(mine, int(year), code, invented)
    st.subheader("What is missing, and why")
    figures.show_missing(mine, code, invented)
    everything = st.toggle("Open the inputs of every indicator, for printing")
    _show_each(reading, mine, code, invented, everything)


def _explain(reading: Reading) -> None:
    limits = {name: registries.parameter(name, reading.manifest["as_of"]) for name in figures.THRESHOLDS}
    st.write(
        f"Four-fifths band: a ratio from {limits['parity_lower']:.2f} to {limits['parity_upper']:.2f}. It is a size, not a "
        "test of chance; the 95% interval says what chance allows. Counts are of all staff, so an interval says what could "
        "have happened with the same underlying fairness; intervals of survey figures are approximate. Reliability: "
        f"A, {limits['reliability_a_events']:.0f} events or more in the smaller group; B, "
        f"{limits['reliability_b_events']:.0f} or more; C, fewer; D, none. Grades C and D are never coloured."
    )


def _show_year(mine: pl.DataFrame, year: int, code: str, invented: bool) -> None:
    of_year = mine.filter(pl.col("wres_year") == year)
    by_measure = {row["measure_code"]: row for row in of_year.to_dicts()}
    rows = [_in_words(measure, by_measure.get(measure["measure_code"])) for measure in registries.measures().values()]
    caption = notices.mark(f"The indicators of WRES {year} in words", invented)
    show_table(caption, rows, Download(of_year, notices.mark(f"indicators_{code}_{year}", invented)))


def _in_words(measure: dict, row: dict | None) -> dict[str, str | Cell]:
    indicator = {"Indicator": f"{measure['measure_code']} {measure['measure_name']}"}
    if row is None:
        nothing = dict.fromkeys(("95% interval", "Band", "Reliability", "Measured", "Source"), "–")
        return indicator | {"In words": "No figure: nothing was handed in or published for this year."} | nothing
    return indicator | {
        "In words": wording.sentence(measure, row) or figures.why_missing(row),
        "95% interval": figures.interval(measure, row),
        "Band": wording.band(row),
        "Reliability": wording.reliability(row),
        "Measured": wording.measured(measure, row),
        "Source": f"{said(SOURCES, row['source'])}, release {row['release_year']}",
    }


def _show_each(reading: Reading, mine: pl.DataFrame, code: str, invented: bool, everything: bool) -> None:
    files = figures.files_behind(reading, mine, code, invented)
    band = tuple(registries.parameter(name, reading.manifest["as_of"]) for name in ("parity_lower", "parity_upper"))
    for measure in registries.measures().values():
        name = measure["measure_code"]
        of_measure = mine.filter(pl.col("measure_code") == name)
        st.subheader(f"{name} {measure['measure_name']}", anchor=name)
        if of_measure.is_empty():
            st.write("No figure in any year: nothing was handed in or published for this indicator.")
            continue
        trend.show(measure, of_measure.to_dicts(), band, invented)
        figures.show_years(measure, of_measure, code, invented)
        with st.expander(f"What {name} rests on: counts, unrounded values, files", expanded=everything):
            figures.show_inputs(measure, of_measure, code, invented)
            figures.show_files(name, of_measure, files, invented)
