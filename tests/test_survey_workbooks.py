"""The official workbooks of the Staff Survey: read to the last digit, and compared with each other."""

import csv
from datetime import date
from fractions import Fraction

import openpyxl
import polars as pl
import pytest

from app.published import Audience
from app.published import read as published
from ingestion.arrivals import of_file
from ingestion.contracts import PROJECT
from ingestion.landing import read
from orchestration.home import Home
from orchestration.refresh import refresh
from tests.returns import write_organisations
from tests.survey_workbooks import REAL, SHEETS, benchmark_row, write_benchmark, write_detailed

EXTRACT = PROJECT / "data" / "open" / "staff_survey" / "nss2024_wres_i5_i8_by_trust.csv"
needs_real = pytest.mark.skipif(not REAL.is_file(), reason="the official detailed workbook is not shipped")

# Six of 477 comparisons of the Staff Survey 2024 disagree, all of indicator 5. Nobody need have counted wrongly: the
# detailed workbook weights by occupational group, and the rates by ethnic group are plain counts (tested below). Where
# patients' abuse falls on one occupation and that occupation answers less or more than others, everybody's weighted
# rate leaves the range of the unweighted groups: five ambulance trusts and one specialist trust. No value is suppressed
# on one side alone. Percentage points beyond what the slack allows:
DISAGREE = {"RX6": 1.8, "RX7": 0.8, "RX8": 0.5, "RYA": -0.6, "RYE": 0.7, "REP": -0.5}


def by_question(path) -> dict[str, dict[tuple[str, str], float | str]]:
    """An independent reading of the detailed workbook: unit → (question, answer) → cell."""
    found: dict[str, dict] = {}
    for sheet in openpyxl.load_workbook(path, read_only=True).worksheets[1:]:
        rows = list(sheet.iter_rows(values_only=True))
        top, header = rows[0], rows[4]
        for row in (r for r in rows[5:] if r[0]):
            question = None
            for i in range(6, len(header)):
                question = top[i] or question
                found.setdefault(row[0], {"region": row[3]})[question.split(" - ")[0], header[i]] = row[i]
    return found


def extract() -> dict[tuple[str, str, str], float]:
    with EXTRACT.open(newline="") as file:
        return {
            (r["reporting_unit"], r["indicator"], r["wres_group"]): float(r["fraction"]) for r in csv.DictReader(file)
        }


@pytest.fixture(scope="module")
def real() -> dict:
    return by_question(REAL)


def overall(cells: dict, indicator: str) -> float:
    question, answer = {"I5": ("Q14a", "% Never"), "I7": ("Q15", "% Yes"), "I8": ("Q16b", "% Yes")}[indicator]
    return 1 - cells[question, answer] / 100 if indicator == "I5" else cells[question, answer] / 100


@needs_real
def test_the_real_workbook_is_read_to_the_last_digit(real):
    tables = read(of_file(REAL, "staff_survey")).tables
    cells = tables["detailed_cells"]
    # the sheets have 264 rows below the header, of which the last is empty; two units belong to one trust (R1F)
    assert cells["ods_code"].n_unique() == len(real) == 263 and {"R1F1", "R1F2"} <= set(cells["ods_code"])
    assert cells.filter(pl.col("region") == "North West")["ods_code"].n_unique() == 31
    assert set(cells.filter(pl.col("ods_code") == "RX7")["ics"]) == {"-"}
    assert set(cells["survey_year"]) == {"2024"}
    numbers = {question.split(" - ")[0] for question in cells["question"].unique()}
    assert numbers == {"Q14a", "Q14b", "Q14c", "Q15", "Q16b", "Q28"}
    for row in cells.iter_rows(named=True):
        question, answers = row["question"].split(" - ")[0], real[row["ods_code"]]
        expected = answers[question, row["column_name"]]
        assert row["value"] == expected if expected == "-" else float(row["value"]) == expected
        assert int(row["base"]) == answers[question, "Base (number of responses)"]
    kept, left_out = tables["sheets_read"].select(pl.col("columns_kept", "columns_left_out").cast(int).sum()).row(0)
    # six keys on 16 sheets, Q14 three times five answers and a base, Q15 four, Q16b three and Q28 nineteen columns
    assert kept == 16 * 6 + 3 * 6 + 4 + 3 + 19 and kept + left_out == 886


@needs_real
def test_groups_are_plain_counts_and_everybody_is_weighted(real):
    """Why the two may disagree: a rate of whole people is a fraction with at most as many people below the line."""
    values = extract()

    def is_count(value: float, people: int) -> bool:
        return abs(float(Fraction(value).limit_denominator(people)) - value) < 1e-15

    people = {unit: cells["Q14a", "Base (number of responses)"] for unit, cells in real.items()}
    assert all(is_count(v, people[unit]) for (unit, indicator, _), v in values.items()) and len(values) == 1272
    weighted = [is_count(overall(real[u], "I8"), people[u]) for u, i, g in values if (i, g) == ("I8", "BME")]
    assert sum(weighted) == 0 and len(weighted) == 159


@pytest.fixture(scope="module")
def region(tmp_path_factory, small_landing) -> Home:
    """The shipped survey file, the real detailed workbook where there is one, and an invented pair of a later year."""
    landing = tmp_path_factory.mktemp("survey") / "landing"
    home = Home(tmp_path_factory.mktemp("survey_home") / "home")
    write_organisations(landing / "ods", ["ZD7", "ZD8", "ZD9", "ZDX"])
    folder = landing / "staff_survey"
    write_benchmark(
        folder / "NSS-Benchmark-report-excel-data-for-2024-2025.xlsx",
        [
            benchmark_row("ZD7", SHEETS[0], i5_bme_2025=0.5, i5_bme_n_2025=210, i8_bme_2025="*", i8_bme_n_2025="*"),
            benchmark_row("ZD81", SHEETS[1]),
            benchmark_row("ZD82", SHEETS[0]),
            benchmark_row("ZD9", SHEETS[1], i7_bme_2025="", i7_bme_n_2025="", i6_white_2025=0.125, i6_bme_2025=0.25),
            benchmark_row("ZDX", SHEETS[0], i5_bme_2025=0.25),
        ],
    )
    never = {"Q14a": 0.625, "Q14b": 0.875, "Q14c": 0.75, "Q15": 0.25, "Q16b": 0.25}
    write_detailed(
        folder / "NSS25 detailed.xlsx",
        {
            "ZD7": never,
            "ZD81": never,
            "ZD82": never,
            "ZD9": never | {"Q14b": 0.5},  # half of all met it from managers: more than either group from any staff
            "ZDX": never | {"Q14a": 0.5, "base": 900},  # half of everybody, a quarter of each group; fewer people
        },
    )
    if REAL.is_file():
        (folder / "detailed_2024.xlsx").write_bytes(REAL.read_bytes())
    refresh(home, [PROJECT / "data" / "open", small_landing, landing], date(2026, 11, 24))
    return home


@pytest.fixture(scope="module")
def table(region):
    manifest = region.manifest()
    assert {i["state"] for i in manifest["inputs"] if i["source"] == "staff_survey"} == {"accepted"}
    folder = region.run_folder(manifest["run_id"])
    return lambda name: published(folder, manifest, Audience.parse("analyst"), name)


def test_the_benchmark_workbook_gives_measures_with_their_respondents(table):
    measures = table("measures").filter(pl.col("org_code").is_in(["ZD7", "ZD8", "ZD9"]))
    shown = {
        (r["org_code"], r["wres_year"], r["measure_code"]): (
            r["value_status"], r["white_value"], r["bme_value"], r["white_den"], r["bme_den"], r["release_year"]
        )
        for r in measures.iter_rows(named=True)
    }  # fmt: skip
    assert shown["ZD7", 2026, "I7"] == ("ok", 0.25, 0.375, 800, 200, 2026)
    assert shown["ZD7", 2025, "I5"] == ("ok", 0.25, 0.375, 800, 200, 2026)  # history keeps the release it is from
    # 1010 of 1000 respondents: what V22 refuses is no value, and everybody sees which figures they were
    assert shown["ZD7", 2026, "I5"] == ("rejected", None, None, None, None, 2026)
    assert shown["ZD7", 2026, "I8"][0] == "suppressed" and shown["ZD7", 2026, "I8"][2] is None
    assert shown["ZD9", 2026, "I7"][0] == "not_submitted" and shown["ZD9", 2026, "I7"][2] is None
    assert not {key for key in shown if key[0] == "ZD8"}  # its two units are not the organisation


@needs_real
def test_real_rates_of_everybody_agree_with_groups_but_for_weighting(table, real):
    of_2024 = pl.col("detail").str.contains("of the survey of 2024")
    checks = table("checks").filter(pl.col("rule_id").is_in(["C01", "V22", "V24"]) & of_2024)
    assert sorted(checks["org_code"]) == sorted(DISAGREE) and set(checks["rule_id"]) == {"C01"}
    assert set(checks["severity"]) == {"flag"} and all("I5 of the survey" in d for d in checks["detail"])
    values = extract()
    found = {}
    for unit, indicator in {(u, i) for u, i, _ in values if i != "I6"}:
        rate, groups = overall(real[unit], indicator), [values[unit, indicator, g] for g in ("WHITE", "BME")]
        asked = "Q14a" if indicator == "I5" else {"I7": "Q15", "I8": "Q16b"}[indicator]
        base = "Base (number of responses)"
        unknown = max(0, 1 - real[unit]["Q28", base] / real[unit][asked, base])
        low, high = (1 - unknown) * min(groups) - 0.02, (1 - unknown) * max(groups) + unknown + 0.02
        beyond = max(0, rate - high) or min(0, rate - low)
        if beyond:
            found[unit] = round(100 * beyond, 1)
    assert found == DISAGREE


def test_planted_disagreements_of_an_invented_survey_are_found(table):
    """V22: 800 + 200 respondents of 900. V24: I6 of 12.5% and 25%, of which 50% from managers alone."""
    checks = table("checks").filter(pl.col("outcome") == "failed", pl.col("detail").str.contains("survey of 2025"))
    found = {(r["rule_id"], r["org_code"], r["detail"].split(" ")[0]) for r in checks.iter_rows(named=True)}
    everywhere = {("V22", "ZDX", indicator) for indicator in ("I5", "I7", "I8")}
    of_seven = ("V22", "ZD7", "I5")  # 800 + 210 of 1000
    halves = {("C02", "ZD8", "the")}  # units ZD81 and ZD82, and no figure of the whole
    assert found == {("V24", "ZD9", "I6"), ("C01", "ZDX", "I5"), of_seven} | everywhere | halves
    [seven] = checks.filter(rule_id="V22", org_code="ZD7").to_dicts()
    names = ("NSS-Benchmark-report-excel-data-for-2024-2025.xlsx", "NSS25 detailed.xlsx")
    assert seven["file_name"] == "; ".join(names) and all(f"{name} " in seven["place"] for name in names)
    assert f"{SHEETS[0]}!" in seven["place"]  # and the cells of the sheet
