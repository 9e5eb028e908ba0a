"""A process in which all that a refresh needs is imported, and dbt has built once: what it is asked for runs in forks.

A start from nothing takes ten times as long as the refresh of a small region. No thread of Python's, and no pool of
DuckDB's or Polars', is at work in the process that forks, so a fork finds everything as it would after a start.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

from ingestion.contracts import PROJECT

ENDS_WITHIN = 300  # seconds; a fork that waits for a thread it does not have would wait for ever
NOT_ENDED = 70  # exit code of a fork that raised what it should not
AS_OF = date(2026, 11, 24)


class Warm:
    """Functions of modules, with arguments and answers that JSON can hold, each in a fork of its own."""

    def __init__(self, project: Path = PROJECT):
        # dbt's static parser keeps a pool of threads, for which a fork that parses would wait for ever
        settings = {"OPENBLAS_NUM_THREADS": "1", "DBT_STATIC_PARSER": "false", "PYTHONPATH": str(project)}
        command = [sys.executable, "-m", "tests.warm"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=project, env=os.environ | settings
        )

    def call(self, function: Callable, *arguments):
        """What the function returns. Raises RuntimeError with its stack trace when it raises."""
        asked = [function.__module__, function.__name__, *(str(a) if isinstance(a, Path) else a for a in arguments)]
        self._process.stdin.write(f"{json.dumps(asked)}\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "raised" in answer:
            raise RuntimeError(answer["raised"])
        return answer["returned"]

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()


def serve() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever is printed is no answer
    _warm_up()
    for line in sys.stdin:
        answers.write(f"{json.dumps(_in_fork(*json.loads(line)))}\n")
        answers.flush()


def _warm_up() -> None:
    import duckdb

    from ingestion import loading
    from ingestion.contracts import sources
    from orchestration import command, definitions, refresh, reports, summary, tidying  # noqa: F401
    from orchestration.warehouse import _build
    from quality import arrival, arrival_docs, gate  # noqa: F401

    definitions.defs.resolve_job_def("refresh")
    gate.counts_of_people(), gate.declared()
    with TemporaryDirectory() as folder:
        os.environ["NWBENCH_WAREHOUSE"] = f"{folder}/warehouse.duckdb"
        with duckdb.connect(os.environ["NWBENCH_WAREHOUSE"]) as con:
            for table in (table for source in sources().values() for table in source.tables):
                loading.load(con, table, [])
            for ledger in loading.LEDGERS:
                loading.record(con, ledger, [{"as_of": AS_OF}] if ledger == "refresh" else [])
        _build()
    assert threading.active_count() == 1, threading.enumerate()
    gc.collect()
    gc.freeze()  # or the garbage collection of each fork would copy all of this process


def _in_fork(module: str, name: str, *arguments) -> dict:
    """What the function answers, or raises, in a fork."""
    reading, writing = os.pipe()

    def answer() -> None:
        try:
            told = {"returned": getattr(import_module(module), name)(*arguments)}
        except BaseException:
            told = {"raised": traceback.format_exc()}
        with os.fdopen(writing, "w") as file:
            json.dump(told, file)

    child = fork(answer)
    os.close(writing)
    with os.fdopen(reading) as file:
        told = file.read()
    _, status = os.waitpid(child, 0)
    return json.loads(told) if told else {"raised": f"{module}.{name} ended with status {status}"}


def asked(function: Callable, *arguments):
    """Within a fork: the same in a fork of its own, so that this one stays without threads."""
    answer = _in_fork(function.__module__, function.__name__, *arguments)
    assert "returned" in answer, answer.get("raised")
    return answer["returned"]


def fork(act: Callable[[], int | None]) -> int:
    """Starts a child that does it, and ends with what it returns or exits with; returns its id."""
    child = os.fork()
    if child:
        return child
    signal.alarm(ENDS_WITHIN)
    code = NOT_ENDED
    try:
        code = act() or 0
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def refresh(home: str, landings: list[str], said: str, before: Callable[[], object] = lambda: None, *more: str) -> int:
    """Starts `nwbench refresh` as a fork, after whatever comes `before`; returns its id. Its words go to a file."""

    def act() -> None:
        from orchestration.command import main

        say_into(said)
        with _gate():
            before()
            words = ["--home", home, "--as-of", AS_OF.isoformat(), *more]
            main(["refresh", *words, *(word for folder in landings for word in ("--landing", folder))])

    return fork(act)


def say_into(path: str) -> None:
    """Whatever this process prints goes to a file."""
    output = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for descriptor in (1, 2):
        os.dup2(output, descriptor)


@contextmanager
def _gate():
    """The release gate's process, too, is a fork; like the one that is started it ends with whoever asks it."""
    from orchestration import gate
    from quality.gate import serve as answer_questions

    questions, answers = os.pipe(), os.pipe()

    def act() -> None:
        os.dup2(questions[0], 0)
        os.dup2(answers[1], 1)
        os.closerange(3, 256)
        sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115
        answer_questions()

    child = fork(act)
    os.close(questions[0])
    os.close(answers[1])
    asking = os.fdopen(questions[1], "w")

    def flush() -> None:
        asking.flush()
        sys.audit("tests.the_gate_was_asked")

    # what the gate uses of a Popen
    stdin = SimpleNamespace(write=asking.write, flush=flush)
    gate._gate = SimpleNamespace(stdin=stdin, stdout=os.fdopen(answers[0]), poll=lambda: None)
    try:
        yield
    finally:
        asking.close()
        os.waitpid(child, 0)


def ended(child: int) -> int:
    """The exit code of a child, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    from tests import disasters, racing, warm  # noqa: F401 – what it is asked for lives in these, and not in __main__

    warm.serve()
