"""Open pages are on a new run within a minute, each of one run only; bad addresses and lost runs are plain pages."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from orchestration.home import Home
from tests.browsing import publish_again, serve, visit

RUN = re.compile(r"Run (\d{8}T\d{6}Z-[0-9a-f]{8})")


@pytest.fixture
def moving(published_home, tmp_path):
    """A home folder of its own that is served, and its address."""
    home = Home(tmp_path / "home")
    shutil.copytree(published_home.published, home.published)
    process, url = serve(home.path)
    yield home, url
    process.terminate()
    process.wait()


def test_open_pages_follow_a_new_run_and_survive_a_lost_one(browser, moving):
    home, url = moving
    paths = ("organisation?as=analyst&org=ZD001", "position?as=trust:ZD001")
    pages = [visit(browser, f"{url}/{path}") for path in paths]
    before, after = home.current_run(), publish_again(home)
    for page in pages:
        page.get_by_text(after).wait_for(timeout=60_000)
        assert RUN.findall(page.locator("main").inner_text()) == [after] != [before]
        expect(page.get_by_text("Nothing to show")).to_have_count(0)
    shutil.rmtree(home.run_folder(after))  # while it is read
    pages[0].reload()
    pages[0].get_by_text("was removed while it was being read").wait_for(timeout=60_000)
    home.pointer.write_text(before)  # as a rollback does
    for page in pages:
        page.get_by_text(f"Run {before}").wait_for(timeout=60_000)
    for page in pages:
        page.close()


@pytest.mark.parametrize(
    "path, words",
    [
        ("?as=trust:NOPE", "which is not open to you"),
        ("?as=panel:RXL", "which is not open to you"),
        ("?as=%3Cscript%3Ealert(1)%3C/script%3E", "which is not open to you"),
        ("organisation?as=trust:ZD001&org=RXL", "which this view does not have"),
        ("organisation?as=analyst&org=%3Cb%3E", "which this view does not have"),
        ("indicator?as=analyst&org=RXL&indicator=I99", "which this view does not have"),
        ("organisation?as=analyst&org=RXL&year=1066", "which this view does not have"),
        ("region?as=analyst&region=Y99", "which this view does not have"),
    ],
)
def test_a_bad_address_is_a_plain_page(browser, address, path, words):
    page = browser.new_page()
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog), dialog.dismiss()))
    page.goto(f"{address}/{path}")
    page.get_by_text(words).first.wait_for(timeout=60_000)
    expect(page.get_by_role("heading", name="Nothing to show")).to_be_visible()
    assert page.get_by_text("Traceback").count() == 0 and not dialogs
    page.close()


def test_a_page_that_a_reader_does_not_have_leads_back(browser, address):
    page = browser.new_page()
    page.goto(f"{address}/compare?as=trust:ZD001")
    page.get_by_text("judged as of").or_(page.get_by_text("Page not found")).first.wait_for(timeout=60_000)
    assert page.get_by_role("heading", name="Compare").count() == 0
    page.close()
