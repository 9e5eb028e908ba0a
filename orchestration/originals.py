"""The files that a published run read, put back into landing folders from the copies that the home folder keeps.

Which files they were, in which landing folder they lay and what its record said of them stands in the run's manifest: a
file may get another name or another origin without a byte of it changing, so neither belongs to the copy.
"""

import os
import shutil
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import yaml

from ingestion.arrivals import TOP_FOLDER
from ingestion.inbox import folder
from ingestion.provenance import PROVENANCE
from orchestration.home import Home


@dataclass(frozen=True)
class PutBack:
    """`landings` in their order. `lost` are sources and names of files of which no bytes were kept, or no longer."""

    landings: list[Path]
    lost: list[str]


def put_back(home: Home, manifest: dict, place: Path) -> PutBack:
    """Landing folders in a new folder `place`. What came through the inbox stays there, for every refresh to read."""
    (place / "0").mkdir(parents=True)
    lost, vouched = [], defaultdict(list)
    for file in manifest["inputs"]:
        if _is_in_inbox(home, file):
            continue
        original, within = _original(home, file), _folder_of(file["source"])
        if original is None or within is None:
            lost.append(f"{file['source']}/{file['name']}")
            continue
        source_folder = place / str(file.get("landing", 0)) / within
        source_folder.mkdir(parents=True, exist_ok=True)
        _same(original, source_folder / file["name"])
        if file.get("provenance"):
            vouched[source_folder].append(file["provenance"])
    for source_folder, files in vouched.items():
        (source_folder / PROVENANCE).write_text(yaml.safe_dump({"files": files}, sort_keys=False, allow_unicode=True))
    return PutBack(sorted(place.iterdir(), key=lambda landing: int(landing.name)), lost)


def _is_in_inbox(home: Home, file: dict) -> bool:
    """A manifest of before there were landing folders in it tells by the file alone."""
    return file.get("landing", 0) is None or ("landing" not in file and _in_inbox(home, file).is_file())


def _in_inbox(home: Home, file: dict) -> Path:
    return folder(home.path, file["source"]) / file["name"]


def _original(home: Home, file: dict) -> Path | None:
    """The raw copy, else that in quarantine. Of a link, a folder or what was erased there is none."""
    raw = sorted((home.path / "raw" / file["source"]).glob(f"{file['sha256']}*/original*"))
    refused = sorted((home.path / "quarantine").glob(f"{file['sha256']}*/original*"))
    return next(iter(raw + refused), None)


def _folder_of(source: str) -> Path | None:
    """A source's folder within its landing folder; None when its name cannot have been that of one."""
    parts = () if source == TOP_FOLDER else PurePosixPath(source).parts
    return None if source.startswith("/") or {"..", "."} & set(parts) else Path(*parts)


def _same(original: Path, copy: Path) -> None:
    """Raw copies are never rewritten, so a second name for one is as good as a second file."""
    try:
        os.link(original, copy)
    except OSError:  # another file system
        shutil.copyfile(original, copy)
