"""The app without a provider: for whoever uses this machine, with what is invented or published; for no one else."""

import os
import shutil
from contextlib import closing

import duckdb
import pytest
from websockets.exceptions import InvalidStatus

from ingestion.inbox import NOT_PUBLISHED
from orchestration.home import Home
from tests.browsing import serve
from tests.wire import Wire, client


def told(url: str, **settings: object) -> str:
    with Wire(url, **settings) as wire:
        answer = wire.ask("organisation", "as=analyst&org=ZD001")
    return "a page" if answer.is_page else answer.words


def test_whoever_uses_this_machine_may_read_as_anyone(address):
    assert told(address) == told(address, origin=None) == "a page"


@pytest.mark.parametrize("origin", ["https://example.org", "http://localhost:1", "http://127.0.0.1:1", "null", "x"])
def test_pages_of_other_sites_and_of_other_programs_get_nothing(address, origin):
    """Streamlit itself would answer any page that this machine serves."""
    with pytest.raises(InvalidStatus, match="403"):
        told(address, origin=origin)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "Via"])
def test_nobody_comes_through_a_proxy(address, header):
    with pytest.raises(InvalidStatus, match="403"):
        told(address, headers={header: "192.0.2.1"})


def test_the_machine_has_no_other_name(address):
    """As when the name of another site is pointed at this machine."""
    with closing(client(address)) as opened:
        for name in ("rebound.example.org", "127.0.0.1.example.org", "localhost.example.org:8501", ""):
            assert opened.get("/", headers={"Host": name}).status_code in (400, 403), name
        port = address.rpartition(":")[2]
        assert opened.get("/", headers={"Host": f"localhost:{port}"}).status_code == 200
        assert opened.get("/_stcore/metrics").status_code == opened.get("/_stcore/agent/mcp").status_code == 404


@pytest.fixture
def unpublished(published_home, tmp_path):
    """A home folder whose run holds one file that nobody has published."""
    home = Home(tmp_path / "home")
    shutil.copytree(published_home.published, home.published, copy_function=os.link)
    file = home.run_folder(home.current_run()) / "analyst.duckdb"
    content = file.read_bytes()
    file.unlink()  # the same file in the other home folder stays as it is
    file.write_bytes(content)
    with duckdb.connect(str(file)) as con:
        con.execute("update submissions set publisher = 'X', licence = $1 where file_name in "
                    "(select min(file_name) from submissions where state not in ('quarantined', 'discarded'))",
                    [NOT_PUBLISHED])  # fmt: skip
    return home


@pytest.mark.parametrize(("options", "shown"), [([], False), (["--without-sign-in"], True)])
def test_unpublished_data_is_shown_only_when_that_is_asked_for(unpublished, options, shown):
    process, url = serve(unpublished.path, *options)
    try:
        words = told(url)
        assert (words == "a page") == shown
        assert shown or "files that nobody has published, and no sign-in is configured" in words
    finally:
        process.terminate()
        process.wait()
