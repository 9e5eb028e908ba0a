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

from ingestion import arrivals, lasting
from orchestration import attempts, faults, tidying
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
    try:
        with home.locked(COMMAND):
            return _refresh(home, landings, as_of, full)
    except Exception as error:
        words = faults.told(str(error), home)
        if words is None:
            raise
        raise RefreshFailed(words) from error


def _refresh(home: Home, landings: list[Path], as_of: date, full: bool) -> Outcome:
    if attempts.unfinished(home) and tidying.end_what_died(home):
        with dagster_instance(home) as instance:
            _close_dead_runs(instance)
    published = home.manifest()
    if (
        published
        and not full
        and published["fingerprint"] == fingerprint(arrivals.find(landings, home.path), as_of, home)
    ):
        attempts.note(home, str(uuid4()), COMMAND, attempts.UNCHANGED, published["run_id"])
        return Outcome(published, unchanged=True)
    try:
        _run_job(home, landings, as_of, full)
    except Exception as error:
        if home.current_run() == (published or {}).get("run_id"):
            raise
        print(f"nwbench: published, but what follows failed: {faults.told(str(error), home) or error}", file=sys.stderr)
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
            raise RefreshFailed(_nothing_accepted(result) or _why(home, result))


def _judge_ahead(home: Home, landings: list[Path], full: bool) -> subprocess.Popen | None:
    """Files are judged on the other core while this process imports its frameworks; None once they are imported."""
    if "great_expectations" in sys.modules:
        return None
    if full:
        shutil.rmtree(home.path / "verdicts", ignore_errors=True)
    command = [sys.executable, "-m", "quality.ahead", os.getpid(), home.path, code_version()]
    command += [folder.resolve() for folder in landings]
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
        lasting.write(settings, here)
    return DagsterInstance.from_config(str(folder))


def _close_dead_runs(instance) -> None:
    """A run that was killed stays `STARTED` for ever. The lock is ours, so no such run is alive."""
    from dagster import DagsterRunStatus, RunsFilter

    alive = [DagsterRunStatus.STARTED, DagsterRunStatus.STARTING, DagsterRunStatus.NOT_STARTED]
    for run in instance.get_runs(RunsFilter(job_name="refresh", statuses=alive)):
        instance.report_run_failed(run, "the process that ran it is gone")


def _why(home: Home, result) -> str:
    """What the step that failed said, as the record of attempts has it; on a full disk it may have none."""
    failed = [event.step_failure_data.error for event in result.get_step_failure_events()]
    return attempts.of_run(home, result.run_id).why or " ".join(map(str, failed)) or "the run failed; see nwbench serve"


def _nothing_accepted(result) -> str | None:
    """The first table without which nothing can be built, in one line."""
    from orchestration.landing import ARRIVAL_CHECK

    for check in result.get_asset_check_evaluations():
        if not check.passed and check.check_name == ARRIVAL_CHECK:
            return (
                f"{check.asset_key.to_user_string()}: nothing of it was accepted, and nothing can be built without it"
            )
    return None
