"""One published run as one audience reads it.

CURRENT is looked up at every rerun, and what is read is kept by run, audience and question: a refresh shows on the next
rerun, and a page never mixes two runs. What is kept is shared between sessions of one audience, so nobody changes it.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import duckdb
import polars as pl

from app import access
from app.notices import NothingToShow, other_version
from app.people import Person
from app.published import (
    Audience,
    NotAllowed,
    OtherVersion,
    RunGone,
    at_the_desk,
    connect,
    read,
    read_registry,
    readers,
    sees,
    unpublished_files,
)
from orchestration.home import Home

# Of all runs and audiences together; what nobody asked for longest goes first. Streamlit's own cache takes 0.8 ms to
# find what it keeps, a hundred times a page. A frame takes 56 KB here, of which its figures are 6, and 1.1 ms to read:
# fifty readers fill 1500 within a minute. Of their questions 1000 frames answered 63%, 2000 three in four.
KEPT_FRAMES, KEPT_FILES, KEPT_RUNS = 1500, 80, 4
_in_use: Path | None = None  # the folder of the run that is open
NOT_FOR_THIS_VIEW = "Choose another page, or another reader."


@dataclass(frozen=True)
class Reading:
    """The scope of a page: one audience's file of one run, beside what is public. Pages get this, never a path."""

    run_folder: Path
    audience: Audience
    person: Person | None = None

    @property
    def home(self) -> Path:
        return self.run_folder.parents[1]

    @property
    def manifest(self) -> dict:
        return _manifest(self.run_folder)

    @property
    def as_of(self) -> date:
        """The day for which the run judges."""
        return date.fromisoformat(self.manifest["as_of"])

    @property
    def readers(self) -> dict[str, dict[str, date | None]]:
        """Organisations of which a panel or a trust can read, by audience; of an applicant its assessment's day.

        Raises NothingToShow.
        """
        try:
            return _readers(self.run_folder)
        except (RunGone, OSError):
            raise _gone() from None

    @property
    def at_the_desk(self) -> list[dict]:
        """Each applicant's latest application as every member of the panel may know it, none of where they work.

        Raises NothingToShow.
        """
        if self.person is None or not self.person.has("panel"):
            raise NothingToShow("The panel's desk is for its members.", NOT_FOR_THIS_VIEW)
        try:
            rows = _at_the_desk(self.run_folder).to_dicts()
        except (RunGone, OSError):
            raise _gone() from None
        return [row for row in rows if row["org_code"] not in self.person.organisations]

    @property
    def unpublished_files(self) -> int:
        """Files of this run that are neither invented nor published by anybody. Raises NothingToShow."""
        try:
            return _unpublished(self.run_folder)
        except (RunGone, OSError):
            raise _gone() from None

    def has(self, name: str) -> bool:
        return sees(self.manifest, self.audience, name)

    def table(self, name: str, **where: object) -> pl.DataFrame:
        """A published table, or its rows whose columns have the values given, one or a list. Raises NothingToShow."""
        asked = tuple(sorted((column, _fixed(value)) for column, value in where.items()))
        try:
            frame = _table(self.run_folder, self.audience, name, asked)
        except NotAllowed as refused:
            if not self.run_folder.is_dir():
                raise _gone() from None
            access.record(self.home, self.audience, "asked", self.person, table=name, refused_by=refused.rule_id)
            raise NothingToShow(f"The table “{name}” is not for this view.", NOT_FOR_THIS_VIEW) from None
        except (RunGone, OSError, ValueError):
            raise _gone() from None
        access.record_look(self.home, self.audience, name, person=self.person)
        return frame

    def registry(self, name: str) -> list[dict]:
        """Rows of a registry as the run was computed by it, without those not valid yet. Raises NothingToShow."""
        try:
            return _registry(self.run_folder, name)
        except OtherVersion:
            raise other_version() from None
        except (RunGone, OSError, ValueError):
            raise _gone() from None

    def by_key(self, name: str, key: str) -> dict[str, dict]:
        """Rows of a registry by their key, in its order; of several that are valid the latest counts."""
        self.registry(name)  # says what is missing
        return _by_key(self.run_folder, name, key)


def _fixed(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def open_current(home: Home, audience: Audience) -> Reading:
    """The run that CURRENT names. Raises NothingToShow."""
    try:
        run_id = home.current_run()
    except OSError:
        run_id = None
    if not run_id:
        raise NothingToShow(
            "Nothing is published yet.",
            "Run “nwbench refresh” on this machine, with the same home folder as this app, then reload this page.",
        )
    reading = Reading(home.run_folder(run_id), audience)
    if not (reading.run_folder / "manifest.json").is_file():
        raise _gone()
    _let_go_of_others(reading.run_folder)
    return reading


def _gone() -> NothingToShow:
    return NothingToShow(
        "The published run was removed while it was being read.",
        "Reload this page. If this message stays, run “nwbench refresh”, or “nwbench rollback” to an earlier run.",
    )


@lru_cache(KEPT_FRAMES)
def _table(run_folder: Path, audience: Audience, name: str, where: tuple[tuple[str, object], ...]) -> pl.DataFrame:
    return read(run_folder, _manifest(run_folder), audience, name, where=dict(where), connect=_cursor)


@lru_cache(KEPT_FRAMES)
def _registry(run_folder: Path, name: str) -> list[dict]:
    """Public knowledge, so it is read from the public file for everyone."""
    as_of = date.fromisoformat(_manifest(run_folder)["as_of"])
    rows = read_registry(run_folder, Audience("public"), name, connect=_cursor).to_dicts()
    return [row for row in rows if row.get("valid_from") is None or row["valid_from"] <= as_of]


@lru_cache(KEPT_FRAMES)
def _by_key(run_folder: Path, name: str, key: str) -> dict[str, dict]:
    rows: dict[str, dict] = {}
    for row in _registry(run_folder, name):
        before = rows.get(row[key])
        if before is None or row["valid_from"] >= before["valid_from"]:
            rows[row[key]] = row
    return rows


@lru_cache(KEPT_RUNS)
def _manifest(run_folder: Path) -> dict:
    return json.loads((run_folder / "manifest.json").read_text())


@lru_cache(KEPT_RUNS)
def _readers(run_folder: Path) -> dict[str, dict[str, date | None]]:
    return readers(run_folder, _cursor)


@lru_cache(KEPT_RUNS)
def _at_the_desk(run_folder: Path) -> pl.DataFrame:
    return at_the_desk(run_folder, _cursor)


@lru_cache(KEPT_RUNS)
def _unpublished(run_folder: Path) -> int:
    return unpublished_files(run_folder, _cursor)


def _let_go_of_others(run_folder: Path) -> None:
    """What was kept of the run before goes when another is opened. A page still at work on it reads it once more."""
    global _in_use
    if run_folder != _in_use:
        _in_use = run_folder
        for kept in (_table, _registry, _by_key, _manifest, _readers, _at_the_desk, _unpublished, _opened):
            kept.cache_clear()


def _cursor(path: Path) -> duckdb.DuckDBPyConnection:
    """Of the run in use, whose files stay open; one of another run is closed by whoever asks for it."""
    keeps = _in_use is None or path.is_relative_to(_in_use)
    return _opened(path).cursor() if keeps else connect(path)


@lru_cache(KEPT_FILES)
def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    """Opening takes longer than asking, so a file stays open. A run never changes, so neither does what it says."""
    return connect(path)
