"""What every refresh does, whoever began it, as lines of JSON: `logs/refresh.jsonl` in the home folder.

Each line has `at` (UTC, ISO), `level`, `run` (the id by which the record of attempts and Dagster's history know it),
`by`, `stage` and `event`; some have counts. No line names an organisation, a person or a file, or holds a value of one,
so that a collector may take the log off this machine. Why a refresh failed may name them, and stands in
`attempts.jsonl`.
"""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler

from orchestration.home import Home

LARGEST, KEPT = 5_000_000, 5  # bytes of a file, and how many full ones stay
STARTING = "Starting"
_log = logging.getLogger("nwbench.refresh")
_log.propagate = False
_log.setLevel(logging.INFO)
_log.addHandler(logging.NullHandler())


class _Lines(logging.Formatter):
    def __init__(self, run: str, by: str) -> None:
        super().__init__()
        self.run, self.by, self.stage = run, by, STARTING

    def format(self, record: logging.LogRecord) -> str:
        told = dict(record.told)
        self.stage = told.pop("stage", self.stage)
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "run": self.run, "by": self.by, "stage": self.stage}
        return json.dumps(line | {"event": record.getMessage()} | told)


class _File(RotatingFileHandler):
    def handleError(self, _record: logging.LogRecord) -> None:
        """A log that cannot be written, as on a full disk, ends no refresh."""
        print(f"nwbench: {self.baseFilename} cannot be written: {sys.exc_info()[1]}", file=sys.stderr)


@contextmanager
def kept(home: Home, run: str, by: str) -> Iterator[None]:
    """Writes what is noted meanwhile, in this process, as of this run. Only under the lock, for files change places."""
    folder = home.path / "logs"
    folder.mkdir(mode=0o700, exist_ok=True)
    handler = _File(folder / "refresh.jsonl", maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8")
    handler.setFormatter(_Lines(run, by))
    _log.addHandler(handler)
    try:
        yield
    finally:
        _log.removeHandler(handler)
        with suppress(OSError):  # what was not written is said already
            handler.close()


def note(event: str, level: str = "info", **told: str | int | float | None) -> None:
    """One line, if a refresh is at work in this process. `told` are counts and names of the tool's own things."""
    _log.log(logging.getLevelName(level.upper()), event, extra={"told": told})
