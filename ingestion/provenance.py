"""`provenance.yml` of a landing folder: who says where its files are from."""

import os
from functools import cache
from pathlib import Path

import yaml

from ingestion.problems import shown

PROVENANCE = "provenance.yml"
MOST_BYTES = 1_000_000


def vouched(path: Path, file_name: str) -> dict[str, str | None]:
    """What the folder's record says of a file; empty when it says nothing."""
    folder, _ = _read(path)
    entry = next((f for f in folder.get("files", []) if f["name"] == file_name), None)
    told = {} if entry is None else {k: v for k, v in folder.items() if k != "files"} | entry
    return {key: value if value is None else str(value) for key, value in told.items()}  # YAML makes dates of days


def fault_of(path: Path) -> str:
    """Why the record cannot be read, and so vouches for nothing; empty when it can."""
    return _read(path)[1]


def identity(found: os.stat_result) -> tuple[int, ...]:
    """What changes when a file does."""
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _read(path: Path) -> tuple[dict, str]:
    if path.is_symlink():
        return {}, "a link to another place"
    return _parsed(path, identity(path.stat())) if path.is_file() else ({}, "")


@cache
def _parsed(path: Path, _identity: tuple) -> tuple[dict, str]:
    try:
        if path.stat().st_size > MOST_BYTES:
            return {}, f"a record of more than {MOST_BYTES:,} bytes"
        text = path.read_text(encoding="utf-8")
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            return {}, "a record that refers to itself, which could grow without end"
        record = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        return {}, f"no YAML: {shown(' '.join(str(error).split()), 200)}"
    files = record.get("files", []) if isinstance(record, dict) else None
    is_list = isinstance(files, list) and all(isinstance(f, dict) and isinstance(f.get("name"), str) for f in files)
    return (record, "") if is_list else ({}, "no record of files, each with its name")
