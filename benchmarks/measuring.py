"""One child process and what it took: seconds, processor seconds, peak memory, and when it said what.

A child that does several things marks each on standard error with `part`; the parent's clock tells how long it took.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile

PROJECT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
BEGIN, END = "== begin ", "== end"
# No child may wait for a network or tell one what it does; and all see this checkout, wherever it is installed from.
SETTINGS = {
    "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",  # where dagster-dbt looks for the dbt command
    "PYTHONPATH": str(PROJECT),
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
}
LEFT_OUT = ("NWBENCH_", "DAGSTER_", "DBT_")

Line = tuple[float, str]  # seconds since the process began, text


@dataclass(frozen=True)
class Measured:
    """What a child took. Memory is that of the largest process of its tree; processor time is the whole tree's."""

    seconds: float
    processor: float
    peak_mb: float
    lines: list[Line] = field(default_factory=list)

    def parts(self) -> dict[str, list[Line]]:
        """Lines of each part that the child marked, its begin first and its end last."""
        found: dict[str, list[Line]] = {}
        name = ""
        for moment, text in self.lines:
            name = text.removeprefix(BEGIN) if text.startswith(BEGIN) else name
            if name:
                found.setdefault(name, []).append((moment, text))
            name = "" if text == END else name
        return found


class ChildFailed(Exception):
    """A child ended with an error; its last lines tell why."""


def run(command: list[str | Path], folder: Path, **settings: str) -> Measured:
    """Runs a command of this environment in `folder`, with nothing of the caller's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
    with TemporaryFile() as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=folder, env=kept | SETTINGS | settings, stdout=output, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        lines = [(time.perf_counter() - began, line.rstrip("\n")) for line in process.stderr]
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.stderr.close()
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = [text for _, text in lines] + output.read().decode().splitlines()
    if process.returncode:
        raise ChildFailed("\n".join([f"{Path(command[0]).name} ended with {process.returncode}", *said[-25:]]))
    return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, lines)


def python(*words: str | Path) -> list[str | Path]:
    return [sys.executable, *words]


@contextmanager
def part(name: str) -> Iterator[None]:
    """Marks, in a child, what one of its parts took."""
    print(f"{BEGIN}{name}", file=sys.stderr, flush=True)
    yield
    print(END, file=sys.stderr, flush=True)
