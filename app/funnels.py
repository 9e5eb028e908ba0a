"""The funnel that an organisation stands in, with its table. Of confidential values only its own is ever a mark."""

import polars as pl
import streamlit as st

from app import notices, registries, roster, wording
from app.charts import show_chart
from app.charts_funnel import funnel
from app.kinds import KINDS
from app.origins import of
from app.positions import Standing, group_name
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import said
from app.vocabulary_of_peers import CENTRES, FUNNEL_NOT_SHOWN, FUNNEL_STATUSES, POLARITIES

LIMITS = ("centre", "lower_95", "upper_95", "lower_998", "upper_998")
READ = (
    "Solid line: what the organisations have in common. Broken lines: 19 in 20 would lie inside the 95% limits, and "
    "499 in 500 inside the 99.8% limits, if they shared that value and differed by chance alone. Beyond them is a "
    "reason to look; it says neither why nor whose doing."
)
SIZES = {
    "ratio": ("log_precision", "Precision, 1 / standard error of the logarithm: more events to the right, log scale"),
    "survey": ("denominator", "BME staff who answered, log scale"),
}


def place(reading: Reading, one: Standing) -> dict | None:
    """The row of `funnels` in the group of a comparison; None where there is none, or not for this audience."""
    if one.peer is None:
        return None
    found = reading.table(
        "funnels", org_code=one.peer["org_code"], wres_year=one.year, measure_code=one.measure["measure_code"],
        peer_group=one.peer["peer_group"], metric_class=one.peer["metric_class"],
    )  # fmt: skip
    return next(iter(found.to_dicts()), None)


def why_not(row: dict, reading: Reading) -> str:
    fewest = registries.parameter(reading, "funnel_organisations_minimum")
    return said(FUNNEL_NOT_SHOWN, row["not_shown_reason"]).format(organisations=fewest)


def show(reading: Reading, one: Standing, mine: dict | None, organisation: dict, invented: bool) -> None:
    """Nothing without a place; the sentence above says why."""
    if mine is None or not mine["shown"]:
        return
    of_funnel = {name: mine[name] for name in ("peer_group", "group_key", "wres_year", "measure_code", "metric_class")}
    limits = reading.table("funnel_limits", **of_funnel).sort("step")
    named = mine["metric_class"] == "published"
    rows = reading.table("funnels", **of_funnel, **({} if named else {"org_code": mine["org_code"]}))
    code, group = one.measure["measure_code"], group_name(one)
    title = notices.mark(f"{code}, WRES {one.year}: funnel of {wording.within(group)}", invented)
    shown = [row for row in rows.to_dicts() if row["shown"]]
    size, axis = SIZES[one.kind]
    marks = [_mark(one.kind, row, size, organisation) for row in shown]
    direction = said(POLARITIES, one.measure["polarity"])
    told = (
        f"{one.measure['measure_name']}, WRES {one.year}. Diamond: {organisation['name']}, "
        f"{wording.within(said(FUNNEL_STATUSES, mine['funnel_status']))}. "
        + ("Circles: the others, whose values are published. " if named else "Others are confidential and not drawn. ")
        + f"{READ} {direction}. The table below has every value."
    )
    chart = funnel(
        title, [one.measure["measure_name"], direction], one.kind, axis, marks, _limits(one.kind, limits, size)
    )
    show_chart(chart, told)
    _show_twin(reading, one, rows, mine, invented)


def _mark(kind: str, row: dict, size: str, organisation: dict) -> dict:
    own = row["org_code"] == organisation["org_code"]
    label = f"{wording.short(organisation['name'])} {wording.number(kind, row['value'])}" if own else ""
    return {"size": row[size], "drawn": wording.drawn(kind, row["value"]), "own": own, "label": label}


def _limits(kind: str, limits: pl.DataFrame, size: str) -> list[dict]:
    return [
        {"size": row[size]} | {name: wording.drawn(kind, row[name]) for name in LIMITS} for row in limits.to_dicts()
    ]


def _show_twin(reading: Reading, one: Standing, rows: pl.DataFrame, mine: dict, invented: bool) -> None:
    """By name, never by value: a funnel is no ranking."""
    code = one.measure["measure_code"]
    names = {row["org_code"]: row for row in roster.taking_part(reading).to_dicts()}
    ordered = sorted(rows.to_dicts(), key=lambda row: (row["org_code"] != mine["org_code"], _name(row, names)))
    caption = f"{code}, WRES {one.year}: the funnel's values and limits. Centre: {said(CENTRES, mine['centre_kind'])}"
    name = f"funnel_{code}_{one.year}_{mine['org_code']}"
    shown = [_row(one.kind, row, names, reading) for row in ordered]
    download = Download(rows, notices.mark(name, invented), "funnels")
    show_table(notices.mark(caption, invented), shown, download)
    st.write(
        "The organisation itself stands first, the others in alphabetical order."
        if len(shown) > 1
        else "Of the others neither values nor names are shown."
    )


def _name(row: dict, names: dict[str, dict]) -> str:
    return names[row["org_code"]]["name"] if row["org_code"] in names else row["org_code"]


def _row(kind: str, row: dict, names: dict[str, dict], reading: Reading) -> dict[str, Cell]:
    size, _ = SIZES[kind]
    sized = wording.count(row[size]) if kind == "survey" else f"{wording.unrounded(row[size])}"
    known = names.get(row["org_code"])
    return {
        "Organisation": roster.link(known) if known else Cell(row["org_code"]),
        KINDS[kind].heading: Cell(wording.number(kind, row["value"]) or "None", of=of("funnels", row, "value")),
        "Respondents" if kind == "survey" else "Precision": Cell(sized, of=of("funnels", row, size)),
        **{
            f"{words} limits": Cell(
                f"{wording.number(kind, row[lower])} to {wording.number(kind, row[upper])}"
                if row[lower] is not None
                else "–",
                of=of("funnels", row, lower, upper),
            )
            for words, lower, upper in (("95%", "lower_95", "upper_95"), ("99.8%", "lower_998", "upper_998"))
        },
        "Lies": Cell(
            said(FUNNEL_STATUSES, row["funnel_status"]) if row["shown"] else f"No place in it: {why_not(row, reading)}"
        ),
    }
