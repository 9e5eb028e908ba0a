"""The app behind the documented reverse proxy: what a browser is told, what it may do, and what no other site can."""

import os
import re
import socket
import ssl
from contextlib import closing
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus

from app.navigation import pages_of
from tests.browsing import wait_until_whole
from tests.proxying import NGINX, another_site, proxied
from tests.signing_in import ANALYST, NAMES, TRUST, provider, sign_in, sign_out, stands
from tests.wire import USER, XSRF, Wire

HEADERS = {
    "strict-transport-security": r"max-age=\d{8,}; includeSubDomains", "x-frame-options": "DENY",
    "x-content-type-options": "nosniff", "referrer-policy": "same-origin", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin", "server": "nginx", "permissions-policy": r".*camera=\(\).*",
    "content-security-policy": r"default-src 'none'; .*frame-ancestors 'none'.*",
}  # fmt: skip
PATHS = ("/", "/organisation", "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", "/auth/login", "/media/x",
         "/oauth2callback", "/static/nothing.js")  # fmt: skip
WATCH = """
    window.refused = [];
    const note = (refused) => window.refused.push(`${refused.violatedDirective} ${refused.blockedURI}`);
    document.addEventListener("securitypolicyviolation", note);
"""


@pytest.fixture(scope="module")
def site(published_home, tmp_path_factory):
    if not NGINX:
        assert not os.environ.get("CI"), "CI must have nginx"
        pytest.skip("no nginx on this machine")
    with (
        provider() as provider_url,
        proxied(published_home, tmp_path_factory.mktemp("proxied"), provider_url) as found,
    ):
        yield found


@pytest.fixture
def asking(site):
    """A browser's cookies at the address of the proxy, without a browser."""
    with httpx.Client(base_url=site.url, verify=site.context, trust_env=False, timeout=60) as opened:
        yield opened


@pytest.fixture
def another(browser):
    opened = []

    def open_():
        opened.append(browser.new_context(ignore_https_errors=True))
        return opened[-1].new_page()

    yield open_
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def elsewhere():
    with another_site() as server:
        yield server


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers(asking, path):
    answer = asking.get(path)
    for name, pattern in HEADERS.items():
        assert re.fullmatch(pattern, answer.headers.get(name, "")), (name, answer.headers.get(name))
        assert len(answer.headers.get_list(name)) == 1
    assert "uvicorn" not in str(answer.headers) and "access-control-allow-origin" not in answer.headers


def test_whoever_comes_without_transport_security_is_sent_to_it(site, asking):
    answer = httpx.get(f"{site.plain}/organisation?as=analyst", trust_env=False)
    assert answer.status_code == 301 and answer.headers["location"] == "https://localhost/organisation?as=analyst"
    with pytest.raises(ssl.SSLError):
        _handshake(site, "another.example.org")
    for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        with pytest.raises((ssl.SSLError, OSError)):
            _handshake(site, "localhost", version)
    _handshake(site, "localhost")


def _handshake(site, name: str, version: ssl.TLSVersion | None = None) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if version:
        context.minimum_version = context.maximum_version = version
    with (
        socket.create_connection(("127.0.0.1", urlsplit(site.url).port)) as plain,
        context.wrap_socket(plain, server_hostname=name),
    ):
        pass


def test_cookies_have_their_flags(another, site):
    page = another()
    sign_in(page, site.url, TRUST)
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies(site.url)}
    assert {XSRF, USER} < set(cookies)
    for name, cookie in cookies.items():
        assert cookie["secure"] and cookie["httpOnly"] == (name != XSRF), name
        assert cookie["sameSite"] == ("Strict" if name == XSRF else "Lax"), name
    assert USER not in page.evaluate("document.cookie")


@pytest.mark.parametrize(("who", "kind"), [(ANALYST, "analyst"), (TRUST, "trust")])
def test_no_page_breaks_the_content_security_policy(another, site, who, kind):
    """On every page, with its charts and a file taken away, and on the way in and out."""
    page, said = another(), []
    page.add_init_script(WATCH)
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)
    sign_in(page, site.url, who)
    for found in pages_of(kind):
        chosen = {"org": "ZD012", "region": "Z99"} if who == ANALYST else {}
        page.goto(f"{site.url}/{found.address}?{urlencode(chosen)}")
        wait_until_whole(page)
        group = page.locator(".nw-take details").first
        if found.address == "organisation":
            group.locator("summary").click()
            with page.expect_download():
                group.get_by_role("button", name="CSV", exact=True).click()
        assert page.evaluate("window.refused") == [] and not said, found.address
    sign_out(page)
    assert not said


def test_nobody_is_anyone_by_a_header_from_outside(site, asking):
    names = re.findall(r'proxy_set_header (\S+) "";', (site.certificate.parent / "site.conf").read_text())
    assert len(names) > 12
    with Wire(site.url, headers=dict.fromkeys(names, TRUST), ssl=site.context) as wire:
        assert "Sign in to read" in wire.ask("organisation", "as=trust:ZD001").words


def test_pages_of_other_sites_open_no_connection_and_send_no_file(another, site, asking, elsewhere):
    page = another()
    sign_in(page, site.url, TRUST)
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies(site.url)}
    for origin in (elsewhere.url, "https://example.org", "http://localhost", "null"):
        with pytest.raises(InvalidStatus, match="403"):
            Wire(site.url, cookies, origin=origin, ssl=site.context)
    with Wire(site.url, cookies, ssl=site.context) as wire:
        assert wire.ask("organisation", "").is_page
        place, token = f"/_stcore/upload_file/{wire.session}/1", {"X-Xsrftoken": cookies[XSRF]}

        def put(size: int = 1, **headers: str) -> int:
            content = {"f": b"x" * size}
            return asking.put(place, files=content, cookies=cookies, headers=headers).status_code

        assert put(**token) == 204 and put() == 403 and put(**token, Origin=elsewhere.url) == 403
        assert put(5 * 1024 * 1024 + 1, **token) == put(7 * 1024 * 1024, **token) == 413
    assert asking.post("/", content=b"x" * 20_000).status_code == 413


def test_another_site_signs_nobody_out_and_frames_nothing(another, site, elsewhere):
    page = another()
    sign_in(page, site.url, TRUST)
    elsewhere.page = f"""
        <img src="{site.url}/auth/logout"><iframe src="{site.url}/organisation" name="framed"></iframe>
        <a href="{site.url}/auth/logout">out</a><a href="{site.url}/organisation">in</a>
        <script>fetch("{site.url}/auth/logout", {{mode: "no-cors", credentials: "include"}}).catch(() => 0);
        const tried = new WebSocket("{site.url.replace("https", "wss")}/_stcore/stream", ["streamlit"]);
        tried.onopen = () => document.title = "open";
        </script>"""
    page.goto(elsewhere.url)
    page.wait_for_timeout(3000)
    framed = page.frame("framed")
    assert "judged as of" not in framed.content() and "Signed in" not in framed.content()
    assert page.title() != "open"
    page.get_by_text("out").click()
    expect(page.get_by_text("403 Forbidden")).to_be_visible()
    page.goto(elsewhere.url)
    page.get_by_text("in", exact=True).click()
    stands(page)
    expect(page.get_by_text(f"Signed in: {NAMES[TRUST]}")).to_be_visible()


def test_each_reader_stays_with_one_of_two_processes(site):
    """Pages, files and the websocket of a browser go where its session is, and readers are spread over both."""
    for _ in range(12):
        with httpx.Client(base_url=site.url, verify=site.context, trust_env=False, timeout=60) as reader:
            for path in ("/_stcore/health", "/", "/_stcore/host-config", "/organisation"):
                assert reader.get(path).status_code == 200
    answered: dict[str, set[str]] = {}
    for cookie, process in (line.split(maxsplit=1) for line in site.log.read_text().splitlines()):
        answered.setdefault(cookie, set()).add(process.strip())
    of_readers = {cookie: by - {"-"} for cookie, by in answered.items() if cookie != "-"}
    assert len(of_readers) >= 12 and all(len(by) <= 1 for by in of_readers.values()), of_readers
    assert len(set().union(*of_readers.values())) == 2


def test_the_server_behind_has_the_settings_of_the_design(site):
    """As it runs: on this machine alone, errors without words, nothing told to its makers, no file of its folder."""
    port = urlsplit(site.behind).port
    own = [found[4][0] for found in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET, socket.SOCK_STREAM)]
    for address in {*own, "127.0.0.2"} - {"127.0.0.1"}:
        with closing(socket.socket()) as probe:
            probe.settimeout(2)
            assert probe.connect_ex((address, port)) != 0, address
    with Wire(site.behind, origin=site.url) as wire:
        (new,) = [m.new_session for m in wire.ask().messages if m.WhichOneof("type") == "new_session"]
    assert not new.config.gather_usage_stats and new.config.toolbar_mode == new.config.ToolbarMode.MINIMAL
    with httpx.Client(base_url=site.behind, trust_env=False) as direct:
        front = direct.get("/").text
        for path in ("/app/static/style.css", "/app/static/main.py", "/app/main.py"):
            got = direct.get(path)
            assert got.status_code == 404 or got.text == front
        assert direct.get("/", headers={"Host": "another.example.org"}).status_code == 403


def test_what_goes_wrong_inside_is_not_told(another, site):
    """Where who asked cannot be written down, nothing is answered; and not why."""
    page = another()
    sign_in(page, site.url, TRUST)
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies(site.url)}
    trail, aside = site.home / "access", site.home / "aside"
    trail.mkdir(exist_ok=True)
    trail.rename(aside)
    trail.write_text("")
    try:
        with Wire(site.url, cookies, ssl=site.context) as wire:
            answer = wire.ask("organisation", "as=trust:ZD012")
    finally:
        trail.unlink()
        aside.rename(trail)
    (told,) = [e.exception for e in answer.elements if e.WhichOneof("type") == "exception"]
    assert not answer.is_page and not told.stack_trace and str(site.home) not in str(told)
    assert "redacted" in told.message


def test_signing_in_is_not_tried_without_end(asking):
    """Sixty times a minute from one address, and some at once."""
    answers = {asking.get("/auth/login").status_code for _ in range(80)}
    assert 429 in answers and asking.get("/").status_code == 200
