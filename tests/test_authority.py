"""Who may see what, whatever address they ask for: denied by default, and no byte of anybody else's."""

from contextlib import closing
from itertools import product

import pytest

from tests.authority import (
    ADDRESSES,
    ALL_BUT_ANALYSTS,
    ASKED,
    CHOSEN,
    FORMER,
    MAY,
    NOBODY,
    OF_OTHERS,
    OTHER,
    asking,
    parts,
)
from tests.signing_in import ANALYST, OTHER_TRUST, REVIEWER, STRANGER, TRUST
from tests.wire import XSRF, Wire, client

METHODS = ("GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD")
NOT_OPEN = (
    "/media/", "/media/0123", "/_stcore/upload_file/x/y", "/_stcore/metrics", "/_stcore/agent/mcp",
    "/_stcore/agent/interact", "/_stcore/agent/openapi.json",
)  # fmt: skip
NOT_THERE = (
    "/app/static/style.css", "/published/CURRENT", f"/trust/{OTHER}.duckdb", "/component/a.b/c.js", "/secrets.toml",
    "/access.toml", "/.streamlit/secrets.toml", "/static/%2e%2e/%2e%2e/secrets.toml", "/_stcore/script-health-check",
    "/static/..%2f..%2fsecrets.toml", "/inbox/panel/ZD012.jsonl", "/_stcore/bidi-components/take_away/takeaway.js",
)  # fmt: skip


@pytest.fixture(scope="module")
def seen_by_analyst(everyone):
    """Pages of an analyst, and a file, in which there is much to be found."""
    with Wire(everyone.url, everyone.cookies[ANALYST]) as wire:
        pages = [wire.ask(address, asking("analyst", **chosen)) for address, chosen in product(ADDRESSES, CHOSEN)]
        query = asking("analyst", org=OTHER)
        file = wire.take("organisation", query, wire.ask("organisation", query).offers[0])
        assert file.files
    return b"\n".join(parts(*pages, file))


@pytest.mark.parametrize("who", ALL_BUT_ANALYSTS)
def test_what_is_looked_for_is_there_to_be_found(everyone, seen_by_analyst, who):
    found = everyone.hidden[who].in_(seen_by_analyst)
    assert len(found) > 50 and any(" " in marker for marker in found)


@pytest.mark.parametrize("who", MAY)
def test_no_address_opens_what_is_not_theirs(everyone, who):
    said, pages = set(), 0
    with Wire(everyone.url, everyone.cookies[who]) as wire:
        for address, asked, chosen in product(ADDRESSES, ASKED, CHOSEN):
            answer = wire.ask(address, asking(asked, **chosen))
            said |= parts(answer)
            pages += answer.is_page
            if not MAY[who] or asked not in (None, "", "panel", *MAY[who]):
                assert not answer.is_page and not answer.offers, (address, asked, chosen)
    assert bool(pages) == bool(MAY[who])
    if who != ANALYST:
        assert not everyone.hidden[who].in_(b"\n".join(said))


@pytest.mark.parametrize("who", [TRUST, OTHER_TRUST, REVIEWER])
def test_whatever_is_taken_away_is_theirs(everyone, who):
    """Every button of every page, in every form of tables, and one picture of each page."""
    files = []
    with Wire(everyone.url, everyone.cookies[who]) as wire:
        wire.ask("", asking(MAY[who][0]))
        theirs = [address for address in ADDRESSES if address in wire.pages]
        for address, chosen in product(theirs, ({}, OF_OTHERS, {"indicator": "I2"})):
            query, pictures = asking(MAY[who][0], **chosen), 0
            for offer in wire.ask(address, query).offers:
                pictures += (is_picture := offer.form.endswith(("png", "svg")))
                if is_picture and pictures > 1:
                    continue
                answer = wire.take(address, query, offer)
                assert len(answer.files) == 1, (address, offer)
                files += answer.unpacked
    assert len(files) > 60 and not everyone.hidden[who].in_(b"\n".join(files))


def test_no_address_of_the_server_serves_anything_of_a_run(everyone):
    """Whatever is not the app's own page, its scripts and its styles answers with nothing."""
    with Wire(everyone.url, everyone.cookies[TRUST]) as wire, closing(client(everyone.url)) as plain:
        wire.ask()
        front, place = plain.get("/").text, f"/_stcore/upload_file/{wire.session}/1"
        for path, method in product((*NOT_OPEN, place), METHODS):
            assert plain.request(method, path).status_code in (403, 404), (method, path)
        for path in (*NOT_THERE, f"/published/{everyone.home.current_run()}/analyst.duckdb"):
            got = plain.get(path)
            assert got.status_code in (400, 403, 404) or got.text == front, path


def test_only_whoever_may_read_has_a_place_to_put_a_file(everyone):
    cookies = everyone.cookies
    with Wire(everyone.url, cookies[TRUST]) as wire, closing(client(everyone.url)) as plain:
        wire.ask()

        def put(who: str, session: str = wire.session, size: int = 1, **headers: str) -> int:
            asked = {"cookies": cookies[who], "headers": {"X-Xsrftoken": cookies[who][XSRF]} | headers}
            address = f"/_stcore/upload_file/{session}/1"
            return plain.put(address, files={"f": b"x" * size}, **asked).status_code

        assert put(TRUST) == 204
        assert put(TRUST, **{"X-Xsrftoken": "2|0|0|0"}) == put(TRUST, Origin="https://example.org") == 403
        assert put(TRUST, size=5 * 1024 * 1024 + 1) == 413 and put(TRUST, session="another") == 400
        assert {put(who) for who in (NOBODY, FORMER, STRANGER)} == {403}
        address = f"/_stcore/upload_file/{wire.session}/1"
        assert plain.get(address, cookies=cookies[TRUST]).text == plain.get("/").text
