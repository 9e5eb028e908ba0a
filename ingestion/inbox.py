"""What is handed in through the app: files in the folders of their sources, each with its receipt.

`inbox/<source>/` in the home folder is read by every refresh beside the landing folders. A file is there whole or not
at all, its name ends with the start of its checksum, and it is never changed. `.<name>.receipt.json` beside it says who
handed it in, and when.
"""

import fcntl
import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingestion.lasting import DRAFT, settle_names, write

INBOX = "inbox"
LONGEST_RECEIPT = 10_000  # bytes
# Of the checksum in a name. Two files can be made to begin alike, and then the second is named by all of it.
DIGITS = (12, 64)


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
    return home / INBOX / source


def put(home: Path, source: str, stem: str, suffix: str, content: bytes, sender: str, origin: Origin) -> Receipt:
    """Takes a file in. When this returns it survives the machine going down; the same file again changes nothing.

    Raises OSError when it was not received, and ValueError for a name that is none.
    """
    if not re.fullmatch(r"\w[\w.-]{0,150}\.[a-z]{1,9}", stem + suffix):
        raise ValueError(f"no name of a file: {stem + suffix!r}")
    digest = hashlib.sha256(content).hexdigest()
    with alone(home, source) as place:
        path = _named(place, stem, suffix, digest)
        kept = receipt(path) if path.is_file() else None
        if kept is not None:
            settle_names(place)  # a process that died may not have come to it
            return kept
        now = datetime.now(UTC).isoformat(timespec="seconds")
        given = Receipt(source, path.name, digest, sender, origin.publisher, origin.licence, now)
        # The receipt first: once the file has its name, everything of it is there.
        write(receipt_path(path), json.dumps(asdict(given), indent=2).encode())
        if not path.is_file():
            write(path, content)
        return given


def receipt(path: Path) -> Receipt | None:
    """The receipt of a file in the inbox; None for one that was not handed in through the app, wherever it lies."""
    kept = receipt_path(path)
    if path.parent.parent.name != INBOX or kept.is_symlink() or not kept.is_file():
        return None
    try:
        if kept.stat().st_size > LONGEST_RECEIPT:
            return None
        given = Receipt(**json.loads(kept.read_bytes()))
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    is_of_it = (given.source, given.name) == (path.parent.name, path.name)
    return given if is_of_it and all(isinstance(told, str) for told in asdict(given).values()) else None


def receipt_path(path: Path) -> Path:
    return path.with_name(f".{path.name}.receipt.json")


def receipts(home: Path, source: str, beginning: str = "") -> list[Receipt]:
    """Of every file that was received of a source, or of those whose names begin so; the earliest first."""
    place = folder(home, source)
    paths = list(place.iterdir()) if place.is_dir() else []
    named = [path for path in paths if path.name.startswith(beginning) and not path.name.startswith(".")]
    return sorted(filter(None, map(receipt, named)), key=lambda given: (given.received_at, given.name))


def _named(place: Path, stem: str, suffix: str, digest: str) -> Path:
    """The name of a content: that of a file that holds it, else the shortest that is free."""
    for digits in DIGITS:
        path = place / f"{stem}_{digest[:digits]}{suffix}"
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            return path
    raise FileExistsError(f"{path.name} is there and is not what its name says")


@contextmanager
def alone(home: Path, source: str) -> Iterator[Path]:
    """The folder of a source, one file at a time, of all processes and threads.

    What one that died left half is none, and goes.
    """
    place = folder(home, source)
    if not place.is_dir():
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        for above in (place.parent, home):
            settle_names(above)
    with (place / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for draft in place.glob(f"{DRAFT}*"):
            draft.unlink()
        yield place
