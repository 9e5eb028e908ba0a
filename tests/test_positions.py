"""Position among peers and quantile (§4.5), against OHID's package, bisection and words."""

import math

import numpy as np
import polars as pl
import pytest
from PHStatsMethods import ph_quantile

from tests.macros import over

Z = 1.959963984540054
KINDS = ("higher_is_better", "lower_is_better", "towards_zero", "towards_parity", "towards_zero_from_below")


def quantiles(frame: pl.DataFrame, count: int) -> pl.DataFrame:
    ranked = frame.with_columns(
        place=pl.col("value").rank("min").over("area").cast(pl.Int64), organisations=pl.len().over("area")
    )
    return over(ranked, quantile=f"{{{{ ohid_quantile('place', 'organisations', {count}) }}}}")


@pytest.mark.filterwarnings("ignore:One or more groups")
@pytest.mark.parametrize("count", [4, 7, 10])
def test_quantiles_are_those_of_ohid(count):
    rng = np.random.default_rng(count)
    sizes = [*range(1, 45), 121, 200]
    areas = np.repeat(np.arange(len(sizes)), sizes)
    values = rng.integers(0, rng.integers(2, 60, len(sizes))[areas])  # many ties
    frame = pl.DataFrame({"area": areas, "value": values.astype(float)})
    oracle = ph_quantile(frame.to_pandas(), "value", ["area"], nquantiles=count, invert=False)["quantile"].to_numpy()
    ours = quantiles(frame, count)["quantile"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    np.testing.assert_array_equal(ours, oracle)
    assert np.isnan(oracle).any() and (oracle == count).any()


def crossing(errors: list[float | None]) -> float | None:
    """Where the sum of min(1, t·sqrt(2/π)/s) reaches z·sqrt(n), by bisection, over z."""
    known = np.array([s for s in errors if s is not None])
    reach = Z * math.sqrt(len(errors))
    if len(known) <= reach:
        return None
    low, high = 0.0, 10 * known.max()
    for _ in range(200):
        middle = (low + high) / 2
        short = np.minimum(1, middle * math.sqrt(2 / math.pi) / known).sum() < reach
        low, high = (middle, high) if short else (low, middle)
    return low / Z


def test_error_of_a_median_solves_its_equation():
    rng = np.random.default_rng(1)
    cases = [list(np.exp(rng.normal(-3, spread, n))) for n in (1, 3, 4, 5, 6, 29, 120) for spread in (0, 0.5, 2)]
    cases += [[0.1] * 6 + [None] * n for n in (1, 2, 3, 9)]
    ours = over(pl.DataFrame({"errors": cases}), e=f"{{{{ median_error('errors', {Z}) }}}}")["e"].to_list()
    oracle = [crossing(errors) for errors in cases]
    assert [error is None for error in ours] == [error is None for error in oracle]
    assert oracle.count(None) == 7  # one or three values, and six known of fifteen
    assert [e for e in ours if e] == pytest.approx([e for e in oracle if e], rel=1e-9)
    equal = over(pl.DataFrame({"errors": [[0.2] * 30]}), e=f"{{{{ median_error('errors', {Z}) }}}}")["e"][0]
    assert equal == pytest.approx(0.2 * math.sqrt(math.pi / 2 / 30))  # the large-sample error


def in_words(value, lower, upper, median, error, is_ratio, polarity, half_step=0.0):
    """The position by distances from what is best, in the words of §1.3.3 and §4.5."""
    if is_ratio:
        value, lower, upper, median = (math.log(x) for x in (value, lower, upper, median))

    def differs(target):
        facing = upper if target > value else lower
        return abs(value - target) > half_step + math.hypot(value - facing, Z * error)

    if polarity in ("towards_zero", "towards_parity"):
        distance, targets = abs, (median, -median)
    elif polarity == "towards_zero_from_below":
        distance, targets = (lambda x: max(0, -x)), (min(median, 0),)
    else:
        distance, targets = (lambda x: x if polarity == "lower_is_better" else -x), (median,)
    beyond = [t for t in targets if differs(t)]
    if distance(value) > distance(median):
        nearest = min(targets, key=lambda t: abs(value - t))
        return "worse" if nearest in beyond else "similar"
    return "better" if distance(value) < distance(median) and len(beyond) == len(targets) else "similar"


def test_positions_are_those_of_the_words():
    rng = np.random.default_rng(2)
    cases = []
    for polarity in KINDS:
        for _ in range(1_000):
            value, median = rng.normal(0, 0.2, 2)
            lower, upper = value - rng.exponential(0.1), value + rng.exponential(0.1)
            is_ratio = polarity == "towards_parity"
            numbers = [value, lower, upper, median]
            cases.append((*(np.exp(numbers) if is_ratio else numbers), rng.exponential(0.05), is_ratio, polarity))
    columns = ["value", "lower_", "upper_", "median_", "error", "is_ratio", "polarity"]
    call = "'value', 'lower_', 'upper_', 'median_', 'error', 'is_ratio', 'polarity'"
    frame = over(
        pl.DataFrame(cases, columns, orient="row"),
        position=f"{{{{ peer_position({call}, {Z}) }}}}",
        rounded=f"{{{{ peer_position({call}, {Z}, 0.05, 0.02) }}}}",
    )
    assert frame["position"].to_list() == [in_words(*case) for case in cases]
    halves = [0.01 + (-math.log(1 - 0.025 / case[3]) if case[5] else 0.025) for case in cases]
    assert frame["rounded"].to_list() == [in_words(*case, half) for case, half in zip(cases, halves, strict=True)]
    for polarity in KINDS:
        assert frame.filter(polarity=polarity)["position"].n_unique() == 3
    assert not frame["position"].equals(frame["rounded"])


@pytest.mark.parametrize("missing", ["value", "lower_", "upper_", "median_", "error"])
def test_without_a_number_there_is_not_enough_data(missing):
    case = {"value": 1.2, "lower_": 1.1, "upper_": 1.4, "median_": 1.0, "error": 0.1} | {missing: None}
    frame = pl.DataFrame({name: [number] for name, number in case.items()}).cast(pl.Float64)
    call = "{{ peer_position('value', 'lower_', 'upper_', 'median_', 'error', 'true', '%s', 1.96) }}"
    position = over(frame, p=call % "\\'towards_parity\\'", none=call % "\\'neither\\'")
    assert position["p"].to_list() == ["not_enough_data"] and position["none"].to_list() == [None]


def test_the_grain_is_what_a_step_of_the_counts_moves():
    frame = pl.DataFrame({"kind": ["ratio", "survey", "share_gap", "pay_gap", "ratio"], "n": 40, "x": [8, 8, 8, 8, 0]})
    grains = over(frame, g="{{ grain_of_counts('kind', 'n', 'x', 5) }}")["g"].to_list()
    assert grains == [5 / 8, 5 / 40, 5 / 40, 0, None]


def test_merit_is_higher_the_better():
    frame = pl.DataFrame({"value": [0.5, 1.0, 1.8, 2.0]})
    call = "{{ merit('value', '%s', '%s') }}"
    merits = over(
        frame,
        parity=call % ("true", "\\'towards_parity\\'"), lower_=call % ("false", "\\'lower_is_better\\'"),
        higher=call % ("false", "\\'higher_is_better\\'"), below=call % ("false", "\\'towards_zero_from_below\\'"),
    )  # fmt: skip
    assert merits["parity"].to_list() == pytest.approx([-math.log(2), 0, -math.log(1.8), -math.log(2)])
    assert merits["lower_"].to_list() == [-0.5, -1, -1.8, -2] and merits["higher"].to_list() == [0.5, 1, 1.8, 2]
    assert merits["below"].to_list() == [0] * 4
