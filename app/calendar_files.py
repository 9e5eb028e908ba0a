"""What an organisation must do as a calendar file (RFC 5545): one event for each obligation that has a day.

An event keeps its identifier from run to run, and its sequence, the day of the run, grows, so that whoever takes the
file in again has the same events, moved (of one day the later stamp counts, RFC 5546 section 2.1.5). What is done since
stays as an event without an alarm, or it would remind for ever.
"""

from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

from app import notices, takeaway
from app.reading import Reading
from app.reminder_letters import HOW

FORM = {"ics": ("Calendar file, ICS", "ics", "text/calendar")}
PRODUCT = "-//North West Benchmark//What is due//EN"
REMINDS = (timedelta(days=-28), timedelta(days=-7))  # from the beginning of the day
A_DAY = timedelta(days=1)


def offer(whose: str, name: str, rows: list[dict], names: dict[str, str], reading: Reading, invented: bool) -> None:
    """The calendar file of rows of the table `calendar`, under them; what has no day is in none."""
    dated = [row for row in rows if row["due_on"] is not None]
    if dated:
        takeaway.offer_file(
            "Take these days away",
            notices.mark(f"Calendar of what is due, {whose}", invented),
            notices.mark(f"due_{name}", invented),
            FORM,
            lambda _: calendar(dated, names, reading.manifest, invented),
        )


def calendar(rows: list[dict], names: dict[str, str], manifest: dict, invented: bool) -> bytes:
    """Rows that have a day; `names` of their organisations by code."""
    stamp = datetime.fromisoformat(manifest["ended_at"]).astimezone(UTC)
    whose = next(iter(names.values())) if len(names) == 1 else "organisations of the region"
    made = Calendar.new(
        prodid=PRODUCT,
        uid=identifier(" ".join(sorted(names)), ""),
        method="PUBLISH",
        language="en-GB",
        name=notices.mark(f"What is due: {whose}", invented),
    )
    for row in rows:
        made.add_component(_event(row, names[row["org_code"]], stamp, manifest["run_id"], invented))
    return made.to_ical()


def _event(row: dict, name: str, stamp: datetime, run_id: str, invented: bool) -> Event:
    is_done = row["state"] == "done"
    about = f"Done: {row['about']}" if is_done else row["about"]
    summary = notices.mark(f"{row['org_code']}: {about}", invented)
    told = [f"{name} ({row['org_code']})", row["about"], row["basis"], HOW.get(row["kind"])]
    event = Event.new(
        uid=identifier(row["org_code"], row["obligation"]),
        stamp=stamp,
        last_modified=stamp,
        sequence=int(f"{stamp:%Y%m%d}"),
        start=row["due_on"],
        end=row["due_on"] + A_DAY,
        summary=summary,
        description="\n\n".join(filter(None, [*told, f"North West Benchmark, run {run_id}."])),
        transparency="TRANSPARENT",
        categories=["North West Benchmark"],
    )
    for trigger in () if is_done else REMINDS:
        event.add_component(Alarm.new_display(summary, trigger))
    return event


def identifier(org_code: str, obligation: str) -> str:
    """The same in every run, and no other obligation's."""
    return str(uuid5(NAMESPACE_URL, f"north-west-benchmark/obligations/{org_code}/{obligation}"))
