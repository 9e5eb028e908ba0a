"""The schedule: looks every morning whether a day that matters has passed since the day of the newest run.

What the days are is in `orchestration/due_days.py` and the seed `collection_calendar`, where a row moves one.
"""

import os
from datetime import date

import dagster as dg

from app.published import Audience, read
from ingestion.days import LONDON
from orchestration import attempts, due_days
from orchestration.home import Home
from orchestration.refresh_job import QUIETLY, refresh_job
from orchestration.run_records import at_work
from orchestration.settings import Refresh

LOOKS_AT = os.environ.get("NWBENCH_SCHEDULE", "0 6 * * *")  # as cron has it


@dg.schedule(
    name="days_that_matter",
    job=refresh_job,
    cron_schedule=LOOKS_AT,
    execution_timezone=LONDON.key,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="On the first of a month, and around each day of the collection calendar.",
)
def days_that_matter(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """A run request, whose tag says for which days, or in words why there is none."""
    home, today = Refresh().home, context.scheduled_execution_time.astimezone(LONDON).date()
    judged = due_days.newest_judged(home)
    due = due_days.since(judged, today, _expected(home)) if judged else []
    if judged and not due:
        return dg.SkipReason(f"judged for {judged:%d %B %Y}, and no day that matters has come since")
    if busy := at_work(home, context.instance):
        return dg.SkipReason(f"{busy}; should it not judge for today, this one is asked for next time")
    why = "; ".join(day.words() for day in due) or "nothing is published yet"
    return dg.RunRequest(run_config=QUIETLY, tags={attempts.WHY: why})


def _expected(home: Home) -> list[tuple[str, date]]:
    """Sources with the day by which their newest data is to be followed by more, as the run in use has it."""
    manifest = home.manifest()
    freshness = read(home.run_folder(manifest["run_id"]), manifest, Audience("analyst"), "freshness")
    return freshness.select("source", "expected_by").drop_nulls().rows()
