"""The short table at the end of a refresh: what came in, what held, where the region stands, what to run next."""

from collections import Counter

from duckdb import DuckDBPyConnection

from app.published import connect
from orchestration.home import Home

STATES = {"accepted": "accepted", "accepted_in_part": "in part", "quarantined": "quarantined", "duplicate": "duplicate",
          "discarded": "discarded", "unchanged": "unchanged"}  # fmt: skip
CONCEPTS = {
    "self-assessed": "level_self_assessed",
    "verified, floor": "level_verified_floor",
    "verified, ceiling": "level_verified_ceiling",
    "awarded, also if ended": "level_awarded",
}
LEVELS = ("none", "bronze", "silver", "gold")
NEXT = {"make app": "the pages", "nwbench quarantine list": "what was refused, and how to mend it",
        "nwbench status": "what is published, and what is due", "nwbench serve": "runs and lineage"}  # fmt: skip
MOST_UNUSED = 20


def summarise(home: Home, manifest: dict, unchanged: bool, asked_by: str) -> str:
    """Plain text of about 80 columns; what to run next is not the command that asks."""
    run_id = manifest["run_id"]
    heading = "Nothing changed; still published" if unchanged else "Published"
    with connect(home.run_folder(run_id) / "analyst.duckdb") as con:
        blocks = [_files(manifest), _unused(con), _checks(manifest), _levels(con)]
    closing = [
        f"{heading}: {home.run_folder(run_id)} (as of {manifest['as_of']})",
        *(f"Next: {command} ({what})" for command, what in NEXT.items() if command != asked_by),
    ]
    return "\n\n".join([*filter(None, blocks), "\n".join(closing)])


def _table(header: tuple, rows: list[tuple]) -> str:
    text = [[str(cell) for cell in row] for row in [header, *rows]]
    widths = [max(len(row[i]) for row in text) for i in range(len(header))]
    return "\n".join(
        "  ".join(
            cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in text
    )


def _files(manifest: dict) -> str:
    counts = Counter((i["source"], i["state"]) for i in manifest["inputs"])
    names = sorted({i["source"] for i in manifest["inputs"]})
    return _table(("source", *STATES.values()), [(name, *(counts[name, state] for state in STATES)) for name in names])


def _unused(con: DuckDBPyConnection) -> str:
    """Files that could be read and are left out for what they say, such as whose they are; nothing if there is none."""
    query = "select source || '/' || file_name, exclusion from submissions where exclusion is not null order by all"
    found = con.execute(query).fetchall()
    rows = [(name, state.replace("_", " ")) for name, state in found[:MOST_UNUSED]]
    more = [(f"and {len(found) - MOST_UNUSED:,} more", "")] if len(found) > MOST_UNUSED else []
    return _table(("read, and not used", "why"), rows + more) if rows else ""


def _checks(manifest: dict) -> str:
    counts = Counter("held" if c["outcome"] in ("pass", "passed") else "findings" for c in manifest["checks"])
    return _table(
        ("checks", "held", "findings"), [("arrival rules and data tests", counts["held"], counts["findings"])]
    )


def _levels(con: DuckDBPyConnection) -> str:
    columns = ", ".join(CONCEPTS.values())
    latest = con.execute(f"select {columns} from levels where is_latest").fetchall()
    counted = [Counter(levels) for levels in zip(*latest, strict=True)] or [Counter()] * len(CONCEPTS)
    rows = [(name, *(counts[level] for level in LEVELS)) for name, counts in zip(CONCEPTS, counted, strict=True)]
    return _table(("organisations by level", *LEVELS), rows)
