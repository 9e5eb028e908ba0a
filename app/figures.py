"""The figures of one organisation as tables: every year, what is missing and why, and the inputs of each number."""

from string import Formatter

import polars as pl
import streamlit as st

from app import files, notices, registries, wording
from app.kinds import KINDS
from app.origins import of
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import FOLDERS, INTERVAL_STATUSES, SERIES, SOURCES, VALUE_STATUSES, said

# What the placeholders of a measure's sentence are in the warehouse.
COLUMNS = {"value": "value", "difference": "value", "bme": "bme_value", "white": "white_value",
           "comparator": "comparator_value"}  # fmt: skip
FEW_PARTS = 4  # of one headline that are named one by one
TAKEN_IN = ("accepted", "accepted_in_part", "superseded")  # files with anything of theirs in the warehouse


def in_words(measure: dict, row: dict) -> Cell:
    """The sentence of a measure, or why there is none."""
    told = wording.sentence(measure, row)
    if not told:
        return Cell(why_missing(row))
    named = [COLUMNS[name] for _, name, _, _ in Formatter().parse(measure["sentence"] or "{value}") if name]
    return Cell(told, of=of("measures", row, *named))


def number(kind: str, row: dict, table: str = "measures") -> Cell:
    """The value in its unit, without the unit."""
    return Cell(wording.number(kind, row["value"]) or "None", of=of(table, row, "value"))


def interval(kind: str, row: dict, table: str = "measures") -> Cell:
    return Cell(wording.interval(kind, row), of=of(table, row, "ci_lower", "ci_upper"))


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
    shown = [_year(measure, row, "measures", sums.height > 0) for row in rows.to_dicts()]
    shown += [_year(measure, row, "proforma", True) for row in sums.to_dicts()]
    name = notices.mark(f"{measure['measure_code']}_{code}", invented)
    caption = notices.mark(f"{measure['measure_code']} {measure['measure_name']}, by year", invented)
    show_table(caption, shown, Download(rows, name, "measures"))


def _year(measure: dict, row: dict, table: str, has_both: bool) -> dict[str, str | Cell]:
    kind = measure["kind"]
    return {
        "WRES year": str(row["wres_year"]),
        **series_of(table, has_both),
        KINDS[kind].heading: number(kind, row, table),
        "95% interval": interval(kind, row, table),
        **beside(kind, row, table),
        "Reliability": wording.reliability(row),
        "Measured": wording.measured(measure, row),
        "What to know": to_know(row),
    }


def series_of(table: str, has_both: bool) -> dict[str, str | Cell]:
    """Whose counts a row holds, in tables where that differs."""
    return {"Series": said(SERIES, "proforma" if table == "proforma" else "own")} if has_both else {}


def beside(kind: str, row: dict, table: str = "measures") -> dict[str, str | Cell]:
    """What the value is compared with."""

    def share(column: str) -> Cell:
        return Cell(wording.group(kind, row[column]) or "None", of=of(table, row, column))

    if kind == "ratio":
        return {}
    if kind == "survey":
        return {
            "White staff, %": Cell(wording.number(kind, row["white_value"]) or "None", of=of(table, row, "white_value"))
        }
    if kind in ("survey_gap", "pay_gap"):
        return {"BME staff": share("bme_value"), "White staff": share("white_value")}
    if kind == "share":
        known = wording.number(kind, row["bme_value_known"]) or "None"
        return {
            "BME of all": _out_of(row, "bme_num", "bme_den", table),
            "Of known ethnicity, %": Cell(known, of=of(table, row, "bme_value_known")),
        }
    return {"BME share": share("bme_value"), "Compared with": share("comparator_value")}


def _out_of(row: dict, part: str, whole: str, table: str = "measures") -> Cell:
    return Cell(wording.out_of(row[part], row[whole]), of=of(table, row, part, whole))


def show_inputs(measure: dict, rows: pl.DataFrame, code: str, invented: bool) -> None:
    st.write(f"Formula: {measure['formula']}. Unrounded shares and gaps are fractions from 0 to 1.")
    shown = [_inputs(measure["kind"], row) for row in rows.to_dicts()]
    show_table(notices.mark(f"Inputs of {measure['measure_code']}, {code}", invented), shown)


def _inputs(kind: str, row: dict) -> dict[str, str | Cell]:
    limits = f"{wording.unrounded(row['ci_lower'])} to {wording.unrounded(row['ci_upper'])}"
    return {
        "WRES year": str(row["wres_year"]),
        **counts(kind, row),
        "Ethnicity unknown": Cell(
            wording.percent(row["unknown_rate"]) or "Not given", of=of("measures", row, "unknown_rate")
        ),
        "Value, unrounded": Cell(wording.unrounded(row["value"]), of=of("measures", row, "value")),
        "Limits, unrounded": Cell(limits, of=of("measures", row, "ci_lower", "ci_upper")),
        "Source": f"{said(SOURCES, row['source'])}, release {row['release_year']}",
    }


def counts(kind: str, row: dict) -> dict[str, str | Cell]:
    if kind in ("survey", "survey_gap"):
        return {
            f"{group} respondents": Cell(wording.count(row[column]), of=of("measures", row, column))
            for group, column in (("BME", "bme_den"), ("White", "white_den"))
        }
    if kind == "pay_gap":
        return {
            group: Cell(wording.group(kind, row[column]), of=of("measures", row, column))
            for group, column in (("BME", "bme_value"), ("White", "white_value"))
        }
    counted = {"BME": _out_of(row, "bme_num", "bme_den"), "White": _out_of(row, "white_num", "white_den")}
    if kind in ("share", "share_gap"):
        return counted | {"BME compared with": _out_of(row, "comparator_num", "comparator_den")}
    return counted


def why_absent(reading: Reading) -> str:
    """Why there is no row at all. A panel's file holds headlines only, so that it cannot tell what was handed in."""
    if reading.audience.name == "panel":
        return "Not handed in, or not among the figures that a panel is given."
    return "Nothing was handed in or published for this organisation."


def show_missing(reading: Reading, measures: dict[str, dict], mine: pl.DataFrame, code: str, invented: bool) -> None:
    """One row for each reason and its years, with the measures that it holds for; the rows themselves have each."""
    by_measure: dict[str, list[dict]] = {name: [] for name in measures}
    for row in mine.to_dicts():
        by_measure.setdefault(row["measure_code"], []).append(row)
    codes_of: dict[tuple[str, str], list[str]] = {}
    for name in measures:
        years_of: dict[str, list[str]] = {}
        for row in by_measure[name]:
            if reason := why_missing(row):
                years_of.setdefault(reason, []).append(str(row["wres_year"]))
        if not by_measure[name]:
            years_of = {why_absent(reading): ["every year"]}
        for reason, years in years_of.items():
            codes_of.setdefault((reason, ", ".join(years)), []).append(name)
    if not codes_of:
        st.write("Nothing: every measure that was handed in or published has its value and its interval.")
        return
    families = registries.families(reading)
    rows = [
        {"Why": reason, "Years": years, "Measures": "; ".join(_named(codes, families, measures))}
        for (reason, years), codes in codes_of.items()
    ]
    missing = mine.filter((pl.col("value_status") != "ok") | (pl.col("interval_status") != "ok"))
    caption = notices.mark("Values and intervals that are missing", invented)
    show_table(caption, rows, Download(missing, notices.mark(f"missing_{code}", invented), "measures"))


def _named(codes: list[str], families: dict[str, list[dict]], measures: dict[str, dict]) -> list[str]:
    """Measures by name; parts of a headline, when they are more than a few, by how many they are."""
    named = []
    for headline, parts in families.items():
        lacking = [part["measure_code"] for part in parts if part["measure_code"] in codes]
        many = len(lacking) > FEW_PARTS
        listed = [code for code in (headline, *([] if many else lacking)) if code in codes]
        named += [f"{code} {measures[code]['measure_name']}" for code in listed]
        if many:
            named.append(
                f"{'all' if len(lacking) == len(parts) else f'{len(lacking)} of'} {len(parts)} parts of {headline}"
            )
    return named


def grades(reading: Reading) -> str:
    """What the letters of reliability mean."""
    a, b = (registries.parameter(reading, f"reliability_{grade}_events") for grade in "ab")
    return f"Reliability: A, {a:.0f} events or more in the smaller group; B, {b:.0f} or more; C, fewer; D, none."


def show_files(reading: Reading, organisation: dict, name: str, rows: pl.DataFrame) -> None:
    """Files that were taken in from the folders which these figures come from, its own returns only."""
    registry = reading.by_key("source_precedence", "source")
    folders = sorted({registry[source]["folder"] for source in rows["source"].unique()})
    invented = organisation["is_demonstration"]
    listed = files.submissions_of(reading, pl.DataFrame({"org_code": [organisation["org_code"]]}), invented)
    taken = listed.filter(pl.col("source").is_in(folders) & pl.col("state").is_in(TAKEN_IN))
    if taken.is_empty():
        st.write("This run lists no file of this source.")
        return
    kinds = ", ".join(sorted(said(FOLDERS, folder) for folder in folders))
    st.write(f"The figures are from these files ({kinds}); the release tells which of several won.")
    caption, file = (notices.mark(text, invented) for text in (f"Files behind {name}", f"files_{name}"))
    files.show_submissions(taken, caption, file)
