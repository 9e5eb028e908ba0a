"""Counts side by side in one bar for each name; the number stands in its part of the bar."""

from app.charts import BLACK, DARK_BLUE, DARK_PINK, GRID_GREY, TURQUOISE, WHITE, names_above

COLOURS = [DARK_PINK, TURQUOISE, DARK_BLUE]
LETTERING = [WHITE, BLACK, WHITE]


def bars(title: str, unit: str, marks: list[dict]) -> dict:
    """Marks of `name, counts` (up to three parts with a name each), in the order given."""
    parts = list(marks[0]["counts"])
    values = [
        {"name": mark["name"], "part": part, "number": number, "order": order}
        for mark in marks
        for order, (part, number) in enumerate(mark["counts"].items())
    ]
    names = [mark["name"] for mark in marks]
    y = {"field": "name", "type": "nominal", "sort": names, "title": None, "axis": None}
    x = {"field": "number", "type": "quantitative", "title": unit, "stack": "zero",
         "axis": {"orient": "top", "gridColor": GRID_GREY, "tickMinStep": 1}}  # fmt: skip
    by_part = {"field": "part", "type": "nominal", "scale": {"domain": parts, "range": COLOURS[: len(parts)]}}
    lettering = by_part | {"scale": {"domain": parts, "range": LETTERING[: len(parts)]}, "legend": None}
    order = {"field": "order", "type": "quantitative"}
    number = {"transform": [{"filter": "datum.number > 0"}], "mark": {"type": "text", "fontSize": 12},
              "encoding": {"x": x | {"bandPosition": 0.5}, "color": lettering, "text": {"field": "number"},
                           "order": order}}  # fmt: skip
    return {
        "title": {"text": title},
        "data": {"values": values},
        "height": {"step": 50},
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "bar", "height": 18, "stroke": WHITE},
                "encoding": {"x": x, "color": by_part, "order": order},
            },
            number,
            *names_above(y, height=-18),
        ],
        "resolve": {"scale": {"color": "independent"}},
    }
