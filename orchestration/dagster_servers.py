"""Dagster's servers: one that holds the code, the pages, and the daemon that runs schedule, sensor and queue.

They live and end together. Each has a session of its own, so that a run, which is a child of the server with the code,
is told to end too, and nothing is left when they do.
"""

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import grpc
import yaml

from ingestion.parent_process import end_with
from orchestration.home import Home
from orchestration.lock import Locked
from orchestration.refresh import dagster_instance
from orchestration.run_records import close_dead

LOCATION = "north_west_benchmark"
STARTS_WITHIN = 300  # seconds; the models are read on the first start
ENDS_WITHIN = 30  # seconds
LOOKS_EVERY = 0.5  # seconds


class ServerEnded(Exception):
    """One of the servers ended by itself, so the others were ended too."""


def serve_until_told(home: Home, address: str, port: int, read_only: bool = False, path_prefix: str = "") -> None:
    """Serves until SIGTERM or SIGINT. Raises ServerEnded, and Locked when the home folder is served already."""
    told = threading.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda *_: told.set())
    with ExitStack() as ends:
        ends.enter_context(only_one(home))
        _prepare(home)
        place = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="nwbench-")))  # for this account alone
        servers: dict[str, subprocess.Popen] = {}
        ends.callback(_end, servers)
        socket, workspace = place / "code", place / "workspace.yaml"
        server = {"socket": str(socket), "location_name": LOCATION}
        workspace.write_text(yaml.safe_dump({"load_from": [{"grpc_server": server}]}))
        code = ["dagster", "api", "grpc", "--module-name", "orchestration.definitions", "--socket", str(socket)]
        servers["code server"] = _start(home, *code, "--location-name", LOCATION)
        if not _until_it_answers(socket, servers, told):
            return
        pages = ["dagster_webserver", "--host", address, "--port", str(port), "--path-prefix", path_prefix]
        shared = ["--workspace", str(workspace)]
        servers["web server"] = _start(home, *pages, *(["--read-only"] if read_only else []), *shared)
        servers["daemon"] = _start(home, "dagster._daemon", "run", *shared)
        while not told.wait(LOOKS_EVERY):
            _complain_of_ended(servers)


@contextmanager
def only_one(home: Home) -> Iterator[None]:
    """Two daemons would ask for each refresh twice. Raises Locked."""
    home.path.mkdir(parents=True, exist_ok=True)
    with (home.path / ".serve.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Locked(f"{home.path} is served already, by another nwbench serve") from None
        yield


def _prepare(home: Home) -> None:
    with dagster_instance(home) as instance:
        if not home.is_locked():  # no server is there that could run one
            close_dead(instance)


def _start(home: Home, *words: str) -> subprocess.Popen:
    environment = os.environ | {"NWBENCH_HOME": str(home.path), "DAGSTER_HOME": str(home.path / "dagster")}
    ends = partial(end_with, os.getpid(), signal.SIGTERM)
    return subprocess.Popen([sys.executable, "-m", *words], env=environment, start_new_session=True, preexec_fn=ends)


def _until_it_answers(socket: Path, servers: dict[str, subprocess.Popen], told: threading.Event) -> bool:
    """Whether the server with the code answered before somebody told to end."""
    until = time.monotonic() + STARTS_WITHIN
    with grpc.insecure_channel(f"unix:{socket}") as channel:
        answers = grpc.channel_ready_future(channel)
        while not told.wait(LOOKS_EVERY):
            _complain_of_ended(servers)
            if answers.done():
                return True
            if time.monotonic() > until:
                raise ServerEnded(f"the code server did not answer within {STARTS_WITHIN} s")
        answers.cancel()
    return False


def _complain_of_ended(servers: dict[str, subprocess.Popen]) -> None:
    for name, process in servers.items():
        if process.poll() is not None:
            raise ServerEnded(f"the {name} ended with {process.returncode}; the others were ended too")


def _end(servers: dict[str, subprocess.Popen]) -> None:
    """Ends every process of each server, those first that ask others, and kills what does not end in time."""
    for process in reversed(servers.values()):
        _signal(process, signal.SIGTERM)
        until = time.monotonic() + ENDS_WITHIN
        while _is_there(process) and time.monotonic() < until:
            time.sleep(LOOKS_EVERY / 5)
        _signal(process, signal.SIGKILL)
        process.wait()


def _is_there(process: subprocess.Popen) -> bool:
    """Whether anything of its session is alive; what has ended but was not waited for is not."""
    process.poll()
    return _signal(process, 0)


def _signal(process: subprocess.Popen, number: int) -> bool:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return False
    return True
