"""The figures part of a panel's pack: nine indicators in words and as charts, the peers, and what is hidden."""

import polars as pl

from app import changes, figures, positions, registries, trend, wording
from app.origins import of
from app.pack_blocks import Block, chart, heading, new_page, points, say, table
from app.pack_framework import direction
from app.positions import Standing
from app.reading import Reading
from app.tables import Cell
from app.vocabulary import said
from app.vocabulary_of_peers import FUNNEL_STATUSES, NOT_SHOWN

INTERVALS = (
    "An interval says what could have happened with the same underlying fairness: counts are of all staff, so it is no "
    "margin of a sample; intervals of survey figures are approximate."
)


def nine(reading: Reading) -> dict[str, dict]:
    """The nine headlines of the registry, by code."""
    return {code: row for code, row in registries.measures(reading).items() if row["counts_for_g3"]}


def indicators(reading: Reading, code: str, invented: bool) -> list[Block]:
    """The latest year of each indicator in a sentence, then every year as a chart with its table."""
    mine = reading.table("measures", org_code=code, measure_code=list(nine(reading)))
    moved = reading.table("changes", org_code=code, measure_code=list(nine(reading)))
    by_year = {(row["measure_code"], row["wres_year"]): row for row in mine.to_dicts()}
    steps = {(row["measure_code"], row["year_to"]): row for row in changes.steps(moved).to_dicts()}
    latest = {name: max((year for measure, year in by_year if measure == name), default=None) for name in nine(reading)}
    rows = [_in_words(measure, by_year.get((name, latest[name])), steps) for name, measure in nine(reading).items()]
    blocks = [new_page(), heading("The nine indicators"), say(INTERVALS)]
    blocks.append(table("Latest year of each indicator", rows, (1.7, 2.8, 1.3, 2.2, 2)))
    band = tuple(registries.parameter(reading, limit) for limit in ("parity_lower", "parity_upper"))
    for name, measure in nine(reading).items():
        of_measure = [row for row in mine.sort("wres_year").to_dicts() if row["measure_code"] == name]
        breaks = changes.breaks(moved.filter(pl.col("measure_code") == name))
        drawn = trend.chart(measure, of_measure, band, breaks, [], invented)
        blocks.append(heading(f"{name} {measure['measure_name']}", 2))
        blocks += [chart(*drawn)] if drawn else [say("No year has a value that can be drawn.")]
        if of_measure:
            years = [_year(measure, row, steps.get((name, row["wres_year"]))) for row in of_measure]
            blocks.append(table(f"{name} by year", years, (0.5, 1.6, 1.3, 0.9, 2, 3.4)))
    return blocks


def _in_words(measure: dict, row: dict | None, steps: dict) -> dict[str, str | Cell]:
    named = {"Indicator": f"{measure['measure_code']} {measure['measure_name']}"}
    if row is None:
        nothing = dict.fromkeys(("95% interval", "Direction", "What to know"), "–")
        return named | {"In words": "No figure in any year."} | nothing
    step = steps.get((measure["measure_code"], row["wres_year"]))
    return {
        "Indicator": f"{named['Indicator']}, WRES {row['wres_year']}",
        "In words": figures.in_words(measure, row),
        "95% interval": figures.interval(measure["kind"], row),
        "Direction": direction(step),
        "What to know": f"Reliability {wording.reliability(row)}. {figures.to_know(row)}",
    }


def _year(measure: dict, row: dict, step: dict | None) -> dict[str, str | Cell]:
    return {
        "Year": str(row["wres_year"]),
        "Value": _value(measure["kind"], row),
        "95% interval": figures.interval(measure["kind"], row),
        "Reliability": wording.reliability(row),
        "Measured": wording.measured(measure, row),
        "Direction and what to know": f"{direction(step)}. {figures.to_know(row)}",
    }


def _value(kind: str, row: dict) -> Cell:
    """Of a survey both groups, since the gap between them is the question."""
    if kind != "survey" or row["white_value"] is None:
        return Cell(wording.value(kind, row), of=of("measures", row, "value"))
    text = f"BME {wording.value(kind, row)}, White {wording.percent(row['white_value'])}"
    return Cell(text, of=of("measures", row, "value", "white_value"))


def peers(reading: Reading, code: str) -> list[Block]:
    """Where the applicant stands among those that it may be compared with, in its latest year of each indicator."""
    groups = positions.groups(reading, code)
    allowed = [{"Group": row["peer_group_name"], "What may be compared": row["sentence"]} for row in groups.values()]
    blocks = [new_page(), heading("Position among permitted peers")]
    blocks.append(
        say(
            "Nobody is ranked. Of confidential figures only a median and a range of others is ever shown, and neither "
            "a mark nor a name. Better and worse mean: by more than chance explains."
        )
    )
    if allowed:
        blocks.append(table("Groups that the applicant may be compared within", allowed, (1.5, 4)))
    rows = []
    for name, measure in nine(reading).items():
        found = positions.standings(reading, code, measure, groups)
        first = positions.first(found, max(one.year for one in found)) if found else None
        year = f", WRES {first.year}" if first else ""
        rows.append({"Indicator": f"{name} {measure['measure_name']}{year}"} | _standing(reading, first))
    blocks.append(table("Position, in the latest year of each indicator", rows, (2.2, 1.5, 1.2, 1.3, 1.4, 2.7)))
    return blocks


def _standing(reading: Reading, one: Standing | None) -> dict[str, str | Cell]:
    names = ("Own value", "Others compared with", "Median and middle half", "Beside the median", "Funnel, what to know")
    if one is None:
        return dict.fromkeys(names, "–")
    median, half = positions.median_cell(one), positions.middle_half(one)
    origins = ";".join(filter(None, (median.of, half.of)))
    both = Cell(f"{median.text} ({half.text})" if median.of and half.of else median.text, of=origins or None)
    told = f"{_funnel(reading, one)} {positions.to_know(one, reading)}".strip()
    cells = positions.own_value(one), positions.others(one), both, positions.position(one), told or "–"
    return dict(zip(names, cells, strict=True))


def _funnel(reading: Reading, one: Standing) -> str:
    """Where its value lies in the published funnel of the group, if there is one."""
    if one.peer is None or not reading.has("funnels"):
        return ""
    found = reading.table(
        "funnels", org_code=one.peer["org_code"], wres_year=one.year, measure_code=one.measure["measure_code"],
        peer_group=one.peer["peer_group"],
    ).to_dicts()  # fmt: skip
    shown = [row for row in found if row["shown"]]
    return f"{said(FUNNEL_STATUSES, shown[0]['funnel_status'])} of the funnel." if shown else ""


def not_shown(reading: Reading, code: str) -> list[Block]:
    """What is missing or withheld, and why: figures, comparisons, and what a panel is never given."""
    mine = reading.table("measures", org_code=code, measure_code=list(nine(reading))).sort("measure_code", "wres_year")
    reasons: dict[str, list[str]] = {}
    for row in mine.to_dicts():
        if reason := figures.why_missing(row):
            reasons.setdefault(reason, []).append(f"{row['measure_code']} {row['wres_year']}")
    given = set(mine["measure_code"])
    for name in nine(reading):
        if name not in given:
            reasons.setdefault(figures.why_absent(reading), []).append(f"{name}, every year")
    others: dict[str, list[str]] = {}
    fewest = registries.parameter(reading, "peers_others_minimum")
    hidden = reading.table("peers", org_code=code, measure_code=list(nine(reading)), shown=False)
    for reason, measure in hidden.select("not_shown_reason", "measure_code").unique().sort(pl.all()).iter_rows():
        others.setdefault(said(NOT_SHOWN, reason).format(others=fewest), []).append(measure)
    rows = [{"What": ", ".join(what), "Why": why} for why, what in reasons.items()]
    rows += [
        {"What": f"Others beside {', '.join(what)}, in some groups or years", "Why": f"Because {why}."}
        for why, what in others.items()
    ]
    blocks = [new_page(), heading("What is not shown, and why")]
    if rows:
        blocks.append(table("Figures and comparisons that are not shown", rows, (2, 3)))
    return [*blocks, points([
        "Counts of people from 1 to 7 are never shown to a panel, others are to the nearest five, and figures that "
        "rest on small ones give way to words.",
        "What the applicant wrote in its own words, and its documents, are read with the application and not here; "
        "where a reason would quote them, a star stands.",
        "Unpublished figures of other organisations, and of organisations that have not applied, are for no panel.",
    ])]  # fmt: skip


def definitions(reading: Reading) -> list[Block]:
    """What each indicator is, by the registry."""
    rows = [
        {
            "Indicator": f"{name} {row['measure_name']}",
            "In plain words": row["plain_words"],
            "Formula": row["formula"],
            "Source": row["source"],
        }
        for name, row in nine(reading).items()
    ]
    lower, upper = (registries.parameter(reading, name) for name in ("parity_lower", "parity_upper"))
    return [
        new_page(),
        heading("Definitions"),
        say(INTERVALS),
        say(
            f"Four-fifths band: a ratio from {lower:.2f} to {upper:.2f}. It is a size, not a test of chance. Ratios "
            f"above 1 are to the disadvantage of BME staff. {figures.grades(reading)}"
        ),
        table("The nine indicators", rows, (1.6, 2.6, 2.6, 1)),
    ]
