"""Dagster sees every step from a landing folder to the published run, and the job that runs it on its own."""

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from app.published import Audience, read
from ingestion.contracts import PROJECT, sources
from orchestration.definitions import defs
from orchestration.freshness import name_of
from orchestration.refresh import dagster_instance
from orchestration.run_records import JOB
from orchestration.settings import OWNERS
from orchestration.warehouse import _manifest_json
from quality.rules import ON_READING, rules

RUN = dg.AssetKey(["published", "run"])


@pytest.fixture(scope="module")
def graph():
    return defs.resolve_asset_graph()


def test_lineage_is_unbroken_from_each_landing_table_to_the_published_run(graph):
    upstream, wave = set(), {RUN}
    while wave:
        upstream |= wave
        wave = {parent for key in wave for parent in graph.get(key).parent_keys} - upstream
    landing = {dg.AssetKey([table.source, table.name]) for source in sources().values() for table in source.tables}
    models = {n["name"] for n in _manifest_json()["nodes"].values() if n["resource_type"] in ("model", "seed")}
    assert landing <= upstream
    assert models <= {key.path[-1] for key in upstream}
    # the published run follows from models, and models from what landed, not only from an edge drawn by hand
    measures = next(key for key in upstream if key.path[-1] == "pub_public__measures")
    ancestors, wave = set(), {measures}
    while wave:
        ancestors |= wave
        wave = {parent for key in wave for parent in graph.get(key).parent_keys} - ancestors
    assert {dg.AssetKey(["wres", "lines"]), dg.AssetKey(["staff_survey", "results"])} <= ancestors


def test_folder_is_schema_is_group(graph):
    for node in _manifest_json()["nodes"].values():
        if node["resource_type"] == "model":
            folder = Path(node["original_file_path"]).parts[1]
            key = next(k for k in graph.get_all_asset_keys() if k.path[-1] == node["name"])
            assert node["schema"] == folder == graph.get(key).group_name, node["name"]


def test_arrival_checks_block(graph):
    for source in sources().values():
        for table in source.tables:
            check = graph.get(dg.AssetCheckKey(dg.AssetKey([table.source, table.name]), "arrival"))
            assert check.blocking


def test_freshness_is_by_what_is_due_and_not_by_when_something_ran(published_home):
    manifest = published_home.manifest()
    run = published_home.run_folder(manifest["run_id"])
    overdue = read(run, manifest, Audience("analyst"), "freshness", where={"state": "overdue"})["source"]
    passed = {check.check_name: check.passed for check in checks(published_home)}
    checked = {source.name: passed[name_of(source)] for source in sources().values()}
    assert checked == {source: source not in set(overdue) for source in sources()}
    assert set(checked.values()) == {True, False}


def test_every_asset_has_an_owner_and_a_description(graph):
    for key in graph.get_all_asset_keys():
        assert graph.get(key).owners == OWNERS and graph.get(key).description, key


def test_schedule_and_sensor_run_the_one_job():
    assert {t.job_name for s in defs.sensors for t in s.targets} == {JOB} == {s.job_name for s in defs.schedules}


def test_history_is_in_the_instance_that_the_ui_shows(published_home):
    manifest = published_home.manifest()
    with dagster_instance(published_home) as instance:
        run = instance.get_run_by_id(manifest["dagster_run_id"])
        assert (run.job_name, run.status) == ("refresh", dg.DagsterRunStatus.SUCCESS)
        key = dg.AssetKey(["published", "run"])
        materialised = instance.get_latest_materialization_event(key).asset_materialization
        assert materialised.metadata["run_id"].value == manifest["run_id"]
    checked = checks(published_home)
    tests = [node for node in _manifest_json()["nodes"].values() if node["resource_type"] == "test"]
    landed = sum(len(source.tables) for source in sources().values())
    reported = {check.check_name for check in checked} & set(rules())
    assert reported == {rule for rule in rules() if rules()[rule].stage != ON_READING}
    assert len(checked) == len(tests) + landed + len(reported) + len(sources())


def checks(home) -> list:
    """Every asset check of the run in use, as its history has it."""
    with dagster_instance(home) as instance:
        records = instance.event_log_storage.get_logs_for_run(
            home.manifest()["dagster_run_id"], of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION
        )
    return [record.dagster_event.event_specific_data for record in records]


def test_publishing_alone_publishes_nothing(published_home):
    """A run of the last asset only, as anyone may start in the UI, finds no build of its own."""
    before = published_home.runs()
    result = dg.materialize(
        [next(a for a in defs.assets if RUN in getattr(a, "keys", ()))],
        resources={"refresh": defs.resources["refresh"].model_copy(update={"home_folder": str(published_home.path)})},
        raise_on_error=False,
    )
    assert not result.success and published_home.runs() == before


def test_dbt_unit_tests_pass(tmp_path, published_home):
    """Each formula in figures that a reader can check: dbt_project/models/**/*unit_tests.yml."""
    script = f"""
from pathlib import Path
import dagster as dg, sys
from orchestration.definitions import defs
from orchestration.home import Home
Home.clear_builds = lambda home: home.builds.mkdir(parents=True, exist_ok=True)  # the build is what is tested
from orchestration.warehouse import _invoke
import orchestration.publication
settings = {{"home_folder": {str(tmp_path / "home")!r}, "as_of": "2026-11-24"}}
result = defs.resolve_job_def("refresh").execute_in_process(
    run_config={{"resources": {{"refresh": {{"config": settings}}}}}}, raise_on_error=True)
results = _invoke(["test", "--select", "test_type:unit"]).result.results
print("unit tests", [(r.node.name, str(r.status)) for r in results if r.status != "pass"], len(results))
sys.exit(not results or any(r.status != "pass" for r in results))
"""
    environment = os.environ | {"NWBENCH_HOME": str(tmp_path / "home")}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, cwd=PROJECT)
    listed = len(_manifest_json()["unit_tests"])
    assert listed > 15 and done.returncode == 0 and f"unit tests [] {listed}" in done.stdout, (
        done.stdout[-3000:] + done.stderr[-3000:]
    )
