"""Two refreshes of one home folder that start at the same moment. What is asked of a warm process (`tests/warm.py`)."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from ingestion.contracts import PROJECT
from tests.killed import keep_two, left_behind, whole
from tests.warm import AS_OF, asked, ended, fork, refresh, say_into


def race(home: str, landings: list[str]) -> dict:
    """How both ended, the process that won, what the other said, and whether a new run is there and nothing else."""
    waiting, starting = os.pipe()

    def before() -> None:
        keep_two()
        os.close(starting)
        os.read(waiting, 1)  # until nobody holds the other end any more

    def start(said: str) -> int:
        return refresh(home, landings, said, before)

    return _raced(home, start, lambda: os.close(starting))


def race_from_nothing(home: str, landings: list[str]) -> dict:
    """The same, of two commands that import everything for themselves."""
    words = ["--home", home, "--as-of", AS_OF.isoformat(), "--landing", *landings]
    command = [sys.executable, "-c", "from orchestration.command import main; main()", "refresh", *words]

    def start(said: str) -> int:
        def act() -> None:
            say_into(said)
            os.chdir(PROJECT)
            os.execv(command[0], command)

        return fork(act)

    return _raced(home, start)


def _raced(home: str, start: Callable[[str], int], go: Callable[[], object] = lambda: None) -> dict:
    seen = asked(whole, home)
    said = [f"{home}.said-{number}" for number in range(2)]
    children = [start(file) for file in said]
    go()
    codes = [ended(child) for child in children]
    won = codes.index(0)
    return {
        "codes": sorted(codes),
        "winner": children[won],
        "said": Path(said[1 - won]).read_text(),
        "is_new": asked(whole, home)["run"] != seen["run"],
        "left": asked(left_behind, home),
    }
