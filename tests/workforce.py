"""Lines of workforce snapshots for tests."""

from datetime import date

MARCH = date(2026, 3, 31)
# The golden vector of §2.1: lower, middle and upper group
WHITE, BME = (2100, 1300, 420), (600, 210, 34)


def line(org_code, group, band, code, headcount, day=MARCH, scheme="2001"):
    return {
        "snapshot_date": str(day), "org_code": org_code, "staff_group": group, "band": band, "ethnic_code": code,
        "code_scheme": scheme, "headcount": headcount,
    }  # fmt: skip


def golden_lines(org_code, day=MARCH):
    """The counts of §2.1 as clinical staff, each group in two lines of one key and in bands of both its ends."""
    for (first, last), white, bme in zip((("B2", "B5"), ("B6", "B7"), ("B8A", "VSM")), WHITE, BME, strict=True):
        for code, count in (("A", white), ("H1", bme)):
            yield line(org_code, "clinical", first, code, 1, day)
            yield line(org_code, "clinical", last, code, count - 2, day)
            yield line(org_code, "clinical", last, code, 1, day)
    yield line(org_code, "non_clinical", "B3", "B", 50, day)
    yield line(org_code, "medical", "CONS", "", 7, day)
