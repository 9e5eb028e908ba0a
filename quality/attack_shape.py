"""A01: nothing stands in a file that its audience was not promised: no table, view, column, type or comment beyond.

What is declared is read from the descriptions of the models; what aggregates of private values may say stands here a
second time, so that a column of marks or extremes needs more than a description to go out.
"""

import csv
from collections.abc import Iterator
from functools import cache

import yaml

from ingestion.contracts import PROJECT
from ingestion.problems import Problem
from quality.dossier import AGGREGATES, ANALYST, REGISTRIES, Dossier

SHAPE = "A01"
REMEDY = "nothing goes out but what is described for its audience"
KEYS = ("org_code", "wres_year", "measure_code", "metric", "metric_class", "peer_group", "group_key", "release")
AGGREGATE_COLUMNS = {
    "peers": {*KEYS, "others", "median", "q1", "q3", "position", "quartile", "rank_lower", "rank_upper", "ranked",
              "shown", "is_public", "not_shown_reason"},
    "peer_shares": {*KEYS, "others", "category", "others_in_category", "share", "shown", "not_shown_reason"},
}  # fmt: skip


def findings(dossier: Dossier) -> Iterator[Problem]:
    """What no description of a model speaks of, by file, table and column."""
    known = set(dossier.public["organisations"]["org_code"])
    for path in sorted(p for p in dossier.folder.rglob("*") if p.is_file()):
        file = path.relative_to(dossier.folder).as_posix()
        audience, _, reader = file.removesuffix(".duckdb").partition("/")
        is_declared = audience in declared() and (audience == "trust") == (reader in known)
        if file != "manifest.json" and not (path.suffix == ".duckdb" and is_declared):
            yield Problem(SHAPE, file, "a file that is for no audience", REMEDY)
    for held in dossier.files:
        audience = held.file.removesuffix(".duckdb").partition("/")[0]
        for _, name, kind, comment in held.objects:
            if kind != "table" or comment:
                found = "a comment" if kind == "table" else f"a {kind} that is not declared"
                yield Problem(SHAPE, f"{held.file}, {name}", found, REMEDY, name)
        for schema, table, column, kind, comment in held.columns:
            yield from _column(held.file, audience, schema, table, column, kind.lower(), comment)


def _column(
    file: str, audience: str, schema: str, table: str, column: str, kind: str, comment: str | None
) -> Iterator[Problem]:
    if schema == REGISTRIES:
        allowed = column in registries().get(table, ())
    else:
        columns = declared().get(audience, {}).get(table, {})
        allowed = schema == "main" and column in columns and columns[column] in (kind, None)
    place = f"{file}, {table}, {column}"
    if not allowed or comment:
        yield Problem(SHAPE, place, "a comment" if allowed else f"{kind}, not declared", REMEDY, table, None, column)
    elif table in AGGREGATES and column not in AGGREGATE_COLUMNS[table] and file != ANALYST:
        yield Problem(SHAPE, place, "more than an aggregate says", REMEDY, table, None, column)


@cache
def models() -> list[dict]:
    """Every model as its description has it."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    paths = sorted((PROJECT / "dbt_project" / "models").glob("*.yml"))
    return [model for path in paths for model in yaml.load(path.read_text(), loader).get("models", [])]


@cache
def declared() -> dict[str, dict[str, dict[str, str | None]]]:
    """By audience and table, the type of each column that the audience's file may hold: what is public, and its own."""
    found: dict[str, dict[str, dict[str, str | None]]] = {"public": {}, "trust": {}, "panel": {}, "analyst": {}}
    for model in models():
        audience, _, table = model["name"].removeprefix("pub_").partition("__")
        if model["name"].startswith("pub_"):
            columns = {column["name"]: column.get("data_type") for column in model["columns"]}
            for file in found if audience == "public" else (audience,):
                found[file].setdefault(table, {}).update(columns)
    return found


@cache
def registries() -> dict[str, set[str]]:
    """Columns of each registry, which is a seed."""
    found = {}
    for path in (PROJECT / "dbt_project" / "seeds").glob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            found[path.stem] = set(next(csv.reader(file)))
    return found
