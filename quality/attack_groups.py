"""A04: an aggregate of private values keeps the rules of groups (§5.4), recounted from what it was made of.

The numbers are the specification's own and stand here again: a parameter that is lowered must not lower the gate.
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import polars as pl

from ingestion.problems import Problem
from quality.aggregates import MADE_OF, ROW, Aggregates
from quality.dossier import FILE, PANEL, labelled

RULE = "A04"
OTHERS, OTHERS_OF_QUARTILE, IN_A_BIN = 5, 7, 3
WORDS = ["org_code", "metric", "wres_year", "peer_group", "release", "category"]
NUMBERS = ["median", "q1", "q3", "position", "quartile", "rank_lower", "rank_upper"]
EXACT = 1e-9


def findings(aggregates: Aggregates, steps: dict[str, float]) -> Iterator[Problem]:
    """Rows of this release that a rule of groups forbids. `steps` are what a measure is rounded to, in its unit."""
    yield from _hidden_and_shown(aggregates)
    yield from _sizes(aggregates)
    yield from _ladder(aggregates)
    yield from _categories(aggregates)
    yield from _quartiles(aggregates, steps)
    yield from _allowed_groups(aggregates)


def _told(frame: pl.DataFrame, table: str, column: str, found: str, remedy: str) -> Iterator[Problem]:
    for row, words in labelled(frame, WORDS):
        place = f"{row[FILE]}, {table}, {words}, {column}"
        yield Problem(RULE, place, found, remedy, table, None, column, row["org_code"])


def _now(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(~pl.col("is_past"))


def _hidden_and_shown(aggregates: Aggregates) -> Iterator[Problem]:
    """What is not shown is NULL in every column; a private rank never is anything else (§4.5)."""
    hidden = ~pl.col("shown").fill_null(False)
    for table, frame, columns in (
        ("peers", _now(aggregates.numbers), NUMBERS),
        ("peer_shares", _now(aggregates.shares), ["category", "others_in_category", "share"]),
    ):
        for column in columns:
            always = column.startswith("rank_")
            rows = frame.filter((pl.lit(always) | hidden) & pl.col(column).is_not_null())
            yield from _told(rows, table, column, "shown where nothing is", "all of a row is suppressed together")


def _sizes(aggregates: Aggregates) -> Iterator[Problem]:
    recounted = _now(aggregates.recounted)
    unknown = pl.col("true_others") - pl.col("applicants") * (pl.col(FILE) == PANEL)
    recounted = recounted.join(_applicants_in(aggregates), on=MADE_OF, how="left", nulls_equal=True).with_columns(
        pl.col("applicants").fill_null(0)
    )
    for table, frame in (("peers", aggregates.numbers), ("peer_shares", aggregates.shares)):
        rows = recounted.join(_now(frame).select(ROW).unique(), on=ROW, how="semi", nulls_equal=True).filter("shown")
        few = rows.filter(pl.min_horizontal("true_others", unknown) < OTHERS)
        found = f"fewer than {OTHERS} others stand behind it"
        yield from _told(few, table, "others", found, "it falls back or is not shown")
        wrong = rows.filter(pl.col("true_others") != pl.col("others"))
        found = "is not how many others stand behind it"
        yield from _told(wrong, table, "others", found, "others are those with a value")
    quartiles = _now(aggregates.numbers).filter(pl.col("quartile").is_not_null())
    behind = recounted.select(*ROW, pl.min_horizontal("true_others", unknown).alias("behind"))
    small = quartiles.join(behind, on=ROW, how="left", nulls_equal=True)
    small = small.filter(pl.col("behind").fill_null(0) < OTHERS_OF_QUARTILE)
    found = f"fewer than {OTHERS_OF_QUARTILE} others stand behind it"
    yield from _told(small, "peers", "quartile", found, "it has no quartile")


def _applicants_in(aggregates: Aggregates) -> pl.DataFrame:
    """How many members of an aggregate a panel knows; one of them is the row's own, who is no other."""
    known = aggregates.parts.filter(pl.col("org_code").is_in(list(aggregates.applicants)))
    return known.group_by(MADE_OF).agg((pl.len() - 1).cast(pl.Int64).alias("applicants"))


def _ladder(aggregates: Aggregates) -> Iterator[Problem]:
    """One rung only for each organisation, metric and year."""
    for table, frame in (("peers", aggregates.numbers), ("peer_shares", aggregates.shares)):
        one = [FILE, "org_code", "metric", "wres_year", "release"]
        shown = _now(frame).filter("shown").unique(subset=ROW, keep="first", maintain_order=True)
        second = shown.filter(pl.int_range(pl.len()).over(one) > 0)
        found = "a second group of the same metric"
        yield from _told(second, table, "peer_group", found, "one group is shown for a metric")


def _categories(aggregates: Aggregates) -> Iterator[Problem]:
    """Counts are the true ones, none is of one or two, together they are the others, and not all are in one (D6)."""
    frame = _now(aggregates.shares).filter("shown")
    count = pl.col("others_in_category")
    told = aggregates.parts.group_by(*MADE_OF, "category").agg(pl.col("org_code").alias("them"))
    truth = frame.join(told, on=[*MADE_OF, "category"], how="left", nulls_equal=True)
    them = pl.col("them").list.len().fill_null(0) - pl.col("them").list.contains(pl.col("org_code")).fill_null(False)
    bins = truth.filter(pl.max_horizontal(count.fill_null(0), them).is_between(1, IN_A_BIN, closed="left"))
    found = f"fewer than {IN_A_BIN} others in it"
    yield from _told(bins, "peer_shares", "others_in_category", found, "no such bin is shown")
    wrong = truth.filter((count != them) | ((pl.col("share") - count / pl.col("others")).abs() > EXACT))
    yield from _told(wrong, "peer_shares", "share", "is not the share of others in it", "shares are counts over others")
    rows = frame.group_by(ROW, maintain_order=True).agg(count.max().alias("most"), count.sum().alias("all"),
                                                        pl.col("others").max())  # fmt: skip
    same = rows.filter(pl.col("most") == pl.col("others"))
    found = "all others stand in one category"
    yield from _told(same, "peer_shares", "share", found, "a homogeneous share is not shown (D6)")
    part = rows.filter(pl.col("all") != pl.col("others"))
    yield from _told(part, "peer_shares", "share", "categories do not add up to the others", "every category is shown")


def _quartiles(aggregates: Aggregates, steps: dict[str, float]) -> Iterator[Problem]:
    """Median and quartiles are those of the others, unweighted (D5): a pooled value may be one organisation's."""
    numbers = _now(aggregates.numbers).filter(pl.col("shown"))
    values = aggregates.parts.filter(pl.col("metric_value").is_not_null()).partition_by(MADE_OF, as_dict=True)
    for row, words in labelled(numbers, WORDS):
        group = values.get(tuple(row[key] for key in MADE_OF))
        if group is None:
            continue
        others = group.filter(pl.col("org_code") != row["org_code"])["metric_value"].to_numpy()
        within = steps.get(row["metric"], 0.0) / 2 + EXACT
        quarters = np.quantile(others, (0.25, 0.5, 0.75)) if len(others) else ()
        for column, value in zip(("q1", "median", "q3"), quarters, strict=False):
            if row[column] is not None and abs(row[column] - value) > within:
                place = f"{row[FILE]}, peers, {words}, {column}"
                found = "is not that of its contributions: a mean or a pooled value may be one organisation's (D5)"
                remedy = "only the unweighted median is shown"
                yield Problem(RULE, place, found, remedy, "peers", None, column, row["org_code"])


def _allowed_groups(aggregates: Aggregates) -> Iterator[Problem]:
    """Two groups on the allow-list that overlap differ by no organisation or by enough, whoever sees them."""
    groups = aggregates.groups
    used = groups.filter(pl.col("private_view").str.starts_with("ribbon")).select("peer_group", "group_key").unique()
    sets = groups.join(used, on=["peer_group", "group_key"], how="semi").group_by("peer_group", "group_key")
    rows = sets.agg("org_code").sort("peer_group", "group_key").iter_rows()
    made = {f"{kind} {key}": set(codes) for kind, key, codes in rows}
    for (one, these), (other, those) in combinations(made.items(), 2):
        if these & those and 0 < len(these ^ those) < OTHERS:
            found = f"two groups differ by {len(these ^ those)} organisations"
            remedy = f"allowed groups differ by 0 or by {OTHERS} at least"
            yield Problem(RULE, f"public.duckdb, peer_groups, {one} and {other}", found, remedy, "peer_groups")
