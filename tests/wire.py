"""The browser's side of the app without a browser: requests, and messages over the websocket, made by hand."""

import base64
import io
import json
import zipfile
from dataclasses import dataclass, field
from ssl import SSLContext
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

XSRF = "_streamlit_xsrf"
USER = "_streamlit_user"
TRIGGER = "$$STREAMLIT_INTERNAL_KEY_{}__events"  # of a component, in Streamlit 1.67
SCRIPT_STATUS = ForwardMsg.ScriptFinishedStatus
REPLACED = "FINISHED_EARLY_FOR_RERUN"


class Offer(NamedTuple):
    """One button: its component, what it says when pressed, its words, and the part of the page that it redraws."""

    component: str
    form: str
    words: str
    fragment: str


@dataclass
class Answer:
    """All that the server said to one message."""

    messages: list[ForwardMsg] = field(default_factory=list)

    @property
    def elements(self) -> list:
        return [message.delta.new_element for message in self.messages if message.WhichOneof("type") == "delta"]

    @property
    def words(self) -> str:
        bodies = [getattr(element, kind).body for element in self.elements for kind in ("html", "markdown", "heading")]
        return "\n".join(filter(None, bodies))

    @property
    def is_page(self) -> bool:
        """Whether a page of figures was drawn to its end."""
        return "judged as of" in self.words

    @property
    def components(self) -> list:
        return [element.bidi_component for element in self.elements if element.WhichOneof("type") == "bidi_component"]

    @property
    def offers(self) -> list[Offer]:
        """What can be taken away."""
        drawn = [(m.delta.fragment_id, m.delta.new_element.bidi_component) for m in self.messages]
        return [
            Offer(component.id, option.get("form") or option["name"], option["words"], fragment)
            for fragment, component in drawn
            for option in json.loads(component.json or "{}").get("options", ())
        ]

    @property
    def files(self) -> list[tuple[str, bytes]]:
        told = [json.loads(component.json or "{}").get("file") for component in self.components]
        return [(file["name"], base64.b64decode(file["content"])) for file in told if file]

    @property
    def unpacked(self) -> list[bytes]:
        return [_unpacked(content) for _, content in self.files]

    def button(self, label: str) -> str:
        """The identifier of a button."""
        return next(element.button.id for element in self.elements if element.button.label == label)

    @property
    def selects(self) -> dict[str, str]:
        """Identifiers of choosers, by their label."""
        return {e.selectbox.label: e.selectbox.id for e in self.elements if e.WhichOneof("type") == "selectbox"}


class Wire:
    """One session. `claims_session` is the identifier of another one that it pretends to resume."""

    def __init__(
        self, url: str, cookies: httpx.Cookies | dict | None = None, claims_session: str = "",
        origin: str | None = "", headers: dict[str, str] | None = None, ssl: SSLContext | None = None,
    ) -> None:  # fmt: skip
        jar, self._url, origin = dict(cookies or {}), url, url if origin == "" else origin
        protocols = ["streamlit", jar.get(XSRF, "none"), *filter(None, [claims_session])]
        told = {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())} if jar else {}
        self._socket = connect(
            f"{url.replace('http', 'ws', 1)}/_stcore/stream", subprotocols=protocols, origin=origin, max_size=None,
            additional_headers=told | (headers or {}), compression=None, proxy=None, ssl=ssl,
        )  # fmt: skip
        self.session, self.fragments, self.pages = "", [], {}

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_) -> None:
        self._socket.close()

    def ask(
        self, page: str = "", query: str = "", *widgets: WidgetState, fragment: str = "", page_hash: str = ""
    ) -> Answer:
        """A page by its address, or one of its fragments, with what widgets say."""
        asked = self.message(page, query, *widgets, fragment=fragment, page_hash=page_hash)
        self._socket.send(asked.SerializeToString())
        return self.hear()

    def message(self, page: str, query: str, *widgets: WidgetState, fragment: str = "", page_hash: str = "") -> BackMsg:
        made = BackMsg()
        asked = made.rerun_script
        asked.page_name, asked.query_string = page, query
        asked.fragment_id, asked.page_script_hash = fragment, page_hash
        asked.context_info.url = f"{self._url}/{page}"
        asked.widget_states.widgets.extend(widgets)
        return made

    def say(self, message: BackMsg) -> Answer:
        """Any message; all that the server says until it answers a sign of life that was sent after.

        A script that begins takes with it what waited to be said, so the sign is given until it is answered.
        """
        self._socket.send(message.SerializeToString())
        answer = Answer()
        for _ in range(600):
            self._socket.send(BackMsg(app_heartbeat=True).SerializeToString())
            answer.messages += (heard := self.quiet(0.2, until="heartbeat_ack").messages)
            if heard and heard[-1].WhichOneof("type") == "heartbeat_ack":
                return answer
        raise TimeoutError("the server does not answer")

    def quiet(self, seconds: float = 3, until: str = "") -> Answer:
        """What the server still says, until it has said nothing for so long, or something of a kind."""
        answer = Answer()
        while not answer.messages or answer.messages[-1].WhichOneof("type") != until:
            try:
                answer.messages.append(ForwardMsg.FromString(self._socket.recv(timeout=seconds)))
            except TimeoutError:
                break
        return answer

    def say_raw(self, content: bytes | str) -> None:
        """No message at all. Raises ConnectionClosed, as the server hangs up."""
        self._socket.send(content)
        while True:
            self._socket.recv(timeout=120)

    def hear(self) -> Answer:
        """Until a script has ended, and was not begun anew."""
        answer = Answer()
        while True:
            message = ForwardMsg.FromString(self._socket.recv(timeout=120))
            answer.messages.append(message)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.session = message.new_session.initialize.session_id
                self.pages |= {page.url_pathname: page.page_script_hash for page in message.new_session.app_pages}
            elif kind == "navigation":
                self.pages |= {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            elif kind == "delta" and message.delta.fragment_id not in ("", *self.fragments):
                self.fragments.append(message.delta.fragment_id)
            elif kind == "script_finished" and SCRIPT_STATUS.Name(message.script_finished) != REPLACED:
                return answer

    def take(self, page: str, query: str, offer: Offer) -> Answer:
        """Asks for a file, as its button does."""
        return self.ask("", query, wanted(offer), fragment=offer.fragment, page_hash=self.pages.get(page, ""))


def wanted(offer: Offer) -> WidgetState:
    told = json.dumps([{"event": "wanted", "value": offer.form}])
    return WidgetState(id=TRIGGER.format(offer.component), json_trigger_value=told)


def pressed(button: str) -> WidgetState:
    return WidgetState(id=button, trigger_value=True)


def client(url: str) -> httpx.Client:
    """A browser's cookies for the address of the app, with the one by which it tells its own pages from others'."""
    opened = httpx.Client(base_url=url, trust_env=False, timeout=60)
    opened.get("/_stcore/health")
    return opened


def sign_in_by_hand(url: str, who: str, opened: httpx.Client | None = None) -> httpx.Client:
    """The whole way to the provider and back; the cookies that it left."""
    opened = opened or client(url)
    opened.get(callback_of(url, who, opened))
    return opened


def callback_of(url: str, who: str, opened: httpx.Client) -> str:
    """The way to the provider, and the address to which it sends someone back with a code."""
    with Wire(url, opened.cookies) as wire:
        answer = wire.ask("", "", pressed(wire.ask().button("Sign in")))
    away = next(m.auth_redirect.url for m in answer.messages if m.WhichOneof("type") == "auth_redirect")
    form = opened.get(away, follow_redirects=True)
    back = opened.post(form.url, data={"sub": who}).headers["location"]
    assert urlsplit(back).netloc == urlsplit(url).netloc
    return back


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return b"\n".join(_unpacked(packed.read(name)) for name in packed.namelist())
