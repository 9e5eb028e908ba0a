"""XmR limits and signals (§4.4), as series that a reader can follow by hand."""

import csv
from datetime import date, timedelta

import duckdb
import jinja2
import pytest

from ingestion.contracts import PROJECT

DBT = PROJECT / "dbt_project"
VIGNETTE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
CALM = [5, 5, 4, 4] * 4


def charted(values, good=None, **changed):
    """Rows of int_series_bounded for one series, with the shipped parameters but for those `changed`."""
    with (DBT / "seeds" / "parameters.csv").open(newline="") as file:
        parameters = {row["parameter"]: row["value"] for row in csv.DictReader(file)} | changed
    environment = jinja2.Environment()
    environment.globals |= environment.from_string((DBT / "macros" / "spc.sql").read_text()).module.__dict__
    environment.globals |= {"ref": lambda name: name, "parameter": lambda name: f"{parameters[name]}::double"}
    model = environment.from_string((DBT / "models/intermediate/int_series_bounded.sql").read_text()).render()
    first = date(2024, 1, 31)
    rows = [("T001", "S", first, first + timedelta(days=30 * n), good, value, "ok") for n, value in enumerate(values)]
    with duckdb.connect() as con:
        con.execute(
            "create table int_series_gathered (org_code varchar, series_code varchar, started_on date, "
            "snapshot_on date, direction_of_good varchar, share double, status varchar)"
        )
        con.executemany("insert into int_series_gathered values (?, ?, ?, ?, ?, ?, ?)", rows)
        found = con.execute(f"select * from ({model}) order by snapshot_on")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.mark.parametrize("screened, upper, lower", [("0", 6.95, -3.06), ("1", 4.60, -0.72)])
def test_limits_of_the_specification(screened, upper, lower):
    row = charted(VIGNETTE, spc_screen_outliers=screened)[0]
    assert (round(row["mean"], 3), round(row["upper_limit"], 2), round(row["lower_limit"], 2)) == (1.944, upper, lower)
    assert row["near_upper_limit"] - row["mean"] == pytest.approx((row["upper_limit"] - row["mean"]) * 2 / 3)


# What is tried, points, number of the signal at each point (0 for none)
SIGNALS = [
    ("outside the limits", VIGNETTE, "000010000000000000"),
    ("seven rising points", [5, 9, 5, 9, 2, 3, 4, 5, 6, 7, 8, 3, 8, 3], "00002222222000"),
    ("six rising points are no trend", [5, 9, 5, 9, 3, 4, 5, 6, 7, 8, 3, 8, 3], "0000000000000"),
    ("two in three near the limit", [*CALM, 6, 5, 6, 5, 4, 4, 5], "00000000000000003030000"),
    ("the middle one on the other side", [*CALM, 6, 4, 6, 5, 4, 4, 5], "00000000000000000000000"),
    ("seven on one side", [2, 4, 2, 4, 2, 4, 2, 6, 5, 6, 5, 6, 5, 6], "44444444444444"),
    ("a flat series", [0.1] * 13, "0000000000000"),
]


@pytest.mark.parametrize("what, points, signals", SIGNALS, ids=[case[0] for case in SIGNALS])
def test_signals(what, points, signals):
    assert "".join(str(row["signal"] or 0) for row in charted(points)) == signals


@pytest.mark.parametrize(
    "good, points, at, variation",
    [
        ("higher", VIGNETTE, 4, "improvement"),
        ("lower", VIGNETTE, 4, "concern"),
        (None, VIGNETTE, 4, "neutral"),
        ("higher", VIGNETTE, 5, "neutral"),  # no signal
        ("higher", [9, 5, 9, 5, 12, 11, 10, 9, 8, 7, 6, 11, 6, 11], 4, "concern"),  # above the mean, and falling
    ],
)
def test_variation_by_the_direction_that_is_good(good, points, at, variation):
    assert charted(points, good)[at]["variation"] == variation
