"""What happened to each application at the panel's desk: events that are only added to, each with who did it (§3.7).

`inbox/panel/<code>.jsonl` in the home folder is the journal of one applicant's applications; an application is its
organisation and the day for which it assessed itself.
"""

from datetime import date
from functools import lru_cache
from pathlib import Path

from ingestion.journal import Journal

DECLARATION = "conflict_declaration"
NONE, DECLARED = "none", "declared"


def journal(home: Path, org_code: str) -> Journal:
    return Journal(home / "inbox" / "panel" / f"{org_code}.jsonl")


def declare(
    home: Path, org_code: str, assessed_on: date | None, reference: str, who: str, conflict: str, words: str
) -> dict:
    """Records that a panel's member has a conflict of interest in an application (`declared`), or `none`."""
    if conflict not in (NONE, DECLARED):
        raise ValueError(f"no declaration {conflict!r}")
    entry = {"event": DECLARATION, "reviewer": reference, "conflict": conflict, "words": words}
    return journal(home, org_code).add(_of(assessed_on) | entry | {"who": who})


def interest(home: Path, org_code: str, assessed_on: date | None, reference: str | None) -> str | None:
    """What a panel's member declared: `none` of this application, `declared` of any of its applicant's, else None.

    A conflict stays: whoever declared one does not undo it by a second declaration.
    """
    declared = [
        event
        for event in events(home, org_code)
        if event["event"] == DECLARATION and event["reviewer"] == reference and reference is not None
    ]
    if any(event["conflict"] == DECLARED for event in declared):
        return DECLARED
    of_this = _of(assessed_on)["assessment_date"]
    return NONE if any(event["assessment_date"] == of_this for event in declared) else None


def events(home: Path, org_code: str) -> list[dict]:
    """Everything that happened to an applicant's applications, the earliest first."""
    path = journal(home, org_code).path
    return _events(path, (path.stat().st_mtime_ns, path.stat().st_size) if path.is_file() else None)


@lru_cache(200)
def _events(path: Path, _identity: tuple | None) -> list[dict]:
    return Journal(path).entries()


def _of(assessed_on: date | None) -> dict:
    return {"assessment_date": assessed_on.isoformat() if assessed_on else None}
