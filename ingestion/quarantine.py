"""Files that were refused, whole or in part, with their reasons; and what an analyst decided about them.

A refused file lies in `quarantine/<sha256>/` of the home folder, and where another source was sent the same content in
`quarantine/<sha256>-<source>/`. A decision is a file of its own in
`inbox/quarantine/`, append only, since it is as much an input of the region as a return.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ingestion import inbox, lasting
from ingestion.arrivals import Arrival, sender
from ingestion.problems import Problem
from ingestion.storing import draft_of, move, receipt, write_json

RELEASE, DISCARD = "release", "discard"
SETTLED = "accepted"
REASONS = "reasons.json"


@dataclass(frozen=True)
class Decision:
    """What an analyst decided about a refused file: `release` it from rules, or `discard` it."""

    sha256: str
    source: str
    action: str
    reason: str
    decided_by: str
    decided_at: str
    rules: tuple[str, ...] = ()
    erased: bool = False

    def words(self) -> str:
        done = "released" if self.action == RELEASE else "discarded"
        return f"{done} by {self.decided_by} on {self.decided_at[:10]}: {self.reason}"


@dataclass(frozen=True)
class Entry:
    """A file that is or was in quarantine; `reasons` are problems' records.

    `state` is quarantined, accepted_in_part, discarded, or accepted once nothing speaks against it any more.
    """

    source: str
    file_name: str
    sha256: str
    received_at: str
    sender: str
    state: str
    reasons: list[dict]


def put(home: Path, arrival: Arrival, state: str, problems: list[Problem]) -> str:
    """Keeps the bytes of a refused file with their reasons; returns when they were first seen (UTC, ISO)."""
    folder = _folder(home, arrival.source, arrival.sha256)
    told = {"state": state, "reasons": [p.record() for p in problems]}
    if not folder.is_dir():
        draft = draft_of(folder, arrival)
        write_json(draft / REASONS, receipt(arrival) | {"sender": sender(arrival)} | told, lasts=False)
        move(draft, folder)
    kept = json.loads((folder / REASONS).read_text())
    if kept != kept | told:
        write_json(folder / REASONS, kept | told)
    return kept["received_at"]


def entries(home: Path) -> list[Entry]:
    """Every file in quarantine, the earliest first."""
    found = [json.loads(path.read_text()) for path in (home / "quarantine").glob(f"[!.]*/{REASONS}")]
    return sorted((Entry(**entry) for entry in found), key=lambda e: (e.received_at, e.file_name))


def decide(home: Path, entry: Entry, action: str, reason: str, decided_by: str, erase: bool = False) -> Decision:
    """Records a decision, which the next refresh follows. `erase` also removes the bytes, here and in the raw copy."""
    rules = tuple(sorted({p["rule_id"] for p in entry.reasons})) if action == RELEASE else ()
    with inbox.alone(home, "quarantine") as folder:  # an organisation withdraws while a refresh is at work, too
        now = _after(max((kept.decided_at for kept in decisions(home).values()), default=""))
        decision = Decision(entry.sha256, entry.source, action, reason, decided_by, now, rules, erase)
        write_json(folder / f"{now.replace(':', '')}-{entry.sha256[:12]}.json", asdict(decision))
    if erase:
        for original in _folder(home, entry.source, entry.sha256).glob("original*"):
            original.unlink()
        for landed in (home / "raw" / entry.source).glob(f"{entry.sha256}*"):
            lasting.remove(landed)
    return decision


def _after(last: str) -> str:
    """The time, or if the clock was set back, one after the last: decisions are followed in their order."""
    following = datetime.fromisoformat(last) + timedelta(microseconds=1) if last else datetime.min.replace(tzinfo=UTC)
    return max(datetime.now(UTC), following).isoformat(timespec="microseconds")


def decisions(home: Path) -> dict[tuple[str, str], Decision]:
    """The last decision on each file, by source and checksum."""
    found = [json.loads(path.read_text()) for path in sorted((home / "inbox" / "quarantine").glob("[!.]*.json"))]
    return {(f["source"], f["sha256"]): Decision(**f | {"rules": tuple(f["rules"])}) for f in found}


def settle(home: Path, arrival: Arrival) -> None:
    """Says of a file that it is accepted as a whole by now, because it was released or the rules have changed."""
    path = _folder(home, arrival.source, arrival.sha256) / REASONS
    kept = json.loads(path.read_text()) if path.is_file() else {}
    if kept and kept["state"] != SETTLED:
        write_json(path, kept | {"state": SETTLED})


def _folder(home: Path, source: str, sha256: str) -> Path:
    """That of the content; one beside it when the same content lies there for another source, whose rules it broke."""
    first = home / "quarantine" / sha256
    reasons = first / REASONS
    is_of_another = reasons.is_file() and json.loads(reasons.read_text())["source"] != source
    return first.with_name(f"{sha256}-{source}") if is_of_another else first
