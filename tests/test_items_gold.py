"""What each Gold and review item comes to (§3.5, §3.5.0), as a table that a panel member can check.

The assessment date is 30 June 2026 throughout; the rolling year begins on 1 July 2025 and the last complete financial
year on 1 April 2025. Of the local population 34.9% are Black, Asian and Minority Ethnic, so a board of 11 needs 4
(nearest) or 3 (lenient). Everything not named stays as in the return in order of `tests/returns.py`.
"""

import pytest

from tests.judging import each, statements
from tests.returns import EVIDENCE, events, evidence, facts

TYPED = ("G1", "G1.a", "G1.b", "G2", "G2.a", "G2.b", "G2.c", "G3.a", "G4", "G4.a", "G5", "G5.a", "R1", "R1.a", "R2.a")
OTHERS = {"evidence": [EVIDENCE[0] | {"item_ids": "B1"}]}
QUARTERS = ("2025-08-15", "2025-12-13", "2026-02-15", "2026-05-15")  # 120 days between the first two
LAST_YEAR = ("2025-04-15", "2025-07-15", "2025-10-15", "2026-01-15")
NONE_GIVEN = dict.fromkeys(("n_disc_hearings", "n_disc_with_diverse", "n_griev_hearings", "n_griev_with_diverse"))
PLAN = {"evidence_id": "E002", "item_ids": "G5", "type": "report", "title": "Plan"}

# item, what differs, status, words of the reason
CASES = [
    *statements(TYPED),
    ("G1", {}, "met", "4 of 11 seats"),
    ("G1", facts("G1", seats_bme="5", seats_white="6"), "met", "5 of 11"),
    ("G1", facts("G1", seats_bme="3", seats_white="8"), "panel_judgement", "asks for 4, the lenient reading for 3"),
    ("G1", facts("G1", seats_bme="2", seats_white="9"), "not_met", "2 of 11"),
    ("G1", facts("G1", seats_bme="2", seats_white="7", seats_unknown="2"), "panel_judgement", "2 of unknown ethnicity"),
    ("G1", facts("G1", seats_bme="2", seats_white="8", seats_unknown="1"), "not_met", "1 of unknown ethnicity"),
    ("G1", facts("G1", seats_total="1", seats_bme="0"), "not_met", "asks for 1"),  # one at least
    ("G1", facts("G1", seats_bme=None), "not_evidenced", "Seats held by Black, Asian and Minority Ethnic members"),
    ("G1", facts("G1", seats_bme="some"), "not_evidenced", "Seats held by Black, Asian and Minority Ethnic members"),
    ("G1", facts("G1", as_at="2025-06-30"), "met", ""),  # twelve months
    ("G1", facts("G1", as_at="2025-06-29"), "stale", "29 June 2025"),
    ("G1", facts("G1", as_at="2026-07-01"), "not_met", "1 July 2026"),
    ("G1.a", {}, "met", "associate ned"),
    ("G1.a", facts("G1.a", plan=None), "not_evidenced", "The pipeline plan"),
    ("G1.a", OTHERS, "not_evidenced", "No document"),
    ("G1.a", facts("G1.a", started_on="2024-06-30"), "met", ""),
    ("G1.a", facts("G1.a", started_on="2024-06-29"), "stale", "29 June 2024"),
    ("G1.a", facts("G1.a", started_on="2026-07-01"), "not_met", "1 July 2026"),
    ("G1.b", {}, "panel_judgement", "the Assembly's own record must confirm it"),
    ("G1.b", facts("G1.b", n_mentees=None), "not_evidenced", "Mentees"),
    ("G1.b", facts("G1.b", agreement_date="2024-06-30"), "panel_judgement", ""),
    ("G1.b", facts("G1.b", agreement_date="2024-06-29"), "stale", "29 June 2024"),
    ("G2", {}, "met", "4 presentations to the full board"),
    ("G2", {"events": {"G2": []}}, "not_evidenced", "No dated presentation"),
    ("G2", events("G2", *QUARTERS), "met", "120 days apart at most"),
    ("G2", events("G2", "2025-08-15", "2025-12-14", *QUARTERS[2:]), "not_met", "121 days between two of them"),
    ("G2", events("G2", *QUARTERS[1:]), "not_met", "3 of 4 presentations"),
    ("G2", events("G2", *LAST_YEAR), "met", "the last financial year"),
    ("G2", events("G2", LAST_YEAR[0], "2025-08-13", *LAST_YEAR[2:]), "met", "the last financial year, 120 days"),
    ("G2", events("G2", LAST_YEAR[0], "2025-08-14", *LAST_YEAR[2:]), "not_met", "121 days between two of them"),
    ("G2", events("G2", *LAST_YEAR[1:], "2026-05-01"), "met", ""),
    ("G2", events("G2", "2025-03-31", *LAST_YEAR[1:]), "not_met", "one short"),
    ("G2", events("G2", *QUARTERS, covers="wres"), "not_met", "0 of 4"),
    ("G2", events("G2", *QUARTERS, forum="board_sub_group"), "met_min", "0 at the full board"),
    ("G2", events("G2", *QUARTERS, forum="committee"), "not_met", "0 of 4"),
    ("G2", facts("G2", has_other_race_targets="yes"), "not_met", "Other race targets are set, and 0 of 4"),
    ("G2", facts("G2", has_other_race_targets="no"), "met", ""),
    ("G2", facts("G2", has_other_race_targets="yes") | events("G2", *QUARTERS, covers="wres;rdr;other_targets"),
     "met", ""),
    ("G2", events("G2", "2024-11-15", "2025-03-31"), "stale", "31 March 2025"),
    ("G2.a", {}, "met", "1 March 2026, on pay of 31 March 2025"),
    ("G2.a", facts("G2.a", previous_reference_date=None), "not_evidenced", "The time before, pay on"),
    ("G2.a", facts("G2.a", reference_date="2024-06-30", previous_reference_date="2023-06-30"), "met", ""),
    ("G2.a", facts("G2.a", reference_date="2024-06-29", previous_reference_date="2023-06-30"), "stale", "29 June 2024"),
    ("G2.a", facts("G2.a", published_on="2025-05-30"), "met", ""),
    ("G2.a", facts("G2.a", published_on="2025-05-29"), "stale", "29 May 2025"),
    ("G2.a", facts("G2.a", previous_reference_date="2023-12-31"), "met", ""),  # fifteen months
    ("G2.a", facts("G2.a", previous_reference_date="2023-12-30"), "not_met", "From 30 December 2023 to 31 March 2025"),
    ("G2.a", facts("G2.a", previous_reference_date="2025-03-31"), "not_met", "not later"),
    ("G2.b", {}, "met", "Published, and presented on"),
    ("G2.b", facts("G2.b", url=None), "not_evidenced", "Address of the analysis"),
    ("G2.b", facts("G2.b", characteristics="ethnicity; ethnicity"), "not_met", "another characteristic."),
    ("G2.b", facts("G2.b", characteristics="sex; disability"), "not_met", "another characteristic."),
    ("G2.b", facts("G2.b", presented_on="2025-05-30"), "met", ""),
    ("G2.b", facts("G2.b", presented_on="2025-05-29"), "stale", "29 May 2025"),
    ("G2.c", {}, "met", "1 briefing"),
    ("G2.c", {"events": {"G2.c": []}}, "not_evidenced", "No dated briefing"),
    ("G2.c", events("G2.c", "2025-05-30"), "met", ""),
    ("G2.c", events("G2.c", "2025-05-29"), "stale", "29 May 2025"),
    ("G3", {"answers": {"G3": None}}, "not_calculable", "No WRES snapshot before the assessment"),
    ("G3", facts("G3", improved="9"), "not_calculable", ""),  # a typed claim is never used
    ("G3", {"answers": {"G3": "not_in_place"}}, "not_calculable", ""),
    ("G3.a", {}, "met", "2 meetings"),
    ("G3.a", facts("G3.a", departments="People"), "not_met", "fewer than two departments."),
    ("G3.a", facts("G3.a", tor=None), "not_evidenced", "Terms of reference"),
    ("G3.a", {"events": {"G3.a": []}}, "not_evidenced", "No dated meeting"),
    ("G3.a", events("G3.a", "2026-05-15"), "not_met", "1 of 2"),
    ("G3.a", events("G3.a", "2025-04-01", "2026-03-31"), "met", "the last financial year"),
    ("G3.a", events("G3.a", "2025-03-31"), "stale", "31 March 2025"),
    ("G4", {}, "panel_judgement", "15 of 20 (75%) disciplinary hearings (95% interval 53.1% to 88.8%)"),
    ("G4", facts("G4", policy_evidence=None), "not_evidenced", "The policy"),
    ("G4", OTHERS, "not_evidenced", "No document"),
    ("G4", facts("G4", **NONE_GIVEN), "not_evidenced", "No coverage"),
    ("G4", facts("G4", **NONE_GIVEN | {"n_disc_hearings": "20"}), "not_evidenced", "No coverage"),
    ("G4", facts("G4", **NONE_GIVEN | {"n_griev_with_diverse": "2"}), "not_evidenced", "No coverage"),
    ("G4", facts("G4", n_griev_hearings=None), "panel_judgement", "15 of 20"),
    ("G4", facts("G4", **NONE_GIVEN | {"n_disc_hearings": "20", "n_disc_with_diverse": "0"}), "not_met", "0 of 20"),
    ("G4", facts("G4", **NONE_GIVEN | {"n_griev_hearings": "9", "n_griev_with_diverse": "0"}), "not_met", "0 of 9"),
    ("G4", facts("G4", **NONE_GIVEN | {"n_griev_hearings": "0", "n_griev_with_diverse": "0"}), "panel_judgement", ""),
    ("G4", facts("G4", n_disc_with_diverse="0", n_griev_with_diverse="0"), "not_met", "0 of 20"),
    ("G4", facts("G4", n_disc_with_diverse="1", n_griev_with_diverse="0"), "panel_judgement", "1 of 20"),
    ("G4", facts("G4", n_disc_with_diverse="21"), "not_evidenced", "do not fit"),
    ("G4", evidence(document_date="2025-04-01"), "panel_judgement", ""),
    ("G4", evidence(document_date="2025-03-31"), "stale", "31 March 2025"),
    ("G4.a", {}, "met", "3 champion"),
    ("G4.a", facts("G4.a", champions_n="0"), "not_met", "No champion"),
    ("G4.a", facts("G4.a", trained_on_race="no"), "not_met", "not trained"),
    ("G4.a", facts("G4.a", contact_route=None), "not_evidenced", "How to reach them"),
    ("G4.a", evidence(document_date="2025-03-31"), "stale", "31 March 2025"),
    ("G5", {}, "met", "1 December 2025"),
    ("G5", facts("G5", report_evidence=None), "not_evidenced", "Report of the meeting"),
    ("G5", facts("G5", plan_evidence="E009"), "not_evidenced", "not in the evidence index"),
    ("G5", facts("G5", event_date="2025-05-30"), "met", ""),
    ("G5", facts("G5", event_date="2025-05-29"), "stale", "29 May 2025"),
    ("G5", facts("G5", event_date="2026-07-01"), "not_met", "1 July 2026"),
    ("G5", facts("G5", plan_evidence="E002") | {"evidence": [*EVIDENCE, PLAN | {"document_date": "2025-12-02"}]},
     "met", ""),
    ("G5", facts("G5", plan_evidence="E002") | {"evidence": [*EVIDENCE, PLAN | {"document_date": "2025-12-01"}]},
     "not_met", "not dated after the meeting"),
    ("G5", {"events": {"G5": []}}, "not_evidenced", "No learning"),
    ("G5.a", {}, "met", "15 January 2026"),
    ("G5.a", facts("G5.a", co_production_log=None), "not_evidenced", "Record of co-production"),
    ("G5.a", facts("G5.a", network_input_on="2026-03-01"), "not_met", "not before the approval"),
    ("G5.a", facts("G5.a", network_input_on="2025-05-01", approved_on="2025-05-29"), "stale", "29 May 2025"),
    ("R1", {}, "met", "1 March 2026"),
    ("R1", facts("R1", all_drivers_covered="no"), "not_met", "did not cover"),
    ("R1", facts("R1", review_date=None), "not_evidenced", "Reviewed on"),
    ("R1", facts("R1", review_date="2025-06-30"), "met", ""),  # twelve months, no grace
    ("R1", facts("R1", review_date="2025-06-29"), "stale", "29 June 2025"),
    ("R1.a", {}, "met", "towards silver"),
    ("R1.a", facts("R1.a", target_level="platinum"), "not_evidenced", "Level aimed for"),
    ("R1.a", facts("R1.a", board_date="2025-05-30"), "met", ""),
    ("R1.a", facts("R1.a", board_date="2025-05-29"), "stale", "29 May 2025"),
    ("R1.a", facts("R1.a", board_date="2026-07-01"), "not_met", "1 July 2026"),
    ("R2", {}, "not_met", "No application"),
    ("R2", {"header": {"return_type": "application", "level_applied_for": "bronze"}}, "met", "30 June 2026"),
    ("R2", {"decided_on": "2024-06-30"}, "met", "30 June 2024"),
    ("R2", {"decided_on": "2024-06-29"}, "stale", "29 June 2024"),
    ("R2.a", {}, "met", "1 contact"),
    ("R2.a", {"events": {"R2.a": []}}, "not_evidenced", "No dated contact"),
    ("R2.a", events("R2.a", "2025-04-01"), "met", ""),
    ("R2.a", events("R2.a", "2025-03-31"), "stale", "31 March 2025"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "case"), each("G", CASES))
def test_gold_item(judged, code, case):
    judged.check(code, case)
