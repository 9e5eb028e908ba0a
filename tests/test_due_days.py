"""A refresh is due on days of the collection calendar, and a day that was missed stays due."""

import json
from contextlib import nullcontext
from datetime import UTC, date, datetime

import dagster as dg
import pytest

from orchestration import attempts, due_days
from orchestration.attempts import WHY
from orchestration.due_schedule import days_that_matter
from orchestration.home import OTHER_PROJECT, Home
from orchestration.run_records import JOB
from tests.conftest import AS_OF
from tests.shortened import with_calendar

OPENS, CLOSES, PUBLISH = date(2027, 2, 3), date(2027, 2, 9), date(2027, 2, 17)


@pytest.fixture
def shortened(tmp_path, monkeypatch):
    monkeypatch.setenv(OTHER_PROJECT, str(with_calendar(tmp_path / "dbt_project", 2027, OPENS, CLOSES, PUBLISH)))


def days(judged: date, today: date, expected=()) -> list[tuple[int, str]]:
    return [(day.on.day, day.why) for day in due_days.since(judged, today, expected)]


def test_each_day_of_a_collection_matters_and_so_does_the_day_after_it(shortened):
    opens, closes = "the WRES collection of 2027 opens", "the WRES collection of 2027 closes"
    publish = "WRES reports of 2027 are to be published"
    assert days(date(2027, 2, 1), date(2027, 2, 28)) == [
        (3, opens), (4, f"{opens} the day before"), (9, closes), (10, f"{closes} the day before"),
        (17, publish), (18, f"{publish} the day before"),
    ]  # fmt: skip


def test_a_day_matters_until_a_run_judges_for_it(shortened):
    assert days(CLOSES, CLOSES) == [] == days(date(2027, 2, 10), date(2027, 2, 16))
    assert [day for day, _ in days(date(2027, 2, 8), CLOSES)] == [9]
    assert [day for day, _ in days(date(2027, 2, 4), date(2027, 2, 12))] == [9, 10], "missed, and still due"


def test_the_first_of_every_month_matters_across_a_year():
    found = due_days.since(date(2026, 11, 30), date(2027, 3, 1))
    assert [d.on for d in found if d.why == "the month begins"] == [
        date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1),
    ]  # fmt: skip
    assert due_days.since(date(2026, 12, 1), date(2026, 12, 31)) == []


def test_the_day_after_more_of_a_source_was_due_matters(shortened):
    expected = [("wres", date(2027, 2, 5)), ("ods", date(2027, 1, 2))]
    assert days(date(2027, 2, 4), date(2027, 2, 8), expected) == [(6, "more of the source wres was due the day before")]


def ask(day: date, instance: dg.DagsterInstance | None = None) -> dg.RunRequest | dg.SkipReason:
    at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    with nullcontext(instance) if instance else dg.instance_for_test() as asked:
        return days_that_matter(dg.build_schedule_context(asked, scheduled_execution_time=at))


def test_the_schedule_says_why_it_asks_and_why_not(published_home, monkeypatch):
    monkeypatch.setenv("NWBENCH_HOME", str(published_home.path))
    assert "no day that matters has come since" in ask(AS_OF).skip_message
    assert ask(date(2026, 12, 1)).tags[WHY].endswith("01 December 2026: the month begins")


def test_the_schedule_asks_for_nothing_while_a_refresh_is_at_work(published_home, monkeypatch):
    monkeypatch.setenv("NWBENCH_HOME", str(published_home.path))
    with dg.instance_for_test() as instance:
        run = instance.create_run_for_job(dg.GraphDefinition(name=JOB).to_job(), status=dg.DagsterRunStatus.STARTED)
        assert "is started; should it not judge" in ask(date(2026, 12, 1), instance).skip_message
        instance.report_run_failed(run)
        assert isinstance(ask(date(2026, 12, 1), instance), dg.RunRequest)


def test_the_schedule_knows_by_when_each_source_of_the_run_in_use_is_to_give_more(published_home, monkeypatch):
    monkeypatch.setenv("NWBENCH_HOME", str(published_home.path))
    why = ask(date(2036, 1, 2)).tags[WHY]
    assert "more of the source wres was due the day before" in why


def test_before_anything_is_published_the_schedule_asks(tmp_path, monkeypatch):
    monkeypatch.setenv("NWBENCH_HOME", str(tmp_path))
    assert ask(AS_OF).tags[WHY] == "nothing is published yet"
    assert due_days.newest_judged(Home(tmp_path)) is None


def test_a_run_to_which_nobody_was_sent_before_its_refresh_died_is_none(tmp_path):
    home, days = Home(tmp_path), {"20270101T060000Z-0": date(2027, 1, 1), "20270201T060000Z-1": date(2027, 2, 1)}
    for run, day in days.items():
        folder = home.run_folder(run)
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(json.dumps({"as_of": day.isoformat(), "dagster_run_id": f"of {run}"}))
    first, second = days
    attempts.note(home, f"of {second}", "nwbench", attempts.BEGUN)
    assert due_days.newest_judged(home) == days[first] and attempts.settled_runs(home) == [first]
    home.point_at(second)  # and now somebody was
    assert due_days.newest_judged(home) == days[second] and attempts.settled_runs(home) == [first, second]
