"""What an assessment comes to as a whole: levels and why, awards, applications, rules of §6.4, rules of its own day."""

from datetime import date

import duckdb
import polars as pl
import pytest

from ingestion.contracts import sources
from quality import foretold
from quality.verdicts import Verdict
from tests.judging import judge, read, rebuild
from tests.returns import EVIDENCE, QUARTERS, events, facts, sheets

APPLICATION = {"return_type": "application", "level_applied_for": "silver"}
LATER = {"assessment_date": "2026-07-31", "period_end": "2026-07-31", "attested_on": "2026-08-10"}
CASES = {
    "T001": {},
    "T002": {"answers": {"B4": "not_in_place"}},
    "T003": {"header": LATER, **facts("B5", covers_staff="no")},
    "T004": {"header": APPLICATION, "decided_on": "2026-07-20", **facts("B5", covers_staff="no")},
    "T005": {"header": APPLICATION | {"attested_on": ""}},
    "T006": {"header": {"attested_on": "2027-01-31"}},
    "T007": facts("G3", improved="7"),
    "T008": facts("G1", local_bme_share="0.02"),
    "T009": events("S4", "2025-08-15", "2025-08-15", "2024-02-15", "2026-08-15"),
    "T010": {"evidence": [EVIDENCE[0], EVIDENCE[0] | {"evidence_id": "E002", "document_date": "2026-07-11"}]},
    "T011": facts("B4", date_start="2024-12-31"),
    "T012": facts("G1", as_at="2025-06-29"),
    "T013": facts("S2", n_in_scope="about forty"),
    "T014": {"decided_on": "2024-05-01"},
    "T015": events("S1.c", "2026-02-01", number="a\u202ebout two"),
    "T016": events("S1.c", "2026-02-01", number="\u00a02\n"),
    "T017": facts("B1", sponsor_role_level="executive director", appointed_on="2024-02-30", sponsor_since="2024-04-01"),
    "T018": events("S4", "2026-05-15", kind="meetings"),
    "T019": facts("B1", commitment_evidence="E009"),
    "T021": facts("B4.a", annual_report_year="last year"),
    "T026": facts("B4.a", annual_report_year="2024-03"),
    "T022": {"answers": {"B4": "partial"}, **facts("B4", date_start="2025-01-01", date_end="2026-01-01")},
    "T023": {"answers": {"B4": "partial"}, **facts("B4", date_start="2024-01-01", date_end="2026-01-01")},
    "T024": events("S5", "2025-04-20"),
    "T025": events("S5", "2025-05-30"),
    "T020": events("S4", *QUARTERS, evidence_id="e001"),
}
FORETOLD = {"V35", "T02", "T04", "T05"}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    return judge(tmp_path_factory.mktemp("attainment"), CASES)


@pytest.fixture(scope="module")
def levels(warehouse):
    return {row["org_code"]: row for row in read(warehouse, "select * from marts.fct_levels")}


@pytest.fixture(scope="module")
def broken(warehouse):
    rows = read(warehouse, "select org_code, rule_id, severity, detail from marts.fct_checks where outcome = 'failed'")
    return {(row["org_code"], row["rule_id"]): (row["severity"], row["detail"]) for row in rows}


def test_the_gap_to_the_next_level_says_why(levels):
    row = levels["T002"]
    assert (row["level_verified_floor"], row["level_verified_ceiling"], row["next_level"]) == ("none", "none", "bronze")
    assert row["blocking_items"] == "B2;B3;B4"
    assert "B4 We do this together, not met: The organisation declares it not in place." in row["blocking_reasons"]


def test_levels_out_of_order_and_what_goes_stale_next(levels):
    assert levels["T002"]["levels_out_of_order"] == "silver"
    assert levels["T001"]["levels_out_of_order"] is None
    assert (levels["T001"]["next_stale_on"], levels["T001"]["next_stale_items"]) == (date(2026, 8, 15), "G2;S4")


def test_an_award_stays_and_says_what_it_stands_on(levels):
    row = levels["T004"]
    assert (row["level_awarded"], row["award_status"]) == ("bronze", "held")
    assert (row["award_at_risk"], row["award_at_risk_items"]) == (True, "B5")
    assert row["review_overdue"] is False and levels["T014"]["review_overdue"] is True
    assert levels["T001"]["level_awarded"] == "none" and levels["T001"]["award_at_risk"] is False


RULES = [
    ("T005", "V35", "reject_file", "nobody attested"),
    ("T006", "T02", "reject_file", "a day that has not come"),
    ("T007", "V31", "information", "improved is given as 7 and not used"),
    ("T008", "V30", "reject_line", "looked up and never typed"),
    ("T009", "V29", "flag", "S4"),
    ("T010", "V27", "reject_line", "E002"),
    ("T011", "V28", "flag", "nine or more than fifteen"),
    ("T012", "V30", "reject_line", "29 June 2025"),
    ("T004", "V32", "flag", "for silver, the evidence can show none at most"),
    ("T004", "T03", "flag", "declares gold, the evidence can show none at most"),
    ("T013", "T04", "reject_line", "'about forty' does not read as count"),
    ("T015", "T04", "reject_line", "S1.c: the number of placement on 1 February 2026 is given as 'a�bout two'"),
    ("T019", "T05", "flag", "B1: 'E009' is no document of the sheet Evidence"),
    ("T021", "T04", "reject_line", "'last year' does not read as financial year"),
    ("T026", "T04", "reject_line", "'2024-03' does not read as financial year"),
    ("T023", "V28", "flag", "nine or more than fifteen"),
    ("T024", "V29", "flag", "S5: 20 April 2025 is before the window"),
    ("T020", "T05", "flag", "S4: 'e001' is no document of the sheet Evidence"),
]


@pytest.mark.parametrize(("org_code", "rule", "severity", "words"), RULES)
def test_a_broken_rule_is_one_clear_line(broken, org_code, rule, severity, words):
    assert broken[org_code, rule][0] == severity and words in broken[org_code, rule][1]


def test_what_is_in_order_breaks_no_rule_whatever_is_declared(broken):
    assert not {("T022", "V28"), ("T025", "V29")} & broken.keys()


@pytest.mark.parametrize("org_code", CASES)
def test_a_check_says_beforehand_what_the_models_will(broken, org_code):
    given = {name: value for name, value in CASES[org_code].items() if name != "decided_on"}
    rows = sheets(org_code, **given)
    frames = {
        table.name: pl.DataFrame(
            [
                {"file_line": line} | {column.name: row.get(column.name, "") for column in table.columns}
                for line, row in enumerate(rows[table.sheet], 2)
            ]
        )
        for table in sources()["returns"].tables
        if rows.get(table.sheet)
    }
    told = foretold.of("returns", frames, Verdict(), date(2026, 11, 24), None)
    assert {problem.rule_id for problem in told.problems} == FORETOLD & {
        rule for code, rule in broken if code == org_code
    }


def test_a_return_in_order_breaks_none_of_them(broken):
    # it declares gold, and G3 is computed elsewhere
    assert {rule for code, rule in broken if code in ("T001", "T016")} <= {"T03"}


def test_what_does_not_count_is_not_judged_and_not_lost(warehouse, levels):
    assert not {"T005", "T006"} & set(levels)
    ranked = read(warehouse, "select org_code, exclusion from intermediate.int_returns_ranked where not is_current")
    assert {row["org_code"]: row["exclusion"] for row in ranked} == {
        "T005": "unsigned_application",
        "T006": "not_yet_valid",
    }


def test_an_application_is_in_the_state_that_is_on_record(warehouse):
    rows = {row["org_code"]: row for row in read(warehouse, "select * from marts.fct_applications")}
    assert set(rows) == {"T004", "T014"}
    assert (rows["T004"]["state"], rows["T004"]["outcome"]) == ("decision", "awarded")
    assert rows["T004"]["review_due_on"] == date(2028, 7, 20)
    assert rows["T014"]["assessment_date"] is None
    events = "select * from intermediate.int_application_events_derived where org_code = 'T004' order by state_rank"
    steps = read(warehouse, events)
    assert [row["state"] for row in steps if row["is_recorded"]] == ["submitted", "decision"]
    assert len(steps) == 6


def test_a_past_assessment_keeps_the_rules_of_its_own_day(warehouse, tmp_path):
    """A condition and a threshold that change on 1 July 2026 touch T003, assessed after it, and nothing before."""
    changed = tmp_path / "warehouse.duckdb"
    changed.write_bytes(warehouse.read_bytes())
    with duckdb.connect(str(changed)) as con:
        con.execute("insert into registries.rule_versions values ('2026.9', date '2026-07-01', 'A test')")
        for registry, value, of in (
            ("parameters", "5 as value", "parameter = 'network_meetings_minimum'"),
            ("item_conditions", "'withdrawn' as kind", "item_id = 'B5' and step = 50"),
        ):
            con.execute(
                f"insert into registries.{registry} by name "
                f"select * replace ({value}, date '2026-07-01' as valid_from) "
                f"from registries.{registry} where {of}"
            )
        con.execute("update raw.landing__refresh set as_of = '2027-03-31'")
    rebuild(changed)
    items = "select * from marts.fct_items where org_code not in ('T003', 'T006') order by all"
    assert read(changed, items) == read(warehouse, items)
    after = read(changed, "select * from marts.fct_items where org_code = 'T003'")
    assert {row["rule_version"] for row in after} == {"2026.9"}
    assert next(row["reason"] for row in after if row["item_id"] == "S4").startswith("4 of 5 meetings")
    assert next(row["status"] for row in after if row["item_id"] == "B5") == "met"  # though it does not cover staff
