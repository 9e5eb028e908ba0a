"""Every journal of a home folder: where each one ends, and whether one was changed since a run was published."""

from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from ingestion.journal import Head, Journal
from orchestration.home import Home

ROOMS = ("access", "inbox")

Heads = dict[str, dict]  # by path in the home folder: lines, sha256


def journals(home: Home) -> list[str]:
    """Paths within the home folder, sorted."""
    found = [*home.path.glob("*.jsonl"), *(path for room in ROOMS for path in (home.path / room).rglob("*.jsonl"))]
    return sorted(path.relative_to(home.path).as_posix() for path in found if path.is_file())


def heads(home: Home) -> Heads:
    """Where each journal ends now, as a run's manifest keeps it."""
    return {name: asdict(Journal(home.path / name).head()) for name in journals(home)}


def faults(home: Home) -> dict[str, list[str]]:
    """By journal, what speaks against it in words; empty for one that is whole.

    It is whole when every line follows the one before, and the heads that published runs hold are still among them. A
    journal that a run knew, and that is gone, has a fault.
    """
    known: dict[str, list[Head]] = {name: [] for name in journals(home)}
    for run in home.runs():
        for name, head in _heads_of(home.run_folder(run) / "manifest.json", home).items():
            known.setdefault(name, []).append(Head(**head))
    return {name: _faults(home.path / name, tuple(dict.fromkeys(of))) for name, of in sorted(known.items())}


def _faults(path: Path, of: tuple[Head, ...]) -> list[str]:
    journal = Journal(path)
    return list(_judged(journal, of, journal.identity))


@lru_cache(500)
def _judged(journal: Journal, of: tuple[Head, ...], _identity: tuple | None) -> tuple[str, ...]:
    """A journal of a month gone by is read once."""
    return tuple(journal.faults(*of))


@lru_cache(500)
def _heads_of(manifest: Path, home: Home) -> Heads:
    """A run is never changed, so neither is what its manifest holds. One of before there were heads holds none."""
    return (home.manifest(manifest.parent.name) or {}).get("journals", {})
