"""The page where a return is handed in, worked without a browser; and returns to send there."""

import html
import re
from pathlib import Path

from streamlit import config
from streamlit.testing.v1 import AppTest

from orchestration.home import Home
from orchestration.serving import LICENSED, OPEN
from tests.pages import _cells, _page
from tests.returns import write_return

DAY = "2026-11-20"
HAND_IN, WITHDRAW, SEE_LEVEL = "Hand in this return", "Withdraw this return", "See the level it would give"


def filled(folder: Path, org_code: str = "ZD001", day: str = DAY, attested_on: str = DAY, **differs) -> Path:
    """A return in which everything is in order, but for what differs."""
    header = {"assessment_date": day, "period_end": day, "attested_on": attested_on} | differs.pop("header", {})
    return write_return(folder, org_code, header=header, **differs)


class Desk:
    """The page of one reader over a home folder."""

    def __init__(self, home: Home, monkeypatch, reader: str = "trust:ZD001") -> None:
        monkeypatch.setenv("NWBENCH_HOME", str(home.path))
        monkeypatch.setenv(OPEN, LICENSED)
        config.set_option("server.address", "127.0.0.1")
        self.test = AppTest.from_function(_page, default_timeout=300)
        self.test.session_state["page"] = "return"
        self.test.query_params["as"] = reader
        self.run()

    def run(self) -> "Desk":
        self.test.run()
        assert not self.test.exception, self.test.exception
        return self

    def send(self, name: str, content: bytes) -> "Desk":
        self.test.file_uploader[0].set_value((name, content, "application/octet-stream"))
        return self.run()

    def confirm(self) -> "Desk":
        self.test.checkbox[0].check()
        return self.run()

    def press(self, label: str) -> "Desk":
        next(button for button in self.test.button if button.label == label).click()
        return self.run()

    def hand_in(self, path: Path) -> "Desk":
        return self.send(path.name, path.read_bytes()).confirm().press(HAND_IN)

    def withdraw(self, name: str, reason: str) -> "Desk":
        next(box for box in self.test.selectbox if box.label == "Which return").select(name)
        next(field for field in self.test.text_input if field.label.startswith("Reason")).input(reason)
        return self.run().press(WITHDRAW)

    @property
    def buttons(self) -> list[str]:
        return [button.label for button in self.test.button if not button.disabled]

    @property
    def bodies(self) -> list[str]:
        return [element.proto.body for element in self.test.get("html") if "<style" not in element.proto.body]

    @property
    def text(self) -> str:
        written = [element.value for kind in ("markdown", "caption") for element in self.test.get(kind)]
        return " ".join([*written, *(html.unescape(re.sub(r"<[^>]+>", " ", body)) for body in self.bodies)])

    def rows(self, caption: str) -> list[dict[str, str]]:
        """Rows of the table whose caption ends so; none without it."""
        for body in self.bodies:
            told = re.search(r"<caption>(.*?)</caption>", body)
            if told and html.unescape(told[1]).endswith(caption):
                return [_cells(row) for row in re.findall(r"<tr role=\"row\">(.*?)</tr>", body)[1:]]
        return []

    @property
    def problems(self) -> list[dict[str, str]]:
        return self.rows("Problems of this file, by cell")

    @property
    def sent(self) -> list[dict[str, str]]:
        return self.rows("Returns, the latest first, and what became of each")
