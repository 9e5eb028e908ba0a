"""What a refresh tells people who were not there."""

import email
import json
import shutil
from datetime import date

import pytest

from app.published import Audience, read
from orchestration import reports
from orchestration.home import Home
from orchestration.refresh import refresh
from tests.conftest import SHIPPED
from tests.returns import write_return


@pytest.fixture(scope="module")
def home(published_home, tmp_path_factory) -> Home:
    """A home in which a second run judges for an earlier day, so that levels moved, and meets two files more."""
    folder = tmp_path_factory.mktemp("reports")
    copy = Home(folder / "home")
    shutil.copytree(published_home.path, copy.path)
    for code in ("ZD003", "T699"):  # nobody knows the second
        write_return(folder / "landing" / "returns", code)
    refresh(copy, [*SHIPPED, folder / "landing"], date(2026, 3, 1))
    return copy


def test_the_report_says_what_the_published_tables_say(home):
    run = home.run_folder(home.current_run())
    written = json.loads((home.path / "reports" / f"{run.name}.json").read_text())
    told = {table: read(run, home.manifest(), Audience("analyst"), table) for table in ("revisions", "calendar")}
    assert len(written["overdue"]) == told["calendar"].filter(state="overdue").height > 0
    moved = told["revisions"].filter(table="levels")
    moved = moved.filter(moved["column"].is_in(list(reports.LEVELS)) | moved["column"].is_null())
    assert len(written["moved"]) == moved.height > 0
    assert {row["cause"] for row in written["moved"]} == set(moved["cause"])
    assert any("ZD014_2025-07-26.xlsx" in words for words in written["refused"])
    assert {(row["name"][:5], row["state"]) for row in written["arrived"]} == {
        ("ZD003", "not_yet_valid"), ("T699_", "organisation_unknown"),
    }  # fmt: skip


def test_the_report_reads_the_same_as_words_and_as_an_email(home):
    folder, run = home.path / "reports", home.current_run()
    words = (folder / f"{run}.md").read_text()
    message = email.message_from_string((folder / f"{run}.eml").read_text(), policy=email.policy.default)
    assert message.get_content().strip() == words.strip() and run in message["Subject"]
    assert "## What is overdue" in words and "## Levels that moved, and why" in words
    assert all((folder / f"{run}.{form}").stat().st_mode & 0o777 == 0o600 for form in ("md", "eml", "json"))
