"""What each Silver item comes to (§3.5, §3.5.0), as a table that a panel member can check.

The assessment date is 30 June 2026 throughout; the rolling year begins on 1 July 2025 and the last complete financial
year on 1 April 2025. Everything not named stays as in the return in order of `tests/returns.py`.
"""

import pytest

from tests.judging import each, statements
from tests.returns import EVIDENCE, WRES, events, facts

ITEMS = ("S1", "S1.a", "S1.b", "S1.c", "S2", "S2.a", "S3", "S3.a", "S3.b", "S4", "S4.a", "S5", "S5.a", "S5.b")
OTHERS = {"evidence": [EVIDENCE[0] | {"item_ids": "B1"}]}
FOUR_LAST_YEAR = ("2025-04-01", "2025-05-01", "2025-06-01", "2025-06-30")  # none of them in the rolling year

# item, what differs, status, words of the reason
CASES = [
    *statements(ITEMS),
    ("S1", {}, "met", "2 meetings of the council in the year to 30 June 2026"),
    ("S1", facts("S1", tor_evidence=None), "not_evidenced", "Terms of reference"),
    ("S1", OTHERS, "not_evidenced", "No document"),
    ("S1", facts("S1", established_on="2026-07-01"), "not_met", "1 July 2026"),
    ("S1", {"events": {"S1": []}}, "not_evidenced", "No dated meeting"),
    ("S1", events("S1", "2025-07-01", "2026-06-30"), "met", ""),
    ("S1", events("S1", "2025-06-30", "2026-06-30"), "not_met", "1 of 2 meetings"),  # no year holds both
    ("S1", events("S1", "2025-04-01", "2026-03-31"), "met", "the last financial year"),
    ("S1", events("S1", "2025-03-31", "2026-03-31"), "not_met", "one short"),
    ("S1", events("S1", "2024-11-01", "2025-03-31"), "stale", "31 March 2025"),
    ("S1", facts("S1", distinct_from_network="no"), "panel_judgement", "also the staff network"),
    ("S1.a", {"wres": WRES}, "panel_judgement",
     "9 of 30 (30%) participants were Black, Asian and Minority Ethnic; of the workforce, 25%"),
    ("S1.a", {}, "panel_judgement", "of the workforce, not given"),
    ("S1.a", facts("S1.a", n_bme=None), "not_evidenced", "Black, Asian and Minority Ethnic participants"),
    ("S1.a", facts("S1.a", n_bme="31"), "not_evidenced", "31 of 30"),
    ("S1.a", {"events": {"S1.a": []}}, "not_evidenced", "No dated programme"),
    ("S1.a", events("S1.a", "2025-04-01"), "panel_judgement", ""),
    ("S1.a", events("S1.a", "2025-03-31"), "stale", "31 March 2025"),
    ("S1.b", {"wres": WRES}, "met", "3 of 3"),
    ("S1.b", {}, "not_calculable", "no workforce counts"),
    ("S1.b", {"wres": WRES} | events("S1.b", "2025-09-01"), "not_met", "none for B8A, BOARD"),
    ("S1.b", {"wres": [WRES[0], WRES[1] | {"white": "8", "bme": "1"}]} | events("S1.b", "2025-09-01"), "met", "1 of 1"),
    ("S1.b", {"wres": [WRES[0], WRES[1] | {"white": "8", "bme": "2"}]} | events("S1.b", "2025-09-01"),
     "not_met", "B8A"),
    ("S1.b", facts("S1.b", published_url=None), "not_evidenced", "Address of the talent trajectory"),
    ("S1.b", {"events": {"S1.b": []}}, "not_evidenced", "No target"),
    ("S1.b", {"wres": WRES} | facts("S1.b", published_on="2024-06-30"), "met", ""),
    ("S1.b", {"wres": WRES} | facts("S1.b", published_on="2024-06-29"), "stale", "29 June 2024"),
    ("S1.c", {}, "met", "1 placement"),
    ("S1.c", facts("S1.c", scheme=None), "not_evidenced", "The scheme"),
    ("S1.c", {"events": {"S1.c": []}}, "not_evidenced", "No dated placement"),
    ("S1.c", events("S1.c", "2026-02-01", number="1"), "met", ""),
    ("S1.c", events("S1.c", "2026-02-01", number="0"), "not_met", "No placement"),
    ("S1.c", events("S1.c", "2025-04-01"), "met", "the last financial year"),
    ("S1.c", events("S1.c", "2025-03-31"), "stale", "31 March 2025"),
    ("S2", {}, "met", "40 of 40 (100%)"),
    ("S2", facts("S2", n_with_goal="39"), "panel_judgement", "39 of 40 (97.5%)"),
    ("S2", facts("S2", n_with_goal="38"), "panel_judgement", "95%"),
    ("S2", facts("S2", n_with_goal="37"), "not_met", "37 of 40 (92.5%)"),
    ("S2", facts("S2", n_with_goal="41"), "not_evidenced", "41 of 40"),
    ("S2", facts("S2", n_in_scope="0", n_with_goal="0"), "not_evidenced", "No leader"),
    ("S2", facts("S2", n_with_goal="all"), "not_evidenced", "Of these, with an equality goal"),
    ("S2", facts("S2", scope_definition=None), "not_evidenced", "Who is in scope"),
    ("S2", facts("S2", report_date="2025-05-30"), "met", ""),  # a year and 31 days
    ("S2", facts("S2", report_date="2025-05-29"), "stale", "29 May 2025"),
    ("S2", facts("S2", report_date="2026-07-01"), "not_met", "1 July 2026"),
    ("S2.a", {}, "panel_judgement", "22 of 40 (55%)"),
    ("S2.a", facts("S2.a", sample_evidence=None), "not_evidenced", "A sample of plans"),
    ("S2.a", OTHERS, "not_evidenced", "No document"),
    ("S2.a", facts("S2.a", counted_on="2025-05-30"), "panel_judgement", ""),
    ("S2.a", facts("S2.a", counted_on="2025-05-29"), "stale", "29 May 2025"),
    ("S3", {}, "met", "8 of 8 (100%)"),
    ("S3", facts("S3", n_exec_completed="7"), "panel_judgement", "7 of 8"),
    ("S3", facts("S3", n_exec_completed="6"), "panel_judgement", "6 of 8 (75%)"),
    ("S3", facts("S3", n_exec_completed="5"), "not_met", "5 of 8"),
    ("S3", facts("S3", n_exec_completed="9"), "not_evidenced", "9 of 8"),
    ("S3", facts("S3", n_exec="0", n_exec_completed="0"), "not_evidenced", "No executive director"),
    ("S3", {"events": {"S3": []}}, "not_evidenced", "No dated course"),
    ("S3", events("S3", "2023-06-30"), "met", ""),  # three years
    ("S3", events("S3", "2023-06-29"), "stale", "29 June 2023"),
    ("S3", events("S3", "2023-06-29", "2025-02-01"), "panel_judgement", "more than three years old"),
    ("S3.a", {}, "met", "1 course"),
    ("S3.a", {"events": {"S3.a": []}}, "not_evidenced", "No dated course"),
    ("S3.a", events("S3.a", "2026-02-01", covers="first_aid"), "not_met", "inclusive recruitment"),
    ("S3.a", events("S3.a", "2025-03-31"), "stale", "31 March 2025"),
    ("S3.b", {}, "met", "33 of 40"),
    ("S3.b", facts("S3.b", n_participated="30"), "met", "30 of 40 (75%)"),
    ("S3.b", facts("S3.b", n_participated="29"), "not_met", "72.5%"),
    ("S3.b", facts("S3.b", n_participated="41"), "not_evidenced", "41 of 40"),
    ("S3.b", facts("S3.b", n_eligible=None), "not_evidenced", "Directors and their direct reports"),
    ("S3.b", facts("S3.b", participation_from="2023-06-30"), "met", ""),
    ("S3.b", facts("S3.b", participation_from="2023-06-29"), "stale", "29 June 2023"),
    ("S4", {}, "met", "4 meetings"),
    ("S4", OTHERS, "not_evidenced", "No document"),
    ("S4", {"events": {"S4": []}}, "not_evidenced", "No dated meeting"),
    ("S4", events("S4", "2025-08-15", "2025-11-15", "2026-02-15"), "not_met",
     "3 of 4 meetings with an executive director in the year to 30 June 2026, one short; "
     "the next to fall out of the window is that of 15 August 2025"),
    ("S4", events("S4", "2025-08-15", "2025-11-15"), "not_met", "2 short"),
    ("S4", events("S4", "2025-08-15", "2025-08-15", "2025-11-15", "2026-02-15"), "not_met", "3 of 4"),  # one day twice
    ("S4", events("S4", "2025-07-01", "2025-11-15", "2026-02-15", "2026-06-30"), "met", ""),
    ("S4", events("S4", "2025-06-30", "2025-11-15", "2026-02-15", "2026-06-30"), "not_met", "3 of 4"),
    ("S4", events("S4", "2025-08-15", "2025-11-15", "2026-02-15", "2026-07-01"), "not_met", "3 of 4"),  # not yet
    ("S4", events("S4", *FOUR_LAST_YEAR), "met", "the last financial year"),
    ("S4", events("S4", "2025-03-31", *FOUR_LAST_YEAR[1:]), "not_met", "3 of 4"),
    ("S4", events("S4", *FOUR_LAST_YEAR, role="ned"), "not_met", "0 of 4"),
    ("S4", events("S4", *FOUR_LAST_YEAR, role="board_director_non_voting"), "met", ""),
    ("S4", events("S4", *FOUR_LAST_YEAR, attended="no"), "not_met", "0 of 4"),
    ("S4", events("S4", *FOUR_LAST_YEAR, attended=""), "not_met", "0 of 4"),
    ("S4", events("S4", "2024-11-15", "2025-03-31"), "stale", "31 March 2025"),
    ("S4.a", {}, "met", "1 meeting"),
    ("S4.a", {"events": {"S4.a": []}}, "not_evidenced", "No dated meeting"),
    ("S4.a", events("S4.a", "2026-02-01", forum="committee"), "met", ""),
    ("S4.a", events("S4.a", "2026-02-01", forum="staff network"), "not_met", "no meeting"),
    ("S4.a", events("S4.a", "2026-02-01", role="ned"), "not_met", "no meeting"),
    ("S4.a", events("S4.a", "2025-03-31"), "stale", "31 March 2025"),
    ("S5", {}, "met", "1 presentation"),
    ("S5", OTHERS, "not_evidenced", "No document"),
    ("S5", {"events": {"S5": []}}, "not_evidenced", "No dated presentation"),
    ("S5", events("S5", "2026-02-01", forum="committee"), "not_met", "committee only"),
    ("S5", events("S5", "2026-02-01", covers="workforce_by_ethnicity"), "not_met", "covers the WRES"),
    ("S5", events("S5", "2026-02-01", covers="wres"), "not_met", "workforce data"),
    ("S5", events("S5", "2026-02-01", number="5"), "met", ""),
    ("S5", events("S5", "2026-02-01", number="4"), "panel_judgement", "fewer than five"),
    ("S5", events("S5", "2026-02-01", number=""), "panel_judgement", "fewer than five"),
    ("S5", events("S5", "2025-05-30"), "met", ""),
    ("S5", events("S5", "2025-05-29"), "stale", "29 May 2025"),
    ("S5.a", {}, "met", "1 March 2026"),
    ("S5.a", facts("S5.a", network_involved=None), "not_evidenced", "Network members took part"),
    ("S5.a", facts("S5.a", network_involved="no"), "not_met", "Not so: “Network members took part”."),
    ("S5.a", facts("S5.a", board_date="2025-05-30"), "met", ""),
    ("S5.a", facts("S5.a", board_date="2025-05-29"), "stale", "29 May 2025"),
    ("S5.b", {}, "met", "4 reviews"),
    ("S5.b", {"events": {"S5.b": []}}, "not_evidenced", "No dated review"),
    ("S5.b", events("S5.b", "2025-08-15", "2025-11-15", "2026-02-15"), "not_met", "3 of 4"),
    ("S5.b", events("S5.b", *FOUR_LAST_YEAR, forum="board"), "not_met", "0 of 4"),
    ("S5.b", events("S5.b", *FOUR_LAST_YEAR), "met", "the last financial year"),
    ("S5.b", events("S5.b", "2025-03-31"), "stale", "31 March 2025"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "case"), each("S", CASES))
def test_silver_item(judged, code, case):
    judged.check(code, case)
