"""Charts as plain Vega-Lite dictionaries: what all of them share. Points and intervals, and never a line over years.

Groups, scopes and grades differ by shape as well as colour, and values stand beside their marks.
"""

from collections.abc import Sequence
from itertools import count
from textwrap import wrap

import streamlit as st

from app import takeaway

DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE, DARK_GREY = "#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D"
BLACK, BAND_GREY, GRID_GREY, WHITE = "#0b0c0c", "#E8E8E8", "#e5e5e5", "#FFFFFF"
GROUPS = {"domain": ["BME", "White"], "shapes": ["diamond", "square"], "colours": [DARK_BLUE, ORANGE]}
LOOKS = {
    "domain": ["plain", "outside", "weak"],
    "shapes": ["circle", "diamond", "circle"],
    "colours": [DARK_BLUE, DARK_PINK, DARK_GREY],
    "fills": [DARK_BLUE, DARK_PINK, WHITE],
}
RATIO_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10)
PERCENT_STEPS = (10, 20, 30, 40, 50, 60, 80, 100)
CONFIG = {
    "background": WHITE,
    "mark": {
        "aria": False
    },  # what is told of a chart and the table under it say more than its marks read out one by one
    "font": "sans-serif",
    "axis": {"labelColor": BLACK, "titleColor": BLACK, "labelFontSize": 13, "titleFontSize": 13},
    "legend": {"labelColor": BLACK, "labelFontSize": 13, "orient": "top", "title": None},
    "title": {
        "anchor": "start",
        "fontSize": 15,
        "subtitleFontSize": 13,
        "color": BLACK,
        "subtitleColor": BLACK,
        "offset": 24,
    },
    "view": {"stroke": None},
}


# Characters of a line that a screen of 400 pixels has room for, and room for labels beside their marks.
TITLE_LINE, SUBTITLE_LINE, NAME_LINE = 30, 44, 44
PADDING = {"left": 8, "right": 24, "top": 5, "bottom": 5}


def show_chart(spec: dict, told: str) -> None:
    """A chart, with `told` for those who do not see it and under it for those who do."""
    on_page = {"padding": PADDING} | spec | {"title": _in_lines(spec["title"]), "config": CONFIG}
    st.vega_lite_chart(on_page, width="stretch", theme=None, alt=told)
    st.caption(told)
    takeaway.offer_chart(spec, told, plain_title(spec))


def plain_title(spec: dict) -> str:
    """Title and subtitle in one line."""
    title = spec.get("title", "")
    if isinstance(title, dict):
        parts = [title.get("text", ""), title.get("subtitle", "")]
        title = ". ".join(" ".join(part) if isinstance(part, list) else part for part in parts if part)
    return title


def _in_lines(title: dict) -> dict:
    """A title that a narrow screen does not cut off: Vega-Lite breaks no line by itself."""
    under = title.get("subtitle") or []
    lines = [line for text in ([under] if isinstance(under, str) else under) for line in wrap(text, SUBTITLE_LINE)]
    return title | {"text": wrap(title["text"], TITLE_LINE)} | ({"subtitle": lines} if lines else {})


def rule(encoding: dict) -> dict:
    """The interval of each mark that has one."""
    return {"transform": [{"filter": "datum.lower != null"}],
            "mark": {"type": "rule", "strokeWidth": 2, "color": DARK_GREY}, "encoding": encoding}  # fmt: skip


def text(where: str, encoding: dict, mark: dict, after: Sequence[dict] = ()) -> list[dict]:
    """Labels, on a white rim that keeps them legible over lines; transforms `after` the choice give their places."""
    words = {"transform": [{"filter": where}, *after], "encoding": {"text": {"field": "label"}, **encoding}}
    plain = {"type": "text", "fontSize": 12, "color": BLACK} | mark
    rim = {"stroke": WHITE, "strokeWidth": 4, "strokeJoin": "round"}
    return [words | {"mark": plain | rim}, words | {"mark": plain}]


def end_of(drawn: str, name: str) -> dict:
    """Names an end of what is drawn of an interval, past which its label stands; without one, the mark itself."""
    return {"calculate": f"datum.lower == null ? datum.drawn : datum.{drawn}", "as": name}


def names_above(rows: dict, height: int = -14) -> list[dict]:
    """Names of the rows of an axis that shows none, in lines above their marks and within the plot.

    Beside it they would leave no room on a narrow screen; an axis would let lines run through them. `rows` encodes the
    names in their order; a name's last line stands at `height`, in pixels from its marks.
    """
    names = {name: [line for part in name.split("\n") for line in wrap(part, NAME_LINE)] for name in rows["sort"]}
    layers = []
    for up, dy in zip(range(max(map(len, names.values()))), count(height, -15), strict=False):
        values = [{rows["field"]: name, "label": lines[::-1][up]} for name, lines in names.items() if up < len(lines)]
        words = text("true", {"x": {"value": 0}, "y": rows}, {"align": "left", "dy": dy})
        layers += [{"data": {"values": values}} | word for word in words]
    return layers


def line_at(value: float, axis: str, encoding: dict) -> dict:
    """The line of equality, or of what everything is compared with."""
    return {"data": {"values": [{"drawn": value}]}, "mark": {"type": "rule", "color": BLACK, "strokeWidth": 1.5},
            "encoding": {axis: encoding}}  # fmt: skip


def band_between(band: tuple[float, ...], axis: str, encoding: dict) -> dict:
    """The four-fifths band behind the marks."""
    return {"data": {"values": [{"from": band[0], "to": band[1]}]}, "mark": {"type": "rect", "color": BAND_GREY},
            "encoding": {axis: encoding | {"field": "from"}, f"{axis}2": {"field": "to"}}}  # fmt: skip


def by_group() -> dict:
    group = {"field": "group", "type": "nominal", "legend": None}
    return {"shape": group | {"scale": {"domain": GROUPS["domain"], "range": GROUPS["shapes"]}},
            "color": group | {"scale": {"domain": GROUPS["domain"], "range": GROUPS["colours"]}}}  # fmt: skip


def point_by_look(encoding: dict) -> dict:
    look = {"field": "look", "type": "nominal", "legend": None}
    scales = {"shape": "shapes", "stroke": "colours", "fill": "fills"}
    by_look = {
        channel: look | {"scale": {"domain": LOOKS["domain"], "range": LOOKS[key]}} for channel, key in scales.items()
    }
    return {"transform": [{"filter": "datum.drawn != null"}],
            "mark": {"type": "point", "size": 90, "opacity": 1, "strokeWidth": 2},
            "encoding": {**encoding, **by_look}}  # fmt: skip


def ratio_axis(marks: list[dict], title: str) -> tuple[dict, list[dict], tuple[float, float]]:
    """Encoding of a logarithmic axis, the transforms that keep intervals `from` and `to` within it, and its ends."""
    low, high = _ratio_ends(marks)
    scale = {"type": "log", "domain": [low, high], "nice": False, "clamp": True}
    axis = {
        "values": [step for step in RATIO_STEPS if low <= step <= high],
        "labelExpr": "datum.value === 1 ? '1 equal' : format(datum.value, '~g')",
        "gridColor": GRID_GREY,
    }
    within = [{"calculate": f"max(datum.lower, {low})", "as": "from"},
              {"calculate": f"datum.upper == null ? {high} : min(datum.upper, {high})", "as": "to"}]  # fmt: skip
    encoding = {"field": "drawn", "type": "quantitative", "title": title, "scale": scale, "axis": axis}
    return encoding, within, (low, high)


def percent_top(marks: list[dict]) -> float:
    """The end of a percent axis: the first step above every mark and interval."""
    highest = max(number for mark in marks for number in (mark["drawn"], mark["upper"]) if number is not None)
    return next(step for step in PERCENT_STEPS if step >= highest)


def _ratio_ends(marks: list[dict]) -> tuple[float, float]:
    """The ends of a ratio axis: steps around every mark and interval, one doubling either side of parity at least."""
    keys = ("drawn", "lower", "upper")
    numbers = [mark[key] for mark in marks for key in keys if mark.get(key) is not None and mark[key] > 0]
    low = max((step for step in RATIO_STEPS if step <= min([0.5, *numbers])), default=RATIO_STEPS[0])
    high = min((step for step in RATIO_STEPS if step >= max([2, *numbers])), default=RATIO_STEPS[-1])
    return low, high
