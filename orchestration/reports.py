"""What a refresh did, for people who were not there: what arrived and was refused, what moved and why, what is overdue.

`reports/<run>.json`, `.md` and `.eml` in the home folder. They name organisations, so they are for analysts.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date
from email.message import EmailMessage
from pathlib import Path

from app.published import Audience, read
from ingestion import lasting
from orchestration.home import Home

LISTED = 50  # lines of a list in words; the JSON holds all
LEVELS = ("level_self_assessed", "level_verified_floor", "level_verified_ceiling", "level_awarded")


@dataclass(frozen=True)
class Report:
    """Rows as dictionaries: `arrived` (source, name, state), `refused` (words), `moved` (a level of an organisation,
    before, after, cause; without a column an assessment as a whole) and `overdue` (organisation, obligation, day)."""

    run_id: str
    as_of: str
    arrived: list[dict]
    refused: list[str]
    moved: list[dict]
    overdue: list[dict]

    def subject(self) -> str:
        lists = {
            "arrived": self.arrived, "findings of arrival": self.refused, "levels moved": self.moved,
            "overdue": self.overdue,
        }  # fmt: skip
        told = ", ".join(f"{len(rows):,} {words}" for words, rows in lists.items())
        return f"North West Benchmark, run {self.run_id}: {told}"

    def markdown(self) -> str:
        moved = [f"{row['org_code']}, {_change(row)}. {row['cause'] or ''}" for row in self.moved]
        blocks = [
            f"# {self.subject()}",
            f"Judged as of {self.as_of}.",
            _list("What arrived", [_file(row) for row in self.arrived]),
            _list("What was refused, and why", self.refused),
            _list("Levels that moved, and why", moved),
            _list("What is overdue", [f"{row['due_on']}: {row['org_code']}, {row['about']}" for row in self.overdue]),
        ]
        return "\n\n".join(blocks) + "\n"


def _file(row: dict) -> str:
    return f"{row['source']}/{row['name']}: {row['state'].replace('_', ' ')}"


def _change(row: dict) -> str:
    if row["column"] is None:
        return f"{row['key']}: {row['change']}"
    return f"{row['column'].replace('_', ' ')}: {row['before'] or 'none'} → {row['after'] or 'none'}"


def _list(heading: str, lines: list[str]) -> str:
    shown = [f"- {' '.join(line.split())}" for line in lines[:LISTED]]
    more = [f"- and {len(lines) - LISTED:,} more"] if len(lines) > LISTED else []
    return "\n".join([f"## {heading}", "", *(shown + more or ["Nothing."])])


def of(run: Path) -> Report:
    """The report of a published run's folder."""
    manifest = json.loads((run / "manifest.json").read_text())
    tables = manifest["audiences"]["analyst"]
    revised = _rows(run, manifest, "revisions", {"table": "levels"}) if "revisions" in tables else []
    moved = [row for row in revised if row["column"] in (*LEVELS, None)]  # None: an assessment that is new, or gone
    overdue = _rows(run, manifest, "calendar", {"state": "overdue"})
    return Report(
        manifest["run_id"],
        manifest["as_of"],
        _arrived(run, manifest),
        [check["detail"] for check in manifest["checks"] if check.get("detail")],
        [
            {key: row[key] for key in ("org_code", "key", "column", "change", "before", "after", "cause")}
            for row in moved
        ],
        [{key: row[key] for key in ("org_code", "obligation", "about", "due_on")} for row in overdue],
    )


def _arrived(run: Path, manifest: dict) -> list[dict]:
    """Files that the run before had not met, with what became of them in the end."""
    new = {(file["source"], file["name"], file["sha256"]) for file in manifest["inputs"] if file["is_new"]}
    return [
        {"source": row["source"], "name": row["file_name"], "state": row["state"]}
        for row in _rows(run, manifest, "submissions", {})
        if (row["source"], row["file_name"], row["sha256"]) in new
    ]


def _rows(run: Path, manifest: dict, table: str, where: dict) -> list[dict]:
    rows = read(run, manifest, Audience("analyst"), table, where=where).to_dicts()
    return [{k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()} for row in rows]


def email(subject: str, text: str) -> EmailMessage:
    """A message without addresses: whoever sends it knows them."""
    message = EmailMessage()
    message["Subject"] = subject
    message.set_content(text)
    return message


def write(home: Home, run: Path) -> Report:
    """Writes the report of a run beside those before it."""
    report = of(run)
    forms = {
        "json": json.dumps(asdict(report), indent=2),
        "md": report.markdown(),
        "eml": email(report.subject(), report.markdown()).as_string(),
    }
    folder = home.path / "reports"
    folder.mkdir(mode=0o700, exist_ok=True)
    for ending, text in forms.items():
        lasting.write(folder / f"{report.run_id}.{ending}", text)
    return report
