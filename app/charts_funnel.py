"""A funnel: values by the size of organisations, between the limits that chance alone would keep them in."""

from app.charts import BLACK, DARK_BLUE, DARK_GREY, GRID_GREY, PERCENT_STEPS, WHITE, ratio_axis, text
from app.kinds import KINDS

DASHES = {"95": [8, 4], "998": [2, 3]}
NAMES = {"95": "95% limits", "998": "99.8% limits"}
HEIGHT = 380


def funnel(title: str, subtitle: list[str], kind_name: str, size: str, marks: list[dict], limits: list[dict]) -> dict:
    """Marks of `size, drawn, own, label`; the own one is a filled diamond with its label, the others bare circles.

    Limits, from left to right, of `size, centre, lower_95, upper_95, lower_998, upper_998`. `size` names the axis.
    """
    y = _y(kind_name, marks, limits)
    x = {"field": "size", "type": "quantitative", "title": size, "axis": {"gridColor": GRID_GREY, "tickCount": 5},
         "scale": {"type": "log", "nice": False, "padding": 12}}  # fmt: skip
    own = {"transform": [{"filter": "datum.own"}]}
    diamond = {"type": "point", "shape": "diamond", "filled": True, "size": 220, "opacity": 1, "color": DARK_BLUE}
    circle = {"type": "point", "shape": "circle", "filled": True, "fill": WHITE, "stroke": DARK_GREY, "size": 60,
              "opacity": 1, "strokeWidth": 1.5}  # fmt: skip
    return {
        "title": {"text": title, "subtitle": subtitle},
        "data": {"values": marks},
        "height": HEIGHT,
        "padding": {"left": 5, "right": 90, "top": 5, "bottom": 5},
        "layer": [
            *_limits(x, y, limits),
            {"transform": [{"filter": "!datum.own"}], "mark": circle, "encoding": {"x": x, "y": y}},
            own | {"mark": diamond, "encoding": {"x": x, "y": y}},
            *text("datum.own", {"x": x, "y": y}, {"baseline": "bottom", "dy": -12, "fontWeight": "bold"}),
        ],
    }


def _limits(x: dict, y: dict, limits: list[dict]) -> list[dict]:
    last = limits[-1:]
    layers = [_line(x, y | {"field": "centre"}, limits, {"strokeWidth": 1.5, "color": BLACK})]
    layers += _end(x, y | {"field": "centre"}, last, "Centre")
    for level, dashes in DASHES.items():
        for side in ("lower", "upper"):
            place = y | {"field": f"{side}_{level}"}
            layers.append(_line(x, place, limits, {"strokeDash": dashes, "strokeWidth": 1.5, "color": BLACK}))
            layers += _end(x, place, last, NAMES[level])
    return layers


def _line(x: dict, y: dict, limits: list[dict], look: dict) -> dict:
    return {"data": {"values": limits}, "mark": {"type": "line", "clip": True} | look, "encoding": {"x": x, "y": y}}


def _end(x: dict, y: dict, last: list[dict], label: str) -> list[dict]:
    """The name of a line, at its right end."""
    named = {"data": {"values": [point | {"label": label} for point in last]}}
    return [named | layer for layer in text("true", {"x": x, "y": y}, {"align": "left", "dx": 6, "fontSize": 11})]


def _y(kind_name: str, marks: list[dict], limits: list[dict]) -> dict:
    kind = KINDS[kind_name]
    if kind_name == "ratio":
        spans = [{"drawn": mark["drawn"], "lower": None, "upper": None} for mark in marks]
        spans += [{"drawn": one["centre"], "lower": one["lower_998"], "upper": one["upper_998"]} for one in limits]
        return ratio_axis(spans, kind.axis)[0]
    highest = max([*(mark["drawn"] for mark in marks), *(one["upper_998"] for one in limits)])
    top = next(step for step in PERCENT_STEPS if step >= highest)
    return {"field": "drawn", "type": "quantitative", "title": kind.axis, "scale": {"domain": [0, top]},
            "axis": {"gridColor": GRID_GREY}}  # fmt: skip
