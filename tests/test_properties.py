"""What must hold for any figures whatever (§8): cases are drawn in batches, each batch is one run of the SQL."""

from datetime import date
from itertools import pairwise, product
from math import log

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.macros import line, over, python_model, wres

Z = 1.959963984540054
koopman_limits = python_model("int_ratios_bounded").koopman_limits
few = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])

people = st.integers(1, 20_000)
arm = people.flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
arms = st.lists(st.tuples(arm, arm), min_size=1, max_size=60)
ratios = st.one_of(st.sampled_from([0.8, 1.25, 1.0, 1 / 1.25, 1 / 0.8]), st.floats(1e-6, 1e6))
BLANKS = st.sampled_from(["*", None])
counts = st.one_of(st.integers(0, 500), BLANKS)


def flows(org_code: str, year: int, white, bme, unknown=None) -> list[tuple]:
    """I2 of one organisation: appointed and shortlisted of each group."""
    given_ = {"WHITE": white, "BME": bme, "UNKNOWN": unknown}
    return [
        line(org_code, year, f"I2.{code}", group, pair[i], "annual")
        for group, pair in given_.items()
        if pair is not None
        for i, code in enumerate(("APPOINTED", "SHORTLISTED"))
    ]


def measured(lines: list[tuple], **given_) -> pl.DataFrame:
    return wres(lines, **given_)["fct_measures"].filter(measure_code="I2").sort("org_code")


def of(measures: pl.DataFrame, letter: str) -> pl.DataFrame:
    """Rows of the organisations whose code begins so, by the rest of it."""
    codes = pl.col("org_code")
    return measures.filter(codes.str.starts_with(letter)).with_columns(codes.str.slice(1)).sort("org_code")


@few
@given(arms)
def test_swapping_white_and_bme_inverts_i2(cases):
    lines = [row for i, pair in enumerate(cases) for row in flows(f"A{i:03}", 2025, *pair)]
    lines += [row for i, pair in enumerate(cases) for row in flows(f"B{i:03}", 2025, *pair[::-1])]
    found = measured(lines)
    both = of(found, "A").join(of(found, "B"), on="org_code", suffix="_swapped")
    assert both.height == len(cases) and (both["value_status"] == both["value_status_swapped"]).all()
    ok = both.filter(value_status="ok")
    for one, other in (("value", "value"), ("ci_lower", "ci_upper"), ("katz_lower", "katz_upper")):
        assert ((ok[one] * ok[f"{other}_swapped"] - 1).abs() < 1e-9).all()
    mirror = {"adverse_to_bme": "adverse_to_white", "adverse_to_white": "adverse_to_bme"}
    off_the_edge = ok.filter((ok["value"].log().abs() - log(1.25)).abs() > 1e-12)
    assert off_the_edge["band"].replace(mirror).to_list() == off_the_edge["band_swapped"].to_list()


@few
@given(st.lists(st.tuples(ratios, ratios), min_size=1, max_size=300))
def test_a_class_is_the_same_when_both_ratios_are_inverted(pairs):
    edges = list(product([0.8, 1.25, 1.0, 1.6, 0.625, 1.2499999, 0.8000001], repeat=2))
    cases = pl.DataFrame(edges + pairs, ["x", "y"], orient="row")
    sql = "{{ classify_ratio('%s', '%s', '1.25') }}"
    found = over(cases, straight=sql % ("x", "y"), inverted=sql % ("(1 / x)", "(1 / y)"))
    assert found.filter(pl.col("straight") != pl.col("inverted")).rows() == []
    assert found["straight"].null_count() == 0


@few
@given(st.lists(st.tuples(arm, arm, arm, arm), min_size=1, max_size=60))
def test_adding_unknowns_changes_no_ratio(cases):
    lines = []
    for i, (white, bme, some, more) in enumerate(cases):
        for letter, unknown in (("A", None), ("B", some), ("C", more)):
            lines += flows(f"{letter}{i:03}", 2025, white, bme, unknown)
    found = measured(lines)
    same = ["org_code", "value", "ci_lower", "ci_upper", "katz_lower", "band", "reliability", "value_status"]
    without, some, more = (of(found, letter) for letter in "ABC")
    assert without.height == len(cases)
    assert without.select(same).equals(some.select(same)) and without.select(same).equals(more.select(same))
    assert without["value_if_unknown_white"].null_count() == without["unknown_sensitive"].null_count() == len(cases)


@few
@given(st.lists(st.tuples(*[st.integers(0, 500)] * 6), min_size=2, max_size=5), st.integers(2021, 2023))
def test_a_pro_forma_sum_is_the_sum_of_its_parts(parts, year):
    """`parts` merge one into the next, the last of which is the organisation that we ask for."""
    codes = [f"{i:03}" for i in range(len(parts))]
    steps = [(old, new, date(2024, 4 + i, 1)) for i, (old, new) in enumerate(pairwise(codes))]
    lines = []
    for code, (*events, white, bme, unknown) in zip(codes, parts, strict=True):
        staff = [n + e for n, e in zip((white, bme, unknown), events, strict=True)]
        lines += flows(code, year, *zip(events, staff, strict=True))
    found = wres(lines, steps)["int_sets_united"].filter(org_code=codes[-1], series_kind="proforma")
    sums = {row["set_code"]: (row["white"], row["bme"], row["unknown"], row["everyone"]) for row in found.to_dicts()}
    events, staff = ([sum(p[i] for p in parts) for i in three] for three in ((0, 1, 2), (3, 4, 5)))
    staff = [n + e for n, e in zip(staff, events, strict=True)]
    assert sums["I2.APPOINTED"] == (*events, sum(events)) and sums["I2.SHORTLISTED"] == (*staff, sum(staff))
    assert found["release_year"].unique().to_list() == [year]


@few
@given(st.lists(st.tuples(*[counts] * 3), min_size=1, max_size=60))
def test_suppressed_blank_and_zero_never_become_each_other(cases):
    """Two mandatory lines in each group: a sum is a number only if both are, and says what the worst of them is."""
    others = [code for code in _bands() if code != "I1.NC.B2"]
    lines = [
        line(f"{i:03}", 2025, code, group, value if code == "I1.NC.B2" else 1)
        for i, case in enumerate(cases)
        for group, value in zip(("WHITE", "BME", "UNKNOWN"), case, strict=True)
        for code in ("I1.NC.B2", *others)
    ]
    models = wres(lines)
    sums = models["int_counts_summed"].filter(set_code="AFC_ALL")
    found = {(r["org_code"], r["wres_group"]): (r["count_status"], r["headcount"]) for r in sums.to_dicts()}
    shares = {r["org_code"]: r for r in models["fct_measures"].filter(measure_code="I1.AFC").to_dicts()}
    for i, case in enumerate(cases):
        for group, value in zip(("WHITE", "BME", "UNKNOWN"), case, strict=True):
            expected = {"*": ("suppressed", None), None: ("not_submitted", None)}.get(value)
            assert found[f"{i:03}", group] == (expected or ("reported", value + len(others)))
        share = shares[f"{i:03}"]
        blank = next((word for word in ("*", None) if word in case), "none")
        expected = {"*": "suppressed", None: "not_submitted", "none": "ok"}[blank]
        assert share["value_status"] == expected and (share["value"] is None) == (expected != "ok")


def _bands() -> list[str]:
    return wres([])["workforce_lines"].filter("in_afc_all")["line_code"].to_list()


@few
@given(arms)
def test_limits_hold_the_ratio_and_widen_with_confidence(cases):
    with_events = [(a, b) for a, b in cases if a[0] and b[0]] or [((1, 2), (1, 2))]
    x1, n1, x2, n2 = zip(*((*a, *b) for a, b in with_events), strict=True)
    ratio = pl.DataFrame({"r": [a / b / (c / d) for a, b, c, d in zip(x1, n1, x2, n2, strict=True)]})["r"].to_numpy()
    narrow, wide = koopman_limits(x1, n1, x2, n2, 1.2815515655446004), koopman_limits(x1, n1, x2, n2, Z)
    slack = 1 + 1e-12
    assert (wide[0] <= narrow[0] * slack).all() and (narrow[0] <= ratio * slack).all()
    assert (ratio <= narrow[1] * slack).all() and (narrow[1] <= wide[1] * slack).all()
