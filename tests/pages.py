"""Pages run without a browser, and what a reader would read on them."""

import html
import json
import re

import pyarrow as pa
from streamlit import config
from streamlit.testing.v1 import AppTest

from orchestration.serving import LICENSED, OPEN


def _page() -> None:
    import streamlit

    from app.main import open_page, open_reading
    from app.navigation import PAGES
    from orchestration.home import Home, default_home

    wanted, home = streamlit.session_state["page"], Home(default_home())
    show = next(page for page in PAGES if page.address == wanted).show
    open_page(show, open_reading(home), home, home.current_run())


class Opened:
    """A page over the published run of a home folder, asked for by its address; `reader` as in `as=`."""

    def __init__(self, page: str, home, monkeypatch, reader: str | None = None, **address: str) -> None:
        monkeypatch.setenv("NWBENCH_HOME", str(home))
        monkeypatch.setenv(OPEN, LICENSED)
        config.set_option("server.address", "127.0.0.1")
        self._test = AppTest.from_function(_page, default_timeout=120)
        self._test.session_state["page"] = page
        self.go(**address, **({"as": reader} if reader else {}))

    def go(self, **address: str) -> None:
        """To another address of the page, in the same session."""
        test = self._test
        for name, value in address.items():
            test.query_params[name] = value
        test.run()
        assert not test.exception, test.exception
        self.test = test
        self.look()

    def look(self) -> None:
        """Reads the page as it stands now, after something was done on it."""
        test = self.test
        self.bodies = [element.proto.body for element in test.get("html") if element.proto.body]
        self.charts = [(element.proto.alt, _specification(element.proto)) for element in test.get("vega_lite_chart")]
        written = [element.value for kind in ("markdown", "caption", "subheader") for element in test.get(kind)]
        self.text = " ".join([*written, *(html.unescape(re.sub(r"<[^>]+>", " ", body)) for body in self.bodies)])
        self.titles = [element.value for element in test.title]
        self.options = [option for box in test.selectbox for option in box.options]

    def chart(self, code: str) -> tuple[str, dict]:
        """The chart of a measure: what is told of it, and its specification."""
        titled = re.compile(rf"(Invented data: )?{re.escape(code)}\b(?!\.)")
        return next(chart for chart in self.charts if titled.match(" ".join(chart[1]["title"]["text"])))

    def tables(self) -> dict[str, list[dict[str, str]]]:
        """Rows of each table by its caption, cells by their heading."""
        found = {}
        for body in self.bodies:
            if caption := re.search(r"<caption>(.*?)</caption>", body):
                rows = re.findall(r"<tr role=\"row\">(.*?)</tr>", body)[1:]
                found[html.unescape(caption[1])] = [_cells(row) for row in rows]
        return found


class Indicators(Opened):
    """The pages of all headlines of an organisation, with every year of their parts, as if they were one."""

    def __init__(self, home, monkeypatch, codes: list[str], **address: str) -> None:
        opened = [Opened("indicator", home, monkeypatch, indicator=code, parts="all", **address) for code in codes]
        self.bodies = [body for page in opened for body in page.bodies]
        self.charts = [chart for page in opened for chart in page.charts]
        self.text = " ".join(page.text for page in opened)


def _specification(chart) -> dict:
    """As the page gave it: Streamlit takes the data out and sends them apart."""
    specification = json.loads(chart.spec)
    if chart.data.data:
        specification["data"] = {"values": pa.ipc.open_stream(chart.data.data).read_all().to_pylist()}
    return specification


def _cells(row: str) -> dict[str, str]:
    cells = re.findall(r"<t[hd][^>]*data-label=\"([^\"]*)\"[^>]*>(.*?)</t[hd]>", row)
    return {html.unescape(heading): html.unescape(re.sub(r"<[^>]+>", "", text)) for heading, text in cells}
