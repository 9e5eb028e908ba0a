"""What Dagster is told of runs: one at a time, ended in time, tried again where that helps, the dead never alive."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import dagster as dg
import pytest
import yaml

from ingestion.contracts import PROJECT
from orchestration import attempts, lock, run_records, settings
from orchestration.definitions import defs
from orchestration.history import MOST_OPEN
from orchestration.home import Home
from orchestration.lock import Locked
from orchestration.refresh import COMMAND, DAGSTER_SETTINGS, FORMER_SETTINGS, dagster_instance
from orchestration.refresh_job import LASTS_AT_MOST
from orchestration.run_records import JOB, close_dead

HOLD = """
import sys
from pathlib import Path
from orchestration.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock of a home folder until its input ends."""
    pipe = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": PROJECT}
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], **pipe)
    assert process.stdout.readline() == "held\n"
    yield process
    process.stdin.close()
    process.wait()
    process.stdout.close()


def test_what_the_schedule_or_the_sensor_asked_for_waits_for_the_refresh_at_work(tmp_path, holder):
    threading.Timer(1, holder.stdin.close).start()
    with settings._when_free(Home(tmp_path), "the sensor new_files"):
        assert "the sensor new_files" in (tmp_path / ".lock").read_text()


def test_it_does_not_wait_for_ever(tmp_path, holder, monkeypatch):
    monkeypatch.setattr(settings, "WAITS_AT_MOST", settings.timedelta(0))
    monkeypatch.setattr(settings, "LOOKS_EVERY", 0.01)
    with pytest.raises(Locked), settings._when_free(Home(tmp_path), "the sensor new_files"):
        pass


def test_a_home_folder_of_an_earlier_version_gets_the_settings_of_this_one(tmp_path):
    file = tmp_path / "dagster" / "dagster.yaml"
    file.parent.mkdir()
    file.write_text(FORMER_SETTINGS)
    with dagster_instance(Home(tmp_path)) as instance:
        assert instance.run_monitoring_enabled and instance.run_retries_max_retries == 1
        assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 1
    assert yaml.safe_load(file.read_text())["event_log_storage"]["config"]["base_dir"] == f"{tmp_path}/dagster/history"


def test_settings_of_ones_own_stay(tmp_path):
    file = tmp_path / "dagster" / "dagster.yaml"
    file.parent.mkdir()
    file.write_text("telemetry:\n  enabled: false\nrun_monitoring:\n  enabled: false\n")
    with dagster_instance(Home(tmp_path)) as instance:
        assert not instance.run_monitoring_enabled
    assert "event_log_storage" not in file.read_text()


def test_a_run_is_ended_by_dagster_before_it_ends_itself():
    job = defs.resolve_job_def(JOB)
    assert float(job.tags["dagster/max_runtime"]) == LASTS_AT_MOST.total_seconds()
    assert settings.WAITS_AT_MOST < LASTS_AT_MOST < lock.LASTS_AT_MOST


@pytest.mark.parametrize("reason", ["STEP_FAILURE", "RUN_EXCEPTION"])
def test_what_a_step_found_is_not_tried_again_and_what_could_not_begin_is(tmp_path, reason):
    from dagster._core.events import RunFailureReason
    from dagster._core.execution.retries import auto_reexecution_should_retry_run

    with dagster_instance(Home(tmp_path)) as instance:
        run = instance.create_run_for_job(dg.GraphDefinition(name=JOB).to_job())
        instance.report_run_failed(run)
        failed = instance.get_run_by_id(run.run_id)
        again = auto_reexecution_should_retry_run(instance, failed, RunFailureReason(reason))
    assert again == (reason == "RUN_EXCEPTION")


def test_dead_runs_of_the_command_are_closed_and_those_of_the_daemon_are_its_own(tmp_path):
    job, started = dg.GraphDefinition(name=JOB).to_job(), dg.DagsterRunStatus.STARTED
    with dagster_instance(Home(tmp_path)) as instance:
        ours = instance.create_run_for_job(job, tags={attempts.BY: COMMAND}, status=started)
        other = instance.create_run_for_job(job, tags={"dagster/sensor_name": "new_files"}, status=started)
        close_dead(instance, COMMAND)
        statuses = [instance.get_run_by_id(run.run_id).status for run in (ours, other)]
    assert statuses == [dg.DagsterRunStatus.FAILURE, started]


def test_a_history_of_many_runs_keeps_few_files_open(tmp_path):
    with dagster_instance(Home(tmp_path)) as instance:
        for _ in range(3 * MOST_OPEN):
            instance.report_run_failed(instance.create_run_for_job(dg.GraphDefinition(name=JOB).to_job()))
        opened = [os.readlink(link) for link in Path("/proc/self/fd").iterdir() if link.exists()]
        runs = {path for path in opened if path.startswith(f"{tmp_path}/dagster/history/") and path.endswith(".db")}
    assert 0 < len(runs) <= MOST_OPEN


def test_of_refreshes_that_ended_the_history_keeps_the_last(tmp_path, monkeypatch):
    monkeypatch.setattr(run_records, "MOST_RUNS", 2)
    job = dg.GraphDefinition(name=JOB).to_job()
    with dagster_instance(Home(tmp_path)) as instance:
        alive = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED).run_id
        ended = [instance.create_run_for_job(job) for _ in range(4)]
        for run in ended:
            instance.report_run_failed(run)
        run_records.forget(instance)
        assert {run.run_id for run in instance.get_runs()} == {alive, *(run.run_id for run in ended[-2:])}
        assert instance.all_logs(ended[-1].run_id)
    left = {path.stem for path in (tmp_path / "dagster" / "history").rglob("*.db")}
    assert not left & {run.run_id for run in ended[:2]}


def test_settings_for_postgresql_differ_in_the_storage_alone():
    documented = yaml.safe_load((PROJECT / "docs" / "deployment" / "dagster.yaml").read_text())
    shipped = yaml.safe_load(DAGSTER_SETTINGS)
    assert documented.pop("storage") and shipped.pop("event_log_storage") and documented == shipped
