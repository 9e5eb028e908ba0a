"""One indicator of one organisation, year by year, as a chart. Years are never joined."""

import streamlit as st

from app import charts, notices, wording

LOOKS = {
    "plain": "Filled circle: inside the band, or outside it within what chance allows",
    "outside": "Diamond: outside the band, and more than chance would allow",
    "weak": "Hollow circle: reliability C or D, too few events for a colour",
}


def show(measure: dict, rows: list[dict], band: tuple[float, ...], invented: bool) -> None:
    title = notices.mark(f"{measure['measure_code']} {measure['measure_name']}", invented)
    drawn = [row for row in rows if row["value"] is not None or row["ci_lower"] is not None]
    if not drawn:
        st.write("No year has a value that can be drawn; the table says why.")
    elif measure["kind"] == "survey":
        spec = charts.groups_by_year(title, "Per cent of staff who answered", _group_marks(drawn))
        charts.show_chart(spec, _told(measure, drawn, "Diamond: BME staff. Square: White staff."))
    else:
        marks = [_mark(measure["kind"], row) for row in drawn]
        spec = (
            charts.ratios_by_year(title, marks, band)
            if measure["kind"] == "ratio"
            else charts.gaps_by_year(title, marks)
        )
        key = _key(measure["kind"], marks)
        charts.show_chart(spec, _told(measure, drawn, key))


def _told(measure: dict, rows: list[dict], key: str) -> str:
    """The chart in a sentence, for those who do not see it and those who doubt it."""
    kind = measure["kind"]
    values = "; ".join(f"{row['wres_year']}: {_value(kind, row)}" for row in rows)
    line = (
        "Upright line: 95% interval. "
        if any(row["ci_lower"] is not None for row in rows)
        else "No interval can be given. "
    )
    return f"{measure['measure_name']}. {values}. {key} {line}Years are not joined: they may not be comparable."


def _value(kind: str, row: dict) -> str:
    if row["value"] is None:
        return "no value, interval only"
    if kind == "survey":
        return f"BME {wording.percent(row['bme_value'])}, White {wording.percent(row['white_value']) or 'not given'}"
    return wording.value(kind, row)


def _key(kind: str, marks: list[dict]) -> str:
    used = [look for look in LOOKS if any(mark["look"] == look and mark["drawn"] is not None for mark in marks)]
    if kind == "share_gap":
        return f"{LOOKS['weak']}." if "weak" in used else ""
    return " ".join(f"{LOOKS[look]}." for look in used)


def _mark(kind: str, row: dict) -> dict:
    return {
        "year": str(row["wres_year"]),
        "drawn": wording.drawn(kind, row["value"]),
        "lower": wording.drawn(kind, row["ci_lower"]),
        "upper": wording.drawn(kind, row["ci_upper"]),
        "label": wording.number(kind, row["value"]),
        "look": _look(row),
    }


def _look(row: dict) -> str:
    if row["reliability"] in ("C", "D"):
        return "weak"
    return "outside" if wording.is_outside(row) and not wording.could_be_chance(row) else "plain"


def _group_marks(rows: list[dict]) -> list[dict]:
    """BME and White of each year; the higher is written above, the lower below, the last year with the groups' names."""
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
        place = {"side": "above" if is_above else "below", "label": [group, text] if named else text}
        marks.append(
            {"year": str(row["wres_year"]), "group": group, "drawn": drawn, "lower": low, "upper": high} | ends | place
        )
    return marks
