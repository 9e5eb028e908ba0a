"""The invented figures: census, catchments, workforce counts, survey fractions and board seats.

Every figure has its own random stream, named by what it is for, so adding an organisation changes no other's figures.
Counts are headcounts as (White, BME, unknown); shares and survey results are fractions 0 to 1.
"""

from functools import cache
from math import exp, log
from random import Random

from benchmarks import demonstration_cast as cast
from benchmarks.demonstration_cast import AUTHORITIES, KINDS, Organisation

Counts = tuple[int, int, int]
GROUPS = ("WHITE", "BME", "UNKNOWN")
BANDS = ("U1", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8A", "B8B", "B8C", "B8D", "B9", "VSM", "OTHER")
SENIOR = BANDS[8:14]
GRADES = ("CONS", "SAS", "TRAINEE", "OTHER")
# Share of the non-clinical, clinical and medical staff in each band or grade, in percent.
_STAFFING = {"NC": (0.3, 0.2, 27, 20, 16, 10, 8, 7, 4.6, 2.6, 1.5, 0.9, 0.4, 0.6, 0.9),
             "CL": (0.2, 0.1, 16, 12, 6, 27, 22, 11, 3.4, 1.2, 0.5, 0.2, 0.1, 0.1, 0.2), "MD": (40, 12, 43, 5)}
# BME share in each band or grade against that of the whole workforce; fewer higher up.
_GRADIENT = {"NC": (1, 1, 0.9, 0.75, 0.65, 0.65, 0.6, 0.6, 1, 0.9, 0.75, 0.7, 0.6, 0.55, 0.9),
             "CL": (1, 1, 1.1, 0.9, 0.8, 1.5, 1, 0.7, 1, 0.9, 0.75, 0.7, 0.6, 0.55, 1), "MD": (1.8, 2.3, 1.9, 1.6)}
_ASIAN, _BLACK = "Asian, Asian British or Asian Welsh", "Black, Black British, Black Welsh, Caribbean or African"
_MIXED = "Mixed or Multiple ethnic groups"
# Census 2021 labels in the order of the published file, with each group's share of the BME or White residents.
ETHNIC = ((f"{_ASIAN}: Bangladeshi", 0.06), (f"{_ASIAN}: Chinese", 0.05), (f"{_ASIAN}: Indian", 0.16),
          (f"{_ASIAN}: Pakistani", 0.23), (f"{_ASIAN}: Other Asian", 0.09), (f"{_BLACK}: African", 0.11),
          (f"{_BLACK}: Caribbean", 0.05), (f"{_BLACK}: Other Black", 0.02), (f"{_MIXED}: White and Asian", 0.05),
          (f"{_MIXED}: White and Black African", 0.03), (f"{_MIXED}: White and Black Caribbean", 0.05),
          (f"{_MIXED}: Other {_MIXED}", 0.03), ("White: English, Welsh, Scottish, Northern Irish or British", 0.93),
          ("White: Irish", 0.012), ("White: Gypsy or Irish Traveller", 0.001), ("White: Roma", 0.002),
          ("White: Other White", 0.055), ("Other ethnic group: Arab", 0.03),
          ("Other ethnic group: Any other ethnic group", 0.04))
# White fraction, BME less White, the better direction, and the size of a steady yearly improvement.
_SURVEY = {"I5": (0.23, 0.06, -1, 0.03), "I6": (0.20, 0.055, -1, 0.035), "I7": (0.57, -0.11, 1, 0.02),
           "I8": (0.065, 0.085, -1, 0.04)}
# Relative likelihoods: their range in 2026, a steady yearly step and the yearly noise, both on the log scale.
_RATIOS = {"I2": (1.2, 1.55, 0.1, 0.13), "I3": (1.15, 1.75, 0.1, 0.15), "I4": (0.95, 1.17, 0.02, 0.06)}
_SLOPE = {"improving": 1.0, "steady": 0.0, "worsening": -0.7, "parity": 0.0}


def stream(seed: int, *key: object) -> Random:
    """A random stream that depends on its name only, and on no other stream's use."""
    return Random(":".join(map(str, (seed, *key))))


@cache
def census(seed: int) -> dict[str, dict[str, int]]:
    """Residents by authority code and ethnic group (19 groups)."""
    return {f"Z{6_000_001 + i:08d}": _residents(stream(seed, "census", i), *place[1:])
            for i, place in enumerate(AUTHORITIES)}


def _residents(rng: Random, total: int, bme_share: float) -> dict[str, int]:
    weights = {label: share * rng.uniform(0.8, 1.25) for label, share in ETHNIC}
    sums = {white: sum(w for label, w in weights.items() if label.startswith("White") == white)
            for white in (True, False)}
    sizes = {True: total * (1 - bme_share), False: total * bme_share}
    return {label: round(sizes[label.startswith("White")] * weight / sums[label.startswith("White")])
            for label, weight in weights.items()}


def census_rows(seed: int) -> list[list]:
    """The published layout: 19 counts, then 19 percents to one place, one label with the release's double space."""
    rows = []
    for (word, *_), (code, people) in zip(AUTHORITIES, census(seed).items(), strict=True):
        place, residents = [code, f"Invented {word} District"], sum(people.values())
        rows += [[*place, f"{label} (number)", f"{n}.0"] for label, n in people.items()]
        rows += [[*place, f"{label}{' ' * label.endswith('and Black African')} (percent)", f"{100 * n / residents:.1f}"]
                 for label, n in people.items()]
    return rows


def catchment(org: Organisation) -> list[tuple[str, float]]:
    """Where an organisation's patients come from: its own authority first, the board's other two, one further."""
    board = org.home // 3 * 3
    near = [i for i in range(board, board + 3) if i != org.home]
    places = sorted(zip([org.home, *near, (board + 4) % 9], (0.66, 0.19, 0.12, 0.03), strict=True))
    return [(f"Z{6_000_001 + place:08d}", share) for place, share in places]


def local_share(org: Organisation) -> float:
    """BME share of the residents an organisation serves, by its catchment."""
    return sum(share * AUTHORITIES[int(code[1:]) - 6_000_001][2] for code, share in catchment(org))


def _workforce_share(org: Organisation, year: int) -> float:
    """BME share of the workforce: follows the local one and grows by half a point a year."""
    share = 0.045 + 0.62 * local_share(org) + KINDS[org.kind].offset
    return min(0.345, max(0.042, share)) * (1 - 0.02 * (2026 - year))


@cache
def workforce(seed: int, org: Organisation, year: int) -> dict[str, Counts]:
    """Indicator 1 headcounts at 31 March by cluster code, with the senior medical managers as an "of which" line."""
    rows = {}
    for staff_group, share in zip(("NC", "CL", "MD"), KINDS[org.kind].mix, strict=True):
        codes = GRADES if staff_group == "MD" else BANDS
        for code, percent, factor in zip(codes, _STAFFING[staff_group], _GRADIENT[staff_group], strict=True):
            expected = org.staff * (1 + 0.012 * (year - 2026)) * share * percent / 100
            factor *= _senior_lift(org, year) if code in SENIOR else 1
            rows[f"I1.{staff_group}.{code}"] = _cluster(seed, org, year, f"{staff_group}.{code}", expected, factor)
    rows["I1.MD.CONS_SMM"] = tuple(round(0.06 * n) for n in rows["I1.MD.CONS"])
    return rows


def _senior_lift(org: Organisation, year: int) -> float:
    """How much of the workforce's BME share reaches band 8A and above; it moves with the organisation's trend."""
    return 0.62 - 0.05 * _SLOPE[org.trend] * (2026 - year)


def _cluster(seed: int, org: Organisation, year: int, code: str, expected: float, factor: float) -> Counts:
    """One cluster: a lasting bend for each organisation, and a small yearly move as people come and go."""
    lasting, yearly = stream(seed, org.code, "bend", code), stream(seed, org.code, year, code)
    total = max(0, round(expected * lasting.uniform(0.85, 1.15) + yearly.gauss(0, 0.35 + 0.18 * expected**0.5)))
    share = min(0.85, _workforce_share(org, year) * factor * lasting.uniform(0.93, 1.07))
    bme = min(total, max(0, round(total * share + yearly.gauss(0, 0.25 * (total * share) ** 0.5))))
    unknown = min(total - bme, max(0, round(total * org.unknown + yearly.uniform(-0.5, 0.5))))
    return total - bme - unknown, bme, unknown


def total(rows: dict[str, Counts], codes: tuple[str, ...] | None = None) -> list[int]:
    """Staff by group, over some bands or over everything but the "of which" line."""
    kept = [v for k, v in rows.items() if k != "I1.MD.CONS_SMM" and (codes is None or k.split(".")[2] in codes)]
    return [sum(column) for column in zip(*kept, strict=True)]


def _ratio(seed: int, org: Organisation, year: int, code: str) -> float:
    """The aimed-at relative likelihood: where it stands in 2026, and the way there on the log scale."""
    low, high, slope, noise = _RATIOS[code]
    end = 1.03 if org.trend == "parity" else stream(seed, org.code, code).uniform(low, high)
    noise *= {"improving": 0.1, "parity": 0.4}.get(org.trend, 1)
    drift = slope * _SLOPE[org.trend] * (2026 - year)
    return exp(log(end) + drift + stream(seed, org.code, code, year).uniform(-noise, noise))


def _flows(seed: int, org: Organisation, year: int, staff: list[int]) -> dict[str, Counts]:
    """Indicators 2 to 4. Only I3 has the BME rate on top, so there the ratio multiplies and elsewhere it divides."""
    rng = stream(seed, org.code, "rates")
    appointed, entered, trained = rng.uniform(0.17, 0.25), rng.uniform(0.006, 0.01), rng.uniform(0.35, 0.55)
    applicants = [round(n * weight * stream(seed, org.code, "applicants", year).uniform(0.75, 0.9))
                  for n, weight in zip(staff, (0.8, 2.0, 1.2), strict=True)]
    hired, cases, access = (_ratio(seed, org, year, code) for code in _RATIOS)

    def part(base: list[int], white_rate: float, bme_factor: float) -> tuple[int, ...]:
        return tuple(round(n * white_rate * f) for n, f in zip(base, (1, bme_factor, 0.9), strict=True))

    return {"I2.SHORTLISTED": tuple(applicants), "I2.APPOINTED": part(applicants, appointed, 1 / hired),
            "I3.ENTERED": part(staff, entered, cases), "I3.WORKFORCE": tuple(staff),
            "I4.ACCESSED": part(staff, trained, 1 / access), "I4.WORKFORCE": tuple(staff)}


def _without_international(seed: int, org: Organisation, year: int, flows: dict[str, Counts]) -> dict[str, Counts]:
    """Indicator 2 once more without international recruits, who are mostly BME and mostly appointed."""
    if org.code not in cast.WITHOUT_INTERNATIONAL:
        return {}
    recruited = stream(seed, org.code, "international", year).uniform(0.18, 0.3)
    hired = tuple(round(n * part * recruited) for n, part in zip(flows["I2.APPOINTED"], (0.05, 1, 0.2), strict=True))
    seen = tuple(round(1.2 * n) for n in hired)
    return {f"I2.{name}.EXCL_INTERNATIONAL": tuple(a - b for a, b in zip(flows[f"I2.{name}"], left, strict=True))
            for name, left in (("SHORTLISTED", seen), ("APPOINTED", hired))}


def _board(seed: int, org: Organisation, year: int) -> dict[str, Counts]:
    """Board seats at 31 March. BME members vote, so an improving board shows in indicator 9 too."""
    rng = stream(seed, org.code, "board")
    seats, not_voting, unknown = rng.randint(11, 16), rng.randint(2, 3), rng.choice((0, 0, 0, 1))
    need = max(1, int(seats * local_share(org) + 0.5)) - org.seats_short
    bme = max(0, need - (2026 - year if org.trend == "improving" else rng.randint(0, 1) * (year < 2025)))
    executive = (seats // 2 - bme // 2, bme // 2, 0)
    whole = (seats - bme - unknown, bme, unknown)

    def rest(part: Counts) -> tuple[int, ...]:
        return tuple(a - b for a, b in zip(whole, part, strict=True))

    silent = (not_voting, 0, 0)
    return {"I9.BOARD.TOTAL": whole, "I9.BOARD.VOTING": rest(silent), "I9.BOARD.NONVOTING": silent,
            "I9.BOARD.EXEC": executive, "I9.BOARD.NED": rest(executive)}


@cache
def wres(seed: int, org: Organisation, year: int) -> dict[str, Counts]:
    """Every count line of one WRES year: I1 clusters, the parts of I2 to I4, board seats."""
    clusters = workforce(seed, org, year)
    flows = _flows(seed, org, year, total(clusters))
    return clusters | flows | _without_international(seed, org, year, flows) | _board(seed, org, year)


def headlines(lines: dict[str, Counts]) -> dict[str, float]:
    """The declared ratios I2 to I4, two places; above 1 BME people fare worse in all three."""
    ratios = {}
    for code, top, bottom, first in (("I2", "APPOINTED", "SHORTLISTED", 0), ("I3", "ENTERED", "WORKFORCE", 1),
                                     ("I4", "ACCESSED", "WORKFORCE", 0)):
        rates = [a / b for a, b in zip(lines[f"{code}.{top}"][:2], lines[f"{code}.{bottom}"], strict=False)]
        if rates[1 - first]:
            ratios[code] = round(rates[first] / rates[1 - first], 2)
    return ratios


def wres_rows(seed: int, org: Organisation, year: int, source: str = "dcf") -> list[list]:
    """One year in the canonical layout; suppressed and not submitted cells are as the cast says."""
    rows = []
    for code, counts in wres(seed, org, year).items():
        rolling = code[:2] == "I3" and (org.code, year) in cast.ROLLING
        rows += [[org.code, year, "WRES", code, group, cell(org.code, year, code, group, n),
                  "rolling2" if rolling else "annual", source, year] for group, n in zip(GROUPS, counts, strict=True)]
    return rows


def cell(org_code: str, year: int, code: str, group: str, count: int) -> int | str:
    if (org_code, year) in cast.NOT_SUBMITTED and code == "I4.ACCESSED":
        return ""
    hidden = (org_code, year) in cast.SUPPRESSED and group == "BME" and code.split(".")[0] in ("I1", "I3")
    return "*" if hidden and 0 < count < 5 else count


def survey_rows(seed: int, org: Organisation, year: int, release: int) -> list[list]:
    """One WRES year of one survey release; each release re-weights its whole history."""
    staff = total(workforce(seed, org, year))
    response = stream(seed, org.code, "response", year).uniform(0.36, 0.44)
    return [[org.code, KINDS[org.kind].benchmark_group, year, year - 1, code, group,
             _fraction(seed, org, year, release, code, group), round(n * response), release]
            for code in _SURVEY for group, n in zip(GROUPS[:2], staff, strict=False)]


def _fraction(seed: int, org: Organisation, year: int, release: int, code: str, group: str) -> float:
    white, gap, better, step = _SURVEY[code]
    lasting = stream(seed, org.code, code, "level").uniform(0.88, 1.12)
    level = white * lasting + (gap * stream(seed, org.code, code, "gap").uniform(0.7, 1.2) if group == "BME" else 0)
    trend = cast.SURVEY_TREND.get(org.code, org.trend)
    moved = exp(-better * step * _SLOPE[trend] * (2026 - year))
    noise = stream(seed, org.code, code, group, year).gauss(0, 0.004 if trend == "improving" else 0.03)
    weight = 1 + stream(seed, org.code, code, group, "release", release).uniform(-0.012, 0.012)
    return round(level * moved * (1 + noise) * weight, 6)


def inequality(rng: Random, direction: str, worse: bool) -> dict[str, float]:
    """Item B4's counts and fractions a year apart; the second is better in its direction, unless it is to be worse."""
    rates = sorted((rng.uniform(0.28, 0.40), rng.uniform(0.46, 0.60)), reverse=(direction == "lower") != worse)
    sizes = [rng.randint(300, 1800) for _ in rates]
    counts = [round(rate * size) for rate, size in zip(rates, sizes, strict=True)]
    return {"value_start": round(counts[0] / sizes[0], 4), "value_end": round(counts[1] / sizes[1], 4),
            "numerator_start": counts[0], "denominator_start": sizes[0],
            "numerator_end": counts[1], "denominator_end": sizes[1]}
