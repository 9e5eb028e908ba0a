"""What a refresh would give, with files or thresholds that are not in use: a refresh in a home folder of its own.

Nothing of it is published and nothing else than the refresh judges, so that what is foretold is what comes. It runs in
a process of its own, since a refresh takes hundreds of megabytes, and one at a time.
"""

import csv
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from app.published import Audience, NotAllowed, read
from orchestration.home import OTHER_PROJECT, PROJECT, Home
from orchestration.originals import put_back

FORETOLD = ("levels", "items")
SCRATCH = "what-if-"
LASTS_AT_MOST = 600  # seconds
PARAMETERS = Path("seeds", "parameters.csv")

Files = Mapping[str, Sequence[tuple[str, bytes]]]  # by source: names and contents


class WhatIfFailed(Exception):
    """Nothing can be foretold; the message says why in words."""


@dataclass(frozen=True)
class WhatIf:
    """Tables as an audience would read them after a refresh for the day `as_of`."""

    levels: pl.DataFrame
    items: pl.DataFrame
    as_of: date


def ask(
    home: Home, audience: Audience, as_of: date, files: Files | None = None, parameters: Mapping[str, str] | None = None
) -> WhatIf:
    """What `audience` would read if `files` were handed in, and the newest value of `parameters` were another.

    Takes about as long as a refresh. Raises WhatIfFailed.
    """
    published = home.manifest()
    if published is None:
        raise WhatIfFailed("nothing is published yet, so there is nothing to compare with")
    with _one_at_a_time(home), tempfile.TemporaryDirectory(prefix=SCRATCH, dir=home.path) as folder:
        scratch = Home(Path(folder) / "home")
        landings = [
            *put_back(home, published, Path(folder) / "landing").landings,
            _added(Path(folder) / "added", files or {}),
        ]
        keep_what_is_known(home, scratch, parses=not parameters)
        settings = {OTHER_PROJECT: str(_with_parameters(Path(folder), parameters))} if parameters else {}
        refresh_apart(scratch, landings, as_of, settings)
        run = scratch.run_folder(scratch.current_run())
        try:
            found = {table: read(run, scratch.manifest(), audience, table) for table in FORETOLD}
        except NotAllowed as refused:
            raise WhatIfFailed(str(refused)) from None
        return WhatIf(**found, as_of=as_of)


def _added(landing: Path, files: Files) -> Path:
    """A landing folder of its own: a file of a name that is there already changes nothing of the other."""
    landing.mkdir()
    for source, added in files.items():
        (landing / source).mkdir()
        for name, content in added:
            (landing / source / name).write_bytes(content)
    return landing


def keep_what_is_known(home: Home, scratch: Home, parses: bool) -> None:
    """Raw copies, which are never rewritten; verdicts, decisions, releases and parsed models, to go faster."""
    if (home.path / "raw").is_dir():
        shutil.copytree(home.path / "raw", scratch.path / "raw", copy_function=os.link)
    for room in ("verdicts", "inbox", "releases", *(["dbt"] if parses else [])):
        if (home.path / room).is_dir():
            shutil.copytree(home.path / room, scratch.path / room, ignore=shutil.ignore_patterns("run", "compiled"))


def _with_parameters(folder: Path, parameters: Mapping[str, str]) -> Path:
    """A copy of the models and registries in which each parameter has another value, on all days."""
    project = folder / "dbt_project"
    shutil.copytree(PROJECT / "dbt_project", project)
    with (project / PARAMETERS).open(newline="") as file:
        rows = list(csv.DictReader(file))
    for name, value in parameters.items():
        of_it = [row for row in rows if row["parameter"] == name]
        if not of_it:
            raise WhatIfFailed(f"no parameter {name}: the registry of parameters is the list")
        for row in of_it:
            row["value"] = value
    with (project / PARAMETERS).open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return project


def refresh_apart(scratch: Home, landings: list[Path], as_of: date, settings: dict[str, str]) -> None:
    """A refresh in another home folder, by a process of its own. Raises WhatIfFailed."""
    command = [sys.executable, "-c", "from orchestration.command import main; main()", "refresh"]
    folders = [part for landing in landings for part in ("--landing", str(landing))]
    options = ["--home", str(scratch.path), "--as-of", as_of.isoformat(), *folders]
    try:
        done = subprocess.run(
            [*command, *options], cwd=PROJECT, env=os.environ | settings, timeout=LASTS_AT_MOST,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise WhatIfFailed(f"it took more than {LASTS_AT_MOST} seconds") from None
    if done.returncode != 0:
        raise WhatIfFailed((done.stderr.strip().splitlines() or ["the refresh said nothing"])[-1])


@contextmanager
def _one_at_a_time(home: Home) -> Iterator[None]:
    with (home.path / ".what-if.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for left in home.path.glob(f"{SCRATCH}*"):  # by one whose process was ended
            shutil.rmtree(left)
        yield
