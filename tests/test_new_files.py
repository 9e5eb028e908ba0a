"""The sensor asks once for a batch of files, when all is quiet, and says why it does not otherwise."""

import json
import shutil
from datetime import datetime

import dagster as dg
import pytest

from orchestration import attempts
from orchestration.home import Home
from orchestration.new_files_sensor import QUIET, new_files
from orchestration.refresh import COMMAND, refresh
from orchestration.run_records import JOB
from orchestration.settings import Refresh
from tests.conftest import AS_OF
from tests.returns import write_organisations, write_return


@pytest.fixture(scope="module")
def published(tmp_path_factory, small_landing):
    """A home folder in which a small region is published. Never change it: copy it."""
    home = Home(tmp_path_factory.mktemp("small") / "home")
    refresh(home, [small_landing], AS_OF)
    return home


class Sensor:
    """The sensor of a home folder and a landing folder of its own, with the cursor that it keeps."""

    def __init__(self, home: Home, landing, instance):
        self.home, self.landing, self.instance, self.cursor = home, landing, instance, None

    def ask(self) -> dg.RunRequest | str:
        context = dg.build_sensor_context(self.instance, cursor=self.cursor)
        found = new_files(context)
        self.cursor = context.cursor
        return found.skip_message if isinstance(found, dg.SkipReason) else found

    def let_it_be_quiet(self) -> None:
        """As if it had looked a quiet period earlier."""
        told = json.loads(self.cursor)
        earlier = datetime.fromisoformat(told["since"]) - QUIET
        self.cursor = json.dumps(told | {"since": earlier.isoformat()})


@pytest.fixture
def sensor(published, small_landing, tmp_path, monkeypatch):
    home, landing = Home(tmp_path / "home"), tmp_path / "landing"
    shutil.copytree(published.path, home.path)
    shutil.copytree(small_landing, landing)
    monkeypatch.setenv("NWBENCH_HOME", str(home.path))
    monkeypatch.setenv("NWBENCH_LANDING", str(landing))
    with dg.instance_for_test() as instance:
        yield Sensor(home, landing, instance)


def test_a_batch_waits_until_all_is_quiet_and_is_asked_for_once(sensor):
    assert "waiting for" in sensor.ask()
    sensor.let_it_be_quiet()
    assert "everything that lies there is published" in sensor.ask()
    write_organisations(sensor.landing / "ods", ["T001"])
    assert "waiting for" in sensor.ask() and "quiet for 0 s" in sensor.ask()
    write_return(sensor.landing / "returns", "T001")
    assert "waiting for" in sensor.ask(), "the batch has grown"
    sensor.let_it_be_quiet()
    asked = sensor.ask()
    assert asked.run_key == sensor.ask().run_key and "files changed" in asked.tags[attempts.WHY]


def test_a_batch_whose_run_failed_is_tried_again_only_when_something_changes(sensor):
    write_return(sensor.landing / "returns", "T001")
    sensor.ask()
    sensor.let_it_be_quiet()
    key = sensor.ask().run_key
    tags = {"dagster/run_key": key}
    run = sensor.instance.create_run_for_job(dg.GraphDefinition(name=JOB).to_job(), tags=tags)
    assert "is not_started" in sensor.ask()
    sensor.instance.report_run_failed(run)
    attempts.note(sensor.home, run.run_id, "the sensor new_files", attempts.FAILED, why="census: nothing of it")
    assert "ended as failure, census: nothing of it; it is tried again when something changes" in sensor.ask()
    write_return(sensor.landing / "returns", "T002")
    sensor.ask()
    sensor.let_it_be_quiet()
    assert sensor.ask().run_key != key


def test_nothing_is_asked_for_while_a_refresh_is_at_work(sensor):
    with sensor.home.locked():
        assert sensor.ask().startswith("a refresh is at work")
    assert "waiting for" in sensor.ask()


def test_a_refresh_that_was_killed_keeps_nobody_waiting(sensor):
    job = dg.GraphDefinition(name=JOB).to_job()
    dead = sensor.instance.create_run_for_job(job, tags={attempts.BY: COMMAND}, status=dg.DagsterRunStatus.STARTED)
    with sensor.home.locked():
        assert "is started" in sensor.ask(), "whoever holds the lock may be running it"
    assert "waiting for" in sensor.ask()
    assert sensor.instance.get_run_by_id(dead.run_id).status == dg.DagsterRunStatus.FAILURE


def test_what_was_rolled_back_is_not_published_again(sensor):
    first = sensor.home.current_run()
    write_return(sensor.landing / "returns", "T001")
    refresh(sensor.home, [sensor.landing], AS_OF)
    sensor.home.point_at(first)
    sensor.ask()
    sensor.let_it_be_quiet()
    assert "which was rolled back" in sensor.ask()


def test_files_are_not_read_while_they_change(sensor, monkeypatch):
    monkeypatch.setattr(Refresh, "arrivals", lambda _: pytest.fail("files were read"))
    sensor.ask()
    assert "quiet for" in sensor.ask()
