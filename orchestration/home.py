"""The home folder: where a region's raw copies, quarantine and published runs lie (CONTRACT section 2)."""

import hashlib
import json
import os
import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from ingestion import lasting
from ingestion.contracts import PROJECT
from orchestration.lock import is_held, locked

ROOMS = ("ingestion", "quality", "dbt_project", "orchestration")


RUN_TIME, ONE_SECOND = "%Y%m%dT%H%M%SZ", timedelta(seconds=1)
OPEN_ROOMS = ("inbox", "access", "dagster", "recomputed", "what-if-")  # where others than a refresh write, or begin so
OTHER_PROJECT = "NWBENCH_DBT_PROJECT"  # names another copy of the models and registries than the checkout's own
DEFAULT_LANDINGS = (str(PROJECT / "data" / "open"), str(PROJECT / "data" / "demo"))


def project_folder() -> Path:
    """Where the models and registries lie."""
    return Path(os.environ.get(OTHER_PROJECT, PROJECT / "dbt_project"))


def default_home() -> Path:
    return Path(os.environ.get("NWBENCH_HOME", ".nwbench")).resolve()


def default_landings() -> list[str]:
    given = os.environ.get("NWBENCH_LANDING")
    return given.split(os.pathsep) if given else list(DEFAULT_LANDINGS)


@dataclass(frozen=True)
class Home:
    path: Path

    @property
    def builds(self) -> Path:
        return self.path / "builds"

    @property
    def published(self) -> Path:
        return self.path / "published"

    @property
    def releases(self) -> Path:
        return self.path / "releases"

    @property
    def pointer(self) -> Path:
        return self.published / "CURRENT"

    def data_docs_page(self, table: str) -> Path | None:
        """The page of the batch of a table (by its identifier) that was judged last; None before the first."""
        return max((self.path / "data_docs" / table).glob("2*.html"), default=None)

    def run_folder(self, run_id: str) -> Path:
        return self.published / run_id

    def current_run(self) -> str | None:
        """The published run in use; None before the first."""
        return self.pointer.read_text().strip() if self.pointer.is_file() else None

    def runs(self) -> list[str]:
        """Published runs, oldest first, as their names sort."""
        if not self.published.is_dir():
            return []
        return sorted(p.parent.name for p in self.published.glob("2*/manifest.json"))

    def manifest(self, run_id: str | None = None) -> dict | None:
        """The manifest of a run, of the current one unless told otherwise; None when there is none."""
        run_id = run_id or self.current_run()
        path = self.run_folder(run_id) / "manifest.json" if run_id else None
        return json.loads(path.read_text()) if path and path.is_file() else None

    def name_of_next_run(self, suffix: str) -> str:
        """Its time, or if the clock was set back, a second after the last run: names sort as runs follow each other."""
        now = datetime.now(UTC)
        if runs := self.runs():
            now = max(now, datetime.strptime(runs[-1].partition("-")[0], RUN_TIME).replace(tzinfo=UTC) + ONE_SECOND)
        return f"{now:{RUN_TIME}}-{suffix}"

    def publish(self, finished: Path, run_id: str) -> None:
        """Moves a finished folder into place, then the pointer: a reader sees the whole run or the one before.

        So it is when the power goes, too: what the pointer names is on the disk before the pointer is.
        """
        self.published.mkdir(parents=True, exist_ok=True)
        _close_to_others(finished)
        lasting.move(finished, self.run_folder(run_id))
        lasting.settle_names(self.published)
        self.point_at(run_id)

    def point_at(self, run_id: str) -> None:
        lasting.write(self.pointer, f"{run_id}\n")

    def clear_builds(self) -> None:
        """Removes what was built and not published. Only under the lock."""
        shutil.rmtree(self.builds, ignore_errors=True)
        self.builds.mkdir(parents=True, exist_ok=True)

    def clear_drafts(self) -> None:
        """Removes whatever a process that died had not finished. Only under the lock, under which these are written."""
        for room in self.path.iterdir():
            if room.is_dir() and not room.name.startswith(OPEN_ROOMS):
                lasting.clear(room)

    def is_locked(self) -> bool:
        """Whether a refresh is at work."""
        return is_held(self.path)

    def locked(self, by: str = "nwbench") -> AbstractContextManager[None]:
        """One refresh at a time, `by` whom. Raises Locked."""
        return locked(self.path, by)


def _close_to_others(path: Path) -> None:
    """What lies in a home folder is for its owner alone: other accounts of the machine have no file of an audience."""
    for each in (path, *path.rglob("*")):
        each.chmod(0o700 if each.is_dir() else 0o600)


@cache
def code_version() -> str:
    """A checksum of all code that decides what a refresh publishes."""
    digest = hashlib.sha256()
    files = [p for room in ROOMS for p in (PROJECT / room).rglob("*") if p.is_file()]
    for path in sorted([*files, PROJECT / "requirements.lock"]):
        if path.suffix in {".py", ".sql", ".yml", ".csv", ".lock"}:
            digest.update(path.relative_to(PROJECT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
