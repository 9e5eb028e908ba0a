"""The first copy of every file: its bytes, and its cells as text, under its checksum and never rewritten."""

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from ingestion import csv_files, layouts, parquet_files, workbooks
from ingestion.arrivals import Arrival, provenance
from ingestion.contracts import Source, sources
from ingestion.problems import CHECKSUM, EMPTY, TOO_LARGE, UNKNOWN_SOURCE, Problem, Refused


@dataclass(frozen=True)
class Landed:
    """A file whose cells lie in `folder`, one Parquet file of text for each table."""

    arrival: Arrival
    folder: Path
    received_at: str
    rows: int

    def tables(self) -> list[str]:
        return sorted(path.stem for path in self.folder.glob("*.parquet"))

    def parquet(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"


def land(raw: Path, arrival: Arrival) -> Landed:
    """Copies and parses the file unless these bytes landed before, and by the same wording of its layout if it has one.

    Raises Refused with every reason found.
    """
    folder = raw / arrival.source / (arrival.sha256 + layouts.edition(arrival.source, arrival.name))
    if not folder.is_dir():
        tables = read(arrival)
        _write_once(folder, arrival, tables)
    receipt = json.loads((folder / "receipt.json").read_text())
    return Landed(arrival, folder, receipt["received_at"], receipt["rows"])


def read(arrival: Arrival) -> dict[str, pl.DataFrame]:
    """The tables of a file, as text. Raises Refused."""
    source = _source_of(arrival)
    if arrival.size_bytes == 0:
        raise Refused(Problem(EMPTY, "", "the file is empty", "send it again"))
    if arrival.size_bytes > source.max_bytes:
        found = f"{arrival.size_bytes / 1e6:.1f} MB"
        raise Refused(Problem(TOO_LARGE, "", found, f"send at most {source.max_bytes / 1e6:.0f} MB"))
    expected = provenance(arrival).get("sha256")
    if expected and expected != arrival.sha256:
        found = "the content is not what provenance.yml vouches for"
        raise Refused(Problem(CHECKSUM, "", found, "restore the file, or record its new checksum and origin"))
    content = arrival.path.read_bytes()
    suffix = arrival.path.suffix.lower()
    if source.has_workbooks() and suffix in workbooks.SUFFIXES:
        return workbooks.read(source, content)
    reader = parquet_files if suffix == parquet_files.SUFFIX else csv_files
    return reader.read(source, arrival.name, content)


def _source_of(arrival: Arrival) -> Source:
    known = sources()
    if arrival.source not in known:
        found = f"the folder {arrival.source} is no known source"
        raise Refused(Problem(UNKNOWN_SOURCE, "", found, f"move it to one of {', '.join(known)}"))
    return known[arrival.source]


def _write_once(folder: Path, arrival: Arrival, tables: dict[str, pl.DataFrame]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".landing-", dir=folder.parent))
    shutil.copyfile(arrival.path, draft / f"original{arrival.path.suffix}")
    for name, frame in tables.items():
        frame.write_parquet(draft / f"{name}.parquet")
    rows = sum(frame.height for frame in tables.values())
    _write_json(draft / "receipt.json", _receipt(arrival) | {"rows": rows})
    _move(draft, folder)


def _move(draft: Path, folder: Path) -> None:
    """Into place, unless another process was first with the same bytes."""
    try:
        os.replace(draft, folder)
    except OSError:
        if not folder.is_dir():
            raise
        shutil.rmtree(draft)


def quarantine(home: Path, arrival: Arrival, problems: list[Problem]) -> str:
    """Keeps the refused bytes with their reasons; returns when they were first seen (UTC, ISO)."""
    folder = home / "quarantine" / arrival.sha256
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".refused-", dir=folder.parent))
        shutil.copyfile(arrival.path, draft / f"original{arrival.path.suffix}")
        _write_json(draft / "reasons.json", _receipt(arrival))
        _move(draft, folder)
    reasons = json.loads((folder / "reasons.json").read_text())
    _write_json(folder / "reasons.json", reasons | {"reasons": [p.record() for p in problems]})
    return reasons["received_at"]


def _receipt(arrival: Arrival) -> dict[str, str]:
    return {
        "source": arrival.source,
        "file_name": arrival.name,
        "sha256": arrival.sha256,
        "received_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _write_json(path: Path, content: dict) -> None:
    """Whole or not at all: a reader never sees half a file."""
    draft = path.with_name(f".{path.name}")
    draft.write_text(json.dumps(content, indent=2))
    os.replace(draft, path)
