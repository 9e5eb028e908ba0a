"""Personal data in free text is refused at the door, and the reason never repeats it (§6.4 V33)."""

from pathlib import Path

import pytest

from ingestion.arrivals import find
from ingestion.contracts import sources
from quality.personal_data import found
from quality.reception import receive
from tests.returns import facts, write_return

TEXTS = [
    ("Seen under 943 476 5919 in May", "an NHS number"),
    ("Seen under 9434765919", "an NHS number"),
    ("Seen under 943 476 5918", None),  # its check digit is wrong
    ("It was 943 476 5919.", "an NHS number"),
    ("Of 943.4765919 and 9434765919.5", None),
    ("Order 12345678901", None),
    ("Call 0161 234 5678", None),
    ("Payroll QQ 12 34 56 C", None),  # no such prefix
    ("Payroll AB 12 34 56 C", "a National Insurance number"),
    ("Payroll ab123456c", "a National Insurance number"),
    ("Dr Smith, grievance ER/2024/015", "a name with the number of a case"),
    ("Case no 12345 concerned Mrs O'Neil", "a name with the number of a case"),
    ("Mr Smith chairs the council", None),
    ("Grievance policy of 2024", None),
    ("Indicator 2 was 1.25 on 31 March 2026", None),
    (None, None),
]


@pytest.mark.parametrize(("text", "kind"), TEXTS)
def test_what_reads_as_personal_data(text, kind):
    assert found(text) == kind


def test_a_return_with_personal_data_is_quarantined_without_repeating_it(tmp_path: Path):
    write_return(tmp_path / "in" / "returns", "T001", **facts("B3", goal_text="Fairer for 943 476 5919"))
    write_return(tmp_path / "in" / "returns", "T002")
    reception = receive(tmp_path / "home", "returns", sources()["returns"], find([tmp_path / "in"]), "test")
    assert [file.arrival.name[:4] for file in reception.accepted] == ["T002"]
    ((problem,),) = (file.verdict.problems for file in reception.refused)
    assert (problem.rule_id, problem.found) == ("V33", "holds an NHS number")
    kept = "".join(path.read_text() for path in (tmp_path / "home").rglob("*.json"))
    assert "V33" in kept and "5919" not in kept


@pytest.mark.parametrize("name", ["returns", "decisions", "learning"])
def test_whatever_is_handed_in_in_somebodys_own_words_is_screened(name):
    """Identifiers and addresses are nobody's words: a long number in them is no NHS number."""
    tables = [table for table in sources()[name].tables if table.name != "templates"]
    columns = {column.name: column for table in tables for column in table.columns}
    words = {
        name for name, column in columns.items() if column.type == "text" and not column.accepted and not column.pattern
    } - {"field", "evidence_id", "item_ids", "url"}
    assert {name for name in words if not columns[name].personal_data} == set()


@pytest.mark.parametrize("column", ["panel_reference", "rationale", "conditions"])
def test_a_decision_with_personal_data_is_quarantined(tmp_path: Path, column):
    line = {"org_code": "T001", "decided_on": "2026-07-20", "level": "bronze", "outcome": "awarded",
            "panel_reference": "PANEL-1", "rationale": "Met", "conditions": "", "valid_to": ""}  # fmt: skip
    line[column] = "Of 943 476 5919"
    folder = tmp_path / "in" / "decisions"
    folder.mkdir(parents=True)
    (folder / "decided.csv").write_text(f"{','.join(line)}\n{','.join(line.values())}\n")
    reception = receive(tmp_path / "home", "decisions", sources()["decisions"], find([tmp_path / "in"]), "test")
    assert [p.rule_id for file in reception.refused for p in file.verdict.problems] == ["V33"]
