"""Indicators of one organisation beside the ribbon of others: all of one year, and one over the years."""

import streamlit as st

from app import changes, figures, notices, positions, registries, verdict, wording
from app.charts import show_chart
from app.charts_position import ribbons, ribbons_by_year
from app.kinds import KINDS
from app.positions import Standing
from app.reading import Reading
from app.tables import Cell, Download, say, show_table
from app.trend import gaps_told, key, look_of
from app.vocabulary import said
from app.vocabulary_of_peers import POLARITIES

KEY = (
    "Grey ribbon: the middle half of the others, with their median as a thick line. Mark with a thin line: your own "
    "value and its 95% interval."
)
# A chart for each kind of measure, since its axis and what it says of equality are its own.
PANELS = {
    "ratio": "Relative likelihoods",
    "survey": "BME staff in the staff survey",
    "share_gap": "Gaps of representation",
    "survey_gap": "Gaps between BME and White staff in the staff survey",
}


def compared(reading: Reading) -> dict[str, dict]:
    """The nine headlines, and what else this run compares anywhere."""
    anywhere = set(reading.table("peers")["measure_code"])
    measures = registries.measures(reading)
    return {code: row for code, row in measures.items() if row["counts_for_g3"] or code in anywhere}


def show_year(
    reading: Reading, organisation: dict, measures: dict[str, dict], in_year: dict[str, Standing | None], year: int
) -> None:
    invented = organisation["is_demonstration"]
    found = [one for one in in_year.values() if one is not None]
    for panel, title in PANELS.items():
        of_panel = [one for one in found if one.kind == panel]
        _show_chart(of_panel, notices.mark(f"{title}, WRES {year}", invented))
    rows = [
        {"Measure": Cell(f"{code} {measures[code]['measure_name']}. {said(POLARITIES, measures[code]['polarity'])}")}
        | (positions.row(one, reading) if one else _nothing())
        for code, one in in_year.items()
    ]
    caption = notices.mark(f"Own values beside the others, WRES {year}", invented)
    shown = reading.table("peers", org_code=organisation["org_code"], wres_year=year)
    name = notices.mark(f"position_{organisation['org_code']}_{year}", invented)
    show_table(caption, rows, Download(shown, name, "peers"))
    draws = wording.within_tails(registries.parameter(reading, "rank_tail"))
    st.caption(
        "Quartile: 4 is the best quarter; organisations that do not differ fill four quarters all the same, and those "
        "with the same value share the lower one. Rank "
        "interval, for published values only: the ranks that hold the organisation in "
        f"{draws} of the draws of what chance allows. It is no rank."
    )


def _nothing() -> dict[str, Cell]:
    columns = ("Others compared with", "Median of the others", "Middle half of the others", "Beside the median",
               "Quartile (4 is best, equals share the lowest)", "Rank interval")  # fmt: skip
    return (
        {"Own value": Cell("No figure")}
        | dict.fromkeys(columns, Cell("–"))
        | {"What to know": Cell("Nothing was handed in or published for this year.")}
    )


def _show_chart(of_panel: list[Standing], title: str) -> None:
    marks = [mark for one in of_panel for mark in _marks(one, {"row": _row_name(one)})]
    if not any(mark["lane"] == "others" for mark in marks):
        return
    kind = of_panel[0].kind
    told = " ".join(["; ".join(_told(one) for one in of_panel if one.is_shown) + ".", KEY, _looks(of_panel)])
    show_chart(ribbons(title, _guide(kind), kind, marks), f"{told} The table below has every value.")


def _guide(kind: str) -> list[str]:
    """Which side of equality is whose; the band is not drawn here."""
    guide = KINDS[kind].guide.partition(". ")[0]
    return [guide] if guide else []


def _row_name(one: Standing) -> str:
    place = positions.beside_median(one) if one.is_shown else "No ribbon: the table says why"
    return f"{one.measure['measure_code']} {one.measure['measure_name']}\n{place}"


def _direction(one: Standing) -> str:
    return said(POLARITIES, one.measure["polarity"])


def _told(one: Standing) -> str:
    return f"{one.measure['measure_code']}: {positions.beside_median(one).lower()}"


def _looks(found: list[Standing]) -> str:
    """What the shapes of own values say."""
    rows = [one.own for one in found if one.has_value]
    return key(found[0].kind, rows) if found[0].kind != "survey" else ""


def _marks(one: Standing, at: dict, named: bool = True) -> list[dict]:
    """Two lanes; `named` says on the marks what they are."""
    marks, (others, own) = [], ("Median", "Own") if named else ("", "")
    if one.is_shown and one.peer["median"] is not None:
        median = one.peer["median"]
        marks.append(_mark(one.kind, at, "others", median, one.peer["q1"], one.peer["q3"], others, "plain"))
    if one.has_value:
        row = one.own
        marks.append(_mark(one.kind, at, "own", row["value"], row["ci_lower"], row["ci_upper"], own, look_of(row)))
    return marks


def _mark(
    kind: str, at: dict, lane: str, value: float, lower: float | None, upper: float | None, named: str, look: str
) -> dict:
    return at | {
        "lane": lane,
        "drawn": wording.drawn(kind, value),
        "lower": wording.drawn(kind, lower),
        "upper": wording.drawn(kind, upper),
        "label": f"{named} {wording.number(kind, value)}".strip(),
        "look": look,
    }


def show_years(reading: Reading, organisation: dict, measure: dict, found: list[Standing]) -> None:
    code = measure["measure_code"]
    breaks = _breaks(reading, organisation, measure)
    shown = _first_of_each_year(found)
    latest = shown[-1]
    sentence, origins = verdict.answer(latest, organisation["name"], None, reading)
    say(sentence, *origins)
    marks = [mark for one in shown for mark in _marks(one, {"year": str(one.year)}, named=False)]
    known = {mark["year"] for mark in marks}
    breaks = [one for one in breaks if {one["year"], one["before"]} <= known]
    if any(mark["lane"] == "others" for mark in marks):
        broken = " ".join(f"Break between {one['before']} and {one['year']}: {one['told']}." for one in breaks)
        told = [f"{measure['measure_name']}.", f"{_direction(latest)}.", KEY, _looks(shown), "Years are not joined."]
        told += [gaps_told(marks), broken, "The table below has every value."]
        title = notices.mark(f"{code} beside the others, by year", organisation["is_demonstration"])
        guide = [*_guide(measure["kind"]), "Grey: middle half of the others, with its median", "Mark: your own value"]
        chart = ribbons_by_year(title, guide, measure["kind"], marks, breaks)
        show_chart(chart, " ".join(filter(None, told)))
    show_years_table(reading, organisation, measure, found)


def show_years_table(reading: Reading, organisation: dict, measure: dict, found: list[Standing]) -> None:
    """A row for each year; where it cannot be compared with the year before, it says so."""
    code, invented = measure["measure_code"], organisation["is_demonstration"]
    told = {one["year"]: one for one in _breaks(reading, organisation, measure)}
    rows = []
    for one in _first_of_each_year(found):
        broken = told.get(str(one.year))
        before = f"Break: not comparable with {broken['before']}. {broken['told']}. " if broken else ""
        own = f"{figures.to_know(one.own)} " if one.own else ""
        to_know = Cell(f"{before}{own}{positions.to_know(one, reading)}")
        rows.append({"WRES year": Cell(str(one.year))} | positions.row(one, reading) | {"What to know": to_know})
    caption = notices.mark(f"{code} {measure['measure_name']} beside the others, by year", invented)
    peers = reading.table("peers", org_code=organisation["org_code"], measure_code=code)
    name = notices.mark(f"position_{code}_{organisation['org_code']}", invented)
    show_table(caption, rows, Download(peers, name, "peers"))


def _first_of_each_year(found: list[Standing]) -> list[Standing]:
    """From the first year to the last."""
    years = dict.fromkeys(one.year for one in reversed(found))
    return [positions.first(found, year) for year in years]


def _breaks(reading: Reading, organisation: dict, measure: dict) -> list[dict]:
    of_measure = {"org_code": organisation["org_code"], "measure_code": measure["measure_code"]}
    return changes.breaks(reading.table("changes", **of_measure))
