"""The real data gives real figures, and nothing invented is taken for real."""

import csv

import polars as pl
import pytest

from app.published import Audience, NotAllowed, read
from ingestion.contracts import PROJECT

OPEN = PROJECT / "data" / "open"
ETR = ["org_code", "org_name", "region_code", "icb_code", *(f"address_{i}" for i in range(6)), "opened_on", "closed_on"]


@pytest.fixture(scope="module")
def table(published_home):
    manifest = published_home.manifest()
    folder = published_home.run_folder(manifest["run_id"])
    return lambda name, audience="analyst": read(folder, manifest, Audience.parse(audience), name)


def ods_list() -> dict[str, dict]:
    with (OPEN / "ods" / "etr_2026-07.csv").open(newline="") as file:
        return {row[0]: dict(zip(ETR, row, strict=False)) for row in csv.reader(file)}


def survey_file() -> list[dict]:
    with (OPEN / "staff_survey" / "nss2024_wres_i5_i8_by_trust.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_survey_figures_equal_the_file_to_the_last_digit(table):
    north_west = {code for code, row in ods_list().items() if row["region_code"] == "Y62"}
    rows = [row for row in survey_file() if row["reporting_unit"] in north_west]
    measures = table("measures").filter(pl.col("wres_year") == 2025)
    shown = {(r["org_code"], r["measure_code"]): r for r in measures.iter_rows(named=True)}
    assert len({row["reporting_unit"] for row in rows}) == 26 and len(rows) == 26 * 4 * 2
    for row in rows:
        value = shown[row["reporting_unit"], row["indicator"]]
        column = "bme_value" if row["wres_group"] == "BME" else "white_value"
        assert value[column] == float(row["fraction"]), row
        assert value["value"] == value["bme_value"] and value["value_status"] == "ok"
        assert (value["nss_year"], value["source"], value["is_public"]) == (2024, "nss", True)


def test_open_north_west_trusts_agree_with_the_ods_list(table):
    listed = {c: r for c, r in ods_list().items() if r["region_code"] == "Y62" and not r["closed_on"]}
    with (OPEN / "ods" / "providers_north_west.csv").open(newline="") as file:
        types = {row["org_code"]: row for row in csv.DictReader(file)}
    organisations = table("organisations").filter((pl.col("region_code") == "Y62") & pl.col("closed_on").is_null())
    assert len(listed) == 30 and set(organisations["org_code"]) == set(listed)
    for row in organisations.iter_rows(named=True):
        code = row["org_code"]
        assert (row["org_name"], row["icb_code"]) == (listed[code]["org_name"], listed[code]["icb_code"])
        assert f"{row['opened_on']:%Y%m%d}" == listed[code]["opened_on"]
        assert (row["org_type"], row["nss_group"]) == (types[code]["org_type"], types[code]["nss_group"])
        assert not row["is_demonstration"]


def test_closed_trusts_have_their_successors(table):
    successors = dict(table("organisations").select("org_code", "successor_codes").iter_rows())
    assert successors["RW6"] == "R0A;RM3"
    assert (successors["RVY"], successors["RY2"]) == ("RBN", "RWW")  # later than the published list
    assert successors["RXL"] is None


def test_residents_of_the_north_west_who_are_not_white(table):
    areas = {(r["basis"], r["area_code"]): r for r in table("populations").iter_rows(named=True)}
    region = areas["region", "Y62"]
    assert (region["bme_residents"], region["residents"]) == (1_070_024, 7_417_407)
    assert {code for basis, code in areas if basis == "icb"} >= {"QE1", "QOP", "QYG"}
    assert ("region", "Y63") not in areas  # a few of its authorities are no population of the region


def test_one_unit_of_a_split_organisation_is_not_the_organisation(table):
    assert "R1F1" in {row["reporting_unit"] for row in survey_file()}
    assert not {"R1F", "R1F1"} & set(table("measures")["org_code"])


def test_nothing_invented_bears_on_a_real_organisation(table):
    organisations = table("organisations")
    invented = set(organisations.filter("is_demonstration")["org_code"])
    assert invented == set(organisations.filter(pl.col("region_code") == "Z99")["org_code"]) and len(invented) >= 24
    assert not invented & set(ods_list())
    for name in ("levels", "items", "board"):
        assert set(table(name)["org_code"]) <= invented
    counted = table("measures").filter(~pl.col("is_public"))
    assert set(counted["org_code"]) <= invented


def test_demonstration_shows_every_status_and_its_planted_mistakes(table):
    items = table("items")
    assert set(items["status"]) >= {"met", "panel_judgement", "not_met", "not_evidenced", "stale", "not_submitted"}
    broken = set(table("checks").filter(pl.col("outcome") == "failed")["rule_id"])
    assert broken >= {"F02", "F04", "F05", "F06", "V03", "V06", "V07", "V12", "V13", "V14", "V23"}
    states = table("submissions")["state"].value_counts()
    assert set(states["state"]) == {"accepted", "accepted_in_part", "quarantined", "superseded"}


def test_reference_values_stand_with_their_source(table):
    values = table("reference_values").filter((pl.col("area_name") == "North West") & (pl.col("indicator") == "2"))
    assert dict(values.select("wres_year", "reference_value").iter_rows()) == {2022: 1.62, 2023: 1.58, 2024: 2.01}
    assert values["reference_source"].null_count() == 0


def test_what_tells_headers_apart_is_kept_with_each_file(table):
    """Returns on one template have the same headers, in a workbook and in a zip; no shipped file is of an old form."""
    submissions = table("submissions").filter(pl.col("lines_read").is_not_null())
    assert submissions["header_fingerprints"].null_count() == submissions["editions"].count() == 0
    returns = submissions.filter(source="returns")["header_fingerprints"].unique()
    assert len(returns) == 1 and "Checklist: ad459520441c; Events: " in returns[0]
    survey = submissions.filter(pl.col("file_name").str.starts_with("nss_demonstration_release"))
    assert survey["header_fingerprints"].n_unique() == 1 and len(survey["header_fingerprints"][0]) == 12


def test_open_data_carries_its_provenance(table):
    submissions = table("submissions").filter(~pl.col("file_name").str.contains("demonstration|^ZD"))
    assert submissions.height == 8
    for column in ("publisher", "licence", "obtained_from", "data_as_of"):
        assert submissions[column].null_count() == 0, column


@pytest.mark.parametrize("audience", ["trust:ZD001", "trust:RXL"])
def test_a_trust_file_holds_its_own_rows_and_what_is_public(table, audience):
    code = audience.partition(":")[2]
    for name in ("levels", "items", "board", "submissions", "checks"):
        assert set(table(name, audience)["org_code"]) <= {code}
    measures = table("measures", audience)
    assert set(measures.filter(~pl.col("is_public"))["org_code"]) <= {code}
    assert measures.filter("is_public").height == table("measures", "public").height


@pytest.mark.parametrize(
    "audience, name",
    [("public", "levels"), ("public", "items"), ("panel:ZD001", "submissions"), ("trust:ZZZ", "levels")],
)
def test_what_an_audience_may_not_see_is_refused_not_emptied(table, audience, name):
    with pytest.raises(NotAllowed):
        table(name, audience)


def test_a_panel_opens_the_applications_of_one_applicant(table):
    applications = table("levels", "panel:ZD001")
    assert applications.height and set(applications["org_code"]) == {"ZD001"}
    with pytest.raises(NotAllowed):
        table("levels", "panel:ZD004")  # it has not applied


@pytest.mark.parametrize("text", ["", "trust", "analyst:RXL", "trust:../x", "king"])
def test_an_audience_is_one_of_four(text):
    with pytest.raises(NotAllowed):
        Audience.parse(text)
