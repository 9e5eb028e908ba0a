"""Two hundred invented regions of every awkward kind, in two releases, through the models that write the real files."""

from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from random import Random

import polars as pl

from quality.aggregates import Aggregates, of_panel, of_trusts, rows_of
from tests.macros import Models

DAYS = {"2026-spring": date(2026, 5, 4), "2026-autumn": date(2026, 11, 24)}
KINDS = ("small", "skewed", "one_of_a_kind", "homogeneous", "merging", "few_late", "many_late", "mixed")
TYPES = ("Acute", "Specialist", "Mental health", "Community", "Ambulance")
LEVELS = ("level_self_assessed", "level_verified_ceiling")
# Awards are public and compared nowhere. They are drawn all the same, so that the regions stay those that were tried
# before: among others the gate met the limit that "What remains" in docs/disclosure.md tells of.
DRAWN = (*LEVELS, "level_awarded")
ITEMS = ("B1", "B2.a", "S1", "G4")
STATUSES = ("met", "panel_judgement", "not_met")
YEARS = (2025, 2026)
MEASURES = ("I1", "I2", "I3", "I9")


@dataclass
class Organisation:
    """One invented organisation and what it has handed in."""

    org_code: str
    region_code: str
    nss_group: str
    staff: int
    values: dict[tuple[str, int], float] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    is_applicant: bool = False
    closed_on: date | None = None
    opened_on: date = date(2010, 4, 1)


def invented(regions: int = 200, seed: int = 6) -> list[list[Organisation]]:
    """Regions of two to twenty-six organisations, the kinds in turn."""
    random = Random(seed)
    return [_region(random, number, kind) for number, kind in zip(range(regions), cycle(KINDS), strict=False)]


def _region(random: Random, number: int, kind: str) -> list[Organisation]:
    sizes = {"small": (2, 9), "skewed": (6, 16), "one_of_a_kind": (8, 15), "mixed": (12, 26)}
    types = [TYPES[0]] * random.randint(*sizes.get(kind, (6, 20)))
    if kind == "one_of_a_kind":
        types[-2:] = TYPES[3:5]
    elif kind in ("mixed", "merging", "many_late", "few_late"):
        types = [random.choices(TYPES, (12, 4, 5, 2, 1))[0] for _ in types]
    likely = random.choice(STATUSES), random.choice(("none", "bronze", "silver"))
    organisations = []
    for i, nss_group in enumerate(types):
        staff = 40_000 if kind == "skewed" and i == 0 else random.randint(600, 9000)
        one = Organisation(f"R{number:03}{i:02}", f"R{number:03}", nss_group, staff, is_applicant=random.random() < 0.3)
        sure = {"homogeneous": 1.0, "skewed": 0.85}.get(kind, 0.4)
        for item in ITEMS:
            one.statuses[item] = likely[0] if random.random() < sure else random.choice(STATUSES)
        for level in DRAWN:
            one.statuses[level] = likely[1] if random.random() < sure else random.choice(("none", "bronze", "silver"))
        for measure in MEASURES:
            for year in YEARS:
                if random.random() < 0.93:
                    one.values[measure, year] = _value(random, measure, kind)
        organisations.append(one)
    return organisations


def _value(random: Random, measure: str, kind: str) -> float:
    spread = 0.002 if kind == "homogeneous" else 0.3
    return random.gauss(-0.06, spread / 8) if measure in ("I1", "I9") else 1.3 * 2.7 ** random.gauss(0, spread)


def half_a_year_later(regions: list[list[Organisation]], seed: int = 7) -> list[list[Organisation]]:
    """Late returns: of one to five organisations, of six and more, of none; and two organisations become one."""
    random = Random(seed)
    for number, (region, kind) in enumerate(zip(regions, cycle(KINDS), strict=False)):
        few = kind in ("few_late", "small", "skewed", "one_of_a_kind", "homogeneous")
        late = random.randint(1, 5) if few else random.randint(6, 12) if kind in ("many_late", "mixed") else 0
        for one in random.sample(region, min(late, len(region))):
            one.statuses |= {item: random.choice(STATUSES) for item in ITEMS}
            one.statuses |= {level: random.choice(("none", "bronze", "silver")) for level in DRAWN}
            one.values = {key: _value(random, key[0], kind) for key in one.values}
        if kind == "merging":
            region[0].closed_on = region[1].closed_on = date(2026, 9, 30)
            first = region[0]
            told = (first.region_code, first.nss_group, first.staff * 2, dict(first.values), dict(first.statuses))
            region.append(Organisation(f"R{number:03}99", *told, opened_on=date(2026, 10, 1)))
    return regions


def release(regions: list[list[Organisation]], name: str, frozen: pl.DataFrame | None, **seeds: pl.DataFrame) -> Models:
    """The peer models over regions on the day of a release, and what earlier ones froze; `seeds` in place of ours."""
    organisations = [one for region in regions for one in region]
    orgs = pl.DataFrame(
        [(o.org_code, o.region_code, "B", o.nss_group, o.opened_on, o.closed_on, True, False) for o in organisations],
        {"org_code": pl.String, "region_code": pl.String, "icb_code": pl.String, "nss_group": pl.String,
         "opened_on": pl.Date, "closed_on": pl.Date, "is_in_scope": pl.Boolean, "is_demonstration": pl.Boolean},
        orient="row",
    )  # fmt: skip
    assessed = [(o.org_code, date(2026, 3, 1)) for o in organisations]
    return Models(
        int_organisations_described=orgs,
        int_measures_described=measures(organisations),
        fct_levels=pl.DataFrame(
            [(*day, *map(o.statuses.get, LEVELS), True) for day, o in zip(assessed, organisations, strict=True)],
            ["org_code", "assessment_date", *LEVELS, "is_latest"], orient="row",
        ),
        fct_items=pl.DataFrame(
            [(*day, item, o.statuses[item]) for day, o in zip(assessed, organisations, strict=True) for item in ITEMS],
            ["org_code", "assessment_date", "item_id", "status"], orient="row",
        ),
        int_applications_open=pl.DataFrame(
            [day for day, o in zip(assessed, organisations, strict=True) if o.is_applicant],
            ["org_code", "assessment_date"], orient="row",
        ),
        int_items_named=pl.DataFrame(schema={"item_id": pl.String}),
        stg_landing__refresh=pl.DataFrame({"as_of": [DAYS[name]]}),
        stg_landing__peer_contributions=FROZEN if frozen is None else frozen.select(FROZEN.columns),
        **seeds,
    )  # fmt: skip


FROZEN = pl.DataFrame(
    schema={"release": pl.String, "made_in": pl.String, "aggregate_key": pl.String, "peer_group": pl.String,
            "group_key": pl.String, "metric": pl.String, "wres_year": pl.Int32, "org_code": pl.String,
            "metric_value": pl.Float64, "value_error": pl.Float64, "denominator": pl.Int64,
            "comparator_value": pl.Float64, "metric_kind": pl.String, "status": pl.String}
)  # fmt: skip


def measures(organisations: list[Organisation]) -> pl.DataFrame:
    """Confidential values with their limits and denominators: boards have fourteen seats, and all else is staff."""
    rows = []
    for one in organisations:
        for (measure, year), value in one.values.items():
            seats = 14 if measure == "I9" else one.staff // 6
            share = 0.1 + (one.staff * 7 + year) % 1009 / 5000  # of the workforce, which no two years have the same
            if measure == "I9":
                value = round((value + share) * seats) / seats - share
            rows.append((one.org_code, year, measure, "own", True, value, value * 0.8 if value > 0 else value - 0.05,
                         value * 1.25 if value > 0 else value + 0.05, seats, one.staff, seats // 9,
                         one.staff // 9, share, False))  # fmt: skip
    schema = {"org_code": pl.String, "wres_year": pl.Int32, "measure_code": pl.String, "series_kind": pl.String,
              "is_current": pl.Boolean, "value": pl.Float64, "ci_lower": pl.Float64, "ci_upper": pl.Float64,
              "bme_den": pl.Int64, "white_den": pl.Int64, "bme_num": pl.Int64, "white_num": pl.Int64,
              "comparator_value": pl.Float64, "is_public": pl.Boolean}  # fmt: skip
    return pl.DataFrame(rows, schema, orient="row")


def held(releases: list[Models], applicants: frozenset[str]) -> Aggregates:
    """What readers hold after releases, the last of which is today's: trusts what is theirs, the panel its views."""
    peers, shares, parts = [], [], []
    for models in releases:
        is_past = models is not releases[-1]
        groups = models["fct_peer_groups"]
        for frames, table in ((peers, "peers"), (shares, "peer_shares")):
            frames.append(rows_of(of_trusts(models[f"pub_trust__{table}"]), groups, is_past))
            frames.append(rows_of(of_panel(models[f"pub_panel__{table}"]), groups, is_past))
        parts.append(models["fct_peer_contributions"])
    return Aggregates.gathered(peers, shares, parts, releases[-1]["fct_peer_groups"], applicants)
