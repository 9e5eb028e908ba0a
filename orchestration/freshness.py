"""Whether each source has given what was due: its newest data beside the day by which more was to come.

Dagster's own policies ask when an asset was last made, which every refresh does whatever came in. What is due follows
from the data (`dbt_project/models/marts/fct_freshness.sql`), and the schedule has a refresh on the day after.
"""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb

from ingestion.contracts import Source, sources

OVERDUE = "overdue"
COLUMNS = ("is_demonstration", "data_as_of", "expected_by", "state")


def name_of(source: Source) -> str:
    """The name of a source's check."""
    return f"{source.name}_up_to_date"


def specs(asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """A check of the asset for each source."""
    due = "More of {0.name} comes at least every {0.cadence_days} days, by its contract."
    return [dg.AssetCheckSpec(name_of(s), asset=asset, description=due.format(s)) for s in sources().values()]


def results(warehouse: Path, asset: dg.AssetKey) -> Iterator[dg.AssetCheckResult]:
    """Whether something of each source is overdue in a finished build. It stops no run: nobody can mend it by one."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        rows = con.execute(f"select source, {', '.join(COLUMNS)} from marts.fct_freshness order by all").fetchall()
    for source in sources().values():
        found = [dict(zip(COLUMNS, values, strict=True)) for name, *values in rows if name == source.name]
        yield dg.AssetCheckResult(
            check_name=name_of(source),
            asset_key=asset,
            passed=all(row["state"] != OVERDUE for row in found),
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"due": dg.MetadataValue.md("\n".join(map(_words, found)) or "No file of it has come.")},
        )


def _words(row: dict) -> str:
    whose = "invented files" if row["is_demonstration"] else "files"
    newest = row["data_as_of"] or "a day that is not known"
    return f"- {whose}: newest of {newest}, more by {row['expected_by'] or 'no known day'}: {row['state']}"
