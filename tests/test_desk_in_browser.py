"""An application's page at the desk, and the letter on the organisation's page, in a real browser."""

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app import casebook, desk_letter
from app.sign_in import ANYONE
from orchestration.home import Home
from tests.browsing import serve, visit, wait_until_whole
from tests.desks import CODE, FIRST, SECOND, SILVER, declared, reviewed
from tests.test_accessibility import ASKED, CUT, _put_on
from tests.test_desk_letter import opened_in
from tests.test_keyboard import REACHABLE, met_by_tab
from tests.test_takeaway import take

CASE, ITSELF = f"/desk?as=panel:{CODE}", f"/organisation?as=trust:{CODE}"
NARROW = (640, 400)


@pytest.fixture(scope="module")
def home(published_home, tmp_path_factory) -> Home:
    """A case in panel review, which whoever uses this machine has open, with a question to the organisation."""
    home = Home(tmp_path_factory.mktemp("desk") / "home")
    shutil.copytree(published_home.path, home.path)
    _, opened = opened_in(home)
    reviewed(opened, FIRST, SECOND)
    declared(opened, ANYONE)
    casebook.act(opened, FIRST, "asked", query="Q1", about="E003", words="Which of the two goals?")
    return home


@pytest.fixture(scope="module")
def url(home):
    process, url = serve(home.path)
    yield url
    process.terminate()
    process.wait()


@pytest.fixture(params=["review", "organisation", "decided"])
def page(request, browser, url, home):
    """The page with every form of a review, the organisation's with its answer, and the one after a decision."""
    if request.param == "decided":
        decide(home)
    opened = visit(browser, url + (ITSELF if request.param == "organisation" else CASE))
    yield opened
    opened.close()


def decide(home: Home) -> None:
    reading, opened = opened_in(home)
    if not opened.case.decisions:
        casebook.act(opened, FIRST, "closed", query="Q1", words="")
        casebook.act(opened, FIRST, "decision", **SILVER | {
            "conditions": "", "valid_to": opened.facts.today.replace(year=2040, day=1).isoformat(),
            "panel_reference": "PANEL-7"})  # fmt: skip


def test_it_is_accessible_whole_narrow_and_by_keyboard(page):
    for theme in ("light", "dark"):
        _put_on(page, theme)
        broken = Axe().run(page, options=ASKED).response["violations"]
        assert not broken, "\n".join(f"{r['id']}: {node['html'][:200]}" for r in broken for node in r["nodes"][:3])
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 1000})
        page.wait_for_timeout(500)
        wider = page.evaluate("document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth")
        assert wider <= 0 and page.evaluate(CUT) == []
    page.set_viewport_size({"width": 1280, "height": 1000})
    needed, met = page.evaluate(REACHABLE), met_by_tab(page)
    # of radio buttons the arrows reach what Tab does not
    radios = page.locator("main input[type=radio]").count()
    assert not (unseen := [at for at in met if not at["seen"]]), unseen
    assert len({at["id"] for at in met}) == len(met) and len(met) >= needed - radios


def test_the_letter_is_handed_to_the_organisation_alone_and_lies_at_no_address(browser, url, home):
    decide(home)
    reading, opened = opened_in(home)
    desk_letter.keep(reading, opened, opened.case.decisions[-1])
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url + ITSELF)
    page.get_by_text("judged as of").wait_for(timeout=60_000)
    page.get_by_role("button", name="Letter, PDF", exact=True, include_hidden=True).wait_for(state="attached")
    name, content = take(page, "Take the letter away", "Letter, PDF")
    assert name.startswith(f"invented_data_letter_{CODE}") and content == desk_letter.sent(opened, opened.case.letter)
    assert content.startswith(b"%PDF-") and not [u for u in asked if "/media/" in u and "/static/" not in u]
    page.close()


def test_the_pack_is_taken_from_the_page_of_the_application(browser, url):
    page = visit(browser, url + CASE)
    name, content = take(page, "Take the application pack", "Application pack, PDF")
    page.close()
    assert name == f"invented_data_pack_{CODE}.pdf" and content.startswith(b"%PDF-")


def test_one_document_after_another_is_looked_at(browser, published_home, tmp_path):
    """What a form was sent with last does not stand in the way of sending it again."""
    home = Home(tmp_path / "home")
    shutil.copytree(published_home.path, home.path)
    _, opened = opened_in(home)
    declared(opened, ANYONE)
    casebook.act(opened, ANYONE, "completeness_check", words="")
    process, url = serve(home.path)
    try:
        page = visit(browser, url + CASE)
        form = page.locator("[data-testid=stForm]").filter(has=page.get_by_role("button", name="Write it down"))
        for name, words in (("E001", "Accepted"), ("E002", "Accepted"), ("E003", "Rejected")):
            form.get_by_text(words, exact=True).click()
            form.get_by_label("Why, unless you accept it").fill("Seen on paper.")
            before = len(casebook.events(home.path, CODE))
            form.get_by_role("button", name="Write it down").click()
            told = page.get_by_text(f"{name}: your view of this document is written down.")
            expect(told).to_be_in_viewport()  # beside the form, not above the table of all documents
            wait_until_whole(page)
            assert len(casebook.events(home.path, CODE)) == before + 1
        assert [event["verification"] for event in opened.case.verified.values()] == [
            "accepted",
            "accepted",
            "rejected",
        ]
        page.close()
    finally:
        process.terminate()
        process.wait()
