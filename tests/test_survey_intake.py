"""Survey workbooks at the door: refused with the place where they are not as declared, and whatever is hostile."""

import io
import zipfile

import openpyxl
import pytest
from click.testing import CliRunner

from orchestration.command import main
from quality.checking import check_file
from tests.survey_workbooks import NOTES, REAL, SHEETS, benchmark_row, write_benchmark, write_detailed

ROWS = [benchmark_row("ZD7", SHEETS[0]), benchmark_row("ZD81", SHEETS[1])]
PERCENT = benchmark_row("ZD7", SHEETS[0], i5_white_2025=25.0)
WRONG_NOTES = [*NOTES[:1], "ethnic group summary: 1 = BME, 2 = White"]
BENCHMARK_REFUSED = {
    "percents": (dict(rows=[PERCENT, ROWS[1]]), "V21", f"{SHEETS[0]}!K3", "from 0 to 1"),
    "a family missing": (dict(rows=ROWS, without="q16b_eth"), "F05", f"{SHEETS[0]}!2", "q16b_eth_summary_1"),
    "a key missing": (dict(rows=ROWS, without="org_type"), "F05", f"{SHEETS[0]}!2", "'org_type_reporting_name'"),
    "no header row": (dict(rows=ROWS, without="org_id"), "F05", f"{SHEETS[0]}!2", "missing 'org_id'"),
    "an unknown sheet": (dict(rows=ROWS, sheets=["Acute Trusts of Mars"]), "F06", "Mars!A1", "does not know"),
    "wrong codes": (dict(rows=ROWS, notes=WRONG_NOTES), "F05", "Notes!2", "code 1 is said to mean BME"),
    "no organisation": (dict(rows=[dict.fromkeys(ROWS[0], "")]), "F03", "", "no organisation"),
    "a unit twice": (dict(rows=[*ROWS, ROWS[0]]), "V04", f"{SHEETS[0]}!E3", "repeats org_id ZD7"),
    "a word for a number": (dict(rows=[benchmark_row("ZD7", SHEETS[0], i5_bme_n_2025="n/a")]), "V21", "base", "'n/a'"),
}  # fmt: skip


@pytest.mark.parametrize("case", BENCHMARK_REFUSED)
def test_a_benchmark_workbook_that_is_not_one_is_refused(tmp_path, case):
    given, rule, place, words = BENCHMARK_REFUSED[case]
    path = write_benchmark(tmp_path / "staff_survey" / "benchmark.xlsx", **given)
    problems = [p for p in check_file(path).problems if p.rule_id == rule]
    assert any(place in p.place and words in p.text(path.name) for p in problems), check_file(path)


DETAILED_REFUSED = {
    "fractions": (dict(unit_of_value=1), "V21", "add up to 1"),
    "no year": (dict(title="WEIGHTED Results"), "F05", "which survey it is of"),
    "a rate above 100": (dict(units={"ZD7": {"Q15": 1.04}}), "V21", "from 0 to 100"),
}


@pytest.mark.parametrize("case", DETAILED_REFUSED)
def test_a_detailed_workbook_that_is_not_one_is_refused(tmp_path, case):
    given, rule, words = DETAILED_REFUSED[case]
    path = write_detailed(tmp_path / "staff_survey" / "detailed.xlsx", **{"units": {"ZD7": {}}} | given)
    assert [p for p in check_file(path).problems if p.rule_id == rule and words in p.text(path.name)], check_file(path)


def hostile(change) -> bytes:
    book = openpyxl.Workbook()
    change(book.active)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def groups_alone(sheet) -> None:
    sheet.title = "Organisation Benchmark groups"
    sheet.append(["org_id", "org_name", "org_type_reporting_name"])


def expanding() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 300_000_000)
    return content.getvalue()


@pytest.mark.parametrize(
    "content, rule, words",
    [
        (hostile(lambda s: s.cell(row=1_048_576, column=16_384, value="x")), "F07", "rows beyond 2000"),
        (hostile(lambda s: s.cell(row=1, column=16_384, value="x")), "F07", "columns beyond 10000"),
        (expanding(), "F07", "times its size"),
        (hostile(lambda s: s.append(["org", "value"])), "F06", "no sheet has a known header row"),
        (hostile(groups_alone), "F06", "no sheet of results that the contract knows"),
    ],
    ids=["far cell", "far column", "expansion", "unknown layout", "no results"],
)
def test_wider_limits_still_refuse_what_would_break_the_reader(tmp_path, content, rule, words):
    path = tmp_path / "staff_survey" / "hostile.xlsx"
    path.parent.mkdir()
    path.write_bytes(content)
    problem, *others = check_file(path).problems
    assert problem.rule_id == rule and words in problem.found and not others
    write_benchmark(path, ROWS)
    assert check_file(path).problems == []  # the reader lives on


def test_check_recognises_both_workbooks_wherever_they_lie(tmp_path):
    files = [REAL] if REAL.is_file() else []
    files += [write_benchmark(tmp_path / "benchmark.xlsx", ROWS)]
    files += [write_detailed(tmp_path / "detailed.xlsx", {"ZD7": {}})]
    result = CliRunner().invoke(main, ["check", *map(str, files)])
    assert (result.exit_code, result.stderr) == (0, ""), result.output


def test_a_key_is_judged_where_one_of_its_columns_may_be_absent(tmp_path):
    path = tmp_path / "staff_survey" / "long.csv"
    path.parent.mkdir()
    line = "ZD7,Acute,2025,2024,I5,{},0.25\n"
    header = "reporting_unit,benchmark_group,wres_year,nss_year,indicator,wres_group,fraction\n"
    path.write_text(header + line.format("WHITE") + line.format("BME") + line.format("BME"))
    assert {(p.rule_id, p.line) for p in check_file(path).problems} == {("V04", 3), ("V04", 4)}
