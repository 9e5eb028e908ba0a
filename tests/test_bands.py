"""A band that is kept of a ratio with small counts gives none of them back, for each pair of them."""

from itertools import product

import pytest

from tests.bands import band_of, tells_a_count
from tests.macros import line, wres

GROUPS = ("WHITE", "BME", "UNKNOWN")


@pytest.mark.parametrize("code", ["I2", "I3"])
def test_a_band_that_a_single_small_count_could_have_is_not_kept(code):
    """Each pair of small counts in an organisation with four White staff to one, and in one with forty."""
    staff = {"A": (40, 10), "B": (400, 10)}
    events, whole = {"I2": ("I2.APPOINTED", "I2.SHORTLISTED"), "I3": ("I3.ENTERED", "I3.WORKFORCE")}[code]
    people = {}
    for kind, (white, bme) in product(staff, product(range(1, 8), repeat=2)):
        of_groups = zip(GROUPS, (white, bme, 0), (*staff[kind], 0), strict=True)
        for group, count, size in of_groups:
            people[f"{kind}{white}{bme}", 2024, events, group] = count
            people[f"{kind}{white}{bme}", 2024, whole, group] = size
    seen = wres([line(*key, count, "annual", "trust_web") for key, count in people.items()])[
        "int_measures_described"
    ].filter(series_kind="public", measure_code=code)
    bands = {row["org_code"]: row["band"] for row in seen.to_dicts()}
    expected = {
        org: None if tells_a_count(code, *counts, staff[org[0]]) else band_of(code, *counts, staff[org[0]])
        for org, counts in ((org, (int(org[1]), int(org[2]))) for org in bands)
    }
    assert bands == expected and len(bands) == 98
    assert 0 < sum(kept is None for kept in bands.values()) < 10
