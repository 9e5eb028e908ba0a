"""BME shares of the lines of a table in one year, beside the share that they are compared with."""

from app.charts import BLACK, DARK_BLUE, GRID_GREY, ORANGE, WHITE, end_of, line_at, names_above, percent_top, rule, text

SHAPES, COLOURS = ["circle", "square"], [DARK_BLUE, ORANGE]


def shares_by_line(title: str, subtitle: str, marks: list[dict], whole: float | None) -> dict:
    """Marks of `line, scope, drawn, lower, upper, label, weak`, in the order given; the upright line is `whole`."""
    lines = list(dict.fromkeys(mark["line"] for mark in marks))
    scopes = list(dict.fromkeys(mark["scope"] for mark in marks))
    # Few events: a hollow mark without colour, whatever its shape.
    weak = {"condition": {"test": "datum.weak", "value": WHITE}}
    scope = {"field": "scope", "type": "nominal", "legend": {} if len(scopes) > 1 else None,
             "scale": {"domain": scopes, "range": COLOURS[: len(scopes)]}}  # fmt: skip
    shape = scope | {"scale": {"domain": scopes, "range": SHAPES[: len(scopes)]}}
    x = {"field": "drawn", "type": "quantitative", "title": "BME share, per cent of staff",
         "scale": {"domain": [0, percent_top(marks)]}, "axis": {"gridColor": GRID_GREY}}  # fmt: skip
    beside = {"labelLimit": 400, "ticks": False, "domain": False, "grid": True}
    y = {"field": "line", "type": "nominal", "sort": lines, "title": None, "axis": beside if len(scopes) > 1 else None}
    place = {"y": y, "yOffset": {"field": "scope", "scale": {"domain": scopes}}}
    stroke = scope | {"condition": {"test": "datum.weak", "value": BLACK}}
    values = text("true", {**place, "x": x | {"field": "end"}}, {"align": "left", "dx": 6}, [end_of("upper", "end")])
    return {
        "title": {"text": title, "subtitle": subtitle},
        "data": {"values": marks},
        "height": {"step": 24, "for": "offset"} if len(scopes) > 1 else {"step": 46},
        "padding": {"left": 5, "right": 60, "top": 5, "bottom": 5},
        "layer": [
            *([] if whole is None else [line_at(whole, "x", x)]),
            rule({**place, "x": x | {"field": "lower"}, "x2": {"field": "upper"}}),
            {"mark": {"type": "point", "size": 80, "opacity": 1, "strokeWidth": 2},
             "encoding": {**place, "x": x, "shape": shape, "stroke": stroke, "fill": scope | weak}},
            *values,
            *([] if y["axis"] else names_above(y)),
        ],
    }  # fmt: skip
