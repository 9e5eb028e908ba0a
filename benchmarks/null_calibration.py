"""How often organisations differ from their peers by chance alone (§4.5): simulated where there is nothing to find.

`python -m benchmarks.null_calibration` writes `benchmarks/results/null_calibration.md`; some minutes on one core. All
organisations of a group have the same true value, and each draws its events binomially. Limits, positions and funnels
come from the macros and the score interval that the warehouse uses (`benchmarks/null_judging.sql`).

True values are those of England or of the median trust, as in `benchmarks/gold3_chances.py`: an experience that 28% of
BME respondents report; 7% of White and 15% of BME staff with one; White applicants 1.57 times as likely to be
appointed; BME staff 1.56 times as likely to enter the disciplinary process. People of an arm are log-normal around a
median: alike (sigma 0.5), few (a tenth of them), or unequal (sigma 1.5, so that the largest of thirty has some 500
times as many as the smallest). Nobody has fewer than eleven, the survey's minimum.
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
RESULT = PROJECT / "benchmarks" / "results" / "null_calibration.md"
JUDGING = Path(__file__).with_name("null_judging.sql")
MACROS = ("disparity", "intervals", "ratios", "positions", "funnels")

JUDGEMENTS = 30_000  # in each cell
SIZES = (6, 12, 17, 30, 120)
DENOMINATORS = {"alike": (1.0, 0.5), "few": (0.1, 0.5), "unequal": (1.0, 1.5)}  # times the median, sigma
FEWEST = 11
SEATS = 14


@dataclass(frozen=True)
class Measure:
    """A kind of value under the null hypothesis: arms as (people at the median, true fraction)."""

    name: str
    kind: str  # as in the registry: survey, survey_gap, ratio
    polarity: str
    first: tuple[int, float]
    second: tuple[int, float]


MEASURES = (
    Measure("share of BME respondents", "survey", "lower_is_better", (400, 0.279), (1, 0.5)),
    Measure("survey gap", "survey_gap", "towards_zero", (400, 0.154), (1_900, 0.067)),
    Measure("board gap", "share_gap", "towards_zero_from_below", (14, 0.071), (5_000, 0.177)),
    Measure("appointment ratio", "ratio", "towards_parity", (2_000, 0.225), (1_200, 0.225 / 1.57)),
    Measure("disciplinary ratio", "ratio", "towards_parity", (900, 0.007 * 1.56), (4_100, 0.007)),
)


@dataclass(frozen=True)
class Cell:
    measure: Measure
    denominators: str
    organisations: int

    def simulations(self, judgements: int) -> int:
        return -(-judgements // self.organisations)

    @property
    def random_seed(self) -> int:
        """From the name alone, so that a cell run by itself gives the figures that it gives among all others."""
        return zlib.crc32(f"{self.measure.name}, {self.denominators}, {self.organisations}".encode())


CELLS = tuple(Cell(*names) for names in product(MEASURES, DENOMINATORS, SIZES))


def draw(cell: Cell, judgements: int) -> pa.Table:
    """Events and people of both arms, one row for each simulation and organisation, and score limits for ratios."""
    rng = np.random.default_rng(cell.random_seed)
    factor, sigma = DENOMINATORS[cell.denominators]
    shape = (cell.simulations(judgements), cell.organisations)
    size = factor * np.exp(sigma * rng.standard_normal(shape))  # one for both arms of an organisation
    columns = {"simulation": np.repeat(np.arange(shape[0]), shape[1]), "organisation": np.tile(np.arange(shape[1]), shape[0])}
    for arm, (people, fraction) in enumerate((cell.measure.first, cell.measure.second), start=1):
        n = np.maximum(FEWEST, (people * size).round()).astype(int) if people > SEATS else np.full(shape, SEATS)
        columns[f"x{arm}"], columns[f"n{arm}"] = rng.binomial(n, fraction).ravel(), n.ravel()
    if cell.measure.kind == "ratio":
        x1, n1, x2, n2 = (columns[name] for name in ("x1", "n1", "x2", "n2"))
        lower, upper = np.full((2, len(x1)), np.nan)
        both = (x1 > 0) & (x2 > 0)
        limits = _koopman()(x1[both], n1[both], x2[both], n2[both], float(parameters()["confidence_z"]))
        lower[both], upper[both] = limits
        columns |= {"ratio_lower": pa.array(lower, from_pandas=True), "ratio_upper": pa.array(upper, from_pandas=True)}
    return pa.table(columns)


def _koopman():
    path = DBT / "models" / "intermediate" / "int_ratios_bounded.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.koopman_limits


def parameters() -> dict[str, str]:
    with (DBT / "seeds" / "parameters.csv").open(newline="") as file:
        return {row["parameter"]: row["value"] for row in csv.DictReader(file)}


def judge(cell: Cell, judgements: int = JUDGEMENTS) -> dict[str, int]:
    """Counts of a cell: judged, better, worse, plain (either, by the own interval alone), plotted, beyond_95, beyond_998."""
    texts = [(DBT / "macros" / f"{name}.sql").read_text() for name in MACROS] + [JUDGING.read_text()]
    known = parameters()
    query = jinja2.Environment().from_string("\n".join(texts)).render(
        kind=cell.measure.kind, polarity=cell.measure.polarity, z=known["confidence_z"], outer_z=3.090232306167813,
        winsorised_share=0.1, organisations_minimum=10,
    )  # fmt: skip
    with duckdb.connect(config={"threads": 1}) as con:
        con.register("drawn", draw(cell, judgements))
        found = con.execute(query)
        names = [column[0] for column in found.description]
        return dict(zip(names, found.fetchone(), strict=True))


if __name__ == "__main__":
    import sys, time
    for cell in CELLS:
        if len(sys.argv) > 1 and sys.argv[1] not in cell.measure.name: continue
        t=time.time(); r = judge(cell, int(sys.argv[2]) if len(sys.argv)>2 else 6000)
        print(cell.measure.name, cell.denominators, cell.organisations, "judged", r["judged"], "plain %.2f better %.2f worse %.2f sum %.2f | 95 %.2f 998 %.2f"%(*(100*r[k]/r["judged"] for k in ("plain","better","worse")),100*(r["better"]+r["worse"])/r["judged"],100*r["beyond_95"]/r["plotted"],100*r["beyond_998"]/r["plotted"]), "%.1fs"%(time.time()-t), flush=True)
