"""Everyone signed in at one app, what each may see, and what anybody might ask for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlencode

from app import casebook
from app.navigation import PAGES
from app.published import readers
from orchestration.home import Home
from tests.markers import Markers, markers
from tests.signing_in import ANALYST, OTHER_TRUST, PEOPLE, REVIEWER, STRANGER, TRUST, allow, provider, served
from tests.wire import Answer, Wire, client, pressed, sign_in_by_hand

OWN, OTHER, APPLICANT = "ZD001", "ZD012", "ZD012"
NOBODY, FORMER = "nobody", "signed-out-again"
MAY = {
    ANALYST: ["analyst"], TRUST: [f"trust:{OWN}"], OTHER_TRUST: [f"trust:{OTHER}"], REVIEWER: [f"panel:{APPLICANT}"],
    STRANGER: [], NOBODY: [], FORMER: [],
}  # fmt: skip
ALL_BUT_ANALYSTS = [who for who in MAY if who != ANALYST]
ASKED = [
    None, "", "analyst", "public", "panel", f"panel:{OWN}", f"panel:{OTHER}", "panel:ZD025", f"trust:{OWN}",
    f"trust:{OTHER}", "trust:", f"TRUST:{OTHER}", f"trust:{OTHER.lower()}", f"trust:{OTHER} ", "trust:../analyst",
    "trust:*", "panel:' or 1=1", "<script>",
]  # fmt: skip
OF_OTHERS = {"org": OTHER, "indicator": "I2", "year": "2026", "region": "Z99", "peer_group": "region"}
CHOSEN = [
    {},
    OF_OTHERS | {"assessment": "2026-07-10"},
    {"org": OWN, "region": "Y62", "indicator": "I1", "parts": "all", "peer_group": "all_but_one"},
]
ADDRESSES = [*(page.address for page in PAGES), "nowhere"]


@dataclass(frozen=True)
class Everyone:
    home: Home
    url: str
    cookies: dict[str, dict[str, str]]

    @cached_property
    def hidden(self) -> dict[str, Markers]:
        """What each may not see: all that an analyst or a trust does, less what is theirs."""
        some = ["analyst", f"trust:{OWN}", f"trust:{OTHER}"]
        return {who: markers(self.home, some, MAY[who]) for who in ALL_BUT_ANALYSTS}


@contextmanager
def everyone_signed_in(published: Home, path: Path) -> Iterator[Everyone]:
    """An app at which a reviewer has declared no conflict of interest in one application; cookies of all of MAY."""
    with provider() as provider_url, served(published, path, provider_url) as (home, url):
        applicants = readers(home.run_folder(home.current_run()))["panel"]
        casebook.declare(home.path, APPLICANT, applicants[APPLICANT], "REVIEWER-7", REVIEWER, casebook.NONE, "")
        allow(home.path, *PEOPLE, {"who": FORMER, "role": "analyst"})
        cookies = {who: dict(sign_in_by_hand(url, who).cookies) for who in MAY if who != NOBODY}
        with Wire(url, cookies[FORMER]) as wire:
            button = wire.ask().button("Sign out")
            wire.ask("", "", pressed(button), page_hash=wire.pages[""])
        yield Everyone(home, url, cookies | {NOBODY: dict(client(url).cookies)})


def asking(reader: str | None, **chosen: str) -> str:
    """An address after its question mark."""
    return urlencode(({} if reader is None else {"as": reader}) | chosen)


def parts(*answers: Answer) -> set[bytes]:
    """What was said, each thing once, since pages repeat much of each other; files as they are once unpacked."""
    found = set()
    for answer in answers:
        found.update(element.SerializeToString() for element in answer.elements)
        found.update(m.SerializeToString() for m in answer.messages if m.WhichOneof("type") != "delta")
        found.update(answer.unpacked)
    return found
