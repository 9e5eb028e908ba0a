"""The invented region's monthly extracts of staff in post, and the pay that follows from the same staff.

Between two 31 Marches each count moves in a straight line, so at the snapshot the extract and the submitted lines of
indicator 1 agree; only the organisation that the cast names counts more. Staff paid outside the bands are in no
extract, since no band is theirs. Nothing here draws a number that another figure draws.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO

import polars as pl

from benchmarks import demonstration_cast as cast
from benchmarks import demonstration_figures as figures
from benchmarks.demonstration_cast import Organisation

HEADER = "snapshot_date,org_code,staff_group,band,ethnic_code,code_scheme,headcount,fte".split(",")
STAFF_GROUPS = {"NC": "non_clinical", "CL": "clinical", "MD": "medical"}
MONTHS = tuple(date(2024 + i // 12, i % 12 + 1, monthrange(2024 + i // 12, i % 12 + 1)[1]) for i in range(3, 27))
# Codes of each group with their weight. Second characters are local; 99 and Z are unknown, for two reasons.
_LOCAL = {"WHITE": (("A", 78), ("A2", 9), ("B", 3), ("CA", 2), ("CY", 8)),
          "BME": (("D", 4), ("E", 2), ("F", 4), ("GE", 2), ("H", 30), ("J", 20), ("K", 4), ("LA", 6), ("M", 4),
                  ("N", 15), ("PD", 1), ("R", 4), ("SE", 4)),
          "UNKNOWN": (("Z", 60), ("99", 40))}
_LABELS = {white: [(label, 1000 * share) for label, share in figures.ETHNIC if label.startswith("White") == white]
           for white in (True, False)}
_CENSUS = {"WHITE": _LABELS[True], "BME": _LABELS[False], "UNKNOWN": _LOCAL["UNKNOWN"]}
# Pounds per hour at the foot of each band in 2026, and how far a band reaches above its foot.
_RATES = dict(zip((*figures.BANDS, *figures.GRADES[:3]), (11.9, 12.1, 12.3, 13.0, 14.3, 16.6, 20.6, 25.0, 29.7, 34.6,
                                                         41.0, 49.1, 58.6, 66.0, 15.0, 55.2, 30.5, 22.0), strict=True))
_REACH, _RISE = 0.16, 0.035


def snapshots(seed: int, org: Organisation) -> pl.DataFrame:
    """Every month of one organisation, in the columns of the contract."""
    rows = [row for day in MONTHS for row in _rows(seed, org, day)]
    return pl.DataFrame(rows, schema=HEADER, orient="row")


def parquet(frame: pl.DataFrame) -> bytes:
    """Typed, as an extract by program is; the same frame gives the same bytes."""
    target = BytesIO()
    frame.write_parquet(target)
    return target.getvalue()


def _rows(seed: int, org: Organisation, day: date) -> Iterator[list]:
    """Lines of one month. Band 5 comes in two lines a key, as from two sites: lines of one key add up."""
    for code, counts in _staff(seed, org, day).items():
        _, staff_group, band = code.split(".")
        for group, count in zip(figures.GROUPS, counts, strict=True):
            for (ethnic_code, scheme), people in _by_code(seed, org, code, group, count):
                for part in (people - people // 2, people // 2) if band == "B5" else (people,):
                    if part:
                        fte = round(part * (0.82 if group == "WHITE" else 0.88), 2)
                        yield [day, org.code, STAFF_GROUPS[staff_group], band, ethnic_code, scheme, part, fte]


def _staff(seed: int, org: Organisation, day: date) -> dict[str, tuple[int, ...]]:
    """Staff by cluster on a day, in a line between the 31 Marches around it, and more where the cast says so."""
    year = day.year + (day.month > 3)
    way = (day.month - 3) % 12 / 12 or 1
    before, after = (figures.workforce(seed, org, y) for y in (year - 1, year))
    kept = [code for code in after if not code.endswith("CONS_SMM") and (code[3:5] == "MD" or code[-5:] != "OTHER")]
    people = [a + (b - a) * way for code in kept for a, b in zip(before[code], after[code], strict=True)]
    if org.code in cast.MORE_STAFF:
        people = _whole(n * cast.MORE_STAFF[org.code] for n in people)
    triples = zip(*[iter([round(n) for n in people])] * 3, strict=True)
    return dict(zip(kept, triples, strict=True))


def _whole(amounts: Iterable[float]) -> list[int]:
    """Whole numbers whose running sum stays with that of the amounts, so that their total is kept."""
    whole, exact, given = [], 0.0, 0
    for amount in amounts:
        exact += amount
        whole.append(round(exact) - given)
        given += whole[-1]
    return whole


def _by_code(seed: int, org: Organisation, cluster: str, group: str, count: int) -> list[tuple[tuple[str, str], int]]:
    """A group's staff by ethnic code and scheme, by weight; which code small numbers fall to lasts."""
    census = org.code in cast.CENSUS_LABELS
    codes = list((_CENSUS if census else _LOCAL)[group])
    figures.stream(seed, org.code, "ethnic codes", cluster, group).shuffle(codes)
    scheme = "2021" if census and group != "UNKNOWN" else "2001"
    total = sum(weight for _, weight in codes)
    shares = _whole(count * weight / total for _, weight in codes)
    return [((code, scheme), people) for (code, _), people in zip(codes, shares, strict=True)]


def pay_rows(seed: int, org: Organisation, year: int) -> list[list]:
    """Pay lines of one year (§2.3): median and mean in pounds per hour, and staff in each quarter of the pay order."""
    clusters = {code: n for code, n in figures.workforce(seed, org, year).items() if not code.endswith("CONS_SMM")}
    rate = {code: _RATES[code.split(".")[2]] * (1 - _RISE) ** (2026 - year) for code in clusters}
    order = sorted(clusters, key=rate.get)
    cells = []
    for i, group in enumerate(figures.GROUPS[:2]):
        paid = [(rate[code], clusters[code][i]) for code in order]
        cells += [("MEDIAN", group, f"{_at_half(paid):.2f}"), ("MEAN", group, f"{_mean(paid):.2f}")]
    for number, quarter in enumerate(_quarters([clusters[code] for code in order]), 1):
        cells += [(f"Q{number}", group, n) for group, n in zip(figures.GROUPS, quarter, strict=True)]
    return [[org.code, year, "WRES", f"PAY.{part}", group, value, "", "trust_web", year] for part, group, value in
            sorted(cells)]


def _at_half(paid: list[tuple[float, int]]) -> float:
    """Median pay of people spread evenly over their band, bands in the order of pay."""
    left = sum(n for _, n in paid) / 2
    for foot, people in paid:
        if left <= people:
            return foot * (1 + _REACH * left / people)
        left -= people
    raise ValueError("nobody is paid")


def _mean(paid: list[tuple[float, int]]) -> float:
    return sum(foot * (1 + _REACH / 2) * n for foot, n in paid) / sum(n for _, n in paid)


def _quarters(clusters: list[tuple[int, ...]]) -> list[list[int]]:
    """Staff by group in each quarter of all staff in the order of pay; a band may lie in two."""
    everyone, below = sum(map(sum, clusters)), 0
    exact = [[0.0] * 3 for _ in range(4)]
    for people in clusters:
        size = sum(people)
        for number in range(4):
            inside = min(below + size, everyone * (number + 1) / 4) - max(below, everyone * number / 4)
            for i, n in enumerate(people):
                exact[number][i] += n * max(0, inside) / max(1, size)
        below += size
    return [list(row) for row in zip(*(_whole(column) for column in zip(*exact, strict=True)), strict=True)]
