"""Lines of a file summed by a Spark server: an Apache Spark cluster, Databricks, or Sail, through Spark Connect.

`NWBENCH_SPARK` is its address, `sc://host:port`, with whatever the protocol takes behind it, such as a token. The
server reads a copy of the file by its path, in the folder `NWBENCH_SPARK_FOLDER`, which both see under one name; by
default it is this machine's folder for temporary files. A copy is named by its checksum, so one that a killed process
left is taken up by the next.

The client is a process of its own, so that an answer can be waited for no longer than `ANSWERS_WITHIN`, and Great
Expectations and the client, which do not get on, never meet. What it answers has the form of what leaves the sandbox.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path

from ingestion.limits import Limits
from ingestion.problems import Problem, Refused

SERVER, FOLDER = "NWBENCH_SPARK", "NWBENCH_SPARK_FOLDER"
ANSWERS_WITHIN = 300  # seconds for one file; a worker that is lost and replaced takes some of them
LONGEST_REASON = 200  # characters


class SparkFailed(Exception):
    """The server gave no answer; the message says in one line which server, why, and how to mend it."""


@dataclass(frozen=True)
class _Client:
    process: subprocess.Popen
    connection: Connection
    address: str


_idle: list[_Client] = []  # as many as files were ever summed at one time


def sums(content: bytes, limits: Limits, address: str, columns: list[str], statement: str) -> tuple[dict, bytes]:
    """The `texts` of each column of what `statement` makes of the file's `lines`, and the numbers of its rows' texts.

    `columns` are named by their place. Raises Refused, and SparkFailed.
    """
    with _copied(content) as path:
        asked = {"path": str(path), "columns": columns, "statement": statement, "limits": asdict(limits)}
        found, numbers = _asked(_waiting(address) or _started(address), asked)
    if "problems" in found:
        raise Refused(*(Problem(**problem) for problem in found["problems"]))
    return found, numbers


@contextmanager
def _copied(content: bytes) -> Iterator[Path]:
    """A copy of the file where the server sees it, readable by the folder's group."""
    path = _folder() / f"{hashlib.sha256(content).hexdigest()}.parquet"
    try:
        with open(path, "wb", opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW, 0o600)) as file:
            os.fchmod(file.fileno(), 0o640)  # whatever mask the service has
            file.write(content)
    except OSError as error:
        raise SparkFailed(f"{path.parent} ({FOLDER}) cannot be written: {error.strerror}") from None
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(os.environ.get(FOLDER) or tempfile.gettempdir())


def _asked(client: _Client, asked: dict) -> tuple[dict, bytes]:
    """Raises SparkFailed, with what the client says of it, and ends a client that failed."""
    try:
        client.connection.send_bytes(json.dumps(asked).encode())
        if not client.connection.poll(ANSWERS_WITHIN):
            raise TimeoutError(f"no answer within {ANSWERS_WITHIN} seconds")
        found, numbers = json.loads(client.connection.recv_bytes()), client.connection.recv_bytes()
        if "fault" in found:
            raise ConnectionError(found["fault"])
    except (OSError, EOFError) as error:
        client.process.kill()
        client.process.wait()
        raise SparkFailed(_words(client.address, str(error) or "its client ended")) from None
    _idle.append(client)
    return found, numbers


def _words(address: str, fault: str) -> str:
    """Without what stands behind host and port, which may be a token."""
    said = re.search(r'details = "(.*?)"', fault)  # in what gRPC says of a call
    reason = " ".join((said[1] if said else fault).replace(address, SERVER).split())[:LONGEST_REASON]
    server, mend = address.partition("/;")[0], f"start it and let it read {_folder()} ({FOLDER}), or unset {SERVER}"
    return f"the Spark server {server} ({SERVER}) did not sum a file: {reason}; {mend}"


def _waiting(address: str) -> _Client | None:
    while _idle:
        client = _idle.pop()
        if client.address == address and client.process.poll() is None:
            return client
        client.connection.close()
    return None


def _started(address: str) -> _Client:
    ours, theirs = Pipe()
    command = [sys.executable, "-W", "ignore", "-m", "ingestion.spark_client", str(theirs.fileno())]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[theirs.fileno()],
        env=os.environ | {SERVER: address},
    )
    theirs.close()
    return _Client(process, ours, address)
