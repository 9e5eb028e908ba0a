"""Runs in Dagster's history: which are at work or wait, and which only look so because their process is gone."""

from dagster import DagsterInstance, DagsterRun, DagsterRunStatus, RunsFilter

from orchestration import attempts
from orchestration.home import Home

JOB = "refresh"
AT_WORK = [
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
    DagsterRunStatus.CANCELING,
]


def at_work_or_queued(instance: DagsterInstance) -> list[DagsterRun]:
    return instance.get_runs(RunsFilter(job_name=JOB, statuses=[*AT_WORK, DagsterRunStatus.QUEUED]))


def close_dead(instance: DagsterInstance, by: str | None = None) -> None:
    """A run whose process was killed stays `STARTED` for ever, and would keep every later one waiting in the queue.

    Call when no run begun `by` somebody, of anybody without it, can be alive.
    """
    tags = {attempts.BY: by} if by else {}
    for run in instance.get_runs(RunsFilter(job_name=JOB, statuses=AT_WORK, tags=tags)):
        instance.report_run_failed(run, "the process that ran it is gone")


def close_dead_of_command(home: Home, instance: DagsterInstance, by: str) -> None:
    """As `close_dead`, from another process: whoever runs the command holds the lock for as long as its run lasts."""
    found = instance.get_runs(RunsFilter(job_name=JOB, statuses=AT_WORK, tags={attempts.BY: by}))
    if found and not home.is_locked():  # asked after the runs were read, so none of them is one that began since
        close_dead(instance, by)
