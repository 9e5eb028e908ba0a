"""A past year judged anew, by today's rules and files, beside what was published then.

Each year has a home folder of its own, `recomputed/<year>/`, whose table `revisions` lists what differs and why. The
run in use stays the run in use: what is judged for an earlier day must not take its place. A refresh builds all years
anew, for today; this is the region as it would have been judged once the figures of a year were out.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingestion.days import today
from orchestration import due_days, retention
from orchestration.home import Home
from orchestration.lock import Locked
from orchestration.what_if import WhatIfFailed, keep_what_is_known, refresh_apart

ROOM = "recomputed"
COMPARED = retention.REMEMBERED  # files of an earlier run that are enough to say what differs
OF_THE_BUILD = ("raw", "verdicts", "dbt", "inbox", "releases", "builds", "data_docs", "dagster", "quarantine")


@dataclass(frozen=True)
class Recomputed:
    """`before` is the run that was published then, None when none was; `revisions` counts what differs from it."""

    home: Home
    as_of: date
    run_id: str
    before: str | None
    revisions: int

    def words(self) -> str:
        if self.before is None:
            return f"Judged for {self.as_of}; nothing had been published by then to compare with"
        return f"Judged for {self.as_of}; {self.revisions:,} values differ from run {self.before}, published then"


def years(today: date) -> dict[int, date]:
    """Collection years whose figures are all out, each with the day from which they are: its `publish_by`."""
    known = {int(row["wres_year"]): date.fromisoformat(row["publish_by"]) for row in due_days.collections()}
    return {year: day for year, day in sorted(known.items()) if day <= today}


def recompute(home: Home, landings: list[Path], year: int) -> Recomputed:
    """Judges for the day on which the year's figures were out.

    Raises WhatIfFailed, and Locked while a refresh or the same year is at work; then an earlier result stays.
    """
    day = years(today()).get(year)
    if day is None:
        raise WhatIfFailed(f"{year} is no year of the collection calendar whose figures are out")
    if home.current_run() is None:
        raise WhatIfFailed("nothing is published yet: run nwbench refresh")
    place = home.path / ROOM / str(year)
    with _one_at_a_time(place) as draft:
        with home.locked("nwbench recompute"):  # while files are linked, so that none of them is half written
            keep_what_is_known(home, draft, parses=True)
            before = _in_use_on(home, day)
            if before:
                _link(before, draft)
        refresh_apart(draft, landings, day, {})
        for room in OF_THE_BUILD:
            shutil.rmtree(draft.path / room, ignore_errors=True)
        _replace(draft.path, place)
    made = Home(place)
    manifest = made.manifest()
    return Recomputed(
        made, day, manifest["run_id"], before and before.name, manifest["tables"]["revisions"]["rows"] if before else 0
    )


@contextmanager
def _one_at_a_time(place: Path) -> Iterator[Home]:
    """A home folder to make a year in, for one process: it holds originals by other names, and goes in any case."""
    place.parent.mkdir(mode=0o700, exist_ok=True)
    with place.with_name(f".{place.name}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Locked(f"{place.name} is being recomputed already") from None
        draft = Home(place.with_name(f".making-{place.name}"))
        shutil.rmtree(draft.path, ignore_errors=True)
        draft.path.mkdir(mode=0o700)
        try:
            yield draft
        finally:
            shutil.rmtree(draft.path, ignore_errors=True)


def _in_use_on(home: Home, day: date) -> Path | None:
    """The folder of the latest run that judged for the day or an earlier one."""
    judged = {run: json.loads((run / "manifest.json").read_text())["as_of"] for run in retention.remembered(home)}
    earlier = [run for run, as_of in judged.items() if date.fromisoformat(as_of) <= day]
    return max(earlier, key=lambda run: (judged[run], run.name), default=None)


def _link(run: Path, draft: Home) -> None:
    folder = draft.run_folder(run.name)
    folder.mkdir(parents=True)
    for name in COMPARED:
        os.link(run / name, folder / name)
    draft.point_at(run.name)


def _replace(draft: Path, place: Path) -> None:
    """A reader finds the earlier result or the new one."""
    gone = place.with_name(f".gone-{place.name}")
    shutil.rmtree(gone, ignore_errors=True)
    if place.is_dir():
        os.replace(place, gone)
    os.replace(draft, place)
    shutil.rmtree(gone, ignore_errors=True)
