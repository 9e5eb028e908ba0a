"""The specification's own figures (§1.3.3, §1.4, §3.5.1, §4.1, §4.2, §4.4), in tables to be read beside it."""

import math
from datetime import date

import polars as pl
import pytest
from scipy.stats import fisher_exact

from tests.macros import Models, line, over, python_model, wres

BANDS_SENT = [f"I1.{scope}.B{band}" for scope in ("NC", "CL") for band in "3 4 5 6 7 8B 8C 8D 9".split()]
BANDS_SENT = [*BANDS_SENT, "I1.CL.B2", "I1.CL.B8A", "I1.NC.VSM", "I1.CL.VSM"]
Z, Z_998 = 1.959963984540054, 3.090232306167813

# §1.3.3: kind of measure, the year before, this year, class
CLASSES = [
    ("towards_parity", 1.60, 1.40, "improved"),
    ("towards_parity", 1.40, 1.10, "improved"),  # entered the zone
    ("towards_parity", 0.95, 1.02, "sustained_parity"),
    ("towards_parity", 1.10, 1.40, "worsened"),  # left the zone
    ("towards_parity", 1.60, 0.70, "overshoot"),  # crossed 1, still outside
    ("towards_parity", 0.60, 0.70, "improved"),
    ("towards_parity", 1.40, 1.60, "worsened"),
    ("towards_parity", 1.60, 1.60, "unchanged"),
    ("towards_parity", 1.60, 1.25, "improved"),  # the limits belong to the zone
    ("towards_parity", 0.80, 1.25, "sustained_parity"),
    ("towards_parity", 1.60, 0.80, "improved"),
    ("towards_parity", 0.00, 1.10, None),  # zero and undefined are no ratio
    ("towards_parity", 1.10, None, None),
    ("lower_is_better", 0.31, 0.29, "improved"),  # I5, I6 and I8
    ("lower_is_better", 0.29, 0.31, "worsened"),
    ("lower_is_better", 0.30, 0.30, "unchanged"),  # a tie is never improved
    ("higher_is_better", 0.44, 0.46, "improved"),  # I7
    ("higher_is_better", 0.46, 0.44, "worsened"),
    ("towards_zero_from_below", -0.10, -0.08, "improved"),  # I1 and I9
    ("towards_zero_from_below", -0.08, -0.10, "worsened"),
    ("towards_zero_from_below", -0.08, -0.08, "unchanged"),
    ("towards_zero_from_below", 0.15 - 0.25, 0.20 - 0.30, "unchanged"),  # a tie that the last digits hide
    ("towards_zero_from_below", 0.00, 0.10, "sustained_parity"),  # over-representation is not adverse
    ("towards_zero_from_below", -0.05, 0.02, "improved"),
    ("towards_zero_from_below", -0.02, 0.05, "worsened"),
    ("towards_zero", 0.04, -0.02, "improved"),
    ("neither", 0.10, 0.12, "increased"),
]


def test_classes_of_a_change():
    cases = pl.DataFrame(CLASSES, ["polarity", "before", "now", "expected"], orient="row")
    found = over(cases, found="{{ classify('polarity', 'before', 'now', '1.25') }}")
    assert found.filter(pl.col("found").ne_missing(pl.col("expected"))).rows() == []


def test_a_zero_in_either_year_is_not_comparable():
    entries = {2023: (0, 12), 2024: (3, 12), 2025: (3, 0)}
    lines = [
        line("A", y, "I3.ENTERED", g, e) for y, es in entries.items() for g, e in zip(("BME", "WHITE"), es, strict=True)
    ]
    lines += [line("A", y, "I3.WORKFORCE", g, n) for y in entries for g, n in (("BME", 300), ("WHITE", 3000))]
    changes = wres(lines)["fct_changes"].filter(measure_code="I3")
    assert set(changes["change_class"]) == {"not_comparable"} and changes.height == 3
    assert changes["net_change"].null_count() == changes["value_to"].null_count() == 3


# §1.4: ratio, band
BANDS = [(1.26, "adverse_to_bme"), (1.25, "non_adverse"), (0.80, "non_adverse"), (0.79, "adverse_to_white"),
         (None, "not_calculable")]  # fmt: skip


def test_four_fifths_bands():
    cases = pl.DataFrame(BANDS, ["ratio", "band"], orient="row")
    found = over(cases, found="{{ four_fifths_band('ratio', 0.8, 1.25) }}")
    assert found["found"].to_list() == found["band"].to_list()


# §3.5.1: seats, local BME share, seats needed to the nearest whole one, and leniently
BOARDS = [(12, 0.04, 1, 1), (12, 0.16, 2, 1), (14, 0.43, 6, 6), (15, 0.265, 4, 3)]


def test_board_seats_needed():
    inputs = " union all ".join(
        f"select 'org {i}' as org_code, date '2026-05-01' as assessment_date, 'G1' as item_id, 'test' as rule_version, "
        f"map {{'seats_total': '{seats}', 'seats_bme': '0', 'seats_unknown': '0', 'as_at': '2026-03-31'}} as facts"
        for i, (seats, *_) in enumerate(BOARDS)
    )
    bases = [(f"org {i}", "icb", share, True) for i, (_, share, *_) in enumerate(BOARDS)]
    columns = ["org_code", "basis", "bme_share", "is_registered"]
    needs = Models(
        int_item_inputs_gathered=inputs,
        int_population_bases_chosen=pl.DataFrame(bases, columns, orient="row"),
        int_rule_parameters_chosen=pl.DataFrame(
            {"rule_version": ["test"], "parameter": ["annual_months"], "parameter_value": [12.0]}
        ),
    )["int_board_needs_computed"].sort("org_code")
    assert needs.select("need_nearest", "need_floor").rows() == [(nearest, floor) for *_, nearest, floor in BOARDS]


# §4.1: x, n, standard deviations, lower, upper, digits
WILSON = [
    (12, 280, Z, 0.02468, 0.07340, 5),
    (0, 40, Z, 0, 0.08762, 5),
    (5, 5, Z, 0.56552, 1, 5),
    (2, 14, Z, 0.04009, 0.39941, 5),
    (2, 14, Z_998, 0.02192, 0.55344, 5),
    (82, 10_000, Z, 0.0066116, 0.0101661, 7),  # printed as 0.0101662; both oracles give 0.01016610
]


@pytest.mark.parametrize("x, n, z, lower, upper, digits", WILSON)
def test_wilson(x, n, z, lower, upper, digits):
    cases = pl.DataFrame({"x": [float(x)], "n": [float(n)], "z": [z]})
    limits = over(cases, low="{{ wilson_lower('x', 'n', 'z') }}", high="{{ wilson_upper('x', 'n', 'z') }}")
    assert (round(limits["low"][0], digits), round(limits["high"][0], digits)) == (lower, upper)


def test_newcombe():
    """118/251 - 1121/1900 is -0.1199 (-0.1845, -0.0543)."""
    low, high = "{{ wilson_lower('x%d', 'n%d', 'z') }}", "{{ wilson_upper('x%d', 'n%d', 'z') }}"
    shares = over(
        pl.DataFrame({"x1": [118.0], "n1": [251.0], "x2": [1121.0], "n2": [1900.0], "z": [Z]}),
        p1="x1 / n1", l1=low % (1, 1), u1=high % (1, 1), p2="x2 / n2", l2=low % (2, 2), u2=high % (2, 2),
    )  # fmt: skip
    found = over(
        shares,
        gap="p1 - p2",
        low="{{ newcombe_lower('p1', 'l1', 'p2', 'u2') }}",
        high="{{ newcombe_upper('p1', 'u1', 'p2', 'l2') }}",
    )
    assert [round(found[name][0], 4) for name in ("gap", "low", "high")] == [-0.1199, -0.1845, -0.0543]


# §4.2: events and people above the line, then below; ratio; limits by Katz and by Koopman; digits. None is undefined.
RATIOS = [
    (36, 40, 16, 80, 4.50, None, (2.94, 7.15), 2),
    (9, 750, 17, 2429, 1.71, (0.77, 3.83), (0.78, 3.75), 2),
    (900, 4000, 280, 2000, 1.607, (1.421, 1.817), (1.422, 1.818), 3),
    (0, 300, 12, 3000, None, (None, None), (0, 3.17), 2),
    (3, 300, 0, 3000, None, (None, None), (7.81, None), 2),
]


def ratio_of(x1, n1, x2, n2) -> dict:
    """I3 as published: the BME arm is above the line."""
    counts = {"BME": (x1, n1), "WHITE": (x2, n2)}
    lines = [line("A", 2025, "I3.ENTERED", group, x) for group, (x, _) in counts.items()]
    lines += [line("A", 2025, "I3.WORKFORCE", group, n) for group, (_, n) in counts.items()]
    return wres(lines)["fct_measures"].filter(measure_code="I3").row(0, named=True)


@pytest.mark.parametrize("x1, n1, x2, n2, ratio, katz, koopman, digits", RATIOS)
def test_relative_likelihood(x1, n1, x2, n2, ratio, katz, koopman, digits):
    def shown(*names):
        return tuple(None if row[name] is None else round(row[name], digits) for name in names)

    row = ratio_of(x1, n1, x2, n2)
    assert shown("value", "ci_lower", "ci_upper") == (ratio, *koopman)
    assert katz is None or shown("katz_lower", "katz_upper") == katz
    assert row["value_status"] == ("ok" if ratio else "interval_only")
    assert row["interval_status"] == ("ok" if koopman[1] else "no_upper_limit")


def test_the_teaching_example_is_not_distinguishable_from_chance():
    assert round(fisher_exact([[9, 750 - 9], [17, 2429 - 17]]).pvalue, 2) == 0.24


def test_koopman_without_events_below_the_line_has_no_upper_limit():
    lower, upper = python_model("int_ratios_bounded").koopman_limits([3], [300], [0], [3000], Z)
    assert round(float(lower[0]), 2) == 7.81 and math.isinf(upper[0])


# §4.2: events of the two arms, status, grade
GRADES = [
    (0, 0, "not_calculable", None),
    (0, 9, "interval_only", "D"),
    (1, 90, "ok", "C"),
    (90, 7, "ok", "C"),
    (8, 90, "ok", "B"),
    (90, 19, "ok", "B"),
    (20, 20, "ok", "A"),
]


@pytest.mark.parametrize("x1, x2, status, grade", GRADES)
def test_zero_rules_and_reliability(x1, x2, status, grade):
    row = ratio_of(x1, 300, x2, 3000)
    assert (row["value_status"], row["reliability"]) == (status, grade)
    assert (row["value"] is None) == (status != "ok")


# §4.4: BME staff of 1,000 in each year from 2020 on, method, class
TRENDS = [
    ((100, 110, 120, 130), "net_change", "too_few_points"),
    ((100, 110, 120, 130, 140), "cochran_armitage", "rising"),
    ((140, 130, 120, 110, 100), "cochran_armitage", "falling"),
    ((120, 118, 123, 119, 121), "cochran_armitage", "no_clear_trend"),
    ((0, 0, 0, 0, 0), "cochran_armitage", "no_clear_trend"),
]


@pytest.mark.parametrize("staff, method, trend", TRENDS)
def test_a_trend_needs_five_points(staff, method, trend):
    counts = [(2020 + i, group, n) for i, bme in enumerate(staff) for group, n in (("BME", bme), ("WHITE", 1000 - bme))]
    lines = [line("A", y, "I1.NC.B2", g, n) for y, g, n in counts]
    lines += [line("A", year, "I1.NC.B2", "UNKNOWN", 0) for year in range(2020, 2020 + len(staff))]
    models, years = wres(lines), len(staff)
    found = models["fct_trends"].filter(measure_code="I1.NC.B2").row(0, named=True)
    assert (found["points"], found["method"], found["trend_class"]) == (len(staff), method, trend)
    assert (found["slope"] is None) == (method == "net_change")
    if method == "net_change":  # the change from end to end, with its limits
        ends = pl.col("measure_code") == "I1.NC.B2", pl.col("year_from") == 2020, pl.col("year_to") == 2019 + years
        net = models["fct_changes"].filter(*ends).row(0, named=True)
        assert net["net_change_lower"] < net["net_change"] < net["net_change_upper"]


def test_a_trend_runs_over_a_merger_as_a_pro_forma_sum():
    """A took B in on 1 July 2023; B's lines were released a year later. Below 0 a gap that closes is improving."""
    lines = []
    for year in range(2020, 2026):
        for org_code, size in (("A", 3), ("B", 1)) if year < 2024 else (("A", 4),):
            people = {"I1.NC.B2": (4000, 1000), "I1.NC.B8A": (1000 - 20 * (year - 2019), 20 * (year - 2019))}
            for code, (white, bme) in people.items():
                release = year + (org_code == "B")
                for group, n in (("WHITE", white), ("BME", bme), ("UNKNOWN", 0)):
                    lines.append(line(org_code, year, code, group, size * n, release_year=release))
    lines += [
        line(org, year, code, group, 0, release_year=release)
        for org, year, release in {(row[0], row[1], row[8]) for row in lines}
        for code in BANDS_SENT
        for group in ("WHITE", "BME", "UNKNOWN")
    ]
    found = wres(lines, [("B", "A", date(2023, 7, 1))])["fct_trends"].filter(measure_code="I1", org_code="A")
    assert found.select("year_first", "year_last", "points", "trend_class").rows() == [(2020, 2025, 6, "improving")]


def test_a_trend_never_crosses_a_break_or_a_missing_year():
    """I7 breaks between 2025 and 2026 (§1.5); 2019 was never published."""
    values = {2018: 0.40, 2020: 0.41, 2021: 0.42, 2022: 0.43, 2023: 0.44, 2024: 0.45, 2025: 0.46, 2026: 0.20}
    lines = [
        line("A", year, f"I7.{part}", group, value, source="nss", release_year=2026)
        for year, share in values.items()
        for group in ("WHITE", "BME")
        for part, value in (("PCT", share), ("N", 5000))
    ]
    trends = wres(lines)["fct_trends"].filter(measure_code="I7").sort("year_first")
    runs = trends.select("year_first", "year_last", "points").rows()
    assert runs == [(2018, 2018, 1), (2020, 2025, 6), (2026, 2026, 1)]
    assert trends["trend_class"].to_list() == ["too_few_points", "improving", "too_few_points"]
