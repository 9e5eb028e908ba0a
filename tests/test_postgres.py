"""Dagster's storage in PostgreSQL by the documented `dagster.yaml` alone: a real server, started for the test."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml

from ingestion.contracts import PROJECT
from orchestration import attempts
from orchestration.home import Home
from orchestration.refresh import DAGSTER_SETTINGS, dagster_instance, refresh
from tests.conftest import AS_OF
from tests.proxying import free_port

DOCUMENTED = PROJECT / "docs" / "deployment" / "dagster.yaml"
BINARIES = os.pathsep.join([os.environ["PATH"], *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin")))])
PASSWORD = "only-for-this-test"


def missing() -> str:
    """What this machine lacks; CI must have both."""
    if not shutil.which("postgres", path=BINARIES):
        return "no PostgreSQL on this machine"
    return "" if find_spec("dagster_postgres") else "dagster-postgres is not installed"


def test_but_for_storage_the_documented_settings_are_those_of_every_home_folder():
    documented, usual = (yaml.safe_load(text) for text in (DOCUMENTED.read_text(), DAGSTER_SETTINGS))
    assert {**usual, "storage": documented["storage"]} == {
        **documented,
        "event_log_storage": usual["event_log_storage"],
    }


@pytest.fixture(scope="module")
def server():
    """Port of a server on loopback with a user and a database named nwbench, as the guide sets them up."""
    if lacks := missing():
        assert not os.environ.get("CI"), lacks
        pytest.skip(lacks)
    # its account has no way into a folder of pytest's
    with TemporaryDirectory() as folder, _served(Path(folder)) as port:
        yield port


@contextmanager
def _served(folder: Path) -> Iterator[int]:
    port, data, password = free_port(), folder / "data", folder / "password"
    password.write_text(PASSWORD)
    account = ["runuser", "--user", "postgres", "--"] if os.geteuid() == 0 else []  # it refuses to run as root
    if account:
        for path in (folder, password):
            shutil.chown(path, "postgres")
    environment = os.environ | {"PATH": BINARIES, "PGPASSWORD": PASSWORD, "LC_ALL": "C"}

    def run(*command: str) -> None:
        done = subprocess.run([*account, *command], env=environment, cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    run("initdb", "--pgdata", str(data), "--username", "nwbench", "--auth", "scram-sha-256", "--pwfile", str(password))
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= -c fsync=off"
    run("pg_ctl", "start", "--wait", "--pgdata", str(data), "--log", str(folder / "log"), "--options", options)
    try:
        run("createdb", "--host", "127.0.0.1", "--port", str(port), "--username", "nwbench", "nwbench")
        yield port
    finally:
        run("pg_ctl", "stop", "--wait", "--mode", "immediate", "--pgdata", str(data))


def test_a_refresh_leaves_its_record_in_postgresql_and_none_in_the_home_folder(
    server, small_landing, tmp_path, monkeypatch
):
    import psycopg2

    home = Home(tmp_path / "home")
    settings = home.path / "dagster" / "dagster.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text(DOCUMENTED.read_text().replace("port: 5432", f"port: {server}"))
    monkeypatch.setenv("NWBENCH_POSTGRES_PASSWORD", PASSWORD)
    outcome = refresh(home, [small_landing], AS_OF)
    run = outcome.manifest["dagster_run_id"]
    with closing(psycopg2.connect(host="127.0.0.1", port=server, user="nwbench", password=PASSWORD)) as con:
        cursor = con.cursor()
        cursor.execute("select run_id, pipeline_name, status from runs")
        assert cursor.fetchall() == [(run, "refresh", "SUCCESS")]
        cursor.execute("select count(*) from event_logs where run_id = %s and asset_key is not null", (run,))
        assert cursor.fetchone()[0] > 200
    with dagster_instance(home) as instance:
        assert instance.get_run_by_id(run).job_name == "refresh"
    assert attempts.last(home).state == attempts.PUBLISHED
    assert not list(home.path.rglob("*.db")) and PASSWORD not in settings.read_text()
