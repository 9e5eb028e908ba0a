"""Processes that die while a return is handed in: before each line of what does it, or at any moment.

Each hands in to a home folder of its own, and is a fork of this one, so that a hundred deaths take seconds.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

from app import access, handed_in
from app.handed_in import Filing
from app.people import Person
from app.published import Audience
from app.reading import Reading
from ingestion import inbox, journal, lasting, quarantine

SENDER = Person("sender-1", "A sender")
ORGANISATION = {"org_code": "ZD001", "name": "Invented Harbour", "is_demonstration": True}
WATCHED = {module.__file__: module.__name__ for module in (access, handed_in, inbox, journal, lasting, quarantine)}
ACKNOWLEDGED = "acknowledged"


def filing(content: bytes = b"a return", attested_on: date = date(2026, 8, 15)) -> Filing:
    return Filing(content, ".xlsx", date(2026, 8, 14), attested_on, "self_assessment")


def reading(home: Path, org_code: str = "ZD001", person: Person = SENDER) -> Reading:
    """Of whoever hands in; nothing of the run is read."""
    return Reading(home / "published" / "run", Audience("trust", org_code), person)


def hand_in(home: Path, given: Filing | None = None) -> inbox.Receipt:
    return handed_in.hand_in(reading(home), given or filing(), ORGANISATION)


def die_before_each_line(
    folder: Path, prepare: Callable[[Path], None], act: Callable[[Path], object]
) -> dict[Path, str]:
    """A home folder for each line that runs, in which the process died before it: module, function and line."""
    died = {}
    for number in count(1):
        home = folder / f"{number:03}"
        home.mkdir(parents=True)
        prepare(home)
        place = folder / f"{number:03}.place"
        child = os.fork()
        if child == 0:
            _die_before(number, place)
            act(home)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            assert os.WEXITSTATUS(status) == 0
            return died
        died[home] = place.read_text()


def _die_before(number: int, place: Path) -> None:
    seen = count(1)

    def trace(frame, event, _argument):
        if frame.f_code.co_filename not in WATCHED:
            return None
        if event == "line" and next(seen) == number:
            sys.settrace(None)
            place.write_text(f"{WATCHED[frame.f_code.co_filename]}.{frame.f_code.co_name}:{frame.f_lineno}")
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)


def die_at_any_moment(folder: Path, times: int, seed: int) -> list[Path]:
    """Home folders in each of which a process handed in one file after another until it was killed.

    It noted the checksum of each file of which it got the receipt.
    """
    chance, homes = random.Random(seed), []
    for number in range(times):
        home = folder / f"moment_{number:02}"
        home.mkdir(parents=True)
        homes.append(home)
        child = os.fork()
        if child == 0:
            noted = os.open(home / ACKNOWLEDGED, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            for n in count():
                received = hand_in(home, filing(b"%d" % n * 50_000, date(2026, 9, 1)))
                os.write(noted, f"{received.sha256}\n".encode())
        time.sleep(chance.uniform(0.001, 0.15))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return homes
