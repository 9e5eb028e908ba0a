"""Workforce snapshots from file to figure: what arrives, what is counted, what does not fit, and what is computed."""

import math
import random
from datetime import date, datetime, timedelta

import duckdb
import jinja2
import polars as pl
import pytest

from app.published import Audience, NotAllowed, read
from ingestion.contracts import PROJECT
from orchestration.home import Home
from orchestration.refresh import refresh
from tests.returns import write_organisations, write_return
from tests.workforce import BME, MARCH, WHITE, golden_lines, line

Z = 1.959963984540054
# §2.1: ratio and limits from low to middle, middle to upper, low to upper
GOLDEN = {"low_mid": (1.769, 1.49, 2.10), "mid_up": (1.995, 1.37, 2.91), "low_up": (3.529, 2.46, 5.06)}


def month_ends(count):
    """From 31 January 2023."""
    return [date(2023 + n // 12, n % 12 + 1, 1) - timedelta(days=1) for n in range(1, count + 1)]


def series_lines(org_code, days, staff=400):
    for n, day in enumerate(days):
        bme = staff // 4 + n % 2
        yield line(org_code, "clinical", "B5", "A", staff - bme, day)
        yield line(org_code, "clinical", "B5", "N", bme, day)
        yield line(org_code, "non_clinical", "B5", "A", 10, day)
        yield line(org_code, "medical", "CONS", "A", 10, day)


def submitted(cells):
    return [
        {"wres_year": "2026", "measure_code": code, "white": white, "bme": bme, "unknown": unknown}
        for code, (white, bme, unknown) in cells.items()
    ]


@pytest.fixture(scope="module")
def table(tmp_path_factory, small_landing):
    landing = tmp_path_factory.mktemp("workforce")
    folder = landing / "workforce"
    folder.mkdir()
    write_organisations(landing / "ods", [f"T{n:03}" for n in range(1, 9)])
    pl.DataFrame(list(golden_lines("T001"))).write_csv(folder / "T001.csv")
    typed = pl.DataFrame(list(golden_lines("T002"))).with_columns(pl.lit(datetime(2026, 3, 31)).alias("snapshot_date"))
    typed.write_parquet(folder / "T002.parquet")
    # T003 hands in the same lines but for one group, and another workforce for indicator 3
    pl.DataFrame(list(golden_lines("T003"))).write_csv(folder / "T003.csv")
    registry = pl.read_csv(PROJECT / "dbt_project" / "seeds" / "workforce_lines.csv")
    lines = dict.fromkeys(registry.filter("is_mandatory")["line_code"], (0, 0, 0)) | {
        "I1.CL.B2": (1, 1, 0), "I1.CL.B5": (2099, 599, 0), "I1.CL.B6": (1, 1, 0), "I1.CL.B7": (1299, 209, 0),
        "I1.CL.B8A": (1, 1, 0), "I1.CL.VSM": (419, 93, 0), "I1.NC.B3": (50, 0, 0), "I1.MD.CONS": (0, 0, 7),
        "I1.MD.CONS_SMM": (0, 0, 8), "I3.WORKFORCE": (3870, 700, 7), "I3.ENTERED": (1, 1, 0),
        "I4.WORKFORCE": (3870, 905, 7), "I4.ACCESSED": (1, 1, 0),
    }  # fmt: skip
    write_return(landing / "returns", "T003", wres=submitted(lines))
    strange = [line("T004", "clinical", "B5", "Q", 3), line("T004", "clinical", "CONS", "A", 2)]
    strange += [line("T004", "clinical", "B5", "A", 9), line("T999", "clinical", "B5", "A", 5)]
    strange += [line("T004", "clinical", "B5", "Asian: Indian", 4, scheme="2021")]
    pl.DataFrame(strange).write_csv(folder / "strange.csv")
    series = [
        *series_lines("T005", month_ends(14)),
        *series_lines("T006", month_ends(36)[2::3]),  # quarters
        *series_lines("T007", [date(year, 3, 31) for year in range(2012, 2026)]),
        *series_lines("T008", month_ends(14), staff=28),
        *series_lines("T004", month_ends(11)),
    ]
    pl.DataFrame(series).write_csv(folder / "series.csv")
    home = Home(tmp_path_factory.mktemp("counted") / "home")
    manifest = refresh(home, [small_landing, landing], date(2026, 11, 24)).manifest
    run = home.run_folder(manifest["run_id"])
    return lambda name, audience="analyst": read(run, manifest, Audience.parse(audience), name)


@pytest.mark.parametrize("org_code", ["T001", "T002"])
def test_golden_disparity_ratio_from_csv_and_parquet(table, org_code):
    [row] = table("disparity").filter(pl.col("org_code") == org_code, pl.col("staff_scope") == "clinical").to_dicts()
    assert (row["white_lower"], row["white_middle"], row["white_upper"]) == WHITE
    assert (row["bme_lower"], row["bme_middle"], row["bme_upper"]) == BME
    for name, (ratio, lower, upper) in GOLDEN.items():
        assert round(row[f"ratio_{name}"], 3) == ratio
        assert (round(row[f"ratio_{name}_lower"], 2), round(row[f"ratio_{name}_upper"], 2)) == (lower, upper)
    assert (row["status"], row["source"], row["snapshot_on"]) == ("ok", "esr", MARCH)


def test_what_is_submitted_goes_before_the_snapshot_of_the_day(table):
    row = table("disparity").filter(pl.col("org_code") == "T003", pl.col("staff_scope") == "clinical").to_dicts()
    assert [(r["source"], r["bme_upper"]) for r in row] == [("submitted", 94)]


def test_without_a_submission_indicator_1_is_that_of_the_snapshot(table):
    measures = {r["org_code"]: r for r in table("measures").filter(pl.col("measure_code") == "I1").to_dicts()}
    seniors, everyone = sum(BME[2:]) / (WHITE[2] + BME[2]), sum(BME) / (sum(WHITE) + sum(BME) + 50)
    assert measures["T001"]["value"] == pytest.approx(seniors - everyone)
    assert (measures["T001"]["source"], measures["T001"]["is_public"]) == ("esr", False)
    assert (measures["T003"]["source"], measures["T003"]["bme_num"]) == ("return", 94)


def test_whose_code_no_scheme_has_is_of_no_known_group_and_counted(table):
    """Indicator 1 of T004 in 2026: nine White of band 5, and seven whose codes are in no scheme (E2)."""
    shown = table("measures").filter(
        pl.col("org_code") == "T004", pl.col("measure_code") == "I1.CL.B5", pl.col("wres_year") == 2026
    )
    (row,) = shown.to_dicts()
    assert (row["bme_num"], row["bme_den"], row["value"]) == (0, 16, 0)
    assert row["unknown_rate"] == pytest.approx(7 / 16)


def test_broken_rules_name_the_numbers(table):
    failed = table("checks").filter(pl.col("outcome") == "failed")
    details = {
        (rule, org_code): sorted(failed.filter(pl.col("rule_id") == rule, pl.col("org_code") == org_code)["detail"])
        for rule, org_code in failed.select("rule_id", "org_code").unique().iter_rows()
    }
    assert details["V01", "T999"] == [
        "5 people in snapshots from 2026-03-31 to 2026-03-31: no organisation T999 is in the ODS list"
    ]
    assert details["V05", "T004"] == [
        "I1 of 2026: 45 figures are missing, which is not 0: I1.MD.CONS, I1.MD.SAS, I1.MD.TRAINEE, I1.NC.B2, I1.NC.B3, "
        "I1.NC.B4 and 9 more",  # nobody extracted non-clinical and medical staff
        "band CONS is not one of clinical staff: 2 people in 1 snapshot(s) are not counted",
        "ethnic code Asian: Indian is not in the scheme 2021: 4 people in 1 snapshot(s) count as not known",
        "ethnic code Q is not in the scheme 2001: 3 people in 1 snapshot(s) count as not known",
    ]
    # I4 is within one percent of the lines of I1, I3 and the snapshot are not
    assert details["V09", "T003"] == [
        "workforce on 2026-03-31: 4,577 (White 3,870, BME 700) by I3.WORKFORCE, "
        "4,781 (White 3,870, BME 904) by the lines of I1 from return",
        "workforce on 2026-03-31: 4,721 (White 3,870, BME 844) by the snapshot of the day, "
        "4,781 (White 3,870, BME 904) by the lines of I1 from return",
    ]
    assert details["V10", "T003"] == [
        "consultants of 2026 who are senior medical managers: White 0, BME 0, unknown 8, "
        "of White 0, BME 0, unknown 7 consultants"
    ]
    assert not [key for key in details if key[0] in ("V09", "V10") and key[1] != "T003"]


def test_series_by_cadence_and_size(table):
    whole = table("series").filter(pl.col("series_code") == "BME_SHARE_WORKFORCE")
    shown = {
        (r["org_code"], r["cadence"], r["status"], r["has_trial_limits"], r["value"] is None, r["mean"] is None)
        for r in whole.iter_rows(named=True)
    }
    assert shown == {
        ("T005", "monthly", "ok", False, False, False),
        ("T006", "quarterly", "ok", True, False, False),  # twelve points
        ("T008", "monthly", "small_denominators", None, True, True),
        ("T004", "monthly", "too_few_points", None, False, True),
    }  # and T007, once a year, not at all
    assert set(whole["variation"]) == {"neutral", None}  # no direction is good in itself


def test_trajectory_from_the_first_year_with_data_to_the_target(table):
    senior = table("targets").filter((pl.col("org_code") == "T001") & (pl.col("band") == "VSM"))
    own, whole = (BME[2] - 1) / (WHITE[2] + BME[2] - 2), sum(BME) / (sum(WHITE) + sum(BME) + 57)
    expected = [(2026, own, "ok"), (2027, (own + whole) / 2, "not_yet_due"), (2028, whole, "not_yet_due")]
    for row, (year, target, status) in zip(senior.sort("wres_year").to_dicts(), expected, strict=True):
        assert (row["wres_year"], row["status"], row["base_year"]) == (year, status, 2026)
        assert row["target"] == pytest.approx(target)
        assert row["heads_required"] == (33 if year == 2026 else None)


@pytest.mark.parametrize("name", ["disparity", "targets", "series"])
def test_a_trust_sees_its_own(table, name):
    assert set(table(name, "trust:T005")["org_code"]) == {"T005"} < set(table(name)["org_code"])
    with pytest.raises(NotAllowed):
        table(name, "public")


def test_ratio_to_the_top_is_the_product_of_its_steps():
    """Any counts: product identity, limits as written in §2.1, and no ratio where a cell is 0."""
    macros = jinja2.Environment().from_string((PROJECT / "dbt_project/macros/disparity.sql").read_text()).module
    ratio, limit = macros.disparity_ratio, macros.disparity_limit
    rng = random.Random(20261124)
    with duckdb.connect() as con:
        columns = [f"{group}_{level}" for group in ("white", "bme") for level in ("lower", "middle", "upper")]
        con.execute(f"create table counts ({', '.join(c + ' bigint' for c in columns)})")
        cells = [[rng.choice([0, 1, rng.randint(1, 9000)]) for _ in columns] for _ in range(500)]
        con.executemany(f"insert into counts values ({', '.join('?' * 6)})", cells)
        found = con.execute(
            f"select {ratio('lower', 'middle')}, {ratio('middle', 'upper')}, {ratio('lower', 'upper')}, "
            f"{limit('lower', 'upper', Z)} from counts"
        ).fetchall()
    assert any(0 in counts for counts in cells)
    for (w_low, w_mid, w_up, b_low, b_mid, b_up), (low_mid, mid_up, low_up, upper) in zip(cells, found, strict=True):
        assert (low_up is None) == (0 in (w_low, w_up, b_low, b_up))
        if 0 not in (w_low, w_mid, w_up, b_low, b_mid, b_up):
            assert low_up == pytest.approx(low_mid * mid_up) == pytest.approx((b_low / b_up) / (w_low / w_up))
            error = math.sqrt(1 / w_up + 1 / w_low + 1 / b_up + 1 / b_low)
            assert upper == pytest.approx(math.exp(math.log(low_up) + Z * error))
