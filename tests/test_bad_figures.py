"""Bad figures (§6.3, §6.4): each is told apart, shown with its rule, and none becomes a number by accident."""

import polars as pl
import pytest
from click.testing import CliRunner

from app.published import Audience, read
from orchestration.command import main
from orchestration.home import Home
from tests.returns import write_organisations, write_return

HEADER = "org_code,wres_year,standard,measure_code,wres_group,value,basis,source,release_year"
GOOD = {  # I3 is (12 / 300) / (20 / 1000) = 2
    ("I3.ENTERED", "WHITE"): "20",
    ("I3.ENTERED", "BME"): "12",
    ("I3.ENTERED", "UNKNOWN"): "1",
    ("I3.WORKFORCE", "WHITE"): "1000",
    ("I3.WORKFORCE", "BME"): "300",
    ("I3.WORKFORCE", "UNKNOWN"): "10",
}
ENTERED, STAFF = ("I3.ENTERED", "BME"), ("I3.WORKFORCE", "BME")

# organisation, what is sent instead, status, value, BME staff counted, rule that it breaks
CASES = [
    ("T901", {}, "ok", 2.0, 12, None),
    ("T902", {ENTERED: "*"}, "suppressed", None, None, None),
    ("T903", {ENTERED: ""}, "not_submitted", None, None, "V05"),
    ("T904", {ENTERED: "0"}, "interval_only", None, 0, None),
    ("T905", {ENTERED: "12.5"}, "rejected", None, None, "V03"),
    ("T906", {ENTERED: "301"}, "rejected", None, 301, "V07"),
    ("T907", {ENTERED: "0", ("I3.ENTERED", "WHITE"): "0"}, "not_calculable", None, 0, None),
    ("T908", {STAFF: "0", ENTERED: "0"}, "not_calculable", None, 0, None),
    ("T909", {ENTERED: None}, "not_submitted", None, None, "V05"),  # the line is not there at all
    ("T910", {("I3.ENTERED", "UNKNOWN"): "*"}, "ok", 2.0, 12, None),  # of no bearing on the ratio (E3)
    ("T911", {("I3.ENTERED", "UNKNOWN"): "11"}, "ok", 2.0, 12, "V07"),  # nor is this, and it cannot be right
    ("T912", {ENTERED: "12.0"}, "ok", 2.0, 12, None),
    ("T913", {("I3.ENTRED", "BME"): "12", ENTERED: None}, "not_submitted", None, None, "V05"),
]
# organisation, what is sent, the rule by which the line is refused; the rest of its file stands
REFUSED = [
    ("T921", {ENTERED: "twelve"}, "V03"),
    ("T922", {ENTERED: "-12"}, "V03"),
    ("T923", {ENTERED: "4%"}, "V03"),
    ("T924", {ENTERED: "1,200"}, "V03"),
    ("T925", {ENTERED: "<8"}, "V03"),
    ("T926", {ENTERED: "1e999"}, "V03"),
    ("T927", {ENTERED: "nan"}, "V03"),
    ("T928", {("I3.ENTERED", "Black"): "5"}, "V05"),
]
# organisation, the ratio that it declares where counts give 1.6, the rule that this breaks
DECLARED = [
    ("T931", "1.60", None),
    ("T932", "1.62", None),  # rounding
    ("T933", "1.7", "V11"),
    ("T934", "0.63", "V12"),  # upside down
    ("T935", "1.6%", "V13"),  # a percentage where a ratio belongs
    ("T936", "17.16%", "V13"),
    ("T937", "160", "V13"),
    ("T938", "about twice", "V13"),
]
COUNTS = [
    {"wres_year": "2025", "measure_code": "I2.SHORTLISTED", "white": "1000", "bme": "500", "unknown": "20"},
    {"wres_year": "2025", "measure_code": "I2.APPOINTED", "white": "400", "bme": "125", "unknown": "5"},
]


def write_lines(folder, org_code: str, instead: dict) -> None:
    rows = [f"{org_code},2025,WRES,{code},{group},\"{value}\",annual,dcf,2025"
            for (code, group), value in (GOOD | instead).items() if value is not None]  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{org_code}.csv").write_text("\n".join([HEADER, *rows]) + "\n")


@pytest.fixture(scope="module")
def landed(tmp_path_factory, small_landing):
    """One refresh over all of them; gives tables by name, and what the command said."""
    landing, home = tmp_path_factory.mktemp("figures"), Home(tmp_path_factory.mktemp("figures_home") / "home")
    write_organisations(landing / "ods", [org for org, *_ in (*CASES, *REFUSED, *DECLARED, ("T941",), ("T942",))])
    for org_code, instead, *_ in (*CASES, *REFUSED):
        write_lines(landing / "wres", org_code, instead)
    for org_code, white in (("T941", "25"), ("T942", "0.25")):
        rates = [f"{org_code},2025,WRES,I5.{part},{group},{value},,dcf,2025" for part, group, value in (
            ("PCT", "WHITE", white), ("PCT", "BME", "31.5"), ("N", "WHITE", "900"), ("N", "BME", "120"))]  # fmt: skip
        (landing / "wres" / f"{org_code}.csv").write_text("\n".join([HEADER, *rates]) + "\n")
    for org_code, declared, _ in DECLARED:
        ratio = {"wres_year": "2025", "measure_code": "I2", "declared_value": declared}
        write_return(landing / "returns", org_code, wres=[*COUNTS, ratio])
    folders = [word for folder in (small_landing, landing) for word in ("--landing", str(folder))]
    result = CliRunner().invoke(main, ["refresh", *folders, "--home", str(home.path), "--as-of", "2026-11-24"])
    assert result.exit_code == 0, result.stderr
    manifest = home.manifest()
    folder = home.run_folder(manifest["run_id"])
    return lambda name: read(folder, manifest, Audience("analyst"), name), result


def rules(landed, org_code: str) -> set[str]:
    checks = landed[0]("checks").filter((pl.col("outcome") == "failed") & (pl.col("org_code") == org_code))
    return {rule for rule in checks["rule_id"] if rule.startswith("V")} - {"V14"}


@pytest.mark.parametrize("org_code, instead, status, value, counted, rule", CASES)
def test_each_kind_of_bad_count_is_told_apart(landed, org_code, instead, status, value, counted, rule):
    row = landed[0]("measures").filter(org_code=org_code, measure_code="I3").row(0, named=True)
    assert (row["value_status"], row["value"], row["bme_num"]) == (status, value, counted)
    assert row["bme_value"] is None or status in ("ok", "interval_only")
    assert rules(landed, org_code) == ({rule} if rule else set())
    if status not in ("ok", "interval_only"):
        empty = ("ci_lower", "ci_upper", "katz_lower", "reliability", "unknown_sensitive")
        assert {row[name] for name in empty} == {None}


@pytest.mark.parametrize("org_code, instead, rule", REFUSED)
def test_what_is_no_count_refuses_its_line(landed, org_code, instead, rule):
    said = [line for line in landed[1].stderr.splitlines() if f"{org_code}.csv" in line]
    assert said and "line 3" in said[0] or rule == "V05" and "Black" in said[0], landed[1].stderr
    assert rule in set(landed[0]("checks").filter(pl.col("detail").str.contains(f"{org_code}.csv"))["rule_id"])
    row = landed[0]("measures").filter(org_code=org_code, measure_code="I3").row(0, named=True)
    missing = ("ok", 2.0) if rule == "V05" else ("not_submitted", None)  # the line of no known group is one too many
    assert (row["value_status"], row["value"], row["white_num"]) == (*missing, 20)


@pytest.mark.parametrize("org_code, declared, rule", DECLARED)
def test_the_declared_ratio_is_checked_and_never_used(landed, org_code, declared, rule):
    row = landed[0]("measures").filter(org_code=org_code, measure_code="I2").row(0, named=True)
    assert row["value"] == pytest.approx(1.6) and row["white_num"] == 400
    assert rules(landed, org_code) == ({rule} if rule else set())


def test_a_percentage_is_no_fraction(landed):
    row = landed[0]("measures").filter(org_code="T941", measure_code="I5").row(0, named=True)
    assert (row["value_status"], row["value"], row["bme_value"], row["ci_upper"]) == ("rejected", None, None, None)
    assert rules(landed, "T941") == {"V21"}


def test_rates_of_two_units_refuse_their_file(landed):
    said = [line for line in landed[1].stderr.splitlines() if "T942.csv" in line]
    assert len(said) == 1 and "line 3, column value: '31.5'" in said[0] and "[V34]" in said[0]
    assert landed[0]("measures").filter(org_code="T942").is_empty()


def test_no_number_is_infinite_or_none_at_all(landed):
    for name in ("measures", "changes", "trends", "proforma"):
        table = landed[0](name)
        for column in table.select(pl.selectors.float()).columns:
            assert table[column].is_finite().all(ignore_nulls=True), (name, column)
