"""Dagster's pages behind the documented proxy: for whom its file of passwords names, to look at only."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from orchestration.home import Home
from orchestration.refresh import dagster_instance
from tests.proxying import NGINX, documented_proxy, free_port, wait_for

NAMED = ("analyst", "a long password")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The address of Dagster's own pages, without anything in them."""
    home, port = Home(tmp_path_factory.mktemp("runs")), free_port()
    dagster_instance(home).dispose()
    options = ["--empty-workspace", "--read-only", "--path-prefix", "/runs", "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, "-m", "dagster_webserver", *options],
        env=os.environ | {"DAGSTER_HOME": str(home.path / "dagster")},
        stderr=subprocess.DEVNULL,
    )
    wait_for(port, process)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait()


@pytest.fixture
def site(pages, tmp_path):
    if not NGINX:
        assert not os.environ.get("CI"), "CI must have nginx"
        pytest.skip("no nginx on this machine")
    secure = free_port()
    with documented_proxy(tmp_path / "nginx", secure, free_port(), runs=pages) as folder:
        context = httpx.create_ssl_context(verify=str(folder / "certificate.pem"), trust_env=False)
        with httpx.Client(
            base_url=f"https://localhost:{secure}", verify=context, trust_env=False, timeout=60
        ) as asking:
            yield asking, folder / "passwords"


def name(file: Path) -> None:
    """Lets one account in, as `htpasswd` would."""
    made = subprocess.run(["openssl", "passwd", "-6", NAMED[1]], capture_output=True, text=True, check=True).stdout
    file.write_text(f"{NAMED[0]}:{made}")


def test_nobody_is_let_in_before_somebody_is_named(site):
    asking, _ = site
    assert asking.get("/runs/").status_code == 401
    assert asking.get("/runs/", auth=NAMED).status_code in (401, 403, 500)


def test_whoever_is_named_looks_and_starts_nothing(site):
    asking, passwords = site
    name(passwords)
    assert asking.get("/runs/", auth=(NAMED[0], "another")).status_code == 401
    page = asking.get("/runs/", auth=NAMED)
    assert page.status_code == 200 and '"pathPrefix": "/runs"' in page.text
    assert page.headers["x-frame-options"] == "DENY" and "nonce-" in page.headers["content-security-policy"]
    start = {"query": "mutation { reloadWorkspace { __typename } }"}
    assert asking.post("/runs/graphql", json={"query": "{ version }"}, auth=NAMED).json()["data"]["version"]
    assert "UnauthorizedError" in asking.post("/runs/graphql", json=start, auth=NAMED).text
