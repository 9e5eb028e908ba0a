"""Each mistake that the demonstration data holds on purpose is found, by its rule, in its file and at its place."""

import re

import polars as pl
import pytest

from app.published import Audience, read
from benchmarks import demonstration_cast as cast

# number of the mistake in benchmarks/demonstration_cast.py: rule, beginning of the file's name, place
FOUND = {
    1: ("F05", "ZD011_2025", "Checklist!B1"),
    2: ("F06", "ZD014_2025", None),
    3: ("F02", "ZD018_2026", None),
    4: ("V03", "ZD017_2026", "WRES!D7"),
    5: ("V13", "ZD019_2026", "WRES!48"),
    6: ("V12", "ZD009_2026", "WRES!48"),
    7: ("V06", "ZD020_2026", "WRES!37 to 38"),
    8: ("V07", "ZD022_2026", "WRES!41 to 42"),
    9: ("V23", "nss_demonstration_wrong_year", "lines 2 to 9"),
    10: ("F04", "wres_demonstration_latin1", "line 2"),
    11: ("V16", "ZD024_2026", "WRES!"),
    12: ("V03", "wres_demonstration_decimals", "line 9"),
    13: ("V03", "wres_demonstration_negative", "line 3, column value"),
    14: ("V16", "wres_demonstration_2026_again", "lines 2 to 139"),
    15: ("V12", "wres_demonstration_trust_level_2022", "line 2"),
    16: ("V09", "ZD015_2026", "esr_demonstration_ZD015_2026.csv"),
    17: ("P01", "events_demonstration", "lines 12 to 13"),
}


@pytest.fixture(scope="module")
def broken(published_home) -> pl.DataFrame:
    manifest = published_home.manifest()
    checks = read(published_home.run_folder(manifest["run_id"]), manifest, Audience("analyst"), "checks")
    return checks.filter(outcome="failed")


@pytest.mark.parametrize("number", FOUND)
def test_a_planted_mistake_is_found_by_name(broken, number):
    rule, file_name, place = FOUND[number]
    rows = broken.filter(pl.col("file_name").str.contains(f"(?:^|; ){re.escape(file_name)}"), rule_id=rule).to_dicts()
    assert rows, f"{rule} names no file {file_name}"
    assert place is None or any(place in (row["place"] or "") for row in rows), [row["place"] for row in rows]


def test_every_planted_mistake_is_looked_for():
    listed = [int(number) for number in re.findall(r"^\| (\d+) \|", cast.__doc__, flags=re.M)]
    assert listed == list(FOUND)


def test_nothing_else_of_the_region_is_refused(broken):
    """A file that is refused, whole or in part, is one of those with a planted mistake."""
    refused = broken.filter(pl.col("severity").is_in(["reject_file"]))["file_name"].to_list()
    planted = tuple(file_name for _, file_name, _ in FOUND.values())
    assert refused and all(name.startswith(planted) for name in refused)
