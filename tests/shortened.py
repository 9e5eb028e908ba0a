"""A copy of the models and registries with a collection calendar of one row."""

import shutil
from datetime import date
from pathlib import Path

from ingestion.contracts import PROJECT

HEADER = "wres_year,opens_on,closes_on,publish_by,confidence,source"


def with_calendar(folder: Path, year: int, opens: date, closes: date, publish: date) -> Path:
    """Writes the copy into `folder` and returns it."""
    shutil.copytree(PROJECT / "dbt_project", folder)
    calendar = folder / "seeds" / "collection_calendar.csv"
    calendar.write_text(f"{HEADER}\n{year},{opens},{closes},{publish},low,a calendar of a test\n")
    return folder
