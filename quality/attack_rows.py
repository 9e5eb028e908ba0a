"""A02 and A07: a file holds what is public, rows of its own reader behind, and an order that says nothing."""

import re
from collections.abc import Iterator
from functools import cached_property

import polars as pl

from ingestion.problems import Problem
from quality.dossier import FILE, PANEL, READER, REGISTRIES, Dossier, labelled

FOREIGN, ORDER = "A02", "A07"
KEYS = ("org_code", "wres_year", "measure_code", "metric", "assessment_date", "item_id")
# In words of an organisation's own, which nobody wrote for it, others may be named.
ITS_OWN_WORDS = ("returns", "return_answers", "return_events", "return_evidence", "return_facts", "submissions",
                 "checks")  # fmt: skip
MOST = 20  # findings of one kind in one table of one file


def findings(dossier: Dossier) -> Iterator[Problem]:
    """Rows of others, texts that name others, public rows altered, and rows out of the order of their content."""
    for held in dossier.files:
        for schema, table in held.altered:
            found = "is not the public registry" if schema == REGISTRIES else "rows of others are not the public ones"
            remedy = "a file holds what is public and its reader's rows"
            yield Problem(FOREIGN, f"{held.file}, {table}", found, remedy, table)
        for table, row in held.unordered:
            found, remedy = "not in the order of its content", "rows stand sorted by all columns, left to right"
            yield Problem(ORDER, f"{held.file}, {table}, row {row}", found, remedy, table, row)
    names = _Names(dossier)
    for table, frame in dossier.beyond.items():
        yield from _foreign(table, frame, dossier.applicants)
        yield from _naming(table, frame, names)


def _foreign(table: str, frame: pl.DataFrame, applicants: frozenset[str]) -> Iterator[Problem]:
    if "org_code" not in frame.columns:
        rows = frame
    else:
        in_panel = pl.col(FILE) == PANEL
        is_own = pl.col("org_code").eq_missing(pl.col(READER))
        is_applicant = pl.col("org_code").is_in(sorted(applicants)).fill_null(False)
        rows = frame.filter(pl.when(in_panel).then(~is_applicant).otherwise(~is_own))
    for row, words in labelled(rows.group_by(FILE, maintain_order=True).head(MOST), list(KEYS)):
        found = "a row of another organisation" if row[FILE] != PANEL else "a row of an organisation that did not apply"
        yield Problem(FOREIGN, f"{row[FILE]}, {table}, {words}", found, "a file holds rows of its own reader", table)


class _Names:
    """Organisations by code and name, and who is allowed to be named beside whom."""

    def __init__(self, dossier: Dossier):
        self._organisations = dossier.public["organisations"].filter("is_in_scope")

    @cached_property
    def pattern(self) -> str:
        words = [*self._organisations["org_code"], *self._organisations["org_name"].drop_nulls()]
        return r"\b(?:" + "|".join(re.escape(word) for word in words) + r")\b"

    @cached_property
    def kin(self) -> dict[str, set[str]]:
        """By code, what may be named: itself, its predecessors and its successors, whose merger is public."""
        names = dict(self._organisations.select("org_code", "org_name").iter_rows())
        linked: dict[str, set[str]] = {code: {code} for code in names}
        for code, successors in self._organisations.select("org_code", "successor_codes").iter_rows():
            for other in (successors or "").split(";"):
                linked[code].add(other)
                linked.setdefault(other, {other}).add(code)
        return {code: codes | {names[c] for c in codes if c in names} for code, codes in linked.items()}


def _naming(table: str, frame: pl.DataFrame, names: _Names) -> Iterator[Problem]:
    keys = {"org_code", FILE, READER, "group_key", "source", "file_name"}
    texts = [c for c, kind in frame.schema.items() if kind == pl.String and c not in keys]
    if table in ITS_OWN_WORDS or "org_code" not in frame.columns or not texts:
        return
    for column in texts:
        named = pl.col("named").list.set_difference(pl.col("kin"))
        distinct = frame.select(column).drop_nulls().unique()
        distinct = distinct.with_columns(pl.col(column).str.extract_all(names.pattern).alias("named"))
        distinct = distinct.filter(pl.col("named").list.len() > 0)
        if distinct.is_empty():
            continue
        rows = frame.join(distinct, on=column).with_columns(
            pl.col("org_code")
            .map_elements(lambda code: sorted(names.kin.get(code, ())), pl.List(pl.String))
            .alias("kin")
        )
        for row, words in labelled(rows.filter(named.list.len() > 0).head(MOST), list(KEYS)):
            place = f"{row[FILE]}, {table}, {words}, {column}"
            yield Problem(FOREIGN, place, "names another organisation", "no text names others", table, None, column)
