"""Own values beside the middle half of others: a ribbon with its median, and no mark of any other organisation.

Two lanes, the others above (or left of) the own value, so that neither hides the other. Nothing is sorted by value.
"""

from app.charts import BLACK, GRID_GREY, end_of, line_at, names_above, point_by_look, ratio_axis, rule, text
from app.charts_by_year import HEIGHT, break_lines, gaps, year_axis
from app.kinds import KINDS

LANES = {"domain": ["others", "own"]}
RIBBON = {"type": "bar", "color": "#CFCFCF", "stroke": "#3D3D3D", "strokeWidth": 1, "size": 16}
OTHERS, OWN = "datum.lane === 'others'", "datum.lane === 'own'"


def ribbons(title: str, subtitle: list[str], kind_name: str, marks: list[dict]) -> dict:
    """One row for each measure: marks of `row, lane, drawn, lower, upper, label, look`, two lanes a row.

    Of the lane `others` drawn is the median, lower and upper are the quartiles; of `own` the value and its interval.
    """
    value, within = _value(kind_name, marks)
    value["axis"] = value["axis"] | {"orient": "top"}
    rows = list(dict.fromkeys(mark["row"] for mark in marks))
    y = {"field": "row", "type": "nominal", "sort": rows, "title": None, "axis": None,
         "scale": {"type": "band", "paddingInner": 0.62, "paddingOuter": 0.6}}  # fmt: skip
    lanes = {"y": y, "yOffset": {"field": "lane", "scale": LANES}}
    after = ("end", {"align": "left", "dx": 8})
    layers = _layers("x", lanes, value, within, {OTHERS: after, OWN: after})
    spec = {"title": {"text": title, "subtitle": subtitle}, "data": {"values": marks},
            "height": {"step": 114, "for": "position"},
            "padding": {"left": 5, "right": 80, "top": 5, "bottom": 5}}  # fmt: skip
    return spec | {"layer": [line_at(_equal(kind_name), "x", value), *layers, *names_above(y, height=-32)]}


def ribbons_by_year(title: str, subtitle: list[str], kind_name: str, marks: list[dict], breaks: list[dict]) -> dict:
    """One measure: the same marks, with `year` in place of `row`; years are never joined."""
    value, within = _value(kind_name, marks)
    lanes = year_axis() | {"xOffset": {"field": "lane", "scale": LANES}}
    sides = {OTHERS: ("start", {"baseline": "top", "dy": 6}), OWN: ("end", {"baseline": "bottom", "dy": -6})}
    layers = _layers("y", lanes, value, within, sides)
    spec = {"title": {"text": title, "subtitle": subtitle}, "data": {"values": marks}, "height": HEIGHT}
    return spec | {"layer": [line_at(_equal(kind_name), "y", value), *layers, *gaps(marks), *break_lines(breaks)]}


def _equal(kind_name: str) -> float:
    return 1 if kind_name == "ratio" else 0


def _value(kind_name: str, marks: list[dict]) -> tuple[dict, list[dict]]:
    """The axis of values, and what keeps marks within it; labels stand at `start` or `end`."""
    kind = KINDS[kind_name]
    if kind_name == "ratio":
        axis, within, _ = ratio_axis(marks, kind.axis)
    else:
        axis = {"field": "drawn", "type": "quantitative", "title": kind.axis, "axis": {"gridColor": GRID_GREY},
                "scale": {"zero": True, "nice": True}}  # fmt: skip
        within = [{"calculate": "datum.lower", "as": "from"}, {"calculate": "datum.upper", "as": "to"}]
    return axis, [*within, end_of("from", "start"), end_of("to", "end")]


def _layers(axis: str, lanes: dict, value: dict, within: list[dict], sides: dict) -> list[dict]:
    """`sides` says of each lane at which end of its span the label stands, and how."""
    spans = {**lanes, axis: value | {"field": "from"}, f"{axis}2": {"field": "to"}}
    ribbon = {"transform": [{"filter": f"{OTHERS} && datum.lower != null"}, *within], "mark": RIBBON, "encoding": spans}
    interval = rule(spans)
    interval["transform"] = [{"filter": OWN}, *interval["transform"], *within]
    across = {"type": "tick", "thickness": 4, "size": 24, "color": BLACK, "opacity": 1}
    median = {"transform": [{"filter": f"{OTHERS} && datum.drawn != null"}], "mark": across,
              "encoding": {**lanes, axis: value}}  # fmt: skip
    point = point_by_look({**lanes, axis: value})
    point["transform"] = [{"filter": OWN}, *point["transform"]]
    words = [
        word
        for lane, (end, side) in sides.items()
        for word in text(f"{lane} && datum.drawn != null", {**lanes, axis: value | {"field": end}}, side, within)
    ]
    return [ribbon, interval, median, point, *words]
