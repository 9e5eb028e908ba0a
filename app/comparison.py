"""One measure of a region's organisations in one year: headlines and parts, nobody ranked."""

import polars as pl
import streamlit as st

from app import figures, notices, registries, roster, wording
from app.charts import show_chart
from app.charts_by_organisation import groups_by_organisation, values_by_organisation
from app.choices import choose
from app.kinds import KINDS
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.trend import key, look_of

NO_FIGURE = "No figure in this run."


def show(reading: Reading, organisations: pl.DataFrame, region: str, invented: bool) -> None:
    st.subheader("One measure across organisations")
    measures = registries.measures(reading)
    known = reading.table("measures", org_code=organisations["org_code"].to_list())
    if known.is_empty():
        st.write(f"This run holds no measure of the {region}.")
        return
    code, year = _choose(reading, measures, known)
    if code is None or year is None:
        return
    chosen = known.filter((pl.col("measure_code") == code) & (pl.col("wres_year") == int(year)))
    if chosen.is_empty():
        st.write(f"This run holds no figure of {code} for WRES {year} of any organisation of the {region}.")
        return
    joined = organisations.select("org_code", "name", "closed_on").join(
        chosen, on="org_code", how="left", maintain_order="left"
    )
    rows = joined.filter(pl.col("closed_on").is_null() | pl.col("value_status").is_not_null()).to_dicts()
    _explain(measures[code], rows)
    _show_chart(reading, measures[code], rows, year, invented)
    _show_twin(measures[code], rows, chosen, year, invented)


def _choose(reading: Reading, measures: dict[str, dict], known: pl.DataFrame) -> tuple[str | None, str | None]:
    """Headlines with their parts below them; first the one that any organisation has figures of."""
    left, right = st.columns([3, 1])
    years = {str(year): f"WRES {year}" for year in sorted(known["wres_year"].unique(), reverse=True)}
    names: dict[str, str] = {}
    for headline, parts in registries.families(reading).items():
        names[headline] = f"{headline} {measures[headline]['measure_name']}"
        names |= {part["measure_code"]: f"– {part['measure_code']} {part['measure_name']}" for part in parts}
    given = set(known["measure_code"])
    with left:
        code = choose("Measure", "indicator", names, default=next((name for name in names if name in given), None))
    with right:
        year = choose("Year", "year", years, default=next(iter(years)))
    return code, year


def _explain(measure: dict, rows: list[dict]) -> None:
    times = sorted({wording.measured(measure, row) for row in rows if row["snapshot_on"]})
    public = all(row["is_public"] for row in rows if row["is_public"] is not None)
    st.write(
        f"{measure['plain_words']}. {'; '.join(times)}. Organisations are in alphabetical order: a difference between "
        "two of them can be chance, so they are not ranked."
        f"{'' if public else ' Not published by name: for analysts only.'}"
    )


def _show_chart(reading: Reading, measure: dict, rows: list[dict], year: str, invented: bool) -> None:
    kind, code, name = measure["kind"], measure["measure_code"], measure["measure_name"]
    drawn = [row for row in rows if row["value"] is not None]
    if not drawn:
        st.write("No organisation's figure can be shown for this year; the table says why.")
        return
    title = notices.mark(f"{code}, WRES {year}", invented)
    left_out = [wording.short(row["name"]) for row in rows if row["value"] is None]
    has_intervals = any(row["ci_lower"] is not None for row in drawn)
    told = (
        f"{name}, WRES {year}. {key(kind, drawn)} "
        + ("Line: 95% interval. " if has_intervals else "No intervals can be given. ")
        + (f"Without a mark, since no value may be shown: {', '.join(left_out)}. " if left_out else "")
        + "The table below has every value."
    )
    if kind == "survey":
        marks = [mark for row in drawn for mark in _group_marks(row)]
        show_chart(groups_by_organisation(title, name, KINDS[kind].axis, marks), told)
    else:
        band = tuple(registries.parameter(reading, limit) for limit in ("parity_lower", "parity_upper"))
        show_chart(values_by_organisation(title, name, kind, [_mark(kind, row) for row in drawn], band), told)


def _organisation(row: dict) -> str:
    return f"{wording.short(row['name'])} ({row['org_code']})"


def _mark(kind: str, row: dict) -> dict:
    return {
        "organisation": _organisation(row),
        "drawn": wording.drawn(kind, row["value"]),
        "lower": wording.drawn(kind, row["ci_lower"]),
        "upper": wording.drawn(kind, row["ci_upper"]),
        "label": wording.number(kind, row["value"]),
        "look": look_of(row),
    }


def _group_marks(row: dict) -> list[dict]:
    """BME and White of one organisation; each value is written on the side away from the other's."""
    bme, white = row["bme_value"], row["white_value"]
    bme_right = white is None or bme >= white
    groups = [("BME", bme, bme_right, row["ci_lower"], row["ci_upper"]), ("White", white, not bme_right, None, None)]
    return [
        {
            "organisation": _organisation(row),
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
    code, kind = measure["measure_code"], measure["kind"]
    cells_of = {row["org_code"]: _cells(kind, row) for row in rows if row["value_status"] is not None}
    nothing = dict.fromkeys(next(iter(cells_of.values())), "–") | {"What to know": NO_FIGURE}
    shown: list[dict[str, str | Cell]] = [
        {"Organisation": roster.link(row)} | cells_of.get(row["org_code"], nothing) for row in rows
    ]
    caption = notices.mark(f"{code} {measure['measure_name']}, WRES {year}", invented)
    show_table(caption, shown, Download(chosen, notices.mark(f"{code}_{year}", invented), "measures"))


def _cells(kind: str, row: dict) -> dict[str, str | Cell]:
    return {
        KINDS[kind].heading: figures.number(kind, row),
        "95% interval": figures.interval(kind, row),
        **figures.beside(kind, row),
        **({} if kind in ("share", "pay_gap") else figures.counts(kind, row)),
        "Reliability": wording.reliability(row),
        "Release": str(row["release_year"] or "–"),
        "What to know": figures.to_know(row),
    }
