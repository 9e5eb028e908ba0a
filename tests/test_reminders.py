"""Reminders: calendar files that a second import moves, and e-mails that say what, when, why and how."""

from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from icalendar import Calendar

from app import calendar_files, reminder_letters
from app.published import Audience
from app.reading import Reading
from tests.pages import Opened

ORG = "ZD001"
NAMES = {ORG: "Invented Harbour Acute Trust"}
RUN = {"run_id": "20261124T101112Z-0", "ended_at": "2026-11-24T10:12:00+00:00"}
LATER = {"run_id": "20270124T101112Z-0", "ended_at": "2027-01-24T10:12:00+00:00"}


@pytest.fixture
def rows(published_home):
    reading = Reading(published_home.run_folder(published_home.current_run()), Audience("trust", ORG))
    return reading.table("calendar", org_code=ORG).to_dicts()


def events(rows: list[dict], manifest: dict = RUN) -> dict[str, object]:
    """By identifier, of the file as another program reads it."""
    read = Calendar.from_ical(calendar_files.calendar(rows, NAMES, manifest, True))
    assert not read.errors and read["VERSION"] == "2.0" and read["METHOD"] == "PUBLISH" and read["PRODID"]
    found = {str(event["UID"]): event for event in read.walk("VEVENT")}
    assert len(found) == len(read.walk("VEVENT"))
    return found


def test_each_obligation_with_a_day_is_one_event(rows):
    dated = [row for row in rows if row["due_on"]]
    found = events(dated)
    assert len(found) == len(dated) > 10
    for row in dated:
        event = found[calendar_files.identifier(ORG, row["obligation"])]
        assert event.decoded("DTSTART") == row["due_on"] and event["DTSTART"].params["VALUE"] == "DATE"
        assert event.decoded("DTEND") == row["due_on"] + timedelta(days=1)
        assert str(event["SUMMARY"]).startswith(f"Invented data: {ORG}: ")
        for told in (row["about"], row["basis"], reminder_letters.HOW[row["kind"]], RUN["run_id"]):
            assert told in event["DESCRIPTION"]


def test_what_is_open_reminds_before_its_day_and_what_is_done_does_not(rows):
    dated = [row for row in rows if row["due_on"]]
    found = events(dated)
    assert {row["state"] for row in dated} >= {"done", "due"}
    for row in dated:
        alarms = found[calendar_files.identifier(ORG, row["obligation"])].walk("VALARM")
        before = [alarm.decoded("TRIGGER") for alarm in alarms]
        assert before == ([] if row["state"] == "done" else [timedelta(days=-28), timedelta(days=-7)])
        assert all(alarm["ACTION"] == "DISPLAY" and alarm["DESCRIPTION"] for alarm in alarms)


def test_a_later_run_moves_the_same_events(rows):
    dated = [row for row in rows if row["due_on"]]
    moved = [row | {"due_on": date(2028, 2, 29)} for row in dated]
    first, second = events(dated), events(moved, LATER)
    assert first.keys() == second.keys()
    for uid, event in second.items():
        assert event["SEQUENCE"] > first[uid]["SEQUENCE"] and event.decoded("DTSTAMP") > first[uid].decoded("DTSTAMP")
        assert event.decoded("DTSTART") == date(2028, 2, 29) and event.decoded("DTEND") == date(2028, 3, 1)


def test_the_same_run_gives_the_same_bytes_within_the_lines_of_the_standard(rows):
    """RFC 5545 section 3.1: lines end with CRLF and have at most 75 octets."""
    dated = [row for row in rows if row["due_on"]]
    content = calendar_files.calendar(dated, NAMES, RUN, True)
    assert content == calendar_files.calendar(dated, NAMES, RUN, True)
    assert (
        content.endswith(b"\r\n")
        and max(map(len, content.split(b"\r\n"))) <= 75
        and b"\n" not in content.replace(b"\r\n", b"")
    )


def test_an_email_says_what_by_when_why_and_how(rows):
    urgent = [row for row in rows if row["state"] in reminder_letters.URGENT]
    name = "Zentrum für Prüfung\nBcc: all@example.org"
    body = reminder_letters.text(NAMES[ORG], ORG, rows, "24 November 2026", True)
    assert urgent
    for row in urgent:
        for told in (row["about"], row["basis"], reminder_letters.HOW[row["kind"]]):
            assert told in body
    assert body.count("  How: ") == len(urgent)
    mail = message_from_bytes(reminder_letters.message("What is due für Zürich", body), policy=default)
    assert mail["Subject"] == "What is due für Zürich" and mail["X-Unsent"] == "1" and mail["To"] is None
    assert mail.get_content_type() == "text/plain" and mail.get_content().splitlines() == body.splitlines()
    with pytest.raises(ValueError):  # a heading cannot add lines of its own
        reminder_letters.message(reminder_letters.subject(name, ORG, False), body)


def test_the_desk_shows_who_is_late_and_offers_reminders(published_home, monkeypatch):
    page = Opened(
        "assembly", published_home.path, monkeypatch, reader="analyst", view="due", region="Z99", remind="ZD022"
    )
    tables = page.tables()
    assert any(caption.endswith("Late, or missing after its day") for caption in tables)
    assert any("How fresh each source is" in caption for caption in tables)
    body = page.test.get("text")[0].value
    assert "OVERDUE" in body and "(ZD022)" in body and "The award of bronze ends." in body


@pytest.mark.parametrize("reader", ["analyst", "trust:ZD001"])
def test_an_organisation_takes_its_own_days_away(published_home, monkeypatch, reader):
    page = Opened("organisation", published_home.path, monkeypatch, reader=reader, org=ORG)
    assert any("Calendar of what is due" in str(element.proto) for element in page.test.get("bidi_component"))
