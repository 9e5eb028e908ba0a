"""Who may ask for what: refused with the rule, written down, and nothing told that was not known."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from app import access
from orchestration.command import main

READER, OTHER = "ZD002", "ZD004"


@pytest.fixture
def ask(published_home):
    """Runs an export; returns its exit code, its error, its lines and what was written down of it."""

    def run(table, audience, *options):
        before = asked(published_home.path)
        command = ["export", table, "--audience", audience, "--home", str(published_home.path), *options]
        result = CliRunner().invoke(main, command)
        written = asked(published_home.path)[len(before) :]
        return result.exit_code, result.stderr, result.stdout.splitlines(), written

    return run


def asked(home) -> list[dict]:
    files = sorted((home / "access").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def applicants(ask) -> set[str]:
    lines = ask("applications", "analyst")[2]
    place = lines[0].split(",").index("org_code")
    return {line.split(",")[place] for line in lines[1:]}


@pytest.mark.parametrize(
    ("table", "audience", "options", "rule"),
    [
        ("peer_contributions", f"trust:{READER}", [], "Q01"),
        ("peer_contributions", f"panel:{OTHER}", [], "Q01"),
        ("peer_shares", "public", [], "Q01"),
        ("items", "public", [], "Q01"),
        ("items", "trust:ZD099", [], "Q01"),
        ("items", "panel:ZD099", [], "Q01"),
        ("items", f"panel:{OTHER}", ["--belongs-to", OTHER], "Q02"),
        ("items", "panel:ZD099", ["--belongs-to", "ZD099"], "Q02"),
        ("peers", f"trust:{READER}", ["--peer-group", "all_but_one"], "Q03"),
        ("peers", f"trust:{READER}", ["--peer-group", "type_in_england"], "Q03"),
        ("items", f"trust:{READER}", ["--peer-group", "region"], "Q03"),
    ],
)
def test_a_refusal_names_its_rule_and_is_written_down(ask, table, audience, options, rule):
    code, error, lines, written = ask(table, audience, *options)
    assert code == 2 and error.startswith(f"nwbench: {rule}: ") and not lines
    (line,) = written
    assert line["refused_by"] == rule and line["table"] == table and line["audience"] == audience.split(":")[0]


def test_a_refusal_tells_nothing_that_was_not_known(ask):
    """An organisation that has not applied and one that does not exist get the same words; so do own ones."""
    outside = sorted({f"ZD{n:03}" for n in range(1, 27)} - applicants(ask))[0]
    for options in ([], ["--belongs-to", READER]):
        told = [ask("items", f"panel:{code}", *options)[1].replace(code, "X") for code in (outside, "ZD099")]
        assert told[0] == told[1]
    own = [ask("items", f"panel:{c}", "--belongs-to", c)[1].replace(c, "X") for c in (outside, OTHER, "ZD099")]
    assert len(set(own)) == 1


def test_an_applicant_is_read_by_a_reviewer_of_another(ask):
    applicant = sorted(applicants(ask))[0]
    code, _, lines, written = ask("items", f"panel:{applicant}", "--belongs-to", "ZD025")
    assert code == 0 and len(lines) > 42 and written == []
    assert all(line.startswith(applicant) for line in lines[1:])


def test_every_look_at_others_is_written_down(ask):
    code, _, lines, (line,) = ask("peers", f"trust:{READER}", "--peer-group", "type_in_region")
    assert code == 0 and line["refused_by"] is None and line["org_code"] == READER and line["peer_group"]
    group = lines[0].split(",").index("peer_group")
    assert {row.split(",")[group] for row in lines[1:]} == {"type_in_region"}
    assert ask("measures", f"trust:{READER}")[3] == []


def test_what_is_written_down_is_its_owners_alone(published_home, ask):
    ask("items", "public")
    (file, *_) = (published_home.path / "access").glob("*.jsonl")
    assert file.stat().st_mode & 0o777 == 0o600 and file.parent.stat().st_mode & 0o777 == 0o700


def test_the_trail_is_that_of_the_month_asked_for_or_else_of_this_one(tmp_path):
    assert access.trail(tmp_path, "2026-10").path.name == "2026-10.jsonl"
    assert access.trail(tmp_path).path.name == f"{datetime.now(UTC):%Y-%m}.jsonl"
