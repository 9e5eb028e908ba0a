"""What a release of private comparison is made of: frozen, and the next never so near that they can be subtracted."""

import duckdb
import polars as pl
import pytest

from ingestion.loading import LEDGERS
from orchestration import peer_releases
from orchestration.home import Home
from tests.macros import Models

KEY = "region / R / B1"
COLUMNS = {"aggregate_key": pl.String, "org_code": pl.String, "metric_value": pl.Float64, "category": pl.String}
FROZEN = {"release": pl.String, "made_in": pl.String, **COLUMNS}


def contributions(values: str | dict, columns=COLUMNS, **release) -> pl.DataFrame:
    """From a text such as "yyn": the category of each organisation, a blank for one without; or from numbers."""
    given = values if isinstance(values, dict) else {f"T{i}": v for i, v in enumerate(values) if v != " "}
    rows = [
        {**release, "aggregate_key": KEY, "org_code": code, "metric_value": None, "category": None}
        | ({"category": value} if isinstance(value, str) else {"metric_value": value})
        for code, value in given.items()
    ]
    return pl.DataFrame(rows, columns)


def settled(today: str | dict, *earlier: str | dict, now="2026-autumn") -> tuple[set[str], dict]:
    """Which releases the contributions are from, and what they are by organisation."""
    releases = ["2025-autumn", "2026-spring", "2026-autumn"]
    frozen = [
        contributions(values, FROZEN, release=name, made_in=name)
        for name, values in zip(releases, earlier, strict=False)
    ]
    models = Models(
        stg_landing__refresh="select date '2026-11-24' as as_of",
        int_peer_releases_chosen=f"select '{now}' as release",
        int_applications_open=pl.DataFrame(schema={"org_code": pl.String}),
        int_peer_contributions_listed=contributions(today),
        int_peer_contributions_frozen=pl.concat([pl.DataFrame(schema=FROZEN), *frozen]),
    )
    rows = models["int_peer_contributions_settled"]
    assert set(rows["release"]) <= {now}
    return set(rows["made_in"]), {r["org_code"]: r["category"] or r["metric_value"] for r in rows.to_dicts()}


def as_given(values: str) -> dict:
    return {f"T{i}": v for i, v in enumerate(values) if v != " "}


@pytest.mark.parametrize(
    ("before", "today", "is_taken"),
    [
        ("yyyyynnnnn", "yyyyynnnnn", True),  # nobody changed
        ("yyyyynnnnn ", "yyyyynnnnny", False),  # one came: the difference would be its answer
        ("yyyyynnnnn", "yyyyynnnn ", False),  # one went
        ("yyyyynnnnn", "nyyyynnnnn", False),  # one changed its answer
        ("yyyyynnnnn     ", "yyyyynnnnnyynnn", False),  # five came, one of whom may be the reader
        ("yyyyynnnnn      ", "yyyyynnnnnyyynnn", True),  # six came, some with each answer
        ("yyyyynnnnn      ", "yyyyynnnnnyyyyyy", False),  # six came, and the difference says what all of them answered
        ("yyyyyynnnn", "nnnnnnnnnn", False),  # six changed, all the same way
        ("yyyyyynnnn", "nnnnnnyyyy", True),  # ten changed, some each way
        ("yyyyyynnnnn", "      nnnnn", False),  # six went, and all of them had answered alike
    ],
)
def test_a_release_takes_what_is_new_only_where_nothing_can_be_subtracted(before, today, is_taken):
    made_in, found = settled(today, "", before)
    assert found == as_given(today if is_taken else before)
    assert made_in == {"2026-autumn" if is_taken else "2026-spring"}


def test_every_earlier_release_counts_and_not_only_the_last():
    """Six changed since the last release, and but one since the release before that."""
    oldest, last, today = "yyyyyynnnnn", "nnnyyyyyynn", "yyyyyynnnny"
    assert settled(today, "", last)[1] == as_given(today)
    made_in, found = settled(today, oldest, last)
    assert (made_in, found) == ({"2026-spring"}, as_given(last))


def test_numbers_are_held_to_the_same_rule():
    before = {f"T{i}": i / 10 for i in range(10)}
    assert settled(before | {"T0": 0.05}, "", before)[1] == before
    moved = before | {f"T{i}": i / 10 + 0.01 for i in range(6)}
    assert settled(moved, "", before)[1] == moved


def test_a_release_that_was_published_stays():
    made_in, found = settled("nnnnnnyyyyyyyy", "", "", "yyyyynnnnn")
    assert (made_in, found) == ({"2026-autumn"}, as_given("yyyyynnnnn"))


def test_the_first_release_has_nothing_to_be_subtracted_from():
    assert settled("yyynnn") == ({"2026-autumn"}, as_given("yyynnn"))


def test_a_later_release_counts_when_the_day_is_set_back():
    made_in, found = settled("yyyyynnnnny", "", "", "yyyyynnnnn", now="2025-autumn")
    assert (made_in, found) == ({"2026-autumn"}, as_given("yyyyynnnnn"))


@pytest.fixture
def analyst_file(tmp_path):
    def write(name: str, value: float):
        path = tmp_path / f"{name}.duckdb"
        values = {column: "null" for column in LEDGERS["peer_contributions"]} | {"release": f"'{name}'"}
        columns = ", ".join(f"{value} as {column}" for column, value in values.items())
        with duckdb.connect(str(path)) as con:
            con.execute(f"create or replace table peer_contributions as select {columns}")
            con.execute("alter table peer_contributions alter metric_value type double")
            con.execute("update peer_contributions set metric_value = ?", [value])
        return path

    return write


def test_frozen_files_are_written_once_and_are_their_owners_alone(tmp_path, analyst_file):
    home = Home(tmp_path / "home")
    assert peer_releases.frozen(home) == []
    peer_releases.freeze(home, analyst_file("2026-spring", 1.0))
    (file,) = home.releases.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    peer_releases.freeze(home, analyst_file("2026-spring", 2.0))
    peer_releases.freeze(home, analyst_file("2026-autumn", 3.0))
    assert [(r["release"], r["metric_value"]) for r in peer_releases.frozen(home)] == [
        ("2026-autumn", 3.0), ("2026-spring", 1.0),
    ]  # fmt: skip
