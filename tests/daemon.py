"""`nwbench serve` in a process of its own: starting it, asking its history, and ending it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import dagster as dg

from ingestion.contracts import PROJECT
from orchestration.home import Home
from orchestration.refresh import dagster_instance

SERVE = [sys.executable, "-c", "from orchestration.command import main; main()", "serve"]
SLOWEST = 300  # seconds, on a machine that does much else


@contextmanager
def served(home: Home, *options: str, **settings: str) -> Iterator[tuple[subprocess.Popen, str]]:
    """The process and the address of its pages, once they answer; ended afterwards."""
    port = _free_port()
    command = [*SERVE, "--home", str(home.path), "--port", str(port), *options]
    process = subprocess.Popen(command, cwd=PROJECT, env=os.environ | settings, stderr=subprocess.PIPE, text=True)
    address = f"http://127.0.0.1:{port}"
    try:
        until(lambda: process.poll() is not None or _answers(address))
        yield process, address
    finally:
        end(process)


def end(process: subprocess.Popen) -> int:
    """Tells it to end, as a service manager does; returns its exit code."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    process.communicate(timeout=SLOWEST)
    return process.returncode


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


def processes_of(home: Home) -> list[str]:
    """Commands of all processes that were told of this home folder, whoever their parent is by now."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"NWBENCH_HOME={home.path}".encode() in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return [command for command in found if command.strip()]


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/server_info", timeout=5):
            return True
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
