"""The two servers, on loopback unless told otherwise."""

import os
import sys

from ingestion.contracts import PROJECT
from orchestration.home import Home

STREAMLIT_SETTINGS = {
    "server.headless": "true",
    "server.enableStaticServing": "false",
    "server.maxUploadSize": "5",
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "browser.gatherUsageStats": "false",
    "server.fileWatcherType": "none",
}


def serve_app(home: Home, address: str, port: int) -> None:
    """Replaces this process by Streamlit."""
    settings = STREAMLIT_SETTINGS | {"server.address": address, "server.port": str(port)}
    flags = [f"--{name}={value}" for name, value in settings.items()]
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
