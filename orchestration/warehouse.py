"""Stage 2: dbt builds the warehouse of the run. Every model and seed is an asset, every data test an asset check.

dbt runs in this process through its own `dbtRunner` with a manifest that is parsed once for each version of the
code: starting dbt as a command for each refresh costs more than everything it does. The bridge from dbt's results to
Dagster's events stands in this file alone, since it leans on the version of dagster-dbt that is locked.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.adapters.factory import reset_adapters
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import EventMsg

from ingestion import lasting
from orchestration import gate
from orchestration.home import code_version, default_home, project_folder
from orchestration.progress import report
from orchestration.settings import OWNERS, Refresh

PROJECT_FOLDER = project_folder()
TESTS_FILE = "tests.json"
PASSED = "pass"
FINISHED_EVENTS = {"LogModelResult", "LogSeedResult", "LogTestResult"}


class FolderGroups(DagsterDbtTranslator):
    """The folder of a model is its group; seeds are the registries."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return "registries" if dbt_resource_props["resource_type"] == "seed" else dbt_resource_props["fqn"][1]

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        return OWNERS


TRANSLATOR = FolderGroups()


def _invoke(
    arguments: list[str], manifest: Manifest | None = None, callbacks: Iterable[Callable] = ()
) -> dbtRunnerResult:
    target = str(default_home() / "dbt")
    folders = ["--project-dir", str(PROJECT_FOLDER), "--profiles-dir", str(PROJECT_FOLDER), "--target-path", target]
    quiet = ["--quiet", "--log-level-file", "none", "--no-version-check", "--log-path", target]
    result = dbtRunner(manifest=manifest, callbacks=list(callbacks)).invoke([*quiet, *arguments, *folders])
    if result.exception:
        raise dg.Failure(f"dbt did not run: {result.exception}")
    return result


@cache
def _manifest() -> Manifest:
    """The parsed project; parsed again only when the code has changed since the home folder's last parse."""
    folder = default_home() / "dbt"
    stamp, parsed = folder / "parsed_code_version", folder / "partial_parse.msgpack"
    if parsed.is_file() and stamp.is_file() and stamp.read_text() == code_version():
        manifest = Manifest.from_msgpack(parsed.read_bytes())
        manifest.build_flat_graph()  # what models see as `graph`, which a parse makes and the file does not keep
        return manifest
    report("Reading the models")
    stamp.unlink(missing_ok=True)  # a parse that dies half way is none
    # dbt's partial parse stumbles over a description that has moved to another file
    manifest = _invoke(["parse", "--no-partial-parse"]).result
    lasting.settle(folder)
    lasting.write(stamp, code_version())
    return manifest


@cache
def _manifest_json() -> dict:
    _manifest()
    return json.loads((default_home() / "dbt" / "manifest.json").read_text())


@dbt_assets(manifest=_manifest_json(), dagster_dbt_translator=TRANSLATOR, name="warehouse")
def warehouse(context: dg.AssetExecutionContext, refresh: Refresh) -> Iterator[dg.Output | dg.AssetCheckResult]:
    os.environ["NWBENCH_WAREHOUSE"] = str(refresh.warehouse(context.run_id))
    gate.start()
    results = _build()
    _keep_tests(refresh.build_folder(context.run_id), results)
    yield from _events(results)
    failed = [f"{r.node.name}: {' '.join(str(r.message).split())}" for r in results if r.status in ("error", "fail")]
    if failed:
        raise dg.Failure("; ".join(failed))


def _build() -> list:
    manifest = _manifest()
    total = sum(node.resource_type in ("model", "seed", "test") for node in manifest.nodes.values())
    finished = 0

    def count(event: EventMsg) -> None:
        nonlocal finished
        if event.info.name in FINISHED_EVENTS:
            finished += 1
            report("Building and testing", f"{finished} of {total}")

    try:
        arguments = ["build", "--exclude-resource-type", "unit_test", "--no-write-json", "--no-populate-cache"]
        return _invoke(arguments, manifest, [count]).result.results
    finally:
        # the next stage opens the file with other settings, which DuckDB refuses while this process has it open
        reset_adapters()
        DuckDBConnectionManager.close_all_connections()


def _keep_tests(folder: Path, results: list) -> None:
    tests = [
        {"rule_id": r.node.name, "outcome": str(r.status), "failures": r.failures}
        for r in results
        if r.node.resource_type == "test"
    ]
    (folder / TESTS_FILE).write_text(json.dumps(sorted(tests, key=lambda t: t["rule_id"])))


def _events(results: list) -> Iterator[dg.Output | dg.AssetCheckResult]:
    manifest = _manifest_json()
    for result in results:
        unique_id = result.node.unique_id
        if result.node.resource_type == "test":
            key = get_asset_check_key_for_test(manifest, TRANSLATOR, unique_id, project=None)
            if key is not None and result.status != "skipped":
                yield dg.AssetCheckResult(
                    check_name=key.name,
                    asset_key=key.asset_key,
                    passed=result.status == PASSED,
                    metadata={"failures": result.failures or 0},
                )
        elif result.status == "success":
            key = TRANSLATOR.get_asset_key(manifest["nodes"][unique_id])
            yield dg.Output(
                None, output_name=key.to_python_identifier(), metadata={"seconds": round(result.execution_time, 3)}
            )
