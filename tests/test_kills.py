"""Whenever a refresh dies, readers see a whole run, the next refresh succeeds unattended, and nothing is left behind.

`python -m benchmarks.kills` does more of it: each point three times, fifty moments, twenty races.
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
from tests.killed import ON_FIRST_RUN, POINTS, PUBLISHED_FROM
from tests.warm import AS_OF

NAMES = list(POINTS)


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_named_point(region, point):
    became = region.ask(killed.kill_at, point)
    is_published = NAMES.index(point) >= NAMES.index(PUBLISHED_FROM)
    saw, following = ("the new run", "nothing changed") if is_published else ("the run before", "published")
    assert became == {"saw": saw, "next": following, "left": []}


@pytest.mark.parametrize("point", ON_FIRST_RUN)
def test_killed_on_the_first_run_of_all(region, point):
    became = region.ask(killed.kill_at, point, home=region.empty(point))
    assert became["saw"] == ("the new run" if point == PUBLISHED_FROM else "nothing") and became["left"] == []


def test_killed_while_the_models_are_read(region):
    assert region.ask(killed.kill_amid_parse)["left"] == []


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_at_any_moment(region, seed):
    assert region.ask(killed.kill_at_any_moment, region.seconds, seed)["left"] == []


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


@pytest.mark.parametrize("number", range(2))
def test_of_two_that_start_together_one_publishes_and_the_other_says_who_does(region, number):
    raced = region.ask(racing.race)
    assert raced["codes"] == [0, 4] and raced["is_new"] and raced["left"] == []
    owner = rf"nwbench refresh, process {raced['winner']} on {re.escape(socket.gethostname())}"
    told = rf"nwbench: another refresh is at work on {re.escape(str(region.home))}: {owner}, since \d\d:\d\d UTC, "
    assert re.fullmatch(told + r"until \d\d:\d\d UTC at the latest\n", raced["said"])
