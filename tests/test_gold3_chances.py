"""The chances of item G3 (§4.6): stored figures that come out again, and a count that is that of the warehouse."""

import csv
from datetime import date

import duckdb
import jinja2
import numpy as np
import polars as pl
import pytest

from app.published import Audience, read
from benchmarks import gold3_chances, gold3_table
from benchmarks.gold3_chances import USABLE, Trust, judge, simulate
from ingestion.contracts import PROJECT

DBT = PROJECT / "dbt_project"
CHANCES = ("chance_reading_a", "chance_reading_b", "chance_reading_c", "chance_met", "chance_panel")
LIMIT = np.log(1.25) + 1e-12  # 0.80 is the inverse of 1.25 but for its last digit


@pytest.fixture(scope="module")
def stored() -> list[dict]:
    with gold3_chances.SEED.open(newline="") as file:
        return [
            {k: v if k in ("usable_measures", "source") else float(v) if "." in v else int(v) for k, v in row.items()}
            for row in csv.DictReader(file)
        ]


@pytest.mark.parametrize("trust", [Trust(2_000, 0.08, 0.0), Trust(12_000, 0.20, 0.3)], ids=str)
def test_a_set_run_alone_gives_its_stored_figures(stored, trust):
    kept = [r for r in stored if Trust(r["staff"], r["bme_share"], r["closing"]) == trust]
    assert judge([trust], kept[0]["simulations"]) == kept and len(kept) == len(USABLE)


def test_every_organisation_of_the_grid_is_stored_with_a_seed_of_its_own(stored):
    seeds = {(r["staff"], r["bme_share"], r["closing"]): r["random_seed"] for r in stored}
    grid = len(gold3_chances.STAFF) * len(gold3_chances.BME_SHARES) * len(gold3_chances.CLOSINGS)
    assert len(seeds) == len(set(seeds.values())) == grid and len(stored) == grid * len(USABLE)


def test_the_comparison_with_the_specification_is_that_of_the_stored_figures(stored):
    assert gold3_chances.RESULT.read_text() == gold3_table.comparison(stored)


# §4.6, nothing changed: staff, BME share, then A, B, C, met and panel in percent
UNCHANGED = [
    (5_000, 0.15, (0.4, 9.9, 40, 0.1, 1.3)),
    (12_000, 0.20, (0.5, 11, 42, 0.2, 1.9)),
    (2_000, 0.08, (0.3, 7.1, 36, 0.04, 0.6)),
]


@pytest.mark.parametrize("staff, share, figures", UNCHANGED)
def test_unchanged_organisations_are_near_the_specification(stored, staff, share, figures):
    row = next(r for r in stored if Trust(r["staff"], r["bme_share"], r["closing"]) == Trust(staff, share, 0.0))
    assert row["usable_measures"] == USABLE[0]
    nearness = (0.2, 2.5, 7, 0.1, 0.6)  # points; the largest differences stand in the results
    for name, figure, near in zip(CHANCES, figures, nearness, strict=True):
        assert 100 * row[name] == pytest.approx(figure, abs=near), name


def changed(code: str, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Class of each change by §1.3.3, in the words of the specification and not in SQL."""
    if code not in ("I2", "I3", "I4"):
        # a difference in the last digits of a float is a tie
        before, after = np.round(before, 12), np.round(after, 12)
    if code in ("I2", "I3", "I4"):
        a, b = np.abs(np.log(before)), np.abs(np.log(after))
        cases = [
            (np.isnan(a) | np.isnan(b), "not_comparable"),
            ((a <= LIMIT) & (b <= LIMIT), "sustained_parity"),
            (b <= LIMIT, "improved"),
            (a <= LIMIT, "worsened"),
            ((before > 1) != (after > 1), "overshoot"),
            (b < a, "improved"),
            (b > a, "worsened"),
        ]
    else:
        a, b = {"I1": (abs(before), abs(after)), "I9": (abs(before), abs(after)), "I7": (-before, -after)}.get(
            code, (before, after)
        )
        at_parity = (before >= 0) & (after >= 0) & (code in ("I1", "I9"))
        cases = [(at_parity, "sustained_parity"), (b < a, "improved"), (b > a, "worsened")]
    return np.select([case for case, _ in cases], [name for _, name in cases], "unchanged")


def judged_by_the_warehouse(classes: dict[tuple[str, int, int], np.ndarray]) -> list[str]:
    """Status of item G3 for each simulation by the project's own model, each being one organisation."""
    environment = jinja2.Environment()
    environment.globals["ref"] = lambda name: name
    for name in ("parameters", "gold3"):
        environment.globals |= environment.from_string((DBT / "macros" / f"{name}.sql").read_text()).module.__dict__
    model = environment.from_string((DBT / "models/intermediate/int_gold3_judged.sql").read_text()).render()
    changes = pl.concat(
        pl.DataFrame({"change_class": found})
        .with_row_index("org_code")
        .with_columns(
            measure_code=pl.lit(code),
            year_from=first,
            year_to=last,
            comparable=pl.col("change_class") != "not_comparable",
            block_reason=pl.lit(None, pl.String),
            distinguishable=False,
            series_kind=pl.lit("own"),
        )
        for (code, first, last), found in classes.items()
    )
    returns = changes.select("org_code").unique().with_columns(assessment_date=date(2022, 6, 1), is_current=True)
    computed = returns.select(
        "org_code",
        "is_current",
        wres_year=2022,
        measure_code=pl.lit("I1"),
        series_kind=pl.lit("own"),
        value_status=pl.lit("ok"),
    )
    with duckdb.connect() as con:
        con.execute("create table measures as from read_csv(?)", [str(DBT / "seeds/measures.csv")])
        con.execute(
            "create table int_parameters_chosen as select parameter, value as parameter_value from read_csv(?)",
            [str(DBT / "seeds/parameters.csv")],
        )
        for name, table in (
            ("int_changes_classified", changes),
            ("int_returns_ranked", returns),
            ("int_measures_computed", computed),
        ):
            con.register(name, table.to_arrow())
        return [row[0] for row in con.execute(f"select status from ({model})").fetchall()]


@pytest.mark.parametrize("trust", [Trust(600, 0.05, 0.3), Trust(8_000, 0.20, 0.2)], ids=str)
def test_the_simulation_counts_as_the_specification_and_the_warehouse_do(trust):
    simulations, pairs = 2_000, ((0, 1), (1, 2), (0, 2))
    values = simulate(trust, simulations)
    row = judge([trust], simulations)[0]
    classes = {(c, 2020 + a, 2020 + b): changed(c, v[a], v[b]) for c, v in values.items() for a, b in pairs}
    statuses = judged_by_the_warehouse(classes)
    assert len(statuses) == simulations
    assert row["chance_met"] == statuses.count("met") / simulations > 0
    assert row["chance_panel"] == statuses.count("panel_judgement") / simulations > 0

    plain = {c: abs(np.log(v)) if c in ("I2", "I3", "I4") else v for c, v in values.items()}
    better = {
        pair: np.array(
            [
                np.round(plain[c][pair[1]] - plain[c][pair[0]], 12) < 0
                if c in ("I2", "I3", "I4")
                else changed(c, plain[c][pair[0]], plain[c][pair[1]]) == "improved"
                for c in values
            ]
        )
        & ~np.isnan(np.array(list(plain.values()))).any(axis=1)
        for pair in pairs
    }
    first, second, net = (better[pair] for pair in pairs)
    assert row["chance_reading_a"] == np.mean((first & second).sum(axis=0) >= 5)
    assert row["chance_reading_b"] == np.mean((first.sum(axis=0) >= 5) & (second.sum(axis=0) >= 5))
    assert row["chance_reading_c"] == np.mean(net.sum(axis=0) >= 5)


def test_published_results_carry_the_chance_of_an_organisation_of_their_size(published_home, stored):
    manifest = published_home.manifest()
    rows = read(published_home.run_folder(manifest["run_id"]), manifest, Audience("analyst"), "gold3").to_dicts()
    unchanged = {(r["staff"], r["bme_share"], r["usable_measures"]): r for r in stored if r["closing"] == 0}
    for row in rows:
        if row["chance_status"] in ("too_few_measures", "size_unknown"):
            assert all(row[name] is None for name in CHANCES), row
            continue
        kept = unchanged[row["chance_staff"], row["chance_bme_share"], row["chance_usable"]]
        assert [row[name] for name in CHANCES] == [kept[name] for name in CHANCES]
        assert row["chance_random_seed"] == kept["random_seed"]
        assert (row["chance_status"] == "same_measures") == (row["chance_usable"] == row["usable_measures"])
    assert {"same_measures", "too_few_measures"} <= {row["chance_status"] for row in rows}
