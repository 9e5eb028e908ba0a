"""The invented extracts of staff, and pay: they agree with the submitted lines, but where a mistake was planted."""

import csv
from collections import Counter, defaultdict
from pathlib import Path

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
    key = ("org_code", "wres_year", "measure_code", "wres_group")
    pay = {tuple(row[c] for c in key): row["value"] for row in rows(DEMO / "wres" / "wres_demonstration_pay.csv")}
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
