"""What Dagster loads: the assets of the three stages, the refresh job, its schedule and its sensor."""

import dagster as dg

from orchestration import attempts
from orchestration.changes import fingerprint
from orchestration.landing import landing_assets, ledgers
from orchestration.publication import published_run
from orchestration.settings import Refresh
from orchestration.warehouse import warehouse


@dg.failure_hook(required_resource_keys={"refresh"})
def say_why(context: dg.HookContext):
    """The reason of a step that failed, in one line, in the record of attempts."""
    error = context.op_exception
    text = getattr(error, "description", None) or str(error.__cause__ or error)
    refresh, run_id = context.resources.refresh, context.run_id
    attempt = attempts.of_run(refresh.home, run_id)
    why = f"{context.step_key}: {' '.join(text.split())}"
    attempts.note(refresh.home, run_id, attempt.by, attempts.FAILED, why=why)


# One process: DuckDB lets one process write, and starting a process for each step costs more than the steps.
refresh_job = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    hooks={say_why},
    description="Lands, guards, builds, checks and publishes the region.",
)

monthly = dg.ScheduleDefinition(
    name="monthly_refresh",
    job=refresh_job,
    cron_schedule="0 6 1 * *",
    execution_timezone="Europe/London",
    description="Early on the first of the month, before the Assembly meets.",
)


@dg.sensor(name="new_files", job=refresh_job, minimum_interval_seconds=300)
def new_files(context: dg.SensorEvaluationContext):
    """Asks for a refresh when the landing folders hold something that is not published yet."""
    settings = Refresh()
    wanted = fingerprint(settings.arrivals(), settings.day, settings.home)
    published = settings.home.manifest() or {}
    if wanted == published.get("fingerprint"):
        return dg.SkipReason("everything in the landing folders is published")
    return dg.RunRequest(run_key=wanted)


defs = dg.Definitions(
    assets=[*landing_assets, ledgers, warehouse, published_run],
    jobs=[refresh_job],
    schedules=[monthly],
    sensors=[new_files],
    resources={"refresh": Refresh()},
    executor=dg.in_process_executor,
)
