"""The parts of a headline: lines of the workforce beside each other in one year, everything else over the years."""

from itertools import cycle

import polars as pl
import streamlit as st

from app import changes, context, figures, notices, registries, wording
from app.charts import show_chart
from app.charts_by_line import shares_by_line
from app.choices import switch
from app.kinds import KINDS
from app.origins import of
from app.profile import Profile, show_year
from app.profile import show_chart as show_years_of
from app.tables import Cell, Download, show_table
from app.vocabulary import PANELS, SCOPES, said

OF_WHICH = "Of which: these staff stand in another line too and are never added."


def show(profile: Profile, headline: dict, parts: list[dict], year: int | None) -> None:
    name = headline["measure_code"]
    given = set(profile.measures["measure_code"])
    absent = [part["measure_name"] for part in parts if part["measure_code"] not in given]
    if absent:
        _say_absent(name, absent, len(parts))
    for part in parts:
        published = context.beside(profile.published, part)
        if part["kind"] == "share" and not published.is_empty():
            context.show_beside(part, published, profile.reading, profile.code, part["measure_code"] in given)
    present = [part for part in parts if part["measure_code"] in given]
    if not present or year is None:
        return
    shares = [part for part in present if part["kind"] == "share"]
    others = [part for part in present if part["kind"] != "share"]
    if others:
        _show_beside_each_other(profile, others)
        show_year(f"Parts of {name}", others, profile, year)
    if shares:
        _show_shares(profile, headline, shares, year)
    if switch(f"Show every year and every change of the parts of {name}", "parts"):
        _show_every_year(profile, headline, present)


def _say_absent(name: str, absent: list[str], parts: int) -> None:
    """By name; many of them behind a fold, so that they are no wall before what there is."""
    told = f"Parts of {name} without a figure in any year"
    if len(absent) <= figures.FEW_PARTS:
        st.caption(f"{told}: {'; '.join(absent)}.")
        return
    with st.expander(f"{told}: {len(absent)} of {parts}"):
        st.caption(f"{'; '.join(absent)}.")


def _show_beside_each_other(profile: Profile, parts: list[dict]) -> None:
    columns = st.columns(2) if len(parts) > 1 else [st.container()]
    for column, part in zip(cycle(columns), parts, strict=False):
        with column:
            st.markdown(f"**{part['measure_code']} {part['measure_name']}**")
            show_years_of(profile, part)


def _show_shares(profile: Profile, headline: dict, shares: list[dict], year: int) -> None:
    """Groups of staff in sentences; lines of the workforce table in numbers, as there are many."""
    name, registry = headline["measure_code"], registries.lines(profile.reading)
    of_year = profile.of("measures", *(part["measure_code"] for part in shares)).filter(pl.col("wres_year") == year)
    by_code = {row["measure_code"]: row for row in of_year.to_dicts()}
    shown = [(part, by_code[part["measure_code"]]) for part in shares if part["measure_code"] in by_code]
    if not shown:
        st.write(f"No share of {name} is known for WRES {year}.")
        return
    for title, panel in _panels(shown, registry).items():
        _show_panel(f"{name}, WRES {year}: {title}", panel, registry, profile.invented)
    groups = [part for part in shares if part["numerator_set"] not in registry]
    if groups:
        show_year(f"Groups of staff of {name}", groups, profile, year)
    lines = [(part, row) for part, row in shown if part["numerator_set"] in registry]
    if lines:
        times = sorted({wording.measured(part, row) for part, row in lines})
        caption = notices.mark(f"Lines of {name}, WRES {year}. {'; '.join(times)}", profile.invented)
        rows = [_line(part, row, registry[part["numerator_set"]]) for part, row in lines]
        file = notices.mark(f"lines_{name}_{profile.code}_{year}", profile.invented)
        show_table(caption, rows, Download(of_year, file, "measures"))


def _panels(shown: list[tuple[dict, dict]], lines: dict[str, dict]) -> dict[str, list[tuple[dict, dict]]]:
    panels: dict[str, list[tuple[dict, dict]]] = {}
    for part, row in shown:
        line = lines.get(part["numerator_set"])
        panels.setdefault(said(PANELS, line["staff_scope"]) if line else "groups of staff", []).append((part, row))
    return panels


def _show_panel(title: str, panel: list[tuple[dict, dict]], lines: dict[str, dict], invented: bool) -> None:
    marks = [_mark(part, row, lines) for part, row in panel if row["value"] is not None]
    if not marks:
        return
    whole = panel[0][1]["comparator_value"]
    scopes = list(dict.fromkeys(mark["scope"] for mark in marks))
    shapes = f"Circle: {scopes[0].lower()}. Square: {scopes[1].lower()}. " if len(scopes) > 1 else ""
    of_all = f"Upright line: {wording.percent(whole)}, the BME share of all staff. " if whole is not None else ""
    told = (
        f"{of_all}{shapes}Flat lines: 95% intervals. Hollow: fewer than the events that a reliability of B needs. "
        "The table below has every value."
    )
    drawn_whole = wording.drawn("share", whole)
    show_chart(shares_by_line(notices.mark(title, invented), "Upright line: all staff", marks, drawn_whole), told)


def _mark(part: dict, row: dict, lines: dict[str, dict]) -> dict:
    line = lines.get(part["numerator_set"])
    return {
        "line": _line_name(part, line),
        "scope": said(SCOPES, line["staff_scope"]) if line else "",
        "drawn": wording.drawn("share", row["value"]),
        "lower": wording.drawn("share", row["ci_lower"]),
        "upper": wording.drawn("share", row["ci_upper"]),
        "label": wording.percent(row["value"]),
        "weak": row["reliability"] in ("C", "D"),
    }


def _line_name(part: dict, line: dict | None) -> str:
    """A line without its scope, which stands beside it; an of-which line says that it is one."""
    if line is None:
        return part["measure_name"]
    name = line["line_name"].removeprefix(said(SCOPES, line["staff_scope"])).strip()
    return name[:1].upper() + name[1:]


def _line(part: dict, row: dict, line: dict) -> dict[str, str | Cell]:
    of_which = "" if line["in_workforce"] else OF_WHICH
    return {
        "Line": f"{part['measure_code']} {line['line_name']}",
        KINDS["share"].heading: figures.number("share", row),
        "95% interval": figures.interval("share", row),
        **figures.beside("share", row),
        "Reliability": wording.reliability(row),
        "What to know": " ".join(filter(None, (of_which, figures.to_know(row)))),
    }


def _show_every_year(profile: Profile, headline: dict, parts: list[dict]) -> None:
    name, codes = headline["measure_code"], [part["measure_code"] for part in parts]
    own, sums = profile.of("measures", *codes), profile.of("proforma", *codes)
    rows = [
        _every_year(part, row, table, sums.height > 0)
        for part in parts
        for table, frame in (("measures", own), ("proforma", sums))
        for row in frame.filter(pl.col("measure_code") == part["measure_code"]).to_dicts()
    ]
    caption = notices.mark(f"Parts of {name}, every year", profile.invented)
    show_table(caption, rows, Download(own, notices.mark(f"parts_{name}_{profile.code}", profile.invented), "measures"))
    told = [
        {"Part": f"{part['measure_code']} {part['measure_name']}", "Trend": sentence}
        for part in parts
        for sentence in _trends(profile, part)
    ]
    if told:
        show_table(notices.mark(f"Trends of the parts of {name}", profile.invented), told)
    caption, file = f"Parts of {name} from year to year", f"changes_parts_{name}_{profile.code}"
    changes.show(parts, profile.of("changes", *codes), caption, file, profile.invented)


def _trends(profile: Profile, part: dict) -> list[Cell]:
    code = part["measure_code"]
    return changes.trend(part, profile.of("trends", code), profile.of("changes", code), profile.reading)


def _every_year(part: dict, row: dict, table: str, has_both: bool) -> dict[str, str | Cell]:
    named: dict[str, str | Cell] = {"Part": f"{part['measure_code']} {part['measure_name']}"}
    return named | {
        "WRES year": str(row["wres_year"]),
        **figures.series_of(table, has_both),
        "Value": Cell(wording.value(part["kind"], row), of=of(table, row, "value")),
        "95% interval": figures.interval(part["kind"], row, table),
        "Reliability": wording.reliability(row),
        "What to know": figures.to_know(row),
    }
