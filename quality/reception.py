"""Each source's files at the door: landed, judged, and taken in, in part or whole, or refused with every reason.

A verdict depends on nothing but the bytes of a file and the code that judges them, so it is kept: Great Expectations
is imported only when there is something new to judge.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from ingestion import quarantine
from ingestion.arrivals import Arrival, provenance
from ingestion.contracts import Source, Table
from ingestion.landing import Landed, land
from ingestion.problems import CHECKSUM, Problem, Refused
from ingestion.quarantine import Decision
from quality.verdicts import Verdict

SAME_CONTENT = "V04"
ACCEPTED, IN_PART, QUARANTINED, DUPLICATE, DISCARDED = (
    "accepted", "accepted_in_part", "quarantined", "duplicate", "discarded"
)  # fmt: skip


@dataclass
class Received:
    """One file, what was made of it, and why. `file` is None when nothing of it was taken in."""

    arrival: Arrival
    state: str
    verdict: Verdict
    received_at: str | None = None
    file: Landed | None = None
    refused_lines: list[tuple[str, int]] = field(default_factory=list)  # sheet and number
    remark: str | None = None
    org_code: str | None = None  # that a return names

    def row(self) -> dict:
        """For `raw.landing__arrivals`."""
        vouched = provenance(self.arrival)
        reasons = [problem.text(self.arrival.name) for problem in self.verdict.problems]
        return {
            "source": self.arrival.source,
            "file_name": self.arrival.name,
            "file_sha256": self.arrival.sha256,
            "received_at": self.received_at,
            "org_code": self.org_code,
            "state": self.state,
            "rows": self.file.rows if self.file else 0,
            "reasons": "\n".join([self.remark] * bool(self.remark) + reasons) or None,
            "publisher": vouched.get("publisher"),
            "licence": vouched.get("licence"),
            "obtained_from": vouched.get("obtained_from"),
            "data_as_of": str(vouched["as_of"]) if "as_of" in vouched else None,
        }

    def problem_rows(self) -> list[dict]:
        """For `raw.landing__arrival_checks`."""
        return [
            {
                "rule_id": problem.rule_id,
                "source": self.arrival.source,
                "file_sha256": self.arrival.sha256,
                "file_name": self.arrival.name,
                "org_code": problem.org_code or self.org_code,
                "sheet": problem.sheet,
                "file_line": problem.line,
                "place": problem.place or None,
                "outcome": "failed",
                "detail": problem.text(self.arrival.name),
            }
            for problem in self.verdict.problems
        ]

    def line_rows(self, loaded: dict[tuple[str, str], int]) -> list[dict]:
        """For `raw.landing__line_totals`: what a file has in lines, and how many were refused and loaded."""
        return [
            {
                "source": self.arrival.source,
                "file_sha256": self.arrival.sha256,
                "sheet": lines.sheet,
                "table_name": lines.table,
                "lines_read": lines.read,
                "header_lines": lines.header,
                "blank_lines": lines.blank,
                "refused_lines": sum(sheet == lines.sheet for sheet, _ in self.refused_lines),
                "loaded_lines": loaded.get((self.arrival.sha256, lines.sheet), 0),
            }
            for lines in (self.file.lines if self.file else ())
        ]


@dataclass
class Reception:
    """What became of the files of one source."""

    source: str
    files: list[Received] = field(default_factory=list)

    @property
    def accepted(self) -> list[Received]:
        """Files of which something was taken in."""
        return [received for received in self.files if received.file]

    @property
    def refused(self) -> list[Received]:
        """Files of which something was not."""
        return [received for received in self.files if received.state not in (ACCEPTED, DISCARDED)]

    def ledgers(self, loaded: dict[tuple[str, str], int]) -> dict[str, list[dict]]:
        """Rows for the raw ledgers of these names; `loaded` says how many lines the raw tables hold of each sheet."""
        broken = [row for received in self.files for row in received.problem_rows()]
        tried = set().union(*(received.verdict.rules for received in self.files))
        held = tried - {row["rule_id"] for row in broken}
        return {
            "arrivals": [received.row() for received in self.files],
            "arrival_checks": broken
            + [{"source": self.source, "rule_id": rule, "outcome": "passed"} for rule in sorted(held)],
            "line_totals": [row for received in self.files for row in received.line_rows(loaded)],
        }


def receive(
    home: Path, source: str, contract: Source | None, arrivals: list[Arrival], version: str, anew: bool = False
) -> Reception:
    """Lands, judges and sorts the files of a source, as an analyst's decisions on them ask.

    Verdicts of the code named by `version` are reused unless everything is to be judged `anew`.
    """
    reception, landed, first = Reception(source), {}, {}
    decided = quarantine.decisions(home)
    for arrival in arrivals:
        decision = decided.get((source, arrival.sha256))
        if decision and decision.action == quarantine.DISCARD:
            reception.files.append(_discarded(arrival, decision))
        elif arrival.sha256 in first:
            reception.files.append(_duplicate(arrival, first[arrival.sha256]))
        else:
            first[arrival.sha256] = arrival
            try:
                landed[arrival.sha256] = land(home / "raw", arrival)
            except Refused as refused:
                reception.files.append(_sorted(home, arrival, None, Verdict.of(refused.problems), decision))
    verdicts = _judged(home / "verdicts" / version, contract, list(landed.values()), anew) if landed else {}
    for sha256, file in landed.items():
        decision = decided.get((source, sha256))
        reception.files.append(_sorted(home, file.arrival, file, verdicts[sha256], decision))
    reception.files.sort(key=lambda received: received.arrival.name)
    return reception


def _sorted(
    home: Path, arrival: Arrival, file: Landed | None, verdict: Verdict, decision: Decision | None
) -> Received:
    """A file's state follows from its verdict, from where its origin is recorded, and from what was decided on it."""
    whole = Verdict.of(problems_of_origin(arrival))
    whole.join(verdict)
    remark = decision.words() if decision else None
    org_code = file.named_organisation() if file else None
    whole = whole.without(set(decision.rules)) if decision else whole
    refused_lines = whole.refused_lines()
    left = file is not None and len(refused_lines) < sum(l.read - l.header - l.blank for l in file.lines)
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
    """What the provenance beside a file says against its content."""
    expected = provenance(arrival).get("sha256")
    if not expected or expected == arrival.sha256:
        return []
    found = "the content is not what provenance.yml vouches for"
    return [Problem(CHECKSUM, "", found, "restore the file, or record its new checksum and origin")]


def _duplicate(arrival: Arrival, first: Arrival) -> Received:
    remedy = "take one of them out, or send what this one was meant to hold"
    problem = Problem(SAME_CONTENT, "", f"its content is that of {first.name}", remedy)
    return Received(arrival, DUPLICATE, Verdict.of([problem]))


def _discarded(arrival: Arrival, decision: Decision) -> Received:
    return Received(arrival, DISCARDED, Verdict(), remark=decision.words())


def judge(contract: Source, frames: dict[str, dict[str, pl.DataFrame]]) -> dict[str, Verdict]:
    """The verdict on each file, from its tables of text by checksum."""
    from quality.arrival import judge as judge_table

    verdicts = {sha256: Verdict() for sha256 in frames}
    for table in contract.tables:
        holding = {sha256: tables[table.name] for sha256, tables in frames.items() if table.name in tables}
        filled = {sha256: frame for sha256, frame in holding.items() if not frame.is_empty()}
        for sha256, verdict in (judge_table(table, filled) if filled else {}).items():
            verdicts[sha256].join(verdict)
    return verdicts


def _judged(folder: Path, contract: Source, files: list[Landed], anew: bool) -> dict[str, Verdict]:
    """Verdicts by checksum, with the problems that reading the file left."""
    known = {f.arrival.sha256: None if anew else _read_verdict(folder, f) for f in files}
    new = {
        f.arrival.sha256: {name: pl.read_parquet(f.parquet(name)) for name in f.tables()}
        for f in files
        if known[f.arrival.sha256] is None
    }
    verdicts = judge(contract, new) if new else {}
    for file in files:
        sha256 = file.arrival.sha256
        if sha256 in verdicts:
            verdicts[sha256].join(Verdict.of(file.problems))
            _write_verdict(folder / f"{contract.name}-{sha256}.json", verdicts[sha256])
    return {sha256: verdict or verdicts[sha256] for sha256, verdict in known.items()}


def _read_verdict(folder: Path, file: Landed) -> Verdict | None:
    path = folder / f"{file.arrival.source}-{file.arrival.sha256}.json"
    return Verdict.kept(json.loads(path.read_text())) if path.is_file() else None


def _write_verdict(path: Path, verdict: Verdict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(verdict.record()))
    draft.replace(path)


def is_missing(table: Table, rows: int) -> bool:
    """A table without which nothing can be built, and of which nothing was accepted."""
    return table.required and rows == 0
