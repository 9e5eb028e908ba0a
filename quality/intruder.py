"""The motivated intruder (§5.4): whoever reads one file, knows all that is public, and remembers every earlier release.

He plays each trust in turn, the public and a panel member, on the finished files, and shares no formula with the models
that wrote them. What he works out of another's private values stops the release. The analyst's file serves him only to
know what is private, and whether what he worked out is right.
"""

import polars as pl

from ingestion.problems import Problem
from quality import (
    attack_changes,
    attack_counts,
    attack_groups,
    attack_linkage,
    attack_names,
    attack_rows,
    attack_shape,
    attack_subtraction,
    attack_texts,
    attack_totals,
)
from quality.aggregates import Aggregates
from quality.dossier import FILE, PANEL, PUBLIC, Dossier


def attack(files: Dossier) -> list[Problem]:
    """What every attack finds in finished files, after the published runs that their readers remember."""
    return [
        *attack_shape.findings(files),
        *attack_rows.findings(files),
        *attack_texts.findings(files),
        *attack_names.findings(files),
        *_on_counts(files),
        *on_aggregates(Aggregates.of(files), files.registries["measures"], files.truth["measures"]),
    ]


def on_aggregates(aggregates: Aggregates, registry: pl.DataFrame, measures: pl.DataFrame) -> list[Problem]:
    """What medians, quartiles and shares of private values give away, with the registry and the true measures."""
    steps = dict(registry.select("measure_code", "private_step").drop_nulls().iter_rows())
    return [
        *attack_groups.findings(aggregates, steps),
        *attack_linkage.findings(aggregates, steps, measures, registry),
        *attack_subtraction.findings(aggregates),
    ]


def _on_counts(files: Dossier) -> list[Problem]:
    """Counts of people in what is public, which is in every file, and in what the panel's file adds to it."""
    truth = attack_counts.truth_of(files.truth["measures"])
    public = files.public["measures"].with_columns(pl.lit(PUBLIC).alias(FILE))
    panel = files.beyond.get("measures", public.clear()).filter(pl.col(FILE) == PANEL)
    registry = files.registries["measures"]
    found = []
    for shown in (public, panel):
        found += attack_counts.findings(shown, truth, registry)
        found += attack_totals.findings(shown, truth, files.registries)
    return found + list(attack_changes.findings(files, truth))
