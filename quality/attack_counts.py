"""A09, in one row: whether a suppressed count of people can be tried out until it gives what stands beside it.

The intruder knows every formula, and of the other counts of a row what is shown (a number on five is what up to two
more or fewer round to), or, where nothing is, the truth. He tries 1 to 7. A single number that fits is the count.
"""

from collections.abc import Iterator
from itertools import product

import numpy as np
import polars as pl

from ingestion.problems import Problem
from quality.dossier import FILE, labelled
from quality.score_limits import katz, koopman, newcombe, wilson

RULE = "A09"
REMEDY = "value, interval, ratio and band are suppressed with the count"
KEY = ["org_code", "wres_year", "measure_code"]
COUNTS = ["white_num", "white_den", "bme_num", "bme_den", "comparator_num", "comparator_den"]
RATES = ["unknown_rate", "numerator_unknown_rate"]
CELLS = ["value", "ci_lower", "ci_upper", "katz_lower", "katz_upper", "white_value", "bme_value", "comparator_value",
         "band"]  # fmt: skip
LARGEST = 7  # of a small count, as the specification has it (§5.3)
FEWEST_RESPONDENTS = 11
PARITY = 0.8, 1.25  # four-fifths band (§1.4)
CLOSE = 1e-7
Counts = dict[str, np.ndarray]


def truth_of(measures: pl.DataFrame) -> pl.DataFrame:
    """True counts by organisation, year and measure. A file may hold a row as it is and as others see it."""
    return measures.group_by(KEY).agg(pl.col(c).max().alias(f"true_{c}") for c in (*COUNTS, *RATES))


def findings(shown: pl.DataFrame, truth: pl.DataFrame, registry: pl.DataFrame) -> Iterator[Problem]:
    """Suppressed counts of rows of others that their own rows give away. `shown` bears the file of each row."""
    rows = shown.join(truth, on=KEY, how="inner")
    described = registry.select("measure_code", "kind", "comparator_is_whole", "numerator_group")
    rows = rows.join(described, on="measure_code")
    few = pl.any_horizontal(pl.col(f"true_{c}").is_between(1, FEWEST_RESPONDENTS - 1) for c in ("white_den", "bme_den"))
    answered = rows.filter(pl.col("kind").is_in(["survey", "survey_gap"]) & few & pl.col("value").is_not_null())
    for row, words in labelled(answered, KEY):
        found = f"of fewer than {FEWEST_RESPONDENTS} respondents"
        place = f"{row[FILE]}, measures, {words}, value"
        yield Problem(RULE, place, found, REMEDY, "measures", None, "value", row["org_code"])
    small = pl.any_horizontal(pl.col(f"true_{c}").is_between(1, LARGEST) & pl.col(c).is_null() for c in COUNTS)
    told = pl.any_horizontal(pl.col(c).is_not_null() & (pl.col(c) != "not_calculable") if c == "band"
                             else pl.col(c).is_not_null() for c in CELLS)  # fmt: skip
    counted = rows.filter(pl.col("kind").is_in(["ratio", "share", "share_gap"]))
    for row, words in labelled(counted.filter(small & told), KEY):
        for column, cells in _solved(row):
            place = f"{row[FILE]}, measures, {words}, {column}"
            found = f"a suppressed count that {', '.join(cells)} beside it gives back"
            yield Problem(RULE, place, found, REMEDY, "measures", None, column, row["org_code"])
    yield from _unknown(counted)


def _unknown(rows: pl.DataFrame) -> Iterator[Problem]:
    """Those of unknown ethnicity are counted nowhere, and rates give them back: a few of them may not be told."""
    num, den = pl.col("true_numerator_unknown_rate"), pl.col("true_unknown_rate")
    of_ratio = {
        "numerator_unknown_rate": num * (pl.col("true_white_num") + pl.col("true_bme_num")) / (1 - num),
        "unknown_rate": den * (pl.col("true_white_den") + pl.col("true_bme_den")) / (1 - den),
    }
    of_share = {"numerator_unknown_rate": num * pl.col("true_bme_den"),
                "unknown_rate": den * pl.coalesce("true_comparator_den", "true_bme_den")}  # fmt: skip
    kinds = pl.col("kind")
    for of, unknown, known in (
        (kinds == "ratio", of_ratio, ["value_if_unknown_white", "value_if_unknown_bme"]),
        (kinds == "share_gap", of_share, []),
        (kinds == "share", {"numerator_unknown_rate": of_share["numerator_unknown_rate"]}, ["unknown_rate"]),
    ):
        for rate, people in unknown.items():
            few = rows.filter(of & people.round().is_between(1, LARGEST))
            for column in [rate, *known]:
                for row, words in labelled(few.filter(pl.col(column) > 0), KEY):
                    place = f"{row[FILE]}, measures, {words}, {column}"
                    found = "gives back how few are of unknown ethnicity"
                    yield Problem(RULE, place, found, REMEDY, "measures", None, column, row["org_code"])


def _solved(row: dict) -> Iterator[tuple[str, list[str]]]:
    """Suppressed counts of a row of which one number fits, each with the cells that told."""
    tried = _candidates(row)
    told = [cell for cell in CELLS if row[cell] is not None and row[cell] != "not_calculable"]
    told = [cell for cell in told if not _is_explained(row, cell)]
    if not told or not tried:
        return
    fits = np.ones(len(next(iter(tried.values()))), dtype=bool)
    used = []
    for cell in told:
        with np.errstate(all="ignore"):
            computed = _computed(row, tried, cell)
        if computed is not None:
            fit = _fits(row, cell, computed)
            if (fits & fit).any():
                fits &= fit
                used.append(cell)
    for column in COUNTS:
        is_hidden = row[column] is None and 1 <= (row[f"true_{column}"] or 0) <= LARGEST
        if column in tried and used and is_hidden and len(np.unique(tried[column][fits])) == 1:
            yield column, used


def _candidates(row: dict) -> Counts:
    """Every combination of the counts that the row's arithmetic takes, arrays of one length; empty if one is open."""
    taken = COUNTS[:4] if row["kind"] == "ratio" else ["bme_num", "bme_den", "comparator_num", "comparator_den"]
    ranges = {}
    for column in taken:
        shown, true = row[column], row[f"true_{column}"]
        if shown is not None:
            ranges[column] = _rounded_from(int(shown)) if shown % 5 == 0 else [int(shown)]
        elif true is not None and 1 <= true <= LARGEST:
            ranges[column] = range(1, LARGEST + 1)
        elif true is not None and column.endswith("_den") or column.startswith("comparator"):
            ranges[column] = [int(true)] if true is not None else [0]  # a workforce is known from other rows
        else:
            return {}
    grid = np.array(list(product(*ranges.values())), dtype=float)
    return dict(zip(ranges, grid.T, strict=True))


def _rounded_from(shown: int) -> range:
    return range(max(shown - 2, LARGEST + 1), shown + 3) if shown else range(1)


def _is_explained(row: dict, cell: str) -> bool:
    """Whether a cell follows from counts that are shown, and so tells nothing beyond them."""
    names = {"white_value": COUNTS[:2], "bme_value": COUNTS[2:4], "comparator_value": COUNTS[4:]}
    taken = names.get(cell, COUNTS[:4] if row["kind"] == "ratio" else COUNTS[2:4])
    if any(row[column] is None for column in taken):
        return False
    shown = {c: np.array([np.nan if row[c] is None else float(row[c])]) for c in COUNTS}
    computed = _computed(row, shown, cell)
    return computed is not None and bool(_fits(row, cell, computed)[0])


def _fits(row: dict, cell: str, computed: np.ndarray) -> np.ndarray:
    if cell == "band":
        return computed == row[cell]
    return np.abs(computed - row[cell]) <= CLOSE * (1 + abs(row[cell]))


def _computed(row: dict, counts: Counts, cell: str) -> np.ndarray | None:
    """What a cell would be for each combination of counts; None where no count gives it."""
    kind = row["kind"]
    if cell in ("white_value", "bme_value", "comparator_value"):
        arm = cell.removesuffix("_value")
        known = f"{arm}_num" in counts and f"{arm}_den" in counts
        return counts[f"{arm}_num"] / counts[f"{arm}_den"] if known else None
    if kind == "ratio":
        arms = ("white", "bme") if row["numerator_group"] == "WHITE" else ("bme", "white")
        four = [counts[f"{arm}_{part}"] for arm in arms for part in ("num", "den")]
        ratio = (four[0] / four[1]) / (four[2] / four[3])
        if cell == "band":
            lower, upper = PARITY
            return np.where(ratio > upper, "adverse_to_bme", np.where(ratio < lower, "adverse_to_white", "non_adverse"))
        limits = {"value": lambda: (ratio, ratio), "ci": lambda: koopman(*four), "katz": lambda: katz(*four)}
    else:
        x, n, y, m = (counts[c] for c in COUNTS[2:])
        if cell.startswith("katz") or cell == "band":
            return None
        if kind == "share":
            limits = {"value": lambda: (x / n, x / n), "ci": lambda: wilson(x, n)}
        else:
            rest = (m - n) / m if row["comparator_is_whole"] else 1.0
            others = (y - x, m - n) if row["comparator_is_whole"] else (y, m)
            limits = {
                "value": lambda: (x / n - y / m,) * 2,
                "ci": lambda: tuple(rest * limit for limit in newcombe(x, n, *others)),
            }
    return limits[cell.partition("_")[0]]()[cell.endswith("upper")]
