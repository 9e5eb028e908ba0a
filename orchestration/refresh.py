"""The refresh, as the command runs it: the job of the Dagster UI, in this process."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from ingestion import arrivals
from orchestration import attempts, logs
from orchestration.changes import fingerprint
from orchestration.home import Home, code_version
from orchestration.progress import finish, report

DAGSTER_SETTINGS = """\
telemetry:
  enabled: false
event_log_storage:
  module: orchestration.history
  class: KeptConnections
  config:
    base_dir: history
"""


BASE_FOLDER = re.compile(r"(?m)^(\s*base_dir: ).*$")
COMMAND = "nwbench refresh"


class RefreshFailed(Exception):
    """Nothing was published; the run before is still in use."""


@dataclass(frozen=True)
class Outcome:
    manifest: dict
    unchanged: bool


def refresh(home: Home, landings: list[Path], as_of: date, full: bool = False) -> Outcome:
    """Publishes what the landing folders hold. Raises RefreshFailed, and Locked when another refresh is at work."""
    missing = [str(folder) for folder in landings if not folder.is_dir()]
    if missing:
        raise RefreshFailed(f"no such landing folder: {', '.join(missing)}")
    with home.locked(COMMAND):
        published = home.manifest()
        if (
            published
            and not full
            and published["fingerprint"] == fingerprint(arrivals.find(landings, home.path), as_of, home)
        ):
            run = str(uuid4())
            attempts.note(home, run, COMMAND, attempts.UNCHANGED, published["run_id"])
            with logs.kept(home, run, COMMAND):
                logs.note("refresh ended", state=attempts.UNCHANGED, published=published["run_id"])
            return Outcome(published, unchanged=True)
        try:
            _run_job(home, landings, as_of, full)
        finally:
            finish()
        return Outcome(home.manifest(), unchanged=False)


def _run_job(home: Home, landings: list[Path], as_of: date, full: bool) -> None:
    report("Starting")
    ahead = _judge_ahead(home, landings, full)
    os.environ["NWBENCH_HOME"] = str(home.path)
    os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "500")  # one commit for many events: a fifth of a warm run
    from orchestration.definitions import defs

    settings = {
        "home_folder": str(home.path),
        "landing_folders": [str(folder.resolve()) for folder in landings],
        "as_of": as_of.isoformat(),
        "full": full and ahead is None,
    }
    if ahead:
        report("Guarding what arrived")
        ahead.wait()
    with dagster_instance(home) as instance:
        _close_dead_runs(instance)
        result = defs.resolve_job_def("refresh").execute_in_process(
            instance=instance,
            tags={attempts.BY: COMMAND},
            run_config={
                "resources": {"refresh": {"config": settings}},
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            },
            raise_on_error=False,
        )
        if not result.success:
            why = _nothing_accepted(result) or attempts.of_run(home, result.run_id).why
            raise RefreshFailed(why or "the run failed; see nwbench serve")


def _judge_ahead(home: Home, landings: list[Path], full: bool) -> subprocess.Popen | None:
    """Files are judged on the other core while this process imports its frameworks; None once they are imported."""
    if "great_expectations" in sys.modules:
        return None
    if full:
        shutil.rmtree(home.path / "verdicts", ignore_errors=True)
    command = [sys.executable, "-m", "quality.ahead", home.path, code_version(), *(p.resolve() for p in landings)]
    return subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def dagster_instance(home: Home):
    """The instance whose history the Dagster UI shows."""
    from dagster import DagsterInstance

    folder = home.path / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "dagster.yaml"
    told = settings.read_text() if settings.is_file() else DAGSTER_SETTINGS
    here = BASE_FOLDER.sub(rf"\g<1>{folder}/history", told)  # a copied home folder keeps a history of its own
    if not settings.is_file() or here != told:
        settings.write_text(here)
    return DagsterInstance.from_config(str(folder))


def _close_dead_runs(instance) -> None:
    """A run that was killed stays `STARTED` for ever. The lock is ours, so no such run is alive."""
    from dagster import DagsterRunStatus, RunsFilter

    alive = [DagsterRunStatus.STARTED, DagsterRunStatus.STARTING, DagsterRunStatus.NOT_STARTED]
    for run in instance.get_runs(RunsFilter(job_name="refresh", statuses=alive)):
        instance.report_run_failed(run, "the process that ran it is gone")


def _nothing_accepted(result) -> str | None:
    """The first table without which nothing can be built, in one line."""
    from orchestration.landing import ARRIVAL_CHECK

    for check in result.get_asset_check_evaluations():
        if not check.passed and check.check_name == ARRIVAL_CHECK:
            return (
                f"{check.asset_key.to_user_string()}: nothing of it was accepted, and nothing can be built without it"
            )
    return None
