"""What lies in the landing folders: one folder for each source, and who says where a file is from."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

PROVENANCE = "provenance.yml"


@dataclass(frozen=True)
class Arrival:
    """A file in a landing folder. `source` is the name of its folder, known or not."""

    source: str
    path: Path
    sha256: str
    size_bytes: int

    @property
    def name(self) -> str:
        return self.path.name


def find(landings: Iterable[Path]) -> list[Arrival]:
    """Every file of the landing folders, sorted; one content under one name stands once for a source."""
    seen = {(arrival.source, arrival.name, arrival.sha256): arrival for arrival in _walk(landings)}
    return [seen[key] for key in sorted(seen)]


def _walk(landings: Iterable[Path]) -> Iterator[Arrival]:
    for landing in landings:
        for path in sorted(landing.rglob("*")):
            if path.is_file() and not path.name.startswith((".", "~$")) and path.name != PROVENANCE:
                yield of_file(path, _source_name(landing, path))


def _source_name(landing: Path, path: Path) -> str:
    return "/".join(path.relative_to(landing).parent.parts) or "(top folder)"


def of_file(path: Path, source: str) -> Arrival:
    with path.open("rb") as file:
        return Arrival(source, path, hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)


def provenance(arrival: Arrival) -> dict[str, str | None]:
    """Publisher, licence, origin, date and checksum of a file, from `provenance.yml` beside it; empty without one."""
    folder = _provenance_of(arrival.path.parent / PROVENANCE)
    entry = next((f for f in folder.get("files", []) if f["name"] == arrival.name), None)
    return {} if entry is None else {k: v for k, v in folder.items() if k != "files"} | entry


def sender(arrival: Arrival) -> str:
    """Who sent the file by its provenance, else whose account put it there."""
    named = provenance(arrival).get("sender")
    try:
        return named or arrival.path.owner()
    except KeyError:  # an account of another machine
        return f"account {arrival.path.stat().st_uid}"


@cache
def _provenance_of(path: Path) -> dict:
    return yaml.safe_load(path.read_text()) if path.is_file() else {}
