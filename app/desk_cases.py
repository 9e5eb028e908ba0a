"""An application as the published run has it, for what may be done with it at the desk."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date

from app import registries
from app.casebook import Application
from app.casebook_states import Facts
from app.reading import Reading
from ingestion.days import today
from ingestion.inbox import origin_of

ASSEMBLY = "NHS North West Black, Asian and Minority Ethnic Assembly"


def application(
    reading: Reading, row: dict, organisation: dict, evidence: Sequence[dict] = (), level_awarded: str | None = None
) -> Application:
    """`row` is one of the table `applications`, `evidence` those of the table `return_evidence` on it."""
    facts = Facts(
        today=today(),
        state=row["state"],
        level_applied_for=row["level_applied_for"],
        level_awarded=level_awarded,
        evidence={document["evidence_id"]: checksum(document) for document in evidence},
        reviewers_minimum=int(registries.parameter(reading, "reviewers_minimum")),
        review_months=int(registries.parameter(reading, "review_months")),
    )
    origin = origin_of(ASSEMBLY, organisation["is_demonstration"])
    return Application(reading.home, row["org_code"], row["assessment_date"], facts, origin)


def evidence_of(reading: Reading, org_code: str, assessed_on: date) -> list[dict]:
    """The documents that a panel may see of an application."""
    return reading.table("return_evidence", org_code=org_code, assessment_date=assessed_on).to_dicts()


def awarded(reading: Reading, org_code: str) -> str | None:
    """The level that an applicant holds, as its panel reads it."""
    levels = reading.table("levels", org_code=org_code)["level_awarded"]
    return levels[0] if len(levels) else None


def checksum(document: dict) -> str:
    """By which a document that a corrected return describes anew is told from the one that somebody looked at."""
    return hashlib.sha256(json.dumps(document, default=str, sort_keys=True).encode()).hexdigest()
