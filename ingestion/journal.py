"""Records that are only ever added to: who saw, handed in and decided what.

A journal is a file of JSON lines. Each line holds the checksum of the line before it, so that a line that was changed,
put in or taken out breaks the chain after it. What was cut off at the end no chain can tell: a published run's manifest
holds the head of every journal at its time, and `faults` compares.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from ingestion.lasting import settle_names
from ingestion.provenance import identity

START = "0" * 64  # what the first line follows
LONGEST_LINE = 65_536  # bytes


class TooLong(ValueError):
    """An entry is longer than a journal takes."""


@dataclass(frozen=True)
class Head:
    """The last line of a journal: how many there are, and its checksum."""

    lines: int
    sha256: str


@dataclass(frozen=True)
class Journal:
    """One file; several processes may add to it. Entries are dictionaries that JSON can hold."""

    path: Path

    def add(self, entry: dict | Callable[[list[dict]], dict], lasting: bool = True) -> dict:
        """Adds one line, whole or not at all, and returns it with `at` (UTC, ISO) and `follows`.

        An `entry` may be worked out from all that stands there, to which nobody adds meanwhile; when that raises,
        nothing is added. When this returns, a `lasting` line survives the machine going down.
        Raises OSError and TooLong.
        """
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._locked() as file:
            before = _last_whole_line(file)
            entry = entry(self.entries()) if callable(entry) else entry
            now = datetime.now(UTC).isoformat(timespec="microseconds")
            line = {"at": now, **entry, "follows": _checksum(before)}
            written = f"{json.dumps(line, ensure_ascii=False)}\n".encode()
            if len(written) > LONGEST_LINE:
                raise TooLong(f"an entry of {len(written):,} bytes; a journal takes {LONGEST_LINE:,}")
            file.seek(0, os.SEEK_END)
            file.write(written)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
                if not before:
                    settle_names(self.path.parent)
        return line

    @property
    def identity(self) -> tuple[int, ...] | None:
        """What changes when a line is added, for whoever keeps what they have read; None before the first line."""
        return identity(self.path.stat()) if self.path.is_file() else None

    def entries(self) -> list[dict]:
        """All that was added, the earliest first."""
        return [json.loads(line) for line in self._lines()]

    def head(self) -> Head:
        lines = self._lines()
        return Head(len(lines), _checksum(lines[-1] if lines else b""))

    def faults(self, *heads: Head) -> list[str]:
        """What speaks against it in words; empty when every line follows the one before, and `heads` are among them."""
        found, before, lines = [], b"", self._lines()
        for number, line in enumerate(lines, 1):
            try:
                follows = json.loads(line)["follows"]
            except (ValueError, KeyError, TypeError):
                follows = None
            if follows != _checksum(before):
                found.append(f"{self.path.name}:{number}: does not follow the line before it")
            before = line
        return found + [
            f"{self.path.name}: line {head.lines} is not what it was when a run was published"
            for head in heads
            if len(lines) < head.lines or _checksum(lines[head.lines - 1] if head.lines else b"") != head.sha256
        ]

    @contextmanager
    def _locked(self) -> Iterator[BinaryIO]:
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file

    def _lines(self) -> list[bytes]:
        """Whole lines: one that a dying process left half is none."""
        content = self.path.read_bytes() if self.path.is_file() else b""
        return content.split(b"\n")[:-1]


def _last_whole_line(file: BinaryIO) -> bytes:
    """Empty before the first. What a process that died left of a line was never said to be kept, and is cut off."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - LONGEST_LINE - 1))
    *lines, torn = file.read().split(b"\n")
    file.truncate(size - len(torn))
    return lines[-1] if lines else b""


def _checksum(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest() if line else START
