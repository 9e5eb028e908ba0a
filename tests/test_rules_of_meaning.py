"""Rules of meaning (§6.4): what breaks one is named with its file and line, and what it refuses is computed nowhere.

The rules that a single bad cell breaks are tried in test_bad_figures.py, those of returns in test_attainment.py and
test_mergers.py, those between two surveys in test_survey_workbooks.py.
"""

import csv
from pathlib import Path

import polars as pl
import pytest

from ingestion.contracts import PROJECT
from tests.meaning import line, lines, organisation, write_lines, write_rows
from tests.workforce import golden_lines

I3 = {"I3.ENTERED": (20, 12, 1), "I3.WORKFORCE": (1000, 300, 10)}  # (12 / 300) / (20 / 1000) is 2
SHORTLISTED, BOARD = {"I2.SHORTLISTED": (1000, 500, 20)}, "I9.BOARD."
SEATS = {"TOTAL": (8, 2, 0), "VOTING": (6, 1, 0), "NONVOTING": (2, 1, 0), "EXEC": (4, 1, 0), "NED": (4, 1, 0)}
with (PROJECT / "dbt_project" / "seeds" / "workforce_lines.csv").open() as registry:
    BANDS = [row["line_code"] for row in csv.DictReader(registry) if row["is_mandatory"] == "true"]
STAFF = {"I1.CL.B5": (600, 200, 20), "I1.CL.B8A": (50, 10, 1), "I1.MD.CONS": (90, 9, 1)}
REJECT, FLAG = "reject_line", "flag"


def staff(**counts) -> dict[str, tuple]:
    """Every mandatory line of indicator 1, most of them empty."""
    return dict.fromkeys(BANDS, (0, 0, 0)) | STAFF | {f"I1.{name}".replace("_", "."): n for name, n in counts.items()}


def board(**seats) -> dict[str, tuple]:
    return {BOARD + part: count for part, count in (SEATS | seats).items()}


# organisation, its files, measure, status of its value in 2026, and what it breaks: severity and place by rule
CASES = [
    ("T501", [lines("T501", 2026, I3)], "I3", "ok", {}),
    ("T502", [lines("T502", 2026, I3)], "I3", "rejected", {"V01": (REJECT, "lines 2 to 7")}),
    ("T503", [lines("T503", 2026, I3)], "I3", "rejected", {"V01": (REJECT, "lines 2 to 7")}),
    ("T504", [lines("T504", 2026, I3)], "I3", "rejected", {"V01": (REJECT, "lines 2 to 7")}),
    ("T599", [lines("T599", 2026, I3)], "I3", None, {"V01": (REJECT, "lines 2 to 7")}),
    ("T505", [lines("T505", 2027, I3)], "I3", None, {"V02": (REJECT, "lines 2 to 7")}),
    (
        "T506",
        [lines("T506", 2026, I3)[:1] + [line("T506", 2026, "I3.ENTERED", "BME", 12, "rolling2")]
         + lines("T506", 2026, I3)[2:]],
        "I3", "rejected", {"V02": (REJECT, "lines 2 to 4")},
    ),
    ("T507", [lines("T507", 2026, board(TOTAL=(8, 2, 0)), basis="rolling2")], "I9", "rejected",
     {"V02": (REJECT, "lines 2 to 16")}),
    ("T508", [lines("T508", 2026, I3), lines("T508", 2026, I3 | {"I3.ENTERED": (20, 13, 1)})], "I3", "rejected",
     {"V04": (REJECT, "T508_1.csv line 3; T508_2.csv line 3")}),
    ("T509", [lines("T509", 2026, I3), lines("T509", 2026, I3)[::-1]], "I3", "ok", {}),
    ("T510", [lines("T510", 2026, I3)[:3], lines("T510", 2026, I3)[3:]], "I3", "ok", {}),
    ("T511", [lines("T511", 2026, I3 | {"I3.ENTERED": (20, 12, None)})], "I3", "ok", {"V05": (REJECT, None)}),
    ("T512", [lines("T512", 2026, I3 | {"I3.ENTERED": (20, "", 1)})], "I3", "not_submitted",
     {"V05": (REJECT, "line 3")}),
    # whoever reports nothing of an indicator is not asked for its lines
    ("T528", [lines("T528", 2026, I3 | {"I2.SHORTLISTED": ("",) * 3, "I2.APPOINTED": ("",) * 3})], "I2",
     "not_submitted", {}),
    ("T513", [lines("T513", 2026, SHORTLISTED | {"I2.APPOINTED": (400, 501, 5)})], "I2", "rejected",
     {"V06": (REJECT, "lines 3, 6"), "V17": (FLAG, "lines 3, 6")}),
    ("T514", [lines("T514", 2026, I3 | {"I3.ENTERED": (20, 301, 1)})], "I3", "rejected",
     {"V07": (REJECT, "lines 3, 6")}),
    ("T515", [lines("T515", 2026, board(NONVOTING=(1, 1, 0)) | staff())], "I9", "rejected",
     {"V08": (REJECT, "lines 2 to 10")}),
    ("T516", [lines("T516", 2026, board(NED=(3, 2, 0)) | staff())], "I9", "ok",  # the vote adds up, and I9 is the vote
     {"V08": (REJECT, "lines 2 to 4, 11 to 16")}),
    ("T517", [lines("T517", 2026, {BOARD + "TOTAL": (3, 1, 0), BOARD + "VOTING": (3, 1, 0)} | staff())], "I9",
     "rejected", {"V08": (REJECT, "lines 2 to 7")}),
    ("T518", [lines("T518", 2026, {BOARD + "TOTAL": (20, 2, 0), BOARD + "VOTING": (9, 1, 0)} | staff())], "I9", "ok",
     {"V08": (FLAG, "lines 2 to 7")}),
    ("T519", [lines("T519", 2026, {"I3.ENTERED": (20, 12, 1), "I3.WORKFORCE": (770, 219, 22)} | staff())], "I3", "ok",
     {"V09": (FLAG, f"lines 5 to {7 + 3 * len(BANDS)}")}),
    ("T520", [lines("T520", 2026, {"I1.MD.CONS_SMM": (9, 10, 0)} | staff())], "I1.MD.CONS_SMM", "rejected",
     {"V10": (REJECT, None)}),
    ("T521", [lines("T521", 2025, staff()) + lines("T521", 2026, staff(CL_B5=(600, 500, 20)))], "I1", "ok",
     {"V15": (FLAG, None), "V20": (FLAG, None)}),
    ("T522", [lines("T522", year, {code: (90, n, 2) for n, code in enumerate(BANDS, 5)}) for year in (2025, 2026)],
     "I1", "ok", {"V16": (FLAG, f"lines 2 to {1 + 3 * len(BANDS)}")}),
    ("T523", [lines("T523", 2026, SHORTLISTED | {"I2.APPOINTED": (15, 125, 5)})], "I2", "ok",
     {"V17": (FLAG, "lines 2, 5")}),
    ("T524", [lines("T524", 2026, {"I4.ACCESSED": (500, 300, 5), "I4.WORKFORCE": (1000, 300, 10)})], "I4", "ok",
     {"V18": (FLAG, "lines 2 to 3, 5 to 6")}),
    ("T525", [lines("T525", 2026, {"I3.ENTERED": (0, 0, 0), "I3.WORKFORCE": (2800, 200, 10)})], "I3", "not_calculable",
     {"V19": (FLAG, "lines 2 to 4")}),
    ("T526", [lines("T526", 2026, {"I3.ENTERED": (0, 0, 1), "I3.WORKFORCE": (2800, 200, 10)})], "I3", "not_calculable",
     {}),
    ("T527", [lines("T527", 2026, I3), lines("T527", 2026, I3 | {"I3.ENTERED": (20, 15, 1)}, source="national")], "I3",
     "ok", {"V25": (FLAG, None)}),
]  # fmt: skip
OPEN_BETWEEN = {"T502": {"closed": "20260228"}, "T503": {"opened": "20260401"}, "T504": {"region": ""}}
# organisation, its extracts, status of indicator 1, and the severity of V04
EXTRACTS = [
    ("T531", lambda rows: (rows, rows[::-1]), "ok", FLAG),
    ("T532", lambda rows: (rows, [*rows[1:], rows[0] | {"headcount": 9}]), "rejected", REJECT),
    ("T533", lambda rows: (rows[:-1], rows[-1:]), "ok", None),
    ("T534", lambda rows: (rows,), "ok", None),
]
SURVEY = "reporting_unit,benchmark_group,wres_year,nss_year,indicator,wres_group,fraction,release_year".split(",")


def write(landing: Path) -> None:
    codes = [org for org, *_ in (*CASES, *EXTRACTS) if org != "T599"]
    rows = [organisation(code, **OPEN_BETWEEN.get(code, {})) for code in codes]
    write_rows(landing / "ods" / "etr_rules.csv", rows)
    for org_code, files, *_ in CASES:
        for number, given in enumerate(files, 1):
            write_lines(landing / "wres" / f"{org_code}_{number}.csv", given)
    (landing / "workforce").mkdir()
    for org_code, shared, *_ in EXTRACTS:
        for number, given in enumerate(shared(list(golden_lines(org_code))), 1):
            pl.DataFrame(given).write_csv(landing / "workforce" / f"{org_code}_{number}.csv")
    units = [
        [unit, "Acute", 2026, autumn, "I5", "BME", 0.2, 2026] for unit, autumn in (("T5991", 2025), ("T501", 2026))
    ]
    write_rows(landing / "staff_survey" / "unknown.csv", [SURVEY, *units])


@pytest.mark.parametrize("org_code, files, code, status, breaks", CASES, ids=[case[0] for case in CASES])
def test_what_breaks_a_rule_is_named_and_what_it_refuses_is_not_computed(
    meaning, org_code, files, code, status, breaks
):
    row, found = meaning.measure(org_code, code), meaning.broken(org_code)
    if org_code == "T501":
        found.pop("V23")  # its survey, below
    assert (row and row["value_status"]) == status
    if status == "rejected":
        assert row["value"] is None and row["bme_value"] is None and row["ci_lower"] is None
    assert set(found) == set(breaks)
    for rule, (severity, place) in breaks.items():
        for finding in found[rule]:
            assert finding["severity"] == severity and org_code in finding["file_name"]
            assert finding["period"] == int(files[-1][-1].split(",")[1])
        assert place is None or {finding["place"] for finding in found[rule]} == {place}


def test_a_refused_figure_says_why(meaning):
    said = {code: meaning.broken(code)[rule][0]["detail"] for code, *_, breaks in CASES for rule in breaks}
    assert said["T502"] == "6 figures of 2026: T502 closed on 28 February 2026"
    assert said["T503"] == "6 figures of 2026: T503 opened on 1 April 2026"
    assert said["T504"] == "6 figures of 2026: T504 is in no region that takes part"
    assert said["T599"] == "6 figures of 2026: no organisation T599 is in the ODS list"
    assert said["T505"] == "I3 of 2027: its snapshot of 31 March has not come"
    assert said["T506"] == "I3 of 2026: figures of one year and averages of two are mixed"
    assert said["T507"] == "I9 of 2026: an average of two years is no count of 31 March"
    assert said["T508"].startswith("I3.ENTERED BME of 2026: two files of one release say 12.0 and 13.0")
    assert said["T511"] == "I3 of 2026: 1 figure is missing, which is not 0: I3.ENTERED (unknown ethnicity)"
    assert said["T515"] == "board of 2026: 10 seats, voting and non-voting together 9"
    assert said["T516"].endswith("10 seats, executive and non-executive together as many, but not in each group")
    assert said["T518"] == "board of 2026: 22 seats, which is rare for a board"
    assert said["T524"] == "I4 of 2026: every BME member of staff accessed training, probably a default"


@pytest.mark.parametrize("org_code, shared, status, severity", EXTRACTS, ids=[case[0] for case in EXTRACTS])
def test_what_stands_in_two_extracts_is_not_added_up(meaning, org_code, shared, status, severity):
    row, alone = meaning.measure(org_code, "I1.WORKFORCE"), meaning.measure("T534", "I1.WORKFORCE")
    assert row["value_status"] == status
    if status == "ok":
        assert (row["bme_num"], row["bme_den"]) == (alone["bme_num"], alone["bme_den"])
    found = meaning.broken(org_code).get("V04", [])
    assert [(f["severity"], f["file_name"], f["period"]) for f in found] == (
        [(severity, f"{org_code}_1.csv; {org_code}_2.csv", 2026)] if severity else []
    )


def test_a_contradicted_day_is_on_no_chart_and_in_no_disparity_ratio(meaning):
    [row] = meaning.rows("select * from marts.fct_disparity where org_code = 'T532' and staff_scope = 'clinical'")
    assert (row["status"], row["ratio_low_mid"]) == ("rejected", None)


def test_survey_of_the_wrong_autumn_and_of_nobody_make_no_figure(meaning):
    [finding] = meaning.broken("T501")["V23"]
    assert (finding["file_name"], finding["place"]) == ("unknown.csv", "line 3")
    assert meaning.measure("T501", "I5") is None
    [finding] = meaning.broken("T5991")["V01"]
    assert finding["detail"] == "1 figures of the survey of 2025: no organisation has the code T5991"
    assert finding["place"] == "line 2"


def test_every_broken_rule_has_a_file_and_lines_of_it(meaning):
    rows = meaning.rows("select * from intermediate.int_meaning_rules_broken")
    known = {row["file_sha256"] for row in meaning.rows("select file_sha256 from staging.stg_landing__arrivals")}
    for row in rows:
        assert row["lines"] and {place["file_sha256"] for place in row["lines"]} <= known, row
        places = [(place["file_sha256"], place["table_name"], place["file_line"] or 0) for place in row["lines"]]
        assert places == sorted(places), row
