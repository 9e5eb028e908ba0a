"""Whether there is anything to do: decided from files alone, before any framework is imported."""

import hashlib
from collections.abc import Iterable
from datetime import date

from ingestion import quarantine
from ingestion.arrivals import Arrival, provenance
from orchestration.home import Home, code_version


def fingerprint(found: Iterable[Arrival], as_of: date, home: Home) -> str:
    """A checksum of all that a published run depends on.

    That is files and their provenance, what was decided on refused ones, code, and the day it judges for.
    """
    lines = [f"{a.source}\0{a.name}\0{a.sha256}\0{provenance(a)}" for a in found]
    lines += [str(decision) for decision in quarantine.decisions(home.path).values()]
    return hashlib.sha256("\n".join([code_version(), as_of.isoformat(), *lines]).encode()).hexdigest()
