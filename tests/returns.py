"""Returns for tests: a complete one by default, in which everything is in order, plus the one thing that matters."""

import csv
import io
import zipfile
from pathlib import Path

from ingestion.contracts import PROJECT, sources

with (PROJECT / "dbt_project" / "seeds" / "items.csv").open(newline="") as registry:
    ITEMS = [row["item_id"] for row in csv.DictReader(registry)]
HEADER = {
    "return_type": "self_assessment",
    "assessment_date": "2026-06-30",
    "period_start": "2025-07-01",
    "period_end": "2026-06-30",
    "level_applied_for": "",
    "sro_role": "Chief people officer",
    "attested_on": "2026-07-10",
}
URL = "https://example.org/published"
FACTS = {
    "B1": {
        "sponsor_role_title": "Chief people officer",
        "sponsor_role_level": "executive_director",
        "title_used": "sponsor",
        "appointed_on": "2024-04-01",
        "commitment_evidence": "E001",
    },
    "B1.a": {"role_description": "E001", "pdp_goal_text": "Halve the gap in entry", "pdp_year": "2026/27"},
    "B1.b": {"reports_to_role": "chief_executive", "slt_member": "yes"},
    "B2.a": {"statement_url": URL, "published_on": "2025-01-15"},
    "B3": {
        "goal_text": "Halve the gap in entry to the disciplinary process",
        "baseline": "1.8",
        "target": "1.4",
        "target_date": "2027-03-31",
        "published_url": URL,
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
    "B4.a": {"partners": "Local council; a charity", "annual_report_url": URL, "annual_report_year": "2024/25"},
    "B5": {
        "communicated_on": "2025-10-01",
        "covers_service_users": "yes",
        "covers_staff": "Yes",
        "evidence": "E001",
    },
    "B5.a": {
        "procedure_evidence": "E001",
        "approved_on": "2025-01-15",
        "covers_abuse": "yes",
        "covers_discrimination": "yes",
        "covers_harassment": "yes",
    },
    "S1": {
        "council_name": "Leadership council",
        "tor_evidence": "E001",
        "established_on": "2024-01-15",
        "distinct_from_network": "yes",
    },
    "S1.a": {"n_bme": "9", "n_total": "30"},
    "S1.b": {"published_url": URL, "published_on": "2025-09-01"},
    "S1.c": {"scheme": "Stretch projects"},
    "S2": {
        "n_in_scope": "40",
        "n_with_goal": "40",
        "n_goals_met": "31",
        "report_date": "2026-03-01",
        "report_forum": "People committee",
        "scope_definition": "Bands 8a to 9 and VSM in post for three months",
    },
    "S2.a": {"n_leaders": "40", "n_with_plan": "22", "counted_on": "2026-03-01", "sample_evidence": "E001"},
    "S3": {"n_exec": "8", "n_exec_completed": "8"},
    "S3.b": {"n_eligible": "40", "n_participated": "33", "participation_from": "2024-01-15"},
    "S5.a": {"board_date": "2026-03-01", "has_ethnicity_breakdown": "yes", "network_involved": "yes"},
    "G1": {"seats_total": "11", "seats_white": "7", "seats_bme": "4", "seats_unknown": "0", "as_at": "2026-03-31"},
    "G1.a": {"plan": "E001", "scheme": "associate_ned", "started_on": "2025-09-01"},
    "G1.b": {"assembly_contact": "Programme lead", "agreement_date": "2025-09-01", "n_mentees": "6"},
    "G2.a": {
        "epg_url": URL,
        "reference_date": "2025-03-31",
        "previous_reference_date": "2024-03-31",
        "published_on": "2026-03-01",
    },
    "G2.b": {"url": URL, "characteristics": "ethnicity; sex", "presented_on": "2026-03-01"},
    "G3.a": {"group_name": "WRES group", "tor": "E001", "departments": "People; Nursing"},
    "G4": {
        "policy_evidence": "E001",
        "n_disc_hearings": "20",
        "n_disc_with_diverse": "15",
        "n_griev_hearings": "10",
        "n_griev_with_diverse": "8",
        "roles_counted": "Panel members",
    },
    "G4.a": {"champions_n": "3", "trained_on_race": "yes", "contact_route": "Intranet"},
    "G5": {"event_date": "2025-12-01", "report_evidence": "E001", "plan_evidence": "E001"},
    "G5.a": {
        "plan": "E001",
        "co_production_log": "E001",
        "network_input_on": "2026-01-15",
        "approved_on": "2026-03-01",
    },
    "R1": {"review_date": "2026-03-01", "all_drivers_covered": "yes"},
    "R1.a": {"plan": "E001", "board_date": "2026-03-01", "target_level": "silver"},
}
QUARTERS = ("2025-08-15", "2025-11-15", "2026-02-15", "2026-05-15")
LEVELS = ("B5", "B8A", "BOARD")
NETWORK = {"forum": "staff network", "role": "executive_director", "attended": "yes"}
BOARD = {"forum": "board", "covers": "wres;workforce_by_ethnicity", "number": "19"}
DASHBOARD = {"forum": "board", "covers": "wres;rdr"}
EVENTS = {
    "B2": [{"date": "2026-02-01", "kind": "item", "title": "Board objective on anti-racism"}],
    "B3.a": [{"date": "2026-02-01", "kind": "kpi", "title": "Entry ratio", "covers": "workforce_by_ethnicity"}],
    "S1": [{"date": day, "kind": "meeting"} for day in ("2025-11-15", "2026-05-15")],
    "S1.a": [{"date": "2026-02-01", "kind": "programme", "title": "Aspiring directors", "number": "12"}],
    "S1.b": [{"date": "2025-09-01", "kind": "target", "title": level, "number": "0.2"} for level in LEVELS],
    "S1.c": [{"date": "2026-02-01", "kind": "placement", "title": "Spring intake", "number": "2"}],
    "S3": [{"date": "2025-02-01", "kind": "course", "title": "Inclusive leadership"}],
    "S3.a": [{"date": "2026-02-01", "kind": "course", "covers": "inclusive_recruitment"}],
    "S4": [{"date": day, "kind": "meeting"} | NETWORK for day in QUARTERS],
    "S4.a": [{"date": "2026-02-01", "kind": "meeting", "forum": "board", "role": "network_chair", "attended": "yes"}],
    "S5": [{"date": "2026-02-01", "kind": "presentation"} | BOARD],
    "S5.b": [{"date": day, "kind": "quarter", "forum": "board;networks"} for day in QUARTERS],
    "G2": [{"date": day, "kind": "presentation"} | DASHBOARD for day in QUARTERS],
    "G2.c": [{"date": "2026-02-01", "kind": "briefing", "forum": "Chair and non-executives"}],
    "G3.a": [{"date": day, "kind": "meeting"} for day in ("2025-11-15", "2026-05-15")],
    "G5": [{"date": "2026-02-01", "kind": "item", "title": "Acting-up posts -> action 3", "number": "3"}],
    "R2.a": [{"date": "2026-02-01", "kind": "contact"}],
}
EVIDENCE = [
    {
        "evidence_id": "E001",
        "item_ids": ";".join(ITEMS),
        "type": "report",
        "title": "Board paper",
        "document_date": "2026-03-01",
    }
]
WRES = [
    {"wres_year": "2026", "measure_code": code, "white": "60", "bme": "20", "unknown": "0"}
    for code in ("I1.CL.B5", "I1.CL.B8A", "I9.BOARD.TOTAL")
]


def facts(item: str, **given: str | None) -> dict:
    """The facts of an item that differ; None leaves one out."""
    return {"facts": {(item, field): value for field, value in given.items()}}


def events(item: str, *days: str, **columns: str) -> dict:
    """The events of an item, all like its first in order but for their day and these columns."""
    return {"events": {item: [EVENTS[item][0] | {"date": day} | columns for day in days]}}


def evidence(**columns: str) -> dict:
    """The one document of the return, with these columns."""
    return {"evidence": [EVIDENCE[0] | columns]}


def sheets(org_code: str, *, header=(), facts=(), answers=(), events=(), evidence=EVIDENCE, wres=()) -> dict:
    """Rows of each sheet. `facts` maps (item, field) to a value, `answers` an item to what is declared, `events` an
    item to its events."""
    fields = {"org_code": org_code} | HEADER | dict(header)
    known = {(item, field): value for item, given in FACTS.items() for field, value in given.items()} | dict(facts)
    declared = dict.fromkeys(ITEMS, "in_place") | dict(answers)
    happened = EVENTS | dict(events)
    return {
        "Return": [{"field": f, "value": v} for f, v in fields.items()],
        "Checklist": [{"item_id": i, "declared_status": s} for i, s in declared.items() if s is not None],
        "Facts": [{"item_id": i, "field": f, "value": v} for (i, f), v in known.items() if v is not None],
        "Events": [{"item_id": item} | row for item, rows in happened.items() for row in rows],
        "Evidence": list(evidence),
        "WRES": list(wres),
    }


def write_return(folder: Path, org_code: str, **differs):
    """A zip of CSV files."""
    filled = sheets(org_code, **differs)
    fields = {row["field"]: row["value"] for row in filled["Return"]}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{org_code}_{fields['assessment_date']}_{fields['attested_on']}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for table in (t for t in sources()["returns"].tables if t.sheet in filled):
            archive.writestr(
                zipfile.ZipInfo(f"{table.sheet}.csv"), _csv([c.name for c in table.columns], filled[table.sheet])
            )
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
