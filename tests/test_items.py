"""What each Bronze deliverable comes to (§3.5), as a table that a panel member can check.

The assessment date is 30 June 2026 throughout. Everything not named stays as in a return that is in order.
"""

from datetime import date

import pytest

from app.published import Audience, read
from orchestration.home import Home
from orchestration.refresh import refresh
from tests.returns import EVENTS, EVIDENCE, write_organisations, write_return


def facts(**given):
    item = given.pop("item")
    return {"facts": {(item, field): value for field, value in given.items()}}


def last_example(day):
    return {"events": [EVENTS[0] | {"date": day}]}


# item, what differs, status, words of the reason
CASES = [
    ("B1", {}, "met", "executive director"),
    ("B1", {"answers": {"B1": None}}, "not_submitted", "no answer"),
    ("B1", {"answers": {"B1": "not_in_place"}}, "not_met", "declares it not in place"),
    ("B1", {"answers": {"B1": "partial"}}, "not_met", "declares it partial"),
    ("B1", {"answers": {"B1": "na"}}, "not_met", "declares it na"),
    ("B1", facts(item="B1", appointed_on=None), "not_evidenced", "Missing: appointed on."),
    (
        "B1",
        facts(item="B1", title_used=None, sponsor_role_title=None),
        "not_evidenced",
        "sponsor role title, title used",
    ),
    ("B1", {"evidence": []}, "not_evidenced", "No document"),
    ("B1", facts(item="B1", sponsor_role_level="ned"), "met", "ned"),
    ("B1", facts(item="B1", sponsor_role_level="senior_director"), "met", "senior director"),
    ("B1", facts(item="B1", sponsor_role_level="below_director"), "not_met", "below director"),
    ("B1", facts(item="B1", appointed_on="2026-06-30"), "met", ""),
    ("B1", facts(item="B1", appointed_on="2026-07-01"), "not_met", "1 July 2026"),
    ("B1", facts(item="B1", ended_on="2026-06-30"), "met", ""),
    ("B1", facts(item="B1", ended_on="2026-06-29"), "not_met", "29 June 2026"),
    ("B1", facts(item="B1", ended_on="2025-12-30"), "not_met", "30 December 2025"),
    ("B1", facts(item="B1", ended_on="2025-12-29"), "stale", "29 December 2025"),
    ("B2", {}, "panel_judgement", "1 dated example"),
    ("B2", {"events": []}, "not_evidenced", "No dated example"),
    ("B2", {"events": [EVENTS[0] | {"kind": "meeting"}]}, "not_evidenced", "No dated example"),
    ("B2", last_example("2026-07-01"), "not_evidenced", "No dated example"),
    ("B2", last_example("2025-07-01"), "panel_judgement", ""),
    ("B2", last_example("2025-04-01"), "panel_judgement", ""),  # the last financial year
    ("B2", last_example("2025-03-31"), "stale", "31 March 2025"),
    ("B2", {"evidence": [EVIDENCE[0] | {"item_ids": "B1;B3"}]}, "not_evidenced", "No document"),
    ("B3", {}, "panel_judgement", "1 September 2025"),
    ("B3", facts(item="B3", goal_text=None), "not_evidenced", "goal text"),
    ("B3", facts(item="B3", published_on="2026-07-01"), "not_met", "1 July 2026"),
    ("B3", facts(item="B3", target="much better"), "not_met", "no numeric target"),
    ("B3", facts(item="B3", baseline=None), "not_met", "no numeric baseline"),
    ("B3", facts(item="B3", goal_text="Submit the WDES return"), "not_met", "law or NHS assurance"),
    ("B3", facts(item="B3", target_date="2025-12-30"), "panel_judgement", ""),
    ("B3", facts(item="B3", target_date="2025-12-29"), "stale", "29 December 2025"),
    ("B3", facts(item="B3", target_date="2025-12-29", outcome="Reached 1.3"), "panel_judgement", ""),
    ("B4", {}, "met", "30 to 24, lower is better"),
    ("B4", facts(item="B4", direction="higher"), "not_met", "30 to 24, higher is better"),
    ("B4", facts(item="B4", value_end="30"), "not_met", "30 to 30"),
    ("B4", facts(item="B4", value_end="31"), "not_met", "30 to 31"),
    ("B4", facts(item="B4", value_start="many", value_end="fewer"), "panel_judgement", "words only"),
    ("B4", facts(item="B4", population=None), "not_evidenced", "population"),
    ("B4", facts(item="B4", date_end="2025-05-30", date_start="2024-05-30"), "met", ""),  # a year and 31 days
    ("B4", facts(item="B4", date_end="2025-05-29", date_start="2024-05-29"), "stale", "29 May 2025"),
    ("B4", facts(item="B4", date_start="2025-07-01"), "met", ""),  # nine months
    ("B4", facts(item="B4", date_start="2025-07-02"), "panel_judgement", "nine to fifteen"),
    ("B4", facts(item="B4", date_start="2025-01-01"), "met", ""),  # fifteen months
    ("B4", facts(item="B4", date_start="2024-12-31"), "panel_judgement", "nine to fifteen"),
    ("B5", {}, "met", "1 October 2025"),
    ("B5", facts(item="B5", covers_staff="no"), "not_met", "covers staff"),
    ("B5", facts(item="B5", covers_service_users="no"), "not_met", "covers service users"),
    ("B5", facts(item="B5", covers_staff=None), "not_evidenced", "covers staff"),
    ("B5", facts(item="B5", communicated_on="2024-06-30"), "met", ""),
    ("B5", facts(item="B5", communicated_on="2024-06-29"), "stale", "29 June 2024"),
    ("B5", facts(item="B5", communicated_on="2026-07-01"), "not_met", "1 July 2026"),
]


@pytest.fixture(scope="module")
def judged(tmp_path_factory, small_landing):
    """The items of every case, each handed in by an organisation of its own, from one refresh."""
    landing = tmp_path_factory.mktemp("cases")
    codes = [f"T{number:03}" for number in range(len(CASES))]
    write_organisations(landing / "ods", codes)
    for code, (_, differs, _, _) in zip(codes, CASES, strict=True):
        write_return(landing / "returns", code, **differs)
    home = Home(tmp_path_factory.mktemp("judged") / "home")
    manifest = refresh(home, [small_landing, landing], date(2026, 11, 24)).manifest
    items = read(home.run_folder(manifest["run_id"]), manifest, Audience("analyst"), "items")
    return {(row["org_code"], row["item_id"]): row for row in items.iter_rows(named=True)}


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{c[0]}-{c[2]}-{n}" for n, c in enumerate(CASES)])
def test_bronze_deliverable(judged, number):
    item, _, status, words = CASES[number]
    row = judged[f"T{number:03}", item]
    assert (row["status"], words in row["reason"]) == (status, True), row["reason"]
    assert "{" not in row["reason"] and row["rule_version"]


def test_every_status_that_bronze_can_take_is_tried():
    assert {c[2] for c in CASES} == {
        "met", "panel_judgement", "not_met", "not_evidenced", "stale", "not_submitted"
    }  # fmt: skip


def test_what_ages_says_when(judged):
    assert judged["T000", "B5"]["stale_on"] == date(2027, 10, 2)  # the day after 24 months
    assert judged["T000", "B2"]["stale_on"] == date(2027, 4, 1)  # its financial year is the last one until then
    assert judged["T000", "B4"]["stale_on"] == date(2027, 5, 3)  # 12 months and 31 days after 1 April 2026
    assert judged["T000", "B1"]["stale_on"] is None
