"""What a check says of a return before it is loaded: its meaning, cell by cell, in whatever folder it lies."""

from datetime import date

import openpyxl
import pytest

from ingestion.contracts import PROJECT
from quality.checking import check_file, judge_file
from tests.returns import events, facts, write_return

TODAY = date(2026, 11, 24)
RETURN = PROJECT / "data" / "demo" / "returns" / "ZD005_2026-08-29.xlsx"
TOLD = {
    "day that does not exist": (facts("B1", appointed_on="2025-02-31"), "T04", "Facts!C5", "a date such as"),
    "day first": (facts("B1", appointed_on="31/02/2025"), "T04", "Facts!C5", "there is no such day"),
    "day of a year in two digits": (facts("B1", appointed_on="31/03/25"), "T04", "Facts!C5", "order of day and month"),
    "day as good either way": (facts("B1", appointed_on="4.4.2025"), "T04", "Facts!C5", ": type 2025-04-04"),
    "word without its underscore": (
        facts("B1", sponsor_role_level="Executive director"), "T04", "Facts!C3", ": type executive_director",
    ),
    "number in words": (facts("S2", n_in_scope="about forty"), "T04", "Facts!C", "a whole number, 0 or more"),
    "number past all bounds": (facts("B3", baseline="100000000000000"), "T04", "Facts!C", "a number below"),
    "question that nobody asks": (facts("B5", cover_staff="yes"), "T04", "Facts!B", "covers_staff"),
    "record that the item does not have": (events("S4", "2026-05-15", kind="meetings"), "T04", "Events!C", "meeting"),
    "number of an event in words": (
        events("S1.c", "2026-02-01", number="two"), "T04", "Events!H", "expected a number",
    ),
    "document that is not listed": (facts("B1", commitment_evidence="E009"), "T05", "Facts!C6", "list it there"),
    "document of an event that is not listed": (
        events("S1.c", "2026-02-01", evidence_id="E002"), "T05", "Events!J", "mend its identifier",
    ),
    "day that has not come": ({"header": {"attested_on": "2027-01-31"}}, "T02", "Return!B9", "wait for it"),
    "application that nobody attests": (
        {"header": {"return_type": "application", "attested_on": ""}}, "V35", "Return!B9", "fill in the day",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TOLD)
def test_each_mistake_of_meaning_is_told_by_its_cell_with_how_to_mend_it(tmp_path, case):
    differs, rule, place, remedy = TOLD[case]
    _, verdict = judge_file(write_return(tmp_path / "returns", "ZD001", **differs), today=TODAY)
    (problem,) = verdict.problems
    assert (problem.rule_id, problem.place.startswith(place), remedy in problem.remedy) == (rule, True, True), problem
    assert verdict.refuses_file() == (rule not in {"T04", "T05"})
    assert len(verdict.refused_lines()) == (rule == "T04")


@pytest.mark.parametrize(("known", "rules"), [(None, []), ({"ZD001"}, []), ({"ZD002"}, ["V01"])])
def test_whose_a_return_is_is_asked_of_the_register_if_there_is_one(tmp_path, known, rules):
    _, verdict = judge_file(write_return(tmp_path / "returns", "ZD001"), known=known, today=TODAY)
    assert [problem.rule_id for problem in verdict.problems] == rules


def test_a_line_that_arrival_refuses_is_told_once(tmp_path):
    _, verdict = judge_file(write_return(tmp_path / "returns", "ZD001", **facts("X9", field="x")), today=TODAY)
    assert [problem.place.rstrip("0123456789") for problem in verdict.problems] == ["Facts!A"]


def test_a_return_that_says_nothing_of_itself_is_refused(tmp_path):
    book = openpyxl.load_workbook(RETURN)
    book["Return"].delete_rows(2, book["Return"].max_row)
    (tmp_path / "returns").mkdir()
    book.save(path := tmp_path / "returns" / "empty.xlsx")
    verdict = check_file(path)
    assert verdict.refuses_file() and "no org_code" in {problem.found for problem in verdict.problems}


def _without_a_sheet(book) -> None:
    del book["Events"]


def _renamed(book) -> None:
    book["Checklist"]["B1"], book["WRES"]["C1"] = "declared status", "White staff"


BROKEN = {
    "sheet that is missing": (_without_a_sheet, "", "no sheet Events"),
    "names of columns": (_renamed, "Checklist!B1", "missing 'declared_status'"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_return_is_known_for_one_outside_its_folder(tmp_path, case):
    change, place, found = BROKEN[case]
    book = openpyxl.load_workbook(RETURN)
    change(book)
    book.save(path := tmp_path / "return.xlsx")
    first = check_file(path).problems[0]
    assert first.place == place and found in first.found


def test_a_workbook_of_nothing_that_is_known_is_no_return(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Facts"
    book.save(path := tmp_path / "other.xlsx")
    (problem,) = check_file(path).problems
    assert problem.rule_id == "F01" and "--source, and what is amiss is told" in problem.remedy
