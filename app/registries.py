"""What the field has named: regions, items, indicators, rules and thresholds, as the registries of dbt hold them."""

from datetime import date
from functools import cache

import polars as pl

from ingestion.contracts import PROJECT

SEEDS = PROJECT / "dbt_project" / "seeds"


@cache
def registry(name: str) -> list[dict]:
    """Rows of a registry, every cell as text, an empty one None."""
    return pl.read_csv(SEEDS / f"{name}.csv", infer_schema=False).to_dicts()


def by_key(name: str, key: str) -> dict[str, dict]:
    return {row[key]: row for row in registry(name)}


def regions() -> dict[str, dict]:
    """Regions that take part, in the registry's order: the real one before the invented one."""
    return {code: row for code, row in by_key("regions", "region_code").items() if row["is_in_scope"] == "true"}


def measures() -> dict[str, dict]:
    return by_key("measures", "measure_code")


def items() -> dict[str, dict]:
    return by_key("items", "item_id")


def rules() -> dict[str, dict]:
    return by_key("rules", "rule_id")


def parameter(name: str, on: str) -> float:
    """The threshold in force on a day given as ISO text."""
    rows = [row for row in registry("parameters") if row["parameter"] == name and row["valid_from"] <= on]
    return float(max(rows, key=lambda row: row["valid_from"])["value"])
