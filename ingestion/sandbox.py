"""Where files that could do harm are opened: a process of their own, which forks once for each file.

One cell at XFD1048576 ends a process that reads it with calamine, without an exception to catch, and a few kilobytes
of zip can hold gigabytes. So the fork has limits on memory, processor and time, and can open no file and no socket:
the bytes come in and the cells, or a marked copy, go out through pipes, as JSON, which unlike a pickle can hold nothing
but data.

The reader is loaded once, in the process that forks; a fork then starts in milliseconds.
"""

import atexit
import base64
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
from dataclasses import asdict
from typing import BinaryIO

from ingestion.limits import Limits
from ingestion.problems import TOO_LARGE, UNREADABLE, Problem, Refused

_SIZE = struct.Struct("!Q")
_sandbox: subprocess.Popen | None = None


def sheets(content: bytes, limits: Limits) -> dict[str, list[tuple[int, list[str]]]]:
    """Rows of text by sheet, each with its number. Raises Refused, also when the file breaks its reader."""
    answer = _answer(content, limits)
    return {name: [(number, cells) for number, cells in rows] for name, rows in answer["sheets"].items()}


def marked(content: bytes, limits: Limits, name: str, is_csv: bool, notes: list[tuple], total: int) -> bytes:
    """A copy of the file as a workbook with the notes in it (`ingestion.workbook_marks`). Raises Refused."""
    marks = {"name": name, "is_csv": is_csv, "notes": notes, "total": total}
    return base64.b64decode(_answer(content, limits, marks)["workbook"])


def _answer(content: bytes, limits: Limits, marks: dict | None = None) -> dict:
    process = _started()
    _send(process.stdin, json.dumps({"limits": asdict(limits), "marks": marks}).encode())
    _send(process.stdin, content)
    answer = json.loads(_receive(process.stdout) or b'{"broken": "its reader"}')
    if "broken" in answer:
        found = f"reading it breaks {answer['broken']}"
        raise Refused(Problem(TOO_LARGE, "", found, "send the workbook as its template or its publisher makes it"))
    if "problems" in answer:
        raise Refused(*(Problem(**p) for p in answer["problems"]))
    return answer


def _started() -> subprocess.Popen:
    global _sandbox
    if _sandbox is None or _sandbox.poll() is not None:
        command = [sys.executable, "-m", "ingestion.sandbox"]
        _sandbox = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        atexit.register(_sandbox.stdin.close)
    return _sandbox


def _send(stream: BinaryIO, message: bytes) -> None:
    stream.write(_SIZE.pack(len(message)) + message)
    stream.flush()


def _receive(stream: BinaryIO) -> bytes:
    header = stream.read(_SIZE.size)
    return stream.read(_SIZE.unpack(header)[0]) if len(header) == _SIZE.size else b""


def serve() -> None:
    """Answers each file that comes in until the input is closed."""
    while request := json.loads(_receive(sys.stdin.buffer) or b"null"):
        content, limits = _receive(sys.stdin.buffer), Limits(**request["limits"])
        _send(sys.stdout.buffer, _in_a_fork(_work(content, limits, request["marks"]), limits))


def _work(content: bytes, limits: Limits, marks: dict | None) -> Callable[[], dict]:
    """What the fork is to do; its modules are loaded here, since it can open none."""
    from ingestion import workbook_cells

    workbook_cells.warm_up()
    if marks is None:
        return lambda: {"sheets": workbook_cells.parse(content, limits)}
    from ingestion import workbook_marks

    workbook_marks.warm_up()
    return lambda: {"workbook": base64.b64encode(workbook_marks.marked(content, limits, **marks)).decode()}


def _in_a_fork(work: Callable[[], dict], limits: Limits) -> bytes:
    outcome, answer = os.pipe()
    child = os.fork()
    if child == 0:
        _do(work, limits, answer)
    os.close(answer)
    received = _read_until(outcome, time.monotonic() + limits.wall_clock_seconds)
    os.close(outcome)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if received is None:
        return json.dumps({"broken": f"the limit of {limits.wall_clock_seconds} seconds"}).encode()
    if not received:
        limit = f"{limits.memory_megabytes} MB of memory or {limits.processor_seconds} seconds of processor"
        return json.dumps({"broken": f"the limit of {limit}"}).encode()
    return received


def _read_until(pipe: int, deadline: float) -> bytes | None:
    """Everything up to the end of the pipe; None when the deadline comes first."""
    chunks = []
    while (left := deadline - time.monotonic()) > 0 and select.select([pipe], [], [], left)[0]:
        chunk = os.read(pipe, 1 << 20)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)
    return None


def _do(work: Callable[[], dict], limits: Limits, answer: int) -> None:
    """In the fork: limits first, then the file, then the end of the process, whatever happens."""
    from ingestion.workbook_cells import refusal

    try:
        for kind, limit in (
            (resource.RLIMIT_AS, limits.memory_megabytes * 1_000_000),
            (resource.RLIMIT_CPU, limits.processor_seconds),
        ):
            resource.setrlimit(kind, (limit, limit))
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # no file and no socket can be opened from here on
        try:
            message = work()
        except Refused as refused:
            message = {"problems": [p.record() for p in refused.problems]}
        except MemoryError:
            os._exit(1)
        except Exception as error:  # whatever a hostile file provokes in a reader is a reason to refuse it
            message = {
                "problems": [
                    p.record() for p in refusal(UNREADABLE, f"cannot be read: {type(error).__name__}").problems
                ]
            }
        payload = memoryview(json.dumps(message).encode())
        while payload:
            payload = payload[os.write(answer, payload) :]
    finally:
        os._exit(0)


if __name__ == "__main__":
    serve()
