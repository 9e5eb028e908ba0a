"""My position: an organisation's own values beside its region as aggregates. No other is named, marked or ordered."""

import streamlit as st

from app import framework_position, indicator_position, notices, positions, roster
from app.choices import choose
from app.positions import Standing
from app.reading import Reading
from app.tables import show_table

WHAT_IT_IS = (
    "Your own values beside the others of your group. A ribbon is the middle half of the others: a quarter of them lie "
    "below it and a quarter above. It is no league table: nobody is ranked, and no other organisation is named or "
    "marked. Better or worse is said only where the difference is more than chance explains; similar does not mean "
    "equal."
)


def show(reading: Reading) -> None:
    organisation = roster.choose_organisation(reading, "My position", drops=("year", "indicator"))
    if organisation is None:
        return
    code, invented = organisation["org_code"], organisation["is_demonstration"]
    st.write(WHAT_IT_IS)
    groups = positions.groups(reading, code)
    measures = indicator_position.compared(reading)
    all_of = {name: positions.standings(reading, code, measure, groups) for name, measure in measures.items()}
    years = sorted({one.year for found in all_of.values() for one in found}, reverse=True)
    if not years:
        st.write("This run holds no measure of your organisation, so there is nothing to compare.")
    else:
        _show_indicators(reading, organisation, measures, all_of, years)
    framework_position.show(reading, organisation)
    _show_groups(groups, invented)


def _show_indicators(
    reading: Reading, organisation: dict, measures: dict[str, dict], all_of: dict[str, list[Standing]], years: list[int]
) -> None:
    st.subheader("The indicators of one year")
    options = {str(year): f"WRES {year}" for year in years}
    year = int(choose("Year", "year", options, default=next(iter(options))) or years[0])
    in_year = {code: positions.first(found, year) for code, found in all_of.items()}
    indicator_position.show_year(reading, organisation, measures, in_year, year)
    st.subheader("One indicator over the years")
    names = {code: f"{code} {measure['measure_name']}" for code, measure in measures.items() if all_of[code]}
    code = choose("Measure", "indicator", names, default=next(iter(names)))
    if code is not None:
        indicator_position.show_years(reading, organisation, measures[code], all_of[code])


def _show_groups(groups: dict[str, dict], invented: bool) -> None:
    st.subheader("Whom you are compared with")
    st.write(
        "There are no other groups than these, and of confidential figures one only, so that nothing can be found by "
        "subtracting one group from another. Members are public knowledge; their confidential figures are not shown."
    )
    rows = [
        {"Group": row["peer_group_name"], "Others in it": str(row["others"]), "What may be shown": row["sentence"]}
        for row in groups.values()
    ]
    if rows:
        show_table(notices.mark("Groups of this release", invented), rows)
