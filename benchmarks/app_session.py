"""One reader's session with the app, as Streamlit's browser side holds it over the websocket."""

import re
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

RUN = re.compile(r"\bRun (\d{8}T\d{6}Z-[0-9a-f]{8})")
PLAIN, BROKEN = "Nothing to show", "Traceback"


@dataclass
class Drawn:
    """A page as it came: from asking to the last message in seconds, the runs that it names, what went wrong."""

    seconds: float = 0.0
    runs: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)


class Session:
    def __init__(self, connection) -> None:
        self._connection = connection
        self._fragment: str | None = None  # of the look at which run is published
        self._cached: dict[str, ForwardMsg] = {}

    @classmethod
    @asynccontextmanager
    async def at(cls, url: str):
        """Opens a session at the address of a server."""
        stream = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
        told = {"subprotocols": ["streamlit"], "max_size": None, "compression": None}
        async with websockets.connect(stream, **told) as connection:
            yield cls(connection)

    async def rerun(self, page: str, query: str) -> Drawn:
        """A page by its address, from its question to the end of its script."""
        asked = self._question(page, query)
        started = time.perf_counter()
        await self._connection.send(asked.SerializeToString())
        drawn = await self._receive()
        drawn.seconds = time.perf_counter() - started
        return drawn

    async def look(self, page: str, query: str) -> Drawn | None:
        """What the page does by itself from time to time: None, or the page anew when another run is published."""
        if self._fragment is None:
            return None
        asked = self._question(page, query)
        asked.rerun_script.fragment_id, asked.rerun_script.is_auto_rerun = self._fragment, True
        await self._connection.send(asked.SerializeToString())
        drawn = await self._receive()
        return drawn if drawn.runs or drawn.errors else None

    def _question(self, page: str, query: str) -> BackMsg:
        message = BackMsg()
        message.rerun_script.query_string, message.rerun_script.page_name = query, page
        message.rerun_script.context_info.url = f"http://127.0.0.1/{page}"
        message.rerun_script.cached_message_hashes.extend(self._cached)
        return message

    async def _receive(self) -> Drawn:
        drawn, kept = Drawn(), {}
        while True:
            message = ForwardMsg.FromString(await self._connection.recv())
            kind = message.WhichOneof("type")
            if kind == "ref_hash":  # sent before, and kept by this side
                kept[message.ref_hash] = message = self._cached[message.ref_hash]
                kind = "delta"
            if message.metadata.cacheable:
                kept[message.hash] = message
            if kind == "auto_rerun":
                self._fragment = message.auto_rerun.fragment_id
            elif kind == "delta":
                self._note(message, drawn)
            elif kind == "script_finished":
                # Statuses of Streamlit 1.67: a fragment that asks for the whole page ends early, the page follows.
                finished = ForwardMsg.ScriptFinishedStatus.Name(message.script_finished)
                if finished == "FINISHED_EARLY_FOR_RERUN":
                    drawn.runs.clear()  # the page that follows takes the place of all that stood
                    continue
                if finished == "FINISHED_WITH_COMPILE_ERROR":
                    drawn.errors.append(finished)
                self._cached = kept or self._cached
                return drawn

    def _note(self, message: ForwardMsg, drawn: Drawn) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            drawn.errors.append(element.exception.message)
        words = element.markdown.body if kind == "markdown" else element.html.body if kind == "html" else ""
        if kind == "heading":
            words = element.heading.body
        drawn.runs.update(RUN.findall(words))
        if drawn.errors and words.startswith("<p>"):  # what a plain page says, after its heading
            drawn.errors.append(words)
        if words.strip() == PLAIN or BROKEN in words:
            drawn.errors.append(words)
