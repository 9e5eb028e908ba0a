"""The refresh as a whole: nothing twice, nothing half, and the next one works whatever happened to the last."""

import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import dagster as dg
import pytest
from click.testing import CliRunner

from app.published import Audience, read
from ingestion.contracts import PROJECT
from orchestration.command import main
from orchestration.home import Home
from orchestration.refresh import RefreshFailed, dagster_instance, refresh
from tests.conftest import AS_OF, SHIPPED
from tests.returns import write_organisations, write_return

NWBENCH = Path(sys.executable).parent / "nwbench"


def tables(home: Home) -> dict:
    return home.manifest()["tables"]


@pytest.fixture
def copied_home(published_home, tmp_path) -> Home:
    shutil.copytree(published_home.path, tmp_path / "home")
    return Home(tmp_path / "home")


def test_nothing_changed_publishes_nothing_and_imports_no_framework(published_home):
    script = f"""
import sys
from datetime import date
from pathlib import Path
from orchestration.command import main
try:
    main(["refresh", "--home", {str(published_home.path)!r}, "--as-of", "{AS_OF}"])
except SystemExit as done:
    assert done.code in (0, None), done.code
assert not set(sys.modules) & {{"dagster", "dbt", "great_expectations", "pandas", "streamlit"}}
"""
    before = published_home.runs()
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=PROJECT)
    assert result.returncode == 0, result.stderr
    assert "Nothing changed" in result.stdout
    assert published_home.runs() == before


def test_full_builds_anew_with_the_same_logical_hashes(copied_home):
    before, runs = tables(copied_home), copied_home.runs()
    outcome = refresh(copied_home, SHIPPED, AS_OF, full=True)
    assert not outcome.unchanged and len(copied_home.runs()) == len(runs) + 1
    assert tables(copied_home) == before
    assert {i["state"] for i in outcome.manifest["inputs"]} == {"unchanged", "quarantined", "accepted_in_part"}


def test_a_new_day_is_a_new_run(copied_home):
    outcome = refresh(copied_home, SHIPPED, date(2026, 3, 1))
    assert not outcome.unchanged and outcome.manifest["as_of"] == "2026-03-01"
    run = copied_home.run_folder(copied_home.current_run())
    levels = read(run, outcome.manifest, Audience("analyst"), "levels")
    assert levels["assessment_date"].max() <= date(2026, 3, 1)
    revised = read(run, outcome.manifest, Audience("analyst"), "revisions")
    assert set(revised["cause"]) == {"The day of judgement moved from 24 November 2026 to 1 March 2026."}
    assert "withdrawn" in set(revised.filter(table="levels")["change"])


def test_without_a_required_source_nothing_is_published(copied_home, tmp_path):
    before = copied_home.current_run()
    write_return(tmp_path / "landing" / "returns", "T001")
    arguments = ["refresh", "--landing", str(tmp_path / "landing"), "--home", str(copied_home.path)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert "census/ethnic_groups" in result.stderr and "Traceback" not in result.stderr
    assert copied_home.current_run() == before


def test_another_refresh_holds_the_lock(published_home):
    holder = subprocess.Popen(
        [sys.executable, "-c", "import sys, pathlib\nfrom orchestration.home import Home\n"
         "with Home(pathlib.Path(sys.argv[1])).locked():\n print('held', flush=True)\n sys.stdin.read()",
         str(published_home.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT,
    )  # fmt: skip
    assert holder.stdout.readline() == "held\n"
    result = CliRunner().invoke(main, ["refresh", "--home", str(published_home.path)])
    holder.communicate("")
    assert (result.exit_code, "another refresh" in result.stderr) == (4, True)


@pytest.fixture(scope="module")
def region(tmp_path_factory, small_landing):
    """A small published region, and a landing folder in which one more return waits."""
    landing, home = tmp_path_factory.mktemp("region"), Home(tmp_path_factory.mktemp("killed") / "home")
    write_organisations(landing / "ods", ["T001"])
    refresh(home, [small_landing, landing], AS_OF)
    write_return(landing / "returns", "T001")
    return home, [small_landing, landing]


# At each stage as it says so, and between the run's folder and the pointer to it.
POINTS = ["Starting", "Reading the models", "Landing and guarding", "Building and testing", "Publishing", "pointer"]


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_the_run_before_stays_in_use(region, point):
    home, landings = region
    before = home.current_run()
    shutil.rmtree(home.path / "dbt", ignore_errors=True)  # or the models are not read again
    _refresh_until_killed(home, landings, point)
    assert home.current_run() == before
    manifest = home.manifest()
    assert read(home.run_folder(before), manifest, Audience("analyst"), "organisations").height


def test_the_next_refresh_works_unattended(region):
    home, landings = region
    outcome = refresh(home, landings, AS_OF)
    assert not outcome.unchanged and outcome.manifest["tables"]["levels"]["rows"] == 1
    assert not any(home.builds.iterdir())
    with dagster_instance(home) as instance:
        statuses = [run.status for run in instance.get_runs()]
    assert statuses.count(dg.DagsterRunStatus.SUCCESS) >= 2
    assert {dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE} >= set(statuses)


def _refresh_until_killed(home: Home, landings: list[Path], point: str) -> None:
    """Runs `nwbench refresh` in a process of its own and kills it with SIGKILL at the point."""
    arguments = ["refresh", "--home", str(home.path), "--as-of", str(AS_OF)]
    arguments += [part for landing in landings for part in ("--landing", str(landing))]
    command = [str(NWBENCH), *arguments]
    if point == "pointer":
        die = "import os\nfrom orchestration.home import Home\nHome.point_at = lambda *_: os.kill(os.getpid(), 9)\n"
        run = f"from orchestration.command import main\nmain({arguments!r})"
        command = [sys.executable, "-c", die + run]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, cwd=PROJECT)
    for line in process.stderr:
        if point in line:
            os.kill(process.pid, signal.SIGKILL)
            break
    process.stderr.close()
    assert process.wait() == -signal.SIGKILL


def test_rollback_and_status(copied_home):
    first = copied_home.current_run()
    refresh(copied_home, SHIPPED, AS_OF, full=True)
    runner, home = CliRunner(), ["--home", str(copied_home.path)]
    assert runner.invoke(main, ["rollback", *home]).exit_code == 0
    assert copied_home.current_run() == first
    assert json.loads(runner.invoke(main, ["status", "--format", "json", *home]).stdout)["run_id"] == first
    assert runner.invoke(main, ["rollback", "no-such-run", *home]).exit_code == 2


def test_a_landing_folder_that_is_not_there(tmp_path):
    with pytest.raises(RefreshFailed, match="no such landing folder"):
        refresh(Home(tmp_path), [tmp_path / "nowhere"], AS_OF)
