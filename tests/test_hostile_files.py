"""Every hostile file is refused by its rule, within bounds, and leaves the process that asked as it was.

`pytest -s tests/test_hostile_files.py` shows what each took.
"""

import json
import os
import resource
import shutil
import signal
import socket
import tempfile
import time
from pathlib import Path

import pytest

from ingestion import arrivals, sandbox
from ingestion.arrivals import of_file
from ingestion.contracts import sources
from ingestion.landing import read
from ingestion.limits import Limits
from ingestion.problems import Refused
from quality.checking import check_file
from quality.reception import ACCEPTED, QUARANTINED, receive
from tests.hostile_files import EVERY, WRES_HEADER, parquet, staff, write
from tests.hostile_workbooks import CLEAN, many_cells, packed

MEGABYTES = 1_000
SECONDS = 120  # after which a test is given up; the product's own limits are far below


@pytest.fixture(autouse=True)
def given_up_in_time():
    signal.signal(signal.SIGALRM, lambda *_: pytest.fail(f"took more than {SECONDS} seconds"))
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)


@pytest.fixture(scope="module")
def taken():
    """What each file took, shown at the end."""
    read(of_file(CLEAN, "returns"))  # starts the sandbox
    rows = [f"{'file':40} {'rule':5} {'s':>6} {'MB of it':>8} {'MB here':>8}  found"]
    yield rows
    print("", *rows, sep="\n")


def peak(process: str | int = "self") -> float:
    """Most megabytes that a process has held."""
    with open(f"/proc/{process}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) * 1024 / 1e6


def forget_peak() -> None:
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


@pytest.mark.parametrize("case", EVERY, ids=[case.name for case in EVERY])
def test_refused_within_bounds_and_the_next_file_is_read(tmp_path, taken, case):
    path = write(case, tmp_path)
    sandbox.last_use = sandbox.Use()
    forget_peak()
    before, start = peak(), time.monotonic()
    verdict = check_file(path)
    seconds, growth, child = time.monotonic() - start, peak() - before, sandbox.last_use.megabytes
    told = [p for p in verdict.problems if p.rule_id == case.rule and case.words in p.found]
    assert verdict.refuses_file() and told, verdict.problems
    assert all(p.remedy and len(p.found) <= 500 and p.text(path.name).isprintable() for p in verdict.problems)
    assert max(child, growth, peak(sandbox._sandbox.pid)) < MEGABYTES
    assert "headers" in read(of_file(CLEAN, "returns")).tables
    taken.append(f"{case.name:40} {told[0].rule_id:5} {seconds:6.2f} {child:8.0f} {growth:8.0f}  {told[0].found[:70]}")


def test_hundreds_of_thousands_of_bad_lines_refuse_their_file_soon(tmp_path):
    """A sample tells: to judge and to name each of them would take minutes and gigabytes."""
    path = tmp_path / "wres" / "bad_lines.csv"
    path.parent.mkdir()
    path.write_text(WRES_HEADER + "x,,,,,,,,\n" * 300_000)
    forget_peak()
    before = peak()
    verdict = check_file(path)
    assert verdict.refuses_file() and any("lines that were looked at" in p.found for p in verdict.problems)
    assert peak() - before < MEGABYTES and len(verdict.broken) < 100_000
    path.write_text(WRES_HEADER + "T900,2025,WRES,I3.ENTERED,BME,1,annual,dcf,2025\n")
    assert check_file(path).problems == []


def test_hostile_files_are_quarantined_beside_a_good_one(tmp_path):
    names = {"far_cell.xlsx", "entity_expansion.xlsx", "dde_link.xlsx", "macros_renamed.xlsx", "bomb.zip", "path_up.zip"}
    for case in EVERY:
        if case.name in names:
            write(case, tmp_path / "landing")
    (tmp_path / "landing" / "returns" / CLEAN.name).write_bytes(CLEAN.read_bytes())
    found = arrivals.find([tmp_path / "landing"])
    reception = receive(tmp_path / "home", "returns", sources()["returns"], found, "v1")
    states = {received.arrival.name: received.state for received in reception.files}
    assert states == dict.fromkeys(names, QUARANTINED) | {CLEAN.name: ACCEPTED}
    for received in reception.refused:
        kept = tmp_path / "home" / "quarantine" / received.arrival.sha256
        assert next(kept.glob("original*")).read_bytes() == received.arrival.path.read_bytes()


def test_what_is_no_ordinary_file_is_told_and_never_opened(tmp_path):
    secret, folder = tmp_path / "secret.csv", tmp_path / "landing" / "wres"
    secret.write_text(WRES_HEADER + "T900,2025,WRES,I3.ENTERED,BME,7654321,annual,dcf,2025\n")
    folder.mkdir(parents=True)
    os.mkfifo(folder / "pipe.csv")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket.csv"))
    (folder / "link.csv").symlink_to(secret)
    (folder / "nowhere.csv").symlink_to(tmp_path / "nowhere")
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    (folder / "folder").symlink_to(tmp_path)
    odd = ["line\nfeed.csv", "turned\u202efdp.csv", "\x1b[31mred.csv", os.fsdecode(b"half\xff.csv")]
    for name in odd:
        (folder / name).write_text(WRES_HEADER)
    found = arrivals.find([tmp_path / "landing"])
    assert [a.fault for a in found if a.name in ("pipe.csv", "socket.csv")] == ["no ordinary file"] * 2
    links = [a.fault for a in found if a.name in ("link.csv", "nowhere.csv", "loop.csv", "folder")]
    assert links == ["a link to another place"] * 4
    assert len(found) == 6 + len(odd) and all(a.name.isprintable() and a.fault for a in found)
    reception = receive(tmp_path / "home", "wres", sources()["wres"], found, "v1")
    assert {received.state for received in reception.files} == {QUARANTINED}
    assert all(problem.rule_id == "F02" for received in reception.files for problem in received.verdict.problems)
    written = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert {path.name for path in written} == {"reasons.json"} and len(written) == len(found)
    assert not any(b"7654321" in path.read_bytes() for path in written)


@pytest.fixture
def reachable():
    """A folder that another account reaches, as pytest's own are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_what_may_not_be_read_is_told(reachable):
    for name in ("wres/closed.csv", "wres/open.csv", "returns/inside/a.csv"):
        (reachable / name).parent.mkdir(parents=True, exist_ok=True)
        (reachable / name).write_text(WRES_HEADER)
    for name in ("wres/closed.csv", "returns/inside"):
        (reachable / name).chmod(0)
    account = os.geteuid()
    if account == 0:
        os.seteuid(65_534)  # nobody
    try:
        found = {a.name: a.fault for a in arrivals.find([reachable])}
    finally:
        os.seteuid(account)
        (reachable / "returns/inside").chmod(0o755)
    no_entry = "a folder that cannot be read: Permission denied"
    assert found == {"closed.csv": "Permission denied", "open.csv": "", "inside": no_entry}


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path):
    path = tmp_path / "wres" / "changing.csv"
    path.parent.mkdir()
    path.write_text(WRES_HEADER)
    arrival = of_file(path, "wres")
    path.write_text(WRES_HEADER + "T900,2025,WRES,I3.ENTERED,BME,1,annual,dcf,2025\n")
    with pytest.raises(Refused, match="changed while it was read"):
        read(arrival)
    assert of_file(path, "wres").sha256 != arrival.sha256


PROVENANCES = {
    "not yaml": ("files: [", "no YAML"),
    "a list": ("- a", "no record of files"),
    "aliases": ("a: &a [x]\nfiles: [*a, *a]", "refers to itself"),
    "large": (f"a: {'x' * 1_000_001}", "more than 1,000,000 bytes"),
}


@pytest.mark.parametrize("case", PROVENANCES)
def test_a_record_of_origin_that_cannot_be_read_vouches_for_nothing(tmp_path, case):
    text, words = PROVENANCES[case]
    (tmp_path / "wres").mkdir()
    (tmp_path / "wres" / "provenance.yml").write_text(text)
    (tmp_path / "wres" / "a.csv").write_text(WRES_HEADER)
    file, record = arrivals.find([tmp_path])
    assert arrivals.provenance(file) == {} and record.name == "provenance.yml" and words in record.fault


def test_the_sandbox_opens_no_file_and_no_socket():
    """In a fork with the limits of the sandbox, what a reader taken over by a file would try."""
    ended, pipe = os.pipe()
    child = os.fork()
    if child == 0:
        tried = [
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
        ]
        try:
            sandbox.confine(Limits(), pipe)
            outcomes = [_outcome(attempt) for attempt in tried]
            os.write(pipe, json.dumps(outcomes).encode())
        finally:
            os._exit(0)
    os.close(pipe)
    with os.fdopen(ended, "rb") as answer:
        outcomes = json.loads(answer.read())
    os.waitpid(child, 0)
    assert outcomes == ["refused"] * len(outcomes) and len(outcomes) == 10


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


def test_the_limit_of_memory_is_for_the_file_and_not_for_its_reader(tmp_path):
    """What the libraries map for themselves, with the readers of both forms loaded, leaves most of it."""
    (tmp_path / "workforce").mkdir()
    (tmp_path / "workforce" / "clean.parquet").write_bytes(parquet(staff()))
    for path, source in ((CLEAN, "returns"), (tmp_path / "workforce" / "clean.parquet", "workforce")):
        assert read(of_file(path, source)).tables
    with open(f"/proc/{sandbox._sandbox.pid}/status") as file:
        mapped = next(int(line.split()[1]) for line in file if line.startswith("VmSize")) * 1024 / 1e6
    assert mapped < Limits().memory_megabytes / 2


def test_the_sandbox_is_started_again_after_it_was_killed():
    read(of_file(CLEAN, "returns"))
    sandbox._sandbox.kill()
    sandbox._sandbox.wait()
    assert "headers" in read(of_file(CLEAN, "returns")).tables
