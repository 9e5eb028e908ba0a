"""Refreshes one after another in one process, with one more return each time: `python -m benchmarks.refresh_again`.

Says after each, as a line of JSON on standard error, what this process and the release gate's have in memory, in MB.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.demonstration_cast import AS_OF
from benchmarks.measuring import PROJECT
from orchestration import gate
from orchestration.home import Home
from orchestration.refresh import refresh

DEMONSTRATION = PROJECT / "data" / "demo"


def main(folder: str, times: str) -> None:
    landing, home = Path(folder, "landing"), Home(Path(folder, "home"))
    returns = prepare(landing)
    refresh(home, [landing], AS_OF)
    for _ in range(int(times)):
        next(returns)
        refresh(home, [landing], AS_OF)
        print(json.dumps(memory()), file=sys.stderr, flush=True)


def prepare(landing: Path) -> Iterator[Path]:
    """Writes the least that builds, and then with every step one more return."""
    for source in ("ods", "census"):
        shutil.copytree(DEMONSTRATION / source, landing / source)
    (landing / "returns").mkdir()
    originals = sorted((DEMONSTRATION / "returns").glob("*.xlsx"))
    return (Path(shutil.copy(path, landing / "returns")) for path in originals)


def memory() -> dict[str, float]:
    """Resident MB of this process and of the release gate's."""
    return {"the command": resident(os.getpid()), "the release gate": resident(gate.process_id())}


def resident(pid: int) -> float:
    """MB of a process that are in memory."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(status["VmRSS"].split()[0]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
