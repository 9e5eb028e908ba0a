"""One real refresh of the shipped data serves all tests that only look at it."""

import fcntl
import os
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright

from ingestion.contracts import PROJECT
from orchestration.home import Home
from orchestration.refresh import refresh
from tests.browsing import CHROMIUM, QUIET, serve

# dbt's manifest is kept in the home folder: two processes must not write it at once, and nobody's own is for tests.
worker = os.environ.get("PYTEST_XDIST_WORKER")
os.environ["NWBENCH_HOME"] = str(PROJECT / ".nwbench" / "tests" / (worker or "alone"))

settings.register_profile("untimed", parent=settings.default, deadline=None)  # a busy machine is no fault
settings.load_profile("untimed")

SHIPPED = [PROJECT / "data" / "open", PROJECT / "data" / "demo"]
AS_OF = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def files_closed_again():
    """DuckDB lets nobody open a file in another way while the app, in this process, has it open."""
    yield
    if reading := sys.modules.get("app.reading"):
        reading._opened.cache_clear()


@pytest.fixture(scope="session")
def published_home(tmp_path_factory) -> Home:
    """A home folder in which the shipped data is published. Never change it: copy it.

    It is built once, and each worker has a copy, since what its tests ask is written into it.
    """
    if given := os.environ.get("NWBENCH_TESTS_REGION"):  # published before, for tests that run again and again
        return Home(Path(given))
    room = tmp_path_factory.getbasetemp()
    built = Home((room.parent if worker else room) / "region")
    with built.path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if built.current_run() is None:
            refresh(built, SHIPPED, AS_OF)
    if not worker:
        return built
    return Home(Path(shutil.copytree(built.path, room / "region")))


@pytest.fixture(scope="module")
def address(published_home):
    """Where the app serves the shipped data."""
    process, url = serve(published_home.path)
    yield url
    process.terminate()
    process.wait()


@pytest.fixture(scope="session")
def everyone(published_home, tmp_path_factory):
    """Everyone signed in at one app. Never change its home folder."""
    from tests.authority import everyone_signed_in

    with everyone_signed_in(published_home, tmp_path_factory.mktemp("everyone") / "home") as found:
        yield found


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM:
        assert not os.environ.get("CI"), "CI must have a browser"
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def small_landing(tmp_path_factory) -> Path:
    """The least that builds: the demonstration region's organisations and residents."""
    landing = tmp_path_factory.mktemp("small") / "landing"
    for source in ("ods", "census"):
        folder = landing / source
        folder.mkdir(parents=True)
        for path in (PROJECT / "data" / "demo" / source).glob("*.csv"):
            (folder / path.name).write_bytes(path.read_bytes())
    return landing


@pytest.fixture(scope="session")
def region(tmp_path_factory):
    """A small published region to disturb, and a warm process that refreshes it. Each test leaves it whole."""
    from tests.killed import Region

    region = Region(tmp_path_factory.mktemp("disturbed"))
    region.prepare()
    yield region
    region.warm.close()


@pytest.fixture(scope="session")
def judged(tmp_path_factory):
    """The items of every case of the tables, each handed in by an organisation of its own, from one build."""
    from tests.judging import Judged, judge

    if given := os.environ.get("NWBENCH_TESTS_JUDGED"):
        return Judged(Path(given))
    return Judged(judge(tmp_path_factory.mktemp("judged"), cases_of_items()))


def cases_of_items() -> dict[str, dict]:
    """How the return of each organisation differs from one in order, for every case of the tables."""
    from tests import test_items_bronze, test_items_gold, test_items_silver

    tables = {"B": test_items_bronze, "S": test_items_silver, "G": test_items_gold}
    return {f"{letter}{n:03}": case[1] for letter, module in tables.items() for n, case in enumerate(module.CASES)}


@pytest.fixture(scope="session")
def meaning(tmp_path_factory, small_landing):
    """What the rules of meaning find in the files of every case, from one build."""
    from tests import test_mergers, test_rules_of_meaning
    from tests.meaning import built

    landing = tmp_path_factory.mktemp("meaning") / "landing"
    for module in (test_rules_of_meaning, test_mergers):
        module.write(landing)
    return built(landing.parent, [small_landing, landing])
