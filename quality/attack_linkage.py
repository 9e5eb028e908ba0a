"""A03 and A06: what links an aggregate to one organisation: a digit too many, or a value that few could have."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from ingestion.problems import Problem
from quality.aggregates import MADE_OF, ROW, Aggregates
from quality.dossier import FILE, labelled

LINKAGE, INVERSION = "A03", "A06"
WORDS = ["org_code", "metric", "wres_year", "peer_group", "release"]
FIGURES = {"q1": 0.25, "median": 0.5, "q3": 0.75}
FEWEST = 3  # others who could have produced a figure, as in a bin of a distribution (K_BIN, §5.4)
EXACT = 1e-9


def findings(
    aggregates: Aggregates, steps: dict[str, float], measures: pl.DataFrame, registry: pl.DataFrame
) -> Iterator[Problem]:
    """Figures off their step, figures that are somebody's own, and figures that tell whose they are."""
    yield from _off_the_grid(aggregates, steps)
    yield from _few_producers(aggregates, steps, measures, registry)


def _problem(rule: str, row: dict, words: str, column: str, found: str, remedy: str) -> Problem:
    place = f"{row[FILE]}, peers, {words}, {column}"
    return Problem(rule, place, found, remedy, "peers", None, column, row["org_code"])


def _off_the_grid(aggregates: Aggregates, steps: dict[str, float]) -> Iterator[Problem]:
    numbers = aggregates.numbers.filter(~pl.col("is_past") & pl.col("shown"))
    step = pl.col("metric").replace_strict(steps, default=None, return_dtype=pl.Float64)
    numbers = numbers.with_columns(step.alias("step"))
    private = aggregates.parts.filter(pl.col("metric_value").is_not_null())
    for column in FIGURES:
        figures = numbers.filter(pl.col(column).is_not_null())
        off = (pl.col(column) / pl.col("step") - (pl.col(column) / pl.col("step")).round()).abs() > 1e-6
        rows = figures.filter(pl.col("step").is_null() | off)
        value, mark = pl.col("metric_value").alias(column), pl.lit(True).alias("is_theirs")
        theirs = private.select("metric", "wres_year", value, mark)
        rows = rows.join(theirs.unique(), on=["metric", "wres_year", column], how="left", nulls_equal=True)
        for row, words in labelled(rows, WORDS):
            found = "is the exact value of an organisation" if row["is_theirs"] else "is not on the step of its measure"
            yield _problem(LINKAGE, row, words, column, found, "figures of private values are rounded to a step")


def _few_producers(
    aggregates: Aggregates, steps: dict[str, float], measures: pl.DataFrame, registry: pl.DataFrame
) -> Iterator[Problem]:
    """With every denominator known: how many of the others have a numerator that gives the figure shown.

    A quartile may lie between two values. Then those count who, with any one other, could have produced it: the figure
    lies within the span of what the two can reach, and one of them may be moved in steps of less than the grid's.
    """
    kinds = dict(registry.select("measure_code", "kind").iter_rows())
    numbers = aggregates.numbers.filter(~pl.col("is_past") & pl.col("shown"))
    keys = ["org_code", "wres_year", "metric"]
    shown = numbers["metric"].unique().implode()
    counts = measures.rename({"measure_code": "metric"}).filter(pl.col("metric").is_in(shown))
    denominators = {tuple(row[key] for key in keys): row for row in counts.unique(subset=keys).iter_rows(named=True)}
    groups = aggregates.parts.partition_by(MADE_OF, as_dict=True)
    reached: dict[tuple, np.ndarray | None] = {}
    for row, words in labelled(numbers.unique(subset=ROW, maintain_order=True), WORDS):
        group = groups.get(tuple(row[key] for key in MADE_OF))
        step, kind = steps.get(row["metric"]), kinds.get(row["metric"])
        if group is None or step is None:
            continue
        others = [code for code in group["org_code"] if code != row["org_code"]]
        values = []
        for code in others:
            key = (code, row["wres_year"], row["metric"])
            if key not in reached:
                reached[key] = attainable(kind, denominators.get(key), step)
            values.append(reached[key])
        for column, quantile in FIGURES.items():
            if row[column] is not None and len(others) > 1:
                between = (quantile * (len(others) - 1)) % 1
                if _producers(values, row[column], step / 2 + EXACT, between) < FEWEST:
                    found = f"fewer than {FEWEST} of the others could have produced it"
                    yield _problem(INVERSION, row, words, column, found, "a coarser step, or not shown")


def attainable(kind: str, counts: dict | None, step: float) -> np.ndarray | None:
    """Every value that integer numerators over known denominators give, sorted; None when they lie denser than a step.

    Shares of staff and gaps move by one person of the denominator, ratios by one event of either arm (§1.3).
    """
    if counts is None or kind not in ("share", "share_gap", "ratio"):
        return None
    if kind == "ratio":
        white, bme = counts["white_den"], counts["bme_den"]
        if not white or not bme or white > 1 / step or bme > 1 / step:
            return None
        x, y = np.arange(1, white + 1) / white, np.arange(1, bme + 1) / bme
        return np.unique(np.round(np.concatenate([np.divide.outer(x, y).ravel(), np.divide.outer(y, x).ravel()]), 9))
    seats, compared = counts["bme_den"], counts["comparator_value"] if kind == "share_gap" else 0.0
    if not seats or seats > 1 / step or compared is None:
        return None
    return np.arange(seats + 1) / seats - compared


def _producers(values: list[np.ndarray | None], figure: float, within: float, between: float) -> int:
    """How many could have, alone or, where the quantile lies `between` two (0 to 1), with another."""
    if between < EXACT:
        return sum(1 for v in values if v is None or bool((np.abs(v - figure) <= within).any()))
    if any(v is None for v in values):
        return len(values)
    found = 0
    for i, one in enumerate(values):
        rest = np.concatenate([v for j, v in enumerate(values) if j != i])
        pairs = [w * one[:, None] + (1 - w) * rest[None, :] for w in (between, 1 - between)]
        found += any(bool((np.abs(pair - figure) <= within).any()) for pair in pairs)
        if found == FEWEST:
            break
    return found
