"""Signing in, in a real browser and at a real provider: each sees what is theirs, and nobody anything else."""

from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from app.navigation import pages_of
from tests.browsing import wait_until_whole
from tests.signing_in import (
    ANALYST,
    NAMES,
    OTHER_TRUST,
    PEOPLE,
    REVIEWER,
    STRANGER,
    TRUST,
    allow,
    provider,
    served,
    sign_in,
    sign_out,
    stands,
    tell_provider,
)
from tests.wire import callback_of, client

FORGED = {
    "X-Forwarded-User": TRUST, "X-Forwarded-Email": f"{TRUST}@example.org", "X-Remote-User": TRUST,
    "X-Auth-Request-User": TRUST, "X-Streamlit-User": TRUST, "X-Ms-Client-Principal-Name": TRUST, "Sub": TRUST,
    "Remote-User": TRUST, "Authorization": "Basic c3ViLXRydXN0Og==",
}  # fmt: skip
WITHIN = 60_000  # milliseconds


@pytest.fixture(scope="module")
def place(published_home, tmp_path_factory):
    """The home folder and the address of an app that asks to sign in."""
    with (
        provider() as provider_url,
        served(published_home, tmp_path_factory.mktemp("signed") / "home", provider_url) as found,
    ):
        yield found


@pytest.fixture
def url(place):
    """The address; PEOPLE and no others are let in."""
    allow(place[0].path, *PEOPLE)
    return place[1]


@pytest.fixture
def another(browser):
    """Browsers that know nothing of each other: a page of a new one at each call."""
    opened = []

    def open_(**settings):
        opened.append(browser.new_context(**settings))
        return opened[-1].new_page()

    yield open_
    for context in opened:
        context.close()


def expect_nothing(page, words: str) -> None:
    """A plain page that says so, with no figure, chart or table on it, and no way to any."""
    page.get_by_text(words).wait_for(timeout=WITHIN)
    expect(page.get_by_role("heading", name="Nothing to show")).to_be_visible()
    assert not page.locator("table, svg.marks, canvas, [data-testid=stVegaLiteChart], .nw-take").count()
    assert not page.locator("[data-testid=stSidebarNavLink]").count()


@pytest.mark.parametrize(
    ("who", "kind", "theirs"),
    [
        (ANALYST, "analyst", "an analyst of the assembly"),
        (TRUST, "trust", "an organisation, of itself: Invented Harbour"),
    ],
)
def test_each_role_lands_on_what_is_theirs(another, url, who, kind, theirs):
    page = another()
    sign_in(page, url, who)
    expect(page.get_by_text(f"Signed in: {NAMES[who]}")).to_be_visible()
    expect(page.get_by_text(f"Reading as: {theirs}").first).to_be_visible()
    listed = page.locator("[data-testid=stSidebarNavLink]")
    assert listed.all_inner_texts() == [found.title for found in pages_of(kind)]
    assert len(page.context.cookies()) == 3 and all(c["sameSite"] == "Lax" for c in page.context.cookies())


def test_a_reviewer_lands_at_the_desk_and_opens_no_application_undeclared(another, url):
    page = another()
    sign_in(page, url, REVIEWER)
    expect(page.get_by_text(f"Signed in: {NAMES[REVIEWER]}")).to_be_visible()
    listed = page.locator("[data-testid=stSidebarNavLink]")
    assert listed.all_inner_texts() == [found.title for found in pages_of("desk")]
    page.goto(f"{url}/organisation?as=panel:ZD012")
    expect_nothing(page, "You have not declared yet whether you have a conflict of interest")


def test_a_stranger_sees_no_figure_and_a_way_out(another, url):
    page = another()
    sign_in(page, url, STRANGER)
    expect_nothing(page, "the Assembly has not given you a role")
    page.goto(f"{url}/organisation?as=analyst&org=ZD001")
    expect_nothing(page, "the Assembly has not given you a role")
    sign_out(page)
    expect_nothing(page, "Sign in to read.")


def test_nobody_is_anyone_by_a_header(another, url):
    page = another(extra_http_headers=FORGED)
    for path in ("/", "/position", "/organisation?as=trust:ZD001"):
        page.goto(f"{url}{path}")
        expect_nothing(page, "Sign in to read.")


def test_an_expired_token_is_refused_at_the_callback(another, published_home, tmp_path, monkeypatch):
    """As is one that comes with headers which a setting of the machine would trust."""
    from datetime import timedelta

    monkeypatch.setenv("STREAMLIT_SERVER_TRUSTED_USER_HEADERS", '{"X-User": "sub", "X-In": "is_logged_in"}')
    with (
        provider(access_token_max_age=timedelta(hours=-1)) as provider_url,
        served(published_home, tmp_path / "home", provider_url) as (_, url),
    ):
        page = another(extra_http_headers={"X-User": TRUST, "X-In": "true"})
        sign_in(page, url, TRUST)
        expect_nothing(page, "Sign in to read.")
        assert not [cookie for cookie in page.context.cookies() if cookie["name"].startswith("_streamlit_user")]


def test_a_callback_works_once_and_in_one_browser(another, url):
    page, stranger, calls = another(), another(), []
    page.on("request", lambda asked: calls.append(asked.url) if "/oauth2callback" in asked.url else None)
    sign_in(page, url, TRUST)
    (callback,) = calls
    assert set(parse_qs(urlparse(callback).query)) == {"code", "state"}
    stranger.goto(callback)
    expect_nothing(stranger, "Sign in to read.")
    sign_out(page)
    page.goto(callback)
    expect_nothing(page, "Sign in to read.")


def test_a_code_of_somebody_else_signs_nobody_in(another, url):
    """A page of another site that sends its own code to the callback: the browser has not asked for it."""
    victim = another()
    victim.goto(url)
    victim.goto(callback_of(url, TRUST, client(url)))
    expect_nothing(victim, "Sign in to read.")


def test_signing_out_ends_every_window_and_every_copy_of_the_cookie(another, url):
    page = another()
    sign_in(page, url, TRUST)
    second, kept = page.context.new_page(), page.context.cookies()
    second.goto(f"{url}/position")
    wait_until_whole(second)
    sign_out(page)
    expect_nothing(second, "You have signed out.")
    thief = another()
    thief.context.add_cookies(kept)
    thief.goto(f"{url}/position")
    expect_nothing(thief, "You have signed out.")
    sign_in(page, url, TRUST)
    expect(page.get_by_text("judged as of")).to_be_visible()


def test_a_role_taken_away_closes_the_page_that_stands(another, place, url):
    page, downloads = another(), []
    page.on("download", lambda download: downloads.append(download))
    sign_in(page, url, TRUST)
    page.goto(f"{url}/indicator?indicator=I2")
    wait_until_whole(page)
    group = page.locator(".nw-take details").first
    group.locator("summary").click()
    allow(place[0].path, *[person for person in PEOPLE if person["who"] != TRUST])
    group.get_by_role("button", name="CSV", exact=True).click()
    expect_nothing(page, "the Assembly has not given you a role")
    assert not downloads
    assert '"took"' not in "".join(path.read_text() for path in (place[0].path / "access").glob("*-*.jsonl"))


def test_two_people_in_one_browser(another, url):
    """Whoever signs in next has nothing of whoever was there before, in none of the windows."""
    page = another()
    sign_in(page, url, TRUST)
    page.goto(f"{url}/organisation?as=trust:ZD001")
    wait_until_whole(page)
    second = page.context.new_page()
    second.goto(f"{url}/position?peer_group=type_in_region")
    wait_until_whole(second)
    sign_out(page)
    page.get_by_role("button", name="Sign in", exact=True).click()
    tell_provider(page, url, OTHER_TRUST)
    stands(page)
    for window in (page, second):
        window.goto(f"{url}/organisation")
        wait_until_whole(window)
        shown = window.locator("[data-testid=stApp]").inner_text()
        assert NAMES[OTHER_TRUST] in shown and "ZD012" in window.content()
        assert NAMES[TRUST] not in shown and "Invented Harbour" not in shown
        window.goto(f"{url}/organisation?as=trust:ZD001")
        expect_nothing(window, "which is not open to you")
