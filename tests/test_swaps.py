"""Two people by turns, at one server and in one browser: neither is ever told a byte of the other's."""

import pytest

from tests.authority import OF_OTHERS, OTHER, OWN, asking, parts
from tests.markers import markers
from tests.signing_in import OTHER_TRUST, TRUST
from tests.wire import Wire, client, pressed, sign_in_by_hand

SWAPS = 200
PAGES = ("organisation", "indicator", "position", "gold3", "data", "board")
CODES = {TRUST: OWN, OTHER_TRUST: OTHER}


@pytest.fixture(scope="module")
def hidden(everyone):
    """What only the other has: not each other's peers, who are anonymous, nor what is public."""
    one, other = f"trust:{OWN}", f"trust:{OTHER}"
    return {
        TRUST: markers(everyone.home, [other], [one]),
        OTHER_TRUST: markers(everyone.home, [one], [other]),
    }


def visit(wire: Wire, who: str, turn: int) -> set[bytes]:
    """A page of theirs, with what the other chose before in its address, and a file from it."""
    page = PAGES[turn // 2 % len(PAGES)]
    chosen = {"indicator": "I2", "peer_group": OF_OTHERS["peer_group"]} if turn % 3 else {"indicator": "I7"}
    query = asking(f"trust:{CODES[who]}" if turn % 5 else None, **chosen)
    answer = wire.ask(page, query)
    assert answer.is_page
    file = wire.take(page, query, answer.offers[turn % len(answer.offers)]) if answer.offers else answer
    assert file.files or not answer.offers
    return parts(answer, file)


def test_two_windows_by_turns(everyone, hidden):
    """Both are open all the time, over the caches of one process."""
    said = {who: set() for who in CODES}
    with Wire(everyone.url, everyone.cookies[TRUST]) as one, Wire(everyone.url, everyone.cookies[OTHER_TRUST]) as two:
        for turn in range(SWAPS):
            who, wire = ((TRUST, one), (OTHER_TRUST, two))[turn % 2]
            said[who] |= visit(wire, who, turn)
    for who, told in said.items():
        assert not hidden[who].in_(b"\n".join(told))
    swapped = {who: hidden[who].in_(b"\n".join(said[other])) for who, other in zip(CODES, reversed(CODES), strict=True)}
    assert all(len(found) > 50 for found in swapped.values()), "what is looked for would be found"


def test_one_browser_by_turns(everyone, hidden):
    """Each signs out before the other signs in, with the same cookies, and claims the session that was left."""
    said, browser, left = {who: set() for who in CODES}, client(everyone.url), ""
    for turn in range(SWAPS):
        who = (TRUST, OTHER_TRUST)[turn % 2]
        sign_in_by_hand(everyone.url, who, browser)
        with Wire(everyone.url, browser.cookies, claims_session=left) as wire:
            said[who] |= visit(wire, who, turn)
            assert wire.session != left
            left = wire.session
            if turn % 4 < 2:  # otherwise the browser is only closed
                front = wire.ask()
                wire.ask("", "", pressed(front.button("Sign out")), page_hash=wire.pages[""])
        for name in [name for name in browser.cookies if name.startswith("_streamlit_user")]:
            browser.cookies.delete(name)
    browser.close()
    for who, told in said.items():
        assert not hidden[who].in_(b"\n".join(told))
