"""The server of the app: Streamlit's, behind a look at each request. `nwbench app` starts it.

Streamlit asks who somebody is over the websocket alone. What else it serves and takes is asked here: pages of other
sites get no answer, and whoever may not read has neither media nor a place to put a file.
"""

from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.auth_util import get_origin_from_redirect_uri
from streamlit.web.server.starlette import starlette_websocket as websocket
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from app import sign_in
from app.notices import NothingToShow
from orchestration.home import default_home

NOT_SERVED = ("/_stcore/metrics", "/_stcore/agent")
OF_A_PERSON = ("/media", "/_stcore/upload_file")
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


class Doorkeeper:
    """Answers 403 or 404 in the place of Streamlit; a websocket is not accepted."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._home = app, default_home().resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status = _refusal(HTTPConnection(scope), self._home) if scope["type"] in ("http", "websocket") else None
        if status is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("Not here.", status)(scope, receive, send)


def _refusal(asked: HTTPConnection, home: Path) -> int | None:
    """The status with which a request is turned away, None for one that is let through."""
    path, headers = asked.scope["path"], asked.headers
    if path.startswith(NOT_SERVED):
        return 404
    if not (websocket.is_host_allowed(headers.get("host")) and _is_own(headers)):
        return 403
    if sign_in.is_open():  # to this machine alone, and not to whom a proxy lets in
        return 403 if any(name in headers for name in FORWARDED) else None
    return 403 if path.startswith(OF_A_PERSON) and not _may_read(asked, home) else None


def _is_own(headers: Headers) -> bool:
    """Whether no page of another site asks. Programs name no origin, and Streamlit knows nobody's cookie by them."""
    origin = headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc == headers["host"] if sign_in.is_open() else origin == get_origin_from_redirect_uri()


def _may_read(asked: HTTPConnection, home: Path) -> bool:
    """By the cookie, as the websocket has it."""
    signed, origin = (
        websocket._get_signed_cookie_with_chunks(asked.cookies, USER_COOKIE_NAME),
        get_origin_from_redirect_uri(),
    )
    claims = websocket._parse_decoded_user_cookie(signed, origin) if signed and origin else {}
    try:
        sign_in.admit(home, claims)
    except NothingToShow:
        return False
    return True


app = st.App(Path(__file__).with_name("main.py"), middleware=[Middleware(Doorkeeper)])
