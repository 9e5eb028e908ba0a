"""Each page for each reader in a real browser: accessible in both themes, narrow and on paper, charts with words."""

import os
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browsing import SHOTS, View, views, visit, wait_until_whole

CRITERIA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASKED = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": CRITERIA}}
# Text that reaches beyond what holds it or the window, other than what is there for screen readers only.
CUT = """() => {
  const cut = [], seen = e => e.checkVisibility({opacityProperty: true, visibilityProperty: true});
  const words = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const node = words.currentNode, holder = node.parentElement;
    if (!node.data.trim() || !seen(holder)) continue;
    if (holder.closest('thead, [inert], style, [data-testid=stTooltipContent]')) continue;
    const range = document.createRange(); range.selectNodeContents(node);
    const at = range.getBoundingClientRect();
    if (at.left < -1 || at.right > window.innerWidth + 1) cut.push(node.data + ' beyond the window');
    const svg = holder.closest('svg');
    if (svg) {
      const drawn = svg.getBoundingClientRect();
      if (at.left < drawn.left - 1 || at.right > drawn.right + 1) cut.push(node.data + ' beyond its chart');
    } else if (getComputedStyle(holder).overflowX !== 'visible' && holder.scrollWidth > holder.clientWidth + 1)
      cut.push(node.data + ' cut off');
  }
  return cut;
}"""
READ = """() => [...document.querySelectorAll('main :is(.nw-table th, .nw-table td, .nw-invented, p, h1, h2, h3)')]
  .filter(e => !e.closest('button, summary')).map(e => e.textContent).join(' ')"""


@pytest.fixture(scope="module", params=views(), ids=lambda view: view.name)
def opened(request, browser, address):
    """One page of one reader, which all tests here look at before the next is opened."""
    page = visit(browser, address + request.param.path)
    yield request.param, page
    page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_rule_of_wcag_is_broken_in_either_theme(opened, theme):
    view, page = opened
    _put_on(page, theme)
    broken = Axe().run(page, options=ASKED).response["violations"]
    assert not broken, "\n".join(f"{rule['id']}: {node['html'][:200]}" for rule in broken for node in rule["nodes"][:3])
    _keep(page, view, theme)


@pytest.mark.parametrize("width", [640, 400])
def test_nothing_is_lost_at_twice_the_size_or_on_a_narrow_screen(opened, width):
    """At 200% a window of 1280 pixels has 640."""
    view, page = opened
    _put_on(page, "light")
    page.set_viewport_size({"width": width, "height": 1000})
    page.wait_for_timeout(300)  # charts are drawn anew
    wider = page.evaluate("document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth")
    assert wider <= 0, "the page scrolls sideways"
    for _ in range(20):  # a long page's charts take their time
        if not (cut := page.evaluate(CUT)):
            break
        page.wait_for_timeout(500)
    assert cut == []
    _keep(page, view, str(width))
    page.set_viewport_size({"width": 1280, "height": 1000})


def test_each_chart_has_words_and_a_table(opened):
    _, page = opened
    for chart in page.locator("[data-testid=stVegaLiteChart]").all():
        told = chart.get_attribute("aria-label")
        assert told and len(told) > 40
        later = chart.evaluate(
            """c => [...document.querySelectorAll('.nw-table')]
            .some(t => c.compareDocumentPosition(t) & Node.DOCUMENT_POSITION_FOLLOWING)"""
        )
        assert later, f"no table after the chart: {told}"


def test_headings_lead_through_the_page(opened):
    """One title; no level is left out on the way down."""
    _, page = opened
    tags = page.eval_on_selector_all("main :is(h1,h2,h3,h4)", "all => all.map(h => h.tagName)")
    levels = [int(tag[1]) for tag in tags]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), levels


def test_all_of_a_page_prints(opened, tmp_path):
    """From the dark theme too: every word, closed parts and all, with the banner and the run."""
    _, page = opened
    if not shutil.which("pdftotext"):
        assert not os.environ.get("CI"), "CI must have pdftotext"
        pytest.skip("no pdftotext on this machine")
    _put_on(page, "dark")
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    printed = _text(tmp_path / "page.pdf")
    missing = _words(page.evaluate(READ)) - _words(printed)
    assert not missing, f"not on paper: {missing}"
    assert re.search(r"Run \d{8}T\d{6}Z-[0-9a-f]{8}", printed)


def _put_on(page: Page, theme: str) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.wait_for_function(f"getComputedStyle(document.querySelector('.stApp')).colorScheme === '{theme}'")
    wait_until_whole(page)


def _keep(page: Page, view: View, look: str) -> None:
    """A picture of the whole page for people to look at, long or not."""
    SHOTS.mkdir(exist_ok=True)
    size = page.viewport_size
    height = page.evaluate("document.querySelector('main').scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": min(max(height, 600), 12000)})
    page.wait_for_timeout(300)
    page.screenshot(path=SHOTS / f"{view.name}_{look}.png")
    page.set_viewport_size(size)


def _text(pdf: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))
