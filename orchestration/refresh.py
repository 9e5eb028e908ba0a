"""The refresh, as the command runs it: the job of the Dagster UI, in this process."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from ingestion import arrivals, lasting
from orchestration import attempts, faults, logs, tidying
from orchestration.changes import fingerprint
from orchestration.home import Home, code_version
from orchestration.lock import Locked
from orchestration.progress import finish, report

if TYPE_CHECKING:  # what it imports when it runs takes a second
    from dagster import DagsterInstance, ExecuteInProcessResult

FORMER_SETTINGS = """\
telemetry:
  enabled: false
event_log_storage:
  module: orchestration.history
  class: KeptConnections
  config:
    base_dir: history
"""
# One run at a time. What is tried again, once, is a run whose process died or that never began: a step that fails reads
# and writes local files only, and what it found would be found again.
DAGSTER_SETTINGS = (
    FORMER_SETTINGS
    + """\
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
run_monitoring:
  enabled: true
  start_timeout_seconds: 600
  cancel_timeout_seconds: 300
run_retries:
  enabled: true
  max_retries: 1
  retry_on_asset_or_op_failure: false
"""
)

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
    except (Locked, RefreshFailed):
        raise
    except Exception as error:
        words = faults.told(str(error), home)
        if words is None:
            raise
        raise RefreshFailed(words) from error


def _refresh(home: Home, landings: list[Path], as_of: date, full: bool) -> Outcome:
    if attempts.unfinished(home) and tidying.end_what_died(home):
        from orchestration.run_records import close_dead

        with dagster_instance(home) as instance:
            close_dead(instance)
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
    from orchestration.run_records import close_dead

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
        close_dead(instance, COMMAND)  # the lock is ours, so no such run is alive
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


def dagster_instance(home: Home) -> "DagsterInstance":
    """The instance whose history the Dagster UI shows."""
    from dagster import DagsterInstance

    folder = home.path / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "dagster.yaml"
    told = settings.read_text() if settings.is_file() else ""
    here = _of_folder(told, folder)  # a copied home folder keeps a history of its own
    if here in ("", _of_folder(FORMER_SETTINGS, folder)):
        here = _of_folder(DAGSTER_SETTINGS, folder)
    if here != told:
        lasting.write(settings, here)
    return DagsterInstance.from_config(str(folder))


def _of_folder(settings: str, folder: Path) -> str:
    return BASE_FOLDER.sub(rf"\g<1>{folder}/history", settings)


def _why(home: Home, result: "ExecuteInProcessResult") -> str:
    """What the step that failed said, as the record of attempts has it; on a full disk it may have nothing."""
    attempt = attempts.of_run(home, result.run_id)
    if attempt and attempt.why:
        return attempt.why
    errors = [event.event_specific_data.error for event in result.all_events if event.is_failure]
    messages = []
    while errors:
        if error := errors.pop(0):
            messages.append(error.message)
            errors += [error.cause, error.context]
    return faults.told(" ".join(messages), home) or "the run failed; see nwbench serve"


def _nothing_accepted(result: "ExecuteInProcessResult") -> str | None:
    """The first table without which nothing can be built, in one line."""
    from orchestration.landing import ARRIVAL_CHECK

    for check in result.get_asset_check_evaluations():
        if not check.passed and check.check_name == ARRIVAL_CHECK:
            return (
                f"{check.asset_key.to_user_string()}: nothing of it was accepted, and nothing can be built without it"
            )
    return None
