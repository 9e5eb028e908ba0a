"""The sensor: one refresh for a batch of files, once nothing has changed in the landing folders and inbox for a while.

People hand in one file after another, and copying a large one takes a while. So the sensor waits until all is quiet;
its cursor says what lay there when it looked last, and since when. A batch is asked for once: should its run fail, the
files would fail again, so the next try is when something changes, or on the next day that is due.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg

from ingestion import inbox, quarantine
from ingestion.contracts import sources
from ingestion.provenance import identity
from orchestration import attempts
from orchestration.changes import fingerprint
from orchestration.home import Home, code_version
from orchestration.refresh_job import QUIETLY, refresh_job
from orchestration.run_records import at_work
from orchestration.settings import Refresh

QUIET = timedelta(seconds=float(os.environ.get("NWBENCH_QUIET_SECONDS", "60")))
RUN_KEY = "dagster/run_key"


@dg.sensor(
    name="new_files",
    job=refresh_job,
    minimum_interval_seconds=max(1, min(30, int(QUIET.total_seconds()))),
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=f"Asks for a refresh once new files have lain unchanged for {QUIET.total_seconds():g} seconds.",
)
def new_files(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """A run request, or in words why there is none."""
    settings, now = Refresh(), datetime.now(UTC)
    if busy := at_work(settings.home, context.instance):
        return dg.SkipReason(f"{busy}; what has arrived meanwhile is looked at after it")
    seen, since = _last_look(context.cursor)
    found = listing(settings)
    if found != seen:
        context.update_cursor(json.dumps({"seen": found, "since": now.isoformat()}))
        return dg.SkipReason(f"files, or what was decided on them, changed: waiting for {QUIET.seconds} s of quiet")
    if now - since < QUIET:
        return dg.SkipReason(f"quiet for {(now - since).seconds} s of {QUIET.seconds} s")
    arrivals = settings.arrivals()
    if run := published_from(settings.home, arrivals):
        aside = "" if run == settings.home.current_run() else ", which was rolled back"
        return dg.SkipReason(f"everything that lies there is published in {run}{aside}")
    key = f"{fingerprint(arrivals, since.date(), settings.home)[:16]} {since:%Y-%m-%dT%H:%M:%SZ}"
    if earlier := context.instance.get_runs(dg.RunsFilter(tags={RUN_KEY: key}), limit=1):
        return dg.SkipReason(_asked_before(settings.home, earlier[0]))
    return dg.RunRequest(
        run_key=key,
        run_config=QUIETLY,
        tags={attempts.WHY: f"files changed, the last at {since:%H:%M:%S on %d %B %Y} UTC"},
    )


def listing(settings: Refresh) -> str:
    """A checksum of which files lie where, without reading them, and of all else that a refresh depends on."""
    lines = [f"{path}\0{identity(path.lstat())}" for path in _files(settings) if os.path.lexists(path)]
    lines += [str(decision) for decision in quarantine.decisions(settings.home.path).values()]
    return hashlib.sha256("\n".join([code_version(), *lines]).encode()).hexdigest()


def _files(settings: Refresh) -> Iterator[Path]:
    inboxes = [inbox.folder(settings.home.path, source) for source in sources()]
    for top in (*settings.landings, *inboxes):
        for folder, folders, names in os.walk(top):
            folders.sort()
            yield from (Path(folder, name) for name in sorted(names))


def published_from(home: Home, arrivals: list) -> str | None:
    """The run that was made of just these files by this code, if it is the newest or the one in use."""
    for run in (home.current_run(), *attempts.settled_runs(home)[-1:]):
        manifest = home.manifest(run) if run else None
        if manifest and manifest["fingerprint"] == fingerprint(arrivals, date.fromisoformat(manifest["as_of"]), home):
            return run
    return None


def _last_look(cursor: str | None) -> tuple[str | None, datetime]:
    told = json.loads(cursor or "{}")
    return told.get("seen"), datetime.fromisoformat(told.get("since", "1970-01-01T00:00:00+00:00"))


def _asked_before(home: Home, run: dg.DagsterRun) -> str:
    attempt = attempts.of_run(home, run.run_id)
    why = f", {attempt.why}" if attempt and attempt.why else ""
    ended = f"the run that was asked for ended as {run.status.value.lower()}{why}"
    return f"{ended}; it is tried again when something changes, or on the next day that is due"
