"""Registries of the dbt project as text, for whoever needs them before anything is built."""

import csv
from functools import cache

from ingestion.contracts import PROJECT

SEEDS = PROJECT / "dbt_project" / "seeds"


@cache
def registry(name: str) -> list[dict[str, str]]:
    """Rows of a seed."""
    with (SEEDS / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
