"""The first copy of every file: its bytes, and its cells as text, under its checksum and never rewritten."""

import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ingestion import arrivals, csv_files, editions, lasting, layouts, parquet_files, summing, workbooks
from ingestion.arrivals import Arrival
from ingestion.cell_types import TYPES, trimmed
from ingestion.content import Content, Lines
from ingestion.contracts import Source, sources
from ingestion.forms import CSV, PARQUET, WORKBOOK, refuse_other_form
from ingestion.problems import EMPTY, TOO_LARGE, UNKNOWN_SOURCE, Problem, Refused
from ingestion.storing import draft_of, move, receipt, write_json

RECEIPT = "receipt.json"


@dataclass(frozen=True)
class Landed:
    """A file whose cells lie in `folder`, one Parquet file of text for each table.

    `lines` accounts for every line of it, and `problems` are of lines that no table could take in.
    """

    arrival: Arrival
    folder: Path
    received_at: str
    rows: int
    lines: list[Lines]
    problems: list[Problem]

    def tables(self) -> list[str]:
        return sorted(path.stem for path in self.folder.glob("*.parquet"))

    def parquet(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"

    def named_organisation(self) -> str | None:
        """The organisation that a return names, whether it is accepted or not; None in other sources."""
        headers = self.parquet("headers")
        if not headers.is_file():
            return None
        named = trimmed(pl.read_parquet(headers)).filter(pl.col("field") == "org_code")["value"].to_list()
        return named[0] if len(named) == 1 and TYPES["code"].reads(named[0]) else None


def land(raw: Path, arrival: Arrival) -> Landed:
    """Copies and parses the file unless these bytes landed before, by the same wording of what is declared.

    Raises Refused with every reason found.
    """
    tables = _source_of(arrival).tables
    wordings = layouts.wording(arrival.source, arrival.name) + editions.wording(tables)
    wordings += summing.wording(tables) if arrival.suffix == parquet_files.SUFFIX else ""
    folder = raw / arrival.source / (arrival.sha256 + wordings)
    if folder.is_dir() and not all("header_fingerprint" in lines for lines in _receipt_of(folder).get("lines", [{}])):
        lasting.remove(folder)  # landed by a version that did not account for lines, or kept no fingerprint
    if not folder.is_dir():
        original = _bytes(arrival)
        _write_once(folder, arrival, original, _parsed(arrival, original))
    kept = _receipt_of(folder)
    lines, problems = [Lines(**record) for record in kept["lines"]], [Problem(**p) for p in kept["problems"]]
    return Landed(arrival, folder, kept["received_at"], kept["rows"], lines, problems)


def _receipt_of(folder: Path) -> dict:
    return json.loads((folder / RECEIPT).read_text())


def read(arrival: Arrival) -> Content:
    """The tables of a file, as text. Raises Refused."""
    return _parsed(arrival, _bytes(arrival))


def _bytes(arrival: Arrival) -> bytes:
    """What stands in the file, if it is of a known source and no larger than that allows. Raises Refused."""
    source = _source_of(arrival)
    if arrival.size_bytes == 0 and not arrival.fault:
        raise Refused(Problem(EMPTY, "", "the file is empty", "send it again"))
    most = max(source.max_bytes, source.max_summed_bytes * (arrival.suffix == parquet_files.SUFFIX))
    if arrival.size_bytes > most:
        raise Refused(Problem(TOO_LARGE, "", f"{arrival.size_bytes / 1e6:.1f} MB", f"send at most {most / 1e6:.0f} MB"))
    return arrivals.content(arrival)


def _parsed(arrival: Arrival, content: bytes) -> Content:
    """By the reader that its suffix decides on. Raises Refused, also when its content says otherwise."""
    source, suffix = _source_of(arrival), arrival.suffix
    if source.has_workbooks() and suffix in workbooks.SUFFIXES:
        refuse_other_form(content, suffix, WORKBOOK)
        return workbooks.read(source, content)
    if suffix == parquet_files.SUFFIX:
        refuse_other_form(content, suffix, PARQUET)
        return parquet_files.read(source, arrival.name, content)
    refuse_other_form(content, suffix, CSV)
    return csv_files.read(source, arrival.name, content)


def _source_of(arrival: Arrival) -> Source:
    known = sources()
    if arrival.source not in known:
        found = f"the folder {arrival.source} is no known source"
        raise Refused(Problem(UNKNOWN_SOURCE, "", found, f"move it to one of {', '.join(known)}"))
    return known[arrival.source]


def _write_once(folder: Path, arrival: Arrival, original: bytes, content: Content) -> None:
    draft = draft_of(folder, arrival, original)
    for name, frame in content.tables.items():
        frame.write_parquet(draft / f"{name}.parquet")
    account = {
        "rows": sum(map(summing.lines_of, content.tables.values())),
        "lines": [lines.record() for lines in content.lines],
        "problems": [problem.record() for problem in content.problems],
    }
    write_json(draft / RECEIPT, receipt(arrival) | account, lasts=False)
    move(draft, folder)
