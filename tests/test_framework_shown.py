"""What the invented region shows of the framework, as it is published."""

import csv
import io

import pytest

from app.published import Audience, read
from tests.returns import ITEMS


@pytest.fixture(scope="module")
def published(published_home):
    manifest = published_home.manifest()
    folder = published_home.run_folder(manifest["run_id"])
    return lambda table, audience="analyst": read(folder, manifest, Audience.parse(audience), table).to_dicts()


@pytest.fixture(scope="module")
def latest(published):
    return {row["org_code"]: row for row in published("levels") if row["is_latest"]}


def test_every_item_of_every_return_has_a_status_and_a_reason(published):
    items = published("items")
    assessments = {(row["org_code"], row["assessment_date"]) for row in items}
    assert len(items) == len(ITEMS) * len(assessments) and len(assessments) > 40
    assert all(row["reason"] and row["rule_version"] and row["item_name"] and "{" not in row["reason"] for row in items)
    assert {row["status"] for row in items} == {
        "met", "met_min", "panel_judgement", "not_met", "not_evidenced", "stale", "not_calculable", "not_submitted"
    }  # fmt: skip


def test_levels_of_every_kind_are_shown(latest):
    """Two Bronze deliverables always need the panel, so no floor is above none; the ceiling shows the rest."""
    assert {row["level_self_assessed"] for row in latest.values()} == {"none", "bronze", "silver", "gold"}
    assert {row["level_awarded"] for row in latest.values()} == {"none", "bronze", "silver", "gold"}
    assert {row["level_verified_ceiling"] for row in latest.values()} == {"none", "bronze", "silver", "gold"}
    assert {row["level_verified_floor"] for row in latest.values()} == {"none"}


def test_the_cases_that_surprise_are_shown(latest):
    assert latest["ZD006"]["levels_out_of_order"] == "silver"  # every Silver item, and one Bronze item is missing
    assert (latest["ZD008"]["award_at_risk"], latest["ZD008"]["award_at_risk_items"]) == (True, "B1")
    assert (latest["ZD022"]["award_status"], latest["ZD022"]["review_overdue"]) == ("past_its_date", True)
    inherited = latest["ZD005"]
    assert (inherited["level_awarded"], inherited["inherited_level"], inherited["inherited_from"]) == (
        "bronze", "silver", "ZD029"
    )  # fmt: skip
    assert inherited["inherited_status"] == "inherited_pending_review"


def test_a_level_says_why_without_another_table(latest):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(latest["ZD008"]))
    writer.writeheader()
    writer.writerow(latest["ZD008"])
    assert "The post has stood vacant since" in text.getvalue()
    assert latest["ZD008"]["next_level"] == "bronze"


def test_applications_are_shown_to_those_who_may_see_them(published):
    states = {(row["org_code"], row["state"]) for row in published("applications")}
    assert ("ZD001", "evidence_verification") in states and ("ZD002", "decision") in states
    assert {row["org_code"] for row in published("applications", "trust:ZD002")} == {"ZD002"}


def test_an_application_goes_its_way_on_record_and_nobody_reads_before_declaring(published):
    applications = {(row["org_code"], str(row["assessment_date"])): row for row in published("applications")}
    first = applications["ZD001", "2025-08-09"]
    assert (first["state"], first["reviewers"], first["conflicts_declared"]) == ("feedback_sent", 2, 1)
    assert applications["ZD003", "2025-06-10"]["reviewers"] == 1
    broken = {row["rule_id"]: row for row in published("checks") if row["rule_id"].startswith("P") and row["detail"]}
    assert {rule: row["org_code"] for rule, row in broken.items()} == {"P01": "ZD003", "P03": "ZD003"}
    assert "opened the application of ZD003 of 10 June 2025 on 13 October 2025" in broken["P01"]["detail"]
    assert "REVIEWER" not in str(published("applications", "trust:ZD001"))
