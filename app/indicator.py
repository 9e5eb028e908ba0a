"""The page of one indicator of one organisation: its years, changes, parts, and all that its figures rest on."""

import streamlit as st

from app import changes, figures, parts, registries, roster
from app.choices import choose
from app.profile import Profile, show_chart, show_year
from app.reading import Reading
from app.tables import say


def show(reading: Reading) -> None:
    organisation = roster.choose_organisation(reading, "One indicator", drops=("year",))
    if organisation is None:
        return
    measures, families = registries.measures(reading), registries.families(reading)
    names = {code: f"{code} {measures[code]['measure_name']}" for code in families}
    code = choose("Indicator", "indicator", names, default=next(iter(names)), keeps=True)
    if code is None:
        return
    profile, measure = Profile(reading, organisation), measures[code]
    st.subheader(names[code])
    st.write(f"{measure['plain_words']}. Formula: {measure['formula']}.")
    year = _choose_year(profile, [measure, *families[code]])
    if year is not None:
        show_year(code, [measure], profile, year)
    _show_years(profile, measure)
    st.subheader(f"What {code} rests on")
    _show_behind(profile, measure)
    if families[code]:
        st.subheader(f"Parts of {code}")
        parts.show(profile, measure, families[code], year)
    _explain(profile)


def _choose_year(profile: Profile, measures: list[dict]) -> int | None:
    """Of the years in which it or a part of it has a figure; the last unless chosen."""
    given = profile.of("measures", *(measure["measure_code"] for measure in measures))
    if given.is_empty():
        return None
    years = {str(year): f"WRES {year}" for year in sorted(given["wres_year"].unique(), reverse=True)}
    return int(choose("Year", "year", years, default=next(iter(years))) or next(iter(years)))


def _show_years(profile: Profile, measure: dict) -> None:
    name, rows = measure["measure_code"], profile.of("measures", measure["measure_code"])
    shown = show_chart(profile, measure)
    if rows.is_empty():
        if not shown:
            st.write("No figure in any year: nothing was handed in or published for this measure.")
        return
    figures.show_years(measure, rows, profile.of("proforma", name), profile.code, profile.invented)
    for sentence in changes.trend(measure, profile.of("trends", name), profile.of("changes", name), profile.reading):
        say(f"Trend: {sentence.text}", sentence.of)
    caption, file = f"{name} from year to year", f"changes_{name}_{profile.code}"
    changes.show([measure], profile.of("changes", name), caption, file, profile.invented)


def _show_behind(profile: Profile, measure: dict) -> None:
    """Counts, unrounded values, and the files that the reader may know of."""
    name, rows = measure["measure_code"], profile.of("measures", measure["measure_code"])
    if rows.is_empty():
        st.write("Nothing: there is no figure.")
        return
    figures.show_inputs(measure, rows, profile.code, profile.invented)
    if profile.reading.has("submissions"):
        figures.show_files(profile.reading, profile.organisation, name, rows)


def _explain(profile: Profile) -> None:
    lower, upper = profile.band
    st.subheader("How to read it")
    st.write(
        f"Four-fifths band: a ratio from {lower:.2f} to {upper:.2f}. It is a size, "
        "not a test of chance; the 95% interval says what chance allows. Counts are of all staff, so an interval says "
        "what could have happened with the same underlying fairness; intervals of survey figures are approximate. "
        f"{figures.grades(profile.reading)} Grades C and D are never coloured."
    )
    st.write(
        "From year to year: the direction is what the framework asks for; whether chance could have done it stands "
        "beside it and does not replace it. A change of a ratio is how many times the earlier one the later is; of "
        "anything else, percentage points. Where something broke between two years there is no number."
    )
