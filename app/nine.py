"""The nine indicators of one organisation on one page: each in words, where it moved, and what breaks it."""

import polars as pl
import streamlit as st

from app import changes, figures, notices, registries, wording
from app.choices import choose
from app.profile import Profile, link
from app.tables import Cell, Download, show_table


def show(profile: Profile) -> None:
    """The headlines of one year, each leading to everything behind it, and what is missing."""
    st.subheader("The nine indicators, and pay")
    measures, mine = registries.measures(profile.reading), profile.measures
    headlines = [measures[code] for code in registries.families(profile.reading)]
    if mine.is_empty():
        st.write("This run holds no measure of this organisation: nothing was handed in or published under its code.")
        return
    years = {str(year): f"WRES {year}" for year in sorted(mine["wres_year"].unique(), reverse=True)}
    year = int(choose("Year", "year", years, default=next(iter(years))) or next(iter(years)))
    of_year = mine.filter(pl.col("wres_year") == year)
    rows = {row["measure_code"]: row for row in of_year.to_dicts()}
    moved = changes.steps(profile.reading.table("changes", org_code=profile.code, year_to=year))
    steps = {row["measure_code"]: row for row in moved.to_dicts()}
    shown = [_row(profile, measure, rows, steps, year) for measure in headlines]
    caption = notices.mark(f"The nine indicators and pay, WRES {year}", profile.invented)
    file = notices.mark(f"indicators_{profile.code}_{year}", profile.invented)
    show_table(caption, shown, Download(of_year, file, "measures"))
    st.write(
        "An interval says what could have happened with the same underlying fairness. The direction is what the "
        "framework asks for; whether chance could have done it is another fact beside it. "
        f"{figures.grades(profile.reading)}"
    )
    figures.show_missing(profile.reading, measures, mine, profile.code, profile.invented)


def _row(profile: Profile, measure: dict, rows: dict, steps: dict, year: int) -> dict[str, str | Cell]:
    code = measure["measure_code"]
    row, step = rows.get(code), steps.get(code)
    named: dict[str, str | Cell] = {"Indicator": link(profile, measure, year=str(year))}
    if row is None:
        nothing = dict.fromkeys(("95% interval", "Reliability", "Direction", "Measured", "What to know"), "–")
        return named | {"In words": "No figure for this year."} | nothing
    return named | {
        "In words": figures.in_words(measure, row),
        "95% interval": figures.interval(measure["kind"], row),
        "Reliability": wording.reliability(row),
        "Direction": f"{step['year_from']} to {year}: {changes.direction(step)}" if step else "No earlier year",
        "Measured": wording.measured(measure, row),
        "What to know": figures.to_know(row),
    }
