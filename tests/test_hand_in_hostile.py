"""Hostile files at the page where returns are handed in: refused with their reasons, and the server stays as it was.

`pytest -s tests/test_hand_in_hostile.py` shows what the server took.
"""

import random
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app import hand_in_checks
from quality import apart
from tests.browsing import serve, visit
from tests.handing_in import filled
from tests.hostile_files import EVERY
from tests.hostile_workbooks import CLEAN, WORKBOOKS, Hostile
from tests.test_hostile_files import peak

MOST = 2_000_000  # bytes of a return
AT_ONCE = 20
PAGE = "/return?as=trust:ZD001"


def content(case: Hostile) -> bytes:
    made = case.make()
    return made if isinstance(made, bytes) else made[0].ljust(3 * MOST)


@pytest.mark.parametrize("case", EVERY, ids=[case.name for case in EVERY])
def test_refused_with_its_reason_and_this_process_unmoved(case):
    """Under its own name, which may be that of another source, and under the name of a return."""
    harmful = content(case)
    hand_in_checks.check("warm.zip", b"", "ZD001", date(2026, 11, 29))
    forget_peak()
    before = peak()
    name = Path(case.name).name
    found = hand_in_checks.check(name, harmful, "ZD001", date(2026, 11, 29))
    assert found.is_refused and found.problems and all(problem.remedy for problem in found.problems)
    if len(harmful) > MOST:
        assert [problem.rule_id for problem in found.problems] == ["F07"] and not found.was_opened
    elif case in WORKBOOKS:
        assert any(p.rule_id == case.rule and case.words in p.found for p in found.problems), found.problems
    if harmful != CLEAN.read_bytes():  # which is refused for its name alone
        as_return = hand_in_checks.check("return.xlsx", harmful, "ZD001", date(2026, 11, 29))
        assert as_return.is_refused and as_return.problems
    assert peak() - before < 50, "the process that asks must not grow with what it asks about"


@pytest.mark.parametrize("name", ["far_cell.xlsx", "formula.xlsx", "entity_expansion.xlsx", "bomb.zip"])
def test_a_marked_copy_of_a_hostile_file_is_harmless(name, tmp_path):
    case = next(case for case in EVERY if case.name == name)
    path = tmp_path / "marked.xlsx"
    path.write_bytes(hand_in_checks.marked(name, content(case)))
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    assert not any(re.search(rb"<f[ >]|externalLink|ENTITY|vbaProject", part) for part in parts.values())


def test_a_judge_that_dies_or_does_not_answer_says_nothing_about_the_file(monkeypatch, tmp_path):
    path = filled(tmp_path)
    monkeypatch.setattr(apart, "PATIENCE", 0)
    with pytest.raises(apart.NotJudged):
        hand_in_checks.check(path.name, path.read_bytes(), "ZD001", date(2026, 11, 29))
    monkeypatch.undo()
    assert not hand_in_checks.check(path.name, path.read_bytes(), "ZD001", date(2026, 11, 29)).is_refused


def forget_peak(process: int | str = "self") -> None:
    with open(f"/proc/{process}/clear_refs", "w") as file:
        file.write("5")


def swollen(path: Path, to: Path, number: int) -> bytes:
    """A good return of nearly two megabytes: what makes it so large packs no further, and is not read."""
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(to, "w") as large:
        for part in good.namelist():
            large.writestr(part, good.read(part))
        large.writestr("note.txt", random.Random(number).randbytes(1_950_000))
    assert 1_900_000 < to.stat().st_size <= MOST
    return to.read_bytes()


@pytest.fixture
def server(published_home):
    process, url = serve(published_home.path)
    yield process.pid, url
    process.terminate()
    process.wait()


def test_twenty_at_once_leave_the_server_as_it_was(server, browser, tmp_path):
    """Ten good returns of two megabytes and ten hostile files, each in a session of its own, sent together."""
    process, url = server
    good = filled(tmp_path)
    sent = [("return.zip", swollen(good, tmp_path / f"{n}.zip", n)) for n in range(AT_ONCE // 2)]
    hostile = [case for case in EVERY if "/" not in case.name and len(content(case)) <= MOST]
    sent += [(case.name, content(case)) for case in random.Random(8).sample(hostile, AT_ONCE // 2)]
    pages = [visit(browser, url + PAGE) for _ in sent]
    forget_peak(process)
    before = peak(process)
    for page, (name, harmful) in zip(pages, sent, strict=True):
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": harmful}
        page.locator("input[type=file]").set_input_files(file)
    for page, (name, _) in zip(pages, sent, strict=True):
        page.get_by_role("heading", name="3. What was found").wait_for(timeout=300_000)
        refused = page.get_by_text("it cannot be handed in as it is")
        expect(refused).to_have_count(0 if name == "return.zip" else 1)
    most = peak(process)
    for page in pages:
        page.close()
    print(f"server: {before:.0f} MB with {AT_ONCE} sessions, at most {most:.0f} MB while they sent")
    assert most - before < 3 * AT_ONCE * MOST / 1e6


def test_what_one_session_sent_no_other_reaches(server, browser, tmp_path):
    _, url = server
    page, asked = visit(browser, url + PAGE), []
    page.on("request", lambda request: asked.append((request.method, request.url)))
    page.locator("input[type=file]").set_input_files(str(filled(tmp_path)))
    page.get_by_role("heading", name="3. What was found").wait_for(timeout=120_000)
    (address,) = [where for method, where in asked if method == "PUT"]
    other = browser.new_context()
    assert other.request.get(address).body() == other.request.get(url).body()  # the app itself, as at any address
    for method in ("PUT", "DELETE"):
        assert other.request.fetch(address, method=method).status == 403
    seen = visit(browser, url + PAGE)
    expect(seen.get_by_role("heading", name="3. What was found")).to_have_count(0)
    assert not [where for _, where in asked if "/media/" in where]
    page.get_by_label("I confirm what stands above").check(force=True)
    expect(page.get_by_role("button", name="Hand in this return")).to_be_enabled()
    for opened in (page, seen):
        opened.close()
    other.close()
