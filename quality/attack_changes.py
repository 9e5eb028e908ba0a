"""A09, over time: whether a change or a trend shows a value that is suppressed in its own year."""

from collections.abc import Iterator

import polars as pl

from ingestion.problems import Problem
from quality.attack_counts import COUNTS, LARGEST, RULE
from quality.dossier import FILE, PANEL, PUBLIC, Dossier, labelled

REMEDY = "a change of what is suppressed is suppressed with it"
WORDS = ["org_code", "measure_code", "year_from", "year_to", "year_first", "year_last"]
OPEN = ["not_comparable", "too_few_points", None]
ENDS = {  # of each table: year and value of both ends, and what is made of them
    "changes": ([("year_from", "value_from"), ("year_to", "value_to")],
                ["net_change", "net_change_lower", "net_change_upper", "change_class", "distinguishable", "probable"]),
    "trends": ([("year_first", "value_first"), ("year_last", "value_last")], ["slope", "slope_lower", "slope_upper"]),
}  # fmt: skip


def findings(dossier: Dossier, truth: pl.DataFrame) -> Iterator[Problem]:
    """Rows of others in changes and trends, held against the values that their reader sees of each year."""
    for table, (ends, made) in ENDS.items():
        frames = {PUBLIC: dossier.public.get(table), PANEL: dossier.beyond.get(table)}
        for file, frame in frames.items():
            if frame is not None:
                frame = frame.filter(pl.col(FILE) == PANEL) if file == PANEL else frame
                hidden = _hidden(dossier, truth, file)
                yield from _of(table, file, frame.unique(maintain_order=True), hidden, ends, made)


def _hidden(dossier: Dossier, truth: pl.DataFrame, file: str) -> pl.DataFrame:
    """Values that rest on a small count and that the reader of a file does not see."""
    seen = dossier.public["measures"]
    if file == PANEL and "measures" in dossier.beyond:
        panel = dossier.beyond["measures"].filter(pl.col(FILE) == PANEL)
        seen = pl.concat([seen.select("org_code", "wres_year", "measure_code", "value"),
                          panel.select("org_code", "wres_year", "measure_code", "value")])  # fmt: skip
    seen = seen.filter(pl.col("value").is_not_null())
    numerators = [f"true_{column}" for column in COUNTS if column.endswith("_num")]
    small = truth.filter(pl.any_horizontal(pl.col(column).is_between(1, LARGEST) for column in numerators))
    return small.join(seen, on=["org_code", "wres_year", "measure_code"], how="anti").select(
        "org_code", "wres_year", "measure_code", pl.lit(True).alias("is_hidden")
    )


def _of(table: str, file: str, frame: pl.DataFrame, hidden: pl.DataFrame, ends: list, made: list) -> Iterator[Problem]:
    for year, value in ends:
        marked = frame.join(hidden.rename({"wres_year": year}), on=["org_code", "measure_code", year], how="inner")
        for row, words in labelled(marked, WORDS):
            for column in (value, *made):
                if row.get(column) not in OPEN:
                    found = f"shows what is suppressed in {row[year]}"
                    place = f"{file}, {table}, {words}, {column}"
                    yield Problem(RULE, place, found, REMEDY, table, None, column, row["org_code"])
