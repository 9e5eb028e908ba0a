"""When the machine fails the run before keeps serving, one line says what to do, and the next refresh succeeds."""

import os
import re

import pytest

from tests import disasters
from tests.killed import PUBLISHED_FROM

AFTER_A_SOURCE = "after the cells of a source were loaded"
RIGHTED = "then refresh again$"


@pytest.fixture
def mounts(region):
    """Tells whoever cannot make mounts, as root or in a namespace of users, that three disasters were not tried."""
    if fault := region.warm.call(disasters.mounts_of_its_own):
        assert not os.environ.get("CI"), f"CI must be able to mount: {fault}"
        pytest.skip(fault)


def met(became: dict, words: str) -> bool:
    """Whether it was met as it must be; raises AssertionError otherwise."""
    assert became["code"] == 1 and became["same"], became["said"]
    assert len(became["said"]) == 1 and re.search(words, became["said"][0]), became["said"]
    assert (became["then"], became["new"], became["left"]) == (0, True, []), became
    return True


@pytest.mark.parametrize("free", [0, 4000])
def test_the_disk_is_full(region, mounts, free):
    """At once, and while the warehouse is built."""
    home = region.copied(f"full-{free}")
    words = rf"nothing was published\. the disk of {home} is full \(\d+ MB are free\): free some space, {RIGHTED}"
    assert met(region.ask(disasters.disk_full, free, home=home), words)


def test_nobody_may_write_the_home_folder(region, mounts):
    home = region.copied("closed")
    words = rf"nothing was published\. {home}\S* cannot be written \(Read-only file system\): open it to .*{RIGHTED}"
    assert met(region.ask(disasters.read_only, home=home), words)


@pytest.mark.parametrize("what", ["a landing file", "a raw copy"])
def test_a_file_cannot_be_read(region, mounts, what):
    """A return that the disk does not give back is not refused: it would be missing from what is published."""
    home = region.copied(what)
    raw = sorted((home / "raw" / "ods").glob("*/receipt.json"))[0]
    path = raw if what == "a raw copy" else region.folder / "landing" / "wres" / "figures.csv"
    words = rf"nothing was published\. .+ cannot be read \(Input/output error\): look at its disk .*{RIGHTED}"
    assert met(region.ask(disasters.read_error, path, home=home), words)


def test_the_clock_was_set_back_by_a_day(region):
    became = region.ask(disasters.clock_back, 1, home=region.copied("back"))
    assert became["code"] == became["then"] == 0 and became["left"] == []
    assert became["runs"] == [*became["before"][1:], became["published"]]
    assert became["rolled_back"] == became["before"][-1]
    assert became["runs_at_last"][-1] == became["at_last"] > became["published"]


@pytest.mark.parametrize(
    "point, names_last",
    [(AFTER_A_SOURCE, True), (PUBLISHED_FROM, True), (PUBLISHED_FROM, False)],
)
def test_the_power_goes_before_what_was_written_is_on_the_disk(region, point, names_last):
    """Amid a refresh that takes files away, which the next one makes again; of what CURRENT names it takes none."""
    became = region.ask(disasters.power_loss, point, names_last, home=region.copied(f"power {point} {names_last}"))
    assert (became["then"], became["left"]) == (0, []), became["said"]
    assert (became["lost"] == 0) == (point == PUBLISHED_FROM)
    assert became["same"] == (point != PUBLISHED_FROM) and became["at_last"] != became["before"]
    assert (became["at_last"] == became["after"]) == (point == PUBLISHED_FROM)
