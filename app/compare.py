"""An applicant beside permitted peers: is it out of line, since when, and do its claims stand beside the facts."""

import streamlit as st

from app import changes, claims, contested, funnels, indicator_position, notices, positions, roster, verdict
from app.choices import address, choose
from app.positions import Standing
from app.profile import Profile, show_chart
from app.reading import Reading
from app.tables import Cell, Download, say, show_table
from app.vocabulary import said
from app.vocabulary_of_peers import FUNNEL_STATUSES


def show(reading: Reading) -> None:
    organisation = roster.choose_organisation(reading, "Compare", drops=("year", "peer_group"))
    if organisation is None:
        return
    code = organisation["org_code"]
    groups = positions.groups(reading, code)
    measures = indicator_position.compared(reading)
    all_of = {name: positions.standings(reading, code, measure, groups) for name, measure in measures.items()}
    known = {name: found for name, found in all_of.items() if found}
    if known:
        chosen = _choose(measures, known)
        if chosen is not None:
            _show_one(reading, organisation, chosen, known[chosen.measure["measure_code"]])
            _show_all(reading, organisation, measures, all_of, chosen.year)
    else:
        st.write("This run holds no measure of this organisation, so nothing of it can be compared.")
    claims.show(reading, organisation)
    contested.show(reading, organisation)


def _choose(measures: dict[str, dict], known: dict[str, list[Standing]]) -> Standing | None:
    """A measure, its year and the group; unless chosen the last year with a value and its ladder's first group."""
    left, middle, right = st.columns([5, 3, 4])
    names = {name: f"{name} {measures[name]['measure_name']}" for name in known}
    with left:
        code = choose(
            "Measure", "indicator", names, default=next(iter(names)), drops=("year", "peer_group"), keeps=True
        )
    if code is None:
        return None
    years = {str(one.year): f"WRES {one.year}" for one in known[code]}
    with middle:
        latest = next((str(one.year) for one in known[code] if one.has_value), next(iter(years)))
        year = int(choose("Year", "year", years, default=latest, drops=("peer_group",)) or latest)
    of_year = {one.peer["peer_group"]: one for one in known[code] if one.year == year and one.peer is not None}
    if not of_year:
        return positions.first(known[code], year)
    options = {name: positions.group_name(one) for name, one in of_year.items()}
    with right:
        group = choose("Compared with", "peer_group", options, default=next(iter(options))) or next(iter(options))
    return of_year[group]


def _show_one(reading: Reading, organisation: dict, chosen: Standing, found: list[Standing]) -> None:
    name, invented = organisation["name"], organisation["is_demonstration"]
    code, profile = chosen.measure["measure_code"], Profile(reading, organisation)
    mine = funnels.place(reading, chosen)
    st.subheader(f"Is {code} out of line?")
    for sentence, origins in verdict.sentences(chosen, name, mine, reading):
        say(sentence, *origins)
    funnels.show(reading, chosen, mine, organisation, invented)
    of_year = [one for one in found if one.year == chosen.year and one.peer is not None]
    if of_year:
        rows = [{"Compared with": Cell(positions.group_name(one))} | _of_others(one, reading) for one in of_year]
        caption = notices.mark(f"{code} beside each permitted group, WRES {chosen.year}", invented)
        peers = reading.table("peers", org_code=organisation["org_code"], measure_code=code, wres_year=chosen.year)
        file = notices.mark(f"peers_{code}_{organisation['org_code']}_{chosen.year}", invented)
        show_table(caption, rows, Download(peers, file, "peers"))
    st.subheader(f"{code} over the years")
    show_chart(profile, chosen.measure)
    for told in changes.trend(chosen.measure, profile.of("trends", code), profile.of("changes", code), reading):
        say(f"Trend: {told.text}", *filter(None, (told.of,)))
    indicator_position.show_years_table(reading, organisation, chosen.measure, found)


def _of_others(one: Standing, reading: Reading) -> dict[str, Cell]:
    cells = positions.row(one, reading)
    return {"Others": positions.count(one)} | {
        name: cell for name, cell in cells.items() if name not in ("Own value", "Others compared with")
    }


def _show_all(
    reading: Reading, organisation: dict, measures: dict[str, dict], all_of: dict[str, list[Standing]], year: int
) -> None:
    """Every measure of the year in one row each, with the comparison that comes first on its ladder."""
    st.subheader(f"All measures of WRES {year}")
    in_year = {code: positions.first(found, year) for code, found in all_of.items()}
    rows = []
    for code, one in in_year.items():
        where = address("compare", org=organisation["org_code"], indicator=code, year=str(year))
        heading = Cell(f"{code} {measures[code]['measure_name']}", href=where if one else None)
        rows.append({"Measure": heading} | _in_short(reading, one))
    caption = notices.mark(f"All measures beside the others, WRES {year}", organisation["is_demonstration"])
    peers = reading.table("peers", org_code=organisation["org_code"], wres_year=year)
    name = notices.mark(f"compare_{organisation['org_code']}_{year}", organisation["is_demonstration"])
    show_table(caption, rows, Download(peers, name, "peers"))
    st.caption(
        "One measure in twenty is out of line by chance alone where nothing differs, so of many a single one is a "
        "question and no answer."
    )


def _in_short(reading: Reading, one: Standing | None) -> dict[str, Cell]:
    if one is None:
        columns = ("Others compared with", "Median of the others", "Beside the median", "Funnel")
        return {"Own value": Cell("No figure")} | dict.fromkeys(columns, Cell("–")) | {"What to know": Cell("")}
    mine = funnels.place(reading, one)
    lies = said(FUNNEL_STATUSES, mine["funnel_status"]) if mine and mine["shown"] else "No funnel"
    return {
        "Own value": positions.own_value(one),
        "Others compared with": positions.others(one),
        "Median of the others": positions.median_cell(one),
        "Beside the median": positions.position(one),
        "Funnel": Cell(lies),
        "What to know": Cell(positions.to_know(one, reading)),
    }
