"""Every interval and trend against an implementation that is not ours: 5,000 random cases, and the edges.

Equal means within 1e-9 of the other's value, relatively, or within 1e-12 absolutely where values near 0 meet; or
declared not calculable. Oracles are statsmodels and OHID's own package; statsmodels finds the limits of a ratio to
1e-6 only, so its score statistic is held against ours instead, and the limits against 50-digit arithmetic.
"""

from decimal import Decimal, localcontext
from random import Random

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from PHStatsMethods import wilson
from statsmodels.stats.contingency_tables import Table
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, score_test_proportions_2indep

from tests.macros import Models, over, python_model

Z = 1.959963984540054
CASES = 5_000
HUGE = 10**9
EDGES = [(0, 1), (1, 1), (0, 40), (40, 40), (0, HUGE), (1, HUGE), (HUGE // 2, HUGE), (HUGE - 1, HUGE), (HUGE, HUGE)]
koopman_limits = python_model("int_ratios_bounded").koopman_limits


def equal(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def arm(random: Random) -> tuple[int, int]:
    """Events and people, from a handful to a whole country, near none, near all and between."""
    people = int(10 ** random.uniform(0, 7))
    few = min(people, int(people ** random.random()))
    return random.choice([few, people - few, random.randint(0, people)]), people


@pytest.fixture(scope="module")
def arms() -> pl.DataFrame:
    random = Random(20261124)
    pairs = [(*one, *other) for one in EDGES for other in EDGES]
    pairs += [(*arm(random), *arm(random)) for _ in range(CASES)]
    frame = pl.DataFrame(pairs, ["x1", "n1", "x2", "n2"], orient="row").cast(pl.Float64)
    low, high = "{{ wilson_lower('x%d', 'n%d', 'z') }}", "{{ wilson_upper('x%d', 'n%d', 'z') }}"
    frame = over(
        frame.with_columns(z=pl.lit(Z)),
        p1="x1 / n1", l1=low % (1, 1), u1=high % (1, 1), p2="x2 / n2", l2=low % (2, 2), u2=high % (2, 2),
    )  # fmt: skip
    return over(
        frame,
        gap_low="{{ newcombe_lower('p1', 'l1', 'p2', 'u2') }}",
        gap_high="{{ newcombe_upper('p1', 'u1', 'p2', 'l2') }}",
        ratio="{{ relative_likelihood('x1', 'n1', 'x2', 'n2') }}",
        log_error="{{ log_ratio_error('x1', 'n1', 'x2', 'n2') }}",
    )


def test_wilson(arms):
    limits = arms.select("l1", "u1").to_numpy()
    equal(limits, np.column_stack(proportion_confint(arms["x1"].to_numpy(), arms["n1"].to_numpy(), method="wilson")))
    equal(limits, [wilson(x, n) for x, n in arms.select("x1", "n1").iter_rows()])


def test_newcombe(arms):
    counts = [arms[name].to_numpy() for name in ("x1", "n1", "x2", "n2")]
    expected = confint_proportions_2indep(*counts, compare="diff", method="newcomb")
    equal(arms.select("gap_low", "gap_high").to_numpy(), np.column_stack(expected))


def test_katz(arms):
    """Without events in an arm it is undefined; statsmodels then moves the counts, we say so."""
    assert arms.filter((pl.col("x1") == 0) | (pl.col("x2") == 0))["log_error"].is_null().all()
    with_events = arms.filter((pl.col("x1") > 0) & (pl.col("x2") > 0))
    counts = [with_events[name].to_numpy() for name in ("x1", "n1", "x2", "n2")]
    low, high = confint_proportions_2indep(*counts, compare="ratio", method="log")
    ratio, error = with_events["ratio"].to_numpy(), with_events["log_error"].to_numpy()
    equal(ratio * np.exp(-Z * error), low)
    equal(ratio * np.exp(Z * error), high)


def limits_of_ratios(arms: pl.DataFrame):
    """Counts of both arms, a finite limit, and the direction in which it is left."""
    counts = arms.filter(pl.col("x1") + pl.col("x2") > 0).select("x1", "n1", "x2", "n2")
    lower, upper = koopman_limits(*counts.to_numpy().T, Z)
    assert (lower[counts["x1"] == 0] == 0).all() and np.isinf(upper[counts["x2"] == 0]).all()
    for row, low, high in zip(counts.rows(), lower, upper, strict=True):
        yield from ((row, limit, way) for limit, way in ((low, -1), (high, 1)) if 0 < limit < np.inf)


def test_koopman_is_where_the_published_score_passes_z(arms):
    """In 50-digit arithmetic: smaller than z² just inside each limit, larger just outside, so it is right to 1e-12."""
    step = Decimal("1e-12")
    for row, limit, way in limits_of_ratios(arms):
        with localcontext() as context:
            context.prec = 50
            counts = [Decimal(n) for n in row]
            inside, outside = (score(*counts, Decimal(float(limit)) * (1 + way * s)) for s in (-step, step))
            assert inside < Decimal(Z) ** 2 < outside, (row, limit)


def score(x1, n1, x2, n2, ratio: Decimal) -> Decimal:
    """U of Koopman (1984), as published."""
    b = ratio * (n1 + x2) + x1 + n2
    p1 = (b - (b * b - 4 * ratio * (n1 + n2) * (x1 + x2)).sqrt()) / (2 * (n1 + n2))
    p2 = p1 / ratio
    terms = (((x - n * p) ** 2, n * p * (1 - p)) for x, n, p in ((x1, n1, p1), (x2, n2, p2)))
    return sum((square / spread for square, spread in terms if square), Decimal(0))


def test_koopman_is_where_the_score_of_statsmodels_passes_z(arms):
    """The same to 1e-9, where its double precision carries so far: not among the edges, nor beyond 10,000 people."""
    tested = list(limits_of_ratios(arms.filter(pl.max_horizontal("n1", "n2") < 10_000)))
    assert len(tested) > 1_000
    for row, limit, way in tested:
        inside, outside = (
            abs(score_test_proportions_2indep(*row, value=near, compare="ratio", correction=False)[0])
            for near in (limit * (1 - way * 1e-9), limit * (1 + way * 1e-9))
        )
        assert inside < Z < outside, (row, limit)


def test_what_is_missing_has_no_limits():
    missing = pl.DataFrame({"x": [None, 3.0, 0.0], "n": [10.0, None, 0.0]}, {"x": pl.Float64, "n": pl.Float64})
    found = over(
        missing,
        low=f"{{{{ wilson_lower('x', 'n', '{Z}') }}}}",
        ratio="{{ relative_likelihood('x', 'n', '5', '10') }}",
        error="{{ log_ratio_error('x', 'n', '5', '10') }}",
    )
    assert found.select("low", "ratio", "error").null_count().row(0) == (3, 3, 3)


def trends(kind: str, points: pl.DataFrame) -> pl.DataFrame:
    """Trends of one measure of unbroken years; an organisation is a case."""
    series = points.with_columns(
        pl.concat_str("org_code", "wres_year", separator=":").alias("value_id"),
        measure_code=pl.lit("M"), kind=pl.lit(kind), polarity=pl.lit("neither"), reference_time=pl.lit("stock"),
        series_kind=pl.lit("own"), value_status=pl.lit("ok"), years_pooled=pl.lit(1), release_year=pl.lit(2026),
    )  # fmt: skip
    steps = series.select(
        value_id_to="value_id", year_from=pl.col("wres_year") - 1, comparable=pl.lit(True),
        value_id_from=pl.concat_str("org_code", pl.col("wres_year") - 1, separator=":"),
    )  # fmt: skip
    parameters = pl.DataFrame({"parameter": ["confidence_z", "trend_points_minimum"], "parameter_value": [Z, 5.0]})
    given = {"int_series_chosen": series, "int_changes_classified": steps, "int_parameters_chosen": parameters}
    fitted = Models(**given)["int_trends_fitted"]
    assert fitted.height == points["org_code"].n_unique() and fitted["slope"].null_count() == 0
    return fitted.sort("org_code").with_columns(error=(pl.col("slope_upper") - pl.col("slope")) / Z)


YEARS = np.arange(2019.0, 2026.0)


def table(cases: list[tuple], **columns: str) -> pl.DataFrame:
    """One row for each case and year."""
    rows = [
        (f"{i:05}", int(year), *row) for i, case in enumerate(cases) for year, *row in zip(YEARS, *case, strict=True)
    ]
    return pl.DataFrame(rows, ["org_code", "wres_year", *columns], orient="row")


def test_cochran_armitage():
    """The association of statsmodels permutes, with N - 1 where the binomial variance has N."""
    random = np.random.default_rng(1)
    people = random.integers(30, 5000, (CASES, YEARS.size))
    events = random.binomial(people, random.uniform(0.02, 0.98, (CASES, 1)))
    cases = list(zip(events / people, people.astype(float), strict=True))
    fitted = trends("share", table(cases, measure_value="", bme_den="").with_columns(
        log_error=pl.lit(None, pl.Float64), ci_lower=pl.lit(0.0), ci_upper=pl.lit(1.0)
    ))  # fmt: skip
    scores = []
    for x, n in zip(events, people, strict=True):
        found = Table(np.column_stack([x, n - x]), shift_zeros=False)
        tested = found.test_ordinal_association(row_scores=YEARS - YEARS.mean(), col_scores=np.array([1.0, 0.0]))
        scores.append(tested.zscore * np.sqrt(n.sum() / (n.sum() - 1)))
    assert set(fitted["method"]) == {"cochran_armitage"}
    equal((fitted["slope"] / fitted["error"]).to_numpy(), scores)


def test_weighted_regression_of_a_log_ratio():
    random = np.random.default_rng(2)
    errors = random.uniform(0.03, 0.6, (CASES, YEARS.size))
    logs = random.normal(0.3, 0.4, (CASES, YEARS.size))
    cases = list(zip(np.exp(logs), errors, strict=True))
    fitted = trends("ratio", table(cases, measure_value="", log_error="").with_columns(
        bme_den=pl.lit(None, pl.Float64), ci_lower=pl.lit(0.0), ci_upper=pl.lit(9.0)
    ))  # fmt: skip
    design = sm.add_constant(YEARS - YEARS.mean())
    expected = []
    for y, error in zip(logs, errors, strict=True):
        line = sm.WLS(y, design, 1 / error**2).fit()
        expected.append((line.params[1], np.sqrt(line.normalized_cov_params[1, 1] * max(1, line.scale))))
    assert set(fitted["method"]) == {"weighted_regression"}
    equal(fitted.select("slope", "error").to_numpy(), expected)
