"""One measure of one organisation, year by year, as a chart. Years are never joined."""

import streamlit as st

from app import notices, wording
from app.charts import show_chart
from app.charts_by_year import groups_by_year, ratios_by_year, values_by_year, years_without
from app.kinds import KINDS

LOOKS = {
    "plain": "Filled circle: inside the band, or outside it within what chance allows",
    "outside": "Diamond: outside the band, and more than chance would allow",
    "weak": "Hollow circle: reliability C or D, too few events for a colour",
}


def show(
    measure: dict, rows: list[dict], band: tuple[float, ...], breaks: list[dict], references: list[dict], invented: bool
) -> None:
    """Rows of `measures`; `breaks` between years of `year, told`; `references` as context.marks gives them."""
    drawn = chart(measure, rows, band, breaks, references, invented)
    if drawn is None:
        st.write("No year has a value that can be drawn; the table says why.")
    else:
        show_chart(*drawn)


def chart(
    measure: dict, rows: list[dict], band: tuple[float, ...], breaks: list[dict], references: list[dict], invented: bool
) -> tuple[dict, str] | None:
    """The specification, and what it says in words; None when no year has a value that can be drawn."""
    kind = measure["kind"]
    title = notices.mark(measure["measure_code"], invented)
    drawn = [row for row in rows if row["value"] is not None or row["ci_lower"] is not None]
    if not drawn and not references:
        return None
    years = {str(row["wres_year"]) for row in drawn}
    breaks = [one for one in breaks if {one["year"], one["before"]} <= years]
    told = _told(measure, drawn, breaks, references)
    if kind == "survey":
        return groups_by_year(title, KINDS[kind].axis, _group_marks(drawn), breaks), told
    marks = [_mark(kind, row) for row in drawn]
    if kind == "ratio":
        return ratios_by_year(title, marks, breaks, references, band), told
    return values_by_year(title, kind, marks, breaks, references), told


def _told(measure: dict, rows: list[dict], breaks: list[dict], references: list[dict]) -> str:
    """The chart in sentences, for those who do not see it and those who doubt it."""
    kind = measure["kind"]
    told = [f"{measure['measure_name']}."]
    if rows:
        told.append("; ".join(f"{row['wres_year']}: {_value(kind, row)}" for row in rows) + ".")
        told.append(key(kind, rows))
        intervals = any(row["ci_lower"] is not None for row in rows)
        told.append("Upright line: 95% interval." if intervals else "No interval can be given.")
    else:
        told.append("This organisation's figure is not public.")
    if references:
        areas = "; ".join(dict.fromkeys(f"{one['symbol']}: {one['area']}" for one in references))
        told.append(f"Published values beside it, which are not this organisation's: {areas}.")
    told.append("Years are not joined: they may not be comparable.")
    told.append(gaps_told([*({"year": row["wres_year"]} for row in rows), *references]))
    told.extend(f"Break between {one['before']} and {one['year']}: {one['told']}." for one in breaks)
    return " ".join(filter(None, told))


def gaps_told(marks: list[dict]) -> str:
    """Which years between the first and the last have no mark; nothing if each has one."""
    years = years_without(marks)
    return f"No figure: {', '.join(years)}." if years else ""


def _value(kind: str, row: dict) -> str:
    if row["value"] is None:
        return "no value, interval only"
    if kind == "survey":
        return f"BME {wording.percent(row['bme_value'])}, White {wording.percent(row['white_value']) or 'not given'}"
    return wording.value(kind, row)


def key(kind: str, rows: list[dict]) -> str:
    if kind == "survey":
        return "Diamond: BME staff. Square: White staff."
    used = {look_of(row) for row in rows if row["value"] is not None}
    if kind == "ratio":
        return " ".join(f"{words}." for look, words in LOOKS.items() if look in used)
    return f"{LOOKS['weak']}." if "weak" in used else ""


def _mark(kind: str, row: dict) -> dict:
    return {
        "year": str(row["wres_year"]),
        "drawn": wording.drawn(kind, row["value"]),
        "lower": wording.drawn(kind, row["ci_lower"]),
        "upper": wording.drawn(kind, row["ci_upper"]),
        "label": wording.number(kind, row["value"]),
        "look": look_of(row),
    }


def look_of(row: dict) -> str:
    if row["reliability"] in ("C", "D"):
        return "weak"
    return "outside" if wording.is_outside(row) and not wording.could_be_chance(row) else "plain"


def _group_marks(rows: list[dict]) -> list[dict]:
    """BME and White of each year; the higher is written above, the lower below, in the last year with its name."""
    last = rows[-1]["wres_year"]
    return [mark for row in rows for mark in _marks_of_year(row, named=row["wres_year"] == last)]


def _marks_of_year(row: dict, named: bool) -> list[dict]:
    bme, white = row["bme_value"], row["white_value"]
    bme_above = white is None or (bme is not None and bme >= white)
    groups = [("BME", bme, bme_above, row["ci_lower"], row["ci_upper"]), ("White", white, not bme_above, None, None)]
    marks = []
    for group, fraction, is_above, lower, upper in groups:
        if fraction is None:
            continue
        drawn, text = wording.drawn("survey", fraction), wording.number("survey", fraction)
        low, high = wording.drawn("survey", lower), wording.drawn("survey", upper)
        ends = {"bottom": drawn if low is None else low, "top": drawn if high is None else high}
        place = {"side": "above" if is_above else "below", "label": f"{group} {text}" if named else text}
        marks.append(
            {"year": str(row["wres_year"]), "group": group, "drawn": drawn, "lower": low, "upper": high} | ends | place
        )
    return marks
