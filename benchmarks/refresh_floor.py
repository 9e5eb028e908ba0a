"""The floor of a refresh: the same work straight on DuckDB in one process, without dbt, Dagster or Great Expectations.

`python -m benchmarks.refresh_floor HOME DAY MANIFEST TIMES`: HOME holds landed files and their verdicts, MANIFEST is
that of a compiled dbt project. The first time is a fresh process's, the others are warm.
"""

import importlib.util
import json
import sys
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from benchmarks.measuring import PROJECT, part
from ingestion import arrivals, loading
from ingestion.contracts import sources
from orchestration import peer_releases
from orchestration.changes import fingerprint
from orchestration.home import Home, code_version, default_landings
from orchestration.progress import finish, report
from quality import release
from quality.reception import receive

SETTINGS = {"threads": 2, "preserve_insertion_order": True, "TimeZone": "UTC"}  # those of profiles.yml
FRAMEWORKS = {"dagster", "dbt", "great_expectations"}


def refresh(home: Home, day: date, nodes: list[dict], finished: Path) -> None:
    """Lands, builds, tests and writes the audience files into `finished`."""
    report("Landing and guarding")
    warehouse = finished.parent / "warehouse.duckdb"  # its name is part of the compiled SQL
    warehouse.unlink(missing_ok=True)
    landings = [Path(folder) for folder in default_landings()]
    with duckdb.connect(str(warehouse)) as con:
        for name, value in SETTINGS.items():
            con.execute(f"set {name} = '{value}'")
        checks = land(con, home, landings, day)
        report("Building and testing")
        tests = build(con, nodes)
    report("Publishing")
    audiences = release.write(warehouse, finished)
    manifest = {
        "rule_version": release.rule_version(warehouse),
        "fingerprint": fingerprint(arrivals.find(landings, home.path), day, home),
        "checks": checks + tests,
        "tables": release.logical_hashes(finished / "analyst.duckdb"),
        "audiences": {audience: sorted(tables) for audience, tables in audiences.items()},
    }
    (finished / "manifest.json").write_text(json.dumps(manifest, indent=2))


def land(con: duckdb.DuckDBPyConnection, home: Home, landings: list[Path], day: date) -> list[dict]:
    """Files that landed before into raw tables, by the verdicts that were kept; returns the checks of arrival."""
    found, version = arrivals.find(landings, home.path), code_version()
    ledgers = {"refresh": [{"as_of": day.isoformat()}], peer_releases.LEDGER: peer_releases.frozen(home)}
    for name, contract in sources().items():
        reception = receive(home.path, name, contract, [a for a in found if a.source == name], version)
        files = reception.loadable()
        for table in contract.tables:
            loading.load(con, table, files)
        counted = loading.loaded_lines(con, contract.tables)
        for ledger, rows in reception.ledgers(counted).items():
            ledgers.setdefault(ledger, []).extend(rows)
    for ledger, rows in ledgers.items():
        loading.record(con, ledger, rows)
    return ledgers["arrival_checks"]


def in_order(manifest: dict) -> list[dict]:
    """Seeds, models and data tests, each after all that it needs."""
    kept = {key: n for key, n in manifest["nodes"].items() if n["resource_type"] in ("seed", "model", "test")}
    needs = {key: [k for k in node["depends_on"].get("nodes", ()) if k in kept] for key, node in kept.items()}
    return [kept[key] for key in TopologicalSorter(needs).static_order()]


def build(con: duckdb.DuckDBPyConnection, nodes: list[dict]) -> list[dict]:
    """Makes every relation and tries every data test; returns the tests. Raises when one fails."""
    for schema in sorted({node["schema"] for node in nodes if node["resource_type"] != "test"}):
        con.execute(f"create schema if not exists {schema}")
    names = {node["name"]: node["relation_name"] for node in nodes}
    tests = []
    for node in nodes:
        if node["resource_type"] == "test":
            tests.append({"rule_id": node["name"], "outcome": "pass", "failures": _failures(con, node)})
        else:
            _make(con, node, names)
    broken = [test["rule_id"] for test in tests if test["failures"]]
    if broken:
        raise AssertionError(f"data tests failed: {', '.join(broken)}")
    return tests


def _failures(con: duckdb.DuckDBPyConnection, test: dict) -> int:
    sql = f"select {test['config']['fail_calc']} from ({test['compiled_code']}) as failing"
    return con.execute(sql).fetchall()[0][0]


def _make(con: duckdb.DuckDBPyConnection, node: dict, names: dict[str, str]) -> None:
    name = node["relation_name"]
    if node["resource_type"] == "seed":
        path, types = PROJECT / "dbt_project" / node["original_file_path"], node["config"]["column_types"]
        given = f", types = {types}" if types else ""
        con.execute(f"create table {name} as from read_csv('{path}', header = true{given})")
    elif node["language"] == "python":
        apart = con.cursor()  # one result at a time for a connection
        limits = _python_model(node).model(References(apart, names), apart)  # noqa: F841, read by its name below
        con.execute(f"create table {name} as select * from limits")
    else:
        con.execute(f"create {node['config']['materialized']} {name} as ({node['compiled_code']})")


class References:
    """What dbt hands to a Python model."""

    def __init__(self, con: duckdb.DuckDBPyConnection, names: dict[str, str]):
        self._con, self._names = con, names

    def config(self, **_settings) -> None:
        """Known from the manifest."""

    def ref(self, name: str) -> duckdb.DuckDBPyRelation:
        return self._con.table(self._names[name])


def _python_model(node: dict):
    spec = importlib.util.spec_from_file_location(node["name"], PROJECT / "dbt_project" / node["original_file_path"])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(home: str, day: str, manifest: str, times: str) -> None:
    nodes = in_order(json.loads(Path(manifest).read_text()))
    for number in range(1, int(times) + 1):
        finished = Path(manifest).parent / f"published-{number}"
        with part(f"time {number}"):
            refresh(Home(Path(home)), date.fromisoformat(day), nodes, finished)
        finish()
    used = FRAMEWORKS & set(sys.modules)
    if used:
        raise AssertionError(f"the floor stands on {', '.join(used)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
