"""The refresh as a whole: nothing twice, nothing half, and the next one works whatever happened to the last."""

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.published import Audience, read
from ingestion.contracts import PROJECT
from orchestration.command import main
from orchestration.home import Home
from orchestration.refresh import RefreshFailed, refresh
from tests.conftest import AS_OF, SHIPPED
from tests.returns import write_return


def tables(home: Home) -> dict:
    return home.manifest()["tables"]


@pytest.fixture
def copied_home(published_home, tmp_path) -> Home:
    return Home(Path(shutil.copytree(published_home.path, tmp_path / "the region's home")))


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
assert not set(sys.modules) & {{"dagster", "dbt", "great_expectations", "pandas", "polars", "pyarrow", "streamlit"}}
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
    rolled_back = CliRunner().invoke(main, ["rollback", "--home", str(published_home.path)])
    holder.communicate("")
    assert (result.exit_code, "another refresh" in result.stderr) == (4, True)
    assert rolled_back.exit_code == 4 and "another refresh" in rolled_back.stderr


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
