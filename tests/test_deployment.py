"""What the pages about a server say is so: every command, path and unit in docs/deployment."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ingestion.contracts import PROJECT
from tests.commands import must_be_understood

FOLDER = PROJECT / "docs" / "deployment"
GUIDE = (FOLDER / "README.md").read_text()
COMMANDS = [line for block in re.findall(r"```\n(.*?)```", GUIDE, re.S) for line in block.splitlines()]
UNITS = sorted(path.name for path in FOLDER.glob("*.service"))
TIMERS = sorted(path.name for path in FOLDER.glob("*.timer"))
ANALYZE = shutil.which("systemd-analyze")
INSTALLED = "/opt/nwbench/"
NWBENCH = ".venv/bin/nwbench"
MOST_EXPOSED = 2.0  # of 10, as systemd judges


def settings(unit: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (FOLDER / unit).read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


@pytest.fixture(scope="module")
def units(tmp_path_factory) -> Path:
    """The units as they are, with the command of this environment in the place of the documented one."""
    if not ANALYZE:
        assert not os.environ.get("CI"), "CI must have systemd-analyze"
        pytest.skip("no systemd on this machine")
    folder = tmp_path_factory.mktemp("units")
    for name in (*UNITS, *TIMERS):
        text = (FOLDER / name).read_text()
        (folder / name).write_text(text.replace(INSTALLED + NWBENCH, str(Path(sys.executable).parent / "nwbench")))
    return folder


def test_systemd_takes_every_unit(units):
    done = subprocess.run(
        [ANALYZE, "verify", "--man=no", *map(str, sorted(units.iterdir()))], capture_output=True, text=True
    )
    assert done.returncode == 0 and not done.stderr.strip(), done.stderr


@pytest.mark.parametrize("unit", UNITS)
def test_a_service_may_do_little(units, unit):
    done = subprocess.run(
        [ANALYZE, "security", "--offline=true", f"--threshold={int(MOST_EXPOSED * 10)}", str(units / unit)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-300:]


@pytest.mark.parametrize("unit", UNITS)
def test_a_service_runs_a_command_that_there_is_as_a_user_who_owns_only_data(unit):
    of = settings(unit)
    (command,) = of["ExecStart"]
    assert command.startswith(INSTALLED + NWBENCH)
    must_be_understood(command.split()[1:])
    assert of["User"] == ["nwbench"] and of["EnvironmentFile"] == ["/etc/nwbench/environment"]
    assert set(of["ReadWritePaths"]) <= {"/var/lib/nwbench", "/var/backups/nwbench"}
    assert f"useradd --system --home-dir {of['ReadWritePaths'][0]}" in GUIDE


def test_every_nwbench_command_of_the_guide_is_understood():
    asked = [shlex.split(line.partition(NWBENCH)[2]) for line in COMMANDS if NWBENCH in line]
    for words in asked:
        must_be_understood(words)
    assert {"refresh", "status", "backup", "restore", "alerts", "rollback", "check", "export"} <= {
        words[0] for words in asked
    } | {settings(unit)["ExecStart"][0].split()[1] for unit in UNITS}
    assert all("runuser --user nwbench -- " in line for line in COMMANDS if NWBENCH in line)


def test_every_file_and_unit_that_the_guide_names_is_there():
    for name in re.findall(rf"{INSTALLED}(docs/deployment/[\w.*-]+)", GUIDE):
        assert list(PROJECT.glob(name)), name
    named = set(re.findall(r"nwbench-\w+\.(?:service|timer)", GUIDE))
    assert named <= {*UNITS, *TIMERS}
    started = {word for line in COMMANDS if "enable --now" in line for word in line.split()[3:]}
    assert started == set(TIMERS) | {unit for unit in UNITS if unit.replace("service", "timer") not in TIMERS}
    targets = set(re.findall(r"^(?:\$\()?([\w.]+)\)?:", (PROJECT / "Makefile").read_text(), re.M))
    assert {line.split()[-1] for line in COMMANDS if line.startswith("make ")} == {
        ".venv/.ready"
    } and "READY" in targets
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", GUIDE):
        assert (FOLDER / link).exists(), link


def test_every_path_is_said_once_and_used_as_it_is_said():
    told = set(re.findall(r"(?<![\w/.])/(?:opt|var|srv|etc/nwbench)[\w./-]*\w", GUIDE))
    places = (
        "/opt/nwbench",
        "/var/lib/nwbench",
        "/srv/nwbench/landing",
        "/var/backups/nwbench",
        "/etc/nwbench/environment",
    )
    table = GUIDE.partition("## Set up")[0]
    assert all(f"`{place}`" in table for place in places)
    assert {path for path in told if not path.startswith(places)} == set()
    environment = (FOLDER / "environment").read_text()
    assert "NWBENCH_HOME=/var/lib/nwbench\n" in environment and "NWBENCH_LANDING=/srv/nwbench/landing\n" in environment
    for variable in re.findall(r"^#?(NWBENCH_\w+)=", environment, re.M):
        read_by = (FOLDER / "dagster.yaml", PROJECT / "dbt_project/profiles.yml", PROJECT / "ingestion/spark.py")
        code = [p.read_text() for p in (*(PROJECT / "orchestration").glob("*.py"), *read_by)]
        assert any(variable in text for text in code), variable


@pytest.mark.parametrize("line", COMMANDS)
def test_a_line_of_the_guide_is_shell(line):
    assert subprocess.run(["bash", "-n"], input=line, text=True, capture_output=True).returncode == 0
    assert len(line.split("  ")) == 1


CONTAINER = (FOLDER / "Containerfile").read_text().replace("\\\n", "")


def test_the_container_is_set_up_as_the_makefile_does():
    made = {
        " ".join(line.split()).replace("$(VENV)", ".venv") for line in (PROJECT / "Makefile").read_text().splitlines()
    }
    runs = [part.strip() for line in re.findall(r"^RUN (.*)", CONTAINER, re.M) for part in line.split("&&")]
    installs = [" ".join(run.replace("--no-cache-dir ", "").split()) for run in runs if "pip install" in run]
    assert len(installs) == 2 and set(installs) <= made


def test_the_container_runs_as_nobody_in_particular_and_takes_what_is_there():
    steps = re.findall(r"^([A-Z]+) (.*)", CONTAINER, re.M)
    copied = [words.split()[:-1] for step, words in steps if step == "COPY"]
    assert all((PROJECT / path).exists() for paths in copied for path in paths)
    packages = re.search(r"^packages = (\[.*\])", (PROJECT / "pyproject.toml").read_text(), re.M)[1]
    assert set(yaml.safe_load(packages)) | {"dbt_project", "data"} <= {path for paths in copied for path in paths}
    order = [step for step, _ in steps]
    assert order.index("USER") > max(n for n, step in enumerate(order) if step in ("RUN", "COPY"))
    (base,) = [words for step, words in steps if step == "FROM"]
    assert re.fullmatch(r"python:3\.1[1-9]-slim-\w+", base)
    (command,) = [yaml.safe_load(words) for step, words in steps if step == "CMD"]
    assert command[0] == "nwbench"
    must_be_understood(command[1:])
