"""The analyst's desk: refused files decided on, and what is late, on pages and in files."""

import fcntl
import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from app import reading
from ingestion.contracts import PROJECT
from ingestion.inbox import INVENTED
from orchestration.command import main
from orchestration.home import Home
from orchestration.serving import OPEN
from tests.pages import Opened
from tests.returns import write_return
from tests.test_access import asked
from tests.test_quarantine import BAD_LINE, GOOD, run

FILE, BAD = "lines.csv", "bad_lines.csv"
UNKNOWN = "ZD999"  # in no register


@pytest.fixture(scope="module")
def landing(tmp_path_factory):
    """The invented region's organisations and residents, lines under a checksum that is not theirs, and bad ones."""
    folder = tmp_path_factory.mktemp("desk") / "landing"
    for source in ("ods", "census"):
        shutil.copytree(PROJECT / "data" / "demo" / source, folder / source)
    (folder / "wres").mkdir()
    (folder / "wres" / FILE).write_text(GOOD.replace("T900", "ZD001"))
    (folder / "wres" / BAD).write_text(GOOD.replace("T900", "ZD002") + BAD_LINE.replace("T900", "ZD002"))
    vouched = {
        "publisher": INVENTED.publisher,
        "licence": INVENTED.licence,
        "files": [{"name": FILE, "sha256": "0" * 64}, {"name": BAD}],
    }
    (folder / "wres" / "provenance.yml").write_text(yaml.safe_dump(vouched))
    sent = write_return(folder / "returns", UNKNOWN)
    (sent.parent / "provenance.yml").write_text(yaml.safe_dump(vouched | {"files": [{"name": sent.name}]}))
    return folder


def refreshed(home: Home, landing: Path) -> Home:
    reading._opened.cache_clear()  # pages of this process have files open
    run("refresh", "--landing", landing, "--home", home.path, "--as-of", "2026-11-24")
    return home


@pytest.fixture(scope="module")
def first(tmp_path_factory, landing):
    return refreshed(Home(tmp_path_factory.mktemp("desk") / "home"), landing)


@pytest.fixture
def desk(first, tmp_path):
    """A home folder of its own, in which nothing is decided yet."""
    shutil.copytree(first.path, tmp_path / "home")
    return Home(tmp_path / "home")


def listed(home: Home, name: str) -> dict:
    entries = json.loads(run("quarantine", "list", "--all", "--format", "json", "--home", home.path))
    return next(entry for entry in entries if entry["file_name"] == name)


def opened(home: Home, monkeypatch, name: str) -> Opened:
    return Opened("assembly", home.path, monkeypatch, reader="analyst", file=listed(home, name)["sha256"][:12])


def decide(page: Opened, action: str, reason: str) -> None:
    page.test.radio(key="quarantine_action").set_value(action)
    page.test.text_area(key="quarantine_reason").set_value(reason)
    button(page, "Record the decision").click().run()


def button(page: Opened, label: str):
    return next(button for button in page.test.button if button.label == label)


def test_a_release_waives_named_rules_and_the_next_refresh_takes_the_file_in(desk, landing, monkeypatch):
    page = opened(desk, monkeypatch, FILE)
    (table,) = [rows for caption, rows in page.tables().items() if caption.startswith("Invented data: Refused files")]
    row = next(row for row in table if row["File"] == FILE)
    assert (row["State"], row["Decision"]) == ("Refused", "None yet") and "(F08)" in row["Why"]
    assert "A release waives F08 for this file" in page.text
    decide(page, "release", "The checksum was mistyped")
    assert "released" in page.test.success[0].value
    (line,) = [line for line in asked(desk.path) if line["did"] == "released"]
    assert (line["who"], line["file"], line["reason"]) == ("this machine", FILE, "The checksum was mistyped")
    decision = listed(desk, FILE)["decision"]
    assert (decision["decided_by"], decision["rules"]) == ("this machine", ["F08"])
    waiting = Opened("assembly", desk.path, monkeypatch, reader="analyst").text
    assert "Released from F08 by this machine on" in waiting and "(waits for the next refresh)" in waiting
    refreshed(desk, landing)
    (month,) = [head for name, head in desk.manifest()["journals"].items() if name.startswith("access/2")]
    assert month["lines"] == len(asked(desk.path)) and len(month["sha256"]) == 64
    followed = Opened("assembly", desk.path, monkeypatch, reader="analyst", settled="all").text
    assert "(followed by this run)" in followed and listed(desk, FILE)["state"] == "accepted"


def test_a_return_of_nobody_who_is_known_is_told_wherever_files_are(first, landing, monkeypatch):
    (file,) = (landing / "returns").glob(f"{UNKNOWN}*.zip")
    page = Opened("assembly", first.path, monkeypatch, reader="analyst")
    (row,) = page.tables()["Invented data: Files that are read, and not used"]
    assert (row["File"], row["Organisation"], row["State"]) == (file.name, UNKNOWN, "Refused: organisation unknown")
    files = Opened("data", first.path, monkeypatch, reader="analyst", region="Z99", view="files").tables()
    assert file.name in {row["File"] for row in files["Invented data: Every file, with what became of it"]}
    of_one = Opened("data", first.path, monkeypatch, reader="analyst", region="Z99", org="ZD001", view="files")
    assert file.name not in of_one.text
    reading._opened.cache_clear()  # pages of this process have files open
    summary = CliRunner().invoke(main, ["status", "--home", str(first.path)]).stdout
    assert re.search(rf"returns/{re.escape(file.name)} +organisation unknown\n", summary)
    assert "Next: nwbench quarantine list" in summary and "Next: nwbench status" not in summary
    checked = CliRunner().invoke(main, ["check", str(file), "--home", str(first.path)])
    assert (checked.exit_code, "Return!B2: no organisation ZD999 is known" in checked.stderr) == (2, True)


def test_the_desk_tells_how_to_mend_what_it_lists(desk, monkeypatch):
    page = opened(desk, monkeypatch, BAD)
    tables = page.tables()
    (listed_row,) = [r for c, rows in tables.items() if "Refused files" in c for r in rows if r["File"] == BAD]
    (reason,) = tables[f"Every reason against {BAD}"]
    assert reason["How to mend it"] and f"; {reason['How to mend it']} (V03)" in listed_row["Why"]


def test_nothing_is_recorded_without_a_reason_or_by_whom_may_not_read(desk, monkeypatch):
    page = opened(desk, monkeypatch, BAD)
    assert (
        "It cannot be released: V03" in page.text and "release" not in page.test.radio(key="quarantine_action").options
    )
    decide(page, "discard", "  ")
    assert "nothing was recorded" in page.test.error[0].value
    monkeypatch.setenv(OPEN, "")
    decide(page, "discard", "Sent by mistake")
    assert listed(desk, BAD)["decision"] is None and not [a for a in asked(desk.path) if a["did"] == "discarded"]


def test_bytes_are_erased_only_when_it_is_said_twice(desk, monkeypatch):
    page, originals = opened(desk, monkeypatch, BAD), list((desk.path / "quarantine").glob("*/original*"))
    sha256 = listed(desk, BAD)["sha256"]
    decide(page, "erase", "Holds what it should not")
    button(page, "Keep them").click().run()
    assert listed(desk, BAD)["decision"] is None and "Erase them for good" not in [b.label for b in page.test.button]
    decide(page, "erase", "Holds what it should not")
    assert "gone from here for good" in page.test.warning[0].value
    assert list((desk.path / "quarantine").glob("*/original*")) == originals
    button(page, "Erase them for good").click().run()
    assert listed(desk, BAD)["decision"]["erased"] and not list((desk.path / "quarantine" / sha256).glob("original*"))
    (line,) = [line for line in asked(desk.path) if line["did"] == "discarded"]
    assert line["erased"] and line["sha256"] == sha256


def test_a_refresh_at_work_is_waited_for(desk, monkeypatch):
    page, before = opened(desk, monkeypatch, FILE), listed(desk, FILE)["decision"]
    with (desk.path / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        decide(page, "discard", "Not needed")
    assert "a refresh is at work" in page.test.error[0].value and listed(desk, FILE)["decision"] == before
