"""Funnels (§4.5) against OHID's package, published values of FunnelPlotR and metafor, and numpy."""

import math

import duckdb
import numpy as np
import polars as pl
import pytest
from PHStatsMethods import assign_funnel_significance, calculate_funnel_limits
from PHStatsMethods.utils_funnel import sigma_adjustment

from tests.macros import over, rendered

Z_95, Z_998 = 1.959963984540054, 3.090232306167813
WIDTHS = {"lower_95": -Z_95, "upper_95": Z_95, "lower_998": -Z_998, "upper_998": Z_998}
LIMITS = {name: f"{{{{ funnel_limit('centre', 'n', '{z}') }}}}" for name, z in WIDTHS.items()}


def test_limits_of_proportions_are_those_of_ohid():
    rng = np.random.default_rng(1)
    n = np.concatenate([10 ** rng.uniform(0, 4.5, 3_000), [1, 2, 11, 30_000, 50]]).round()
    centre = np.concatenate([rng.beta(0.7, 0.7, 3_000).clip(0.001, 0.999), [0.5, 0.001, 0.999, 0.2, 0]])
    ours = over(pl.DataFrame({"n": n, "centre": centre}), **LIMITS)
    for name, z in WIDTHS.items():
        p, side = (0.975 if name.endswith("95") else 0.999), ("high" if z > 0 else "low")
        oracle = np.clip([sigma_adjustment(p, a, b, side, 1) for a, b in zip(n, centre, strict=True)], 0, 1)
        np.testing.assert_allclose(ours[name], oracle, rtol=0, atol=1e-9)
        assert {0.0, 1.0} & set(oracle) and len(set(oracle)) > 1_000


def test_a_whole_funnel_is_that_of_ohid():
    rng = np.random.default_rng(2)
    counts = pl.DataFrame({"n": rng.integers(20, 2_000, 40)})
    counts = counts.with_columns(x=pl.Series(rng.binomial(counts["n"].to_numpy(), rng.beta(15, 60, 40))))
    centre = counts["x"].sum() / counts["n"].sum()
    curve = calculate_funnel_limits(counts.to_pandas(), "x", "proportion", 100, denom_col="n")
    ours = over(pl.DataFrame({"n": curve["Population"].to_numpy(), "centre": centre}), **LIMITS)
    for name, theirs in (("lower_95", "lower_2s_limit"), ("upper_998", "upper_3s_limit")):
        np.testing.assert_allclose(100 * ours[name], curve[theirs].astype(float), rtol=0, atol=1e-9)
    points = over(counts.with_columns(centre=centre, value=pl.col("x") / pl.col("n")), **LIMITS)
    status = over(points, s="{{ funnel_status('value', 'lower_95', 'upper_95', 'lower_998', 'upper_998') }}")["s"]
    words = {"Not significant": "inside"} | {
        f"{side} ({p})": f"beyond_{limit}_{word}"
        for side, word in (("Low", "below"), ("High", "above")) for p, limit in (("0.025", "95"), ("0.001", "998"))
    }  # fmt: skip
    oracle = assign_funnel_significance(counts.to_pandas(), "x", "proportion", denom_col="n")["significance"]
    assert status.to_list() == [words[word] for word in oracle] and status.n_unique() >= 4


# Colditz and others (1994), JAMA 271, 698-702: thirteen trials of the BCG vaccine; cases and healthy, vaccinated or not
BCG = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232),
    (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
]  # fmt: skip


@pytest.fixture(scope="module")
def trials() -> pl.DataFrame:
    frame = pl.DataFrame(BCG, ["x1", "healthy1", "x2", "healthy2"], orient="row").with_row_index("trial")
    frame = frame.with_columns(n1=pl.col("x1") + pl.col("healthy1"), n2=pl.col("x2") + pl.col("healthy2"))
    return over(
        frame,
        y="ln({{ relative_likelihood('x1', 'n1', 'x2', 'n2') }})", s="{{ log_ratio_error('x1', 'n1', 'x2', 'n2') }}",
    )  # fmt: skip


def test_the_pooled_ratio_is_that_of_metafor(trials):
    """metafor's tests/testthat/test_misc_metan_vs_rma.mh_with_dat.bcg.r: -0.4537, exponentiated 0.6353."""
    with duckdb.connect() as con:
        con.register("trials", trials)
        query = rendered("select {{ mantel_haenszel_ratio('x1', 'n1', 'x2', 'n2', 'trial') }} from trials")
        assert con.execute(query).fetchone()[0] == pytest.approx(0.6353, abs=5e-5)


def spread(y, s, centre, share) -> tuple[float, float]:
    """φ and τ² by the macros, from values, their errors and a centre."""
    scores = (np.asarray(y) - centre) / np.asarray(s)
    weights = 1 / np.asarray(s) ** 2
    case = {"scores": [sorted(scores)], "n": [len(scores)], "w": [weights.sum()], "w2": [(weights**2).sum()]}
    phi = over(pl.DataFrame(case), phi=f"{{{{ dispersion('scores', {share}) }}}}")
    return phi["phi"][0], over(phi, t="{{ between_variance('phi', 'n', 'w', 'w2') }}")["t"][0]


def test_overdispersion_is_that_of_metafor(trials):
    """metafor's test_misc_metan_vs_rma.uni_with_dat.bcg.r: Q 152.2330 and τ² 0.3088 (DerSimonian and Laird)."""
    weights = 1 / trials["s"] ** 2
    phi, tau2 = spread(trials["y"], trials["s"], (trials["y"] * weights).sum() / weights.sum(), 0)
    assert len(BCG) * phi == pytest.approx(152.2330, abs=5e-5) and tau2 == pytest.approx(0.3088, abs=5e-5)


# Observed and expected of FunnelPlotR's tests/testthat/test-classes_methods.R, which prints φ = 2.948033
OBSERVED, EXPECTED = np.array([100, 150, 180, 80, 120, 225]), np.array([108, 112, 165, 95, 100, 220])


def test_dispersion_is_that_of_funnelplotr():
    """Ratios by the log method, where six organisations are too few for it to trim any."""
    assert round(spread(np.log(OBSERVED / EXPECTED), EXPECTED**-0.5, 0, 0)[0], 6) == 2.948033


def by_numpy(y, s, centre, share) -> tuple[float, float]:
    """winsorisation, phi_func and tau_func of FunnelPlotR's R/od_adjustment.R; R's quantile is numpy's default."""
    scores = (y - centre) / s
    phi = np.mean(np.clip(scores, *np.quantile(scores, [share, 1 - share])) ** 2)
    w, n = 1 / s**2, len(y)
    return phi, 0.0 if n * phi < n - 1 else (n * phi - (n - 1)) / (w.sum() - (w**2).sum() / w.sum())


def test_winsorised_dispersion_is_that_of_its_definition():
    rng = np.random.default_rng(3)
    none = 0
    for n in (2, 5, 10, 17, 121):
        for between in (0, 0.1, 0.5):
            s = np.exp(rng.normal(-1.5, 0.6, n))
            y = rng.normal(0.1, np.sqrt(s**2 + between**2))
            ours, oracle = spread(y, s, 0.1, 0.1), by_numpy(y, s, 0.1, 0.1)
            assert ours == pytest.approx(oracle, rel=1e-9), n
            assert ours[0] < spread(y, s, 0.1, 0)[0]
            none += oracle[1] == 0
    assert 0 < none < 15


def test_limits_of_ratios_widen_with_the_variance_between():
    frame = pl.DataFrame({"centre": [0.1], "s": [0.3], "t": [0.16]})
    limit = over(frame, u=f"{{{{ log_funnel_limit('centre', 's', 't', {Z_95}) }}}}")["u"][0]
    assert limit == pytest.approx(0.1 + Z_95 * 0.5) and math.exp(limit) > math.exp(0.1 + Z_95 * 0.3)
