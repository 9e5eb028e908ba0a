"""What a refresh does around its work: it ends what one that died began, and after a publication what follows from it.

All of it is done again by the next refresh when a process dies half way. Call only under the lock.
"""

import sqlite3
import sys
from contextlib import closing, suppress

from ingestion import lasting
from orchestration import alerts, attempts, logs
from orchestration.home import Home, code_version


def end_what_died(home: Home) -> bool:
    """Removes what refreshes that died left, notes how they ended and tells of it; says whether there were any."""
    for attempt in attempts.unfinished(home):
        _withdraw(home, attempt.dagster_run_id)
        after_publication(home, attempt.dagster_run_id)
    home.clear_builds()
    home.clear_drafts()
    _settle_history(home)
    dead = attempts.bury_the_dead(home)
    for attempt in dead:
        if attempt.state == attempts.DIED:
            logs.note("an earlier refresh died", "error", earlier=attempt.dagster_run_id)
        alerts.tell_and_say(home, attempt)
    return bool(dead)


def after_publication(home: Home, dagster_run_id: str) -> None:
    """Retires runs and writes the report, if that run is what CURRENT names. What fails of it is only said."""
    if not attempts.published_by(home, dagster_run_id):
        return
    from orchestration import reports, retention

    try:
        retention.retire(home)
        reports.write(home, home.run_folder(home.current_run()))
        for verdicts in (home.path / "verdicts").glob("[!.]*"):
            if verdicts.name != code_version():
                lasting.remove(verdicts)
    except OSError as error:
        print(f"nwbench: published, but what follows failed: {error.strerror}: {error.filename}", file=sys.stderr)


def _withdraw(home: Home, dagster_run_id: str) -> None:
    """A run in its place that CURRENT never named, since its refresh died between the two: nobody has seen it."""
    for run in home.runs():
        if home.manifest(run).get("dagster_run_id") == dagster_run_id and run != home.current_run():
            lasting.remove(home.run_folder(run))


def _settle_history(home: Home) -> None:
    """What a process that died noted beside a database of Dagster's goes into it, even while others have it open."""
    for log in (home.path / "dagster").rglob("*.db-wal"):
        with suppress(sqlite3.Error), closing(sqlite3.connect(log.with_suffix(".db"))) as database:
            database.execute("pragma wal_checkpoint")
