"""With no true differences no more organisations differ from their peers than the nominal rate says (§4.5)."""

import math
import re

import numpy as np
import pytest

from benchmarks import null_calibration
from benchmarks.null_calibration import CELLS, HAS_FUNNEL, MARKERS, METHODS, RESULT, SUMMARY, judge, percents, row

NOMINAL = {"shown": 5.0, "beyond_95": 5.0}
OUTER, SKEWED = 0.2, 0.4  # beyond 99.8%, and where few people make a share skewed
FEW = 2_000


def most(nominal: float, judgements: int) -> float:
    """What a nominal percent comes to in all but one of some thousand simulations."""
    fraction = nominal / 100
    return 100 * (fraction + 3.2 * math.sqrt(fraction * (1 - fraction) / judgements))


@pytest.mark.parametrize("cell", [c for c in CELLS if c.organisations in (6, 17)], ids=lambda c: str(c.random_seed))
def test_chance_alone_makes_no_more_differences_than_it_may(cell):
    found = judge(cell, FEW)
    shown = percents(cell, found)
    for name in NOMINAL.keys() & shown.keys():
        assert shown[name] <= most(NOMINAL[name], found["judged"]), (cell, name)
    if cell.measure.kind in HAS_FUNNEL:
        assert shown["beyond_998"] <= most(SKEWED, found["plotted"]), cell


def test_the_own_interval_alone_would_say_too_often_that_an_organisation_differs():
    small = [cell for cell in CELLS if cell.organisations == 6 and cell.denominators == "unequal"]
    plain = {cell.measure.name: percents(cell, judge(cell, FEW))["plain"] for cell in small}
    assert min(plain.values()) > 7 and max(plain.values()) > 12, plain


def test_a_true_difference_is_found():
    """The same arithmetic where one organisation of seventeen is far away: it alone is better or worse."""
    cell = next(c for c in CELLS if c.organisations == 17 and c.measure.kind == "survey" and c.denominators == "alike")
    drawn = null_calibration.draw(cell, FEW).to_pandas()
    far = drawn["organisation"] == 0
    drawn.loc[far, "x1"] = np.random.default_rng(5).binomial(drawn.loc[far, "n1"], 0.5)
    found = null_calibration.count(cell, drawn)
    simulations = int(far.sum())
    assert found["worse"] > 0.95 * simulations
    assert found["worse"] + found["better"] - simulations < 0.07 * (len(drawn) - simulations)


@pytest.fixture(scope="module")
def kept() -> str:
    return RESULT.read_text()


@pytest.mark.parametrize("cell", [CELLS[0], CELLS[-15]], ids=lambda c: c.measure.name)
def test_the_kept_table_is_what_the_program_says(kept, cell):
    section = kept.partition(f"\n## {cell.measure.name.capitalize().replace('bme', 'BME')}\n")[2].partition("\n## ")[0]
    assert row(cell, judge(cell)) in section


def figures(text: str) -> list[list[float]]:
    """Numbers of each row, None for a dash."""
    rows = re.findall(r"^\| [^|]+ \| \d+ \|(.+)\|$", text, re.M)
    return [[None if "–" in part else float(part) for part in line.split("|")] for line in rows]


def test_every_kept_figure_holds_its_nominal_rate(kept):
    rows = figures(kept)
    assert len(rows) == len(CELLS)
    for cell, (plain, shown, better, worse, inner, outer) in zip(CELLS, rows, strict=True):
        assert shown == pytest.approx(better + worse, abs=0.011) and shown <= plain + 0.01
        # without enough events there is no value, and half of the organisations are not judged at the least
        judged = null_calibration.JUDGEMENTS / (2.2 if cell.measure.kind == "ratio" else 1)
        assert shown <= most(NOMINAL["shown"], judged), cell
        assert inner is None or inner <= most(NOMINAL["beyond_95"], judged), cell
        assert outer is None or outer <= most(SKEWED if "few" in cell.denominators else OUTER, judged), cell


def test_the_page_on_methods_carries_the_highest_of_the_kept_figures(kept):
    given = METHODS.read_text().partition(MARKERS[0] + "\n")[2].partition(MARKERS[1])[0]
    assert given.startswith(SUMMARY.lstrip()) and given in kept
    sizes = len(CELLS) // len(null_calibration.MEASURES)
    rows = figures(kept)
    for place, line in enumerate(given.splitlines()[2:]):
        highest = [
            max((v for v in column if v is not None), default=None)
            for column in zip(*rows[place * sizes :][:sizes], strict=True)
        ]
        told = [None if "–" in part else float(part) for part in line.split("|")[2:-1]]
        assert told == [highest[i] for i in (0, 1, 4, 5)]
