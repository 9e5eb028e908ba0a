"""The whole way of one return, in a browser, as people who sign in: from its workbook to an award that all may see.

One test in order: each step rests on what the one before left in the home folder.
"""

import io
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from ingestion.contracts import PROJECT
from ingestion.journal import Journal
from orchestration import journals
from orchestration.home import Home
from orchestration.refresh import refresh
from tests.conftest import SHIPPED
from tests.signing_in import ANALYST, OTHER_REVIEWER, OTHER_TRUST, REVIEWER, TRUST, provider, served, sign_in, stands
from tests.test_takeaway import take

CODE, LEVEL = "ZD001", "Silver"  # of the organisation that TRUST belongs to, and what it applies for
LONGEST = 300_000  # milliseconds, of a refresh beside the page
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def region(published_home, tmp_path):
    with provider() as identity, served(published_home, tmp_path / "home", identity) as (home, url):
        yield home, url


@pytest.fixture
def enter(browser, region):
    """A browser of somebody's own, signed in, at a page of the app."""
    opened = []

    def _enter(who: str, path: str) -> Page:
        page = browser.new_context(viewport={"width": 1280, "height": 1200}).new_page()
        opened.append(page)
        sign_in(page, region[1], who)
        page.goto(region[1] + path)
        stands(page)
        return page

    yield _enter
    for page in opened:
        page.context.close()


def filled(workbook: bytes, attested_on: date | str) -> bytes:
    """The workbook as an application, in order but perhaps for the day of its attestation."""
    book, today = openpyxl.load_workbook(io.BytesIO(workbook)), datetime.now(UTC).date()
    fields = {row[0].value: row[1] for row in book["Return"].iter_rows(min_row=2) if row[0].value}
    for name, value in {
        "return_type": "application", "level_applied_for": LEVEL.lower(), "sro_role": "Chief people officer",
        "period_start": today - timedelta(days=365), "period_end": today, "attested_on": attested_on,
    }.items():  # fmt: skip
        fields[name].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": TYPE, "buffer": content})


def choose(page: Page, label: str, option: str) -> None:
    """By typing, as `fill` puts words there that choose nothing."""
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.press_sequentially(option)
    page.get_by_role("option", name=option).click()


def declare(page: Page) -> None:
    choose(page, "Application", CODE)
    page.get_by_text("No conflict of interest", exact=True).click()
    page.get_by_role("button", name="Declare", exact=True).click()
    page.get_by_role("link", name="Open the application").wait_for(timeout=60_000)


def press(page: Page, name: str) -> None:
    """A button of a form, and then a whole page."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_timeout(500)
    stands(page)


def recommend(page: Page, why: str) -> None:
    form = page.locator("[data-testid=stForm]").filter(has=page.get_by_role("button", name="Recommend", exact=True))
    form.get_by_text("Awarded", exact=True).click()
    form.get_by_label("Why").fill(why)
    press(page, "Recommend")


def decide(page: Page) -> None:
    form = page.locator("[data-testid=stForm]").filter(has=page.get_by_role("button", name="Decide", exact=True))
    form.get_by_text("Awarded", exact=True).click()
    form.get_by_label("Why it was decided so").fill("Every Silver item is borne out by minutes.")
    form.get_by_label("The panel's own reference").fill("PANEL-26-01")
    press(page, "Decide")


def exported(home: Home, table: str, audience: str) -> str:
    command = [sys.executable, "-c", "from orchestration.command import main; main()", "export", table]
    done = subprocess.run([*command, "--audience", audience, "--home", home.path], cwd=PROJECT, capture_output=True)
    return done.stdout.decode() if done.returncode == 0 else f"refused: {done.stderr.decode()}"


def verify_all(page: Page) -> None:
    """Each document of the evidence is accepted."""
    told = page.get_by_text("Not accepted or rejected yet").inner_text()
    for document in told.removesuffix(".").partition(": ")[2].split(", "):
        choose(page, "Document", document)
        form = page.locator("[data-testid=stForm]").filter(has=page.get_by_role("button", name="Write it down"))
        form.get_by_text("Accepted", exact=True).click()
        press(page, "Write it down")


def hand_in(trust: Page, home: Home) -> None:
    """The workbook is refused with its reason, mended, attested, handed in, and taken in by the next refresh."""
    today = date.today()
    _, workbook = take(trust, "Take the workbook to fill in", "Return workbook, .xlsx")
    send(trust, "return.xlsx", filled(workbook, "soon"))
    trust.get_by_text("cannot be handed in as it is").wait_for(timeout=120_000)
    expect(trust.get_by_role("cell", name="'soon'", exact=True)).to_be_visible()
    expect(trust.get_by_role("button", name="Hand in this return")).to_have_count(0)
    send(trust, "return.xlsx", filled(workbook, today))
    trust.get_by_role("button", name="See the level it would give").click(timeout=120_000)
    trust.get_by_text("as they would be for").first.wait_for(timeout=LONGEST)
    expect(trust.get_by_role("button", name="Hand in this return")).to_be_disabled()
    trust.get_by_text("I confirm what stands above").click()
    trust.get_by_role("button", name="Hand in this return").click()
    trust.get_by_text("Received: ").wait_for(timeout=60_000)
    expect(trust.get_by_text("Received; the next refresh reads it")).to_be_visible()
    refresh(home, SHIPPED, date.today())
    expect(trust.get_by_text("Received; the next refresh reads it")).to_have_count(0, timeout=90_000)  # by itself
    assert f"{CODE},{today}" in exported(home, "returns", "analyst")


def judge(first: Page, second: Page, url: str) -> bytes:
    """Nothing before a declaration; then the case, two reviewers, a decision and its letter, which is returned."""
    expect(first.get_by_text("You have not declared yet")).to_be_visible()
    first.goto(f"{url}/desk?as=panel")
    stands(first)
    for page in (first, second):
        declare(page)
        page.goto(f"{url}/desk?as=panel:{CODE}")
        stands(page)
    press(first, "It is complete enough to verify")
    verify_all(first)
    press(first, "The evidence is verified")
    recommend(first, "The minutes bear it out.")
    expect(first.get_by_role("button", name="Decide", exact=True)).to_have_count(0)
    second.reload()
    stands(second)
    recommend(second, "I agree with the evidence.")
    decide(second)
    second.get_by_text("PANEL-26-01").first.wait_for(timeout=60_000)
    _, letter = take(second, "Read the letter", "Letter, PDF")
    assert letter.startswith(b"%PDF-")
    press(second, "Send the letter")
    second.get_by_text("It was sent on").wait_for(timeout=60_000)
    return letter


def test_from_the_workbook_to_the_award(enter, region):
    home, url = region
    trust = enter(TRUST, "/return")
    hand_in(trust, home)
    letter = judge(enter(REVIEWER, f"/organisation?as=panel:{CODE}"), enter(OTHER_REVIEWER, "/desk?as=panel"), url)
    refresh(home, SHIPPED, date.today())

    # the award, as each sees it: the organisation, the region, another organisation, the public
    trust.goto(f"{url}/organisation")
    stands(trust)
    expect(trust.get_by_text("What the panel decided on").first).to_be_visible()
    assert take(trust, "Take the letter away", "Letter, PDF")[1] == letter
    analyst = enter(ANALYST, f"/organisation?region=Z99&org={CODE}")
    expect(analyst.get_by_text(LEVEL).first).to_be_visible()
    assert f"{CODE},{LEVEL.lower()},{date.today()}" in exported(home, "awards", "public")
    assert exported(home, "levels", "public").startswith("refused")
    other = enter(OTHER_TRUST, "/")
    expect(other.get_by_role("row", name=CODE).get_by_text(LEVEL)).to_be_visible()
    other.goto(f"{url}/organisation?org={CODE}")
    stands(other)
    expect(other.get_by_text("which this view does not have")).to_be_visible()

    # who did what can be read, and nothing of it was changed
    told = {line["did"] for path in (home.path / "access").glob("2*.jsonl") for line in Journal(path).entries()}
    assert {"handed_in", "declared", "recommended", "decided"} <= told, sorted(told)
    assert not any(Journal(home.path / name).faults() for name in journals.journals(home))
