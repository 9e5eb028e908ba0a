"""One measure of many organisations in one year, in the order given: nobody is ranked."""

from collections.abc import Sequence

from app.charts import (
    GRID_GREY,
    band_between,
    by_group,
    end_of,
    line_at,
    names_above,
    percent_top,
    point_by_look,
    ratio_axis,
    rule,
    text,
)
from app.kinds import KINDS

PADDING = {"left": 44, "right": 80, "top": 5, "bottom": 5}  # labels stand on either side of their marks


def groups_by_organisation(title: str, subtitle: str, unit: str, marks: list[dict]) -> dict:
    """Marks of `organisation, group, drawn, label, side` and BME's `lower, upper`."""
    x = {"field": "drawn", "type": "quantitative", "title": unit, "scale": {"domain": [0, percent_top(marks)]},
         "axis": {"orient": "top", "gridColor": GRID_GREY}}  # fmt: skip
    return _chart(title, subtitle, marks, [
        rule({"x": x | {"field": "lower"}, "x2": {"field": "upper"}}),
        {"mark": {"type": "point", "size": 90, "filled": True, "opacity": 1}, "encoding": {"x": x, **by_group()}},
        *text("datum.side === 'left'", {"x": x}, {"align": "right", "dx": -9}),
        *text("datum.side === 'right'", {"x": x}, {"align": "left", "dx": 9}),
    ])  # fmt: skip


def values_by_organisation(
    title: str, subtitle: str, kind_name: str, marks: list[dict], band: tuple[float, ...]
) -> dict:
    """Marks of `organisation, drawn, lower, upper, label, look`; ratios on a logarithmic axis with their band."""
    kind = KINDS[kind_name]
    above = [subtitle, kind.guide] if kind.guide else subtitle
    if kind_name == "ratio":
        x, within, _ = ratio_axis(marks, kind.axis)
        x["axis"]["orient"] = "top"
        interval, end = rule({"x": x | {"field": "from"}, "x2": {"field": "to"}}), "to"
        interval["transform"] = [*interval["transform"], *within]
        behind = [band_between(band, "x", x), line_at(1, "x", x)]
    else:
        x = {"field": "drawn", "type": "quantitative", "title": kind.axis, "scale": {"zero": True, "nice": True},
             "axis": {"orient": "top", "gridColor": GRID_GREY}}  # fmt: skip
        interval, end, within = rule({"x": x | {"field": "lower"}, "x2": {"field": "upper"}}), "upper", []
        behind = [line_at(0, "x", x)]
    past = [*within, end_of(end, "end")]
    values = text("true", {"x": x | {"field": "end"}}, {"align": "left", "dx": 8}, past)
    layers = [interval, point_by_look({"x": x}), *values]
    return _chart(title, above, marks, layers, behind)


def _chart(
    title: str, subtitle: str | list[str], marks: list[dict], layers: list[dict], behind: Sequence[dict] = ()
) -> dict:
    """`layers` have a place in each row; what lies `behind` them spans all rows."""
    names = list(dict.fromkeys(mark["organisation"] for mark in marks))
    y = {"field": "organisation", "type": "nominal", "sort": names, "title": None, "axis": None}
    return {
        "title": {"text": title, "subtitle": subtitle},
        "data": {"values": marks},
        "height": {"step": 46},
        "padding": PADDING,
        "layer": [
            *behind,
            *(layer | {"encoding": {"y": y, **layer["encoding"]}} for layer in layers),
            *names_above(y),
        ],
    }
