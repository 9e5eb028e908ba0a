"""What befalls a machine: a full disk, a folder that nobody may write, a disk that fails, a clock set back, no power.

What is asked of a warm process (`tests/warm.py`). Mounts are made in a namespace of their own, which goes with the
process that made it. Each refresh meets a disaster, and then one follows when its cause is gone.
"""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from ingestion import lasting
from orchestration.home import Home
from tests.killed import POINTS, die_at, keep_two, left_behind, refreshed, whole
from tests.warm import asked, ended, refresh

CLONE_NEWNS, CLONE_NEWUSER = 0x20000, 0x10000000
ROOMS = ("app", "ingestion", "orchestration", "quality")


def mounts_of_its_own() -> str:
    """From here on this process sees mounts of its own; says why not, if it cannot."""
    account, is_root = os.geteuid(), os.geteuid() == 0
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS | (0 if is_root else CLONE_NEWUSER)):
        return f"no mounts of its own: {os.strerror(ctypes.get_errno())}"
    if not is_root:
        Path("/proc/self/uid_map").write_text(f"0 {account} 1")
    done = subprocess.run(["mount", "--make-rprivate", "/"], capture_output=True, text=True)
    return done.stderr.strip()


def disk_full(home: str, landings: list[str], free_kilobytes: int) -> dict:
    """The home folder on a disk that has so much left."""
    _mounted()
    shutil.copytree(home, f"{home}.kept")
    _mount("-t", "tmpfs", "-o", "size=1g", "tmpfs", home)
    shutil.copytree(f"{home}.kept", home, dirs_exist_ok=True)
    shutil.rmtree(f"{home}.kept")
    used = shutil.disk_usage(home).used // 1024
    _mount("-o", f"remount,size={used + free_kilobytes}k", home)
    return _met(home, landings, lambda: _mount("-o", "remount,size=1g", home))


def read_only(home: str, landings: list[str]) -> dict:
    _mounted()
    _mount("--bind", home, home)
    _mount("-o", "remount,bind,ro", home)
    return _met(home, landings, lambda: _mount("-o", "remount,bind,rw", home))


def read_error(home: str, landings: list[str], path: str) -> dict:
    """The kernel answers each read of the file with EIO, as it does of a failing disk."""
    _mounted()
    _mount("--bind", f"/proc/{os.getpid()}/mem", path)
    return _met(home, landings, lambda: subprocess.run(["umount", path], check=True))


def _met(home: str, landings: list[str], mend) -> dict:
    """What a refresh said that met it, whether readers saw the same, and how the next ended once it was mended."""
    seen = asked(whole, home)
    code, said = refreshed(home, landings)
    same = asked(whole, home) == seen
    mend()
    after, then = refreshed(home, landings)
    is_new = asked(whole, home)["run"] != seen["run"]
    return {
        "code": code, "said": _of_the_command(said), "same": same,
        "then": after, "said_then": then, "new": is_new, "left": asked(left_behind, home),
    }  # fmt: skip


def clock_back(home: str, landings: list[str], days: int) -> dict:
    """A refresh for which it is so many days earlier, a rollback after it, and a refresh by the right time."""

    def before() -> None:
        keep_two()
        _set_back(timedelta(days=days))

    runs = Home(Path(home)).runs()
    code = ended(refresh(home, landings, f"{home}.said", before))
    published = asked(whole, home)["run"]
    sorted_runs, left = Home(Path(home)).runs(), asked(left_behind, home)
    rolled_back = asked(_rollback, home)
    after, _ = refreshed(home, landings, "--full")
    return {
        "code": code, "before": runs, "published": published, "runs": sorted_runs, "rolled_back": rolled_back,
        "then": after, "at_last": asked(whole, home)["run"], "runs_at_last": Home(Path(home)).runs(), "left": left,
    }  # fmt: skip


def _rollback(home: str) -> str:
    from click.testing import CliRunner

    from orchestration.command import main

    done = CliRunner().invoke(main, ["rollback", "--home", home])
    assert done.exit_code == 0, done.output
    return Home(Path(home)).current_run()


def _set_back(by: timedelta) -> None:
    """What asks for the time in this process gets an earlier one."""

    class Earlier(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) - by

    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ROOMS and getattr(module, "datetime", None) is datetime:
            module.datetime = Earlier
    now = time.time
    time.time = lambda: now() - by.total_seconds()


def power_loss(home: str, landings: list[str], point: str, names_last: bool) -> dict:
    """The power goes at a point: what was not asked to be on the disk is not there.

    Of such a file the name is there without its content (`names_last`), or there is neither. What Dagster keeps in
    SQLite is left as it is, since that syncs for itself.
    """

    def before() -> None:
        keep_two()
        _note_what_lasts(Path(home))
        die_at(*POINTS[point])

    seen = asked(whole, home)
    code = ended(refresh(home, landings, f"{home}.said", before))
    assert code == -signal.SIGKILL, Path(f"{home}.said").read_text()
    lost = _lose(Path(home), json.loads(Path(f"{home}.lasts").read_text()), names_last, seen["run"])
    after = asked(whole, home)
    code, said = refreshed(home, landings)
    at_last, left = asked(whole, home), asked(left_behind, home)
    return {
        "lost": lost, "before": seen["run"], "after": after["run"], "same": after == seen,
        "then": code, "said": said, "at_last": at_last["run"], "left": left,
    }  # fmt: skip


def _note_what_lasts(home: Path) -> None:
    """Notes beside the home folder what this process has asked to be on the disk: contents, and names in folders."""
    contents, names = {}, {}  # by inode, since a folder that is moved keeps what is in it
    really, settle = os.fsync, lasting.settle

    def note(path: Path) -> None:
        if path.is_dir():
            names[path.stat().st_ino] = {each.name: each.lstat().st_ino for each in path.iterdir()}
        else:
            contents[path.stat().st_ino] = _stamp(path)

    def keep() -> None:
        draft = Path(f"{home}.lasts.draft")
        draft.write_text(json.dumps([contents, names]))
        draft.replace(f"{home}.lasts")

    def everything() -> None:
        for path in (home, *home.rglob("*")):
            note(path)
        keep()

    def fsync(descriptor: int) -> None:
        really(descriptor)
        note(Path(os.readlink(f"/proc/self/fd/{descriptor}")))
        keep()

    def settled(folder: Path) -> None:
        settle(folder)
        everything()

    os.fsync, lasting.settle = fsync, settled
    everything()


def _lose(home: Path, kept: list[dict], names_last: bool, run_before: str) -> int:
    """Takes away what does not last; returns of how many files."""
    contents, names = kept
    lost = 0
    for path in sorted(home.rglob("*")):
        if path.relative_to(home).parts[0] == "dagster" or not path.exists():
            continue
        in_folder = names.get(str(path.parent.stat().st_ino), {})
        if not names_last and in_folder.get(path.name) != path.stat().st_ino:
            lost += 1
            if path.name == "CURRENT":
                path.write_text(f"{run_before}\n")
            else:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        elif path.is_file() and contents.get(str(path.stat().st_ino)) != _stamp(path):
            lost += 1
            os.truncate(path, 0)
    return lost


def _stamp(path: Path) -> list[int]:
    return [path.stat().st_size, path.stat().st_mtime_ns]


def _of_the_command(said: str) -> list[str]:
    """What it says at last. On a full disk Dagster writes a line of its own before."""
    assert "Traceback" not in said, said
    return [line for line in said.splitlines() if line.startswith("nwbench: ")]


def _mounted() -> None:
    if fault := mounts_of_its_own():
        raise OSError(fault)


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)
