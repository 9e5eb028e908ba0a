"""`nwbench serve` in a process of its own: starting it, asking its history, and ending it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import dagster as dg

from ingestion.contracts import PROJECT
from orchestration.home import Home
from orchestration.refresh import dagster_instance
from tests.proxying import free_port

SERVE = [sys.executable, "-c", "from orchestration.command import main; main()", "serve"]
SLOWEST = 900  # seconds, on a machine that does much else


@dataclass(frozen=True)
class Served:
    process: subprocess.Popen
    address: str
    log: Path

    def end(self) -> int:
        """Tells it to end, as a service manager does; returns its exit code."""
        self.process.terminate()
        return self.process.wait(SLOWEST)


@contextmanager
def served(home: Home, *options: str, **settings: str) -> Iterator[Served]:
    """A process that serves a home folder, once its pages answer; ended afterwards."""
    port, log = free_port(), home.path / "served.log"
    command = [*SERVE, "--home", str(home.path), "--port", str(port), *options]
    environment = os.environ | settings | {"NWBENCH_HOME": str(home.path)}
    with log.open("w") as file:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=file, stderr=file)
    server = Served(process, f"http://127.0.0.1:{port}", log)
    try:
        until(lambda: process.poll() is not None or _answers(server.address))
        yield server
    finally:
        server.end()


def until(happened: Callable[[], object]):
    """What `happened` returns once it is true. Fails when it never is."""
    end_at = time.monotonic() + SLOWEST
    while not (found := happened()):
        assert time.monotonic() < end_at, "it did not happen in time"
        time.sleep(0.5)
    return found


def runs(home: Home) -> list[dg.DagsterRun]:
    """Of the history, the latest first."""
    with dagster_instance(home) as instance:
        return instance.get_runs()


def processes_of(home: Home) -> dict[int, str]:
    """Commands of all processes that were told of this home folder, whoever their parent is by now, by their id."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"NWBENCH_HOME={home.path}".encode() in (process / "environ").read_bytes().split(b"\0"):
                found[int(process.name)] = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return {number: command for number, command in found.items() if command}


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/server_info", timeout=5):
            return True
    except OSError:
        return False
