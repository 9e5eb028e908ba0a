"""Published values of England and of the region beside a measure: with their source, joined to nothing (§1.6)."""

import polars as pl
import streamlit as st

from app import registries, wording
from app.origins import of
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import REFERENCE_LEVELS, said

PLACES = {"national": ("first", "Triangle down"), "region": ("second", "Triangle up")}


def of_region(reading: Reading, region: dict) -> pl.DataFrame:
    """Published values of England and of a real region; none beside invented figures."""
    values = reading.table("reference_values")
    if region["is_demonstration"]:
        return values.clear()
    of_region = (pl.col("area_level") == "region") & (pl.col("area_name") == region["region_name"])
    return values.filter((pl.col("area_level") != "region") | of_region).sort(
        "area_level", "indicator", "wres_year", descending=[True, False, False]
    )


def beside(values: pl.DataFrame, measure: dict) -> pl.DataFrame:
    """Those that have the arithmetic of this measure."""
    same = pl.col("measure_code") == measure["measure_code"]
    return values.filter(same & pl.col("area_level").is_in(list(PLACES))).sort("wres_year", "area_level")


def marks(measure: dict, values: pl.DataFrame, rows: list[dict]) -> list[dict]:
    """For a chart, in the years that it shows: `year, drawn, label, name, place, symbol, area`.

    Only the last of an area has its name.
    """
    years = {row["wres_year"] for row in rows}
    shown = [value for value in values.to_dicts() if not years or value["wres_year"] in years]
    last = {value["area_name"]: value["wres_year"] for value in sorted(shown, key=lambda value: value["wres_year"])}
    return [_mark(measure["kind"], value, last[value["area_name"]] == value["wres_year"]) for value in shown]


def _mark(kind: str, value: dict, named: bool) -> dict:
    place, symbol = PLACES[value["area_level"]]
    return {
        "year": str(value["wres_year"]),
        "drawn": wording.drawn(kind, value["reference_value"]),
        "label": wording.number(kind, value["reference_value"]),
        "name": value["area_name"] if named else "",
        "place": place,
        "symbol": symbol,
        "area": value["area_name"],
    }


def show(caption: str, values: pl.DataFrame, reading: Reading, name: str, named: bool = True) -> None:
    """A table of published values, each with who published it and where; `named` also with what it is."""
    measures = registries.measures(reading)
    rows = [
        {
            "Area": row["area_name"],
            "WRES year": str(row["wres_year"]),
            **({"What": _what(row, measures)} if named else {}),
            "Value": Cell(_value(row, measures), of=of("reference_values", row, "reference_value")),
            "Of": said(REFERENCE_LEVELS, row["area_level"]),
            "Source": _source(row),
            "Note": row["notes"] or "",
        }
        for row in values.to_dicts()
    ]
    show_table(caption, rows, Download(values, name, "reference_values"))


def show_beside(measure: dict, values: pl.DataFrame, reading: Reading, code: str, known: bool) -> None:
    """The published values that may stand beside a measure of one organisation."""
    name = measure["measure_code"]
    if not known:
        st.write(f"{name}: this organisation's figure is not public. The published values of others are context only.")
    caption = f"Published values beside {name}, not this organisation's"
    show(caption, values, reading, f"published_{name}_{code}", named=False)


def _what(row: dict, measures: dict[str, dict]) -> str:
    measure = measures.get(row["measure_code"] or "")
    if measure:
        return f"{measure['measure_code']} {measure['measure_name']}"
    return f"Indicator {row['indicator']}"


def _value(row: dict, measures: dict[str, dict]) -> str:
    measure = measures.get(row["measure_code"] or "")
    if measure:
        return wording.value(measure["kind"], {"value": row["reference_value"]})
    return wording.percent(row["reference_value"])


def _source(row: dict) -> Cell:
    """A link only to where a browser may safely go."""
    url = row["reference_url"] or ""
    return Cell(row["reference_source"], href=url if url.startswith("https://") else None, leaves=True)
