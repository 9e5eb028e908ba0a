"""Every rule of the registry as a check of the published run, so that Dagster shows its history rule by rule.

The table `checks` is the one truth; this only reports it. What must not be used was left out already, by the guard or
by the models, so that none of those stops a run; what the gate finds does. Rules of reading are asked by the app alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import dagster as dg
import duckdb

from ingestion.problems import Problem
from quality.rules import AT_THE_GATE, ON_READING, Rule, rules

SHOWN = 20


def _of_data() -> list[Rule]:
    return [rule for rule in rules().values() if rule.stage not in (AT_THE_GATE, ON_READING)]


def _of_gate() -> list[Rule]:
    return [rule for rule in rules().values() if rule.stage == AT_THE_GATE]


def specs(asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """A check of the asset for each rule."""
    return [
        dg.AssetCheckSpec(rule.rule_id, asset=asset, description=f"{rule.rule_name}. {rule.sentence}")
        for rule in (*_of_data(), *_of_gate())
    ]


def results(warehouse: Path, asset: dg.AssetKey) -> Iterator[dg.AssetCheckResult]:
    """Whether anything in a finished build broke each rule, and what."""
    query = (
        "select rule_id, count(*), list(detail)[:$shown] from marts.fct_checks where outcome = 'failed' group by all"
    )
    with duckdb.connect(str(warehouse), read_only=True) as con:
        broken = {rule_id: rest for rule_id, *rest in con.execute(query, {"shown": SHOWN}).fetchall()}
    for rule in _of_data():
        count, details = broken.get(rule.rule_id, (0, []))
        yield dg.AssetCheckResult(
            check_name=rule.rule_id,
            asset_key=asset,
            passed=count == 0,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={
                "broken": count,
                "severity": rule.severity,
                "dimension": rule.dimension,
                "examples": dg.MetadataValue.md("\n".join(f"- {detail}" for detail in details)),
            },
        )


def at_the_gate(findings: Iterable[Problem], asset: dg.AssetKey) -> Iterator[dg.AssetCheckResult]:
    """What the release gate found, rule by rule: how often, and never in which cells."""
    broken = Counter(problem.rule_id for problem in findings)
    for rule in _of_gate():
        yield dg.AssetCheckResult(
            check_name=rule.rule_id,
            asset_key=asset,
            passed=not broken[rule.rule_id],
            severity=dg.AssetCheckSeverity.ERROR,
            metadata={"broken": broken[rule.rule_id], "severity": rule.severity, "dimension": rule.dimension},
        )
