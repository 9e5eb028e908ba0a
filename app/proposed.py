"""Proposals to change a threshold: a journal of who proposed what, why and with which effect, and what was withdrawn.

`inbox/proposals.jsonl` in the home folder. The registry of parameters is code, so a proposal changes nothing by itself:
it gives the row to put there.
"""

import csv
import io
import math
import re
from datetime import date
from pathlib import Path

from app.people import Person
from ingestion.cell_types import NUMBER
from ingestion.journal import Journal

PROPOSED, WITHDRAWN = "proposed", "withdrawn"
COLUMNS = ("parameter", "value", "unit", "valid_from", "reason", "source")  # of parameters.csv, in its order
MOST_LISTED = 200  # changes in one entry


def journal(home: Path) -> Journal:
    return Journal(home / "inbox" / "proposals.jsonl")


def faults(current: dict, value: str, reason: str) -> list[str]:
    """What keeps a new value of a parameter, a row of the registry, from being proposed; in words."""
    found = []
    if not re.fullmatch(NUMBER, value) or not math.isfinite(float(value)):
        found.append("New value: give a number such as 0.95")
    elif float(value) == current["value"]:
        found.append("New value: it is the value now")
    if not reason.strip():
        found.append("Reason: it is needed")
    return found


def propose(
    home: Path, person: Person, current: dict, value: str, valid_from: date, reason: str, run: dict, effect: list[dict]
) -> dict:
    """Records a proposal with its effect on a run, of very many changes the first, and gives the entry."""
    return journal(home).add(
        {
            "event": PROPOSED,
            "proposal": f"{current['parameter']} {value} {valid_from}",
            "who": person.who,
            "row": {
                "parameter": current["parameter"], "value": value, "unit": current["unit"],
                "valid_from": valid_from.isoformat(), "reason": " ".join(reason.split()), "source": current["source"],
            },
            "value_before": current["value"], "run_id": run["run_id"], "as_of": run["as_of"],
            "changes": len(effect), "effect": effect[:MOST_LISTED],
        }
    )  # fmt: skip


def withdraw(home: Path, person: Person, proposal: dict, reason: str) -> dict:
    entry = {"event": WITHDRAWN, "proposal": proposal["proposal"], "of": proposal["at"], "who": person.who}
    return journal(home).add(entry | {"why": " ".join(reason.split())})


def proposals(home: Path) -> list[dict]:
    """Every proposal, the latest first, each with its withdrawal or None."""
    entries = journal(home).entries()
    withdrawn = {entry["of"]: entry for entry in entries if entry["event"] == WITHDRAWN}
    made = [entry for entry in entries if entry["event"] == PROPOSED]
    return [entry | {"withdrawal": withdrawn.get(entry["at"])} for entry in reversed(made)]


def row_of(proposal: dict) -> str:
    """What is to be added at the end of `dbt_project/seeds/parameters.csv`."""
    out = io.StringIO()
    csv.DictWriter(out, COLUMNS, lineterminator="").writerow(proposal["row"])
    return out.getvalue()
