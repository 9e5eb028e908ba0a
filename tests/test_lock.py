"""Who holds a home folder is told to whoever has to wait, and nobody waits for the dead."""

import json
import os
import socket
import subprocess
import sys
from datetime import timedelta

import pytest

from ingestion.contracts import PROJECT
from orchestration import attempts, lock
from orchestration.home import Home
from orchestration.lock import Locked, locked

HOLD = """
import sys
from pathlib import Path
from orchestration.lock import locked
with locked(Path(sys.argv[1]), "the schedule monthly_refresh"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_whoever_waits_is_told_who_holds_it_and_until_when(tmp_path, holder):
    words = rf"the schedule monthly_refresh, process {holder.pid} on .+, until \d\d:\d\d UTC"
    with pytest.raises(Locked, match=words), locked(tmp_path):
        pass
    assert lock.is_held(tmp_path)


def test_a_holder_that_is_over_its_time_is_named_to_be_ended(tmp_path, holder):
    kept = (tmp_path / ".lock").read_text()
    (tmp_path / ".lock").write_text(kept.replace('"until": "20', '"until": "19'))
    with pytest.raises(Locked, match="longer than it may: end that process"), locked(tmp_path):
        pass


def test_the_lock_of_a_process_that_was_killed_is_free(tmp_path, holder):
    holder.kill()
    holder.wait()
    assert not lock.is_held(tmp_path)
    with locked(tmp_path):
        assert lock.is_held(tmp_path)
        with locked(tmp_path):  # again, as the job does within the command
            pass
        assert lock.is_held(tmp_path)
    assert not lock.is_held(tmp_path)


def test_what_hangs_ends_itself(tmp_path):
    script = f"""
import time
from pathlib import Path
from datetime import timedelta
from orchestration import lock
lock.LASTS_AT_MOST = timedelta(seconds=0.2)
with lock.locked(Path({str(tmp_path)!r})):
    time.sleep(60)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=PROJECT)
    assert done.returncode == lock.TIMED_OUT and "nothing was published" in done.stderr
    assert timedelta(minutes=30) < lock.LASTS_AT_MOST


def test_an_attempt_that_died_is_told_by_the_next(tmp_path):
    home = Home(tmp_path)
    attempts.note(home, "one", "the sensor new_files", attempts.BEGUN)
    assert attempts.last(home).state == attempts.BEGUN and attempts.failures_in_a_row(home) == 0
    (dead,) = attempts.bury_the_dead(home)
    assert (dead.state, dead.by) == (attempts.DIED, "the sensor new_files") and attempts.bury_the_dead(home) == []
    with attempts.recorded(home, "two", "nwbench refresh"):
        assert attempts.last(home).dagster_run_id == "two"
    assert attempts.last(home).state == attempts.FAILED and attempts.failures_in_a_row(home) == 2
    attempts.note(home, "three", "nwbench refresh", attempts.UNCHANGED, "run")
    assert attempts.failures_in_a_row(home) == 0


def test_who_began_a_run_is_in_its_tags():
    assert attempts.begun_by({"dagster/schedule_name": "monthly"}) == "the schedule monthly"
    assert attempts.begun_by({"dagster/sensor_name": "new_files"}) == "the sensor new_files"
    assert attempts.begun_by({attempts.BY: "nwbench refresh"}) == "nwbench refresh"
    assert "button" in attempts.begun_by({})


def test_only_its_owner_reads_the_lock(tmp_path):
    with locked(tmp_path):
        assert os.stat(tmp_path).st_mode & 0o777 == 0o700


def test_what_one_that_died_wrote_is_not_believed_though_another_has_its_number_by_now(tmp_path):
    owner = {"by": "nwbench", "pid": os.getppid(), "host": socket.gethostname(), "since": "", "until": "2020-01-01"}
    (tmp_path / ".lock").write_text(json.dumps(owner))
    assert not lock.is_held(tmp_path) and not lock.is_held(tmp_path / "nowhere")
