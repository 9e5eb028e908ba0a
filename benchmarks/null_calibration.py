"""How often organisations differ from their peers by chance alone (§4.5): simulated where there is nothing to find.

`python -m benchmarks.null_calibration` writes `benchmarks/results/null_calibration.md` and the table in
`docs/methods.md`; some minutes on one core. All organisations of a group have the same true value, and each draws its
events binomially. Limits, positions and funnels come from the macros and the score interval that the warehouse uses
(`benchmarks/null_judging.sql`).

True values are those of England or of the median trust, as in `benchmarks/gold3_chances.py`. People of an arm are
log-normal around a median, 400 BME respondents for instance; nobody has fewer than eleven, the survey's minimum:

* alike: sigma 0.5, so that in two of three organisations there are 0.6 to 1.6 times as many;
* unequal: sigma 1.5, so that the largest of thirty has some 500 times as many as the smallest;
* few: a tenth of them, sigma 0.5;
* few, equal: a tenth of them in each, where shares lie on one grid and no two organisations even that out.

Boards have 14 seats everywhere. A ratio without events in an arm has no value, and its organisation is not judged.
Published ratios come from counts to the nearest five, and with fewer than eight events in an arm there are none.
"""

import csv
import importlib.util
import zlib
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import duckdb
import jinja2
import numpy as np
import pyarrow as pa

PROJECT = Path(__file__).parents[1]
DBT = PROJECT / "dbt_project"
METHODS = PROJECT / "docs" / "methods.md"
RESULT = PROJECT / "benchmarks" / "results" / "null_calibration.md"
JUDGING = Path(__file__).with_name("null_judging.sql")
MACROS = ("intervals", "ratios", "positions", "funnels")

JUDGEMENTS = 30_000  # at least, in each cell
SIZES = (6, 12, 17, 30, 120)
DENOMINATORS = {"alike": (1.0, 0.5), "unequal": (1.0, 1.5), "few": (0.1, 0.5), "few, equal": (0.1, 0.0)}
FEWEST, SEATS = 11, 14
HAS_FUNNEL = ("survey", "ratio")
MARKERS = ("<!-- from benchmarks/null_calibration.py -->", "<!-- to here -->")


@dataclass(frozen=True)
class Measure:
    """A kind of value where all are alike; an arm is (people at the median, true fraction), the one above first."""

    name: str
    kind: str  # as in the registry of measures
    polarity: str
    first: tuple[int, float]
    second: tuple[int, float] = (FEWEST, 0.5)
    rounding: int = 1  # people that counts are rounded to


MEASURES = (
    Measure("share of BME respondents with harassment", "survey", "lower_is_better", (400, 0.279)),
    Measure("share of BME respondents with discrimination", "survey", "lower_is_better", (400, 0.154)),
    Measure("survey gap of discrimination", "survey_gap", "towards_zero", (400, 0.154), (1_900, 0.067)),
    Measure("gap of a voting board", "share_gap", "towards_zero_from_below", (SEATS, 0.071), (5_000, 0.177)),
    Measure("ratio of appointment", "ratio", "towards_parity", (2_000, 0.225), (1_200, 0.225 / 1.57)),
    Measure("ratio of disciplinary entry", "ratio", "towards_parity", (900, 0.007 * 1.56), (4_100, 0.007)),
    Measure("published ratio of appointment", "ratio", "towards_parity", (2_000, 0.225), (1_200, 0.225 / 1.57), 5),
)


@dataclass(frozen=True)
class Cell:
    """One measure in groups of one size, with one spread of denominators."""

    measure: Measure
    denominators: str
    organisations: int

    @property
    def random_seed(self) -> int:
        """From the name alone, so that a cell run by itself gives the figures that it gives among all others."""
        return zlib.crc32(f"{self.measure.name}, {self.denominators}, {self.organisations}".encode())


CELLS = tuple(Cell(*names) for names in product(MEASURES, DENOMINATORS, SIZES))


def draw(cell: Cell, judgements: int) -> pa.Table:
    """Events and people of both arms, one row for each simulation and organisation, and the score limits of ratios."""
    rng = np.random.default_rng(cell.random_seed)
    factor, sigma = DENOMINATORS[cell.denominators]
    shape = (-(-judgements // cell.organisations), cell.organisations)
    size = factor * np.exp(sigma * rng.standard_normal(shape))  # of the organisation, and so of both arms
    simulation, organisation = np.indices(shape)
    columns = {"simulation": simulation.ravel(), "organisation": organisation.ravel()}
    for arm, (people, fraction) in enumerate((cell.measure.first, cell.measure.second), start=1):
        n = np.full(shape, SEATS) if people == SEATS else np.maximum(FEWEST, np.round(people * size)).astype(int)
        columns[f"x{arm}"], columns[f"n{arm}"] = rng.binomial(n, fraction).ravel(), n.ravel()
    if cell.measure.rounding > 1:
        columns = _rounded(columns, cell.measure.rounding)
    if cell.measure.kind == "ratio":
        limits = np.full((2, len(columns["x1"])), np.nan)
        both = (columns["x1"] > 0) & (columns["x2"] > 0)
        arms = [columns[name][both] for name in ("x1", "n1", "x2", "n2")]
        limits[:, both] = _score_interval()(*arms, float(parameters()["confidence_z"]))
        columns["ratio_lower"], columns["ratio_upper"] = (pa.array(limit, from_pandas=True) for limit in limits)
    return pa.table(columns)


def _rounded(columns: dict[str, np.ndarray], step: int) -> dict[str, np.ndarray]:
    """As the public sees counts: to the nearest step, and organisations with few events or none left out."""
    few = int(parameters()["small_count_maximum"])
    some = np.minimum(columns["x1"], columns["x2"]) > few
    kept = {name: values[some] for name, values in columns.items()}
    return kept | {name: np.round(kept[name] / step).astype(int) * step for name in ("x1", "n1", "x2", "n2")}


def _score_interval():
    path = DBT / "models" / "intermediate" / "int_ratios_bounded.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.koopman_limits


def parameters() -> dict[str, str]:
    with (DBT / "seeds" / "parameters.csv").open(newline="") as file:
        return {row["parameter"]: row["value"] for row in csv.DictReader(file)}


def judge(cell: Cell, judgements: int = JUDGEMENTS) -> dict[str, int]:
    """What `count` finds in so many or a few more organisations."""
    return count(cell, draw(cell, judgements))


def count(cell: Cell, drawn) -> dict[str, int]:
    """Organisations over all simulations of a table like that of `draw`.

    Of those `judged`, `better` and `worse`, and `plain`: one of the two if the organisation's own interval decided. Of
    those `plotted` in a funnel, `beyond_95` and `beyond_998`.
    """
    texts = [(DBT / "macros" / f"{name}.sql").read_text() for name in MACROS] + [JUDGING.read_text()]
    known = {"kind": cell.measure.kind, "polarity": cell.measure.polarity, "parameter": parameters().get}
    known["rounding"] = cell.measure.rounding
    query = jinja2.Environment().from_string("\n".join(texts)).render(known)
    with duckdb.connect(config={"threads": 1}) as con:
        con.register("drawn", drawn)
        found = con.execute(query)
        names = [column[0] for column in found.description]
        return dict(zip(names, found.fetchone(), strict=True))


INTRODUCTION = """# Differences by chance alone

Percent of organisations, where no organisation differs from any other, in {judgements:,} or more draws for each row
(`python -m benchmarks.null_calibration`). Nominal are 5% for positions, 5% beyond the inner limits of a funnel and 0.2%
beyond the outer. The standard error of 5% is {error:.2f} points, that of 0.2% {outer_error:.2f}, and more where draws
without events make no value.

*By the own interval* holds the organisation's own interval against the median of the others, as if that were known.
*Shown* is what the warehouse shows: wider by what the median itself may be off, and by half a person (or half of what
counts are rounded to).
"""
SUMMARY = """
| the highest of all groups and sizes | by the own interval | shown | beyond 95% | beyond 99.8% |
|---|--:|--:|--:|--:|
"""
HEADER = """
## {name}

| people | organisations | by the own interval | shown | better | worse | beyond 95% | beyond 99.8% |
|---|--:|--:|--:|--:|--:|--:|--:|
"""


def percents(cell: Cell, found: dict[str, int]) -> dict[str, float]:
    """Of those judged: plain, better, worse, and shown, which is either; of those plotted: beyond_95, beyond_998."""
    judged = {name: 100 * found[name] / found["judged"] for name in ("plain", "better", "worse")}
    judged["shown"] = judged["better"] + judged["worse"]
    if cell.measure.kind in HAS_FUNNEL:
        judged |= {name: 100 * found[name] / found["plotted"] for name in ("beyond_95", "beyond_998")}
    return judged


def summary(found: dict[Cell, dict[str, int]]) -> str:
    """The highest percents of each measure, as Markdown."""
    text = SUMMARY
    for measure in MEASURES:
        rows = [percents(cell, counts) for cell, counts in found.items() if cell.measure == measure]
        highest = {name: max(row[name] for row in rows) for name in rows[0]}
        text += _row([measure.name], highest, ("plain", "shown", "beyond_95", "beyond_998"))
    return text


def table(found: dict[Cell, dict[str, int]], judgements: int) -> str:
    """Everything found, as Markdown."""
    errors = [100 * (p * (1 - p) / judgements) ** 0.5 for p in (0.05, 0.002)]
    text = INTRODUCTION.format(judgements=judgements, error=errors[0], outer_error=errors[1]) + summary(found)
    for measure in MEASURES:
        text += HEADER.format(name=measure.name.capitalize().replace("bme", "BME"))
        for cell, counts in found.items():
            if cell.measure == measure:
                text += row(cell, counts)
    return text


def row(cell: Cell, found: dict[str, int]) -> str:
    """A row of the table of a measure."""
    names = ("plain", "shown", "better", "worse", "beyond_95", "beyond_998")
    return _row([cell.denominators, str(cell.organisations)], percents(cell, found), names)


def _row(first: list[str], values: dict[str, float], names: tuple[str, ...]) -> str:
    return "| " + " | ".join(first + [f"{values[n]:.2f}" if n in values else "–" for n in names]) + " |\n"


def main() -> None:
    """Writes the table, and the highest percents into the page on methods."""
    found = {cell: judge(cell) for cell in CELLS}
    RESULT.write_text(table(found, JUDGEMENTS))
    before, marker, rest = METHODS.read_text().partition(MARKERS[0] + "\n")
    _, end, after = rest.partition(MARKERS[1])
    METHODS.write_text(before + marker + summary(found).lstrip() + end + after)


if __name__ == "__main__":
    main()
