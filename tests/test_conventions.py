"""What a reader may rely on: everything described, named by one pattern, joined and computed in one place."""

import ast
import csv
import re
import subprocess
from pathlib import Path
from string import Formatter

import duckdb
import pytest
from click.testing import CliRunner

from app.figures import COLUMNS
from ingestion.contracts import PROJECT, sources
from orchestration.command import main
from orchestration.warehouse import _manifest_json

MODELS = PROJECT / "dbt_project" / "models"
NAMES = {
    "staging": r"stg_{folder}__[a-z0-9_]+s?",
    "intermediate": r"int_[a-z0-9_]+_[a-z]*(ed|en|t|held|drawn)",
    "marts": r"(fct_[a-z0-9_]+|dim_[a-z0-9_]+)",
    "published": r"pub_(analyst|panel|trust|public)__[a-z0-9_]+",
}


def nodes(*kinds: str) -> list[dict]:
    return [n for n in _manifest_json()["nodes"].values() if n["resource_type"] in kinds]


def text_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True)
    paths = [PROJECT / name for name in listed.stdout.splitlines()]
    return [p for p in paths if p.is_file() and p.suffix not in {".xlsx", ".zip"} and "data" not in p.parts]


@pytest.mark.parametrize("node", nodes("model", "seed"), ids=lambda n: n["name"])
def test_every_model_and_listed_column_is_described(node):
    assert node["description"].strip(), "no description"
    assert node["columns"], "no columns"
    assert all(column["description"].strip() for column in node["columns"].values())


def test_every_column_that_is_built_is_listed(built_columns):
    listed = {node["name"]: set(node["columns"]) for node in nodes("model", "seed")}
    assert {name: columns - listed[name] for name, columns in built_columns.items() if columns - listed[name]} == {}
    assert {name: listed[name] - columns for name, columns in built_columns.items() if listed[name] - columns} == {}


@pytest.fixture(scope="module")
def built_columns(tmp_path_factory) -> dict[str, set[str]]:
    """Columns of every relation, from a build with no data."""
    import os

    from ingestion import loading
    from orchestration.warehouse import _build

    path = tmp_path_factory.mktemp("empty") / "warehouse.duckdb"
    with duckdb.connect(str(path)) as con:
        for source in sources().values():
            for table in source.tables:
                loading.load(con, table, [])
        for ledger in loading.LEDGERS:
            loading.record(con, ledger, [{"as_of": "2026-11-24"}] if ledger == "refresh" else [])
    os.environ["NWBENCH_WAREHOUSE"] = str(path)
    assert all(result.status in ("success", "pass") for result in _build())
    with duckdb.connect(str(path), read_only=True) as con:
        rows = con.execute(
            "select table_name, column_name from duckdb_columns() where not internal and schema_name <> 'raw'"
        ).fetchall()
    found: dict[str, set[str]] = {}
    for name, column in rows:
        found.setdefault(name, set()).add(column)
    return found


@pytest.mark.parametrize("node", nodes("model"), ids=lambda n: n["name"])
def test_names_carry_layer_and_source(node):
    folder = Path(node["original_file_path"]).parts[1]
    inner = Path(node["original_file_path"]).parts[2]
    assert re.fullmatch(NAMES[folder].format(folder=inner), node["name"])
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", column) for column in node["columns"])
    assert not {"trust", "provider", "trust_code", "provider_code", "code"} & set(node["columns"])


def test_staging_neither_joins_nor_reads_a_model():
    for path in MODELS.glob("staging/*/*.sql"):
        text = path.read_text()
        assert "ref(" not in text and not re.search(r"\bjoin\b", text), path.name
        source = f"source('{path.parent.name}'"
        assert (source if path.parent.name == "landing" else f"cells({source}") in text, path.name


def test_every_staging_model_is_used_and_wres_lines_join_in_one_place():
    children = _manifest_json()["child_map"]
    staging = [n for n in nodes("model") if n["fqn"][1] == "staging"]
    for node in staging:
        assert [c for c in children[node["unique_id"]] if c.startswith("model.")], f"nothing reads {node['name']}"
    joined = (MODELS / "intermediate" / "int_wres_lines_unioned.sql").read_text()
    joined += (MODELS / "intermediate" / "int_survey_units_mapped.sql").read_text()
    for node in staging:
        if {"measure_code", "wres_group"} <= set(node["columns"]):
            assert f"ref('{node['name']}')" in joined, f"{node['name']} is missing from int_wres_lines_unioned"


def test_a_source_is_one_folder_and_its_contract():
    folders = {path.parent.name for path in MODELS.glob("staging/*/*.yml")}
    assert folders == {*sources(), "landing"}
    rules = {row["rule_id"] for row in csv.DictReader((PROJECT / "dbt_project/seeds/rules.csv").open())}
    used = {c.rule for s in sources().values() for t in s.tables for c in (*t.columns, *t.fields) if c.rule}
    assert used <= rules


def test_unit_tests_stand_in_the_folder_of_the_model_that_they_try():
    folder = {node["name"]: Path(node["original_file_path"]).parent for node in nodes("model")}
    tried = _manifest_json()["unit_tests"].values()
    assert tried
    for test in tried:
        assert Path(test["original_file_path"]).parent == folder[test["model"]], test["name"]


def test_every_registry_row_says_why_or_whence():
    """But those that are the framework's or the standard's own lists, and words of rules and forms."""
    lists = {"item_fields", "items", "levels", "rules", "template_texts", "workforce_lines"}
    for path in (PROJECT / "dbt_project" / "seeds").glob("*.csv"):
        rows = list(csv.DictReader(path.open(newline="")))
        says = {"reason", "source", "valid_from"} & set(rows[0])
        assert says or path.stem in lists, path.name
        for column in says:
            assert all(row[column].strip() for row in rows), f"{path.name}: {column}"


def test_a_threshold_of_items_begins_a_version_of_the_rules():
    """An assessment has the thresholds of its version (int_rule_parameters_chosen), so one without never judges."""
    seeds = PROJECT / "dbt_project" / "seeds"
    of_items = {
        word for row in csv.DictReader((seeds / "item_conditions.csv").open()) for word in row["parameter"].split()
    }
    versions = {row["valid_from"] for row in csv.DictReader((seeds / "rule_versions.csv").open())}
    for row in csv.DictReader((seeds / "parameters.csv").open()):
        if row["parameter"] in of_items:
            assert row["valid_from"] in versions or row["valid_from"] < min(versions), (
                f"{row['parameter']}: no rule version begins on {row['valid_from']}"
            )


def test_sentences_of_measures_name_figures_that_a_row_has():
    for row in csv.DictReader((PROJECT / "dbt_project" / "seeds" / "measures.csv").open()):
        named = {name for _, name, _, _ in Formatter().parse(row["sentence"]) if name}
        assert named <= set(COLUMNS), row["measure_code"]


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_explains_itself(command):
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0 and len(result.output.splitlines()) > 3


def test_no_file_names_a_registry_host_or_a_place_of_this_machine():
    hosts = re.compile(r"[p]ypi\.org|[p]ythonhosted|[n]pmjs|[d]eb\.debian|/[w]ork/|/[r]oot/")
    for path in text_files():
        assert not hosts.search(path.read_text(errors="replace")), path.relative_to(PROJECT)


def test_the_lock_pins_every_package_with_hashes():
    lock = (PROJECT / "requirements.lock").read_text()
    packages = re.findall(r"^[a-zA-Z0-9][^ ]*==\S+.*$", lock, re.M)
    assert len(packages) > 100 and all(line.endswith("\\") for line in packages)
    assert "://" not in lock


def test_provenance_of_the_shipped_data_matches_its_bytes():
    from ingestion.arrivals import find, provenance

    for arrival in find([PROJECT / "data" / "open", PROJECT / "data" / "demo"]):
        assert provenance(arrival)["sha256"] == arrival.sha256, arrival.name


def test_files_are_of_one_thing_each():
    """Those that are longer have their reason in DECISIONS, by name."""
    decided = (PROJECT / "DECISIONS.md").read_text()
    for path in text_files():
        limit = {".py": 250, ".sql": 120}.get(path.suffix)
        is_short = limit is None or len(path.read_text().splitlines()) <= limit
        assert is_short or f"`{path.stem}` is longer" in decided, path.relative_to(PROJECT)


def test_lines_of_sql_are_as_long_as_those_of_python():
    for path in text_files():
        if path.suffix == ".sql":
            wide = [n for n, line in enumerate(path.read_text().splitlines(), 1) if len(line) > 120]
            assert not wide, f"{path.relative_to(PROJECT)}, lines {wide}"


# Formatting stands in wording.py, SQL in published.py, and nowhere else. How wide a picture or a column of a sheet is
# drawn is no figure.
LAYOUT = ("chart_files.py", "spreadsheet.py")


def modules(*without: str) -> list[Path]:
    return [path for path in sorted((PROJECT / "app").glob("*.py")) if path.name not in without]


@pytest.mark.parametrize("path", modules("wording.py", *LAYOUT), ids=lambda p: p.name)
def test_nothing_is_computed_in_a_page(path):
    numbers = (ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Pow, ast.Mod)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.BinOp) and isinstance(node.op, numbers):
            assert isinstance(node.right, ast.Constant | ast.JoinedStr) and isinstance(node.op, ast.Div), node.lineno
            assert not isinstance(getattr(node.right, "value", ""), int | float), f"{path.name}:{node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in {"mean", "median", "quantile", "std", "sum", "diff", "rank"}, (
                f"{path.name}:{node.lineno}"
            )


@pytest.mark.parametrize("path", modules("published.py"), ids=lambda p: p.name)
def test_sql_stands_in_one_module(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.search(r"\bselect\b.+\bfrom\b", node.value, re.I | re.S), f"{path.name}:{node.lineno}"
