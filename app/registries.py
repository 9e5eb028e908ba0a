"""What the field has named: regions, items, measures, rules and thresholds, as they were when the run was computed."""

from app.reading import Reading


def by_key(reading: Reading, name: str, key: str) -> dict[str, dict]:
    """Rows of a registry by their key, in its order; of several that are valid the latest counts."""
    rows: dict[str, dict] = {}
    for row in reading.registry(name):
        before = rows.get(row[key])
        if before is None or row["valid_from"] >= before["valid_from"]:
            rows[row[key]] = row
    return rows


def regions(reading: Reading) -> dict[str, dict]:
    """Regions that take part, in the registry's order: the real one before the invented one."""
    return {code: row for code, row in by_key(reading, "regions", "region_code").items() if row["is_in_scope"]}


def measures(reading: Reading) -> dict[str, dict]:
    return by_key(reading, "measures", "measure_code")


def families(reading: Reading) -> dict[str, list[dict]]:
    """Parts of each headline, also parts of parts, by the headline's code."""
    registry = measures(reading)
    parts: dict[str, list[dict]] = {}
    for code, measure in registry.items():
        headline = _headline(registry, code)
        parts.setdefault(headline, [])
        if code != headline:
            parts[headline].append(measure)
    return parts


def _headline(registry: dict[str, dict], code: str) -> str:
    """What it is a part of in the end; a measure whose parent the registry does not have stands for itself."""
    parent = registry[code]["parent_code"]
    return code if parent is None or parent not in registry else _headline(registry, parent)


def lines(reading: Reading) -> dict[str, dict]:
    """Lines of the workforce table: scope and band, and whether the whole counts them."""
    return by_key(reading, "workforce_lines", "line_code")


def items(reading: Reading) -> dict[str, dict]:
    return by_key(reading, "items", "item_id")


def rules(reading: Reading) -> dict[str, dict]:
    return by_key(reading, "rules", "rule_id")


def parameter(reading: Reading, name: str) -> float:
    """The threshold in force on the day of the run."""
    return by_key(reading, "parameters", "parameter")[name]["value"]
