"""A funnel: values by the size of organisations, between the limits that chance alone would keep them in."""

from app.charts import BLACK, DARK_BLUE, DARK_GREY, GRID_GREY, WHITE, text
from app.kinds import KINDS

DASHES = {"95": [8, 4], "998": [2, 3]}
NAMES = {"95": "95% limit", "998": "99.8% limit"}
RATIO_TICKS = (0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 10)
HEIGHT = 400


def funnel(title: str, subtitle: list[str], kind_name: str, size: str, marks: list[dict], limits: list[dict]) -> dict:
    """Marks of `size, drawn, own, label`; the own one is a filled diamond with its label, the others bare circles.

    Limits, from left to right, of `size, centre, lower_95, upper_95, lower_998, upper_998`. `size` names the axis.
    """
    y = _y(kind_name)
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
        "layer": [
            *_limits(x, y, limits),
            {"transform": [{"filter": "!datum.own"}], "mark": circle, "encoding": {"x": x, "y": y}},
            own | {"mark": diamond, "encoding": {"x": x, "y": y}},
            *_own_label(x, y, limits),
        ],
    }


def _limits(x: dict, y: dict, limits: list[dict]) -> list[dict]:
    """Lines, named at their left end, where a funnel is widest; the lower ones are dashed as the upper ones."""
    layers = [_line(x, y | {"field": "centre"}, limits, {"strokeWidth": 1.5, "color": BLACK})]
    layers += _named(x, y | {"field": "centre"}, limits, "Common value")
    for level, dashes in DASHES.items():
        for side in ("lower", "upper"):
            place = y | {"field": f"{side}_{level}"}
            layers.append(_line(x, place, limits, {"strokeDash": dashes, "strokeWidth": 1.5, "color": BLACK}))
        layers += _named(x, y | {"field": f"upper_{level}"}, limits, NAMES[level])
    return layers


def _line(x: dict, y: dict, limits: list[dict], look: dict) -> dict:
    return {"data": {"values": limits}, "mark": {"type": "line"} | look, "encoding": {"x": x, "y": y}}


def _named(x: dict, y: dict, limits: list[dict], label: str) -> list[dict]:
    named = {"data": {"values": [point | {"label": label} for point in limits[:1]]}}
    above = {"align": "left", "baseline": "bottom", "dx": 2, "dy": -5, "fontSize": 11}
    return [named | layer for layer in text("true", {"x": x, "y": y}, above)]


def _own_label(x: dict, y: dict, limits: list[dict]) -> list[dict]:
    """Away from the lines and within the plot: towards its middle, and on the side where the mark lies."""
    middle = f"sqrt({limits[0]['size']} * {limits[-1]['size']})"
    centre = limits[0]["centre"]
    layers = []
    for at, align, dx in ((f"datum.size > {middle}", "right", 8), (f"datum.size <= {middle}", "left", -8)):
        for lies, baseline, dy in ((f"datum.drawn >= {centre}", "bottom", -12), (f"datum.drawn < {centre}", "top", 12)):
            side = {"align": align, "dx": dx, "baseline": baseline, "dy": dy, "fontWeight": "bold", "fontSize": 13}
            layers += text(f"datum.own && {at} && {lies}", {"x": x, "y": y}, side)
    return layers


def _y(kind_name: str) -> dict:
    """As near as the lines allow: points, unlike bars, need no zero."""
    axis = {"gridColor": GRID_GREY}
    scale = {"zero": False, "nice": True}
    if kind_name == "ratio":
        scale = {"type": "log", "nice": False, "padding": 16}
        axis |= {"values": RATIO_TICKS, "labelExpr": "datum.value === 1 ? '1 equal' : format(datum.value, '~g')"}
    title = KINDS[kind_name].axis
    return {"field": "drawn", "type": "quantitative", "title": title, "scale": scale, "axis": axis}
