"""How long published runs stay: the last ones, and each quarter's last. What readers remember of others stays longer.

A run that is retired loses its files for readers. What trusts and panels could see of others in it moves to
`remembered/<run>/`, since nobody forgets it, and the gate judges every later run by it (§5.4).
"""

import os
import tempfile
from datetime import date
from pathlib import Path

from ingestion import lasting
from orchestration.home import Home

KEPT = 12  # the last of them, a year of the monthly schedule
REMEMBERED = ("manifest.json", "analyst.duckdb", "panel.duckdb")


def remembered(home: Home) -> list[Path]:
    """Folders of every run that a reader may remember: retired, and published."""
    retired = sorted(path for path in _room(home).glob("2*")) if _room(home).is_dir() else []
    return [*retired, *(home.run_folder(run) for run in home.runs())]


def retire(home: Home) -> list[str]:
    """Retires all but the last runs, each quarter's last and the one in use; returns them. Call only under the lock."""
    runs = home.runs()
    last_of_quarter = {_quarter(run): run for run in runs}
    stays = {*runs[-KEPT:], *last_of_quarter.values(), home.current_run()}
    gone = [run for run in runs if run not in stays]
    for run in gone:
        _keep_what_is_remembered(home, run)
        lasting.remove(home.run_folder(run))
    return gone


def _keep_what_is_remembered(home: Home, run: str) -> None:
    place = _room(home) / run
    if place.is_dir():
        return
    place.parent.mkdir(mode=0o700, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=lasting.DRAFT, dir=place.parent))
    for name in REMEMBERED:
        os.link(home.run_folder(run) / name, draft / name)
    lasting.move(draft, place)
    lasting.settle_names(place.parent)


def _room(home: Home) -> Path:
    return home.path / "remembered"


def _quarter(run: str) -> tuple[int, int]:
    """Of a run's id, which begins with its day."""
    day = date(int(run[:4]), int(run[4:6]), int(run[6:8]))
    return day.year, (day.month - 1) // 3
