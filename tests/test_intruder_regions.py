"""Two hundred invented regions through the models that write the real files: nobody is given away, of any kind."""

from collections import Counter

import polars as pl
import pytest

from ingestion.contracts import PROJECT
from quality.intruder import on_aggregates
from tests.regions import KINDS, half_a_year_later, held, invented, measures, release

SEEDS = PROJECT / "dbt_project" / "seeds"
TAKEN = pl.DataFrame(schema={"release": pl.String, "aggregate_key": pl.String, "audience": pl.String,
                             "organisations_changed": pl.Int64, "is_forced": pl.Boolean})  # fmt: skip
RULES = ("peers_others_minimum", "peers_quartile_minimum", "peers_category_minimum")


def attacked(regions: int, **seeds: pl.DataFrame):
    """What readers hold of so many regions after two releases, and what the intruder finds in it."""
    spring = invented(regions)
    first = release(spring, "2026-spring", None, **seeds)
    frozen = first["fct_peer_contributions"]
    first["fct_peers"], first["fct_peer_shares"]
    autumn = half_a_year_later(spring)
    second = release(autumn, "2026-autumn", frozen, **seeds)
    organisations = [one for region in autumn for one in region]
    applicants = frozenset(one.org_code for one in organisations if one.is_applicant)
    aggregates = held([first, second], applicants)
    registry = pl.read_csv(SEEDS / "measures.csv", infer_schema_length=None)
    return aggregates, on_aggregates(aggregates, registry, measures(organisations))


@pytest.fixture(scope="module")
def all_regions():
    return attacked(200)


def test_nobody_is_given_away_in_two_hundred_regions(all_regions):
    _, findings = all_regions
    assert [problem.text("") for problem in findings] == []


def test_what_is_attacked_is_not_empty(all_regions):
    """Regions of every kind but one show something, to trusts and to the panel; late returns count where they may."""
    aggregates, _ = all_regions
    for frame in (aggregates.numbers, aggregates.shares):
        shown = frame.filter("shown")
        regions = shown.select(pl.col("org_code").str.slice(1, 3).cast(pl.Int64)).unique()["org_code"]
        assert {KINDS[number % len(KINDS)] for number in regions} >= set(KINDS) - {"homogeneous"} and len(regions) > 80
        assert {name[:5] for name in shown["in_file"]} == {"trust", "panel"}
        assert set(shown["is_past"]) == {True, False} and frame["shown"].mean() < 0.9
    made = aggregates.parts.group_by("peer_group", "group_key", "metric", "wres_year", "org_code").agg(
        pl.struct("metric_value", "category").n_unique().alias("versions")
    )
    assert made.filter(pl.col("versions") > 1).height > 500


def test_without_disclosure_control_most_regions_are_given_away():
    """Every threshold at one, and late returns taken as they come."""
    parameters = pl.read_csv(SEEDS / "parameters.csv", infer_schema_length=None, try_parse_dates=True)
    off = pl.when(pl.col("parameter").is_in(RULES)).then(1.0).otherwise("value").alias("value")
    _, findings = attacked(40, parameters=parameters.with_columns(off), int_peer_contributions_compared=TAKEN)
    rules = Counter(problem.rule_id for problem in findings)
    regions = {problem.org_code[:4] for problem in findings if problem.org_code}
    told = {problem.org_code[:4] for problem in findings if "worked out" in problem.found}
    assert {"A04", "A05", "A06"} <= set(rules) and len(regions) > 32 and len(told) > 10
