"""Pages worked with the keyboard alone: every control is reached, seen when it is, works, and lets go."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import REFUSED, visit, wait_until_whole

MOST = 400  # presses of Tab
# What has the keyboard: an identity for each element, what it is, and whether one sees that it has it.
AT = """async () => {
  const at = document.activeElement;
  window.nwSeen = window.nwSeen || new Map();
  if (!window.nwSeen.has(at)) window.nwSeen.set(at, window.nwSeen.size);
  const look = getComputedStyle(at);
  const shown = () => look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2;
  for (let n = 0; n < 20 && at !== document.body && !shown(); n++)
    await new Promise(later => setTimeout(later, 50));  // a busy browser styles it a moment later
  const name = at.getAttribute('aria-label') || at.textContent.trim().slice(0, 60);
  return {id: window.nwSeen.get(at), tag: at.tagName, name, seen: at === document.body || shown()};
}"""
REACHABLE = """() => [...document.querySelectorAll(
  'main :is(a[href], button, summary, input, .nw-scroll), [data-testid=stSidebar] :is(a[href], input)')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('[inert], [data-testid=stElementToolbar]')
    && e.tabIndex >= 0 && !e.disabled).length"""


@pytest.mark.parametrize(
    "path",
    [
        "?as=analyst",
        "organisation?as=trust:RXL",
        "indicator?as=panel:ZD012&indicator=I2",
        "region?as=analyst&region=Y62",
        "desk?as=panel",
        "return?as=trust:ZD001",
        f"assembly?as=analyst&file={REFUSED[:12]}",
    ],
)
def test_tab_reaches_all_shows_where_it_is_and_is_not_held(browser, address, path):
    page = visit(browser, f"{address}/{path}")
    needed, met = page.evaluate(REACHABLE), met_by_tab(page)
    assert not (unseen := [at for at in met if not at["seen"]]), unseen
    assert len({at["id"] for at in met}) == len(met), "the keyboard is held"
    assert len(met) >= needed, f"{len(met)} of {needed} reached"
    page.close()


def met_by_tab(page) -> list[dict]:
    """What Tab reaches, in its order, until it leaves the page or comes round."""
    met = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        at = page.evaluate(AT)
        if at["tag"] == "BODY" or (met and at["id"] == met[0]["id"]):
            break
        met.append(at)
    return met


def test_the_skip_link_leads_to_the_page(browser, address):
    page = visit(browser, f"{address}/organisation?as=analyst&org=RXL")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    page.close()


def test_an_organisation_is_chosen_and_a_link_followed_without_a_mouse(browser, address):
    page = visit(browser, f"{address}/organisation?as=analyst")
    _go_to(page, "main input[aria-label=Organisation]")
    page.keyboard.type("Blackpool")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Blackpool Teaching Hospitals NHS Foundation Trust").wait_for(timeout=60_000)
    wait_until_whole(page)
    assert "org=RXL" in page.url
    _go_to(page, "main .nw-table a[href*='indicator']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/indicator?**", timeout=60_000)
    page.close()


def test_a_reader_is_chosen_and_a_closed_part_opened_without_a_mouse(browser, address):
    page = visit(browser, f"{address}/?as=analyst")
    _go_to(page, "input[aria-label='Reading as']")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("as=(panel|trust)"), timeout=60_000)
    wait_until_whole(page)
    page.goto(f"{address}/organisation?as=trust:ZD001")
    wait_until_whole(page)
    _go_to(page, "main summary")
    page.keyboard.press("Enter")
    page.wait_for_selector("main details[open]")
    page.close()


def _go_to(page: Page, selector: str) -> None:
    """By Tab only."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")
