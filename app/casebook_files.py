"""What the warehouse is told of the panel's desk: a file for each event that it knows, in the inbox of decisions.

A file's name goes by its content, so that telling again changes nothing, and an event that was never told is told.
"""

import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from ingestion import inbox
from ingestion.inbox import Origin

SOURCE = "decisions"
EVENT_COLUMNS = ("org_code", "assessment_date", "occurred_on", "event", "reviewer", "conflict")
DECISION_COLUMNS = (
    "org_code", "decided_on", "level", "outcome", "panel_reference", "rationale", "conditions", "valid_to",
)  # fmt: skip
EVENTS = (
    "conflict_declaration", "opened", "completeness_check", "evidence_verification", "panel_review", "feedback_sent",
)  # fmt: skip


def tell(home: Path, org_code: str, events: Sequence[dict], origin: Origin) -> None:
    """Of all events of an applicant. A file that cannot be put waits for the next time, and standard error says so."""
    for event in events:
        if (told := file_of(org_code, event)) is None:
            continue
        stem, content = told
        try:
            inbox.put(home, SOURCE, stem, ".csv", content, event["who"], origin)
        except OSError as error:
            print(f"nwbench: the inbox of {SOURCE} did not take {stem}: {error}", file=sys.stderr)


def file_of(org_code: str, event: dict) -> tuple[str, bytes] | None:
    """The beginning of its name and what stands in it; None for what the warehouse does not know."""
    if event["event"] == "decision":
        return f"decision_{org_code}", _csv(DECISION_COLUMNS, {"org_code": org_code} | event)
    if event["event"] not in EVENTS or event["assessment_date"] is None:
        return None
    dated = {"org_code": org_code, "occurred_on": event["at"][:10]} | event
    return f"{event['event']}_{org_code}", _csv(EVENT_COLUMNS, dated)


def _csv(columns: Sequence[str], row: dict) -> bytes:
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(columns)
    lines.writerow([" ".join(str(row.get(column) or "").split()) for column in columns])
    return out.getvalue().encode()
