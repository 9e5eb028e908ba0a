"""A session that goes from page to page holds what it shows, and not what it has shown."""

import gc

import pytest
from streamlit.runtime.state.common import WidgetMetadata

from app.takeaway import Offer
from tests.pages import Opened

VISITED = ("ZD002", "ZD003", "ZD001")


def alive() -> dict[str, int]:
    """Groups of buttons in this process, with what they offer, and what Streamlit knows of their widgets."""
    gc.collect()
    things = [thing for thing in gc.get_objects() if type(thing) in (Offer, WidgetMetadata)]
    offers = [thing for thing in things if isinstance(thing, Offer)]
    return {"offers": len(offers), "widgets": sum(bool(getattr(thing, "callbacks", None)) for thing in things)}


@pytest.mark.parametrize("page", ["organisation", "indicator"])
def test_what_was_left_is_let_go(published_home, monkeypatch, page):
    opened = Opened(page, published_home.path, monkeypatch, reader="analyst", org="ZD001", indicator="I2")
    seen = [alive()]
    for code in VISITED:
        opened.go(org=code)
        seen.append(alive())
    assert seen[0]["offers"] > 3 and seen[-1]["offers"] == seen[0]["offers"]
    assert seen[-1]["widgets"] == 2 * max(each["offers"] for each in seen), "two for each place on the page"
