"""The figures of one organisation as tables: every year, what is missing and why, and the inputs of each number."""

import polars as pl
import streamlit as st

from app import files, notices, wording
from app.kinds import KINDS
from app.reading import Reading
from app.tables import Download, show_table
from app.vocabulary import FOLDERS, INTERVAL_STATUSES, SERIES, SOURCES, VALUE_STATUSES, said

FOLDER_OF_SOURCE = {"return": "returns", "nss": "staff_survey"}  # every other source hands in files of WRES counts


def why_missing(row: dict) -> str:
    """In words; nothing when both value and interval are there."""
    if row["value_status"] != "ok":
        return said(VALUE_STATUSES, row["value_status"])
    return "" if row["interval_status"] == "ok" else said(INTERVAL_STATUSES, row["interval_status"])


def to_know(row: dict) -> str:
    """The band, what is missing, and what makes a figure less sure than it looks."""
    # a ratio that is withheld for small numbers keeps its band, one without events has none
    has_band = row["band"] is not None and (row["value"] is not None or row["value_status"] == "small_numbers")
    known = [f"{wording.band(row)}." if has_band else "", why_missing(row)]
    if row["low_confidence"]:
        known.append("Low confidence: the ethnicity of many is unknown.")
    if row["unknown_sensitive"]:
        known.append("The band depends on those whose ethnicity is unknown.")
    if row["conflict"]:
        known.append("Another source gives another figure.")
    if row["basis"] not in (None, "annual"):
        known.append("Two-year average." if row["basis"] == "rolling2" else "Bases are mixed.")
    return " ".join(filter(None, known))


def show_years(measure: dict, rows: pl.DataFrame, sums: pl.DataFrame, code: str, invented: bool) -> None:
    """Rows of `measures`, and of `proforma` marked as such."""
    shown = [_year(measure, row, "own" if sums.height else None) for row in rows.to_dicts()]
    shown += [_year(measure, row, "proforma") for row in sums.to_dicts()]
    name = notices.mark(f"{measure['measure_code']}_{code}", invented)
    caption = notices.mark(f"{measure['measure_code']} {measure['measure_name']}, by year", invented)
    show_table(caption, shown, Download(rows, name))


def _year(measure: dict, row: dict, series: str | None) -> dict[str, str]:
    kind = measure["kind"]
    return {
        "WRES year": str(row["wres_year"]),
        **series_of(series),
        KINDS[kind].heading: wording.number(kind, row["value"]) or "None",
        "95% interval": wording.interval(kind, row),
        **beside(kind, row),
        "Reliability": wording.reliability(row),
        "Measured": wording.measured(measure, row),
        "What to know": to_know(row),
    }


def series_of(series: str | None) -> dict[str, str]:
    """Whose counts a row holds, in tables where that differs."""
    return {"Series": said(SERIES, series)} if series else {}


def beside(kind: str, row: dict) -> dict[str, str]:
    """What the value is compared with."""
    if kind == "ratio":
        return {}
    if kind == "survey":
        return {"White staff, %": wording.number(kind, row["white_value"]) or "None"}
    if kind in ("survey_gap", "pay_gap"):
        return {
            "BME staff": wording.group(kind, row["bme_value"]) or "None",
            "White staff": wording.group(kind, row["white_value"]) or "None",
        }
    if kind == "share":
        return {
            "BME of all": wording.out_of(row["bme_num"], row["bme_den"]),
            "Of known ethnicity, %": wording.number(kind, row["bme_value_known"]) or "None",
        }
    return {"BME share": wording.percent(row["bme_value"]), "Compared with": wording.percent(row["comparator_value"])}


def show_inputs(measure: dict, rows: pl.DataFrame, code: str, invented: bool) -> None:
    st.write(f"Formula: {measure['formula']}. Unrounded shares and gaps are fractions from 0 to 1.")
    shown = [_inputs(measure["kind"], row) for row in rows.to_dicts()]
    show_table(notices.mark(f"Inputs of {measure['measure_code']}, {code}", invented), shown)


def _inputs(kind: str, row: dict) -> dict[str, str]:
    return {
        "WRES year": str(row["wres_year"]),
        **counts(kind, row),
        "Ethnicity unknown": wording.percent(row["unknown_rate"]) or "Not given",
        "Value, unrounded": wording.unrounded(row["value"]),
        "Limits, unrounded": f"{wording.unrounded(row['ci_lower'])} to {wording.unrounded(row['ci_upper'])}",
        "Source": f"{said(SOURCES, row['source'])}, release {row['release_year']}",
    }


def counts(kind: str, row: dict) -> dict[str, str]:
    if kind in ("survey", "survey_gap"):
        return {"BME respondents": wording.count(row["bme_den"]), "White respondents": wording.count(row["white_den"])}
    if kind == "pay_gap":
        return {"BME": wording.group(kind, row["bme_value"]), "White": wording.group(kind, row["white_value"])}
    counts = {
        "BME": wording.out_of(row["bme_num"], row["bme_den"]),
        "White": wording.out_of(row["white_num"], row["white_den"]),
    }
    if kind in ("share", "share_gap"):
        return counts | {"BME compared with": wording.out_of(row["comparator_num"], row["comparator_den"])}
    return counts


def show_missing(measures: dict[str, dict], mine: pl.DataFrame, code: str, invented: bool) -> None:
    """One row for each reason and its years, with the measures that it holds for."""
    codes_of: dict[tuple[str, str], list[str]] = {}
    given = set(mine["measure_code"])
    for name in measures:
        years_of: dict[str, list[str]] = {}
        for row in mine.filter(pl.col("measure_code") == name).to_dicts():
            if reason := why_missing(row):
                years_of.setdefault(reason, []).append(str(row["wres_year"]))
        if name not in given:
            years_of = {"Nothing was handed in or published for this organisation.": ["every year"]}
        for reason, years in years_of.items():
            codes_of.setdefault((reason, ", ".join(years)), []).append(name)
    if not codes_of:
        st.write("Nothing: every measure that was handed in or published has its value and its interval.")
        return
    rows = [
        {"Why": reason, "Years": years, "Measures": ", ".join(codes)} for (reason, years), codes in codes_of.items()
    ]
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
