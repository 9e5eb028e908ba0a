"""Columns of real contracts in which cells are tried out, and where staging brings each of them."""

from typing import NamedTuple

import polars as pl
from hypothesis import strategies as st

from ingestion.contracts import Column, Table, sources
from ingestion.loading import WHERE_FROM
from tests.cells import AS_IT_SHOULD_BE, BLANK, READ, REFUSED, STAR, stripped


class Tried(NamedTuple):
    """A column, and the columns of its staging model with the value and, if there is one, with why it is missing."""

    source: str
    table: str
    column: str
    model: str
    value: str
    status: str | None = None

    def becomes(self, read: object) -> object:
        """What staging must make of it."""
        missing = None if read in (BLANK, STAR) else read
        return BECOMES[self.value](read) if self.value in BECOMES else missing

    def contract(self) -> Table:
        return next(table for table in sources()[self.source].tables if table.name == self.table)

    def declared(self) -> Column:
        contract = self.contract()
        return next(c for c in (*contract.fields, *contract.columns) if c.name == self.column)


# Cells of a row in which everything is in order. One staging column that only passes through tells rows apart.
ROWS = {
    "snapshots": {"snapshot_date": "2026-03-31", "org_code": "RXL", "staff_group": "clinical", "band": "B5"}
    | {"ethnic_code": "A", "code_scheme": "2001", "headcount": "5", "fte": "4.5"},
    "lines": {"org_code": "RXL", "wres_year": "2025", "standard": "WRES", "measure_code": "I3.ENTERED"}
    | {"wres_group": "BME", "value": "5", "basis": "annual", "source": "dcf", "release_year": "2025"},
    "reference_values": {"level": "national", "area": "England", "wres_year": "2025", "indicator": "2"}
    | {"value": "1.5", "source": "invented", "url": "", "notes": ""},
    "results": {"reporting_unit": "RXL", "benchmark_group": "", "wres_year": "2025", "nss_year": "2024"}
    | {"indicator": "I5", "wres_group": "BME", "fraction": "0.25", "n": "40", "release_year": "2025"},
    "benchmark_cells": {"sheet": "Acute", "org_id": "RXL", "org_name": "X", "benchmark_group": "Acute"}
    | {"column_name": "har_from_pat_eth_summary_2_2024", "value": "0.25", "base": "40", "place": "Acute!C14"},
    "trusts": {"org_code": "RXL", "org_name": "X", "region_code": "Y62", "icb_code": "QOP"}
    | {"opened_on": "20000401", "closed_on": ""},
    "board_authorities": {"icb24_code_nhs": "QOP", "icb24_name": "X", "ltla24_name": "Y", "ltla24_code": "E08000001"}
    | {"lsoa_count": "7"},
    "ethnic_groups": {"ltla21_code": "E08000001", "ltla21_name": "Y", "ethnic_group": "Asian (number)", "value": "7"},
    "shares": {"nhs_trust22_code": "RXL", "ltla21_code": "E08000001", "proportion_trust_came_from_ltla": "0.5"},
    "decisions": {"org_code": "RXL", "decided_on": "2026-03-31", "level": "gold", "outcome": "awarded"}
    | {"panel_reference": "P1", "rationale": "", "conditions": "", "valid_to": ""},
    "answers": {"item_id": "B1", "declared_status": "in_place", "narrative": "", "target_completion_date": ""},
    "events": {"item_id": "S4", "date": "2026-03-31", "kind": "meeting", "attended": "yes", "number": ""},
    "evidence": {"evidence_id": "E001", "item_ids": "B1", "type": "report", "document_date": "", "redacted": "no"},
    "wres_lines": {"wres_year": "2026", "measure_code": "I3.ENTERED", "white": "5", "bme": "5", "unknown": "0"},
}
RETURN = {"org_code": "RXL", "return_type": "application", "assessment_date": "2026-06-30", "period_start": ""}
RETURN |= {"period_end": "", "level_applied_for": "gold", "sro_role": "", "attested_on": "2026-07-10"}
TOLD_APART_BY = {
    "stg_ods__trusts": ("org_code", "org_code"),
    "stg_census__board_authorities": ("icb24_name", "icb_name"),
    "stg_census__ethnic_groups": ("ltla21_name", "ltla21_name"),
    "stg_catchment__shares": ("nhs_trust22_code", "org_code"),
    "stg_decisions__decisions": ("panel_reference", "panel_reference"),
    "stg_wres__reference_values": ("area", "area_name"),
}
BECOMES = {
    "residents": round,
    "attended": lambda read: ["" if read == BLANK else read],
    "is_redacted": lambda read: read == "yes",
}
LISTED = """
workforce    snapshots         snapshot_date     stg_workforce__snapshots            snapshot_on
workforce    snapshots         org_code          stg_workforce__snapshots            org_code
workforce    snapshots         band              stg_workforce__snapshots            band
workforce    snapshots         code_scheme       stg_workforce__snapshots            code_scheme
workforce    snapshots         headcount         stg_workforce__snapshots            headcount
workforce    snapshots         fte               stg_workforce__snapshots            fte
wres         lines             wres_year         stg_wres__lines                     wres_year
wres         lines             measure_code      stg_wres__lines                     measure_code
wres         lines             wres_group        stg_wres__lines                     wres_group
wres         lines             value             stg_wres__lines                     line_value value_status
wres         lines             basis             stg_wres__lines                     basis
wres         lines             release_year      stg_wres__lines                     release_year
wres         reference_values  value             stg_wres__reference_values          reference_value
staff_survey results           fraction          stg_staff_survey__results           fraction value_status
staff_survey results           n                 stg_staff_survey__results           respondents
staff_survey benchmark_cells   value             stg_staff_survey__benchmark_results fraction value_status
staff_survey benchmark_cells   base              stg_staff_survey__benchmark_results respondents
ods          trusts            opened_on         stg_ods__trusts                     opened_on
ods          trusts            region_code       stg_ods__trusts                     region_code
census       board_authorities ltla24_code       stg_census__board_authorities       ltla24_code
census       board_authorities lsoa_count        stg_census__board_authorities       lsoa_count
census       ethnic_groups     value             stg_census__ethnic_groups           residents
catchment    shares            proportion_trust_came_from_ltla stg_catchment__shares catchment_share
decisions    decisions         valid_to          stg_decisions__decisions            award_valid_to
returns      headers           org_code          stg_returns__headers                org_code
returns      headers           return_type       stg_returns__headers                return_type
returns      headers           assessment_date   stg_returns__headers                assessment_date
returns      headers           level_applied_for stg_returns__headers                level_applied_for
returns      headers           attested_on       stg_returns__headers                attested_on
returns      answers           declared_status   stg_returns__answers                declared_status
returns      events            item_id           stg_returns__events                 item_id
returns      events            date              stg_returns__events                 event_date
returns      events            attended          stg_returns__events                 attended
returns      evidence          document_date     stg_returns__evidence               document_date
returns      evidence          redacted          stg_returns__evidence               is_redacted
returns      wres_lines        white             stg_returns__wres_lines             line_value value_status
"""
COLUMNS = [Tried(*line.split()) for line in LISTED.strip().splitlines()]


def as_it_should_be(column: Column) -> st.SearchStrategy:
    if column.accepted:
        return st.sampled_from([*column.accepted, "other"])
    if column.pattern:
        return st.sampled_from(["I1.CL.B5", "I9", "I3.ENTERED", "PAY.MEDIAN", "PAY.Q5", "I0", "I3.", "I3.ENTERED_"])
    return AS_IT_SHOULD_BE[column.type]


def reading(column: Column, cell: str):
    """What the contract declares that the cell reads as."""
    text = stripped(cell)
    if not text:
        return REFUSED if column.required else BLANK
    read = READ[column.type](text)
    if column.accepted and text not in column.accepted or column.pattern and not _is_measure(text):
        return REFUSED
    is_number = isinstance(read, int | float)
    if is_number and (column.min is not None and read < column.min or column.max is not None and read > column.max):
        return REFUSED
    return read


def _is_measure(text: str) -> bool:
    indicator, *parts = text.split(".")
    if indicator == "PAY":
        return parts in (["MEDIAN"], ["MEAN"], ["Q1"], ["Q2"], ["Q3"], ["Q4"])
    is_indicator = len(indicator) == 2 and indicator[0] == "I" and indicator[1] in "123456789"
    return is_indicator and all(part and set(part) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") for part in parts)


def frame(tried: Tried, number: int, cell: str) -> pl.DataFrame:
    """A table of text as it lands, with the cell in its column, from the file of this number."""
    if tried.table == "headers":
        given = RETURN | {tried.column: cell}
        cells = {"field": list(given), "value": list(given.values())}
    else:
        told = {TOLD_APART_BY[tried.model][0]: name(number)} if tried.model in TOLD_APART_BY else {}
        cells = {k: [v] for k, v in (ROWS[tried.table] | told | {tried.column: cell}).items()}
    return pl.DataFrame({"file_line": range(2, 2 + len(next(iter(cells.values()))))} | cells)


def raw(contract: Table, frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The raw table that loading makes of the frames of these files."""
    names = [c.name for c in contract.columns if c.name not in WHERE_FROM] + list(WHERE_FROM)
    rows = [f.with_columns(file_sha256=pl.lit(sha), file_name=pl.lit(sha)) for sha, f in frames.items()]
    schema = {name: pl.Int64 if name == "file_line" else pl.String for name in names}
    empty = pl.DataFrame(schema=schema)
    return pl.concat([empty, *rows], how="diagonal_relaxed").select(names)


def name(number: int) -> str:
    """Unlike every other, and a code."""
    return f"Z{number:05}"
