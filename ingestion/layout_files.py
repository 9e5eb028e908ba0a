"""The files that declare a layout: read so that nothing in them is silently lost, and checked key by key."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml

from ingestion.contracts import BadContract
from ingestion.registries import registry

COLUMNS = ("org_code", "wres_year", "standard", "measure_code", "wres_group", "basis", "source", "release_year")
MAY_BE_BLANK = {"basis", "release_year"}
UNITS = ("count", "fraction", "percent", "ratio")  # a ratio is only compared with the computed one, never used
NEEDED = ("description", "files", "values")
MAPPINGS, LISTS = ("fixed", "taken", "words", "values"), ("ignored", "suppressed", "not_submitted")


class BadLayout(BadContract):
    """A layout that cannot be used: says which file, which key, and why."""


class _Once(yaml.SafeLoader):
    """Refuses a key that stands twice, of which YAML would keep the last without a word."""


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict:
    keys = Counter(loader.construct_object(key) for key, _ in node.value)
    twice = [str(key) for key, times in keys.items() if times > 1]
    if twice:
        raise BadLayout(f"{Path(loader.name).name}: {', '.join(twice)}: stands twice")
    return loader.construct_mapping(node, deep=True)


_Once.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load(path: Path) -> dict:
    """The keys of a layout file, its lists as tuples and everything fixed as the text that a CSV file would hold."""
    with path.open(encoding="utf-8") as file:
        node = yaml.load(file, _Once)
    if not isinstance(node, dict):
        raise BadLayout(f"{path.name}: no layout: expected keys such as {', '.join(NEEDED)}")
    node |= {key: tuple(node[key]) for key in LISTS if isinstance(node.get(key), list)}
    return node | {key: _text(node[key]) for key in MAPPINGS if isinstance(node.get(key), dict)}


def _text(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _text(inner) for key, inner in value.items()}
    return value if value is None else str(value)


def faults(node: dict) -> Iterator[str]:
    """What is wrong with a layout, each with the key it stands under."""
    known = {*NEEDED, *MAPPINGS, *LISTS}
    yield from (f"{key}: unknown key" for key in node if key not in known)
    yield from (f"{key}: missing" for key in NEEDED if not node.get(key))
    yield from (f"{key}: expected a mapping" for key in MAPPINGS if not isinstance(node.get(key, {}), dict))
    yield from (f"{key}: expected a list" for key in LISTS if not isinstance(node.get(key, ()), tuple))
    if all(isinstance(node.get(key, {}), dict) for key in MAPPINGS):
        yield from _faults_of_columns(node)
        for column, says in node.get("values", {}).items():
            found = _faults_of_value(node, says) if isinstance(says, dict) else ["expected a mapping"]
            yield from (f"values.{column}: {fault}" for fault in found)
    both = set(node.get("suppressed", ())) & set(node.get("not_submitted", ()))
    yield from (f"suppressed: {token!r} stands under not_submitted too" for token in sorted(both))


def _faults_of_columns(node: dict) -> Iterator[str]:
    for key in ("fixed", "taken", "words"):
        yield from (f"{key}.{name}: no canonical column" for name in node.get(key, {}) if name not in COLUMNS)
    columns = Counter([*node.get("taken", {}).values(), *node.get("values", {}), *node.get("ignored", ())])
    yield from (f"{column}: mapped twice" for column, times in columns.items() if times > 1)
    said = Counter(str(says) for says in node.get("values", {}).values())
    yield from (
        f"values.{column}: says what another column says"
        for column, says in node.get("values", {}).items()
        if said[str(says)] > 1
    )


def _faults_of_value(node: dict, says: dict) -> Iterator[str]:
    """Every canonical column is said once: for the file, by another column, or by this column's header."""
    yield from (f"{name}: unknown key" for name in says if name not in (*COLUMNS, "unit", "part"))
    is_ratio = says.get("unit") == "ratio"
    if says.get("unit", "count") not in UNITS:
        yield f"unit: {says['unit']!r} is none of {', '.join(UNITS)}"
    for name in COLUMNS:
        times = sum(name in place for place in (node.get("fixed", {}), node.get("taken", {}), says))
        if times > 1:
            yield f"{name}: said twice"
        if times == 0 and name not in MAY_BE_BLANK | ({"wres_group", "standard"} if is_ratio else set()):
            yield f"{name}: said nowhere"
    for code in _codes(node, says):
        whole = f"{code}.{says['part']}" if "part" in says else code
        if whole not in (ratio_codes() if is_ratio else line_codes()):
            yield f"measure_code: {whole} does not exist"


def _codes(node: dict, says: dict) -> list[str]:
    words = node.get("words", {}).get("measure_code", {}).values() if "measure_code" in node.get("taken", {}) else ()
    given = (node.get("fixed", {}).get("measure_code"), says.get("measure_code"), *words)
    return [code for code in given if code]


def line_codes() -> set[str]:
    """Every line that a WRES file may hold, from the registries."""
    return {row["line_code"] for seed in ("workforce_lines", "wres_lines") for row in registry(seed)}


def ratio_codes() -> set[str]:
    return {row["measure_code"] for row in registry("measures") if row["kind"] == "ratio"}
