"""What a refresh is told: which home, which landing folders, which day. The same for the command, the schedule, the
sensor and the Dagster UI."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path

import dagster as dg

from ingestion.arrivals import Arrival, find
from ingestion.days import today
from orchestration import alerts, attempts, logs, run_records, tidying
from orchestration.changes import fingerprint
from orchestration.home import Home, default_home, default_landings
from orchestration.lock import Locked

FINGERPRINT = "fingerprint"
OWNERS = ["team:assembly_analysts"]  # of every asset: who is asked about it
IN_TAGS = ("run_id", "as_of", "code_version", "rule_version")  # of a manifest
WAITS_AT_MOST = timedelta(minutes=10)
LOOKS_EVERY = 2  # seconds


class Refresh(dg.ConfigurableResource):
    """Settings of one refresh; holds the lock of its home folder for as long as the run lasts."""

    home_folder: str = ""
    landing_folders: list[str] = []
    as_of: str = ""
    full: bool = False

    @property
    def home(self) -> Home:
        return Home(Path(self.home_folder).resolve() if self.home_folder else default_home())

    @property
    def landings(self) -> list[Path]:
        return [Path(folder) for folder in self.landing_folders or default_landings()]

    def arrivals(self) -> list[Arrival]:
        """Every file of the landing folders and of the inbox."""
        return find(self.landings, self.home.path)

    @property
    def day(self) -> date:
        return date.fromisoformat(self.as_of) if self.as_of else today()

    def build_folder(self, run_id: str) -> Path:
        """Where the run with this Dagster id builds; its name ties everything in it to that run."""
        folder = self.home.builds / run_id
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def fingerprint(self, run_id: str) -> str:
        """Of all that this run could depend on when it began."""
        return (self.build_folder(run_id) / FINGERPRINT).read_text()

    def warehouse(self, run_id: str) -> Path:
        return self.build_folder(run_id) / "warehouse.duckdb"

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Refresh"]:
        by = attempts.begun_by(context.run.tags)
        with _when_free(self.home, by), logs.kept(self.home, context.run_id, by):
            tidying.end_what_died(self.home)
            with attempts.recorded(self.home, context.run_id, by):
                try:
                    told, found = self.build_folder(context.run_id) / FINGERPRINT, self.arrivals()
                    # before anything is read, so that what arrives meanwhile is new to the next refresh
                    told.write_text(fingerprint(found, self.day, self.home))
                    logs.note("refresh begun", as_of=self.day.isoformat(), files=len(found))
                    yield self.model_copy(update={"as_of": self.day.isoformat()})  # midnight changes nothing
                finally:
                    self.home.clear_builds()
                    tidying.after_publication(self.home, context.run_id)
            ended = attempts.of_run(self.home, context.run_id)
            level = "error" if ended.state == attempts.FAILED else "info"
            logs.note("refresh ended", level, state=ended.state, published=ended.run_id)
            if ended.run_id:
                context.instance.add_run_tags(context.run_id, _tags(self.home.manifest(ended.run_id)))
            alerts.tell_and_say(self.home, ended)
            run_records.forget(context.instance)


@contextmanager
def _when_free(home: Home, by: str) -> Iterator[None]:
    """Holds the lock, after whoever is at work: what the schedule or the sensor asked for is wanted after it too.

    Raises Locked when it is not free in time. The command has the lock already, or has said who holds it.
    """
    until = time.monotonic() + WAITS_AT_MOST.total_seconds()
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(home.locked(by))
                break
            except Locked:
                if time.monotonic() > until:
                    raise
                time.sleep(LOOKS_EVERY)
        yield


def _tags(manifest: dict) -> dict[str, str]:
    """What was published, as tags of the run that did."""
    return {f"nwbench/{name}": str(manifest[name]) for name in IN_TAGS}
