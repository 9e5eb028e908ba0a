"""Whether a value is out of line with the others, as sentences: beside their median, in their funnel, by itself.

Each comes with the origins of its numbers, in the order in which they stand in it.
"""

from app import figures, funnels, positions, wording
from app.kinds import KINDS
from app.origins import of
from app.positions import Standing
from app.reading import Reading

OPENINGS = {
    "better": "Out of line with the others, on the better side",
    "worse": "Out of line with the others, on the worse side",
    "similar": "Not out of line with the others",
    "not_enough_data": "Cannot be told",
}
BESIDE = {
    "better": "better than the median of {others}, by more than chance explains",
    "worse": "worse than the median of {others}, by more than chance explains",
    "similar": "similar to the median of {others}: the difference is within what chance allows",
    "not_enough_data": "beside a median of {others}, but what is chance cannot be told: {lacking}",
}
LIES = {
    "inside": "In the funnel: it lies inside the limits.",
    "beyond_95_below": "In the funnel: below the inner limit, where chance alone puts few, and inside the outer one.",
    "beyond_95_above": "In the funnel: above the inner limit, where chance alone puts few, and inside the outer one.",
    "beyond_998_below": "In the funnel: below the outer limit, where chance alone puts hardly any.",
    "beyond_998_above": "In the funnel: above the outer limit, where chance alone puts hardly any.",
}
Said = tuple[str, tuple[str, ...]]


def sentences(one: Standing, name: str, funnel: dict | None, reading: Reading) -> list[Said]:
    """`funnel` is the row of `funnels` in the same group, None without one."""
    alone, origins = _alone(one)
    return [answer(one, name, funnel, reading), (f"{_funnel(one, funnel, reading)} {alone}".strip(), origins)]


def answer(one: Standing, name: str, funnel: dict | None, reading: Reading) -> Said:
    asked = f"Whether {one.measure['measure_code']} of {name} was out of line in WRES {one.year}"
    if not one.is_shown:
        return f"{asked} cannot be shown here, because {positions.reason(one, reading)}.", ()
    if not one.has_value:
        missing = figures.why_missing(one.own) if one.own else "There is no figure in this run."
        return f"{asked} cannot be told. {missing}", ()
    place = one.peer["position"]
    opening = OPENINGS[place]
    if place == "similar" and funnel and funnel["shown"] and funnel["funnel_status"] != "inside":
        opening = "In line with the median of the others, yet outside the funnel"
    unit = KINDS[one.kind].unit
    group = wording.within(positions.group_name(one))
    others = f"{wording.count(one.peer['others'])} others ({positions.median_cell(one).text}{unit}; {group})"
    told = (
        f"{opening}: {one.measure['measure_code']} of {name} was {wording.value(one.kind, one.own)} in WRES {one.year}"
    )
    origins = (of("measures", one.own, "value", "wres_year"), of("peers", one.peer, "others", "median"))
    return f"{told}, {BESIDE[place].format(others=others, lacking=positions.lacking(one))}.", origins


def _funnel(one: Standing, funnel: dict | None, reading: Reading) -> str:
    if one.kind not in funnels.SIZES:
        return "Funnel: none, since funnels are drawn for ratios and for shares of the survey, not for gaps."
    if funnel is None:
        if one.peer and one.peer["metric_class"] == "private" and reading.audience.name != "analyst":
            return "Funnel: not shown, because one of confidential values is for the Assembly's analysts only."
        return "Funnel: none of this group in this run."
    if not funnel["shown"]:
        return f"Funnel: it has no place in it, because {funnels.why_not(funnel, reading)}."
    return LIES[funnel["funnel_status"]]


def _alone(one: Standing) -> Said:
    """What the value says without any other organisation."""
    if not one.has_value:
        return "", ()
    told = figures.in_words(one.measure, one.own)
    limits = wording.interval(one.kind, one.own)
    interval = f"The 95% interval is {limits}" if limits != "None" else "No interval can be given"
    band = f"; {wording.within(wording.band(one.own))}" if one.own["band"] is not None else ""
    origins = (told.of, of("measures", one.own, "ci_lower", "ci_upper")) if limits != "None" else (told.of,)
    return f"By itself: {told.text} {interval}{band}.", origins
