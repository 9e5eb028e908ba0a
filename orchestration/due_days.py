"""Days on which a refresh is due although nothing has arrived: of the collection calendar, and the first of a month.

Levels, obligations and freshness are judged for a day, so a run that was right yesterday may not be today.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from orchestration import attempts
from orchestration.home import Home, project_folder

CALENDAR = Path("seeds", "collection_calendar.csv")
DAY = timedelta(days=1)
# What the columns of the calendar are, in words.
OF_A_COLLECTION = {
    "opens_on": "the WRES collection of {year} opens",
    "closes_on": "the WRES collection of {year} closes",
    "publish_by": "WRES reports of {year} are to be published",
}


@dataclass(frozen=True, order=True)
class DueDay:
    on: date
    why: str

    def words(self) -> str:
        return f"{self.on:%d %B %Y}: {self.why}"


def since(judged: date, today: date, expected: Iterable[tuple[str, date]] = ()) -> list[DueDay]:
    """Days after `judged`, the day of the newest run, up to `today`, the earliest first.

    `expected` has sources with the day by which each is to give more. A day that was missed, by a machine that was off
    or a run that failed, stays due until a run judges for it or for a later one.
    """
    days = [*_of_collections(collections()), *_of_sources(expected), *_of_months(judged, today)]
    return sorted(day for day in days if judged < day.on <= today)


def collections() -> list[dict[str, str]]:
    """The collection calendar, as the models have it."""
    with (project_folder() / CALENDAR).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def newest_judged(home: Home) -> date | None:
    """The day of the newest run, or of the one in use if that is later; None before the first."""
    runs = {*attempts.settled_runs(home)[-1:], home.current_run()} - {None}
    manifests = filter(None, map(home.manifest, runs))  # a refresh may retire one meanwhile
    return max((date.fromisoformat(manifest["as_of"]) for manifest in manifests), default=None)


def _of_collections(calendar: Iterable[dict[str, str]]) -> Iterable[DueDay]:
    for row in calendar:
        for column, words in OF_A_COLLECTION.items():
            if row[column]:
                day, why = date.fromisoformat(row[column]), words.format(year=row["wres_year"])
                yield DueDay(day, why)
                yield DueDay(day + DAY, f"{why} the day before")


def _of_sources(expected: Iterable[tuple[str, date]]) -> Iterable[DueDay]:
    for source, day in expected:
        yield DueDay(day + DAY, f"more of the source {source} was due the day before")


def _of_months(judged: date, today: date) -> Iterable[DueDay]:
    """The first of each month, before the Assembly meets."""
    for month in range(judged.year * 12 + judged.month, today.year * 12 + today.month):
        yield DueDay(date(month // 12, month % 12 + 1, 1), "the month begins")
