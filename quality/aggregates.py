"""Aggregates of private values as readers hold them, and what each was made of: the ground that attacks stand on."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import polars as pl

from quality.dossier import FILE, PANEL, READER, Dossier

GROUP = ["release", "peer_group", "group_key"]
MADE_OF = [*GROUP, "metric", "wres_year"]  # names one aggregate, before its reader is taken out
ROW = [FILE, "org_code", *MADE_OF]
ROW_SCHEMA = {FILE: pl.String, READER: pl.String, "org_code": pl.String, "release": pl.String, "peer_group": pl.String,
              "group_key": pl.String, "metric": pl.String, "wres_year": pl.Int32, "others": pl.Int64,
              "shown": pl.Boolean}  # fmt: skip
NUMBERS = ROW_SCHEMA | {"median": pl.Float64, "q1": pl.Float64, "q3": pl.Float64, "position": pl.String,
                        "quartile": pl.Int64, "rank_lower": pl.Float64, "rank_upper": pl.Float64}  # fmt: skip
SHARES = ROW_SCHEMA | {"category": pl.String, "others_in_category": pl.Int64, "share": pl.Float64}
PARTS = {"release": pl.String, "peer_group": pl.String, "group_key": pl.String, "metric": pl.String,
         "wres_year": pl.Int32, "org_code": pl.String, "metric_value": pl.Float64, "category": pl.String}  # fmt: skip

GROUPS = {"org_code": pl.String, "peer_group": pl.String, "group_key": pl.String, "private_view": pl.String}


@dataclass
class Aggregates:
    """Rows about private metrics: of this release and, with `is_past`, of earlier ones.

    `numbers` are medians and quartiles, `shares` how many others stand in a category, `parts` the truth: which value or
    category of which organisation went into which aggregate (its reader's own included, who is no other).
    """

    numbers: pl.DataFrame
    shares: pl.DataFrame
    parts: pl.DataFrame
    groups: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=GROUPS))  # the allow-list of this release
    applicants: frozenset[str] = frozenset()  # whose own values the panel knows

    @classmethod
    def of(cls, dossier: Dossier) -> "Aggregates":
        """As the files hold them; what readers held before is in the analyst's file of each earlier run."""
        groups = dossier.public.get("peer_groups")
        peers = [rows_of(dossier.beyond.get("peers"), groups, False)]
        shares = [rows_of(dossier.beyond.get("peer_shares"), groups, False)]
        parts = [dossier.truth.get("peer_contributions", pl.DataFrame())]
        for run, panel in dossier.past():
            known = run.get("peer_groups")
            peers += [rows_of(of_trusts(run.get("peers")), known, True),
                      rows_of(of_panel(panel.get("peers")), known, True)]  # fmt: skip
            shares += [rows_of(of_trusts(run.get("peer_shares")), known, True),
                       rows_of(of_panel(panel.get("peer_shares")), known, True)]  # fmt: skip
            parts.append(run.get("peer_contributions", pl.DataFrame()))
        return cls.gathered(peers, shares, parts, groups, dossier.applicants)

    @classmethod
    def gathered(
        cls, peers: list, shares: list, parts: list, groups: pl.DataFrame | None, applicants: frozenset[str]
    ) -> Self:
        """From frames of rows, of what they were made of, and the allow-list."""
        allowed = _fitted([] if groups is None else [groups], GROUPS)
        numbers, made_of = _fitted(peers, NUMBERS), _fitted(parts, PARTS).unique()
        return cls(numbers, _fitted(shares, SHARES), made_of, allowed, applicants)

    @cached_property
    def members(self) -> pl.DataFrame:
        """By aggregate, how many organisations it is made of."""
        return self.parts.group_by(MADE_OF).agg(pl.len().alias("members"))

    @cached_property
    def recounted(self) -> pl.DataFrame:
        """Every row's aggregate, with the others in it counted from what it was made of."""
        kept = (*ROW, READER, "is_past", "shown", "others")
        rows = pl.concat([frame.select(kept) for frame in (self.numbers, self.shares)])
        rows = rows.unique(subset=ROW, keep="first", maintain_order=True)
        own = self.parts.select(*MADE_OF, "org_code", pl.lit(1).alias("own")).unique()
        return (
            rows.join(self.members, on=MADE_OF, how="left", nulls_equal=True)
            .join(own, on=[*MADE_OF, "org_code"], how="left", nulls_equal=True)
            .with_columns((pl.col("members").fill_null(0) - pl.col("own").fill_null(0)).alias("true_others"))
        )

    def known_to(self, file: str, org_code: str) -> frozenset[str]:
        """Organisations whose own values the reader of a row has anyway."""
        return self.applicants if file == PANEL else frozenset({org_code})


def rows_of(frame: pl.DataFrame | None, groups: pl.DataFrame | None, is_past: bool) -> pl.DataFrame:
    """Rows of a table of aggregates about private metrics, each with the key of its group."""
    if frame is None or frame.is_empty():
        return pl.DataFrame()
    frame = frame.rename({"measure_code": "metric"}) if "measure_code" in frame.columns else frame
    if "metric_class" in frame.columns:
        frame = frame.filter(pl.col("metric_class").eq_missing("published").not_())
    if groups is not None and "group_key" not in frame.columns:
        keys = groups.select("org_code", "peer_group", "group_key").unique(subset=["org_code", "peer_group"])
        frame = frame.join(keys, on=["org_code", "peer_group"], how="left")
    return frame.with_columns(pl.lit(is_past).alias("is_past"))


def of_trusts(frame: pl.DataFrame | None) -> pl.DataFrame | None:
    """Rows as they stand in the files of the trusts that they are about."""
    if frame is None:
        return None
    file = pl.concat_str(pl.lit("trust/"), "org_code", pl.lit(".duckdb"))
    return frame.with_columns(file.alias(FILE), pl.col("org_code").alias(READER))


def of_panel(frame: pl.DataFrame | None) -> pl.DataFrame | None:
    """Rows as they stand in the panel's file."""
    return None if frame is None else frame.with_columns(pl.lit(PANEL).alias(FILE), pl.lit("").alias(READER))


def _fitted(frames: list[pl.DataFrame], schema: dict) -> pl.DataFrame:
    """One frame of the columns that attacks ask for; what a table does not have is NULL."""
    schema = schema | {"is_past": pl.Boolean} if schema in (NUMBERS, SHARES) else schema
    frames = [frame for frame in frames if frame.width]
    wanted = [
        frame.select(
            pl.col(name).cast(kind, strict=False) if name in frame.columns else pl.lit(None, kind).alias(name)
            for name, kind in schema.items()
        )
        for frame in frames
    ]
    return pl.concat(wanted) if wanted else pl.DataFrame(schema=schema)
