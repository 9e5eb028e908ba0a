"""Other WRES layouts: each example gives the canonical lines to the last one, and nothing is shifted or guessed."""

import csv
import shutil
from pathlib import Path

import polars as pl
import pytest

from app.published import Audience, read
from benchmarks import demonstration_cast as cast
from benchmarks import demonstration_figures as figures
from ingestion import layouts
from ingestion.arrivals import of_file
from ingestion.contracts import PROJECT
from ingestion.landing import land
from ingestion.landing import read as read_file
from ingestion.layout_files import BadLayout
from quality.checking import check_file

WRES = PROJECT / "data" / "demo" / "wres"
WIDE, TALL = WRES / "wres_demonstration_trust_level_2022.csv", WRES / "wres_demonstration_survey_percent_2026.csv"
KEY = ["org_code", "wres_year", "standard", "measure_code", "wres_group"]
WHO = {org.code: org for org in cast.CAST}


def rows(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def sent(folder: Path, name: str, content: list[list[str]]) -> Path:
    """A file as it lies in a landing folder."""
    path = folder / "wres" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(content)
    return path


def test_one_row_for_each_organisation_becomes_canonical_lines():
    lines = read_file(of_file(WIDE, "wres")).tables["lines"]
    read_as = {row[:5]: row[5:] for row in lines.drop("file_line", "file_column").iter_rows()}
    expected = {
        (code, "2022", "WRES", line, group): (str(value), "annual", "national", "2023")
        for code in cast.IN_WIDE_FILE - {cast.CONFLICTING}
        for _, _, _, line, group, value, *_ in figures.wres_rows(2026, WHO[code], 2022)
        if line[:2] != "I1" and line not in ("I9.BOARD.NONVOTING", "I9.BOARD.EXEC", "I9.BOARD.NED")
    }
    assert {key: value for key, value in read_as.items() if key[0] != cast.CONFLICTING} == expected
    assert lines.height == len(read_as) == len(expected) + 24
    assert {"*", ""} <= set(lines["value"])


def test_published_ratios_stand_beside_the_lines():
    ratios = read_file(of_file(WIDE, "wres")).tables["declared_ratios"].filter(org_code="ZD016")
    shown = dict(ratios.select("measure_code", "declared_value").iter_rows())
    true = figures.headlines(figures.wres(2026, WHO["ZD016"], 2022))
    assert {code: float(value) for code, value in shown.items()} == true | {"I2": round(1 / true["I2"], 2)}


def test_percents_become_fractions_to_the_last_digit():
    lines = read_file(of_file(TALL, "wres")).tables["lines"]
    shares = lines.filter(pl.col("measure_code").str.ends_with(".PCT"))
    by_hand = {
        (row[0], "2026", "WRES", f"I{row[3][-1]}.PCT", row[4].split()[0].upper().replace("STAFF", "")): (
            "*" if row[5] == "-" else f"0.{float(row[5]) * 10:03.0f}"
        )
        for row in rows(TALL)[1:]
        if row[4] != "All staff"
    }
    assert dict(zip(shares.select(KEY).iter_rows(), shares["value"], strict=True)) == by_hand
    assert len(by_hand) == 3 * 4 * 2 and "*" in by_hand.values()
    counted = lines.filter(pl.col("measure_code") == "I5.N")
    assert counted["value"].to_list() == [row[6] for row in rows(TALL) if row[3] == "Indicator 5"][:6]
    assert set(lines["basis"]) == set(lines["release_year"]) == {""} and set(lines["source"]) == {"trust_web"}


def test_every_line_says_where_its_value_stood():
    content = rows(WIDE)
    for line in read_file(of_file(WIDE, "wres")).tables["lines"].iter_rows(named=True):
        cell = content[line["file_line"] - 1][content[0].index(line["file_column"])]
        assert {"n/a": ""}.get(cell, cell) == line["value"]
        assert content[line["file_line"] - 1][0] == line["org_code"]


def test_the_order_of_columns_does_not_matter(tmp_path):
    turned = sent(tmp_path, WIDE.name, [row[::-1] for row in rows(WIDE)])
    kept = [read_file(of_file(path, "wres")).tables["lines"].drop("file_line").sort(KEY) for path in (WIDE, turned)]
    assert kept[0].equals(kept[1])


def changed(path: Path, line: int, column: str, text: str) -> list[list[str]]:
    content = rows(path)
    content[line - 1][content[0].index(column)] = text
    return content


# file, content, where and what the one line about it says
REFUSED = [
    (WIDE, [row + ["9"] for row in rows(WIDE)], "line 1", "unknown '9'"),
    (WIDE, [row[:-1] for row in rows(WIDE)], "line 1", "missing 'I4 ratio'"),
    (WIDE, changed(WIDE, 1, "Appointed - BME", "Appointed - Asian"), "line 1, column 8", "unknown 'Appointed - Asian'"),
    (WIDE, changed(WIDE, 1, "Appointed - BME", "Appointed - White"), "line 1", "repeated 'Appointed - White'"),
    (WIDE, rows(WIDE)[:2] + [rows(WIDE)[2][:-1]], "line 3", "29 cells"),
    (WIDE, rows(WIDE)[:1], "", "no lines"),
    (WIDE, changed(WIDE, 3, "Training - BME", "many"), "line 3, column Training - BME", "'many'"),
    (WIDE, changed(WIDE, 2, "Board - White", "-1"), "line 2, column Board - White", "'-1'"),
    (WIDE, changed(WIDE, 2, "Board - White", "N.A."), "line 2, column Board - White", "'N.A.'"),
    (WIDE, changed(WIDE, 2, "Code", "Trust"), "line 2, column org_code", "'Trust'"),
    (WIDE, rows(WIDE) + [rows(WIDE)[1]], "line 2", "repeats org_code ZD016"),
    (TALL, changed(TALL, 4, "Staff", "Asian staff"), "line 4, column wres_group", "'Asian staff'"),
    (TALL, changed(TALL, 4, "Measure", "Indicator 10"), "line 4, column measure_code", "'Indicator 10.PCT'"),
    (TALL, changed(TALL, 4, "Snapshot", "31 March 2025"), "line 4, column wres_year", "'31 March 2025'"),
    (TALL, changed(TALL, 2, "Per cent", "about 20"), "line 2, column Per cent", "'about 20'"),
]  # fmt: skip


@pytest.mark.parametrize("path, content, place, words", REFUSED)
def test_a_file_that_does_not_fit_is_refused_with_its_line(tmp_path, path, content, place, words):
    problems = check_file(sent(tmp_path, path.name, content)).problems
    assert problems and place in problems[0].place and words in problems[0].found, problems


def test_the_shipped_examples_are_accepted():
    assert check_file(WIDE).problems == check_file(TALL).problems == []


# text that replaces text of a layout that is right, file and key that the error names
GOOD = (layouts.FOLDER / "demonstration_survey_percent.yml").read_text()
BAD = [
    ("ignored:", "ignore:", "ignore: unknown key"),
    ("files:", "file:", "files: missing"),
    ("Indicator 5: I5", "Indicator 5: I11", "values.Per cent: measure_code: I11.PCT does not exist"),
    ("part: PCT", "part: PERCENT", "values.Per cent: measure_code: I5.PERCENT does not exist"),
    ("ignored: [Benchmark group]", "ignored: [Trust]", "Trust: mapped twice"),
    ("wres_group: Staff", "wres_group: Trust", "Trust: mapped twice"),
    ("  Respondents: {unit: count, part: N}", "  Per cent: {unit: count, part: N}", "Per cent: stands twice"),
    ("{unit: count, part: N}", "{unit: percent, part: PCT}", "values.Respondents: says what another column says"),
    ("unit: percent", "unit: permille", "values.Per cent: unit: 'permille' is none of"),
    ("part: N", "parts: N", "values.Respondents: parts: unknown key"),
    ("org_code: Trust", "trust: Trust", "taken.trust: no canonical column"),
    ("source: trust_web", "basis: annual", "values.Per cent: source: said nowhere"),
    ("standard: WRES", "standard: WRES, wres_year: 2026", "values.Per cent: wres_year: said twice"),
    ('["*", "-"]', '["*", "-", ".."]', "suppressed: '..' stands under not_submitted too"),
    ("ignored: [Benchmark group]", "ignored: Benchmark group", "ignored: expected a list"),
]  # fmt: skip


@pytest.mark.parametrize("right, wrong, words", BAD)
def test_a_bad_layout_names_its_file_and_key(tmp_path, right, wrong, words):
    assert GOOD.count(right) == 1
    (tmp_path / "crooked.yml").write_text(GOOD.replace(right, wrong))
    with pytest.raises(BadLayout) as error:
        layouts.layouts(tmp_path)
    assert f"crooked.yml: {words}" in str(error.value)


NEW = """
description: Invented, one row for each organisation and measure
files: "regional_*.csv"
fixed: {wres_year: 2023, standard: WRES, source: national}
taken: {org_code: Org, measure_code: Line}
values: {W: {wres_group: WHITE}, B: {wres_group: BME}, U: {wres_group: UNKNOWN}}
"""


def test_a_new_layout_is_one_file_and_a_new_wording_is_read_anew(tmp_path, monkeypatch):
    """The folder is listed; what an older wording of a layout made of the same bytes is not used again."""
    content = [["Org", "Line", "W", "B", "U"], ["ZD001", "I3.ENTERED", "14", "*", "0"]]
    arrival = of_file(sent(tmp_path, "regional_2023.csv", content), "wres")
    for number, text in enumerate((NEW, NEW.replace("wres_year: 2023", "wres_year: 2024")), 2023):
        folder = tmp_path / str(number)
        shutil.copytree(layouts.FOLDER, folder)
        (folder / "regional.yml").write_text(text)
        monkeypatch.setattr(layouts, "FOLDER", folder)
        lines = pl.read_parquet(land(tmp_path / "raw", arrival).parquet("lines"))
        assert lines.select(*KEY, "value").rows() == [
            ("ZD001", str(number), "WRES", "I3.ENTERED", "WHITE", "14"),
            ("ZD001", str(number), "WRES", "I3.ENTERED", "BME", "*"),
            ("ZD001", str(number), "WRES", "I3.ENTERED", "UNKNOWN", "0"),
        ]


def test_lines_in_a_layout_of_their_own_are_published_and_their_ratios_compared(published_home):
    manifest = published_home.manifest()
    folder = published_home.run_folder(manifest["run_id"])
    measures = read(folder, manifest, Audience("analyst"), "measures")
    row = measures.filter((pl.col("org_code") == "ZD025") & (pl.col("wres_year") == 2022)).filter(measure_code="I2")
    lines = figures.wres(2026, WHO["ZD025"], 2022)
    assert row.select("source", "white_num", "bme_den").row(0) == (
        "national", lines["I2.APPOINTED"][0], lines["I2.SHORTLISTED"][1],
    )  # fmt: skip
    checks = read(folder, manifest, Audience("analyst"), "checks").filter(rule_id="V12", source="wres")
    assert [row for row in checks.iter_rows(named=True) if row["org_code"] == "ZD016" and "I2 of 2022" in row["detail"]]
