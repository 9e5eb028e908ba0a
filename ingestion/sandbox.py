"""Where files that could do harm are opened: a process of their own, which forks once for each file.

One cell at XFD1048576 ends a process that reads it with calamine, without an exception to catch, and a few kilobytes
of zip can hold gigabytes. So the fork has limits on memory, processor and time, and can open no file and no socket:
the bytes come in and the cells, or a marked copy, go out through pipes: as JSON and as CSV text, which unlike a pickle
or a columnar format can hold nothing but data.

A reader is loaded once, in the process that forks; a fork then starts in milliseconds.
"""

import atexit
import json
import os
import resource
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import BinaryIO, NoReturn

from ingestion.limits import Limits
from ingestion.problems import TOO_LARGE, UNREADABLE, Problem, Refused

# Each has `warm_up()`, since a fork can load no module, and `answer(content, limits, send)` with what else is asked.
WORKBOOK, PARQUET, MARKS = "ingestion.workbook_cells", "ingestion.parquet_cells", "ingestion.workbook_marks"
SUMS = "ingestion.parquet_sums"
# Libraries like to reserve a gigabyte before they read anything, and to start threads, which no fork has.
FRUGAL = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
LARGEST_ANSWER = 400_000_000
AS_PUBLISHED = "send the file as its template or its publisher makes it"


@dataclass(frozen=True)
class Use:
    """What the reading of a file took; zero when it never came to it."""

    megabytes: float = 0
    processor_seconds: float = 0


last_use = Use()
_SIZE = struct.Struct("!Q")
_idle: list[subprocess.Popen] = []  # as many as files were ever opened at one time


def sheets(content: bytes, limits: Limits) -> dict[str, list[tuple[int, list[str]]]]:
    """Rows of text of a workbook or a zip of CSV files, by sheet, each with its number.

    Raises Refused, also when the file breaks its reader.
    """
    found, _ = _asked(WORKBOOK, content, limits)
    return {name: [(number, cells) for number, cells in rows] for name, rows in found["sheets"].items()}


def table(content: bytes, limits: Limits) -> tuple[list[str], int, bytes]:
    """Names of columns, number of rows, and the rows of a Parquet file as CSV text with every cell in quotes.

    Raises Refused, also when the file breaks its reader.
    """
    found, rows = _asked(PARQUET, content, limits)
    return found["columns"], found["rows"], rows


def sums(content: bytes, limits: Limits, **asked: object) -> tuple[dict, bytes]:
    """What `ingestion.parquet_sums` found in a Parquet file, and the numbers of its rows' texts. Raises Refused."""
    return _asked(SUMS, content, limits, asked)


def marked(content: bytes, limits: Limits, name: str, is_csv: bool, notes: list[tuple], total: int) -> bytes:
    """A copy of the file as a workbook with the notes in it (`ingestion.workbook_marks`). Raises Refused."""
    _, workbook = _asked(MARKS, content, limits, {"name": name, "is_csv": is_csv, "notes": notes, "total": total})
    return workbook


def _asked(reader: str, content: bytes, limits: Limits, more: dict | None = None) -> tuple[dict, bytes]:
    """What the reader found, and what it sent before. Raises Refused."""
    global last_use
    last_use, process = Use(), _waiting() or _started()
    try:
        _send(process.stdin, json.dumps({"reader": reader, "limits": asdict(limits), "more": more or {}}).encode())
        _send(process.stdin, content)
        use, found, sent = (_receive(process.stdout) for _ in range(3))
        last_use, found = Use(**json.loads(use)), json.loads(found)
        _idle.append(process)
    except (OSError, ValueError):  # it is gone, or what it says makes no sense
        process.kill()
        process.wait()
        found, sent = {"broken": "its reader"}, b""
    if "broken" in found:
        raise Refused(Problem(TOO_LARGE, "", f"reading it breaks {found['broken']}", AS_PUBLISHED))
    if "problems" in found:
        raise Refused(*(Problem(**p) for p in found["problems"]))
    return found, sent


def start() -> None:
    """Lets the sandbox load its readers on another core while its caller is busy."""
    _idle.append(_started())


def _waiting() -> subprocess.Popen | None:
    while _idle:
        if (process := _idle.pop()).poll() is None:
            return process
    return None


def _started() -> subprocess.Popen:
    command = [sys.executable, "-m", "ingestion.sandbox"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | FRUGAL)
    atexit.register(process.stdin.close)
    return process


def _send(stream: BinaryIO, message: bytes | memoryview) -> None:
    stream.write(_SIZE.pack(len(message)))
    stream.write(message)
    stream.flush()


def _receive(stream: BinaryIO) -> bytes:
    header = stream.read(_SIZE.size)
    return stream.read(_SIZE.unpack(header)[0]) if len(header) == _SIZE.size else b""


def serve() -> None:
    """Answers each file that comes in until the input is closed."""
    readers = {}
    while request := _receive(sys.stdin.buffer):
        _serve_one(json.loads(request), readers)


def _serve_one(asked: dict, readers: dict[str, ModuleType]) -> None:
    """Nothing of the file or of its answer outlives this, or the next file would have less memory."""
    content, name = _receive(sys.stdin.buffer), asked["reader"]
    if name not in readers:
        readers[name] = import_module(name)
        readers[name].warm_up()
    answer = partial(readers[name].answer, **asked["more"])
    for message in _in_a_fork(answer, content, Limits(**asked["limits"])):
        _send(sys.stdout.buffer, message)


def _in_a_fork(answer: Callable, content: bytes, limits: Limits) -> tuple[bytes, bytes, bytes | memoryview]:
    """What it took and what was found, both as JSON, and what was sent before."""
    outcome, pipe = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(outcome)
        _answer(answer, content, limits, pipe)
    os.close(pipe)
    received = bytearray()
    in_time = _read_until(outcome, time.monotonic() + limits.wall_clock_seconds, received)
    os.close(outcome)
    os.kill(child, signal.SIGKILL)
    _, _, used = os.wait4(child, 0)
    use = json.dumps(asdict(Use(used.ru_maxrss * 1024 / 1e6, used.ru_utime + used.ru_stime))).encode()
    if not in_time:
        return use, *_broken(f"the limit of {limits.wall_clock_seconds} seconds")
    if len(received) > LARGEST_ANSWER:
        return use, *_broken(f"the limit of {LARGEST_ANSWER // 1_000_000} MB of text")
    limit = f"the limit of {limits.memory_megabytes} MB of memory or {limits.processor_seconds} seconds of processor"
    return use, *(_found_and_sent(received) or _broken(limit))


def _found_and_sent(received: bytearray) -> tuple[bytes, bytes | memoryview] | None:
    """An answer ends with what was found, and its size. None for one that was cut off; of a refused file only why."""
    end = len(received) - _SIZE.size
    start = end - _SIZE.unpack(received[end:])[0] if end >= 0 else -1
    try:
        found = bytes(received[start:end]) if start >= 0 else b""
        refused = "problems" in json.loads(found)
    except ValueError:
        return None
    return found, b"" if refused else memoryview(received)[:start]


def _broken(limit: str) -> tuple[bytes, bytes]:
    return json.dumps({"broken": limit}).encode(), b""


def _read_until(pipe: int, deadline: float, received: bytearray) -> bool:
    """Everything up to the end of the pipe, or to the largest answer; False when the deadline comes first."""
    while (left := deadline - time.monotonic()) > 0 and select.select([pipe], [], [], left)[0]:
        chunk = os.read(pipe, 1 << 20)
        received += chunk
        if not chunk or len(received) > LARGEST_ANSWER:
            return True
    return False


def confine(limits: Limits, kept: int) -> None:
    """Takes away from this process what a reader has no need of. Of what is open, `kept` alone stays so.

    The limit of memory is for the file: it comes on top of what the readers have mapped, whichever were loaded before.
    """
    with open("/proc/self/statm") as sizes:
        mapped = int(sizes.read().split()[0]) * resource.getpagesize()
    for kind, limit in (
        (resource.RLIMIT_AS, mapped + limits.memory_megabytes * 1_000_000),
        (resource.RLIMIT_CPU, limits.processor_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    os.closerange(0, kept)
    os.closerange(kept + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # no file and no socket can be opened from here on


def _answer(answer: Callable, content: bytes, limits: Limits, pipe: int) -> NoReturn:
    """In the fork: limits first, then the file, then the end of the process, whatever happens."""

    def send(text: bytes) -> None:
        rest = memoryview(text)
        while rest:
            rest = rest[os.write(pipe, rest) :]

    try:
        confine(limits, pipe)
        try:
            found = answer(content, limits, send)
        except Refused as refused:
            found = {"problems": [p.record() for p in refused.problems]}
        except MemoryError:
            os._exit(1)
        except Exception as error:  # whatever a hostile file provokes in a reader is a reason to refuse it
            problem = Problem(UNREADABLE, "", f"cannot be read: {type(error).__name__}", AS_PUBLISHED)
            found = {"problems": [problem.record()]}
        last = json.dumps(found, ensure_ascii=False).encode()
        send(last)
        send(_SIZE.pack(len(last)))
    finally:
        os._exit(0)


if __name__ == "__main__":
    serve()
