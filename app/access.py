"""Who asked for what. Every refusal is written down, and every look at how others stand (§5.4).

`access/<year>-<month>.jsonl` in the home folder, one line for each question, appended and never rewritten.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from app.published import Audience, NotAllowed, read

OF_OTHERS = {"peers", "peer_shares"}


def ask(
    home: Path, run_folder: Path, manifest: dict, audience: Audience, table: str, peer_group: str | None = None
) -> pl.DataFrame:
    """A published table as `app.published.read` gives it, with what is to be written down. Raises what that raises."""
    try:
        frame = read(run_folder, manifest, audience, table, peer_group)
    except NotAllowed as refused:
        record(home, audience, table, peer_group, refused.rule_id)
        raise
    record_look(home, audience, table, peer_group)
    return frame


def record_look(home: Path, audience: Audience, table: str, peer_group: str | None = None) -> None:
    """A line for whoever, not being an analyst, was told how others stand."""
    if table in OF_OTHERS and audience.name != "analyst":
        record(home, audience, table, peer_group, None)


def record(home: Path, audience: Audience, table: str, peer_group: str | None, refused_by: str | None) -> None:
    """Appends one line, whole even when several processes write. `refused_by` is the rule, None when answered."""
    now = datetime.now(UTC)
    line = {
        "at": now.isoformat(timespec="seconds"),
        "audience": audience.name,
        "org_code": audience.org_code,
        "belongs_to": audience.belongs_to,
        "table": table,
        "peer_group": peer_group,
        "refused_by": refused_by,
    }
    folder = home / "access"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(folder / f"{now:%Y-%m}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(file, f"{json.dumps(line)}\n".encode())
    finally:
        os.close(file)
