"""The figures of one organisation as tables: every year, what is missing and why, and the inputs of each number."""

import polars as pl
import streamlit as st

from app import files, notices, registries, wording
from app.reading import Reading
from app.tables import Download, show_table
from app.vocabulary import FOLDERS, INTERVAL_STATUSES, SOURCES, VALUE_STATUSES, said

THRESHOLDS = ("parity_lower", "parity_upper", "reliability_a_events", "reliability_b_events")
FOLDER_OF_SOURCE = {"return": "returns", "nss": "staff_survey"}  # every other source hands in files of WRES counts


def why_missing(row: dict) -> str:
    """In words; nothing when both value and interval are there."""
    if row["value_status"] != "ok":
        return said(VALUE_STATUSES, row["value_status"])
    return "" if row["interval_status"] == "ok" else said(INTERVAL_STATUSES, row["interval_status"])


def interval(measure: dict, row: dict) -> str:
    return wording.interval(measure["kind"], row)


def show_years(measure: dict, rows: pl.DataFrame, code: str, invented: bool) -> None:
    kind = measure["kind"]
    heading = {"ratio": "Times as likely", "share_gap": "Gap, percentage points", "survey": "BME staff, %"}[kind]
    shown = [
        {
            "WRES year": str(row["wres_year"]),
            heading: wording.number(kind, row["value"]) or "None",
            "95% interval": interval(measure, row),
            **_beside(kind, row),
            "Reliability": wording.reliability(row),
            "Measured": wording.measured(measure, row),
            "Missing": why_missing(row),
        }
        for row in rows.to_dicts()
    ]
    name = notices.mark(f"{measure['measure_code']}_{code}", invented)
    show_table(notices.mark(f"{measure['measure_code']} by year", invented), shown, Download(rows, name))


def _beside(kind: str, row: dict) -> dict[str, str]:
    """What the value is compared with."""
    if kind == "survey":
        return {"White staff, %": wording.number(kind, row["white_value"]) or "None"}
    if kind == "share_gap":
        return {
            "BME share": wording.percent(row["bme_value"]),
            "Compared with": wording.percent(row["comparator_value"]),
        }
    return {"Band": wording.band(row)}


def show_inputs(measure: dict, rows: pl.DataFrame, code: str, invented: bool) -> None:
    kind = measure["kind"]
    shown = [
        {
            "WRES year": str(row["wres_year"]),
            **_counts(kind, row),
            "Ethnicity unknown": wording.percent(row["unknown_rate"]) or "Not given",
            "Value, unrounded": wording.unrounded(row["value"]),
            "Limits, unrounded": f"{wording.unrounded(row['ci_lower'])} to {wording.unrounded(row['ci_upper'])}",
            "Source": f"{said(SOURCES, row['source'])}, release {row['release_year']}",
        }
        for row in rows.to_dicts()
    ]
    st.write(f"Formula: {measure['formula']}. Unrounded shares and gaps are fractions from 0 to 1.")
    show_table(notices.mark(f"Inputs of {measure['measure_code']}, {code}", invented), shown)


def _counts(kind: str, row: dict) -> dict[str, str]:
    if kind == "survey":
        return {"BME respondents": wording.count(row["bme_den"]), "White respondents": wording.count(row["white_den"])}
    counts = {
        "BME": wording.out_of(row["bme_num"], row["bme_den"]),
        "White": wording.out_of(row["white_num"], row["white_den"]),
    }
    if kind == "share_gap":
        return counts | {"BME compared with": wording.out_of(row["comparator_num"], row["comparator_den"])}
    return counts


def show_missing(mine: pl.DataFrame, code: str, invented: bool) -> None:
    """One row for each indicator and reason, with its years."""
    years_of: dict[tuple[str, str], list[str]] = {}
    for row in mine.to_dicts():
        if reason := why_missing(row):
            years_of.setdefault((row["measure_code"], reason), []).append(str(row["wres_year"]))
    given = set(mine["measure_code"])
    for absent in (measure for measure in registries.measures() if measure not in given):
        years_of[absent, "Nothing was handed in or published for this organisation."] = ["every year"]
    rows = [
        {"Indicator": name, "Years": ", ".join(years), "Why": why} for (name, why), years in sorted(years_of.items())
    ]
    if not rows:
        st.write("Nothing: every indicator that was handed in or published has its value and its interval.")
        return
    missing = mine.filter((pl.col("value_status") != "ok") | (pl.col("interval_status") != "ok"))
    caption = notices.mark("Values and intervals that are missing", invented)
    show_table(caption, rows, Download(missing, notices.mark(f"missing_{code}", invented)))


def files_behind(reading: Reading, mine: pl.DataFrame, code: str, invented: bool) -> pl.DataFrame:
    """Files that were taken in from the folders which these figures come from, its own returns only."""
    own = reading.table("organisations").filter(pl.col("org_code") == code)
    folders = {FOLDER_OF_SOURCE.get(source, "wres") for source in mine["source"].unique()}
    taken = files.submissions_of(reading, own, invented).filter(pl.col("state") == "accepted")
    return taken.filter(pl.col("source").is_in(list(folders)))


def show_files(name: str, rows: pl.DataFrame, behind: pl.DataFrame, invented: bool) -> None:
    folders = [FOLDER_OF_SOURCE.get(source, "wres") for source in rows["source"].unique()]
    of_folders = behind.filter(pl.col("source").is_in(folders))
    if of_folders.is_empty():
        st.write("This run lists no file of this source.")
        return
    kinds = ", ".join(sorted({said(FOLDERS, folder) for folder in folders}))
    st.write(f"The figures are from these files ({kinds}); the release tells which of several won.")
    files.show_submissions(
        of_folders, notices.mark(f"Files behind {name}", invented), notices.mark(f"files_{name}", invented)
    )
