"""The refresh as one Dagster job, which the command, the schedule, the sensor and the UI's button all run."""

from datetime import timedelta

import dagster as dg

from orchestration import attempts, faults
from orchestration.run_records import JOB

# Below the time after which a refresh ends itself (`orchestration/lock.py`), so that Dagster's record says why.
LASTS_AT_MOST = timedelta(minutes=90)


@dg.failure_hook(required_resource_keys={"refresh"})
def say_why(context: dg.HookContext) -> None:
    """The reason of a step that failed, in one line, in the record of attempts."""
    error = context.op_exception
    text = getattr(error, "description", None) or str(error.__cause__ or error)
    refresh, run_id = context.resources.refresh, context.run_id
    attempt = attempts.of_run(refresh.home, run_id)
    why = faults.told(text, refresh.home) or f"{context.step_key}: {' '.join(text.split())}"
    attempts.note(refresh.home, run_id, attempt.by, attempts.FAILED, why=why)


QUIETLY = {"loggers": {"console": {"config": {"log_level": "ERROR"}}}}  # events are in the history

# One process: DuckDB lets one process write, and starting a process for each step costs more than the steps.
# A run that is tried again begins anew, since each run builds in a folder of its own.
refresh_job = dg.define_asset_job(
    JOB,
    selection=dg.AssetSelection.all() - dg.AssetSelection.groups("recomputed"),
    executor_def=dg.in_process_executor,
    hooks={say_why},
    config=QUIETLY,
    tags={
        "dagster/max_runtime": str(int(LASTS_AT_MOST.total_seconds())),
        "dagster/retry_strategy": "ALL_STEPS",
        "dagster/priority": "1",  # before past years that wait
    },
    description="Lands, guards, builds, checks and publishes the region.",
)
