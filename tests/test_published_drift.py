"""Next year's survey workbooks: new years and spellings are read, and what is asked or named otherwise is shown."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from quality.checking import check_file
from tests.drifting import content_of
from tests.survey_workbooks import SHEETS, benchmark_row, write_benchmark, write_detailed

CHANGED_HEADERS = {
    "a third group": ("har_from_pat_eth_summary_3_2025", "unknown 'har_from_pat_eth_summary_3_2025', of a family"),
    "respondents named otherwise": ("equal_eth_summary_1_n_2025", "unknown 'equal_eth_summary_1_n_2025', of a family"),
    "a key twice": ("org_id", "repeated 'org_id', which stands in column A too"),
    "a value twice": ("q16b_eth_summary_1_2025", "repeated 'q16b_eth_summary_1_2025'"),
}


def edited(path: Path, sheet: str, **cells: str) -> Path:
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book[sheet][place] = value
    book.save(path)
    return path


def next_year(row: dict) -> dict:
    return {name.replace("_2025", "_2031").replace("_2024", "_2030"): value for name, value in row.items()}


def test_the_benchmark_workbook_of_another_year_and_spelling_is_read(tmp_path):
    spelled = ["ACUTE and Acute-Community Trusts ", "mh&ld, MH, LD&Community Trusts"]
    rows = [next_year(benchmark_row("ZD7", SHEETS[0])), next_year(benchmark_row("ZD81", SHEETS[1]))]
    path = write_benchmark(tmp_path / "staff_survey" / "benchmark.xlsx", rows, sheets=spelled)
    assert check_file(path).problems == []
    cells = content_of(path).tables["benchmark_cells"]
    assert cells.height == 2 * 4 * 2 * 2 and {name[-4:] for name in cells["column_name"]} == {"2030", "2031"}
    assert set(cells["base"]) == {"800", "200"} and set(cells["value"]) == {"0.25", "0.375"}


@pytest.mark.parametrize("case", CHANGED_HEADERS)
def test_a_column_of_a_benchmark_workbook_that_nobody_knows_is_shown(tmp_path, case):
    name, words = CHANGED_HEADERS[case]
    path = write_benchmark(tmp_path / "staff_survey" / "benchmark.xlsx", [benchmark_row("ZD7", SHEETS[0])] * 2)
    letter = get_column_letter(1 + openpyxl.load_workbook(path)[SHEETS[0]].max_column)
    problems = check_file(edited(path, SHEETS[0], **{f"{letter}2": name})).problems
    (shown,) = [p for p in problems if words in p.found and p.rule_id == "F05"]
    assert shown.place == f"{SHEETS[0]}!{letter}2"


def test_all_that_differs_in_all_sheets_is_told_at_once(tmp_path):
    path = write_benchmark(tmp_path / "staff_survey" / "benchmark.xlsx", [benchmark_row("ZD7", SHEETS[0])] * 2)
    edited(path, SHEETS[0], A2="organisation_id")
    edited(path, SHEETS[1], B2="organisation_name", E2="har_from_pat_eth_summary_white_2024")
    found = {(p.place, p.found) for p in check_file(path).problems}
    assert (f"{SHEETS[0]}!2", "missing 'org_id'; unknown 'organisation_id'") in found
    assert (f"{SHEETS[1]}!2", "no column 'org_name'; unknown 'organisation_name'") in found
    assert any(place == f"{SHEETS[1]}!E2" and "of a family" in words for place, words in found)


def test_a_sheet_of_results_under_another_name_is_never_left_unread(tmp_path):
    rows = [benchmark_row("ZD7", SHEETS[0])] * 2
    named = ["Acute & Acute Community Trusts", "Acute Specialist Organisations"]
    path = write_benchmark(tmp_path / "staff_survey" / "benchmark.xlsx", rows, sheets=named)
    (problem,) = check_file(path).problems
    assert (problem.rule_id, problem.place) == ("F06", f"{named[1]}!A1")
    assert "was 'Acute Specialist Trusts' meant?" in problem.found
    edited(path, named[1], A2="unit")
    (problem,) = check_file(path).problems
    assert (problem.rule_id, problem.place) == ("F05", f"{named[1]}!2") and "missing 'org_id'" in problem.found


CHANGED_QUESTIONS = {
    "numbered anew": (
        dict(G1="Q14a - Do you feel safe to speak up?"), "G1", "Q14a asks something else: 'Q14a - Do you feel safe"
    ),
    "an answer worded otherwise": (dict(G3="% Not once"), "G3", "no answer '% Never' under Q14a, and found '% Not once'"),
    "respondents named otherwise": (
        dict(J3="Responses"), "G3", "no column 'Base (number of responses)' ends the answers to Q14a"
    ),
    "a key named otherwise": (dict(A3="Organisation code"), "3", "missing 'ODS code'"),
    "gone": (dict(G1="Q99 - Are you well?"), "", "no question like (?s)Q14a - .*"),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGED_QUESTIONS)
def test_a_question_that_is_asked_otherwise_is_shown(tmp_path, case):
    cells, place, words = CHANGED_QUESTIONS[case]
    path = write_detailed(tmp_path / "staff_survey" / "detailed.xlsx", {"ZD7": {}}, year=2031)
    assert check_file(path).problems == []
    problems = check_file(edited(path, "HEALTH WELLBEING SAFETY", **cells)).problems
    shown = [p for p in problems if words in p.found]
    assert shown and {p.rule_id for p in problems} <= {"F05", "F06"}, problems
    assert shown[0].place == (f"HEALTH WELLBEING SAFETY!{place}" if place else "")
