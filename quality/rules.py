"""The registry of rules, as Python needs it: `dbt_project/seeds/rules.csv`, which dbt loads as a seed."""

import csv
from dataclasses import dataclass
from functools import cache

from ingestion.contracts import PROJECT

REGISTRY = PROJECT / "dbt_project" / "seeds" / "rules.csv"
AT_THE_GATE = "release"  # the stage of rules that judge finished files
ON_READING = "reading"  # the stage of rules that judge who asks for what


@dataclass(frozen=True)
class Rule:
    """What must hold, and what becomes of a file or line that breaks it (the seed's columns)."""

    rule_id: str
    severity: str
    dimension: str
    stage: str
    rule_name: str
    may_be_released: bool
    sentence: str

    @property
    def refuses(self) -> bool:
        return self.severity in ("reject_file", "reject_line")


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its id."""
    with REGISTRY.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {row["rule_id"]: Rule(**row | {"may_be_released": row["may_be_released"] == "true"}) for row in rows}
