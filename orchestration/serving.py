"""The app's server. Without a provider to sign in at it stays on loopback."""

import os
import sys
from typing import NoReturn

from ingestion.contracts import PROJECT
from orchestration.home import Home
from orchestration.options import WRONG_USE
from orchestration.provider import LOOPBACK, SECRETS, BadProvider, read_provider

# Without a provider the app is open to whoever uses this machine: with what is invented or licensed, or everything.
OPEN, LICENSED, EVERYTHING = "NWBENCH_OPEN", "licensed", "everything"
OPEN_TO = (LICENSED, EVERYTHING)

# Given as flags, which neither an environment nor a config.toml that somebody left behind can change.
STREAMLIT_SETTINGS = {
    "server.headless": "true",
    "server.enableStaticServing": "false",
    "server.maxUploadSize": "5",  # megabytes, as the next
    "server.maxWidgetStateSize": "1",
    "server.enableCORS": "true",
    "server.enableXsrfProtection": "true",
    "server.enableAgentApi": "false",
    "server.trustedUserHeaders": "{}",  # who somebody is stands in a signed cookie, and never in a header
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "browser.gatherUsageStats": "false",
    "server.fileWatcherType": "none",
    # a whole garbage collection after each rerun takes nine tenths of the time of fifty readers
    "runner.postScriptGC": "false",
    "theme.linkUnderline": "true",
    "theme.showWidgetBorder": "true",
}
# Each reader's system chooses between the two; app/style.css follows whichever is on. Edges have 3 to 1, text 7 to 1.
THEMES = {
    "light": {"primaryColor": "#12436d", "backgroundColor": "#ffffff", "secondaryBackgroundColor": "#f3f2f1",
              "textColor": "#0b0c0c", "linkColor": "#12436d", "borderColor": "#6f777b"},
    "dark": {"primaryColor": "#9cc3ea", "backgroundColor": "#16191c", "secondaryBackgroundColor": "#24292e",
             "textColor": "#f3f2f1", "linkColor": "#9cc3ea", "borderColor": "#8a949c"},
}  # fmt: skip


def serve_app(home: Home, address: str, port: int, without_sign_in: bool = False) -> None:
    """Replaces this process by Streamlit. Whether it asks to sign in is settled here: nothing opens it later."""
    asks = os.path.lexists(home.path / SECRETS) and not without_sign_in
    try:
        hosts = {read_provider(home.path).host, *LOOPBACK} if asks else LOOPBACK
    except BadProvider as bad:
        _refuse(f"nobody could sign in: {bad}")
    if address not in LOOPBACK and not asks:
        lacks = f"no {SECRETS} in the home folder, so nobody can sign in"
        _refuse(f"{lacks}; it serves {' or '.join(LOOPBACK)} and not {address}")
    themes = {f"theme.{theme}.{name}": colour for theme, colours in THEMES.items() for name, colour in colours.items()}
    settings = STREAMLIT_SETTINGS | themes | {"server.address": address, "server.port": str(port)}
    if asks:
        settings["secrets.files"] = str(home.path / SECRETS)
    flags = [f"--{name}={value}" for name, value in settings.items()]
    flags += [f"--server.allowedHosts={host}" for host in sorted(hosts)]
    # every rerun is a thread of its own, and with a heap for each the process would grow with its readers
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    os.environ |= {"NWBENCH_HOME": str(home.path), OPEN: "" if asks else EVERYTHING if without_sign_in else LICENSED}
    _become([sys.executable, "-m", "streamlit", "run", str(PROJECT / "app" / "server.py"), *flags])


def _refuse(words: str) -> NoReturn:
    print(f"nwbench: {words}", file=sys.stderr)
    sys.exit(WRONG_USE)


def _become(command: list[str]) -> None:
    os.execv(command[0], command)
