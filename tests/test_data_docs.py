"""Data Docs: pages that ask nobody for anything, show no person, and stay with their owner."""

import os
import re
import shutil
import stat
import zipfile
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag

import dagster as dg
import pytest

from ingestion.arrivals import find
from ingestion.contracts import sources
from orchestration.refresh import dagster_instance
from quality.reception import receive
from tests.returns import events, facts, write_return

WRES_HEADER = "org_code,wres_year,standard,measure_code,wres_group,value,basis,source,release_year\n"
MARKUP = "<script>alert(1)</script>"
TOLD = "She told me in confidence that the rota was changed to push her out."
LOADS = {"src", "srcset", "poster", "data", "action", "formaction", "background", "ping", "manifest"}


def wres_line(number: int, value: str) -> str:
    return f'T900,{2000 + number},WRES,I3.ENTERED,BME,"{value}",annual,dcf,2025\n'


def with_narrative(path: Path, narrative: str) -> None:
    """The same return, with words beside its first item."""
    with zipfile.ZipFile(path) as archive:
        sheets = {name: archive.read(name).decode() for name in archive.namelist()}
    sheets["Checklist.csv"] = sheets["Checklist.csv"].replace("B1,in_place,", f"B1,in_place,{narrative}", 1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in sheets.items():
            archive.writestr(name, content)


@pytest.fixture(scope="module")
def documented(tmp_path_factory) -> Path:
    """The pages of two sources with everything wrong that a page must not repeat, under the most open umask."""
    home = tmp_path_factory.mktemp("documented")
    landing = home / "landing"
    write_return(landing / "returns", "T001", **facts("B3", goal_text="Fairer for 943 476 5919, who wrote to us"))
    with_narrative(write_return(landing / "returns", "T002"), " ".join([TOLD] * 100))
    write_return(landing / "returns", "T003", **events("S5", TOLD, forum="Mr Pike, case 12/3456"))
    write_return(landing / "returns", "T004", answers={"B1": "Mr Pike, case 12/3456"})
    lines = [wres_line(n, f"many {n:02}") for n in range(1, 41)]
    (landing / "wres").mkdir()
    (landing / "wres" / "many.csv").write_text(WRES_HEADER + "".join(lines))
    (landing / "wres" / "a <b> & c.csv").write_text(WRES_HEADER + wres_line(1, MARKUP) + wres_line(2, TOLD) * 2)
    before = os.umask(0)
    try:
        for source in ("returns", "wres"):
            arrivals = [a for a in find([landing]) if a.source == source]
            receive(home, source, sources()[source], arrivals, "the code")
    finally:
        os.umask(before)
    return home


class Parsed(HTMLParser):
    """What a page refers to, and its headings."""

    def __init__(self, path: Path):
        super().__init__()
        self.links, self.loads, self.tags, self.ids, self.levels, self.language = [], [], [], set(), [], None
        self.feed(path.read_text())

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append(tag)
        self.ids.add(given.get("id"))
        self.loads += [value for name, value in attributes if name in LOADS]
        if tag == "html":
            self.language = given.get("lang")
        if tag == "a":
            self.links.append(given["href"])
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))


def pages(home: Path) -> list[Path]:
    return sorted((home / "data_docs").rglob("*.html"))


def latest(home: Path, table: str) -> Path:
    return max((home / "data_docs" / table).glob("2*.html"))


def text(path: Path) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", path.read_text()))


def test_no_page_refers_to_another_host_or_to_nothing(documented):
    read = {path: Parsed(path) for path in pages(documented)}
    assert len(read) > 2 * len(sources()["returns"].tables)
    for path, page in read.items():
        assert page.loads == [] and not {"script", "link", "img", "iframe", "object", "base"} & set(page.tags), path
        assert not re.search(r"https?:|//\w|@import|url\(", path.read_text()), path
        for link in page.links:
            address, anchor = urldefrag(link)
            target = (path.parent / address).resolve() if address else path
            assert target in read and (not anchor or anchor in read[target].ids), (path, link)
    reached = {(p.parent / urldefrag(link)[0]).resolve() for p, page in read.items() for link in page.links}
    assert reached >= {path for path in read}, "a page that none leads to"


def test_a_page_has_a_language_a_title_and_headings_in_their_order(documented):
    for path in pages(documented):
        page = Parsed(path)
        title = re.search(r"<title>(.+)</title>", path.read_text())
        assert page.language == "en-GB" and title and page.levels.count(1) == 1 and page.levels[0] == 1, path
        assert all(after <= before + 1 for before, after in zip(page.levels, page.levels[1:], strict=False)), path


def test_pages_open_in_a_browser_without_a_network(documented):
    chromium = shutil.which("chromium")
    if not chromium:
        assert not os.environ.get("CI"), "CI must have a browser"
        pytest.skip("no chromium on this machine")
    from playwright.sync_api import sync_playwright

    from tests.browsing import QUIET

    asked, said = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        page = browser.new_context(offline=True, viewport={"width": 800, "height": 900}).new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("dialog", lambda dialog: said.append("a dialog"))
        page.goto((documented / "data_docs" / "index.html").as_uri())
        page.get_by_role("row").filter(has_text="wres__lines").get_by_role("link").nth(1).click()
        assert page.get_by_role("heading", level=1).inner_text().startswith("wres__lines, judged")
        assert page.get_by_text(MARKUP).count() == 1
        assert page.get_by_text("broken", exact=True).first.evaluate("e => getComputedStyle(e).color") != "rgb(0, 0, 0)"
        page.get_by_role("link", name="wres__lines").click()
        assert page.get_by_role("heading", level=1).inner_text() == "What is expected of wres__lines"
        page.get_by_role("link", name="All tables").click()
        browser.close()
    assert said == [] and len(asked) == 4 and all(url.startswith("file:") for url in asked), (asked, said)


def test_personal_data_and_free_text_never_stand_in_a_page(documented):
    everything = "".join(p.read_text() for p in (documented / "data_docs").rglob("*") if p.is_file())
    for secret in ("943 476", "5919", "wrote to us", "in confidence", "Pike", "3456", MARKUP):
        assert secret not in everything, secret
    assert "an NHS number" in text(latest(documented, "returns__facts"))
    assert "text of 6,899 characters, not shown" in text(latest(documented, "returns__answers"))
    assert "holds a name with the number of a case, not shown" in text(latest(documented, "returns__answers"))
    assert "text of 68 characters, not shown" in text(latest(documented, "returns__events"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in latest(documented, "wres__lines").read_text()


def test_few_values_of_many_are_shown_with_their_place_rule_and_remedy(documented):
    from quality.data_docs_values import MOST_SHOWN

    told = text(latest(documented, "wres__lines"))
    assert len(set(re.findall(r"many \d\d", told))) == MOST_SHOWN - 3  # beside those of the other file
    assert "many.csv line 2, column value" in told and "43 unexpected values found" in told
    assert "V03: Counts are whole numbers of 0 or more" in told and "expected a number" in told
    assert "V04: A key stands once" in told and "a &lt;b&gt; &amp; c.csv line 3" in told
    assert "V33: Free text holds no personal data" in text(documented / "data_docs/returns__facts/expectations.html")


def test_a_page_names_its_files_its_time_and_the_code(documented):
    page = latest(documented, "wres__lines")
    checksums = [arrival.sha256 for arrival in find([documented / "landing"]) if arrival.source == "wres"]
    assert len(checksums) == 2 and all(checksum in text(page) for checksum in checksums)
    day = datetime.strptime(page.stem[:8], "%Y%m%d")
    assert "many.csv" in text(page) and f"{day:%-d %B %Y} at" in text(page) and "by code the code" in text(page)


def test_only_the_owner_may_open_them(documented):
    for path in [documented / "data_docs", *(documented / "data_docs").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_what_was_judged_before_makes_no_page(documented):
    pages_before = {path: path.stat().st_mtime_ns for path in (documented / "data_docs").rglob("*")}
    arrivals = [a for a in find([documented / "landing"]) if a.source == "wres"]
    receive(documented, "wres", sources()["wres"], arrivals, "the code")
    assert {path: path.stat().st_mtime_ns for path in (documented / "data_docs").rglob("*")} == pages_before


def test_a_refresh_links_each_check_to_its_page_and_publishes_none(published_home):
    with dagster_instance(published_home) as instance:
        run = instance.get_run_by_id(published_home.manifest()["dagster_run_id"])
        events = instance.event_log_storage.get_logs_for_run(
            run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION
        )
    checks = [event.dagster_event.event_specific_data for event in events]
    linked = {
        "__".join(check.asset_key.path): Path(check.metadata["data_docs"].path)
        for check in checks
        if check.check_name == "arrival" and "data_docs" in check.metadata
    }
    documented = {page.parent.name for page in (published_home.path / "data_docs").glob("*/2*.html")}
    assert documented == set(linked) and len(documented) > 15
    assert all(path.parent.name == table and path.is_file() for table, path in linked.items())
    assert {path.suffix for path in published_home.published.rglob("*") if path.is_file()} == {"", ".duckdb", ".json"}
