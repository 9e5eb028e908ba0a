"""The pages, in a real browser and beside the files that they read."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.published import Audience, read
from tests.browsing import SHOTS, serve, visit

PAGES = {
    "region": ("/region?region=Y62", "North West"),
    "demonstration_region": ("/region?region=Z99", "Demonstration region (invented)"),
    "quality": ("/data?region=Y62", "North West"),
    "demonstration_quality": ("/data?region=Z99&org=ZD013", "Demonstration region (invented)"),
    "organisation": ("/organisation?org=RXL", "Blackpool Teaching Hospitals NHS Foundation Trust"),
    "demonstration_organisation": ("/organisation?org=ZD001", "Invented Harbour Acute Trust (Demonstration)"),
}


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("name", PAGES)
def test_pages_open_whole(browser, address, name, width):
    path, heading = PAGES[name]
    page = visit(browser, address + path, width)
    expect(page.get_by_role("heading", name=heading, exact=True)).to_have_count(1)
    expect(page.get_by_text("Invented data: demonstration region")).to_have_count(int("demonstration" in name))
    expect(page.get_by_text("Traceback")).to_have_count(0)
    expect(page.get_by_text("No sign-in is configured")).to_have_count(1)
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0, "the page scrolls sideways"
    SHOTS.mkdir(exist_ok=True)
    page.set_viewport_size({"width": width, "height": 5000})
    page.screenshot(path=SHOTS / f"{name}_{width}.png")
    page.close()


def test_figures_of_a_page_are_those_of_the_published_run(browser, address, published_home):
    manifest = published_home.manifest()
    measures = read(published_home.run_folder(manifest["run_id"]), manifest, Audience("analyst"), "measures")
    row = next(r for r in measures.to_dicts() if (r["org_code"], r["measure_code"]) == ("RXL", "I6"))
    page = visit(browser, address + "/organisation?org=RXL")
    words = f"{row['bme_value']:.1%} of BME staff and {row['white_value']:.1%} of White staff"
    expect(page.get_by_text(words).first).to_be_visible()
    page.close()


def test_the_region_without_returns_says_so(browser, address):
    page = visit(browser, address + "/region?region=Y62")
    expect(page.get_by_text("holds no return and no panel decision for the North West")).to_be_visible()
    page.close()


def test_a_chart_has_a_table_and_a_sentence(browser, address):
    page = visit(browser, address + "/region?region=Y62")
    expect(page.locator("[data-testid=stVegaLiteChart]").first).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(3)
    expect(page.get_by_text("The table below has every value")).to_be_visible()
    page.close()


@pytest.mark.parametrize(
    "path, words",
    [
        ("/organisation?org=NOPE", "which this view does not have"),
        ("/organisation?org=RXL&year=1066", "which this view does not have"),
        ("/region?region=%3Cscript%3E", "which this view does not have"),
    ],
)
def test_an_unknown_address_is_a_plain_page(browser, address, path, words):
    page = browser.new_page()
    page.goto(address + path)
    page.get_by_text(words).first.wait_for(timeout=60_000)
    assert page.get_by_text("Traceback").count() == 0
    page.close()


def test_an_empty_home_and_a_run_that_is_gone_are_plain_pages(browser, published_home, tmp_path):
    process, url = serve(tmp_path / "empty")
    try:
        page = browser.new_page()
        page.goto(url)
        page.get_by_text("Nothing is published yet").wait_for(timeout=60_000)
        shutil.copytree(published_home.published, tmp_path / "empty" / "published")
        shutil.rmtree(tmp_path / "empty" / "published" / published_home.current_run())
        page.reload()
        page.get_by_text("was removed while it was being read").wait_for(timeout=60_000)
        page.close()
    finally:
        process.terminate()
        process.wait()


@pytest.mark.parametrize("command", [["app", "--address", "0.0.0.0"], ["app", "--address", "192.168.0.1"]])
def test_without_sign_in_the_app_stays_on_this_machine(command):
    nwbench = Path(sys.executable).parent / "nwbench"
    done = subprocess.run([nwbench, *command], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1
