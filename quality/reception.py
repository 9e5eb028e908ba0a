"""Each source's files at the door: landed, judged, and taken in, in part or whole, or refused with every reason.

A verdict depends on nothing but the bytes of a file and the code that judges them, so it is kept: Great Expectations
is imported only when there is something new to judge.
"""

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import polars as pl

from ingestion import lasting, quarantine
from ingestion.arrivals import Arrival, provenance
from ingestion.contracts import Source, Table
from ingestion.editions import retold
from ingestion.landing import Landed, land
from ingestion.problems import CHECKSUM, Problem, Refused
from ingestion.quarantine import Decision
from ingestion.summing import to_judge
from quality import personal_data
from quality.received import ACCEPTED, DISCARDED, DUPLICATE, IN_PART, QUARANTINED, Received, Reception
from quality.verdicts import Verdict

SAME_CONTENT, PERSONAL_DATA = "V04", "V33"
MOST_AT_ONCE = 4  # files that are opened side by side, each in a sandbox that may take over a gigabyte


def receive(
    home: Path, source: str, contract: Source | None, arrivals: list[Arrival], version: str, anew: bool = False
) -> Reception:
    """Lands, judges and sorts the files of a source, as an analyst's decisions on them ask.

    Verdicts of the code named by `version` are reused unless everything is to be judged `anew`.
    """
    reception, first = Reception(source), {}
    decided = quarantine.decisions(home)
    for arrival in arrivals:
        decision = decided.get((source, arrival.sha256))
        if decision and decision.action == quarantine.DISCARD:
            reception.files.append(_discarded(arrival, decision))
        elif arrival.sha256 in first:
            reception.files.append(_duplicate(arrival, first[arrival.sha256]))
        else:
            first[arrival.sha256] = arrival
    with ThreadPoolExecutor(min(MOST_AT_ONCE, os.cpu_count() or 1)) as pool:
        landings = dict(zip(first, pool.map(partial(_landed, home), first.values()), strict=True))
    landed = {sha256: file for sha256, file in landings.items() if isinstance(file, Landed)}
    for sha256, refused in landings.items():
        if isinstance(refused, Refused):
            verdict, decision = Verdict.of(refused.problems), decided.get((source, sha256))
            reception.files.append(_sorted(home, first[sha256], None, verdict, decision))
    verdicts = _judged(home, contract, list(landed.values()), version, anew) if landed else {}
    for sha256, file in landed.items():
        decision = decided.get((source, sha256))
        reception.files.append(_sorted(home, file.arrival, file, verdicts[sha256], decision))
    reception.files.sort(key=lambda received: received.arrival.name)
    return reception


def _landed(home: Path, arrival: Arrival) -> Landed | Refused:
    try:
        return land(home / "raw", arrival)
    except Refused as refused:
        return refused


def _sorted(home: Path, arrival: Arrival, file: Landed | None, verdict: Verdict, decision: Decision | None) -> Received:
    """A file's state follows from its verdict, from where its origin is recorded, and from what was decided on it."""
    whole = Verdict.of(problems_of_origin(arrival))
    whole.join(verdict)
    remark = decision.words() if decision else None
    org_code = file.named_organisation() if file else None
    whole = whole.without(set(decision.rules)) if decision else whole
    refused_lines = whole.refused_lines()
    left = file is not None and len(refused_lines) < sum(line.read - line.header - line.blank for line in file.lines)
    if whole.refuses_file() or not left:
        state, file, refused_lines = QUARANTINED, None, []
    else:
        state = IN_PART if refused_lines else ACCEPTED
    if state == ACCEPTED:
        quarantine.settle(home, arrival)
        received_at = file.received_at
    else:
        received_at = quarantine.put(home, arrival, state, whole.problems)
    return Received(arrival, state, whole, received_at, file, refused_lines, remark, org_code)


def problems_of_origin(arrival: Arrival) -> list[Problem]:
    """What the file's name, and the provenance beside it, say against it."""
    problems = []
    if person := personal_data.found(arrival.path.stem):
        problems.append(Problem(PERSONAL_DATA, "", f"its name holds {person}", "send it under another name"))
    expected = provenance(arrival).get("sha256")
    if expected and expected != arrival.sha256:
        found = "the content is not what provenance.yml vouches for"
        problems.append(Problem(CHECKSUM, "", found, "restore the file, or record its new checksum and origin"))
    return problems


def _duplicate(arrival: Arrival, first: Arrival) -> Received:
    remedy = "take one of them out, or send what this one was meant to hold"
    problem = Problem(SAME_CONTENT, "", f"its content is that of {first.name}", remedy)
    return Received(arrival, DUPLICATE, Verdict.of([problem]))


def _discarded(arrival: Arrival, decision: Decision) -> Received:
    return Received(arrival, DISCARDED, Verdict(), remark=decision.words())


def judge(
    contract: Source, frames: dict[str, dict[str, pl.DataFrame]], observe: Callable | None = None
) -> dict[str, Verdict]:
    """The verdict on each file, from its tables of text by checksum; `observe` is told of each validation result."""
    from quality.arrival import judge as judge_table

    verdicts = {sha256: Verdict() for sha256 in frames}
    for table in contract.tables:
        holding = {sha: to_judge(table, tables[table.name]) for sha, tables in frames.items() if table.name in tables}
        filled = {sha256: frame for sha256, frame in holding.items() if table.fields or not frame.is_empty()}
        for sha256, verdict in (judge_table(table, filled, observe) if filled else {}).items():
            verdicts[sha256].join(verdict)
    return verdicts


def _judged(home: Path, contract: Source, files: list[Landed], version: str, anew: bool) -> dict[str, Verdict]:
    """Verdicts by checksum, with the problems that reading the file left. What is judged now gets its Data Docs."""
    folder = home / "verdicts" / version
    known = {f.arrival.sha256: None if anew else _read_verdict(folder, f) for f in files}
    new = {
        f.arrival.sha256: {
            t.name: to_judge(t, pl.read_parquet(f.parquet(t.name))) for t in contract.tables if t.name in f.tables()
        }
        for f in files
        if known[f.arrival.sha256] is None
    }
    verdicts = {}
    if new:
        from quality.arrival_docs import ArrivalDocs

        docs = ArrivalDocs(home, contract, {file.arrival.sha256: file.arrival.name for file in files}, version)
        verdicts = judge(contract, new, docs.observe)
        docs.finish()
    for file in files:
        sha256 = file.arrival.sha256
        if sha256 in verdicts:
            verdicts[sha256].join(Verdict.of(file.problems))
            verdicts[sha256].problems = retold(verdicts[sha256].problems, contract.tables, file.lines)
            _write_verdict(folder / f"{contract.name}-{sha256}.json", verdicts[sha256])
    return {sha256: verdict or verdicts[sha256] for sha256, verdict in known.items()}


def _read_verdict(folder: Path, file: Landed) -> Verdict | None:
    path = folder / f"{file.arrival.source}-{file.arrival.sha256}.json"
    try:
        return Verdict.kept(json.loads(path.read_text()))
    except (FileNotFoundError, ValueError):  # none yet, or the power went before it was on the disk
        return None


def _write_verdict(path: Path, verdict: Verdict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lasting.write(path, json.dumps(verdict.record()), lasting=False)


def is_missing(table: Table, rows: int) -> bool:
    """A table without which nothing can be built, and of which nothing was accepted."""
    return table.required and rows == 0
