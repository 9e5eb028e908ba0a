"""How representation falls with seniority: the race disparity ratio, and targets for senior bands (§2.1, §2.2)."""

import polars as pl
import streamlit as st

from app import notices, wording
from app.origins import of
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import SCOPES, VALUE_STATUSES, said

STEPS = {
    "ratio_low_mid": "Band 5 and below to bands 6 and 7",
    "ratio_mid_up": "Bands 6 and 7 to bands 8a and above",
    "ratio_low_up": "Band 5 and below to bands 8a and above",
}
COMBINED = "combined"
ON_TRACK = {
    True: Cell("On the line or above", look="good", symbol="✓"),
    False: Cell("Below the line", look="late", symbol="!"),
    None: Cell("Not known", look="gap", symbol="–"),
}


def show(reading: Reading, organisation: dict) -> None:
    if not reading.has("disparity"):
        return
    st.subheader("Race disparity ratio")
    mine = reading.table("disparity", org_code=organisation["org_code"])
    if mine.is_empty():
        st.write("This run holds no workforce by band of this organisation, so there is no ratio.")
    else:
        _show_ratios(mine.filter(pl.col("snapshot_on") == pl.col("snapshot_on").max()), organisation)
    st.subheader("Targets for senior bands")
    _show_targets(reading, organisation)


def _show_ratios(latest: pl.DataFrame, organisation: dict) -> None:
    st.write(
        "How many times as many White as BME staff stand at the higher level, relative to the lower: 1 is parity, "
        "above 1 BME staff are fewer higher up. It compares people in post and measures no promotion; recruitment to "
        "band 5 from abroad pushes it up."
    )
    rows = [_ratio(row, column) for row in latest.to_dicts() for column in STEPS]
    caption = f"Race disparity ratio, {wording.day(latest['snapshot_on'][0])}"
    invented = organisation["is_demonstration"]
    name = notices.mark(f"disparity_{organisation['org_code']}", invented)
    show_table(notices.mark(caption, invented), rows, Download(latest, name, "disparity"))


def _ratio(row: dict, column: str) -> dict[str, str | Cell]:
    ends = (f"{column}_lower", f"{column}_upper")
    numbers = {"value": row[column], "ci_lower": row[ends[0]], "ci_upper": row[ends[1]]}
    why = "" if row["status"] == "ok" else said(VALUE_STATUSES, row["status"])
    return {
        "Staff": "Clinical and non-clinical" if row["staff_scope"] == COMBINED else said(SCOPES, row["staff_scope"]),
        "From and to": STEPS[column],
        "Ratio": Cell(wording.number("ratio", row[column]) or "None", of=of("disparity", row, column)),
        "95% interval": Cell(wording.interval("ratio", numbers), of=of("disparity", row, *ends)),
        "In words": Cell(wording.disparity(row[column]) or why, of=of("disparity", row, column)),
    }


def _show_targets(reading: Reading, organisation: dict) -> None:
    targets = reading.table("targets", org_code=organisation["org_code"])
    known = targets.filter(pl.col("status") == "ok")
    if known.is_empty():
        st.write("This run holds no count of senior staff of this organisation, so it has no targets.")
        return
    latest = targets.filter(pl.col("wres_year") == known["wres_year"].max())
    st.write(
        "The line runs straight from the share of the first year with data to the BME share of the whole workforce. It "
        "is a common way to draw one, not the organisation's own pledge."
    )
    rows = [_target(row) for row in latest.to_dicts()]
    invented = organisation["is_demonstration"]
    caption = notices.mark(f"Senior bands against the line, 31 March {latest['wres_year'][0]}", invented)
    name = notices.mark(f"targets_{organisation['org_code']}", invented)
    show_table(caption, rows, Download(targets, name, "targets"))


def _target(row: dict) -> dict[str, str | Cell]:
    return {
        "Band": wording.band_name(row["band"]),
        "BME staff": Cell(wording.out_of(row["bme"], row["headcount"]), of=of("targets", row, "bme", "headcount")),
        "Share": Cell(
            wording.percent(row["actual"]) or said(VALUE_STATUSES, row["status"]), of=of("targets", row, "actual")
        ),
        "The line asks for": Cell(wording.percent(row["target"]) or "–", of=of("targets", row, "target")),
        "BME staff that it asks for": Cell(
            wording.count(row["heads_required"]), of=of("targets", row, "heads_required")
        ),
        "Where it is": ON_TRACK[row["on_track"]],
    }
