"""Whenever a refresh dies, readers see a whole run, the next refresh succeeds unattended, and nothing is left behind.

`python -m benchmarks.kills` does more of it: every point three times, fifty moments, twenty races.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingestion.contracts import PROJECT
from tests import killed, racing
from tests.warm import AS_OF

EARLY = (
    "as its start is noted",
    "as a raw copy gets its name",
    "as a verdict gets its name",
    "as a refused file goes into quarantine",
)
LATE = (
    "amid the models",
    "while the release gate judges",
    "as the run's folder gets its place",
    "between the run's folder and CURRENT",
)
AFTER = (
    "after CURRENT, before the build is cleared",
    "as an old run leaves",
    "while the files of an old run are removed",
    "between two forms of the report",
)


@pytest.mark.parametrize("points", [EARLY, LATE], ids=["early", "late"])
def test_killed_before_current_moves_readers_see_the_run_before(region, points):
    became = region.ask(killed.kill_at, *points)
    assert became == {"saw": "the run before", "next": "published", "left": []}


def test_killed_after_it_has_moved_and_again_while_that_is_tidied_up_readers_see_the_new_run(region):
    became = region.ask(killed.kill_at, *AFTER)
    assert became == {"saw": "the new run", "next": "nothing changed", "left": []}


def test_killed_on_the_first_run_of_all_readers_see_nothing(region):
    became = region.ask(killed.kill_at, LATE[-1], home=region.empty("first"))
    assert became == {"saw": "nothing", "next": "published", "left": []}


def test_killed_while_the_models_are_read(region):
    assert region.ask(killed.kill_amid_parse)["left"] == []


def test_killed_at_any_moment(region):
    assert region.ask(killed.kill_at_any_moment, region.seconds, 1)["left"] == []


def test_what_judges_ahead_ends_with_its_refresh(tmp_path):
    """Or it would write beside the refresh that follows."""
    command = [sys.executable, "-c", "from orchestration.command import main; main()", "refresh"]
    landing = killed.write_landing(tmp_path / "landing", 1)[0]
    words = ["--home", str(tmp_path / "home"), "--as-of", AS_OF.isoformat(), "--landing", landing]
    refresh = subprocess.Popen([*command, *words], cwd=PROJECT, stderr=subprocess.DEVNULL)
    ahead = None
    while ahead is None:
        assert refresh.poll() is None
        children = Path(f"/proc/{refresh.pid}/task/{refresh.pid}/children").read_text().split()
        ahead = next((child for child in children if "quality.ahead" in _command(child)), None)
    os.kill(refresh.pid, signal.SIGKILL)
    refresh.wait()
    while "quality.ahead" in _command(ahead):  # for ever, if it did not end
        time.sleep(0.01)


def _command(process: str) -> str:
    """Empty when it has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except FileNotFoundError:
        return ""


def test_of_two_that_start_together_one_publishes_and_the_other_says_who_does(region):
    raced = region.ask(racing.race)
    assert raced["codes"] == [0, 4] and raced["is_new"] and raced["left"] == []
    owner = rf"nwbench refresh, process {raced['winner']} on {re.escape(socket.gethostname())}"
    told = rf"nwbench: another refresh is at work on {re.escape(str(region.home))}: {owner}, since \d\d:\d\d UTC, "
    assert re.fullmatch(told + r"until \d\d:\d\d UTC at the latest\n", raced["said"])
