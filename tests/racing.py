"""Two refreshes of one home folder that start at the same moment. What is asked of a warm process (`tests/warm.py`)."""

import os
from pathlib import Path

from tests.killed import keep_two, left_behind, whole
from tests.warm import asked, ended, refresh


def race(home: str, landings: list[str]) -> dict:
    """How both ended, the process that won, what the other said, and whether a new run is there and nothing else."""
    seen = asked(whole, home)
    waiting, starting = os.pipe()

    def before() -> None:
        keep_two()
        os.close(starting)
        os.read(waiting, 1)  # until nobody holds the other end any more

    said = [f"{home}.said-{number}" for number in range(2)]
    children = [refresh(home, landings, file, before) for file in said]
    os.close(starting)
    codes = [ended(child) for child in children]
    won = codes.index(0)
    return {
        "codes": sorted(codes),
        "winner": children[won],
        "said": Path(said[1 - won]).read_text(),
        "is_new": asked(whole, home)["run"] != seen["run"],
        "left": asked(left_behind, home),
    }
