"""How each refresh ended, whoever began it: the command, the schedule, the sensor or a button. One record for all.

`attempts.jsonl` in the home folder: a line when one begins, and a line when it ends. One that began and never ended
died, and the next one says so.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from ingestion.journal import Journal
from orchestration.home import Home

BY = "nwbench/by"  # tag of a run; Dagster tags those of its schedules and sensors itself
WHY = "nwbench/why"  # tag of a run that the schedule or the sensor asked for
OF_DAGSTER = {"dagster/schedule_name": "the schedule", "dagster/sensor_name": "the sensor"}
BEGUN, PUBLISHED, UNCHANGED, FAILED, DIED = "begun", "published", "unchanged", "failed", "died"


@dataclass(frozen=True)
class Attempt:
    """The last thing known of a refresh. `state` is begun, published, unchanged, failed or died; `why` in words."""

    dagster_run_id: str
    by: str
    state: str
    at: datetime
    run_id: str | None = None
    why: str | None = None


def _journal(home: Home) -> Journal:
    return Journal(home.path / "attempts.jsonl")


def begun_by(tags: Mapping[str, str]) -> str:
    """Who began a run, by its tags."""
    named = [f"{kind} {tags[tag]}" for tag, kind in OF_DAGSTER.items() if tag in tags]
    return named[0] if named else tags.get(BY, "a button of the Dagster UI")


@contextmanager
def recorded(home: Home, dagster_run_id: str, by: str) -> Iterator[None]:
    """Notes that a run began and how it ended, which is whether its build is what CURRENT names."""
    note(home, dagster_run_id, by, BEGUN)
    try:
        yield
    finally:
        attempt = of_run(home, dagster_run_id)
        if attempt.state != FAILED:  # then the step that failed has said why
            _note_end(home, attempt, FAILED)


def note(
    home: Home, dagster_run_id: str, by: str, state: str, run_id: str | None = None, why: str | None = None
) -> None:
    entry = {"dagster_run_id": dagster_run_id, "by": by, "state": state, "run_id": run_id, "why": why}
    _journal(home).add(entry)


def of_run(home: Home, dagster_run_id: str) -> Attempt | None:
    return next((attempt for attempt in _attempts(home) if attempt.dagster_run_id == dagster_run_id), None)


def last(home: Home) -> Attempt | None:
    """The latest attempt; None before the first."""
    found = _attempts(home)
    return found[-1] if found else None


def failures_in_a_row(home: Home) -> int:
    """How many attempts have ended badly since the last that did not."""
    count = 0
    for attempt in reversed([a for a in _attempts(home) if a.state != BEGUN]):
        if attempt.state not in (FAILED, DIED):
            break
        count += 1
    return count


def bury_the_dead(home: Home) -> list[Attempt]:
    """Notes of each attempt that began and never ended that it died, unless it had published by then; returns them.

    Call only under the lock: nobody is at work.
    """
    dead = unfinished(home)
    for attempt in dead:
        _note_end(home, attempt, DIED, why="its process was ended, or its machine went down")
    return [of_run(home, attempt.dagster_run_id) for attempt in dead]


def unfinished(home: Home) -> list[Attempt]:
    return [attempt for attempt in _attempts(home) if attempt.state == BEGUN]


def settled_runs(home: Home) -> list[str]:
    """Published runs without those of a refresh that has not ended: CURRENT may never have named them. Oldest first."""
    open_ones = {attempt.dagster_run_id for attempt in unfinished(home)}
    if not open_ones:  # as nearly always: then no manifest is read
        return home.runs()
    current = home.current_run()
    return [r for r in home.runs() if r == current or (home.manifest(r) or {}).get("dagster_run_id") not in open_ones]


def published_by(home: Home, dagster_run_id: str) -> bool:
    """Whether CURRENT names what this run built."""
    return (home.manifest() or {}).get("dagster_run_id") == dagster_run_id


def _note_end(home: Home, attempt: Attempt, otherwise: str, why: str | None = None) -> None:
    if published_by(home, attempt.dagster_run_id):
        note(home, attempt.dagster_run_id, attempt.by, PUBLISHED, home.current_run())
    else:
        note(home, attempt.dagster_run_id, attempt.by, otherwise, why=why)


def _attempts(home: Home) -> list[Attempt]:
    """Each attempt as its last line has it, the earliest first."""
    latest: dict[str, Attempt] = {}
    for line in _journal(home).entries():
        latest.pop(line["dagster_run_id"], None)
        at = datetime.fromisoformat(line["at"]).astimezone(UTC)
        latest[line["dagster_run_id"]] = Attempt(
            line["dagster_run_id"], line["by"], line["state"], at, line["run_id"], line["why"]
        )
    return list(latest.values())
