"""How a file that arrived comes to lie in the home folder: whole or not at all."""

import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from ingestion import lasting
from ingestion.arrivals import Arrival, keep


def draft_of(folder: Path, arrival: Arrival, content: bytes | None = None) -> Path:
    """A hidden folder beside `folder` that holds the bytes of the arrival, to be filled and moved there.

    Without `content` they are copied as far as they can be: a link, a pipe or a very large file leaves none.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=lasting.DRAFT, dir=folder.parent))
    original = draft / f"original{arrival.suffix}"
    if content is None:
        keep(arrival, original)
    else:
        original.write_bytes(content)
    return draft


def move(draft: Path, folder: Path) -> None:
    """Into place, unless another process was first with the same bytes."""
    try:
        lasting.move(draft, folder)
    except OSError:
        if not folder.is_dir():
            raise
        shutil.rmtree(draft)


def receipt(arrival: Arrival) -> dict[str, str]:
    """Which file it is, and that it is seen now for the first time (UTC, ISO)."""
    return {
        "source": arrival.source,
        "file_name": arrival.name,
        "sha256": arrival.sha256,
        "received_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def write_json(path: Path, content: dict, lasts: bool = True) -> None:
    """Whole or not at all: a reader never sees half a file."""
    lasting.write(path, json.dumps(content, indent=2), lasts)
