"""What the field has named: regions, items, measures, rules and thresholds, as they were when the run was computed."""

from app.reading import Reading


def regions(reading: Reading) -> dict[str, dict]:
    """Regions that take part, in the registry's order: the real one before the invented one."""
    return {code: row for code, row in reading.by_key("regions", "region_code").items() if row["is_in_scope"]}


def measures(reading: Reading) -> dict[str, dict]:
    return reading.by_key("measures", "measure_code")


def families(reading: Reading) -> dict[str, list[dict]]:
    """Parts of each headline, also parts of parts, by the headline's code."""
    registry = measures(reading)
    parts: dict[str, list[dict]] = {}
    for code, measure in registry.items():
        whole = headline(registry, code)
        parts.setdefault(whole, [])
        if code != whole:
            parts[whole].append(measure)
    return parts


def headline(registry: dict[str, dict], code: str) -> str:
    """What it is a part of in the end; a measure whose parent the registry does not have stands for itself."""
    parent = registry[code]["parent_code"]
    return code if parent is None or parent not in registry else headline(registry, parent)


def lines(reading: Reading) -> dict[str, dict]:
    """Lines of the workforce table: scope and band, and whether the whole counts them."""
    return reading.by_key("workforce_lines", "line_code")


def items(reading: Reading) -> dict[str, dict]:
    return reading.by_key("items", "item_id")


def rules(reading: Reading) -> dict[str, dict]:
    return reading.by_key("rules", "rule_id")


def parameter(reading: Reading, name: str) -> float:
    """The threshold in force on the day of the run."""
    return reading.by_key("parameters", "parameter")[name]["value"]
