"""One measure of one organisation over the years. Years stand apart, and a break between two of them is drawn."""

from app.charts import (
    BLACK,
    DARK_GREY,
    GRID_GREY,
    GROUPS,
    TURQUOISE,
    band_between,
    by_group,
    end_of,
    line_at,
    percent_top,
    point_by_look,
    ratio_axis,
    rule,
    text,
)
from app.kinds import KINDS

BESIDE = ("first", "own", "second")  # places within a year: the organisation between two published values
# by place, the shape of a published value, and the sides of its label and, past that, of its name
PUBLISHED = {
    "first": ("triangle-down", {"baseline": "top", "dy": 9}, {"baseline": "top", "dy": 22}),
    "second": ("triangle-up", {"baseline": "bottom", "dy": -9}, {"baseline": "bottom", "dy": -22}),
}
HEIGHT, ROOM_FOR_VALUES = 340, 24  # pixels


def groups_by_year(title: str, unit: str, marks: list[dict], breaks: list[dict]) -> dict:
    """Marks of `year, group, drawn, label, side` and BME's `lower, upper`."""
    y = {"field": "drawn", "type": "quantitative", "title": unit, "scale": {"domain": [0, percent_top(marks)]},
         "axis": {"gridColor": GRID_GREY}}  # fmt: skip
    # in few, wide years the groups keep together between empty places, or they would read as two years
    empty = "123" if len({mark["year"] for mark in marks}) < 3 else ""
    places = [*(f"before {n}" for n in empty), *GROUPS["domain"], *(f"after {n}" for n in empty)]
    place = year_axis() | {"xOffset": {"field": "group", "scale": {"domain": places}}}
    point = {"type": "point", "size": 90, "filled": True, "opacity": 1}
    return _chart(title, "", marks, breaks, [
        rule({**place, "y": y | {"field": "lower"}, "y2": {"field": "upper"}}),
        {"mark": point, "encoding": {**place, "y": y, **by_group()}}, *gaps(marks),
        *text("datum.side === 'above'", {**place, "y": y | {"field": "top"}}, {"baseline": "bottom", "dy": -8}),
        *text("datum.side === 'below'", {**place, "y": y | {"field": "bottom"}}, {"baseline": "top", "dy": 8}),
    ])  # fmt: skip


def ratios_by_year(
    title: str, marks: list[dict], breaks: list[dict], references: list[dict], band: tuple[float, ...]
) -> dict:
    """Marks of `year, drawn, lower, upper, label, look`, on a logarithmic axis with the band and the line of parity.

    References are published values of `year, drawn, label, name, place`, labelled and joined to nothing.
    """
    kind = KINDS["ratio"]
    y, within, (low, high) = ratio_axis([*marks, *references], kind.axis)
    y["scale"]["padding"] = ROOM_FOR_VALUES
    x = year_axis(bool(references))
    interval = rule({**x, "y": y | {"field": "from"}, "y2": {"field": "to"}})
    interval["transform"] = [*interval["transform"], *within]
    arrows = [
        _arrow(f"(datum.upper == null || datum.upper > {high})", "triangle-up", {"value": 0}, x),
        _arrow(f"datum.lower < {low}", "triangle-down", {"value": "height"}, x),
    ]
    return _chart(title, kind.guide, [mark | {"place": "own"} for mark in marks], breaks, [
        band_between(band, "y", y), line_at(1, "y", y), interval, *arrows, point_by_look({**x, "y": y}),
        *_value(x, y, "from", "to", within), *_published(references, y), *gaps([*marks, *references]),
    ])  # fmt: skip


def values_by_year(title: str, kind_name: str, marks: list[dict], breaks: list[dict], references: list[dict]) -> dict:
    """Marks of `year, drawn, lower, upper, label, look`, from zero or around it."""
    kind = KINDS[kind_name]
    numbers = [mark[key] for mark in [*marks, *references] for key in ("drawn", "lower") if mark.get(key) is not None]
    scale = {"zero": True, "nice": True, "padding": ROOM_FOR_VALUES} | (
        {"domainMin": 0} if min(numbers, default=0) >= 0 else {}
    )
    y = {"field": "drawn", "type": "quantitative", "title": kind.axis, "axis": {"gridColor": GRID_GREY}, "scale": scale}
    x = year_axis(bool(references))
    interval = rule({**x, "y": y | {"field": "lower"}, "y2": {"field": "upper"}})
    values = _value(x, y, "lower", "upper", [])
    return _chart(title, kind.guide, [mark | {"place": "own"} for mark in marks], breaks, [
        line_at(0, "y", y), interval, point_by_look({**x, "y": y}),
        *values, *_published(references, y), *gaps([*marks, *references]),
    ])  # fmt: skip


def _chart(title: str, subtitle: str, marks: list[dict], breaks: list[dict], layers: list[dict]) -> dict:
    heading = {"text": title} | ({"subtitle": subtitle} if subtitle else {})
    return {"title": heading, "data": {"values": marks}, "height": HEIGHT, "layer": [*layers, *break_lines(breaks)]}


def year_axis(beside: bool = False) -> dict:
    """Encoding of the year, and within it the place beside published values where there are any."""
    x = {"field": "year", "type": "ordinal", "title": "WRES year (snapshot of 31 March)", "axis": {"labelAngle": 0},
         "scale": {"type": "band", "padding": 0}}  # fmt: skip
    return {"x": x} | ({"xOffset": {"field": "place", "scale": {"domain": list(BESIDE)}}} if beside else {})


def break_lines(breaks: list[dict]) -> list[dict]:
    """A broken upright line before the `year` that cannot be compared with the one before it, and the word over it."""
    if not breaks:
        return []
    edge = {"x": year_axis()["x"] | {"bandPosition": 0}}
    data = {"data": {"values": [{"year": one["year"], "label": "Break"} for one in breaks]}}
    line = {"type": "rule", "strokeDash": [6, 4], "strokeWidth": 2, "color": BLACK}
    word = {"type": "text", "fontSize": 12, "fontStyle": "italic", "color": BLACK, "baseline": "bottom", "dy": -4}
    return [data | {"mark": line, "encoding": edge},
            data | {"mark": word, "encoding": {**edge, "y": {"value": 0}, "text": {"field": "label"}}}]  # fmt: skip


def years_without(marks: list[dict]) -> list[str]:
    """Years between the first and the last of the marks that have none."""
    years = {int(mark["year"]) for mark in marks}
    return [str(year) for year in range(min(years, default=0), max(years, default=0)) if year not in years]


def gaps(marks: list[dict]) -> list[dict]:
    """Words at the foot of a year without marks: without its place two years apart would stand as neighbours."""
    values = [{"year": year, "label": ["No", "figure"]} for year in years_without(marks)]
    if not values:
        return []
    word = {"type": "text", "fontSize": 12, "fontStyle": "italic", "color": DARK_GREY, "baseline": "bottom", "dy": -18}
    encoding = year_axis() | {"y": {"value": "height"}, "text": {"field": "label"}}
    return [{"data": {"values": values}, "mark": word, "encoding": encoding}]


def _published(references: list[dict], y: dict) -> list[dict]:
    place = year_axis(beside=True) | {"y": y}
    layers = []
    for where, (shape, side, past) in PUBLISHED.items():
        of_place = {"data": {"values": [one for one in references if one["place"] == where]}}
        mark = {"type": "point", "shape": shape, "color": TURQUOISE, "size": 80, "strokeWidth": 2, "opacity": 1}
        words = [*text("true", place, side), *text("true", {**place, "text": {"field": "name"}}, past)]
        layers += [of_place | layer for layer in ({"mark": mark, "encoding": place}, *words)]
    return layers if references else []


def _arrow(test: str, shape: str, place: dict, x: dict) -> dict:
    """Says that an interval goes on past the end of the axis."""
    return {"transform": [{"filter": f"datum.lower != null && {test}"}],
            "mark": {"type": "point", "shape": shape, "filled": True, "opacity": 1, "color": DARK_GREY, "size": 60},
            "encoding": {**x, "y": place}}  # fmt: skip


def _value(x: dict, y: dict, low: str, high: str, within: list[dict]) -> list[dict]:
    """Values over and under their intervals in turn: beside them they would hide those of the next year.

    `low` and `high` are the ends of what is drawn of an interval, which the transforms `within` give.
    """
    layers = []
    for parity, end, side in ((0, high, {"baseline": "bottom", "dy": -9}), (1, low, {"baseline": "top", "dy": 9})):
        where = f"datum.drawn != null && toNumber(datum.year) % 2 === {parity}"
        layers += text(where, {**x, "y": y | {"field": "edge"}}, side, [*within, end_of(end, "edge")])
    return layers
