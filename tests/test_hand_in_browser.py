"""A return handed in by a real browser: the workbook taken, filled in, refused, mended, attested and received."""

import random
import shutil
import time
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app import handed_in
from ingestion import arrivals
from ingestion.inbox import receipts
from orchestration.home import Home
from tests.browsing import serve, visit, wait_until_whole
from tests.handing_in import HAND_IN, filled
from tests.test_accessibility import ASKED, CUT
from tests.test_takeaway import take

PAGE = "/return?as=trust:ZD001"
CONFIRM = "I confirm what stands above"


@pytest.fixture
def home(published_home, tmp_path) -> Home:
    copy = Home(tmp_path / "home")
    shutil.copytree(published_home.published, copy.published)
    return copy


@pytest.fixture
def desk(home, browser):
    process, url = serve(home.path)
    page = visit(browser, url + PAGE)
    yield page
    page.close()
    process.terminate()
    process.wait()


def send(page: Page, path: Path, words: str) -> None:
    page.locator("input[type=file]").set_input_files(str(path))
    page.get_by_text(f"{path.name}: {words}").wait_for(timeout=120_000)
    wait_until_whole(page)


def test_from_the_workbook_to_the_receipt(desk, home, tmp_path):
    name, workbook = take(desk, "Take the workbook to fill in", "Return workbook, .xlsx")
    today = datetime.now(UTC).date()
    assert name == f"invented_data_return_ZD001_{today}.xlsx"
    send(desk, written(tmp_path / "unfinished.xlsx", workbook, "perhaps", None), "it cannot be handed in as it is")
    accessible(desk)
    problems = desk.get_by_role("table", name="Problems of this file, by cell")
    expect(problems).to_contain_text("'perhaps'")
    expect(problems).to_contain_text("nobody has attested the return")
    _, marked = take(desk, "Take the marked copy", "Marked copy, .xlsx")
    (tmp_path / "marked.xlsx").write_bytes(marked)
    comment = openpyxl.load_workbook(tmp_path / "marked.xlsx")["Checklist"]["B2"].comment
    assert "expected one of in_place" in comment.text
    mended = written(tmp_path / "mended.xlsx", workbook, "partial", today)
    send(desk, mended, "no problem was found in its cells")
    expect(desk.get_by_role("button", name=HAND_IN)).to_be_disabled()
    desk.get_by_text(CONFIRM).click()
    expect(desk.get_by_role("button", name=HAND_IN)).to_be_enabled()
    accessible(desk)
    desk.get_by_role("button", name=HAND_IN).click()
    desk.get_by_text("Received: ZD001_").wait_for()
    (receipt,) = receipts(home.path, "returns")
    assert receipt.sha256 == sha256(mended.read_bytes()).hexdigest()
    expect(desk.get_by_role("status").get_by_text(receipt.sha256)).to_be_visible()
    expect(desk.get_by_role("cell", name="Received; the next refresh reads it")).to_be_visible()
    desk.reload()
    wait_until_whole(desk)
    expect(desk.get_by_role("rowheader", name=receipt.name)).to_be_visible()
    assert receipts(home.path, "returns") == [receipt]


def written(path: Path, workbook: bytes, status: str, attested_on: date | None) -> Path:
    """The workbook with the first item's answer and the day of attestation."""
    path.write_bytes(workbook)
    book = openpyxl.load_workbook(path)
    book["Checklist"]["B2"] = status
    rows = {cell.value: cell.row for cell in book["Return"]["A"]}
    book["Return"].cell(rows["attested_on"], 2).value = attested_on
    book.save(path)
    return path


def accessible(page: Page) -> None:
    broken = Axe().run(page, options=ASKED).response["violations"]
    assert not broken, "\n".join(f"{rule['id']}: {node['html'][:200]}" for rule in broken for node in rule["nodes"][:3])
    page.set_viewport_size({"width": 400, "height": 1000})
    page.wait_for_timeout(500)
    wider = page.evaluate("document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth")
    cut = [text for text in page.evaluate(CUT) if "icon" not in text]  # the name of an icon, which is not shown
    assert wider <= 0 and cut == []
    page.set_viewport_size({"width": 1280, "height": 1000})


def test_a_return_is_handed_in_by_keys_alone(desk, home, tmp_path):
    send(desk, filled(tmp_path), "no problem was found")
    desk.get_by_role("checkbox", name=CONFIRM).focus()
    desk.keyboard.press("Space")
    expect(desk.get_by_role("button", name=HAND_IN)).to_be_enabled()
    for _ in range(3):
        desk.keyboard.press("Tab")
        if desk.evaluate("document.activeElement.textContent") == HAND_IN:
            break
    desk.keyboard.press("Enter")
    desk.get_by_text("Received: ZD001_").wait_for()
    assert len(receipts(home.path, "returns")) == 1


def test_pressed_twice_by_a_mouse_it_is_received_once(desk, home, tmp_path):
    send(desk, filled(tmp_path), "no problem was found")
    desk.get_by_text(CONFIRM).click()
    expect(desk.get_by_role("button", name=HAND_IN)).to_be_enabled()
    desk.get_by_role("button", name=HAND_IN).dblclick()
    desk.get_by_text("Received: ZD001_").wait_for()
    assert len(receipts(home.path, "returns")) == 1 and len(arrivals.find([], home.path)) == 1
    events = [event["event"] for event in handed_in.journal(home.path, "ZD001").entries()]
    assert events == ["handing_in", "handed_in"]


@pytest.mark.parametrize("seed", range(4))
def test_when_the_server_is_killed_a_return_is_listed_or_told_as_lost(home, browser, tmp_path, seed):
    """Killed at some moment after the press; then the sender comes back and sends it again."""
    path = filled(tmp_path)
    process, url = serve(home.path)
    try:
        page = visit(browser, url + PAGE)
        send(page, path, "no problem was found")
        page.get_by_text(CONFIRM).click()
        expect(page.get_by_role("button", name=HAND_IN)).to_be_enabled()
        page.get_by_role("button", name=HAND_IN).click(no_wait_after=True)
        time.sleep(random.Random(seed).uniform(0, 0.1))
    finally:
        process.kill()
        process.wait()
    there = [arrival.path.read_bytes() for arrival in arrivals.find([], home.path)]
    assert there in ([], [path.read_bytes()])
    page.close()
    process, url = serve(home.path)
    try:
        page = visit(browser, url + PAGE)
        known = len(handed_in.sent(home.path, "ZD001"))
        expect(page.get_by_text("A return that was being handed in at")).to_have_count(known - len(there))
        expect(page.get_by_role("cell", name="Received; the next refresh reads it")).to_have_count(len(there))
        send(page, path, "no problem was found")
        page.get_by_text(CONFIRM).click()
        page.get_by_role("button", name=HAND_IN).click()
        page.get_by_text("Received: ZD001_").wait_for()
        page.close()
        assert [arrival.path.read_bytes() for arrival in arrivals.find([], home.path)] == [path.read_bytes()]
    finally:
        process.terminate()
        process.wait()
