"""What each Bronze item comes to (§3.5, §3.5.0), as a table that a panel member can check.

The assessment date is 30 June 2026 throughout; the rolling year begins on 1 July 2025 and the last complete financial
year on 1 April 2025. Everything not named stays as in the return in order of `tests/returns.py`.
"""

import pytest

from tests.judging import each, statements
from tests.returns import EVIDENCE, events, evidence, facts

ITEMS = ("B1", "B1.a", "B1.b", "B2", "B2.a", "B3", "B3.a", "B4", "B4.a", "B5", "B5.a")
OTHERS = {"evidence": [EVIDENCE[0] | {"item_ids": "S1"}]}
NED = {("B1", "sponsor_role_level"): "ned"}
SENIOR = {("B1", "sponsor_role_level"): "senior_director"}

# item, what differs, status, words of the reason
CASES = [
    *statements(ITEMS),
    ("B1", {}, "met", "executive director"),
    ("B1", {"answers": {"B1": "partial"}}, "not_met", "declares it partial"),
    ("B1", {"answers": {"B1": "na"}}, "not_met", "declares it na"),
    ("B1", facts("B1", appointed_on=None), "not_evidenced", "Missing: “Took up the role on”."),
    (
        "B1",
        facts("B1", sponsor_role_title=None, appointed_on=None),
        "not_evidenced",
        "“Title of the post”; “Took up the role on”",
    ),
    ("B1", facts("B1", title_used=None), "met", ""),
    ("B1", facts("B1", appointed_on="in spring"), "not_evidenced", "Missing: “Took up the role on”."),
    ("B1", facts("B1", sponsor_role_level="manager"), "not_evidenced", "Missing: “Level of the post”."),
    ("B1", OTHERS, "not_evidenced", "No document"),
    ("B1", evidence(contains_personal_data="yes"), "not_evidenced", "personal data"),
    ("B1", evidence(contains_personal_data="yes", redacted="yes"), "met", ""),
    ("B1", evidence(document_date="2026-07-10"), "met", ""),  # the day of the attestation
    ("B1", evidence(document_date="2026-07-11"), "not_evidenced", "dated after the return was attested"),
    ("B1", evidence(period_end="2026-07-01"), "met", ""),
    ("B1", evidence(period_end="2026-07-02"), "not_evidenced", "rejected"),
    ("B1", facts("B1", sponsor_role_level="ned"), "met", "non-executive"),
    ("B1", facts("B1", sponsor_role_level="senior_director"), "met", "senior director"),
    ("B1", facts("B1", sponsor_role_level="board_director_non_voting"), "met", "board director non voting"),
    ("B1", facts("B1", sponsor_role_level="below_director"), "not_met", "below director"),
    ("B1", facts("B1", appointed_on="2026-06-30"), "met", ""),
    ("B1", facts("B1", appointed_on="2026-07-01"), "not_met", "1 July 2026"),
    ("B1", facts("B1", ended_on="2026-06-30"), "met", ""),
    ("B1", facts("B1", ended_on="2026-06-29"), "not_met", "29 June 2026"),
    ("B1", facts("B1", ended_on="2025-12-30"), "not_met", "30 December 2025"),  # six months
    ("B1", facts("B1", ended_on="2025-12-29"), "stale", "29 December 2025"),
    ("B1.a", {}, "met", "2026/27"),
    ("B1.a", facts("B1.a", pdp_goal_text=None), "not_evidenced", "Personal goal on anti-racism"),
    ("B1.a", OTHERS, "not_evidenced", "No document"),
    ("B1.a", facts("B1.a", pdp_year="2026"), "met", "2026"),
    ("B1.a", facts("B1.a", pdp_year="2026-27"), "met", "2026-27"),
    ("B1.a", facts("B1.a", pdp_year="2026-2027"), "met", "2026-2027"),
    ("B1.a", facts("B1.a", pdp_year="2026-07"), "not_evidenced", "Missing"),
    ("B1.a", facts("B1.a", pdp_year="2026/2025"), "not_evidenced", "Missing"),
    ("B1.a", facts("B1.a", pdp_year="2025/26"), "stale", "2025/26"),
    ("B1.a", facts("B1.a", pdp_year="2027/28"), "not_met", "begins after"),
    ("B1.b", {}, "met", "executive director, so nothing more is asked"),
    ("B1.b", {"answers": {"B1.b": "na"}}, "met", "nothing more is asked"),
    ("B1.b", facts("B1", ended_on="2026-06-30"), "met", "nothing more is asked"),
    ("B1.b", facts("B1", ended_on="2026-06-29"), "stale", "fell vacant on 29 June 2026"),
    (
        "B1.b",
        {"facts": NED | {("B1.b", "slt_member"): None}},
        "met",
        "non-executive director, so nothing more is asked",
    ),
    ("B1.b", {"facts": SENIOR}, "met", "reports to chief executive"),
    ("B1.b", {"facts": SENIOR, "answers": {"B1.b": "na"}}, "not_met", "declares it na"),
    (
        "B1.b",
        {"facts": SENIOR | {("B1.b", "slt_member"): None}},
        "not_evidenced",
        "Belongs to the senior leadership team",
    ),
    ("B1.b", {"facts": SENIOR | {("B1.b", "slt_member"): "no"}}, "not_met", "leadership team"),
    ("B1.b", {"facts": SENIOR | {("B1.b", "reports_to_role"): "other"}}, "not_met", "reports to other"),
    ("B1.b", {"facts": SENIOR | {("B1.b", "reports_to_role"): "chair"}}, "met", "chair"),
    ("B2", {}, "panel_judgement", "1 dated example"),
    ("B2", {"events": {"B2": []}}, "not_evidenced", "No dated example"),
    ("B2", events("B2", "2026-02-01", kind="meeting"), "not_evidenced", "No dated example"),
    ("B2", events("B2", "2026-07-01"), "not_evidenced", "No dated example"),
    ("B2", events("B2", "2025-07-01"), "panel_judgement", "the year to 30 June 2026"),
    ("B2", events("B2", "2025-04-01"), "panel_judgement", "the last financial year"),
    ("B2", events("B2", "2025-03-31"), "stale", "31 March 2025"),
    ("B2", OTHERS, "not_evidenced", "No document"),
    ("B2.a", {}, "met", "15 January 2025"),
    ("B2.a", facts("B2.a", statement_url=None), "not_evidenced", "Address of the statement"),
    ("B2.a", facts("B2.a", published_on="2023-06-30"), "met", ""),  # three years
    ("B2.a", facts("B2.a", published_on="2023-06-29"), "stale", "29 June 2023"),
    ("B2.a", facts("B2.a", published_on="2026-07-01"), "not_met", "1 July 2026"),
    ("B3", {}, "panel_judgement", "1 September 2025"),
    ("B3", facts("B3", goal_text=None), "not_evidenced", "The stretch goal"),
    ("B3", facts("B3", published_on="2026-06-30"), "panel_judgement", ""),
    ("B3", facts("B3", published_on="2026-07-01"), "not_met", "1 July 2026"),
    ("B3", facts("B3", target="much better"), "not_met", "without a number for: “Value to reach”"),
    ("B3", facts("B3", baseline=None), "not_met", "without a number for: “Value at the start”"),
    ("B3", facts("B3", goal_text="Submit the WDES return"), "not_met", "law or NHS assurance"),
    ("B3", facts("B3", target_date="2025-12-30"), "panel_judgement", ""),  # six months
    ("B3", facts("B3", target_date="2025-12-29"), "stale", "29 December 2025"),
    ("B3", facts("B3", target_date="2025-12-29", outcome="Reached 1.3"), "panel_judgement", ""),
    ("B3.a", {}, "met", "1 indicator"),
    ("B3.a", {"events": {"B3.a": []}}, "not_evidenced", "No indicator is listed"),
    ("B3.a", events("B3.a", "2026-02-01", covers="staff"), "not_met", "split by ethnicity"),
    ("B3.a", events("B3.a", "2025-05-30"), "met", ""),  # a year and 31 days
    ("B3.a", events("B3.a", "2025-05-29"), "stale", "29 May 2025"),
    ("B4", {}, "met", "30 to 24, lower is better"),
    ("B4", facts("B4", direction="higher"), "not_met", "30 to 24, higher is better"),
    ("B4", facts("B4", value_end="30"), "not_met", "30 to 30"),
    ("B4", facts("B4", value_end="31"), "not_met", "30 to 31"),
    ("B4", facts("B4", value_start="many", value_end="fewer"), "panel_judgement", "words only"),
    ("B4", facts("B4", population=None), "not_evidenced", "Whom it affects"),
    ("B4", facts("B4", date_end="2025-05-30", date_start="2024-05-30"), "met", ""),  # a year and 31 days
    ("B4", facts("B4", date_end="2025-05-29", date_start="2024-05-29"), "stale", "29 May 2025"),
    ("B4", facts("B4", date_end="2026-07-01"), "not_met", "after the assessment date"),
    ("B4", facts("B4", date_start="2025-07-01"), "met", ""),  # nine months
    ("B4", facts("B4", date_start="2025-07-02"), "panel_judgement", "from 2 July 2025 to 1 April 2026; nine to"),
    ("B4", facts("B4", date_start="2025-01-01"), "met", ""),  # fifteen months
    ("B4", facts("B4", date_start="2024-12-31"), "panel_judgement", "from 31 December 2024"),
    ("B4.a", {}, "met", "2024/25"),
    ("B4.a", facts("B4.a", annual_report_url=None), "not_evidenced", "Address of the annual report"),
    ("B4.a", facts("B4.a", partners=" ; "), "not_met", "No external partner"),
    ("B4.a", facts("B4.a", annual_report_year="2023/24"), "stale", "no longer the latest"),
    ("B4.a", facts("B4.a", annual_report_year="2027/28"), "not_met", "2027/28"),
    ("B5", {}, "met", "1 October 2025"),
    ("B5", facts("B5", covers_staff="no"), "not_met", "Not so: “Covers abuse by staff”."),
    ("B5", facts("B5", covers_service_users="no"), "not_met", "Not so: “Covers abuse by service users”."),
    ("B5", facts("B5", covers_staff=None), "not_evidenced", "Covers abuse by staff"),
    ("B5", facts("B5", communicated_on="2024-06-30"), "met", ""),  # two years
    ("B5", facts("B5", communicated_on="2024-06-29"), "stale", "29 June 2024"),
    ("B5", facts("B5", communicated_on="2026-07-01"), "not_met", "1 July 2026"),
    ("B5.a", {}, "met", "15 January 2025"),
    ("B5.a", facts("B5.a", covers_harassment="no"), "not_met", "Not so: “Covers harassment”."),
    ("B5.a", facts("B5.a", covers_abuse=None), "not_evidenced", "Covers racist abuse"),
    ("B5.a", facts("B5.a", approved_on="2023-06-30"), "met", ""),
    ("B5.a", facts("B5.a", approved_on="2023-06-29"), "stale", "29 June 2023"),
]


@pytest.mark.parametrize(("code", "case"), each("B", CASES))
def test_bronze_item(judged, code, case):
    judged.check(code, case)
