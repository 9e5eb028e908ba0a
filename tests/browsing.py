"""The app served on this machine, Debian's Chromium, and every page as every kind of reader sees it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, expect

from app.navigation import PAGES
from ingestion.contracts import PROJECT
from orchestration.home import Home

CHROMIUM = shutil.which("chromium")
# Without these a browser asks for the world at every start, which a closed network refuses many times over.
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SHOTS = PROJECT / "test-output"
# Who reads, and what of: an invented and a real organisation, an applicant, and one with nothing but a name.
READERS = {
    "analyst_invented": {"as": "analyst", "region": "Z99", "org": "ZD001"},
    "analyst_real": {"as": "analyst", "region": "Y62", "org": "RXL"},
    "analyst_name_only": {"as": "analyst", "region": "Y62", "org": "RM2"},
    "desk": {"as": "panel"},
    "panel": {"as": "panel:ZD012"},
    "trust_invented": {"as": "trust:ZD001"},
    "trust_real": {"as": "trust:RXL"},
}
NOT_OF_ONE_ORGANISATION = ("", "region", "data", "methods", "assembly", "trail", "improvements", "desk")

expect.set_options(timeout=30_000)  # Streamlit draws a page piece by piece


# A file of the invented region that cannot be read, so that it stands refused.
REFUSED = sha256((PROJECT / "data" / "demo" / "returns" / "ZD018_2026-08-12.zip").read_bytes()).hexdigest()
# What pages show beyond their first view.
FURTHER = {
    "assembly_refused_file": f"/assembly?as=analyst&file={REFUSED[:12]}",
    "assembly_thresholds": "/assembly?as=analyst&view=thresholds&parameter=network_meetings_minimum",
    "assembly_reminders": "/assembly?as=analyst&view=due&region=Z99&remind=ZD022",
}


PATIENCE = 60_000  # milliseconds in which a busy machine draws a long page


class View(NamedTuple):
    name: str
    path: str


def views() -> list[View]:
    """Each page for each reader who has it, so that a new page is looked at without being named here."""
    found = []
    for reader, chosen in READERS.items():
        for page in PAGES:
            general = page.address in NOT_OF_ONE_ORGANISATION
            kind = "desk" if chosen["as"] == "panel" else chosen["as"].partition(":")[0]
            if kind in page.audiences and not (general and "name_only" in reader):
                asked = {name: value for name, value in chosen.items() if not (general and name == "org")}
                found.append(View(f"{page.address or 'start'}_{reader}", f"/{page.address}?{urlencode(asked)}"))
    return found + [View(name, path) for name, path in FURTHER.items()]


def serve(home: Path, *options: str) -> tuple[subprocess.Popen, str]:
    """A server of the home folder, and its address once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from orchestration.command import main; main()", "app"]
    settings = os.environ | {"PYTHONPATH": str(PROJECT)}
    process = subprocess.Popen(
        [*command, "--home", str(home), "--port", str(port), *options],
        env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, f"http://127.0.0.1:{port}"
        time.sleep(0.1)
    raise AssertionError("the app did not start")


def publish_again(home: Home) -> str:
    """The same content as another run, as a refresh publishes it: whole first, then CURRENT moves. Gives its id."""
    before = home.current_run()
    run_id = f"{before[:-1]}{'0' if before[-1] != '0' else '1'}"
    shutil.copytree(home.run_folder(before), home.run_folder(run_id))
    manifest = home.run_folder(run_id) / "manifest.json"
    manifest.write_text(manifest.read_text().replace(before, run_id))
    moved = home.pointer.with_suffix(".next")
    moved.write_text(f"{run_id}\n")
    moved.replace(home.pointer)
    return run_id


def visit(browser: Browser, url: str, width: int = 1280, height: int = 1000) -> Page:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(url)
    wait_until_whole(page)
    return page


def wait_until_whole(page: Page) -> None:
    """Until the last line of a page stands, each of its charts is drawn and its place for a file is mended."""
    page.get_by_text("judged as of").wait_for(timeout=PATIENCE)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", state="attached")
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')", timeout=PATIENCE)
    page.wait_for_function(
        "[...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(c => c.querySelector('svg'))",
        timeout=PATIENCE,
    )
    page.wait_for_selector("[data-testid=stFileUploaderDropzone][role=presentation]", state="detached")
