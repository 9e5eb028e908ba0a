"""Whether there is anything to do: decided from files alone, before any framework is imported."""

import hashlib
from collections.abc import Iterable
from datetime import date

from ingestion.arrivals import Arrival, provenance
from orchestration.home import code_version


def fingerprint(found: Iterable[Arrival], as_of: date) -> str:
    """A checksum of all that a published run depends on: files and their provenance, code, the day it judges for."""
    lines = [f"{a.source}\0{a.name}\0{a.sha256}\0{provenance(a)}" for a in found]
    return hashlib.sha256("\n".join([code_version(), as_of.isoformat(), *lines]).encode()).hexdigest()
