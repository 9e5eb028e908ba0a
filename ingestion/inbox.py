"""What is handed in through the app: files in the folders of their sources, each with its receipt.

`inbox/<source>/` in the home folder is read by every refresh beside the landing folders. A file is there whole or not at
all, its name ends with the start of its checksum, and it is never changed. `.<name>.receipt.json` beside it says who
handed it in, and when.
"""

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

LONGEST_RECEIPT = 10_000  # bytes


@dataclass(frozen=True)
class Receipt:
    """What whoever hands in a file gets for it. `publisher` vouches for what stands in it, under `licence`."""

    source: str
    name: str
    sha256: str
    sender: str
    publisher: str
    licence: str
    received_at: str


@dataclass(frozen=True)
class Origin:
    """Who vouches for what stands in a file, and under which licence it may be used."""

    publisher: str
    licence: str


INVENTED = Origin("None: invented for demonstration", "Not applicable: invented data, free to reuse")
NOT_PUBLISHED = "not published"


def origin_of(organisation: str, is_demonstration: bool) -> Origin:
    """Of what an organisation, or the Assembly, hands in about one: what is about an invented one is invented too."""
    return INVENTED if is_demonstration else Origin(organisation, NOT_PUBLISHED)


def folder(home: Path, source: str) -> Path:
    return home / "inbox" / source


def put(home: Path, source: str, stem: str, suffix: str, content: bytes, sender: str, origin: Origin) -> Receipt:
    """Takes a file in. When this returns it survives the machine going down; the same file again changes nothing.

    Raises OSError when it was not received.
    """
    place = folder(home, source)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256(content).hexdigest()
    path = place / f"{stem}_{digest[:12]}{suffix}"
    if path.is_file():
        return receipt(path)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    given = Receipt(source, path.name, digest, sender, origin.publisher, origin.licence, now)
    # The receipt first: once the file has its name, everything of it is there.
    _write(receipt_path(path), json.dumps(asdict(given), indent=2).encode())
    _write(path, content)
    return given


def receipt(path: Path) -> Receipt | None:
    """The receipt of a file, None for one that was not handed in through the app."""
    kept = receipt_path(path)
    if kept.is_symlink() or not kept.is_file() or kept.stat().st_size > LONGEST_RECEIPT:
        return None
    try:
        return Receipt(**json.loads(kept.read_bytes()))
    except (ValueError, TypeError):
        return None


def receipt_path(path: Path) -> Path:
    return path.with_name(f".{path.name}.receipt.json")


def receipts(home: Path, source: str) -> list[Receipt]:
    """Of every file that was received of a source, the earliest first."""
    place = folder(home, source)
    names = [path for path in place.iterdir() if not path.name.startswith(".")] if place.is_dir() else []
    return sorted(filter(None, map(receipt, names)), key=lambda given: (given.received_at, given.name))


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, also when the power goes: the bytes are on the disk before the name is, and then the name."""
    descriptor, draft = tempfile.mkstemp(prefix=".draft-", dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
