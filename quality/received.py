"""What became of a file, and of the files of a source, as the ledgers of a refresh record it."""

from dataclasses import dataclass, field

from ingestion.arrivals import Arrival, provenance
from ingestion.landing import Landed
from quality.verdicts import Verdict

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
        """For `raw.landing__arrivals`; and the file's `path` and all that is vouched for it, for the run's manifest."""
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
            "data_as_of": vouched.get("as_of"),
            "path": str(self.arrival.path),
            "provenance": vouched,
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
                "header_fingerprint": lines.header_fingerprint,
                "edition": lines.edition or None,
                "columns_not_asked": lines.not_asked or None,
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

    def loadable(self) -> list[tuple[Landed, list[tuple[str, int]]]]:
        """What was taken in, each file with the sheet and number of its refused lines, for `ingestion.loading`."""
        return [(received.file, received.refused_lines) for received in self.accepted]

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
