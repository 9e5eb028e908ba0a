"""Faults of the machine, in words: whoever reads them can free a disk, and not mend a stack trace."""

import errno
import os
import re
import shutil
from pathlib import Path

from orchestration.home import Home

# By what the system, SQLite and DuckDB call them.
FULL = (os.strerror(errno.ENOSPC), os.strerror(errno.EDQUOT), "database or disk is full")
CLOSED = (os.strerror(errno.EROFS), os.strerror(errno.EACCES), os.strerror(errno.EPERM), "readonly database")
UNREADABLE = (os.strerror(errno.EIO), "disk I/O error")
SETTING = "(NWBENCH_"  # whoever names one has said what to do


def told(said: str, home: Home) -> str | None:
    """What a message of any library means, and what to do, in one line; None when it is no fault of the machine."""
    if SETTING in said:
        return None
    if _found(said, FULL):
        there = next(folder for folder in (home.path, *home.path.parents) if folder.is_dir())
        free = shutil.disk_usage(there).free / 1e6
        return f"the disk of {home.path} is full ({free:,.0f} MB are free): free some space, then refresh again"
    if fault := _found(said, CLOSED):
        return f"{_place(said, home)} cannot be written ({fault}): open it to user {os.geteuid()}, then refresh again"
    if fault := _found(said, UNREADABLE):
        return f"{_place(said, home)} cannot be read ({fault}): look at its disk or network drive, then refresh again"
    return None


def _found(said: str, faults: tuple[str, ...]) -> str | None:
    return next((fault for fault in faults if fault.lower() in said.lower()), None)


def _place(said: str, home: Home) -> Path | str:
    """The file that a message names, else the home folder."""
    named = re.search(r"""['"](/[^'"]+)['"]""", said)
    return named[1] if named else home.path
