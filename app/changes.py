"""Changes from year to year in the field's words (§4.3), and trends. Across a break there are words and no number."""

import polars as pl
import streamlit as st

from app import notices, registries, wording
from app.origins import of
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import CHANGES, SERIES, TRENDS, said


def steps(changes: pl.DataFrame) -> pl.DataFrame:
    """Each year beside the nearest one before it."""
    nearest = pl.col("year_from") == pl.col("year_from").max().over("org_code", "measure_code", "year_to")
    return changes.filter(nearest).sort("measure_code", "year_to")


def breaks(changes: pl.DataFrame) -> list[dict]:
    """Of one measure, the steps that cannot be made: the later `year`, the one `before`, and why, `told`."""
    return [
        {"year": str(row["year_to"]), "before": str(row["year_from"]), "told": row["block_reason"]}
        for row in steps(changes).to_dicts()
        if not row["comparable"]
    ]


def direction(row: dict) -> str:
    """Where it moved, and beside it whether that can be told from chance: two facts."""
    if not row["comparable"]:
        return f"Cannot be compared: {row['block_reason']}"
    moved = said(CHANGES, row["change_class"])
    if row["change_class"] in ("unchanged", "sustained_parity") and not row["distinguishable"]:
        return moved
    if row["distinguishable"] is None:
        return f"{moved}, chance unknown: no interval"
    if row["distinguishable"]:
        stayed = row["change_class"] == "sustained_parity"
        return f"{moved}{'; the change within it is' if stayed else ','} distinguishable from chance"
    return f"{moved}, probably more than chance (80%)" if row["probable"] else f"{moved}, within what chance allows"


def show(measures: list[dict], changes: pl.DataFrame, caption: str, name: str, invented: bool) -> None:
    """A table with a row for each measure and step."""
    made = steps(changes)
    if made.is_empty():
        st.write("No two years are known, so there is no change to show.")
        return
    by_code = {measure["measure_code"]: measure for measure in measures}
    order = list(by_code)
    rows = sorted(made.to_dicts(), key=lambda row: (order.index(row["measure_code"]), row["year_to"]))
    shown = [_row(by_code[row["measure_code"]], row, len(measures) > 1) for row in rows]
    show_table(notices.mark(caption, invented), shown, Download(made, notices.mark(name, invented), "changes"))


def _row(measure: dict, row: dict, named: bool) -> dict[str, str | Cell]:
    kind = measure["kind"]
    heading = {"Measure": f"{measure['measure_code']} {measure['measure_name']}"} if named else {}
    return heading | {
        "Years": f"{row['year_from']} to {row['year_to']}",
        "Direction": direction(row),
        "From": Cell(wording.number(kind, row["value_from"]) or "–", of=of("changes", row, "value_from")),
        "To": Cell(wording.number(kind, row["value_to"]) or "–", of=of("changes", row, "value_to")),
        **moved(measure, row),
        "What to know": _to_know(measure, row),
    }


def moved(measure: dict, row: dict) -> dict[str, str | Cell]:
    """The change and its interval."""
    kind = measure["kind"]
    lower, upper = (wording.change(kind, row[end]) for end in ("net_change_lower", "net_change_upper"))
    limits = f"{lower} to {upper}" if lower and upper else "–"
    return {
        "Change": Cell(wording.change(kind, row["net_change"]) or "–", of=of("changes", row, "net_change")),
        "95% interval of the change": Cell(limits, of=of("changes", row, "net_change_lower", "net_change_upper")),
    }


def _to_know(measure: dict, row: dict) -> str:
    """Breaks that warn, the release that both values are from, and whose sum a value is."""
    known = [row["warnings"]]
    if measure["reference_time"] == "survey" and row["comparable"]:
        known.append(f"Both values as the release of {row['release_year']} gives them")
    if row["series_kind"] != "own":
        known.append(said(SERIES, row["series_kind"]))
    return "; ".join(filter(None, known))


def trend(measure: dict, trends: pl.DataFrame, changes: pl.DataFrame, reading: Reading) -> list[Cell]:
    """A sentence for each run of years without a break; a run too short for a trend has its net change (§4.4)."""
    fewest = registries.parameter(reading, "trend_points_minimum")
    between = {(row["year_from"], row["year_to"]): row for row in changes.to_dicts()}
    return [
        _trend(measure, row, between.get((row["year_first"], row["year_last"])), fewest)
        for row in trends.sort("year_first").to_dicts()
    ]


def _trend(measure: dict, row: dict, net: dict | None, fewest: float) -> Cell:
    if row["points"] == 1:
        return Cell(f"{row['year_first']} stands alone: no year beside it can be compared.")
    kind = measure["kind"]
    first, last = (wording.value(kind, {"value": row[end]}) for end in ("value_first", "value_last"))
    too_few = row["trend_class"] == "too_few_points"
    told = [
        f"{row['points']} comparable years, {row['year_first']} to {row['year_last']}: "
        f"{said(TRENDS, row['trend_class'])}{f' ({fewest:.0f} are needed)' if too_few else ''}",
        f"From {first} to {last}",
    ]
    origins = [of("trends", row, "points", "value_first", "value_last")]
    if too_few and net and net["net_change"] is not None:
        told.append(f"Net change {wording.change(kind, net['net_change'])}{_limits(kind, net)}: {direction(net)}")
        origins.append(of("changes", net, "net_change"))
    if row["series_kind"] != "own":
        told.append(said(SERIES, row["series_kind"]))
    return Cell(f"{'. '.join(told)}.", of=";".join(origins))


def _limits(kind: str, row: dict) -> str:
    lower, upper = (wording.change(kind, row[end]) for end in ("net_change_lower", "net_change_upper"))
    return f" (95% interval {lower} to {upper})" if lower and upper else ""
