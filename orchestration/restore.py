"""A home folder from a backup alone: unpacked, and its run built anew from raw copies to show that it is whole."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingestion import lasting
from ingestion.arrivals import find
from orchestration.backup import unpack
from orchestration.home import Home
from orchestration.originals import PutBack, put_back
from orchestration.refresh import refresh

DRAFT = ".restoring-"
# What would tell people of a run that they know, or write to a history that another machine may be using.
HELD_BACK = ("alerts.toml", "dagster/dagster.yaml")


class CannotRestore(Exception):
    """Nothing was restored; the message says why in words."""


@dataclass(frozen=True)
class Restored:
    """`run_id` is that of the run built anew; None when nothing was published at the time of the backup.

    `differ` names its tables that are not what the backup's run had, and `lost` the files that could not be put back.
    """

    run_id: str | None
    differ: list[str]
    lost: list[str]


def restore(archive: Path, home: Home, as_of: date | None = None, landing: Path | None = None) -> Restored:
    """Makes a home folder, new or empty, from an archive, and publishes its run anew for the same day or `as_of`.

    `landing` is a new folder for the landing folders as they were read, if they were lost too. Raises CannotRestore,
    DamagedBackup, RefreshFailed and OSError.
    """
    for place in filter(None, (home.path, landing)):
        if place.exists() and (not place.is_dir() or any(not p.name.startswith(DRAFT) for p in place.iterdir())):
            raise CannotRestore(f"{place} is there and not empty: name a new folder")
    for left in home.path.glob(f"{DRAFT}*"):  # by a restore whose process was ended
        shutil.rmtree(left)
    is_new = not home.path.exists()
    home.path.mkdir(parents=True, exist_ok=True, mode=0o700)
    # within it, for it may be a volume of its own, in a folder that is another account's
    draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=home.path))
    try:
        unpack(archive, draft)
        restored = _build_anew(Home(draft), as_of, landing)
        lasting.settle(draft)
        # what readers look at comes last
        for room in sorted(draft.iterdir(), key=lambda room: room.name == "published"):
            room.replace(home.path / room.name)
        lasting.settle_names(home.path)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        if is_new and not any(home.path.iterdir()):
            home.path.rmdir()
    return restored


def _build_anew(home: Home, as_of: date | None, landing: Path | None) -> Restored:
    before = home.manifest()
    if before is None:
        return Restored(None, [], [])
    place, held_back = home.path / "landing", home.path / "held_back"
    found = put_back(home, before, place)
    _must_be_what_was_read(home, before, found)
    _move(HELD_BACK, home.path, held_back)
    day = as_of or date.fromisoformat(before["as_of"])
    after = refresh(home, found.landings, day, full=True).manifest
    _move(HELD_BACK, held_back, home.path)
    shutil.rmtree(held_back, ignore_errors=True)
    restored = Restored(after["run_id"], _differ(before, after), found.lost)
    _must_be_explained(restored, before, after, found)
    if landing:
        shutil.copytree(place, landing, dirs_exist_ok=True)
    shutil.rmtree(place)
    return restored


def _differ(before: dict, after: dict) -> list[str]:
    tables = before["tables"].keys() | after["tables"].keys()
    return sorted(table for table in tables if before["tables"].get(table) != after["tables"].get(table))


def _must_be_what_was_read(home: Home, before: dict, found: PutBack) -> None:
    copies = {(arrival.source, arrival.name, arrival.sha256) for arrival in find(found.landings, home.path)}
    for file in before["inputs"]:
        source, name = file["source"], file["name"]
        if (source, name, file["sha256"]) not in copies and f"{source}/{name}" not in found.lost:
            raise CannotRestore(f"the copy of {source}/{name} is not what was read")


def _must_be_explained(restored: Restored, before: dict, after: dict, found: PutBack) -> None:
    """The same files, code and day give the same tables, or something of the backup is not what it was."""
    rests_on = ("fingerprint", "code_version", "as_of")
    if restored.differ and not found.lost and all(before[name] == after[name] for name in rests_on):
        raise CannotRestore(f"built anew, these tables are not what they were: {', '.join(restored.differ)}")


def _move(names: tuple[str, ...], source: Path, target: Path) -> None:
    for name in names:
        if (source / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).replace(target / name)
