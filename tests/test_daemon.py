"""The real daemon: its schedule follows the collection calendar, its sensor sees files come, and it leaves nothing."""

import json
import os
import shutil
import signal
from datetime import date, timedelta
from urllib.request import Request, urlopen

import dagster as dg
import pytest

from orchestration import attempts
from orchestration.dagster_servers import only_one
from orchestration.home import OTHER_PROJECT, Home
from orchestration.refresh import refresh
from tests.daemon import processes_of, runs, served, until
from tests.returns import write_organisations, write_return
from tests.shortened import with_calendar

TODAY = date.today()


@pytest.fixture(scope="module")
def region(tmp_path_factory, small_landing):
    """A home folder judged for a day before anything was due, and its landing folder."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(small_landing, folder / "landing")
    write_organisations(folder / "landing" / "ods", ["T001"])
    home = Home(folder / "home")
    day = TODAY - timedelta(days=1)
    refresh(home, [folder / "landing"], day)
    return home, folder / "landing"


def left_over(home: Home) -> list[str]:
    """Processes that the servers left; the fixture's own refresh keeps the gate's for the next one."""
    return [command for command in processes_of(home).values() if "dagster" in command or "spawn_main" in command]


def ended(home: Home, by: str) -> dg.DagsterRun | None:
    return next((run for run in runs(home) if by in attempts.begun_by(run.tags) and run.is_finished), None)


def test_schedule_and_sensor_work_in_the_daemon_and_end_with_it(region, tmp_path):
    home, landing = region
    calendar = with_calendar(tmp_path / "dbt_project", TODAY.year, TODAY - timedelta(days=30), TODAY, TODAY)
    settings = {
        OTHER_PROJECT: str(calendar),
        "NWBENCH_LANDING": str(landing),
        "NWBENCH_SCHEDULE": "* * * * *",
        "NWBENCH_QUIET_SECONDS": "2",
    }
    with served(home, "--read-only", **settings) as server:
        scheduled = until(lambda: ended(home, "the schedule"))
        assert f"the WRES collection of {TODAY.year} closes" in scheduled.tags[attempts.WHY]
        assert_published(home, scheduled)
        assert home.manifest()["as_of"] == TODAY.isoformat()
        write_return(landing / "returns", "T001")
        batch = until(lambda: ended(home, "the sensor"))
        assert_published(home, batch)
        assert home.manifest()["tables"]["levels"]["rows"] == 1
        assert [run.run_id for run in runs(home)][:2] == [batch.run_id, scheduled.run_id], "one run each, and no more"
        assert "UnauthorizedError" in asked_to_start(server.address)
        assert server.end() == 0
    assert not left_over(home)


def assert_published(home: Home, run: dg.DagsterRun) -> None:
    """The run succeeded and left the record that every refresh leaves, and its tags say what it published."""
    assert run.status == dg.DagsterRunStatus.SUCCESS
    assert attempts.of_run(home, run.run_id).state == attempts.PUBLISHED
    manifest = home.manifest()
    assert manifest["dagster_run_id"] == run.run_id
    for name in ("run_id", "as_of", "code_version", "rule_version"):
        assert run.tags[f"nwbench/{name}"] == manifest[name]


def asked_to_start(address: str, lasts_at_most: int = 600) -> str:
    """What the pages answer to somebody who presses the button that starts a refresh."""
    query = """mutation { launchRun(executionParams: {mode: "default", selector: {repositoryName: "__repository__",
        repositoryLocationName: "north_west_benchmark", jobName: "refresh"},
        executionMetadata: {tags: [{key: "dagster/max_runtime", value: "%s"}]}}) { __typename } }"""
    body = json.dumps({"query": query % lasts_at_most}).encode()
    request = Request(f"{address}/graphql", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=60) as answer:
        return answer.read().decode()


def test_a_refresh_of_the_button_that_lasts_too_long_is_ended_and_the_run_before_stays(region):
    home, landing = region
    before, settings = home.current_run(), home.path / "dagster" / "dagster.yaml"
    settings.write_text(settings.read_text().replace("run_monitoring:", "run_monitoring:\n  poll_interval_seconds: 1"))
    with served(home, NWBENCH_LANDING=str(landing), NWBENCH_QUIET_SECONDS="600") as server:
        assert "LaunchRunSuccess" in asked_to_start(server.address, lasts_at_most=1)
        run = until(lambda: ended(home, "a button of the Dagster UI"))
    assert run.status in (dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)
    assert home.current_run() == before and not home.is_locked() and not left_over(home)


def test_when_one_server_ends_the_others_do(region):
    home, landing = region
    with served(home, NWBENCH_LANDING=str(landing), NWBENCH_QUIET_SECONDS="600") as server:
        daemon = next(number for number, command in processes_of(home).items() if "dagster._daemon" in command)
        os.kill(daemon, signal.SIGKILL)
        assert server.process.wait(120) == 1
    assert "the daemon ended with -9; the others were ended too" in server.log.read_text()
    assert not left_over(home)


def test_a_home_folder_is_served_once(region):
    home, _ = region
    with only_one(home), served(home) as second:
        assert second.process.wait(60) == 4
    assert "is served already" in second.log.read_text()
