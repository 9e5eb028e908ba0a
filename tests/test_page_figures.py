"""Every figure on a page is the one that `nwbench export` gives the same reader, and says where it is from."""

import html
import re
from functools import cache

import polars as pl
import pytest
from click.testing import CliRunner
from pages import Opened

from app.navigation import PAGES
from app.origins import KEYS
from orchestration.command import main

READERS = ["analyst", "panel:ZD001", "trust:ZD001", "trust:ZD005", "trust:RXL"]
ASKED = {"analyst": [{"org": "ZD003", "region": "Z99", "due": "all"}, {"org": "RXL", "region": "Y62"}]}
INDICATORS = [f"I{number}" for number in range(1, 10)]
VIEWS = [
    (reader, page.address, asked)
    for reader in READERS
    for page in PAGES
    if reader.partition(":")[0] in page.audiences
    for asked in ASKED.get(reader, [{}])
]
VIEWS += [(reader, "data", {"view": view}) for reader in READERS[::3] for view in ("files", "received", "revisions")]
VIEWS += [("analyst", "assembly", {"view": "due", "region": region}) for region in ("Z99", "Y62")]
VIEWS += [("panel:ZD001", "compare", {"indicator": code}) for code in ("I2", "I7")]
VIEWS += [("analyst", "compare", {"org": "ZD001", "indicator": "I2"}), ("trust:ZD001", "position", {"indicator": "I7"})]
VIEWS += [(reader, "indicator", {"indicator": code, "parts": "all"}) for reader in READERS[2:4] for code in INDICATORS]
NUMBER = re.compile(r"[−+-]?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?")
# The names of intervals and limits are no figures.
NAMES = re.compile(r"\b(80|95|99\.8)%")
# What looks like a figure: a decimal, a percentage, or so many of so many.
FIGURE = re.compile(r"\d\.\d|\d ?%|\b\d[\d,]* of \d|× \d")
# Words and dates, whose numbers are part of what somebody or a rule says.
WORDS = {
    "Why",
    "What it says",
    "Comments",
    "Progress",
    "Found",
    "What the sender is told",
    "How to mend it",
    "File",
    "Note",
    "What",
    "Where",
}


@pytest.fixture(scope="module")
def exported(published_home, tmp_path_factory):
    """A table as `nwbench export` writes it for a reader, by key."""
    folder = tmp_path_factory.mktemp("exported")

    @cache
    def rows(reader: str, table: str) -> dict[str, dict]:
        out = folder / f"{reader.replace(':', '_')}_{table}.parquet"
        asked = ["export", table, "--audience", reader, "--format", "parquet", "--out", str(out)]
        done = CliRunner().invoke(main, [*asked, "--home", str(published_home.path)])
        assert done.exit_code == 0, done.output
        found = pl.read_parquet(out).to_dicts()
        by_key = {"|".join(str(row[key]) for key in KEYS[table]): row for row in found}
        assert len(by_key) == len(found), f"{table}: its key is none"
        return by_key

    return rows


def said(text: str) -> list[tuple[float, int]]:
    """Numbers of a text and how many decimals each shows."""
    plain = [number.replace(",", "").replace("−", "-") for number in NUMBER.findall(text)]
    return [(float(number), len(number.partition(".")[2].partition("e")[0])) for number in plain]


def is_told(value: float, number: float, decimals: int) -> bool:
    """Whether a number of a text is the value, rounded: as it is, as a percent, or without the sign that words give."""
    near = 0.5 * 10**-decimals * 1.000001
    signs = (number, -number)
    return any(abs(scale * value - sign) <= max(near, 1e-5 * abs(value)) for scale in (1, 100) for sign in signs)


@pytest.mark.parametrize(
    "reader, address, asked", VIEWS, ids=lambda v: v if isinstance(v, str) else "-".join(v.values())
)
def test_every_figure_is_the_exported_one(published_home, monkeypatch, exported, reader, address, asked):
    page = Opened(address, published_home.path, monkeypatch, reader=reader, **asked)
    assert "Nothing to show" not in page.titles
    seen = 0
    for body in page.bodies:
        for origins, text in re.findall(r'data-of="([^"]*)"[^>]*>(.*?)</(?:td|th|p)>', body):
            shown = html.unescape(re.sub(r"<[^>]+>", "", text))
            numbers = said(shown)
            for origin in html.unescape(origins).split(";"):
                table, *key, columns = origin.split("|")
                row = exported(reader, table).get("|".join(key))
                assert row is not None, f"{origin} is in no export: {shown}"
                for column in columns.split():
                    if row[column] is None or isinstance(row[column], bool):
                        continue
                    if isinstance(row[column], str):
                        assert row[column] in shown
                        continue
                    told = next((n for n, one in enumerate(numbers) if is_told(row[column], *one)), None)
                    assert told is not None, f"{column} of {origin} is {row[column]}, the page says: {shown}"
                    numbers, seen = numbers[told + 1 :], seen + 1
    print(f"{reader} {address} {asked}: {seen} figures")


@pytest.mark.parametrize(
    "reader, address, asked", VIEWS, ids=lambda v: v if isinstance(v, str) else "-".join(v.values())
)
def test_no_figure_is_without_its_origin(published_home, monkeypatch, reader, address, asked):
    page = Opened(address, published_home.path, monkeypatch, reader=reader, **asked)
    bare = []
    for body in page.bodies:
        for heading, rest, text in re.findall(r'<td role="cell" data-label="([^"]*)"([^>]*)>(.*?)</td>', body):
            shown = NAMES.sub("", html.unescape(re.sub(r"<[^>]+>", "", text)))
            if FIGURE.search(shown) and "data-of" not in rest and html.unescape(heading) not in WORDS:
                bare.append((html.unescape(heading), shown))
    assert bare == []
