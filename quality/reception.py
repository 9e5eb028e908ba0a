"""Each source's files at the door: landed, judged, and taken in or refused with every reason.

A verdict depends on nothing but the bytes of a file and the code that judges them, so it is kept: Great Expectations
is imported only when there is something new to judge.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from ingestion.arrivals import Arrival, provenance
from ingestion.contracts import Source, Table
from ingestion.landing import Landed, land, quarantine
from ingestion.problems import Problem, Refused


@dataclass
class Reception:
    """What became of the files of one source."""

    source: str
    accepted: list[Landed] = field(default_factory=list)
    refused: dict[Arrival, list[Problem]] = field(default_factory=dict)
    received_at: dict[str, str] = field(default_factory=dict)  # by checksum
    rules_tried: set[str] = field(default_factory=set)

    def arrival_rows(self) -> list[dict]:
        """One row for each file, for `raw.landing__arrivals`."""
        rows = [_arrival_row(landed.arrival, "accepted", [], landed.rows) for landed in self.accepted]
        rows += [_arrival_row(arrival, "quarantined", problems, 0) for arrival, problems in self.refused.items()]
        return [row | {"received_at": self.received_at[row["file_sha256"]]} for row in rows]

    def check_rows(self) -> list[dict]:
        """One row for each rule and file that broke it, and one for each rule that held."""
        broken = [
            {"rule_id": p.rule_id, "file_sha256": a.sha256, "outcome": "failed", "detail": p.line(a.name)}
            for a, problems in self.refused.items()
            for p in problems
        ]
        held = self.rules_tried - {row["rule_id"] for row in broken}
        return [
            {"source": self.source, **row}
            for row in broken + [{"rule_id": rule, "outcome": "passed"} for rule in sorted(held)]
        ]


def receive(
    home: Path, source: str, contract: Source | None, arrivals: list[Arrival], version: str, anew: bool = False
) -> Reception:
    """Lands, judges and sorts the files of a source.

    Verdicts of the code named by `version` are reused unless everything is to be judged `anew`.
    """
    reception = Reception(source)
    landed = {}
    for arrival in arrivals:
        try:
            landed[arrival.sha256] = land(home / "raw", arrival)
        except Refused as refused:
            reception.refused[arrival] = refused.problems
    verdicts = _judged(home, contract, list(landed.values()), version, anew) if landed else {}
    for sha256, file in landed.items():
        problems, rules = verdicts[sha256]
        reception.rules_tried |= rules
        reception.received_at[sha256] = file.received_at
        if problems:
            reception.refused[file.arrival] = problems
        else:
            reception.accepted.append(file)
    for arrival, problems in reception.refused.items():
        reception.received_at[arrival.sha256] = quarantine(home, arrival, problems)
    return reception


def judge(
    contract: Source, frames: dict[str, dict[str, pl.DataFrame]], observe: Callable | None = None
) -> dict[str, tuple[list[Problem], set[str]]]:
    """Problems and tried rules of each file, from its tables of text by checksum."""
    from quality.arrival import judge as judge_table

    verdicts: dict[str, tuple[list[Problem], set[str]]] = {sha256: ([], set()) for sha256 in frames}
    for table in contract.tables:
        holding = {sha256: tables[table.name] for sha256, tables in frames.items() if table.name in tables}
        filled = {sha256: frame for sha256, frame in holding.items() if not frame.is_empty()}
        problems, rules = judge_table(table, filled, observe) if filled else ({}, [])
        for sha256 in filled:
            verdicts[sha256][0].extend(problems[sha256])
            verdicts[sha256][1].update(rules)
    return verdicts


def _judged(
    home: Path, contract: Source, files: list[Landed], version: str, anew: bool
) -> dict[str, tuple[list[Problem], set[str]]]:
    folder = home / "verdicts" / version
    known = {f.arrival.sha256: None if anew else _read_verdict(folder, f) for f in files}
    new = {
        f.arrival.sha256: {name: pl.read_parquet(f.parquet(name)) for name in f.tables()}
        for f in files
        if known[f.arrival.sha256] is None
    }
    verdicts = _judge_and_show(home, contract, files, new, version) if new else {}
    for sha256, (problems, rules) in verdicts.items():
        _write_verdict(folder / f"{contract.name}-{sha256}.json", problems, rules)
    return {sha256: verdict or verdicts[sha256] for sha256, verdict in known.items()}


def _judge_and_show(home: Path, contract: Source, files: list[Landed], new: dict, version: str):
    from quality.arrival_docs import ArrivalDocs

    docs = ArrivalDocs(home, contract, {f.arrival.sha256: f.arrival.name for f in files}, version)
    verdicts = judge(contract, new, docs.observe)
    docs.finish()
    return verdicts


def _read_verdict(folder: Path, file: Landed) -> tuple[list[Problem], set[str]] | None:
    path = folder / f"{file.arrival.source}-{file.arrival.sha256}.json"
    if not path.is_file():
        return None
    verdict = json.loads(path.read_text())
    return [Problem(**p) for p in verdict["problems"]], set(verdict["rules"])


def _write_verdict(path: Path, problems: list[Problem], rules: set[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps({"problems": [p.record() for p in problems], "rules": sorted(rules)}))
    draft.replace(path)


def _arrival_row(arrival: Arrival, state: str, problems: list[Problem], rows: int) -> dict:
    vouched = provenance(arrival)
    return {
        "source": arrival.source,
        "file_name": arrival.name,
        "file_sha256": arrival.sha256,
        "state": state,
        "rows": rows,
        "reasons": "\n".join(p.line(arrival.name) for p in problems) or None,
        "publisher": vouched.get("publisher"),
        "licence": vouched.get("licence"),
        "obtained_from": vouched.get("obtained_from"),
        "data_as_of": str(vouched["as_of"]) if "as_of" in vouched else None,
    }


def is_missing(table: Table, rows: int) -> bool:
    """A table without which nothing can be built, and of which nothing was accepted."""
    return table.required and rows == 0
