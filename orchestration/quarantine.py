"""What an analyst does about refused files: see them, release them or discard them."""

from dataclasses import asdict

from ingestion import quarantine
from ingestion.quarantine import DISCARD, RELEASE, SETTLED, Entry
from orchestration.home import Home
from quality.rules import rules

HELD = "other content under this name is in the published run"


class CannotDecide(Exception):
    """Why a decision on a refused file cannot be recorded."""


def listed(home: Home, everything: bool = False) -> list[dict]:
    """Files in quarantine as records, each with the decision on it; settled and discarded ones only on request.

    `name_is_held` says that the published run holds another content under the same name, such as the mended file.
    """
    decided, held = quarantine.decisions(home.path), _held(home)
    rows = []
    for entry in quarantine.entries(home.path):
        decision = decided.get((entry.source, entry.sha256))
        is_closed = entry.state == SETTLED or (decision is not None and decision.action == DISCARD)
        if everything or not is_closed:
            other = bool(held.get((entry.source, entry.file_name), set()) - {entry.sha256})
            rows.append(asdict(entry) | {"decision": asdict(decision) if decision else None, "name_is_held": other})
    return rows


def _held(home: Home) -> dict[tuple[str, str], set[str]]:
    """Checksums of files of which the published run holds something, by source and name."""
    held: dict[tuple[str, str], set[str]] = {}
    for file in (home.manifest() or {"inputs": []})["inputs"]:
        if file["rows"]:
            held.setdefault((file["source"], file["name"]), set()).add(file["sha256"])
    return held


def told(entries: list[dict]) -> str:
    """The same for a person."""
    blocks = [
        "\n".join(
            [
                f"{e['sha256'][:12]}  {e['source']}/{e['file_name']}  {e['state']}",
                f"  first seen {e['received_at']}, from {e['sender']}",
                *(
                    f"  {r['place'] or 'whole file'}: {r['found']}; {r['remedy']} [{r['rule_id']}]"
                    for r in e["reasons"]
                ),
                *([f"  {e['decision']['action']}: {e['decision']['reason']}"] if e["decision"] else []),
                *([f"  {HELD}"] if e["name_is_held"] else []),
            ]
        )
        for e in entries
    ]
    return "\n\n".join(blocks) or "nothing is in quarantine"


def decide(home: Home, name: str, action: str, reason: str, by: str, erase: bool = False) -> str:
    """Records a decision, and says what follows. Raises CannotDecide, and Locked while a refresh is at work.

    `name` is the checksum of a file or its beginning; source/checksum where two sources were sent the same content.
    """
    entry = _entry(home, name)
    if not reason.strip():
        raise CannotDecide("give a reason")
    if action == RELEASE:
        _must_be_releasable(entry)
    with home.locked():
        quarantine.decide(home.path, entry, action, reason, by, erase)
    done = "released" if action == RELEASE else "erased and discarded" if erase else "discarded"
    return f"{entry.file_name}: {done}; the next refresh follows it"


def _entry(home: Home, name: str) -> Entry:
    source, _, sha256 = name.rpartition("/")
    found = [
        e for e in quarantine.entries(home.path) if e.sha256.startswith(sha256.lower()) and source in ("", e.source)
    ]
    if len({e.source for e in found}) > len({e.sha256 for e in found}):
        sources = " or ".join(f"{e.source}/{sha256}" for e in found)
        raise CannotDecide(f"the same content was sent to more than one source: say {sources}")
    if len(found) != 1:
        raise CannotDecide(f"{len(found) or 'no'} files in quarantine whose checksum begins with {name}")
    return found[0]


def _must_be_releasable(entry: Entry) -> None:
    """A rule that can tell for certain is no matter of opinion: the sender mends the file."""
    certain = sorted({r["rule_id"] for r in entry.reasons if not rules()[r["rule_id"]].may_be_released})
    if certain:
        names = "; ".join(f"{rule} ({rules()[rule].rule_name})" for rule in certain)
        raise CannotDecide(f"{entry.file_name} breaks {names}: ask for a mended file, or discard it")
