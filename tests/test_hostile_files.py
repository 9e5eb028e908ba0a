"""Every hostile file is refused by its rule, within bounds, and leaves the process that asked as it was.

`pytest -s tests/test_hostile_files.py` shows what each took.
"""

import signal
import time

import pytest

from ingestion import arrivals, sandbox
from ingestion.arrivals import of_file
from ingestion.contracts import sources
from ingestion.landing import read
from quality.checking import check_file
from quality.reception import ACCEPTED, QUARANTINED, receive
from tests.hostile_files import EVERY, WRES_HEADER, write
from tests.hostile_workbooks import CLEAN

MEGABYTES = 1_500  # the widest limit that a reader has
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
    assert max(child, growth, peak(sandbox._idle[-1].pid)) < MEGABYTES
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
    names = {
        "far_cell.xlsx",
        "entity_expansion.xlsx",
        "dde_link.xlsx",
        "macros_renamed.xlsx",
        "bomb.zip",
        "path_up.zip",
    }
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
