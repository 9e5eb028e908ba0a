"""What the invented region is made to show is there: read from the shipped files as a stranger would read them."""

import csv
from collections import Counter, defaultdict
from math import log
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from benchmarks import demonstration_cast as cast
from benchmarks import demonstration_figures as figures
from ingestion.contracts import PROJECT

DEMO = PROJECT / "data" / "demo"
WHO = {org.code: org for org in cast.CAST}
GROUPS = ("WHITE", "BME", "UNKNOWN")
CATEGORIES = PROJECT / "dbt_project" / "seeds" / "ethnic_categories.csv"


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


def extract(code: str) -> pl.DataFrame:
    files = sorted((DEMO / "workforce").glob(f"esr_demonstration_{code}*"))
    read = {".csv": lambda path: pl.read_csv(path, schema_overrides={"code_scheme": pl.String}, try_parse_dates=True)}
    return pl.concat([read.get(path.suffix, pl.read_parquet)(path) for path in files], how="vertical_relaxed")


def grouped(frame: pl.DataFrame) -> Counter:
    """Staff by staff group, band and WRES group, through the registry of ethnic categories."""
    known = {(r["code_scheme"], r["ethnic_code"]): r["wres_group"] for r in rows(CATEGORIES)}
    staff: Counter = Counter()
    for row in frame.iter_rows(named=True):
        scheme, code = row["code_scheme"], row["ethnic_code"]
        group = known.get((scheme, code)) or known[scheme, code[0]]
        staff[row["staff_group"], row["band"], group] += row["headcount"]
    return staff


SHORT = {"NC": "non_clinical", "CL": "clinical", "MD": "medical"}


def submitted(code: str, year: int) -> Counter:
    """The same from indicator 1, without the "of which" line and without pay outside the bands."""
    return Counter({
        (SHORT[part], band, group): n
        for line, counts in figures.workforce(2026, WHO[code], year).items()
        for part, band in [line.split(".")[1:]]
        if band != "CONS_SMM" and (part == "MD" or band != "OTHER")
        for group, n in zip(GROUPS, counts, strict=True)
    })  # fmt: skip


@pytest.mark.parametrize("code", ["ZD013", "ZD026"])
def test_extracts_agree_with_the_submitted_lines_on_31_march(code):
    frame = extract(code)
    assert frame["snapshot_date"].n_unique() == 24 and str(frame["snapshot_date"].max()) == "2026-03-31"
    for year in (2025, 2026):
        on_the_day = frame.filter(pl.col("snapshot_date").cast(pl.String) == f"{year}-03-31")
        assert +grouped(on_the_day) == +submitted(code, year)


def test_one_extract_counts_three_percent_more():
    frame = extract("ZD015").filter(pl.col("snapshot_date").cast(pl.String) == "2026-03-31")
    assert frame["headcount"].sum() == round(1.03 * sum(submitted("ZD015", 2026).values()))


def test_extracts_mix_code_schemes_and_local_codes_and_are_small():
    schemes = {code: set(extract(code)["code_scheme"].unique()) for code in ("ZD013", "ZD015", "ZD026")}
    assert schemes == {"ZD013": {"2001"}, "ZD015": {"2001"}, "ZD026": {"2001", "2021"}}
    local = extract("ZD013")
    assert {"A2", "CY", "Z", "99"} <= set(local["ethnic_code"])
    key = ["snapshot_date", "staff_group", "band", "ethnic_code"]
    assert local.height > local.select(key).n_unique(), "no key in two lines"
    assert sum(path.stat().st_size for path in (DEMO / "workforce").iterdir()) < 2_000_000


def test_quarters_of_pay_hold_all_staff_in_equal_parts():
    pay = lines("demonstration_pay")
    staff: dict[tuple, Counter] = defaultdict(Counter)
    for (code, year, line, _), value in pay.items():
        if line.startswith("PAY.Q"):
            staff[code, int(year)][line] += int(value)
    for (code, year), quarters in staff.items():
        assert sum(quarters.values()) == sum(figures.total(figures.workforce(2026, WHO[code], year)))
        assert len(quarters) == 4 and max(quarters.values()) - min(quarters.values()) <= 3
    years = Counter(code for code, _ in staff)
    assert sum(n == 6 for n in years.values()) > len(cast.CAST) / 2
    medians = {key: float(value) for key, value in pay.items() if key[2] == "PAY.MEDIAN"}
    gaps = [medians[c, y, line, "WHITE"] - value for (c, y, line, group), value in medians.items() if group == "BME"]
    assert min(gaps) < 0 < max(gaps) and all(8 < value < 60 for value in medians.values())


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
