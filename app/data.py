"""The page of the data itself: its quality, its files, what is in and what is not, and what changed since last time."""

from collections.abc import Callable

import polars as pl

from app import data_quality, data_received, data_revisions, roster
from app.choices import choose
from app.reading import Reading

Show = Callable[[Reading, pl.DataFrame, bool], None]  # of organisations, which are invented or not
VIEWS: dict[str, tuple[str, Show]] = {
    "quality": ("Quality: what the rules found", data_quality.show),
    "files": ("Files: what was sent, and how fresh it is", data_received.show_files),
    "received": ("Complete, and next due", data_received.show_received),
    "revisions": ("What changed since the run before, and why", data_revisions.show),
}


def show(reading: Reading) -> None:
    chosen = _of_whom(reading)
    if chosen is None:
        return
    organisations, invented = chosen
    names = {view: words for view, (words, _) in VIEWS.items()}
    view = choose("What to show", "view", names, default="quality", drops=("source", "table"))
    if view is not None:
        VIEWS[view][1](reading, organisations, invented)


def _of_whom(reading: Reading) -> tuple[pl.DataFrame, bool] | None:
    """The organisations that the page is about: a region's, one of them, or the reader's own."""
    if reading.audience.org_code:
        organisation = roster.choose_organisation(reading, "Data", drops=())
        only = pl.col("org_code") == reading.audience.org_code
        return organisation and (roster.taking_part(reading).filter(only), organisation["is_demonstration"])
    chosen = roster.choose_region(reading, "Data", drops=("org", "source", "table"))
    if chosen is None:
        return None
    region, organisations = chosen
    names = {row["org_code"]: f"{row['name']} ({row['org_code']})" for row in organisations.to_dicts()}
    everyone = {"all": "All of them"}
    code = choose("Organisation", "org", everyone | names, default="all", drops=("source", "table"))
    kept = organisations if code in (None, "all") else organisations.filter(pl.col("org_code") == code)
    return kept, region["is_demonstration"]
