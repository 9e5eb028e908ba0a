"""Runs in Dagster's history: which are at work or wait, which only look so, and which it may forget."""

from dagster import DagsterInstance, DagsterRunStatus, RunsFilter

from orchestration import attempts
from orchestration.home import Home
from orchestration.refresh import COMMAND

JOB = "refresh"
AT_WORK = [
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
    DagsterRunStatus.CANCELING,
]
ENDED = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]
MOST_RUNS = 100  # some 10 MB each; how every refresh ended stays in `attempts.jsonl`, and its checks in the manifest


def at_work(home: Home, instance: DagsterInstance) -> str | None:
    """Which refresh is at work or waits in the queue, in words; None when none does."""
    _close_dead_of_command(home, instance)
    if runs := instance.get_runs(RunsFilter(job_name=JOB, statuses=[*AT_WORK, DagsterRunStatus.QUEUED])):
        return f"a refresh begun by {attempts.begun_by(runs[0].tags)} is {runs[0].status.value.lower()}"
    return "a refresh is at work" if home.is_locked() else None


def close_dead(instance: DagsterInstance, by: str | None = None) -> None:
    """A run whose process was killed stays `STARTED` for ever, and would keep every later one waiting in the queue.

    Call when no run begun `by` somebody, of anybody without it, can be alive.
    """
    tags = {attempts.BY: by} if by else {}
    for run in instance.get_runs(RunsFilter(job_name=JOB, statuses=AT_WORK, tags=tags)):
        instance.report_run_failed(run, "the process that ran it is gone")


def forget(instance: DagsterInstance) -> None:
    """Takes all but the last refreshes that ended out of Dagster's history, which by itself keeps each for ever."""
    for run in instance.get_runs(RunsFilter(job_name=JOB, statuses=ENDED))[MOST_RUNS:]:  # the latest come first
        instance.delete_run(run.run_id)


def _close_dead_of_command(home: Home, instance: DagsterInstance) -> None:
    """Whoever runs the command holds the lock for as long as its run lasts, so without it that run is dead."""
    found = instance.get_runs(RunsFilter(job_name=JOB, statuses=AT_WORK, tags={attempts.BY: COMMAND}))
    if found and not home.is_locked():  # asked after the runs were read, so none of them is one that began since
        close_dead(instance, COMMAND)
