"""Who is let in, message by message: cookies that were made, edited or kept, and what changes under an open page."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from websockets.exceptions import InvalidStatus

from tests.signing_in import (
    COOKIE_SECRET,
    OTHER_TRUST,
    PEOPLE,
    STRANGER,
    TRUST,
    allow,
    configure,
    provider,
    served,
)
from tests.wire import USER, XSRF, Wire, client, pressed, sign_in_by_hand


@pytest.fixture(scope="module")
def place(published_home, tmp_path_factory):
    """The home folder of an app that asks to sign in, its address, and the provider's."""
    with (
        provider() as provider_url,
        served(published_home, tmp_path_factory.mktemp("admitted") / "home", provider_url) as (home, url),
    ):
        yield home.path, url, provider_url


@pytest.fixture
def url(place):
    home, address, provider_url = place
    allow(home, *PEOPLE)
    configure(home, provider_url)
    return address


@pytest.fixture(scope="module")
def signed(place):
    """Cookies of someone who signed in."""
    return dict(sign_in_by_hand(place[1], TRUST).cookies)


def cookie(url: str, secret: str = COOKIE_SECRET, salt: str = USER, **claims: object) -> str:
    """As Streamlit signs one for someone who signed in now; claims of None are left out."""
    told = {"is_logged_in": True, "provider": "default", "origin": url, "sub": TRUST, "iat": int(time.time())} | claims
    told = {name: value for name, value in told.items() if value is not None}
    return create_signed_value(secret, salt, json.dumps(told)).decode()


def told(url: str, cookies: dict[str, str], **settings: object) -> str:
    with Wire(url, cookies, **settings) as wire:
        answer = wire.ask("organisation", "as=trust:ZD001")
    assert not answer.offers or answer.is_page
    return "a page" if answer.is_page else answer.words


def test_a_cookie_made_with_the_secret_is_a_sign_in(url, signed):
    """So that the cases below are refused for what they change, and for nothing else."""
    assert told(url, signed) == told(url, {XSRF: signed[XSRF], USER: cookie(url)}) == "a page"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"iat": timedelta(hours=-9)}, "more than 8 hours ago"),
        ({"iat": timedelta(hours=1)}, "more than 8 hours ago"),
        ({"iat": None}, "more than 8 hours ago"),
        ({"iat": "1790000000"}, "more than 8 hours ago"),
        ({"iat": True}, "more than 8 hours ago"),
        ({"sub": None}, "not given you a role"),
        ({"sub": ""}, "not given you a role"),
        ({"sub": [TRUST]}, "not given you a role"),
        ({"sub": STRANGER, "email": TRUST, "role": "trust", "roles": ["analyst"]}, "not given you a role"),
        ({"is_logged_in": False}, "Sign in to read"),
        ({"is_logged_in": "true"}, "Sign in to read"),
        ({"is_logged_in": None}, "Sign in to read"),
        ({"origin": "http://127.0.0.1:1"}, "Sign in to read"),
        ({"secret": "another secret, and long enough to sign with"}, "Sign in to read"),
        ({"salt": "_streamlit_user_tokens"}, "Sign in to read"),
    ],
    ids=str,
)
def test_a_made_cookie_lets_nobody_in(url, signed, change, words):
    now = datetime.now(UTC)
    given = {n: int((now + v).timestamp()) if isinstance(v, timedelta) else v for n, v in change.items()}
    assert words in told(url, {XSRF: signed[XSRF], USER: cookie(url, **given)})


def test_an_edited_cookie_lets_nobody_in(url, signed):
    payload, stamp, signature = cookie(url).rsplit(".", 2)
    theirs = cookie(url, sub=OTHER_TRUST).rsplit(".", 2)
    plain = json.dumps({"is_logged_in": True, "sub": TRUST, "origin": url, "iat": int(time.time())})
    mixed = [f"{theirs[0]}.{stamp}.{signature}", f"{payload}.{theirs[1]}.{theirs[2]}", f"{payload}.{stamp}.", payload]
    for value in [*mixed, plain.replace('"', "%22")]:
        assert "Sign in to read" in told(url, {XSRF: signed[XSRF], USER: value})


def test_a_cookie_counts_only_from_a_page_of_the_app(url, signed):
    """Without its token, and without an origin as a program sends none, nobody is known by their cookie."""
    assert "Sign in to read" in told(url, {USER: signed[USER]})
    assert "Sign in to read" in told(url, signed, origin=None)
    for origin in ("https://example.org", "http://localhost:1", "http://127.0.0.1:1", "null"):
        with pytest.raises(InvalidStatus, match="403"):
            told(url, signed, origin=origin)
    assert client(url).get("/", headers={"Host": "rebound.example.org"}).status_code == 403


def without(who: str) -> list[dict]:
    return [person for person in PEOPLE if person["who"] != who]


def moved(who: str, organisation: str) -> list[dict]:
    return [person | {"organisation": organisation} if person["who"] == who else person for person in PEOPLE]


CHANGES = {
    "the role is gone": lambda home: allow(home, *without(TRUST)),
    "another organisation": lambda home: allow(home, *moved(TRUST, "ZD002")),
    "another role": lambda home: allow(
        home, *without(TRUST), {"who": TRUST, "role": "panel", "organisation": "ZD001", "reference": "R-1"}
    ),
    "a sign-in counts for less": lambda home: allow(home, *PEOPLE, hours=1e-9),
    "named by another claim": lambda home: allow(home, *PEOPLE, identified_by="email"),
    "the access file is gone": lambda home: (home / "access.toml").unlink(),
    "the access file is empty": lambda home: (home / "access.toml").write_text(""),
    "the access file is broken": lambda home: (home / "access.toml").write_text("[[people]\nwho = 'x'"),
    "the access file is no text": lambda home: (home / "access.toml").write_bytes(b"\xff\xfe\x00"),
    "the access file is a folder": lambda home: _folder(home / "access.toml"),
    "the provider is gone": lambda home: (home / "secrets.toml").unlink(),
    "the provider is broken": lambda home: (home / "secrets.toml").write_text("[auth\n"),
    "no provider is named": lambda home: (home / "secrets.toml").write_text("[other]\nx = 1\n"),
    "the secret can be guessed": lambda home: _weaken(home / "secrets.toml"),
}


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _weaken(path: Path) -> None:
    path.write_text(path.read_text().replace(COOKIE_SECRET, "changeme"))


@pytest.fixture
def restored(place, signed):
    """The home folder; afterwards its files are as they were, and Streamlit, which looks by times, has seen it."""
    home, url, provider_url = place
    yield home
    if (home / "access.toml").is_dir():
        (home / "access.toml").rmdir()
    allow(home, *PEOPLE)
    configure(home, provider_url)
    for _ in range(100):
        try:
            if told(url, signed) == "a page":
                return
        except InvalidStatus:
            pass
        time.sleep(0.2)
    raise AssertionError("what was mended does not let in again")


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_under_an_open_page_closes_it(url, signed, restored, change):
    """At the next message of any kind: a file asked for, a look at what is new, a page; and for whoever comes anew."""
    with Wire(url, signed) as wire:
        page = wire.ask("indicator", "as=trust:ZD001&indicator=I2")
        offer, (follow, *_) = page.offers[0], [f for f in wire.fragments if f not in {o.fragment for o in page.offers}]
        assert wire.take("indicator", "as=trust:ZD001&indicator=I2", offer).files
        CHANGES[change](restored)
        assert not wire.take("indicator", "as=trust:ZD001&indicator=I2", offer).files
        looked = wire.ask("", "as=trust:ZD001", fragment=follow, page_hash=wire.pages["indicator"])
        assert "Nothing to show" in looked.words and not looked.is_page
        for later in ("organisation", "", "position"):
            assert not wire.ask(later, "as=trust:ZD001").is_page
    try:
        assert told(url, signed) != "a page"
    except InvalidStatus as turned_away:  # once Streamlit has seen that it has no provider any more
        assert turned_away.response.status_code == 403
    assert client(url).put("/_stcore/upload_file/x/y", files={"f": b"x"}, cookies=signed).status_code == 403


def test_a_session_is_nobody_elses(url, signed):
    """Not by its identifier, whoever asks for it, while it is open and after: what it chose stays with it."""
    other = dict(sign_in_by_hand(url, OTHER_TRUST).cookies)
    with Wire(url, signed) as mine:
        page = mine.ask("position", "as=trust:ZD001&peer_group=type_in_region")
        assert page.is_page
        for cookies in (other, {}, {XSRF: signed[XSRF]}):
            with Wire(url, cookies, claims_session=mine.session) as theirs:
                answer = theirs.ask("position", "")
                assert theirs.session != mine.session and "ZD001" not in answer.words
                assert answer.is_page == (cookies is other)
        assert mine.ask("position", "").is_page
    with Wire(url, other, claims_session=mine.session) as theirs:
        assert theirs.ask("position", "").is_page and theirs.session != mine.session
    with Wire(url, signed, claims_session=mine.session) as again:
        assert again.ask("position", "").is_page and again.session == mine.session


def test_a_session_that_signed_out_is_not_resumed(url):
    opened = sign_in_by_hand(url, TRUST)
    kept = dict(opened.cookies)
    with Wire(url, kept) as wire:
        page = wire.ask("position", "as=trust:ZD001")
        wire.ask("position", "as=trust:ZD001", pressed(page.button("Sign out")), page_hash=wire.pages["position"])
        assert not wire.ask("position", "as=trust:ZD001").is_page
    assert "You have signed out" in told(url, kept, claims_session=wire.session)
    assert client(url).put("/_stcore/upload_file/x/y", files={"f": b"x"}, cookies=kept).status_code == 403
