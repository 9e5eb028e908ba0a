"""Own values beside the middle half of others: a ribbon with its median, and no mark of any other organisation.

Two lanes, the others above (or left of) the own value, so that neither hides the other. Nothing is sorted by value.
"""

from app.charts import BLACK, GRID_GREY, NAMES_ABOVE, line_at, point_by_look, ratio_axis, rule, text
from app.charts_by_year import HEIGHT, break_lines, year_axis
from app.kinds import KINDS

LANES = {"domain": ["others", "own"]}
RIBBON = {"type": "bar", "color": "#CFCFCF", "stroke": "#3D3D3D", "strokeWidth": 1, "size": 16}
OTHERS, OWN = "datum.lane === 'others'", "datum.lane === 'own'"


def ribbons(title: str, subtitle: list[str], kind_name: str, marks: list[dict]) -> dict:
    """One row for each measure: marks of `row, lane, drawn, lower, upper, label, look`, two lanes a row.

    Of the lane `others` drawn is the median, lower and upper are the quartiles; of `own` the value and its interval.
    """
    value, within, end = _value(kind_name, marks)
    value["axis"] = value["axis"] | {"orient": "top"}
    rows = list(dict.fromkeys(mark["row"] for mark in marks))
    axis = NAMES_ABOVE | {"labelExpr": "split(datum.label, '\\n')", "labelOffset": -48, "labelFontSize": 13}
    lanes = {
        "y": {"field": "row", "type": "nominal", "sort": rows, "title": None, "axis": axis,
              "scale": {"type": "band", "paddingInner": 0.5, "paddingOuter": 0.3}},
        "yOffset": {"field": "lane", "scale": LANES},
    }  # fmt: skip
    layers = _layers("x", lanes, value, within, end, {"align": "left", "dx": 8})
    spec = {"title": {"text": title, "subtitle": subtitle}, "data": {"values": marks}, "height": {"step": 104, "for": "position"},
            "padding": {"left": 5, "right": 90, "top": 5, "bottom": 5}}  # fmt: skip
    return spec | {"layer": [line_at(_equal(kind_name), "x", value), *layers]}


def ribbons_by_year(title: str, subtitle: list[str], kind_name: str, marks: list[dict], breaks: list[dict]) -> dict:
    """One measure: the same marks, with `year` in place of `row`; years are never joined."""
    value, within, end = _value(kind_name, marks)
    lanes = year_axis() | {"xOffset": {"field": "lane", "scale": LANES}}
    layers = _layers("y", lanes, value, within, end, {"baseline": "bottom", "dy": -6})
    spec = {"title": {"text": title, "subtitle": subtitle}, "data": {"values": marks}, "height": HEIGHT}
    return spec | {"layer": [line_at(_equal(kind_name), "y", value), *layers, *break_lines(breaks)]}


def _equal(kind_name: str) -> float:
    return 1 if kind_name == "ratio" else 0


def _value(kind_name: str, marks: list[dict]) -> tuple[dict, list[dict], str]:
    """The axis of values, what keeps marks within it, and the field where labels begin."""
    kind = KINDS[kind_name]
    if kind_name == "ratio":
        axis, within, _ = ratio_axis(marks, kind.axis)
    else:
        axis = {"field": "drawn", "type": "quantitative", "title": kind.axis, "axis": {"gridColor": GRID_GREY},
                "scale": {"zero": True, "nice": True}}  # fmt: skip
        within = [{"calculate": "datum.lower", "as": "from"}, {"calculate": "datum.upper", "as": "to"}]
    end = {"calculate": "datum.lower == null ? datum.drawn : datum.to", "as": "end"}
    return axis, [*within, end], "end"


def _layers(axis: str, lanes: dict, value: dict, within: list[dict], end: str, side: dict) -> list[dict]:
    spans = {**lanes, axis: value | {"field": "from"}, f"{axis}2": {"field": "to"}}
    ribbon = {"transform": [{"filter": f"{OTHERS} && datum.lower != null"}, *within], "mark": RIBBON, "encoding": spans}
    interval = rule(spans)
    interval["transform"] = [{"filter": OWN}, *interval["transform"], *within]
    across = {"type": "tick", "thickness": 4, "size": 24, "color": BLACK, "opacity": 1}
    median = {"transform": [{"filter": f"{OTHERS} && datum.drawn != null"}], "mark": across,
              "encoding": {**lanes, axis: value}}  # fmt: skip
    point = point_by_look({**lanes, axis: value})
    point["transform"] = [{"filter": OWN}, *point["transform"]]
    words = text("datum.drawn != null", {**lanes, axis: value | {"field": end}}, side)
    for word in words:
        word["transform"] = [*word["transform"], *within]
    return [ribbon, interval, median, point, *words]
