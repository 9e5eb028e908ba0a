"""A05 and A08: what aggregates give together: between groups, releases and years, and from one metric to another.

Whatever a reader has ever been shown of a metric is one system. For figures the differing members are counted. For
categories it is solved: organisations that stand in the same aggregates with the same value cannot be told apart and
form an atom; how many of an atom are in each category are whole numbers that must give every count shown. What no such
numbers allow is known about each of its organisations.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp

from ingestion.problems import Problem
from quality.aggregates import MADE_OF, ROW, Aggregates
from quality.attack_groups import OTHERS
from quality.dossier import FILE, PANEL

SUBTRACTION, IMPLICATION = "A05", "A08"
# By metrics in order: whoever is above the first has every item below it in place.
ORDERED = {"level_self_assessed": "none", "level_verified_ceiling": "none", "level_verified_floor": "none",
           "level_awarded": "none"}  # fmt: skip

OF_YEARS = 3  # others whose values are not those of the year before: a year is no choice of anybody's, unlike a group

Made = dict[str, str | float]  # by organisation, its value or category
Counts = dict[str, int]


def findings(aggregates: Aggregates) -> Iterator[Problem]:
    """What the reader of each file works out from all that it shows and showed."""
    made = _made(aggregates.parts)
    yield from _differing(aggregates, made)
    yield from _solved(aggregates, made)


def _made(parts: pl.DataFrame) -> dict[tuple, Made]:
    value = pl.coalesce(pl.col("metric_value").cast(pl.String), "category").alias("made")
    grouped = parts.select(*MADE_OF, "org_code", value).group_by(MADE_OF).agg("org_code", "made")
    return {row[:5]: dict(zip(row[5], row[6], strict=True)) for row in grouped.iter_rows()}


def _unknown(made: Made, known: frozenset[str]) -> Made:
    return {code: value for code, value in made.items() if code not in known}


def _systems(aggregates: Aggregates, frame: pl.DataFrame, made: dict[tuple, Made]) -> Iterator[tuple[str, str, dict]]:
    """File, metric, and each different set of unknown values that it shows an aggregate of, with that aggregate's row.

    Aggregates that have no organisation in common say nothing about each other and make systems of their own.
    """
    shown = frame.filter(pl.col("shown")).unique(subset=ROW, keep="first", maintain_order=True)
    rows = [row for row in shown.sort("is_past").iter_rows(named=True) if tuple(row[k] for k in MADE_OF) in made]
    systems: dict[tuple, dict] = defaultdict(dict)
    for row in rows:
        key = tuple(row[k] for k in MADE_OF)
        of = _unknown(made[key], aggregates.known_to(row[FILE], row["org_code"]))
        systems[row[FILE], row["metric"]].setdefault(frozenset(of.items()), row)
    for (file, metric), system in systems.items():
        for connected in _connected(list(system)):
            yield file, metric, {of: system[of] for of in connected}


def _connected(sets: list[frozenset]) -> list[list[frozenset]]:
    """Sets that share organisations, directly or over others, together."""
    if len(sets) == 1:
        return [sets]
    found: list[tuple[set, list]] = []
    for of in sets:
        codes, together = {code for code, _ in of}, [of]
        for other in [group for group in found if group[0] & codes]:
            found.remove(other)
            codes, together = codes | other[0], other[1] + together
        found.append((codes, together))
    return [together for _, together in found]


def _words(row: dict) -> str:
    return " ".join(str(row[k]) for k in ("release", "peer_group", "group_key", "wres_year") if row[k] is not None)


def _differing(aggregates: Aggregates, made: dict[tuple, Made]) -> Iterator[Problem]:
    """Two aggregates that are made of the same values but for a few others give a part of those away (§5.4)."""
    for table, frame in (("peers", aggregates.numbers), ("peer_shares", aggregates.shares)):
        for file, metric, system in _systems(aggregates, frame, made):
            for one, other in combinations(system, 2):
                apart = {code for code, _ in one ^ other}
                row = system[one] if not system[one]["is_past"] else system[other]
                fewest = OTHERS if system[one]["wres_year"] == system[other]["wres_year"] else OF_YEARS
                if len(apart) < fewest and one & other and not (system[one]["is_past"] and system[other]["is_past"]):
                    both = f"{_words(system[one])} and {_words(system[other])}"
                    place = f"{file}, {table}, {row['org_code']}, {metric}, {both}"
                    found = f"the two are made of the same values but for {len(apart)} organisations"
                    remedy = f"0 or at least {fewest} others differ, or the earlier values stay"
                    yield Problem(SUBTRACTION, place, found, remedy, table, None, metric, row["org_code"])


def _solved(aggregates: Aggregates, made: dict[tuple, Made]) -> Iterator[Problem]:
    counted = aggregates.shares.filter("shown").group_by(ROW).agg("category", "others_in_category")
    counts = {row[:-2]: dict(zip(*row[-2:], strict=True)) for row in counted.iter_rows()}
    answers: dict[tuple, list] = {}  # the same question is asked for each reader of a group
    for file, metric, system in _systems(aggregates, aggregates.shares, made):
        row = next(iter(system.values()))
        visible = []
        for of, shown in system.items():
            known = aggregates.known_to(file, shown["org_code"])
            told = Counter(counts[tuple(shown[k] for k in ROW)])
            if file == PANEL:
                for code, category in made[tuple(shown[k] for k in MADE_OF)].items():
                    told[category] -= code in known and code != shown["org_code"]
            visible.append((of, {c: n for c, n in told.items() if c is not None and n is not None}))
        atoms = _atoms(visible)
        question = (tuple(sorted(atoms.items())), tuple(tuple(sorted(n.items())) for _, n in visible))
        if question not in answers:
            answers[question] = possible(atoms, [n for _, n in visible])
        for categories in answers[question]:
            place = f"{file}, peer_shares, {row['org_code']}, {metric}, {_words(row)}"
            if len(categories) == 1:
                found = "the category of other organisations can be worked out"
                yield Problem(SUBTRACTION, place, found, "not shown", "peer_shares", None, "share", row["org_code"])
            elif categories and metric in ORDERED and ORDERED[metric] not in categories:
                found = "all others are above the lowest level, so every item below is in place with each"
                yield Problem(IMPLICATION, place, found, "not shown", "peer_shares", None, "share", row["org_code"])


def _atoms(visible: list[tuple[frozenset, Counts]]) -> dict[tuple[bool, ...], int]:
    """How many values stand in just the same aggregates, by which ones they are."""
    values = {value for of, _ in visible for value in of}
    return dict(Counter(tuple(value in of for of, _ in visible) for value in values))


def possible(atoms: dict[tuple[bool, ...], int], counts: list[Counts]) -> list[set[str]]:
    """By atom, the categories that an organisation of it can be in, given how many are in each of each aggregate.

    One or two aggregates have closed forms, more are whole-number programmes.
    """
    categories = sorted({category for shown in counts for category in shown})
    if len(counts) == 1:
        return [{c for c in categories if counts[0].get(c, 0) > 0} for _ in atoms]
    if len(counts) == 2:
        return _of_two(atoms, counts, categories)
    return _of_many(atoms, counts, categories)


def _of_two(atoms: dict, counts: list[Counts], categories: list[str]) -> list[set[str]]:
    """How many are in a category and in both aggregates lies between what the others leave over and what both hold."""
    both = atoms.get((True, True), 0)
    most = {c: min(counts[0].get(c, 0), counts[1].get(c, 0)) for c in categories}
    least = {c: max(0, both - sum(n for other, n in most.items() if other != c)) for c in categories}
    found = []
    for atom in atoms:
        if atom == (True, True):
            found.append({c for c in categories if most[c] > 0 and both > 0})
        else:
            shown = counts[atom.index(True)]
            found.append({c for c in categories if shown.get(c, 0) > least[c]})
    return found


def _of_many(atoms: dict, counts: list[Counts], categories: list[str]) -> list[set[str]]:
    width = len(categories)
    sizes = np.array(list(atoms.values()), dtype=float)
    totals = np.kron(np.eye(len(atoms)), np.ones(width))
    given = [
        np.kron([float(atom[a]) for atom in atoms], np.eye(width)[c]) for a in range(len(counts)) for c in range(width)
    ]
    exact = np.concatenate([sizes, [shown.get(c, 0) for shown in counts for c in categories]])
    system = LinearConstraint(np.vstack([totals, *given]), exact, exact)
    whole = np.ones(len(atoms) * width)
    found = []
    for i in range(len(atoms)):
        allowed = set()
        for c, category in enumerate(categories):
            lower = np.zeros_like(whole)
            lower[i * width + c] = 1
            if milp(np.zeros_like(whole), integrality=whole, bounds=Bounds(lower), constraints=system).success:
                allowed.add(category)
        found.append(allowed)
    return found
