"""What lies in a landing folder and is no ordinary file, or no file that may be read: told, and never opened."""

import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest

from ingestion import arrivals
from ingestion.arrivals import of_file
from ingestion.contracts import sources
from ingestion.landing import read
from ingestion.problems import Refused
from quality.reception import QUARANTINED, receive
from tests.hostile_files import WRES_HEADER


def test_what_is_no_ordinary_file_is_told_and_never_opened(tmp_path):
    secret, folder = tmp_path / "secret.csv", tmp_path / "landing" / "wres"
    secret.write_text(WRES_HEADER + "T900,2025,WRES,I3.ENTERED,BME,7654321,annual,dcf,2025\n")
    folder.mkdir(parents=True)
    os.mkfifo(folder / "pipe.csv")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket.csv"))
    (folder / "link.csv").symlink_to(secret)
    (folder / "nowhere.csv").symlink_to(tmp_path / "nowhere")
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    (folder / "folder").symlink_to(tmp_path)
    odd = ["line\nfeed.csv", "turned\u202efdp.csv", "\x1b[31mred.csv", os.fsdecode(b"half\xff.csv")]
    for name in odd:
        (folder / name).write_text(WRES_HEADER)
    found = arrivals.find([tmp_path / "landing"])
    assert [a.fault for a in found if a.name in ("pipe.csv", "socket.csv")] == ["no ordinary file"] * 2
    links = [a.fault for a in found if a.name in ("link.csv", "nowhere.csv", "loop.csv", "folder")]
    assert links == ["a link to another place"] * 4
    assert len(found) == 6 + len(odd) and all(a.name.isprintable() and a.fault for a in found)
    reception = receive(tmp_path / "home", "wres", sources()["wres"], found, "v1")
    assert {received.state for received in reception.files} == {QUARANTINED}
    assert all(problem.rule_id == "F02" for received in reception.files for problem in received.verdict.problems)
    written = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert {path.name for path in written} == {"reasons.json"} and len(written) == len(found)
    assert not any(b"7654321" in path.read_bytes() for path in written)


@pytest.fixture
def reachable():
    """A folder that another account reaches, as pytest's own are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_what_may_not_be_read_is_told(reachable):
    for name in ("wres/closed.csv", "wres/open.csv", "returns/inside/a.csv"):
        (reachable / name).parent.mkdir(parents=True, exist_ok=True)
        (reachable / name).write_text(WRES_HEADER)
    for name in ("wres/closed.csv", "returns/inside"):
        (reachable / name).chmod(0)
    account = os.geteuid()
    if account == 0:
        os.seteuid(65_534)  # nobody
    try:
        found = {a.name: a.fault for a in arrivals.find([reachable])}
    finally:
        os.seteuid(account)
        (reachable / "returns/inside").chmod(0o755)
    no_entry = "a folder that cannot be read: Permission denied"
    assert found == {"closed.csv": "Permission denied", "open.csv": "", "inside": no_entry}


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path):
    path = tmp_path / "wres" / "changing.csv"
    path.parent.mkdir()
    path.write_text(WRES_HEADER)
    arrival = of_file(path, "wres")
    path.write_text(WRES_HEADER + "T900,2025,WRES,I3.ENTERED,BME,1,annual,dcf,2025\n")
    with pytest.raises(Refused, match="changed while it was read"):
        read(arrival)
    assert of_file(path, "wres").sha256 != arrival.sha256


PROVENANCES = {
    "not yaml": ("files: [", "no YAML"),
    "a list": ("- a", "no record of files"),
    "aliases": ("a: &a [x]\nfiles: [*a, *a]", "refers to itself"),
    "large": (f"a: {'x' * 1_000_001}", "more than 1,000,000 bytes"),
}


@pytest.mark.parametrize("case", PROVENANCES)
def test_a_record_of_origin_that_cannot_be_read_vouches_for_nothing(tmp_path, case):
    text, words = PROVENANCES[case]
    (tmp_path / "wres").mkdir()
    (tmp_path / "wres" / "provenance.yml").write_text(text)
    (tmp_path / "wres" / "a.csv").write_text(WRES_HEADER)
    file, record = arrivals.find([tmp_path])
    assert arrivals.provenance(file) == {} and record.name == "provenance.yml" and words in record.fault
