"""What organisations owe: who is late with what, and reminders of it to take away."""

import polars as pl
import streamlit as st

from app import calendar_files, data_received, due, notices, reminder_letters, roster, takeaway, wording
from app.choices import choose
from app.reading import Reading
from app.reminder_letters import URGENT
from app.tables import Download, show_table
from app.vocabulary import FOLDERS, said

LATE = ("late", "missing")
LETTER_FORM = {"eml": ("E-mail to send, EML", "eml", "message/rfc822")}


def show(reading: Reading) -> None:
    """Of a region, for the analyst's desk."""
    chosen = roster.choose_region(reading, None, drops=("remind",))
    if chosen is None:
        return
    region, organisations = chosen
    invented = region["is_demonstration"]
    due.show_of_region(reading, organisations, invented)
    _show_late(reading, organisations, invented)
    data_received.show_freshness(reading, invented)
    _show_reminders(reading, organisations, invented)


def _show_late(reading: Reading, organisations: pl.DataFrame, invented: bool) -> None:
    st.subheader("Returns and data that are late")
    late = reading.table("completeness", org_code=organisations["org_code"].to_list(), status=list(LATE))
    late = late.sort("period", "source", "org_code", descending=[True, False, False])
    if late.is_empty():
        st.write("Nothing that has a day is known to be late or missing.")
        return
    names = {row["org_code"]: row for row in organisations.to_dicts()}
    rows = [
        {
            "Organisation": roster.link(names[row["org_code"]]),
            "What": f"{said(FOLDERS, row['source'])}, {row['period']}",
        }
        | data_received.in_time(row)
        for row in late.to_dicts()
    ]
    caption = notices.mark("Late, or missing after its day", invented)
    show_table(caption, rows, Download(late, notices.mark("late", invented), "completeness"))


def _show_reminders(reading: Reading, organisations: pl.DataFrame, invented: bool) -> None:
    st.subheader("Reminders")
    dates = reading.table("calendar", org_code=organisations["org_code"].to_list()).sort(
        "due_on", "org_code", "obligation"
    )
    names = {row["org_code"]: row["name"] for row in organisations.to_dicts()}
    owing = set(dates.filter(pl.col("state").is_in(list(URGENT)))["org_code"])
    if not owing:
        st.write("Nobody is to be reminded of anything.")
        return
    st.write(
        "A calendar file has one event for each obligation that has a day; taken in again after a later run, it moves "
        "the same events. An e-mail is plain text and has no recipient yet: addresses of people are not kept here."
    )
    calendar_files.offer("of all organisations", "the_region", dates.to_dicts(), names, reading, invented)
    listed = {code: f"{name} ({code})" for code, name in names.items() if code in owing}
    code = choose("Remind", "remind", listed)
    if code is None:
        return
    own = dates.filter(pl.col("org_code") == code).to_dicts()
    heading = reminder_letters.subject(names[code], code, invented)
    body = reminder_letters.text(names[code], code, own, wording.day(reading.as_of), invented)
    calendar_files.offer(f"of {names[code]}", code, own, {code: names[code]}, reading, invented)
    takeaway.offer_file(
        "Take this reminder away",
        heading,
        notices.mark(f"reminder_{code}", invented),
        LETTER_FORM,
        lambda _: reminder_letters.message(heading, body),
    )
    st.write(heading)
    st.text(body)
