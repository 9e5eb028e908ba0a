"""The process in which files of strangers are opened: what it can reach, its limits, and that it comes back."""

import json
import mmap
import os
import resource
import socket

import pytest

from ingestion import sandbox
from ingestion.arrivals import of_file
from ingestion.landing import read
from ingestion.limits import Limits
from ingestion.problems import Refused
from tests.hostile_workbooks import CLEAN, many_cells, packed


def test_the_sandbox_opens_no_file_and_no_socket():
    """In a fork with the limits of the sandbox, what a reader taken over by a file would try."""
    outcomes = _tried_in_a_fork(
        Limits(),
        lambda pipe: [
            lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
            lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM),
            lambda: os.open("/etc/passwd", os.O_RDONLY),
            lambda: os.open("/tmp/written", os.O_WRONLY | os.O_CREAT),
            os.pipe,
            lambda: os.read(0, 1),
            lambda: os.write(1, b"forged"),
            lambda: os.dup(pipe),
            lambda: bytearray(2_000_000_000),
            lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)) if os.geteuid() else os.fstat(0),
        ],
    )
    assert outcomes == ["refused"] * len(outcomes) and len(outcomes) == 10


def _tried_in_a_fork(limits, attempts) -> list[str]:
    ended, pipe = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            sandbox.confine(limits, pipe)
            os.write(pipe, json.dumps([_outcome(attempt) for attempt in attempts(pipe)]).encode())
        finally:
            os._exit(0)
    os.close(pipe)
    with os.fdopen(ended, "rb") as answer:
        outcomes = json.loads(answer.read())
    os.waitpid(child, 0)
    return outcomes


def _outcome(attempt) -> str:
    try:
        attempt()
    except (OSError, MemoryError, ValueError):
        return "refused"
    return "done"


@pytest.mark.parametrize(
    "limits, make, words",
    [
        (Limits(processor_seconds=1, cells_seen=10_000_000), many_cells, "1 seconds of processor"),
        (Limits(wall_clock_seconds=0.1), many_cells, "0.1 seconds"),
        (Limits(memory_megabytes=60), lambda _: packed({"a.csv": b"a,b\n" * 12_000_000}, 0), "60 MB of memory"),
        (Limits(unpacked_megabytes=1), many_cells, "unpacks to"),
    ],
    ids=["processor", "time", "memory", "size"],
)
def test_every_limit_holds_and_is_named(limits, make, words):
    with pytest.raises(Refused, match=words):
        sandbox.sheets(make(200), limits)
    assert "headers" in read(of_file(CLEAN, "returns")).tables


@pytest.mark.parametrize("mapped", [1, 3_000_000_000], ids=["little", "much"])
def test_the_limit_of_memory_is_for_the_file_and_not_for_its_reader(mapped):
    """Whatever was mapped before it, a file has what its limit says, and no more."""
    with mmap.mmap(-1, mapped):
        outcomes = _tried_in_a_fork(
            Limits(memory_megabytes=100), lambda _: [lambda: bytearray(80_000_000), lambda: bytearray(120_000_000)]
        )
    assert outcomes == ["done", "refused"]


def test_the_sandbox_is_started_again_after_it_was_killed():
    read(of_file(CLEAN, "returns"))
    sandbox._idle[-1].kill()
    sandbox._idle[-1].wait()
    assert "headers" in read(of_file(CLEAN, "returns")).tables
