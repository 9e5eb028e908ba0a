"""Files judged in a process of their own, so that whoever asks stays small: Great Expectations takes 250 MB.

`python -m quality.apart` is that process. It starts with the first file, takes one at a time, and ends when nothing has
come for a while. The files themselves are opened further away still (`ingestion.sandbox`).
"""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.connection import Pipe as pipe
from pathlib import Path
from tempfile import TemporaryDirectory

from ingestion.contracts import PROJECT
from ingestion.days import today

MOST_TOLD = 500  # problems of one file; a marked copy has more
IDLE = 300  # seconds after which the process ends
PATIENCE = 120  # seconds for one file; the sandbox gives each file 18


class NotJudged(Exception):
    """The process did not answer. It says nothing about the file."""


@dataclass(frozen=True)
class Judged:
    """What arrival would say of a file: the first of its `problems` as records, and how many there are.

    `fields` are those of the sheet Return, each with its line; empty for a file that cannot be read.
    """

    problems: list[dict]
    total: int
    is_refused: bool
    refused_lines: int
    fields: dict[str, tuple[int, str]]


_one_at_a_time = threading.Lock()
_child: tuple[subprocess.Popen, Connection] | None = None


def judge(source: str, name: str, content: bytes, today: date) -> Judged:
    """What a refresh of the day would say of a file of the source, by itself. Raises NotJudged."""
    found = json.loads(_asked({"source": source, "name": name, "mark": False, "today": str(today)}, content))
    return Judged(**found | {"fields": {field: tuple(told) for field, told in found["fields"].items()}})


def marked(source: str, name: str, content: bytes) -> bytes:
    """The copy of a file in which its problems stand as comments, .xlsx. Raises NotJudged."""
    return _asked({"source": source, "name": name, "mark": True, "today": str(today())}, content)


def _asked(question: dict, content: bytes) -> bytes:
    with _one_at_a_time:
        for _ in range(2):  # a process that ended meanwhile is started again
            try:
                connection = _started()
                connection.send_bytes(json.dumps(question).encode())
                connection.send_bytes(content)
                if connection.poll(PATIENCE):
                    return connection.recv_bytes()
                break
            except (OSError, EOFError):
                _end()
        _end()
    raise NotJudged("the process that judges files did not answer")


def _started() -> Connection:
    global _child
    if _child is None or _child[0].poll() is not None:
        _end()
        ours, theirs = pipe()
        with theirs:
            command = [sys.executable, "-m", "quality.apart", str(theirs.fileno())]
            process = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd=PROJECT
            )
        _child = process, ours
    return _child[1]


def _end() -> None:
    global _child
    if _child is not None:
        process, connection = _child
        connection.close()
        process.kill()
        process.wait()
    _child = None


def _serve(connection: Connection) -> None:
    """Answers until nothing has come for a while, or whoever asks is gone."""
    while connection.poll(IDLE):
        try:
            question, content = json.loads(connection.recv_bytes()), connection.recv_bytes()
        except EOFError:
            return
        connection.send_bytes(_answer_to(question, content))


def _answer_to(question: dict, content: bytes) -> bytes:
    """The marked copy, or what was found as JSON."""
    from quality.annotation import annotate
    from quality.checking import judge_file

    with TemporaryDirectory() as folder:
        path = Path(folder, question["source"], question["name"])
        path.parent.mkdir()
        path.write_bytes(content)
        source, verdict = judge_file(path, today=date.fromisoformat(question["today"]))
        if question["mark"]:
            return annotate(path, source, verdict.problems)
        found = {
            "problems": [problem.record() for problem in verdict.problems[:MOST_TOLD]],
            "total": len(verdict.problems),
            "is_refused": verdict.refuses_file(),
            "refused_lines": len(verdict.refused_lines()),
            "fields": _fields(path, question["source"]),
        }
        return json.dumps(found).encode()


def _fields(path: Path, source: str) -> dict[str, tuple[int, str]]:
    """Fields of the sheet Return of a file; none of one that cannot be read."""
    from ingestion.arrivals import of_file
    from ingestion.landing import read
    from ingestion.problems import Refused
    from quality.foretold import fields_of

    try:
        return fields_of(read(of_file(path, source)).tables)
    except Refused:
        return {}


if __name__ == "__main__":
    os.nice(5)  # pages are drawn first
    _serve(Connection(int(sys.argv[1])))
