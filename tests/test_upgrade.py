"""A new version of the tool takes over a home folder: built anew from raw copies, and `revisions` says what changed."""

import csv
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingestion.contracts import PROJECT
from orchestration.command import main
from orchestration.home import ROOMS, Home
from tests.conftest import AS_OF, SHIPPED
from tests.differing import listed, should_be_listed

PARAMETER = "network_meetings_minimum"
CAUSE = "Another version of the tool. Registries that changed: parameters."


@pytest.fixture(scope="module")
def newer(tmp_path_factory) -> Path:
    """The code with one threshold moved and one line of comment more."""
    folder = tmp_path_factory.mktemp("newer") / "code"
    for room in (*ROOMS, "app"):
        shutil.copytree(PROJECT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__", "target", "logs"))
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(PROJECT / name, folder)
    parameters = folder / "dbt_project" / "seeds" / "parameters.csv"
    rows = list(csv.reader(parameters.read_text().splitlines()))
    value = rows[0].index("value")
    for row in rows:
        if row[0] == PARAMETER:
            row[value] = "99"
    with parameters.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    with (folder / "orchestration" / "home.py").open("a") as file:
        file.write("# a newer version\n")
    return folder


def test_a_new_version_builds_anew_says_what_changed_and_can_be_taken_back(published_home, newer, tmp_path):
    home = Home(tmp_path / "home")
    shutil.copytree(published_home.path, home.path)
    first, raw = home.manifest(), state(home.path / "raw")
    command = [sys.executable, "-c", "from orchestration.command import main; main()", "refresh", "--as-of", str(AS_OF)]
    command += ["--home", str(home.path), *(part for folder in SHIPPED for part in ("--landing", str(folder)))]
    done = subprocess.run(command, cwd=newer, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    second = home.manifest()
    assert second["code_version"] != first["code_version"] and second["run_id"] != first["run_id"]
    assert state(home.path / "raw") == raw, "nothing is sent or read again"
    files = [home.run_folder(run["run_id"]) / "analyst.duckdb" for run in (first, second)]
    told = listed(files[1])
    assert Counter(row[:-1] for row in told) == should_be_listed(*files)
    assert {row[-1] for row in told} == {CAUSE} and {"items"} <= {row[1] for row in told}
    runner, where = CliRunner(), ["--home", str(home.path)]
    assert runner.invoke(main, ["rollback", *where]).exit_code == 0
    assert home.manifest() == first
    exported = runner.invoke(main, ["export", "levels", "--audience", "analyst", *where])
    assert exported.exit_code == 0 and exported.stdout.count("\n") > 40


def state(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(p.relative_to(folder)): (p.stat().st_ino, p.stat().st_mtime_ns) for p in folder.rglob("*")}
