"""A home folder that is gone comes back from its last backup: the same figures, and nothing of a damaged one."""

import gzip
import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingestion import inbox, quarantine
from ingestion.contracts import PROJECT
from orchestration.backup import back_up, unpack
from orchestration.command import main
from orchestration.home import Home
from orchestration.originals import put_back
from orchestration.refresh import refresh
from tests.conftest import AS_OF, SHIPPED
from tests.returns import write_return

RUN = [sys.executable, "-c", "from orchestration.command import main; main()"]


@pytest.fixture(scope="module")
def lived_in(published_home, tmp_path_factory) -> Home:
    """The shipped region, with a second run in use after a return was handed in and a refused file was discarded."""
    home = Home(tmp_path_factory.mktemp("lived_in") / "home")
    shutil.copytree(published_home.path, home.path)
    written = write_return(tmp_path_factory.mktemp("return") / "returns", "ZD003").read_bytes()
    inbox.put(home.path, "returns", "ZD003_late", ".zip", written, "A sender", inbox.INVENTED)
    entry = quarantine.entries(home.path)[0]
    quarantine.decide(home.path, entry, quarantine.DISCARD, "sent twice", "an analyst")
    refresh(home, SHIPPED, AS_OF)
    return home


@pytest.fixture(scope="module")
def archive(lived_in, tmp_path_factory) -> Path:
    return back_up(lived_in, tmp_path_factory.mktemp("backups"))


def test_on_a_clean_machine_a_backup_gives_every_table_again(lived_in, archive, tmp_path):
    """In a process that knows nothing of the home folder, the landing folders or the build that were backed up."""
    before, new = lived_in.manifest(), Home(tmp_path / "new")
    assert before["tables"]["revisions"]["rows"] > 0  # what changed since a run that the backup does not hold whole
    command = [*RUN, "restore", str(archive), "--home", str(new.path), "--landing", str(tmp_path / "landing")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT)
    assert done.returncode == 0 and "every table of the published run is what it was" in done.stdout, done.stderr
    after = new.manifest()
    assert after["tables"] == before["tables"] and after["run_id"] != before["run_id"]
    assert _read(after) == _read(before)
    assert quarantine.decisions(new.path) == quarantine.decisions(lived_in.path)
    assert [entry.received_at for entry in quarantine.entries(new.path)] == [
        entry.received_at for entry in quarantine.entries(lived_in.path)
    ]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert {path.stat().st_mode & 0o077 for path in new.path.rglob("*") if path.is_file() and "raw" in path.parts} == {
        0
    }
    again = [*RUN, "refresh", "--home", str(new.path), "--as-of", str(AS_OF)]
    again += [part for number in ("0", "1") for part in ("--landing", str(tmp_path / "landing" / number))]
    assert "Nothing changed" in subprocess.run(again, capture_output=True, text=True, cwd=PROJECT).stdout


def _read(manifest: dict) -> list[tuple]:
    return [(i["source"], i["name"], i["sha256"], i["rows"], i["landing"], i["provenance"]) for i in manifest["inputs"]]


def test_landing_folders_are_put_back_as_they_were_read(lived_in, tmp_path):
    found = put_back(lived_in, lived_in.manifest(), tmp_path / "landing")
    assert found.lost == []
    for landing, shipped in zip(found.landings, SHIPPED, strict=True):
        assert _contents(landing) == _contents(shipped)


def _contents(landing: Path) -> dict[str, str]:
    """Checksums of the files of sources; what a landing folder's record says of them is compared by the refresh."""
    files = [p for p in landing.rglob("*") if p.is_file() and p.suffix not in (".yml", ".md")]
    return {str(p.relative_to(landing)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_a_file_that_was_erased_is_named(lived_in, tmp_path):
    manifest = lived_in.manifest()
    gone = manifest["inputs"][0] | {"name": "gone.csv", "sha256": "0" * 64}
    assert put_back(lived_in, {"inputs": [gone]}, tmp_path / "landing").lost == [f"{gone['source']}/gone.csv"]


def test_a_source_never_names_a_folder_elsewhere(lived_in, tmp_path):
    file = lived_in.manifest()["inputs"][0]
    for source in ("../elsewhere", "/elsewhere"):
        assert put_back(lived_in, {"inputs": [file | {"source": source}]}, tmp_path / str(len(source))).lost


def test_a_backup_holds_what_cannot_be_made_anew_and_no_more(lived_in, archive, tmp_path):
    told = unpack(archive, tmp_path)
    kept = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert kept == set(told["files"]) and archive.stat().st_mode & 0o777 == 0o600
    earlier, run = lived_in.runs()
    # tests before this one may have asked for a table, which is written down
    assert {name.split("/")[0] for name in kept} - {"access"} == {
        "raw", "inbox", "quarantine", "releases", "remembered", "reports", "published", "attempts.jsonl", "dagster",
    }  # fmt: skip
    assert {name for name in kept if name.startswith("published/")} == {"published/CURRENT"} | {
        f"published/{run}/{path.relative_to(lived_in.run_folder(run)).as_posix()}"
        for path in lived_in.run_folder(run).rglob("*") if path.is_file()
    }  # fmt: skip
    assert len([name for name in kept if name.startswith(f"remembered/{earlier}/")]) == 3
    assert not any(part.startswith(".") for name in kept for part in name.split("/") if "receipt" not in part)


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _bent(content: bytes) -> bytes:
    """A bit of the archive itself."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def _rewritten(change):
    """An archive of other members: `change` is given names and contents, in order."""

    def damage(content: bytes) -> bytes:
        out = io.BytesIO()
        with tarfile.open(fileobj=io.BytesIO(content)) as old:
            members = [(member.name, old.extractfile(member).read()) for member in old]
        with tarfile.open(fileobj=out, mode="w:gz") as new:
            for name, held in change(members):
                member = tarfile.TarInfo(name)
                member.size = len(held)
                new.addfile(member, io.BytesIO(held))
        return out.getvalue()

    return damage


DAMAGES = {
    "cut off": _cut,
    "a bit that fell over": _bent,
    "no archive": lambda _: b"no archive at all",
    "an archive of nothing": lambda _: gzip.compress(b"\0" * 10240),
    "a file that is not there": _rewritten(lambda members: members[1:]),
    "a file with other content": _rewritten(lambda members: [(members[0][0], b"another"), *members[1:]]),
    "without its list of files": _rewritten(lambda members: members[:-1]),
    "a file outside the folder": _rewritten(lambda members: [("../escaped", b""), *members]),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """The archive of a home folder in which two files were handed in."""
    home = Home(tmp_path_factory.mktemp("small") / "home")
    for content in (b"a return", b"another"):
        inbox.put(home.path, "returns", "ZD001", ".xlsx", content, "A sender", inbox.INVENTED)
    return back_up(home, home.path.parent)


@pytest.mark.parametrize("damage", DAMAGES)
def test_nothing_is_restored_from_a_damaged_backup(small, tmp_path, damage):
    damaged = tmp_path / "backups" / small.name
    damaged.parent.mkdir()
    damaged.write_bytes(DAMAGES[damage](small.read_bytes()))
    done = CliRunner().invoke(main, ["restore", str(damaged), "--home", str(tmp_path / "new")])
    assert done.exit_code == 1 and done.stderr.startswith("nwbench: nothing was restored"), done.stderr
    assert small.name in done.stderr and len(done.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["backups"]


def test_a_raw_copy_that_was_changed_before_the_backup_is_not_passed_off_as_the_run(lived_in, tmp_path):
    """The archive is whole, and what it holds does not give the run that it holds."""
    home = Home(tmp_path / "home")
    shutil.copytree(lived_in.path, home.path)
    levels = next(i for i in home.manifest()["inputs"] if i["name"] == "ZD002_2026-07-08.xlsx")
    (landed,) = (home.path / "raw" / "returns").glob(f"{levels['sha256']}*")
    for copy in landed.glob("original*"):
        copy.write_bytes(b"no longer what was read")
    archive = back_up(home, tmp_path)
    done = CliRunner().invoke(main, ["restore", str(archive), "--home", str(tmp_path / "new")])
    assert done.exit_code == 1 and "ZD002_2026-07-08.xlsx is not what was read" in done.stderr, done.stderr
    assert not (tmp_path / "new").exists()


def test_an_empty_folder_is_restored_into_and_not_replaced(small, tmp_path):
    """As a volume is, whose own folder cannot be replaced."""
    volume = tmp_path / "closed" / "volume"
    (volume / ".restoring-left" / "raw").mkdir(parents=True)  # by a process that was ended half way
    before = volume.stat().st_ino
    done = CliRunner().invoke(main, ["restore", str(small), "--home", str(volume)])
    assert done.exit_code == 0, done.stderr
    assert volume.stat().st_ino == before and len(inbox.receipts(volume, "returns")) == 2
    assert [path.name for path in volume.parent.iterdir()] == ["volume"]
    assert not list(volume.glob(".restoring-*"))


def test_a_folder_that_is_in_use_is_never_restored_into(lived_in, archive):
    before = lived_in.current_run()
    done = CliRunner().invoke(main, ["restore", str(archive), "--home", str(lived_in.path)])
    assert done.exit_code == 1 and "not empty" in done.stderr and lived_in.current_run() == before


def test_only_so_many_backups_are_kept(published_home, tmp_path):
    home = Home(tmp_path / "home")
    (home.path / "inbox").mkdir(parents=True)
    for stamp in ("20260101T000000Z", "20260201T000000Z"):
        (tmp_path / f"nwbench-{stamp}.tar.gz").write_bytes(b"earlier")
    (tmp_path / "nwbench.txt").write_text("of somebody else")
    archive = back_up(home, tmp_path, keep=2)
    left = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert left == {"nwbench-20260201T000000Z.tar.gz", archive.name, "nwbench.txt"}


def test_a_backup_waits_for_no_refresh_and_says_who_is_at_work(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", "import sys, pathlib\nfrom orchestration.lock import locked\n"
         "with locked(pathlib.Path(sys.argv[1]), 'a refresh'):\n print('held', flush=True)\n sys.stdin.read()",
         str(tmp_path / "home")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT,
    )  # fmt: skip
    assert holder.stdout.readline() == "held\n"
    done = CliRunner().invoke(main, ["backup", "--to", str(tmp_path / "out"), "--home", str(tmp_path / "home")])
    holder.communicate("")
    assert (done.exit_code, "a refresh" in done.stderr) == (4, True)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_home_folder_in_which_nothing_is_published_comes_back_too(tmp_path):
    home = Home(tmp_path / "home")
    inbox.put(home.path, "returns", "ZD001_first", ".xlsx", b"a return", "A sender", inbox.INVENTED)
    archive = back_up(home, tmp_path)
    done = CliRunner().invoke(main, ["restore", str(archive), "--home", str(tmp_path / "new")])
    assert done.exit_code == 0 and "nothing was published yet" in done.stdout
    (given,) = inbox.receipts(tmp_path / "new", "returns")
    assert inbox.receipts(home.path, "returns") == [given]
