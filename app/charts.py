"""Charts as plain Vega-Lite dictionaries: points and intervals, and never a line from one year to the next.

Groups and grades differ by shape as well as colour, and values stand beside their marks.
"""

import streamlit as st

DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE, DARK_GREY = "#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D"
GROUPS = {"domain": ["BME", "White"], "shapes": ["diamond", "square"], "colours": [DARK_BLUE, ORANGE]}
LOOKS = {
    "domain": ["plain", "outside", "weak"],
    "shapes": ["circle", "diamond", "circle"],
    "colours": [DARK_BLUE, DARK_PINK, DARK_GREY],
    "fills": [DARK_BLUE, DARK_PINK, "#FFFFFF"],
}
RATIO_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10)
PERCENT_STEPS = (10, 20, 30, 40, 50, 60, 80, 100)
CONFIG = {
    "background": "#FFFFFF",
    "font": "sans-serif",
    "axis": {"labelColor": "#0b0c0c", "titleColor": "#0b0c0c", "labelFontSize": 12, "titleFontSize": 12},
    "title": {
        "anchor": "start",
        "fontSize": 14,
        "subtitleFontSize": 12,
        "color": "#0b0c0c",
        "subtitleColor": "#0b0c0c",
    },
    "view": {"stroke": None},
}


def show_chart(spec: dict, told: str) -> None:
    """A chart, with `told` for those who do not see it and under it for those who do."""
    st.vega_lite_chart(spec | {"description": told, "config": CONFIG}, width="stretch", theme=None, alt=told)
    st.caption(told)


def groups_by_organisation(title: str, subtitle: str, unit: str, marks: list[dict]) -> dict:
    """Marks of `organisation, group, drawn, label, side` and BME's `lower, upper`; organisations in the order given."""
    names = list(dict.fromkeys(mark["organisation"] for mark in marks))
    axis = {
        "labelAlign": "left",
        "labelPadding": 0,
        "labelOffset": -16,
        "labelLimit": 600,
        "ticks": False,
        "domain": False,
    }
    y = {
        "field": "organisation",
        "type": "nominal",
        "sort": names,
        "title": None,
        "axis": axis | {"grid": True, "offset": 0},
    }
    x = {"field": "drawn", "type": "quantitative", "title": unit, "scale": {"domain": [0, _top(marks)]},
         "axis": {"orient": "top", "gridColor": "#e5e5e5"}}  # fmt: skip
    interval = {"field": "lower", "type": "quantitative", "title": unit}
    return {
        "title": {"text": title, "subtitle": subtitle},
        "data": {"values": marks},
        "height": {"step": 46},
        "padding": {"left": 5, "right": 70, "top": 5, "bottom": 5},
        "encoding": {"y": y},
        "layer": [
            _rule("lower", {"x": x | interval, "x2": {"field": "upper"}}),
            {"mark": {"type": "point", "size": 90, "filled": True, "opacity": 1}, "encoding": {"x": x, **_by_group()}},
            _text("left", {"x": x}, {"align": "right", "dx": -9}),
            _text("right", {"x": x}, {"align": "left", "dx": 9}),
        ],
    }


def groups_by_year(title: str, unit: str, marks: list[dict]) -> dict:
    """Marks of `year, group, drawn, label, side` and BME's `lower, upper`."""
    y = {"field": "drawn", "type": "quantitative", "title": unit, "scale": {"domain": [0, _top(marks)]}}
    x_offset = {"xOffset": {"field": "group", "scale": {"domain": GROUPS["domain"]}}}
    top, bottom = {"y": y | {"field": "top"}}, {"y": y | {"field": "bottom"}}
    return _years(title, "", marks, [
        _rule("lower", {"y": y | {"field": "lower"}, "y2": {"field": "upper"}, **x_offset}),
        {"mark": {"type": "point", "size": 90, "filled": True, "opacity": 1}, "encoding": {"y": y, **_by_group(), **x_offset}},
        _text("above", {**top, **x_offset}, {"baseline": "bottom", "dy": -8, "lineHeight": 12}),
        _text("below", {**bottom, **x_offset}, {"baseline": "top", "dy": 8, "lineHeight": 12}),
    ])  # fmt: skip


def ratios_by_year(title: str, marks: list[dict], band: tuple[float, float]) -> dict:
    """Marks of `year, drawn, lower, upper, label, look`, on a logarithmic axis with the band and the line of parity."""
    low, high = _ratio_ends(marks)
    scale = {"type": "log", "domain": [low, high], "nice": False, "clamp": True}
    axis = {
        "values": [step for step in RATIO_STEPS if low <= step <= high],
        "labelExpr": "datum.value === 1 ? '1 equal' : format(datum.value, '~g')",
    }
    y = {"field": "drawn", "type": "quantitative", "title": "Times as likely, log scale", "scale": scale, "axis": axis}
    shade = {"data": {"values": [{"from": band[0], "to": band[1]}]}, "mark": {"type": "rect", "color": "#E8E8E8"},
             "encoding": {"y": y | {"field": "from"}, "y2": {"field": "to"}}}  # fmt: skip
    parity = {"data": {"values": [{"drawn": 1}]}, "mark": {"type": "rule", "color": "#0b0c0c", "strokeWidth": 1.5},
              "encoding": {"y": y}}  # fmt: skip
    within = [{"calculate": f"max(datum.lower, {low})", "as": "from"},
              {"calculate": f"datum.upper == null ? {high} : min(datum.upper, {high})", "as": "to"}]  # fmt: skip
    interval = _rule("lower", {"x": _year(), "y": y | {"field": "from"}, "y2": {"field": "to"}})
    interval["transform"] = [*interval["transform"], *within]
    arrows = [
        _arrow(f"(datum.upper == null || datum.upper > {high})", "triangle-up", {"value": 0}),
        _arrow(f"datum.lower < {low}", "triangle-down", {"value": "height"}),
    ]
    return _years(title, "Above 1 is to the disadvantage of BME staff. Grey: the four-fifths band", marks, [
        shade, parity, interval, *arrows, _point_by_look(y), _value_beside(y),
    ], shared_x=False)  # fmt: skip


def gaps_by_year(title: str, marks: list[dict]) -> dict:
    """Marks of `year, drawn, lower, upper, label, look`, around a line at no gap."""
    y = {
        "field": "drawn",
        "type": "quantitative",
        "title": "Gap in percentage points",
        "scale": {"zero": True, "nice": True},
    }
    zero = {"data": {"values": [{"drawn": 0}]}, "mark": {"type": "rule", "color": "#0b0c0c", "strokeWidth": 1.5},
            "encoding": {"y": y}}  # fmt: skip
    rule = _rule("lower", {"x": _year(), "y": y | {"field": "lower"}, "y2": {"field": "upper"}})
    layers = [zero, rule, _point_by_look(y), _value_beside(y)]
    return _years(title, "Below 0 BME staff are under-represented", marks, layers, shared_x=False)


def _years(title: str, subtitle: str, marks: list[dict], layers: list[dict], shared_x: bool = True) -> dict:
    shared = {"encoding": {"x": _year()}} if shared_x else {}
    heading = {"text": title} | ({"subtitle": subtitle} if subtitle else {})
    return {"title": heading, "data": {"values": marks}, "height": 280, "layer": layers, **shared}


def _year() -> dict:
    return {"field": "year", "type": "ordinal", "title": "WRES year (snapshot of 31 March)", "axis": {"labelAngle": 0}}


def _rule(needed: str, encoding: dict) -> dict:
    return {"transform": [{"filter": f"datum.{needed} != null"}],
            "mark": {"type": "rule", "strokeWidth": 2, "color": DARK_GREY}, "encoding": encoding}  # fmt: skip


def _arrow(test: str, shape: str, place: dict) -> dict:
    """Says that an interval goes on past the end of the axis."""
    return {"transform": [{"filter": f"datum.lower != null && {test}"}],
            "mark": {"type": "point", "shape": shape, "filled": True, "opacity": 1, "color": DARK_GREY, "size": 60},
            "encoding": {"x": _year(), "y": place}}  # fmt: skip


def _text(side: str, encoding: dict, mark: dict) -> dict:
    return {"transform": [{"filter": f"datum.side === '{side}'"}],
            "mark": {"type": "text", "fontSize": 11, "color": "#0b0c0c"} | mark,
            "encoding": {**encoding, "text": {"field": "label"}}}  # fmt: skip


def _by_group() -> dict:
    group = {"field": "group", "type": "nominal", "legend": None}
    return {"shape": group | {"scale": {"domain": GROUPS["domain"], "range": GROUPS["shapes"]}},
            "color": group | {"scale": {"domain": GROUPS["domain"], "range": GROUPS["colours"]}}}  # fmt: skip


def _point_by_look(y: dict) -> dict:
    look = {"field": "look", "type": "nominal", "legend": None}
    scales = {"shape": "shapes", "stroke": "colours", "fill": "fills"}
    by_look = {
        channel: look | {"scale": {"domain": LOOKS["domain"], "range": LOOKS[key]}} for channel, key in scales.items()
    }
    return {"transform": [{"filter": "datum.drawn != null"}], "mark": {"type": "point", "size": 90, "opacity": 1, "strokeWidth": 2},
            "encoding": {"x": _year(), "y": y, **by_look}}  # fmt: skip


def _value_beside(y: dict) -> dict:
    return {"transform": [{"filter": "datum.drawn != null"}],
            "mark": {"type": "text", "align": "left", "dx": 9, "fontSize": 11, "color": "#0b0c0c"},
            "encoding": {"x": _year(), "y": y, "text": {"field": "label"}}}  # fmt: skip


def _top(marks: list[dict]) -> float:
    """The end of a percent axis: the first step above every mark and interval."""
    highest = max(number for mark in marks for number in (mark["drawn"], mark["upper"]) if number is not None)
    return next(step for step in PERCENT_STEPS if step >= highest)


def _ratio_ends(marks: list[dict]) -> tuple[float, float]:
    """The ends of a ratio axis: steps around every mark and interval, one doubling either side of parity at least."""
    numbers = [n for mark in marks for n in (mark["drawn"], mark["lower"], mark["upper"]) if n is not None and n > 0]
    low = max((step for step in RATIO_STEPS if step <= min([0.5, *numbers])), default=RATIO_STEPS[0])
    high = min((step for step in RATIO_STEPS if step >= max([2, *numbers])), default=RATIO_STEPS[-1])
    return low, high
