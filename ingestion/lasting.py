"""Files and folders that are there whole or not at all, also when the process dies or the power goes.

Whatever is not finished yet has a name that begins with `.draft-`, beside the place that it is for. Nobody reads such a
name, and whoever holds the lock of a home folder may remove it.
"""

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

DRAFT = ".draft-"


def write(path: Path, content: str | bytes, lasting: bool = True) -> None:
    """Only its owner reads the file. When this returns, a `lasting` one survives the machine going down.

    Raises OSError, and then nothing has changed.
    """
    descriptor, draft = tempfile.mkstemp(prefix=DRAFT, dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode(errors="xmlcharrefreplace"))
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    if lasting:
        settle_names(path.parent)


def settle_names(folder: Path) -> None:
    """The names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def settle(folder: Path) -> None:
    """All that was written so far into the file system of a folder is on its disk, names and content.

    Of many files this is one wait, where `fsync` would be one for each. Raises OSError.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(descriptor):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
    finally:
        os.close(descriptor)


def move(draft: Path, place: Path) -> None:
    """A finished draft, a file or a folder, into its place: its content is on the disk before it has the name."""
    settle(draft.parent)
    os.replace(draft, place)


def remove(folder: Path) -> None:
    """At once: nobody finds half of it, and what a process that dies leaves is a draft."""
    doomed = Path(tempfile.mkdtemp(prefix=DRAFT, dir=folder.parent))
    os.replace(folder, doomed)
    shutil.rmtree(doomed)


def drafts(folder: Path) -> Iterator[Path]:
    """Whatever is unfinished in a folder, the outermost."""
    for place, folders, names in os.walk(folder):
        found = [name for name in (*folders, *names) if name.startswith(DRAFT)]
        folders[:] = [name for name in folders if name not in found]
        yield from (Path(place, name) for name in found)


def clear(folder: Path) -> None:
    """Removes whatever is unfinished in a folder, to which nobody else writes meanwhile."""
    for draft in list(drafts(folder)):
        shutil.rmtree(draft) if draft.is_dir() else draft.unlink()
