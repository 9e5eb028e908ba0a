"""One refresh at a time: who holds a home folder, since when, and until when they may."""

import fcntl
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

LASTS_AT_MOST = timedelta(hours=2)
TIMED_OUT = 1
TRIES, BETWEEN_TRIES = 40, 0.05  # seconds
_held: set[Path] = set()


class Locked(Exception):
    """Another refresh holds the lock of this home folder."""


@contextmanager
def locked(home: Path, by: str = "nwbench") -> Iterator[None]:
    """Holds the lock of a home folder for `by`; again within the same process does nothing. Raises Locked.

    The lock is the kernel's, so it goes with the process that dies. What hangs ends itself when its time is over, since
    nobody else can take a lock from a process that lives.
    """
    if home in _held:
        yield
        return
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    with (home / ".lock").open("a+") as file:
        _take(file, home)
        now = datetime.now(UTC)
        until = now + LASTS_AT_MOST
        owner = {"by": by, "pid": os.getpid(), "host": socket.gethostname()}
        _write(file, owner | {"since": f"{now:%H:%M} UTC", "until": until.isoformat(timespec="seconds")})
        end = threading.Timer(LASTS_AT_MOST.total_seconds(), _end_this_process)
        end.daemon = True
        end.start()
        _held.add(home)
        try:
            yield
        finally:
            end.cancel()
            _held.discard(home)
            _write(file, None)


def is_held(home: Path) -> bool:
    """Whether a process has the lock, by the kernel's word: what stands in the file may be of one that died long ago.

    Whoever asks shares the lock for that moment, and who wants to take it meanwhile tries again.
    """
    try:
        with (home / ".lock").open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _is_alive(owner: dict) -> bool:
    """Of another machine nobody can tell, so its lock is believed."""
    if owner["host"] != socket.gethostname():
        return True
    try:
        os.kill(owner["pid"], 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # of another account
        pass
    return True


def _take(file: TextIO, home: Path) -> None:
    """Raises Locked with who holds it. Whoever has it now may not have said so yet, or be about to let it go."""
    for again in range(TRIES, -1, -1):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            holder = _holder(file)
            if holder or not again:
                raise Locked(f"another refresh is at work on {home}{holder}") from None
            time.sleep(BETWEEN_TRIES)


def _write(file: TextIO, owner: dict | None) -> None:
    file.truncate(0)
    file.write(json.dumps(owner) if owner else "")
    file.flush()


def _holder(file: TextIO) -> str:
    """Who holds it, in words; nothing when what stands there is of one that died, or not written yet."""
    file.seek(0)
    try:
        owner = json.loads(file.read())
        if not _is_alive(owner):
            return ""
        until = datetime.fromisoformat(owner["until"])
        told = f": {owner['by']}, process {owner['pid']} on {owner['host']}, since {owner['since']}"
    except (ValueError, KeyError, TypeError):
        return ""
    if until < datetime.now(UTC):
        return f"{told}, for longer than it may: end that process and try again"
    return f"{told}, until {until:%H:%M} UTC at the latest"


def _end_this_process() -> None:
    """What a refresh has built so far is cleared away by the next one."""
    os.write(2, f"nwbench: the refresh took more than {LASTS_AT_MOST} and was ended; nothing was published\n".encode())
    os._exit(TIMED_OUT)
