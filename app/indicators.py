"""The measures of one organisation: a year in words, then each headline with its years, changes, inputs and parts."""

import polars as pl
import streamlit as st

from app import changes, figures, parts, registries
from app.choices import choose
from app.profile import Profile, show_chart, show_year
from app.reading import Reading

THRESHOLDS = ("parity_lower", "parity_upper", "reliability_a_events", "reliability_b_events")


def show(reading: Reading, organisation: dict, invented: bool) -> None:
    st.subheader("The nine indicators and their parts")
    profile = Profile.open(reading, organisation, invented)
    mine, measures = profile.tables["measures"], registries.measures(reading)
    families = registries.families(reading)
    if mine.is_empty():
        st.write("This run holds no measure of this organisation: nothing was handed in or published under its code.")
        year = None
    else:
        _explain({name: registries.parameter(reading, name) for name in THRESHOLDS})
        years = {str(year): f"WRES {year}" for year in sorted(mine["wres_year"].unique(), reverse=True)}
        year = int(choose("Year", "year", years, default=next(iter(years))) or next(iter(years)))
        show_year("The headlines", [measures[headline] for headline in families], profile, year)
    st.subheader("What is missing, and why")
    figures.show_missing(measures, mine, profile.code, invented)
    everything = st.toggle("Open the inputs of every measure, for printing")
    behind = figures.files_behind(reading, mine, profile.code, invented)
    for headline, of_headline in families.items():
        st.subheader(f"{headline} {measures[headline]['measure_name']}", anchor=headline)
        _show_headline(profile, measures[headline], behind, everything)
        parts.show(profile, measures[headline], of_headline, year, everything)


def _explain(limits: dict[str, float]) -> None:
    st.write(
        f"Four-fifths band: a ratio from {limits['parity_lower']:.2f} to {limits['parity_upper']:.2f}. It is a size, "
        "not a test of chance; the 95% interval says what chance allows. Counts are of all staff, so an interval says "
        "what could have happened with the same underlying fairness; intervals of survey figures are approximate. "
        f"Reliability: A, {limits['reliability_a_events']:.0f} events or more in the smaller group; B, "
        f"{limits['reliability_b_events']:.0f} or more; C, fewer; D, none. Grades C and D are never coloured."
    )
    st.write(
        "From year to year: the direction is what the framework asks for; whether chance could have done it stands "
        "beside it and does not replace it. A change of a ratio is how many times the earlier one the later is; of "
        "anything else, percentage points. Where something broke between two years there is no number."
    )


def _show_headline(profile: Profile, measure: dict, behind: pl.DataFrame, everything: bool) -> None:
    name, rows = measure["measure_code"], profile.of("measures", measure["measure_code"])
    shown = show_chart(profile, measure)
    if rows.is_empty():
        if not shown:
            st.write("No figure in any year: nothing was handed in or published for this measure.")
        return
    figures.show_years(measure, rows, profile.of("proforma", name), profile.code, profile.invented)
    for sentence in changes.trend(measure, profile.of("trends", name), profile.of("changes", name), profile.reading):
        st.write(f"Trend: {sentence}")
    caption, file = f"{name} from year to year", f"changes_{name}_{profile.code}"
    changes.show([measure], profile.of("changes", name), caption, file, profile.invented)
    with st.expander(f"What {name} rests on: counts, unrounded values, files", expanded=everything):
        figures.show_inputs(measure, rows, profile.code, profile.invented)
        figures.show_files(name, rows, behind, profile.invented)
