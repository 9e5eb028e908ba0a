"""How long published runs stay: the last ones, and each quarter's last. What readers remember of others stays longer.

A run that is retired loses its files for readers. What trusts and panels could see of others in it moves to
`remembered/<run>/`, since nobody forgets it, and the gate judges every later run by it (§5.4).
"""

import os
import shutil
from datetime import date
from pathlib import Path

from orchestration.home import Home

KEPT = 12  # the last of them, a year of the monthly schedule
REMEMBERED = ("manifest.json", "analyst.duckdb", "panel.duckdb")


def remembered(home: Home) -> list[Path]:
    """Folders of every run that a reader may remember: retired, and published."""
    retired = sorted(path for path in _room(home).glob("2*")) if _room(home).is_dir() else []
    return [*retired, *(home.run_folder(run) for run in home.runs())]


def retire(home: Home) -> list[str]:
    """Retires all but the last runs, each quarter's last and the one in use; returns which. Call only under the lock."""
    for left in home.published.glob(".retired-*"):
        shutil.rmtree(left)
    runs = home.runs()
    last_of_quarter = {_quarter(run): run for run in runs}
    stays = {*runs[-KEPT:], *last_of_quarter.values(), home.current_run()}
    gone = [run for run in runs if run not in stays]
    for run in gone:
        _keep_what_is_remembered(home, run)
        retired = home.published / f".retired-{run}"
        os.replace(home.run_folder(run), retired)  # at once: no reader finds half a run
        shutil.rmtree(retired)
    return gone


def _keep_what_is_remembered(home: Home, run: str) -> None:
    place, draft = _room(home) / run, _room(home) / f".draft-{run}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    for name in REMEMBERED:
        os.link(home.run_folder(run) / name, draft / name)
    if not place.is_dir():
        os.replace(draft, place)
    shutil.rmtree(draft, ignore_errors=True)


def _room(home: Home) -> Path:
    return home.path / "remembered"


def _quarter(run: str) -> tuple[int, int]:
    """Of a run's id, which begins with its day."""
    day = date(int(run[:4]), int(run[4:6]), int(run[6:8]))
    return day.year, (day.month - 1) // 3
