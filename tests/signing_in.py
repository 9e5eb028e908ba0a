"""Signing in, for tests: a real OpenID Connect provider on loopback, and the app that asks it who somebody is.

    with provider() as url_of_provider, served(published_home, tmp_path / "home", url_of_provider) as (home, url):
        page = browser.new_context().new_page()
        sign_in(page, url, TRUST)

Whoever is listed by `allow` has a role at once, and nobody else has. A context of the browser is a browser of its own.
"""

import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlparse

import httpx
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import Page, expect

from orchestration.home import Home
from orchestration.provider import SECRETS
from tests.browsing import serve

# What the provider names them by. A panel's member works at an organisation and never reads its application.
ANALYST, REVIEWER, OTHER_REVIEWER = "sub-analyst", "sub-reviewer", "sub-other-reviewer"
TRUST, OTHER_TRUST, STRANGER = "sub-trust", "sub-other-trust", "sub-stranger"
PEOPLE = (
    {"who": ANALYST, "role": "analyst"},
    {"who": REVIEWER, "role": "panel", "organisation": "ZD025", "reference": "REVIEWER-7"},
    {"who": OTHER_REVIEWER, "role": "panel", "organisation": "ZD024", "reference": "REVIEWER-8"},
    {"who": TRUST, "role": "trust", "organisation": "ZD001"},
    {"who": OTHER_TRUST, "role": "trust", "organisation": "ZD012"},
)
NAMES = {
    ANALYST: "Ana Analyst", REVIEWER: "Rae Reviewer", OTHER_REVIEWER: "Rob Reviewer", TRUST: "Tia Trust",
    OTHER_TRUST: "Tom Trust", STRANGER: "Stray Stranger",
}  # fmt: skip
COOKIE_SECRET = "known to these tests alone, and long enough to sign with"


@contextmanager
def provider(**settings: object) -> Iterator[str]:
    """A provider that knows everyone of NAMES; its address. Settings are those of oidc-provider-mock."""
    with run_server_in_thread(**settings) as server:
        url = f"http://localhost:{server.server_port}"
        for who, name in NAMES.items():
            tell(url, who, name=name, email=f"{who}@example.org")
        yield url


def tell(provider_url: str, who: str, **claims: object) -> None:
    """What the provider says of someone from now on."""
    httpx.put(f"{provider_url}/users/{who}", json=claims).raise_for_status()


def configure(home: Path, provider_url: str, **others: str) -> None:
    """The `secrets.toml` of a home folder."""
    settings = {
        "redirect_uri": "http://127.0.0.1:{port}/oauth2callback",
        "cookie_secret": COOKIE_SECRET,
        "client_id": "north-west-benchmark",
        "client_secret": "told to the provider",
        "server_metadata_url": f"{provider_url}/.well-known/openid-configuration",
    }
    _write(home / SECRETS, "[auth]\n" + "".join(f'{key} = "{value}"\n' for key, value in (settings | others).items()))


def allow(home: Path, *people: dict[str, str], **settings: object) -> None:
    """The `access.toml` of a home folder: these people and no others, from now on."""
    lines = [f"{key} = {value!r}\n" for key, value in settings.items()]
    for person in people:
        lines.append("\n[[people]]\n" + "".join(f'{key} = "{value}"\n' for key, value in person.items()))
    tomllib.loads("".join(lines))
    _write(home / "access.toml", "".join(lines))


def home_with_sign_in(published: Home, path: Path, provider_url: str, **others: str) -> Home:
    """A home folder of its own with what is published in another, a provider, and PEOPLE."""
    for room in ("published", "raw", "verdicts", "releases"):  # of which nothing is written in place
        shutil.copytree(published.path / room, path / room, copy_function=os.link)
    configure(path, provider_url, **others)
    allow(path, *PEOPLE)
    return Home(path)


@contextmanager
def served(published: Home, path: Path, provider_url: str) -> Iterator[tuple[Home, str]]:
    """Such a home folder, served; with its address."""
    home = home_with_sign_in(published, path, provider_url)
    process, url = serve(home.path)
    try:
        yield home, url
    finally:
        process.terminate()
        process.wait()


def sign_in(page: Page, url: str, who: str, path: str = "/") -> None:
    """From a page of the app to the provider and back, until a page stands, whole or with nothing to show."""
    page.goto(f"{url}{path}")
    page.get_by_role("button", name="Sign in", exact=True).click()
    tell_provider(page, url, who)
    stands(page)


def tell_provider(page: Page, url: str, who: str) -> None:
    """At the provider's form: who somebody is. Ends where the provider sends them."""
    page.locator("input[name=sub]").fill(who)
    page.get_by_role("button", name="Authorize", exact=True).click()
    page.wait_for_url(lambda now: urlparse(now).netloc == urlparse(url).netloc)


def sign_out(page: Page) -> None:
    """By the button at the side, and at the provider too, until the app asks to sign in."""
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="End session", exact=True).click()
    page.get_by_role("button", name="Sign in", exact=True).wait_for(timeout=60_000)


def stands(page: Page) -> None:
    """Waits until a page stands that the app has ended."""
    page.get_by_text("judged as of").or_(page.get_by_role("heading", name="Nothing to show")).first.wait_for(
        timeout=60_000
    )
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_attached(timeout=60_000)


def _write(path: Path, text: str) -> None:
    """Whole or not at all, as who keeps such a file should."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".next")
    draft.write_text(text)
    draft.chmod(0o600)
    draft.replace(path)
