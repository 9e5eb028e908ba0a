"""Who may see what, whatever they ask for and however: denied by default, and no byte of anybody else's."""

from datetime import date
from itertools import product
from urllib.parse import urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed

from app import casebook
from app.navigation import PAGES
from app.published import readers
from ingestion.contracts import PROJECT
from tests.markers import markers
from tests.signing_in import ANALYST, OTHER_TRUST, PEOPLE, REVIEWER, STRANGER, TRUST, allow, provider, served
from tests.wire import TRIGGER, XSRF, Wire, client, pressed, sign_in_by_hand, wanted

OWN, OTHER, APPLICANT = "ZD001", "ZD012", "ZD012"
NOBODY, FORMER = "nobody", "signed out again"
MAY = {
    ANALYST: ["analyst"], TRUST: [f"trust:{OWN}"], OTHER_TRUST: [f"trust:{OTHER}"], REVIEWER: [f"panel:{APPLICANT}"],
    STRANGER: [], NOBODY: [], FORMER: [],
}  # fmt: skip
ASKED = [
    None, "analyst", "public", "panel", f"panel:{OWN}", f"panel:{OTHER}", "panel:ZD025", f"trust:{OWN}", f"trust:{OTHER}",
    "trust:", f"TRUST:{OTHER}", f"trust:{OTHER.lower()}", f"trust:{OTHER} ", "trust:../analyst", "trust:*", "panel:' or 1=1",
    "<script>", "",
]  # fmt: skip
CHOSEN = [
    {},
    {
        "org": OTHER,
        "indicator": "I2",
        "year": "2026",
        "region": "Z99",
        "peer_group": "region",
        "assessment": "2026-07-10",
    },
    {"org": OWN, "region": "Y62", "indicator": "I1", "parts": "all", "peer_group": "all_but_one"},
]
ADDRESSES = [*(page.address for page in PAGES), "nowhere", "desk"]


@pytest.fixture(scope="module")
def place(published_home, tmp_path_factory):
    """A served home folder in which a reviewer has declared no conflict in one application; everyone's cookies."""
    with (
        provider() as provider_url,
        served(published_home, tmp_path_factory.mktemp("authority") / "home", provider_url) as (home, url),
    ):
        applicants: dict[str, date | None] = readers(home.run_folder(home.current_run()))["panel"]
        casebook.declare(home.path, APPLICANT, applicants[APPLICANT], "REVIEWER-7", REVIEWER, casebook.NONE, "")
        cookies = {who: dict(sign_in_by_hand(url, who).cookies) for who in MAY if who not in (NOBODY, FORMER)}
        cookies[NOBODY] = dict(client(url).cookies)
        cookies[FORMER] = _sign_in_and_out(home, url)
        yield home, url, cookies


def _sign_in_and_out(home, url) -> dict[str, str]:
    """The cookies of an analyst who has signed out."""
    allow(home.path, *PEOPLE, {"who": FORMER, "role": "analyst"})
    cookies = dict(sign_in_by_hand(url, FORMER).cookies)
    with Wire(url, cookies) as wire:
        page = wire.ask()
        assert page.is_page
        wire.ask("", "", pressed(page.button("Sign out")), page_hash=wire.pages[""])
    return cookies


@pytest.fixture(scope="module")
def hidden(place):
    """What each may not see: all that an analyst or a trust does, less what is theirs. Without a role not even that."""
    everyone = ["analyst", f"trust:{OWN}", f"trust:{OTHER}"]
    return {who: markers(place[0], everyone, may) for who, may in MAY.items() if who != ANALYST}


@pytest.fixture(scope="module")
def seen_by_analyst(place):
    """Pages of an analyst, and a file, in which there is much to be found."""
    with Wire(place[1], place[2][ANALYST]) as wire:
        pages = [wire.ask(address, urlencode({"as": "analyst"} | chosen)) for address in ADDRESSES for chosen in CHOSEN]
        page = wire.ask("organisation", urlencode({"as": "analyst", "org": OTHER}))
        file = wire.take("organisation", urlencode({"as": "analyst", "org": OTHER}), page.offers[0])
        assert file.files
        return b"".join({part for answer in [*pages, file] for part in parts(answer)}), page


def parts(answer) -> set[bytes]:
    """What was said, each thing once: pages repeat much of each other."""
    return (
        {element.SerializeToString() for element in answer.elements}
        | {content for _, content in answer.files}
        | {m.SerializeToString() for m in answer.messages if m.WhichOneof("type") != "delta"}
    )


@pytest.mark.parametrize("who", [who for who in MAY if who != ANALYST])
def test_what_is_looked_for_is_there_to_be_found(hidden, seen_by_analyst, who):
    found = hidden[who].in_(seen_by_analyst[0])
    assert len(found) > 300 and any(" " in marker for marker in found)


@pytest.mark.parametrize("who", MAY)
def test_no_address_opens_what_is_not_theirs(place, hidden, who):
    _, url, cookies = place
    said, pages = set(), 0
    with Wire(url, cookies[who]) as wire:
        for address, asked, chosen in product(ADDRESSES, ASKED, CHOSEN):
            answer = wire.ask(address, urlencode(({} if asked is None else {"as": asked}) | chosen))
            said |= parts(answer)
            pages += answer.is_page
            if asked not in (None, "", "panel", *MAY[who]) or not MAY[who]:
                assert not answer.is_page and not answer.offers, (address, asked, chosen)
    assert bool(pages) == bool(MAY[who])
    if who != ANALYST:
        assert not hidden[who].in_(b"\n".join(said))


@pytest.mark.parametrize("who", [TRUST, OTHER_TRUST, REVIEWER])
def test_whatever_is_taken_away_is_theirs(place, hidden, who):
    """Every button of every page, in every form of tables, and one picture of each page."""
    _, url, cookies = place
    content, taken = [], 0
    with Wire(url, cookies[who]) as wire:
        for address in ADDRESSES:
            query = urlencode({"as": MAY[who][0], "indicator": "I2"})
            pictures = 0
            for offer in wire.ask(address, query).offers:
                pictures += offer.form in ("png", "svg")
                if offer.form in ("png", "svg") and pictures > 1:
                    continue
                answer = wire.take(address, query, offer)
                assert len(answer.files) == 1, (address, offer)
                content.append(answer.raw)
                taken += 1
    assert taken > 20 and not hidden[who].in_(b"\n".join(content))


@pytest.mark.parametrize("who", [who for who in MAY if who != ANALYST])
def test_no_message_made_by_hand_opens_anything(place, hidden, seen_by_analyst, who):
    """Parts of pages, buttons, choosers and pages of an analyst's session, named in somebody else's."""
    _, url, cookies = place
    theirs, page = MAY[who][:1] or ["analyst"], seen_by_analyst[1]
    query, said = urlencode({"as": theirs[0]}), set()
    with Wire(url, cookies[ANALYST]) as analyst, Wire(url, cookies[who]) as wire:
        open_page = analyst.ask("organisation", urlencode({"as": "analyst", "org": OTHER}))
        own = wire.ask("organisation", query)
        for offer in [*page.offers[:6], *open_page.offers[:6]]:
            for fragment in ("", offer.fragment, *wire.fragments[:2]):
                answer = wire.ask("", query, wanted(offer), fragment=fragment, page_hash=analyst.pages["organisation"])
                assert not answer.files
                said |= parts(answer)
        for address, page_hash in analyst.pages.items():
            answer = wire.ask("", urlencode({"as": "analyst"}), page_hash=page_hash)
            said |= parts(answer)
            assert not answer.is_page, address
        for chooser in [*open_page.selects.values(), "reader_kind", "reader_org"]:
            for value in (
                "analyst",
                "an analyst of the assembly",
                OTHER,
                f"trust:{OTHER}",
                "An analyst of the Assembly",
            ):
                said |= parts(
                    wire.ask("", query, WidgetState(id=chooser, string_value=value), page_hash=wire.pages.get("", ""))
                )
        for fragment in analyst.fragments:
            said |= parts(wire.ask("", urlencode({"as": "analyst"}), fragment=fragment))
        for value in ("csv\0", "../../analyst", '{"x": 1}', "x" * 100_000):
            for offer in own.offers[:1]:
                said |= parts(answer := wire.take("organisation", query, offer._replace(form=value)))
                assert not answer.files
        for message in _odd(analyst.session):
            said |= parts(wire.say(message))
        for answer in (wire.ask("organisation", query), wire.ask()):
            assert answer.is_page == bool(MAY[who])
            said |= parts(answer)
    told = b"\n".join(said)
    assert not hidden[who].in_(told)
    assert str(PROJECT).encode() not in told and b"Traceback" not in told and b".duckdb" not in told


def _odd(session: str) -> list[BackMsg]:
    """Messages that no page of the app has its browser send."""
    git, clear, save, file = (
        BackMsg(load_git_info=True),
        BackMsg(clear_cache=True),
        BackMsg(set_run_on_save=True),
        BackMsg(),
    )
    file.file_urls_request.request_id, file.file_urls_request.session_id = "1", session
    file.file_urls_request.file_names.append("return.xlsx")
    operations = [BackMsg() for _ in range(3)]
    for operation in operations:
        operation.backend_operation_request.request_id, operation.backend_operation_request.session_id = "1", session
    operations[0].backend_operation_request.deferred_file.file_id = "1"
    operations[1].backend_operation_request.dataframe_chunk.SetInParent()
    operations[2].backend_operation_request.install_skills.SetInParent()
    return [git, clear, save, file, *operations, BackMsg(debug_shutdown_runtime=True), BackMsg(stop_script=True)]


@pytest.mark.parametrize(
    "content", [b"\xff\xff\xff\xff", "text", b"\0" * (2 * 1024 * 1024)], ids=["no", "text", "long"]
)
def test_what_is_no_message_ends_the_connection_alone(place, content):
    _, url, cookies = place
    with Wire(url, cookies[TRUST]) as wire, pytest.raises(ConnectionClosed):
        wire.say_raw(content)
    with Wire(url, cookies[TRUST]) as wire:
        assert wire.ask().is_page


def test_no_address_of_the_server_serves_anything_of_a_run(place):
    """Whatever is not the app's own page, its scripts and its styles answers with nothing."""
    home, url, cookies = place
    run = home.current_run()
    with Wire(url, cookies[TRUST]) as wire, client(url) as plain:
        wire.ask()
        front = plain.get("/").text
        for path in ("/media/", "/media/0123", "/_stcore/upload_file/x/y", "/_stcore/metrics", "/_stcore/agent/mcp",
                     "/_stcore/agent/interact", "/_stcore/agent/openapi.json", f"/_stcore/upload_file/{wire.session}/1"):  # fmt: skip
            for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"):
                assert plain.request(method, path).status_code in (403, 404), (method, path)
        for path in ("/app/static/style.css", f"/published/{run}/analyst.duckdb", "/component/a.b/c.js", "/secrets.toml",
                     "/static/%2e%2e/%2e%2e/secrets.toml", "/static/..%2f..%2fsecrets.toml", "/_stcore/script-health-check",
                     "/.streamlit/secrets.toml", "/access.toml", "/published/CURRENT", f"/trust/{OTHER}.duckdb"):  # fmt: skip
            got = plain.get(path)
            assert got.status_code in (400, 403, 404) or got.text == front, path
        mine = {"cookies": cookies[TRUST], "headers": {"X-Xsrftoken": cookies[TRUST][XSRF]}}
        address = f"/_stcore/upload_file/{wire.session}/1"
        assert plain.put(address, files={"f": b"x"}, **mine).status_code == 204
        assert plain.put(address, files={"f": b"x"}, cookies=cookies[TRUST]).status_code == 403
        assert plain.put(address, files={"f": b"x" * (5 * 1024 * 1024 + 1)}, **mine).status_code == 413
        assert plain.put("/_stcore/upload_file/another/1", files={"f": b"x"}, **mine).status_code == 400
        for who in (NOBODY, FORMER, STRANGER):
            theirs = {"cookies": cookies[who], "headers": {"X-Xsrftoken": cookies[who][XSRF]}}
            assert plain.put(address, files={"f": b"x"}, **theirs).status_code == 403
        assert plain.get(address, cookies=cookies[TRUST]).status_code in (404, 405)
    assert TRIGGER.format("x").startswith("$$")
