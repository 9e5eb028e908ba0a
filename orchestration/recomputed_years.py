"""Past years as partitions: recomputing some of them is a backfill of Dagster, one year after another."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from ingestion.days import today
from orchestration.home import Home, default_home, default_landings
from orchestration.recompute import recompute, years
from orchestration.refresh_job import QUIETLY
from orchestration.settings import OWNERS

YEARS = dg.StaticPartitionsDefinition([str(year) for year in years(today())])


@dg.asset(
    key=["recomputed", "year"],
    partitions_def=YEARS,
    group_name="recomputed",
    kinds={"duckdb"},
    owners=OWNERS,
    description="A past year judged anew by today's rules and files, in a home folder of its own, and what differs.",
)
def recomputed_year(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    home = Home(default_home())
    made = recompute(home, [Path(folder) for folder in default_landings()], int(context.partition_key))
    yield dg.MaterializeResult(
        metadata={
            "judged": made.words(),
            "run_id": made.run_id,
            "revisions": made.revisions,
            "home": dg.MetadataValue.path(made.home.path),
        }
    )


recompute_job = dg.define_asset_job(
    "recompute",
    selection=dg.AssetSelection.assets(recomputed_year),
    executor_def=dg.in_process_executor,
    config=QUIETLY,
    description="Judges past years anew, beside what was published then; the run in use stays.",
)
