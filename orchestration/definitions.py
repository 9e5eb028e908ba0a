"""What Dagster loads: the assets of the three stages, the refresh with its schedule and its sensor, and past years."""

import dagster as dg

from orchestration.due_schedule import days_that_matter
from orchestration.landing import landing_assets, ledgers
from orchestration.new_files_sensor import new_files
from orchestration.publication import published_run
from orchestration.recomputed_years import recompute_job, recomputed_year
from orchestration.refresh_job import refresh_job
from orchestration.settings import Refresh
from orchestration.warehouse import warehouse

defs = dg.Definitions(
    assets=[*landing_assets, ledgers, warehouse, published_run, recomputed_year],
    jobs=[refresh_job, recompute_job],
    schedules=[days_that_matter],
    sensors=[new_files],
    resources={"refresh": Refresh()},
    executor=dg.in_process_executor,
)
