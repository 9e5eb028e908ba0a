"""The two servers. The app stays on loopback until it has sign-in; Dagster's does unless told otherwise."""

import os
import sys

from ingestion.contracts import PROJECT
from orchestration.home import Home

LOOPBACK = ("127.0.0.1", "localhost", "::1")
WRONG_USE = 2

STREAMLIT_SETTINGS = {
    "server.headless": "true",
    "server.enableStaticServing": "false",
    "server.maxUploadSize": "5",
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


def serve_app(home: Home, address: str, port: int) -> None:
    """Replaces this process by Streamlit. Without sign-in the analyst's view must not leave this machine."""
    if address not in LOOPBACK:
        print(
            f"nwbench: app has no sign-in yet, so it serves {' or '.join(LOOPBACK)} and not {address}", file=sys.stderr
        )
        sys.exit(WRONG_USE)
    themes = {f"theme.{theme}.{name}": colour for theme, colours in THEMES.items() for name, colour in colours.items()}
    settings = STREAMLIT_SETTINGS | themes | {"server.address": address, "server.port": str(port)}
    flags = [f"--{name}={value}" for name, value in settings.items()]
    # every rerun is a thread of its own, and with a heap for each the process would grow with its readers
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    os.environ["NWBENCH_HOME"] = str(home.path)
    _become([sys.executable, "-m", "streamlit", "run", str(PROJECT / "app" / "main.py"), *flags])


def serve_dagster(home: Home, address: str, port: int) -> None:
    """Replaces this process by Dagster's web server and daemon."""
    from orchestration.refresh import dagster_instance

    dagster_instance(home).dispose()
    os.environ |= {"NWBENCH_HOME": str(home.path), "DAGSTER_HOME": str(home.path / "dagster")}
    module = ["-m", "orchestration.definitions"]
    _become([sys.executable, "-m", "dagster", "dev", *module, "--host", address, "--port", str(port)])


def _become(command: list[str]) -> None:
    os.execv(command[0], command)
