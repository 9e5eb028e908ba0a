"""What lies in the landing folders: one folder for each source, and who says where a file is from.

Nothing is followed out of a landing folder, and nothing that is no ordinary file is opened: a pipe would wait for ever,
and a link could bring in any file of this machine. Such a thing is an arrival with a fault, so that it is told.
"""

import errno
import hashlib
import os
import pwd
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

from ingestion.contracts import sources
from ingestion.inbox import folder, receipt
from ingestion.problems import UNREADABLE, Problem, Refused, is_hidden, shown
from ingestion.provenance import PROVENANCE, fault_of, identity, vouched

MOST_READ = 1_000_000_000  # bytes; beyond it a checksum is that of so many first bytes and of the size
MOST_KEPT = 100_000_000  # bytes of a refused file
OF_MACHINE = {errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN}
TOP_FOLDER = "(top folder)"  # the source of what lies in no folder of a source
LONGEST_SOURCE = 100  # characters of a folder's name, which names files too
SAVE_ITSELF = "put the file itself into the folder, readable, under a plain name"


@dataclass(frozen=True)
class Arrival:
    """A file in a landing folder. `source` is the name of its folder, known or not.

    `fault` says why it cannot be opened at all; then the checksum is that of its fault and its name.
    """

    source: str
    path: Path
    sha256: str
    size_bytes: int
    fault: str = ""

    @property
    def name(self) -> str:
        """As it may be shown anywhere."""
        return shown(self.path.name)

    @property
    def suffix(self) -> str:
        suffix = self.path.suffix.lower()
        return suffix if len(suffix) <= 10 else ""


def find(landings: Iterable[Path], home: Path | None = None) -> list[Arrival]:
    """Every file of the landing folders, and of the sources in the inbox of a home folder, sorted.

    One content under one name stands once for a source. Raises OSError when the machine cannot read one.
    """
    found = [arrival for landing in landings for arrival in _walk(landing, landing)]
    if home:
        inboxes = [folder(home, source) for source in sources()]
        found += [arrival for place in inboxes if place.is_dir() for arrival in _walk(place.parent, place)]
    seen = {(arrival.source, arrival.name, arrival.sha256): arrival for arrival in found}
    return [seen[key] for key in sorted(seen)]


def _walk(landing: Path, top: Path) -> Iterator[Arrival]:
    closed: list[OSError] = []
    for place, folders, names in os.walk(top, onerror=closed.append):
        folders.sort()
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        for name in sorted([*names, *links]):
            path = Path(place, name)
            source = _source_name(landing, path)
            if name == PROVENANCE:
                if fault := fault_of(path):
                    yield _faulty(path, source, fault)
            elif not name.startswith((".", "~$")):
                yield _arrival(path, source, follows=False)
    for error in closed:
        _raise_if_of_machine(error, error.filename)
        path = Path(error.filename)
        yield _faulty(path, _source_name(landing, path), f"a folder that cannot be read: {error.strerror}")


def _source_name(landing: Path, path: Path) -> str:
    parts = path.relative_to(landing).parent.parts
    return shown("/".join(parts), LONGEST_SOURCE) or TOP_FOLDER


def of_file(path: Path, source: str) -> Arrival:
    """A file that somebody named, wherever it lies."""
    return _arrival(path, source, follows=True)


def _arrival(path: Path, source: str, follows: bool) -> Arrival:
    if is_hidden(path.name):
        return _faulty(path, source, "a name with characters that do not show")
    try:
        size, digest = _digest(path, identity(path.stat(follow_symlinks=follows)), follows)
    except OSError as error:
        _raise_if_of_machine(error, path)
        return _faulty(path, source, error.strerror or str(error))
    return Arrival(source, path, digest, size)


def _raise_if_of_machine(error: OSError, path: str | Path) -> None:
    """A disk that fails is no fault of whoever sent the file, which would go missing from what is published."""
    if error.errno in OF_MACHINE:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _faulty(path: Path, source: str, fault: str) -> Arrival:
    text = f"{fault}\0{source}\0{shown(path.name)}"
    return Arrival(source, path, hashlib.sha256(text.encode()).hexdigest(), 0, fault)


@cache
def _digest(path: Path, _identity: tuple, follows: bool) -> tuple[int, str]:
    """Size and checksum, taken once in a process unless the file changes. Raises OSError."""
    with _opened(path, follows) as file:
        size, digest = 0, hashlib.sha256()
        while size < MOST_READ and (chunk := file.read(1 << 20)):
            size += len(chunk)
            digest.update(chunk)
        whole = os.fstat(file.fileno()).st_size
    if whole > size:
        digest.update(str(whole).encode())
    return max(size, whole), digest.hexdigest()


def _opened(path: Path, follows: bool) -> BinaryIO:
    """Raises OSError, also for what is no ordinary file."""
    mode = path.stat(follow_symlinks=follows).st_mode
    if not stat.S_ISREG(mode):
        raise OSError(0, "a link to another place" if stat.S_ISLNK(mode) else "no ordinary file")
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | (0 if follows else os.O_NOFOLLOW)
    return os.fdopen(os.open(path, flags), "rb")


def content(arrival: Arrival) -> bytes:
    """The bytes that the checksum is of. Raises Refused."""
    if arrival.fault:
        raise Refused(Problem(UNREADABLE, "", arrival.fault, SAVE_ITSELF))
    try:
        with _opened(arrival.path, follows=True) as file:
            read = file.read(arrival.size_bytes + 1)
    except OSError as error:
        _raise_if_of_machine(error, arrival.path)
        raise Refused(Problem(UNREADABLE, "", error.strerror or str(error), SAVE_ITSELF)) from None
    if hashlib.sha256(read).hexdigest() != arrival.sha256:
        raise Refused(Problem(UNREADABLE, "", "it changed while it was read", "refresh again when it is complete"))
    return read


def keep(arrival: Arrival, copy: Path) -> None:
    """Copies what was refused, unless nothing can be read of it or it is very large."""
    if arrival.fault or arrival.size_bytes > MOST_KEPT:
        return
    try:
        copy.write_bytes(content(arrival))
    except Refused:  # by now it is another file, or gone
        return


def provenance(arrival: Arrival) -> dict[str, str | None]:
    """Publisher, licence, origin, date and checksum of a file, from `provenance.yml` beside it; empty without one.

    Of a file that was handed in through the app, what its receipt says.
    """
    if handed_in := receipt(arrival.path):
        return {name: getattr(handed_in, name) for name in ("publisher", "licence", "sender", "sha256")}
    return vouched(arrival.path.parent / PROVENANCE, arrival.path.name)


def sender(arrival: Arrival) -> str:
    """Who sent the file by its provenance, else whose account put it there."""
    named = provenance(arrival).get("sender")
    if named:
        return named
    try:
        account = arrival.path.lstat().st_uid
        return pwd.getpwuid(account).pw_name
    except OSError:  # gone by now
        return "not known"
    except KeyError:  # an account of another machine
        return f"account {account}"
