"""What the invented region is made to show is there: read from the shipped files as a stranger would read them."""

import csv
from math import log
from pathlib import Path

import openpyxl
import pytest

from app.published import Audience
from app.published import read as read_published
from benchmarks import demonstration_cast as cast
from benchmarks import demonstration_figures as figures
from ingestion.contracts import PROJECT

DEMO = PROJECT / "data" / "demo"
WHO = {org.code: org for org in cast.CAST}
GROUPS = ("WHITE", "BME", "UNKNOWN")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def lines(name: str) -> dict[tuple, str]:
    """Values of a canonical file by organisation, year, line and group."""
    key = ("org_code", "wres_year", "measure_code", "wres_group")
    return {tuple(row[column] for column in key): row["value"] for row in rows(DEMO / "wres" / f"wres_{name}.csv")}


def returned(name: str) -> dict[tuple, tuple]:
    """Lines of a return by year and code."""
    sheet = openpyxl.load_workbook(DEMO / "returns" / f"{name}.xlsx", read_only=True)["WRES"]
    return {row[:2]: row[2:5] for row in sheet.iter_rows(min_row=2, values_only=True) if row[2] is not None}


def test_indicator_2_without_international_recruits_is_a_part_of_indicator_2():
    found = set()
    for code in cast.WITHOUT_INTERNATIONAL:
        for year in range(WHO[code].since, 2027):
            whole = figures.wres(2026, WHO[code], year)
            for name in ("SHORTLISTED", "APPOINTED"):
                parts = zip(whole[f"I2.{name}.EXCL_INTERNATIONAL"], whole[f"I2.{name}"], strict=True)
                assert all(0 < part <= count for part, count in parts)
            found.add(code)
    assert len(found) == 3
    assert ("ZD003", "2024", "I2.APPOINTED.EXCL_INTERNATIONAL", "BME") in lines("demonstration")


def test_planted_lines_are_as_the_table_of_mistakes_says():
    assert [value for value in lines("demonstration_decimals").values() if "." in value][0].endswith(".5")
    assert [value for value in lines("demonstration_negative").values() if value.startswith("-")] == ["-1"]
    kinds = lines("demonstration_three_kinds")
    assert [kinds["ZD026", "2024", "I3.ENTERED", group] for group in GROUPS] == ["*", "", "0"]
    again = lines("demonstration_2026_again")
    before = {("ZD021", "2026", line, group): str(n) for line, counts in figures.wres(2026, WHO["ZD021"], 2025).items()
              for group, n in zip(GROUPS, counts, strict=True)}  # fmt: skip
    assert again == before


def test_one_publication_conflicts_with_the_collection():
    collected = lines("demonstration")
    for row in rows(DEMO / "wres" / "wres_demonstration_trust_level_2022.csv"):
        own = int(collected[row["Code"], "2022", "I3.WORKFORCE", "WHITE"])
        assert (abs(int(row["Workforce (I3) - White"]) / own - 1) > 0.01) == (row["Code"] == "ZD017")


def test_one_return_restates_the_year_before():
    first, second = returned("ZD005_2025-09-01"), returned("ZD005_2026-08-29")
    differing = {code for (year, code), counts in second.items() if year == 2025 and counts != first[year, code]}
    assert differing == {"I2.SHORTLISTED"}


def test_those_who_merged_sent_every_count_before_and_their_successors_after():
    sent = lines("demonstration") | lines("demonstration_2026")
    parts = [line for line in figures.wres(2026, WHO["ZD027"], 2024) if line[:2] != "I9"]
    for code, years in (("ZD027", range(2021, 2025)), ("ZD028", range(2021, 2025)), ("ZD029", (2021, 2024, 2026))):
        for year in years:
            assert all(sent[code, str(year), line, group].isdigit() for line in parts for group in GROUPS)
    assert set(parts) <= {line for year, line in returned("ZD029_2025-06-16") if year == 2025}
    for name, year in (("ZD012_2025-07-19", 2025), ("ZD012_2026-07-10", 2026), ("ZD005_2026-08-29", 2026)):
        assert set(parts) <= {line for own, line in returned(name) if own == year}


def test_the_survey_workbook_is_laid_out_as_the_official_one():
    book = openpyxl.load_workbook(DEMO / "staff_survey" / "nss_benchmark_demonstration_release_2026.xlsx")
    assert book.sheetnames[0] == "Notes" and "INVENTED" in book["Notes"]["A1"].value
    csv_rows = rows(DEMO / "staff_survey" / "nss_demonstration_release_2026.csv")
    stems = {"I5": "har_from_pat_eth_summary", "I6": "har_from_staff_eth_summary", "I7": "equal_eth_summary",
             "I8": "q16b_eth_summary"}  # fmt: skip
    units = {}
    for sheet in book.worksheets[2:]:
        header, *body = sheet.iter_rows(values_only=True)
        assert header[:3] == ("org_id", "org_name", "org_type_reporting_name")
        assert any(name.endswith("_sig") for name in header)
        units |= {row[0]: dict(zip(header, row, strict=True)) for row in body}
    assert len(units) == 7 and {"ZD0131", "ZD0132"} <= set(units) and "ZD013" not in units
    compared = 0
    for row in csv_rows:
        stem, group, year = stems[row["indicator"]], {"WHITE": 1, "BME": 2}[row["wres_group"]], row["nss_year"]
        if row["reporting_unit"] in units:
            unit = units[row["reporting_unit"]]
            assert unit[f"{stem}_{group}_{year}"] == float(row["fraction"])
            assert unit[f"{stem}_n_{group}_{year}"] == int(row["n"])
            compared += 1
    assert compared == 5 * 3 * 4 * 2
    assert any(value == "*" for value in units["ZD0132"].values())


def test_one_organisation_has_no_survey_history_in_the_newest_release():
    released = {2025: set(), 2026: set()}
    for release, years in released.items():
        found = rows(DEMO / "staff_survey" / f"nss_demonstration_release_{release}.csv")
        years |= {row["wres_year"] for row in found if row["reporting_unit"] == "ZD008"}
    assert released == {2025: {"2023", "2024", "2025"}, 2026: {"2026"}}


def headlines(code: str, year: int) -> dict[str, float]:
    """The nine headline scalars of §1.3, by hand."""
    org, given = WHO[code], figures.wres(2026, WHO[code], year)
    clusters = {line: counts for line, counts in given.items() if line[:2] == "I1"}
    bands = {k: v for k, v in clusters.items() if k[3:5] != "MD" and not k.endswith("OTHER")}
    upper, everyone = figures.total(bands, figures.SENIOR), figures.total(bands)
    staff, voting = figures.total(clusters), given["I9.BOARD.VOTING"]
    found = {"I1": upper[1] / sum(upper) - everyone[1] / sum(everyone),
             "I9": voting[1] / sum(voting) - staff[1] / sum(staff)}  # fmt: skip
    for measure, top, bottom in (("I2", "APPOINTED", "SHORTLISTED"), ("I3", "ENTERED", "WORKFORCE"),
                                 ("I4", "ACCESSED", "WORKFORCE")):  # fmt: skip
        white, bme = (a / b for a, b in zip(given[f"{measure}.{top}"][:2], given[f"{measure}.{bottom}"], strict=False))
        found[measure] = bme / white if measure == "I3" else white / bme
    return found | {row[4]: row[6] for row in figures.survey_rows(2026, org, year, 2026) if row[5] == "BME"}


def change(measure: str, before: float, after: float) -> str:
    """The class of a change by §1.3.3."""
    if measure in ("I2", "I3", "I4"):
        a, b, limit = abs(log(before)), abs(log(after)), log(1.25)
        if a <= limit and b <= limit:
            return "sustained_parity"
        crossed = log(before) * log(after) < 0 and b > limit
        return "overshoot" if crossed and a > limit else "improved" if b < a else "worsened"
    if measure in ("I1", "I9"):
        parity = before >= 0 and after >= 0
        return "sustained_parity" if parity else "improved" if abs(after) < abs(before) else "worsened"
    return "improved" if after < before else "worsened"


@pytest.mark.parametrize("code, status", [("ZD001", "met"), ("ZD003", "met"), ("ZD019", "met"), ("ZD023", "panel"),
                                          ("ZD004", "not_met"), ("ZD018", "not_met")])  # fmt: skip
def test_two_years_of_improvement_are_met_left_to_the_panel_or_not_met(code, status):
    """§3.5.2 without I7, whose question changed between the two newest surveys."""
    years = [headlines(code, year) for year in (2024, 2025, 2026)]
    pairs = {m: {change(m, *(y[m] for y in years[i : i + 2])) for i in (0, 1)} for m in years[0] if m != "I7"}
    improved = [m for m, both in pairs.items() if both == {"improved"}]
    parity = [m for m, both in pairs.items() if "sustained_parity" in both and both <= {"improved", "sustained_parity"}]
    found = "met" if len(improved) >= 5 else "panel" if len(improved) + len(parity) >= 5 else "not_met"
    assert found == status, pairs


def test_a_refresh_finds_what_was_planted(published_home):
    """Rules by organisation, item G3 by status, and the units of ZD013 taken for no organisation."""
    manifest = published_home.manifest()
    folder = published_home.run_folder(manifest["run_id"])
    checks, gold3, measures = (
        read_published(folder, manifest, Audience("analyst"), name) for name in ("checks", "gold3", "measures")
    )
    failed = set(checks.filter(outcome="failed").select("rule_id", "source", "org_code").iter_rows())
    assert failed >= {
        ("V03", "trust_web", "ZD020"), ("V09", "workforce", "ZD015"), ("V09", "national", "ZD017"),
        ("V12", "wres", "ZD016"), ("V16", "dcf", "ZD021"), ("V25", "national", "ZD017"),
    }  # fmt: skip
    assert not {("V09", "workforce", "ZD013"), ("V09", "workforce", "ZD026"), ("V11", "returns", "ZD005")} & failed
    assert not any(rule == "V01" for rule, *_ in failed)
    places = {(row["rule_id"], row["org_code"]): (row["file_name"], row["place"]) for row in checks.to_dicts()}
    assert places["V16", "ZD021"] == ("wres_demonstration_2026_again.csv", "lines 2 to 139")
    assert places["V06", "ZD020"] == ("ZD020_2026-08-29.xlsx", "WRES!37 to 38")
    assert places["T03", "ZD011"] == ("ZD011_2026-05-18.xlsx", "Checklist")
    judged = {row["org_code"]: row for row in gold3.filter(wres_year=2026).iter_rows(named=True)}
    statuses = {code: judged[code]["status"] for code in ("ZD001", "ZD004", "ZD012", "ZD023")}
    assert statuses == {"ZD001": "met", "ZD004": "not_met", "ZD012": "not_calculable", "ZD023": "panel_judgement"}
    assert judged["ZD008"]["usable"] == 5, "its survey history is blocked"
    assert not {"ZD0131", "ZD0132"} & set(measures["org_code"])
