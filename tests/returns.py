"""Returns for tests: a complete one by default, plus the one thing that matters."""

import csv
import io
import zipfile
from pathlib import Path

from ingestion.contracts import sources

ITEMS = [
    *(f"{level}{n}" for level in "BSG" for n in range(1, 6)),
    "R1",
    "R2",
]
HEADER = {
    "return_type": "self_assessment",
    "assessment_date": "2026-06-30",
    "period_start": "2025-07-01",
    "period_end": "2026-06-30",
    "level_applied_for": "",
    "sro_role": "Chief people officer",
    "attested_on": "2026-07-10",
}
BRONZE_FACTS = {
    "B1": {
        "sponsor_role_title": "Chief people officer",
        "sponsor_role_level": "executive_director",
        "title_used": "sponsor",
        "appointed_on": "2024-04-01",
        "commitment_evidence": "E001",
    },
    "B3": {
        "goal_text": "Halve the gap in entry to the disciplinary process",
        "baseline": "1.8",
        "target": "1.4",
        "target_date": "2027-03-31",
        "published_url": "https://example.org/goal",
        "published_on": "2025-09-01",
        "beyond_compliance_reason": "No duty sets this target",
    },
    "B4": {
        "inequality": "Late booking of maternity care",
        "population": "Residents of South Asian heritage",
        "direction": "lower",
        "value_start": "30",
        "date_start": "2025-04-01",
        "value_end": "24",
        "date_end": "2026-04-01",
    },
    "B5": {
        "communicated_on": "2025-10-01",
        "covers_service_users": "yes",
        "covers_staff": "Yes",
        "evidence": "E001",
    },
}
EVENTS = [{"item_id": "B2", "date": "2026-02-01", "kind": "item", "title": "Board objective on anti-racism"}]
EVIDENCE = [{"evidence_id": "E001", "item_ids": "B1;B2;B3;B4;B5", "type": "report", "title": "Board paper"}]


def write_return(
    folder: Path, org_code: str, *, header=(), facts=(), answers=(), events=EVENTS, evidence=EVIDENCE, wres=()
):
    """A zip of CSV files. `facts` maps (item, field) to a value, `answers` an item to what is declared."""
    fields = {"org_code": org_code} | HEADER | dict(header)
    known = {(item, field): value for item, given in BRONZE_FACTS.items() for field, value in given.items()} | dict(
        facts
    )
    declared = dict.fromkeys(ITEMS, "in_place") | dict(answers)
    sheets = {
        "Return": [{"field": f, "value": v} for f, v in fields.items()],
        "Checklist": [{"item_id": i, "declared_status": s} for i, s in declared.items() if s is not None],
        "Facts": [{"item_id": i, "field": f, "value": v} for (i, f), v in known.items() if v is not None],
        "Events": list(events),
        "Evidence": list(evidence),
        "WRES": list(wres),
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{org_code}_{fields['assessment_date']}_{fields['attested_on']}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for table in (t for t in sources()["returns"].tables if t.sheet in sheets):
            archive.writestr(f"{table.sheet}.csv", _csv([c.name for c in table.columns], sheets[table.sheet]))
    return path


def _csv(columns: list[str], rows: list[dict]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_organisations(folder: Path, org_codes: list[str]) -> None:
    """An ODS list of invented organisations in the demonstration region."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [[code, f"INVENTED {code}", "Z99", "ZDA", *[""] * 6, "20000401", *[""] * 16] for code in org_codes]
    with (folder / "etr_invented.csv").open("w", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
