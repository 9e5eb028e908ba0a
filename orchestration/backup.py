"""A backup: one compressed archive of what nothing else in the home folder can be made from.

That is what was read and decided (`raw/`, `inbox/`, `quarantine/`), what was frozen (`releases/`), the run in use, of
the runs before it what readers remember, the journals, the reports and the settings. Parsed models, verdicts, pages of
Great Expectations and Dagster's history are made anew. A backup holds secrets and unpublished figures, as the home
folder does.
"""

import gzip
import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ingestion import lasting
from orchestration.home import Home, code_version
from orchestration.retention import REMEMBERED

ROOMS = ("raw", "inbox", "quarantine", "releases", "remembered", "access", "reports")
SETTINGS = ("*.jsonl", "*.toml", "dagster/dagster.yaml")
CONTENTS = "backup.json"  # the last member: an archive that was cut off has none
ENDING = ".tar.gz"
RECEIPT_ENDING = ".receipt.json"
FAST = 1  # a level of gzip; the best makes archives 8% smaller and takes twice as long


class DamagedBackup(Exception):
    """An archive that is not what was written; the message says where."""


def back_up(home: Home, folder: Path, keep: int | None = None) -> Path:
    """Writes an archive into `folder`, whole or not at all, and leaves the last `keep` of them; returns its path.

    Takes the lock, so that no refresh changes anything meanwhile; what is handed in while it lasts is in the next one.
    Raises Locked and OSError.
    """
    archive = folder / f"nwbench-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{ENDING}"
    draft = folder / f".{archive.name}"
    try:
        with home.locked("nwbench backup"):
            _write(home, draft)
        os.replace(draft, archive)
        lasting.settle_names(folder)
    finally:
        draft.unlink(missing_ok=True)
    for earlier in sorted(folder.glob(f"nwbench-2*{ENDING}"))[:-keep] if keep else ():
        earlier.unlink()
    return archive


def _write(home: Home, draft: Path) -> None:
    checksums = {}
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=FAST) as archive:
            for name, path in _files(home):
                with suppress(FileNotFoundError):  # an upload's draft, by now under its name
                    checksums[name] = _add(archive, name, path)
            told = {"code_version": code_version(), "run_id": home.current_run(), "files": checksums}
            content = json.dumps(told, indent=1).encode()
            member = tarfile.TarInfo(CONTENTS)
            member.size = len(content)
            archive.addfile(member, BytesIO(content))
        file.flush()
        os.fsync(file.fileno())


def _files(home: Home) -> Iterator[tuple[str, Path]]:
    """Name in the archive and path of each file. A receipt is there before its file is, and looked for after it."""
    run = home.current_run()
    retired = {folder.name for folder in (home.path / "remembered").glob("2*")}  # one may be published yet
    for earlier in (other for other in home.runs() if other != run and other not in retired):
        yield from ((f"remembered/{earlier}/{name}", home.run_folder(earlier) / name) for name in REMEMBERED)
    kept = [path for pattern in SETTINGS for path in home.path.glob(pattern)]
    folders = [home.path / room for room in ROOMS] + ([home.run_folder(run), home.pointer] if run else [])
    kept += [path for folder in folders for path in ([folder] if folder.is_file() else folder.rglob("*"))]
    kept += [path for path in (home.path / "inbox").rglob(f".*{RECEIPT_ENDING}")]
    for path in sorted(set(kept)):
        name = path.relative_to(home.path)
        is_hidden = any(part.startswith(".") for part in name.parts) and not name.name.endswith(RECEIPT_ENDING)
        if path.is_file() and not path.is_symlink() and not is_hidden:
            yield name.as_posix(), path


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    """Adds what the file holds now, and returns its checksum; a journal may be added to meanwhile."""
    with path.open("rb") as file:
        found = os.fstat(file.fileno())
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = found.st_size, int(found.st_mtime), 0o600
        read = _Read(file)
        archive.addfile(member, read)
    return read.digest.hexdigest()


class _Read:
    """Takes the checksum of what is read through it."""

    def __init__(self, file: BinaryIO):
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int) -> bytes:
        content = self.file.read(size)
        self.digest.update(content)
        return content


def unpack(archive: Path, folder: Path) -> dict:
    """Puts an archive's files into an empty folder, and returns what it says of itself. Raises DamagedBackup, OSError.

    Every file is there with its checksum, and no other is; nothing is written outside the folder.
    """
    found: dict[str, str] = {}
    told = None
    try:
        with tarfile.open(archive, "r|gz") as members:
            for member in members:
                content = members.extractfile(member) if member.isreg() else None
                if content is None or told is not None or not _is_inside(member.name):
                    raise DamagedBackup(f"{archive.name}: {member.name} cannot be of a backup")
                if member.name == CONTENTS:
                    told = json.load(content)
                else:
                    found[member.name] = _put(content, folder / member.name)
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, ValueError, gzip.zlib.error) as error:
        raise DamagedBackup(f"{archive.name} is no whole backup: {' '.join(str(error).split())}") from None
    if told is None:
        raise DamagedBackup(f"{archive.name} is no whole backup: it ends too early")
    wrong = sorted(name for name in found.keys() | told["files"].keys() if found.get(name) != told["files"].get(name))
    if wrong:
        raise DamagedBackup(
            f"{archive.name} is damaged: {wrong[0]} is not what was backed up ({len(wrong)} such files)"
        )
    return told


def _is_inside(name: str) -> bool:
    return not name.startswith("/") and ".." not in PurePosixPath(name).parts


def _put(content: BinaryIO, path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with path.open("xb") as file:
        path.chmod(0o600)
        while chunk := content.read(1 << 20):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()
