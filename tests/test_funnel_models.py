"""The funnels and rank intervals of a region that is made up here, against the same done by hand."""

import math
from datetime import date

import numpy as np
import polars as pl
import pytest

from tests.macros import Models, python_model

Z_95, Z_998 = 1.959963984540054, 3.090232306167813
DESCRIBED = {
    "org_code": pl.String, "wres_year": pl.Int32, "measure_code": pl.String, "series_kind": pl.String,
    "is_current": pl.Boolean, "value": pl.Float64, "white_num": pl.Int64, "white_den": pl.Int64, "bme_num": pl.Int64,
    "bme_den": pl.Int64, "ci_lower": pl.Float64, "ci_upper": pl.Float64, "comparator_value": pl.Float64,
    "value_status": pl.String, "is_public": pl.Boolean,
}  # fmt: skip


def survey(code, share, people):
    counts = (None, 900, None, people, share - 0.1, share + 0.1, None)
    return (code, 2025, "I5", "public", True, share, *counts, "ok", True)


def ratio(code, white, bme, kind="own", public=False):
    (x1, n1), (x2, n2) = white, bme
    value = x1 / n1 / (x2 / n2) if x1 and x2 else None
    limits = (value / 2, value * 2) if value else (None, None)
    status = "ok" if value else "interval_only"
    return (code, 2025, "I2", kind, True, value, x1, n1, x2, n2, *limits, None, status, public)


def published(*given, shown=None) -> list[tuple]:
    """A ratio as it is, and as the public sees it."""
    return [ratio(*given, public=True), ratio(*(shown or given), kind="public", public=True)]


def models(rows: list[tuple], types: dict[str, str] | None = None, demonstration=()) -> Models:
    codes = sorted({row[0] for row in rows})
    types = types or {}
    regions = ["Z99" if code in demonstration else "Y62" if code.startswith("T") else "Y60" for code in codes]
    organisations = pl.DataFrame({
        "org_code": codes, "region_code": regions, "icb_code": ["B"] * len(codes),
        "nss_group": [types.get(code, "Acute") for code in codes], "opened_on": [date(2000, 4, 1)] * len(codes),
        "closed_on": pl.Series([None] * len(codes), dtype=pl.Date),
        "is_in_scope": [region != "Y60" for region in regions],
        "is_demonstration": [code in demonstration for code in codes],
    })  # fmt: skip
    return Models(
        stg_landing__refresh="select date '2026-11-24' as as_of",
        int_organisations_described=organisations,
        int_measures_described=pl.DataFrame(rows, DESCRIBED, orient="row"),
    )


def funnel(built: Models, peer_group="region", **only) -> pl.DataFrame:
    return built["fct_funnels"].filter(peer_group=peer_group, **only).sort("org_code")


SHARES = {
    "T1": (0.20, 100), "T2": (0.30, 200), "T3": (0.25, 150), "T4": (0.28, 250), "T5": (0.45, 300), "T6": (0.24, 90)
}  # fmt: skip


def test_a_funnel_of_shares_by_hand():
    rows = funnel(models([survey(code, *given) for code, given in SHARES.items()]))
    everyone = sum(n for _, n in SHARES.values())
    centre = sum(share * n for share, n in SHARES.values()) / everyone
    for row in rows.to_dicts():
        value, n = SHARES[row["org_code"]]
        spread = math.sqrt(centre * (1 - centre) / n)
        assert (row["value"], row["denominator"], row["centre"]) == pytest.approx((value, n, centre))
        assert row["lower_95"] == pytest.approx(centre - Z_95 * spread)
        assert row["upper_998"] == pytest.approx(centre + Z_998 * spread)
        assert row["phi"] is row["tau2"] is row["tau2_basis"] is row["log_precision"] is None
    assert rows["funnel_status"].to_list() == ["beyond_95_below", *["inside"] * 3, "beyond_998_above", "inside"]
    assert rows["shown"].all() and set(rows["organisations"]) == {6} and set(rows["centre_kind"]) == {"pooled"}


def test_without_respondents_there_is_no_place_in_a_funnel():
    rows = funnel(models([survey(code, *given) for code, given in SHARES.items()] + [survey("T7", 0.2, None)]))
    last = rows.row(6, named=True)
    assert (last["shown"], last["not_shown_reason"]) == (False, "no_respondent_count")
    told = "org_code wres_year measure_code peer_group group_key metric_class organisations shown not_shown_reason"
    assert {name for name, value in last.items() if value is not None} == set(told.split())
    assert rows["organisations"].max() == 6


def test_few_organisations_make_no_funnel():
    rows = funnel(models([survey(code, *SHARES[code]) for code in ("T1", "T2", "T3", "T4")]))
    assert set(rows["not_shown_reason"]) == {"too_few_organisations"} and rows["centre"].null_count() == 4


@pytest.mark.parametrize(
    ("people", "kind"),
    [
        ([500, 100, 100, 150, 150], "pooled"),  # half, not more
        ([510, 100, 100, 140, 150], "median"),  # more than half
        ([400, 399, 67, 67, 67], "pooled"),
        ([400, 400, 67, 67, 66], "median"),  # two have four fifths
    ],
)
def test_where_few_dominate_the_centre_is_their_median(people, kind):
    shares = [0.10, 0.20, 0.30, 0.40, 0.55]
    given = [survey(f"T{i}", share, n) for i, (share, n) in enumerate(zip(shares, people, strict=True))]
    rows = funnel(models(given))
    assert set(rows["centre_kind"]) == {kind}
    pooled = np.average(shares, weights=people)
    assert rows["centre"][0] == pytest.approx(0.30 if kind == "median" else pooled)


def counts(number: int, random_seed: int, spread=0.35, prefix="T") -> list[tuple]:
    rng = np.random.default_rng(random_seed)
    made = []
    for i in range(number):
        n1, n2 = rng.integers(1_500, 4_000), rng.integers(500, 1_500)
        rates = 0.2 * math.exp(rng.normal(0.3, spread)), 0.2
        x1, x2 = (int(rng.binomial(n, rate)) for n, rate in zip((n1, n2), rates, strict=True))
        made.append((f"{prefix}{i:02}", (x1, int(n1)), (x2, int(n2))))
    return made


def by_hand(given: list[tuple], step=0) -> tuple[float, float, float]:
    """Centre, φ and τ² of ratios: Mantel and Haenszel, FunnelPlotR; published counts are off by half a step."""
    x1, n1, x2, n2 = np.array([(*white, *bme) for _, white, bme in given], float).T
    centre = (x1 * n2 / (n1 + n2)).sum() / (x2 * n1 / (n1 + n2)).sum()
    some = (x1 > 0) & (x2 > 0)
    x1, n1, x2, n2 = x1[some], n1[some], x2[some], n2[some]
    s = np.sqrt(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2 + step**2 / 12 * (x1**-2 + x2**-2))
    scores = (np.log(x1 / n1 / (x2 / n2)) - math.log(centre)) / s
    phi = np.mean(np.clip(scores, *np.quantile(scores, [0.1, 0.9])) ** 2)
    w, n = s**-2, len(s)
    return centre, phi, max(0.0, (n * phi - (n - 1)) / (w.sum() - (w**2).sum() / w.sum()))


def test_a_funnel_of_ratios_by_hand():
    given = counts(12, 1)
    given.append(("T98", (40, 900), (0, 300)))  # counts for the centre, and has no place
    rows = funnel(models([ratio(*row) for row in given]))
    centre, phi, tau2 = by_hand(given)
    assert tau2 > 0.01
    for row in rows.to_dicts()[:-1]:
        (x1, n1), (x2, n2) = next(row_[1:] for row_ in given if row_[0] == row["org_code"])
        s = math.sqrt(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2)
        assert (row["centre"], row["phi"], row["tau2"]) == pytest.approx((centre, phi, tau2), rel=1e-9)
        assert row["log_precision"] == pytest.approx(1 / s) and row["denominator"] is None
        limits = [math.exp(math.log(centre) + z * math.hypot(s, math.sqrt(tau2))) for z in (-Z_95, Z_95, -Z_998, Z_998)]
        ours = [row[name] for name in ("lower_95", "upper_95", "lower_998", "upper_998")]
        assert ours == pytest.approx(limits, rel=1e-9)
    assert rows["not_shown_reason"].to_list() == [None] * 12 + ["no_events_in_an_arm"]
    assert set(rows["metric_class"]) == {"private"} and set(rows["tau2_basis"]) == {"own_group", None}
    assert set(rows["organisations"]) == {12}


def test_a_small_group_is_widened_by_its_type_in_england_and_invented_ones_are_not():
    near, far, invented = counts(7, 2), counts(12, 3, prefix="F"), counts(7, 4, prefix="Z")
    rows = [row for given in near + far + invented for row in published(*given)]
    built = models(rows, demonstration={row[0] for row in invented})
    england = by_hand(near + far, 5)[2]
    own = funnel(built, "type_in_region", group_key="Y62 Acute")
    assert set(own["tau2_basis"]) == {"type_in_england"} and own["tau2"][0] == pytest.approx(england, rel=1e-9)
    assert own["centre"][0] == pytest.approx(by_hand(near)[0], rel=1e-9)
    made_up = funnel(built, "type_in_region", group_key="Z99 Acute")
    assert set(made_up["tau2_basis"]) == {"none"} and set(made_up["tau2"]) == {0.0}
    assert funnel(built, "type_in_england").height == 19


def test_a_funnel_holds_published_or_confidential_values_and_never_both():
    given = counts(9, 5)
    rows = [row for organisation in given[:6] for row in published(*organisation)]
    found = funnel(models(rows + [ratio(*organisation) for organisation in given[6:]]))
    assert set(found["metric_class"]) == {"published"} and found.height == 6
    assert found["centre"][0] == pytest.approx(by_hand(given[:6])[0], rel=1e-9)


def test_published_counts_are_taken_as_the_public_sees_them():
    given = counts(6, 6)
    rounded = [(code, *((5 * round(x / 5), 5 * round(n / 5)) for x, n in arms)) for code, *arms in given]
    rows = [row for pair in zip(given, rounded, strict=True) for row in published(*pair[0], shown=pair[1])]
    assert funnel(models(rows))["centre"][0] == pytest.approx(by_hand(rounded)[0], rel=1e-12) != by_hand(given)[0]
    assert funnel(models([ratio(*row, public=True) for row in given])).is_empty()


def test_curves_go_through_the_limits_of_the_organisations():
    given = [survey(code, *SHARES[code]) for code in SHARES] + [ratio(*row) for row in counts(12, 7)]
    built = models(given)
    points, curves = built["fct_funnels"], built["fct_funnel_limits"]
    keys = ["peer_group", "group_key", "wres_year", "measure_code"]
    assert set(curves.group_by(keys).len()["len"]) == {40} and set(curves["step"]) == set(range(40))
    for measure, across in (("I5", "denominator"), ("I2", "log_precision")):
        curve = curves.filter(measure_code=measure, peer_group="region").sort("step")
        some = points.filter(measure_code=measure, peer_group="region").sort(across)
        assert (curve[across][0], curve[across][39]) == pytest.approx((some[across][0], some[across][-1]))
        for name in ("lower_95", "upper_95", "lower_998", "upper_998"):
            drawn = np.interp(some[across], curve[across], curve[name])
            np.testing.assert_allclose(drawn, some[name], rtol=2e-3)
            assert (drawn[0], drawn[-1]) == pytest.approx((some[name][0], some[name][-1]), rel=1e-9)
        assert set(curve["centre"]) == set(some["centre"])


def ranks(rows: list[tuple]) -> dict[str, tuple[int, int, int]]:
    found = models(rows)["int_peer_ranks_drawn"].filter(peer_group="region", measure_code="I5")
    return {r["org_code"]: (r["rank_lower"], r["rank_upper"], r["ranked"]) for r in found.to_dicts()}


def test_ranks_do_not_depend_on_the_order_of_rows_or_on_who_else_is_there():
    rows = [survey(code, *SHARES[code]) for code in SHARES]
    assert ranks(rows) == ranks(rows[::-1]) and len(ranks(rows)) == 6
    drawing = python_model("int_peer_ranks_drawn")
    assert (drawing.normals("T1", 5, 2026) == drawing.normals("T1", 5, 2026)).all()
    assert abs(np.corrcoef(drawing.normals("T1", 5_000, 2026), drawing.normals("T2", 5_000, 2026))[0, 1]) < 0.05
    assert ranks(rows[:1]) == {}


def test_ranks_of_six_are_those_of_an_independent_simulation():
    rows = [survey(code, *SHARES[code]) for code in SHARES]
    error = 0.2 / (2 * Z_95)
    rng = np.random.default_rng(99)
    drawn = rng.normal([share for share, _ in SHARES.values()], error, (200_000, 6))
    places = drawn.argsort(axis=1).argsort(axis=1) + 1  # lower is better
    for i, (code, (lower, upper, ranked)) in enumerate(sorted(ranks(rows).items())):
        share_below, share_above = (places[:, i] < lower).mean(), (places[:, i] > upper).mean()
        assert share_below < 0.06 and share_above < 0.06, code
        assert (places[:, i] <= lower).mean() > 0.04 and (places[:, i] >= upper).mean() > 0.04, code
        assert ranked == 6


@pytest.mark.parametrize(("gap", "certain"), [(1.5, False), (1.8, True)])
def test_two_organisations_are_apart_where_the_normal_distribution_says_so(gap, certain):
    """The nearer to 0 is first with chance Φ(d / sqrt(s1² + s2²)): 0.95 at a distance of 1.645."""
    drawing = python_model("int_peer_ranks_drawn")
    drawn = np.stack([drawing.normals(code, 5_000, 2026) for code in ("T1", "T2")], axis=1)
    values = np.array([0.0, gap * math.hypot(0.03, 0.04)])
    lower, upper = drawing.rank_limits(values, np.array([0.03, 0.04]), drawn, "lower_is_better", 0.05)
    assert (lower.tolist(), upper.tolist()) == (([1, 2], [1, 2]) if certain else ([1, 1], [2, 2]))


def test_ties_share_the_first_place():
    drawing = python_model("int_peer_ranks_drawn")
    values, errors = np.array([0.3, 0.5, -0.3]), np.full(3, 0.01)
    drawn = np.random.default_rng(1).standard_normal((500, 3))
    lower, upper = drawing.rank_limits(values, errors, drawn, "towards_zero_from_below", 0.05)
    assert (lower.tolist(), upper.tolist()) == ([1, 1, 3], [1, 1, 3])
