"""Every interval of the published region against an independent implementation."""

import polars as pl
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from app.published import Audience, read


@pytest.fixture(scope="module")
def measures(published_home) -> pl.DataFrame:
    manifest = published_home.manifest()
    table = read(published_home.run_folder(manifest["run_id"]), manifest, Audience("analyst"), "measures")
    return table.filter(pl.col("value_status").is_in(["ok", "interval_only"]) & pl.col("ci_lower").is_not_null())


def rows(measures: pl.DataFrame, *codes: str) -> list[dict]:
    found = measures.filter(pl.col("measure_code").is_in(codes)).to_dicts()
    assert len(found) > 100
    return found


def close(row: dict, lower: float, upper: float) -> bool:
    limits = (row["ci_lower"], row["ci_upper"])
    return limits == pytest.approx((lower, upper), abs=1e-9)


def test_survey_limits_are_wilson(measures):
    for row in rows(measures, "I5", "I6", "I7", "I8"):
        people = row["bme_den"]
        assert close(row, *proportion_confint(row["bme_value"] * people, people, method="wilson")), row


def test_board_gap_limits_are_newcombe(measures):
    for row in rows(measures, "I9"):
        assert close(row, *_newcombe(row["bme_num"], row["bme_den"], row["comparator_num"], row["comparator_den"])), row


def test_senior_gap_limits_are_newcombe_of_seniors_and_everyone_else(measures):
    for row in rows(measures, "I1"):
        others, bme_others = row["comparator_den"] - row["bme_den"], row["comparator_num"] - row["bme_num"]
        weight = others / row["comparator_den"]
        lower, upper = _newcombe(row["bme_num"], row["bme_den"], bme_others, others)
        assert close(row, weight * lower, weight * upper), row
        assert row["value"] == pytest.approx(weight * (row["bme_num"] / row["bme_den"] - bme_others / others))


def test_ratio_limits_are_the_score_interval(measures):
    checked = 0
    for row in rows(measures, "I2", "I3", "I4"):
        arms = [(row["white_num"], row["white_den"]), (row["bme_num"], row["bme_den"])]
        top, bottom = arms if row["measure_code"] != "I3" else arms[::-1]
        if min(top[0], bottom[0]) > 0 and row["org_code"] < "ZD006":
            oracle = confint_proportions_2indep(*top, *bottom, compare="ratio", method="score", correction=False)
            assert (row["ci_lower"], row["ci_upper"]) == pytest.approx(oracle, rel=1e-5), row
            checked += 1
    assert checked > 50


def test_a_ratio_without_events_has_an_interval_and_no_value(measures):
    without = measures.filter(pl.col("value_status") == "interval_only")
    assert without.height > 0 and without["value"].null_count() == without.height
    assert (without["reliability"] == "D").all()


def _newcombe(x1, n1, x2, n2):
    return confint_proportions_2indep(x1, n1, x2, n2, compare="diff", method="newcomb")
