"""A09, across rows: whether a suppressed count of people follows from totals and parts, pooled years and shared sets.

Every count that a file shows or suppresses is a sum of the lines of one organisation. The truth is one solution of
what is shown; when no other whole-number solution has another number in a suppressed count, that count is told. A
second solution is looked for by moving one person, then by moving one from a line to another, then by a whole-number
programme, so that only the last is slow.
"""

from collections.abc import Iterator
from itertools import permutations

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp

from ingestion.problems import Problem
from quality.attack_counts import KEY, LARGEST, REMEDY, RULE
from quality.dossier import FILE

FREE = 1e6  # more people than any organisation has
OF_ONE_YEAR = ("bme_den", "bme_num")  # all, and BME
BOARD = {  # seats by executive or not and voting or not
    "I9.BOARD.TOTAL": (1, 1, 1, 1), "I9": (1, 0, 1, 0), "I9.BOARD.NONVOTING": (0, 1, 0, 1),
    "I9.BOARD.EXEC": (1, 1, 0, 0), "I9.BOARD.NED": (0, 0, 1, 1),
}  # fmt: skip
POOLED = {"I3.THREE_YEARS": ("I3", 3)}


def findings(shown: pl.DataFrame, truth: pl.DataFrame, registries: dict[str, pl.DataFrame]) -> Iterator[Problem]:
    """Suppressed counts that the sums of a file give back. `shown` bears the file of each row, one file at a time."""
    rows = shown.join(truth, on=KEY, how="inner")
    if rows.is_empty():
        return
    sets = _workforce_sets(registries["workforce_lines"])
    for column in OF_ONE_YEAR:
        yield from _of_year(rows, sets, column)
        yield from _of_year(rows, BOARD, column)
    for pooled, (single, years) in POOLED.items():
        for column in ("white_num", "bme_num", "white_den", "bme_den"):
            yield from _of_years(rows, pooled, single, years, column)


def _workforce_sets(lines: pl.DataFrame) -> dict[str, tuple[int, ...]]:
    """By measure that shows its count, which lines of the workforce it adds up."""
    codes = lines["line_code"].to_list()
    sets = {code: tuple(int(code == other) for other in codes) for code in codes}
    scopes = {"I1.NC": "non_clinical", "I1.CL": "clinical", "I1.MD": "medical"}
    for measure, scope in scopes.items():
        sets[measure] = tuple(int(s == scope and w) for s, w in lines.select("staff_scope", "in_workforce").iter_rows())
    for measure, flag in (("I1", "in_afc_upper"), ("I1.AFC_UPPER", "in_afc_upper"), ("I1.AFC", "in_afc_all"),
                          ("I1.WORKFORCE", "in_workforce")):  # fmt: skip
        sets[measure] = tuple(int(flagged) for flagged in lines[flag])
    return sets


def _of_year(rows: pl.DataFrame, sets: dict[str, tuple], column: str) -> Iterator[Problem]:
    used = rows.filter(pl.col("measure_code").is_in(list(sets)))
    sums = np.array(list(sets.values()), dtype=float)
    for (file, org_code, year), frame in used.group_by([FILE, "org_code", "wres_year"], maintain_order=True):
        rows_ = frame.iter_rows(named=True)
        told = {row["measure_code"]: (row[column], row[f"true_{column}"], _is_exact(row)) for row in rows_}
        if not any(_is_suppressed(*told[m][:2]) for m in told):
            continue
        for measure in _told(list(sets), sums, told):
            yield _problem(file, org_code, year, measure, column, "totals and parts")


def _of_years(rows: pl.DataFrame, pooled: str, single: str, years: int, column: str) -> Iterator[Problem]:
    used = rows.filter(pl.col("measure_code").is_in([pooled, single]))
    for (file, org_code), frame in used.group_by([FILE, "org_code"], maintain_order=True):
        told = {
            (row["measure_code"], row["wres_year"]): (row[column], row[f"true_{column}"], _is_exact(row))
            for row in frame.iter_rows(named=True)
        }
        if not any(_is_suppressed(shown, true) for shown, true, _ in told.values()):
            continue
        span = list(range(min(y for _, y in told), max(y for _, y in told) + 1))
        sets = {(single, y): tuple(int(y == z) for z in span) for y in span}
        sets |= {(pooled, y): tuple(int(y - years < z <= y) for z in span) for y in span}
        for measure, year in _told(list(sets), np.array(list(sets.values()), dtype=float), told):
            yield _problem(file, org_code, year, measure, column, "the years that are added up")


def _problem(file: str, org_code: str, year: int, measure: str, column: str, what: str) -> Problem:
    place = f"{file}, measures, {org_code}, {year}, {measure}, {column}"
    return Problem(RULE, place, f"a suppressed count that {what} give back", REMEDY, "measures", None, column, org_code)


def _is_suppressed(shown: int | None, true: int | None) -> bool:
    return shown is None and true is not None and 1 <= true <= LARGEST


def _is_exact(row: dict) -> bool:
    """Whether a share of BME staff is shown that is not the one of the counts beside it: it gives the true ones."""
    value, x, n = row["bme_value"], row["bme_num"], row["bme_den"]
    return value is not None and (x is None or not n or abs(value - x / n) > 1e-9)


def _told(names: list, sums: np.ndarray, told: dict) -> Iterator:
    """Names of suppressed counts that only one number fits."""
    parts = _solution(names, sums, told)
    if parts is None:
        return
    totals = sums @ parts
    lower, upper = np.zeros(len(names)), np.full(len(names), FREE)
    for i, name in enumerate(names):
        shown, true, exact = told.get(name, (None, None, False))
        if true is None or true != totals[i]:
            continue  # never given, or given apart from its parts: it says nothing about them
        if _is_suppressed(shown, true):
            lower[i], upper[i] = 1, LARGEST
        elif shown is not None:
            rounded = shown % 5 == 0 and shown > 0 and not exact
            lower[i], upper[i] = (max(shown - 2, LARGEST + 1), shown + 2) if rounded else (true, true)
    wanted = [i for i, n in enumerate(names) if n in told and _is_suppressed(*told[n][:2]) and told[n][1] == totals[i]]
    open_ = set(wanted)
    moves = np.eye(sums.shape[1])
    for step in _moves(moves):
        if not open_:
            return
        moved = totals + sums @ step
        if ((moved >= lower) & (moved <= upper)).all() and ((parts + step) >= 0).all():
            open_ -= {i for i in open_ if moved[i] != totals[i]}
    for i in sorted(open_):
        if not _has_other(sums, lower, upper, i, totals[i]):
            yield names[i]


def _moves(unit: np.ndarray) -> Iterator[np.ndarray]:
    for line in unit:
        yield line
        yield -line
    for one, other in permutations(unit, 2):
        yield one - other


def _solution(names: list, sums: np.ndarray, told: dict) -> np.ndarray | None:
    """True numbers of the smallest parts. Lines say theirs; the four kinds of seats follow from sums, if they can."""
    parts = np.zeros(sums.shape[1])
    single = {int(row.argmax()): i for i, row in enumerate(sums) if row.sum() == 1}
    if len(single) == sums.shape[1]:
        for part, i in single.items():
            parts[part] = (told.get(names[i]) or (0, 0, False))[1] or 0
        return parts
    given = [i for i, name in enumerate(names) if told.get(name, (0, None, 0))[1] is not None]
    if not given:
        return None
    exact = np.array([told[names[i]][1] for i in given], dtype=float)
    found = milp(np.zeros(sums.shape[1]), integrality=np.ones(sums.shape[1]), bounds=Bounds(0),
                 constraints=LinearConstraint(sums[given], exact, exact))  # fmt: skip
    return np.round(found.x) if found.success else None


def _has_other(sums: np.ndarray, lower: np.ndarray, upper: np.ndarray, i: int, true: float) -> bool:
    """Whether some whole numbers of parts fit all that is shown and give another number for one count."""
    whole = np.ones(sums.shape[1])
    for sign in (1, -1):
        shown = LinearConstraint(sums, lower, upper)
        found = milp(sign * sums[i], integrality=whole, bounds=Bounds(0), constraints=shown)
        if found.success and round(sign * found.fun) != true:
            return True
    return False
