"""The WRES models in dbt beside the same SQL straight on DuckDB: `python -m benchmarks.wres --repeat N`.

Sixty invented organisations, ten years, every line of every indicator, two releases of the survey and three mergers.
Both make the same tables, from the chosen lines to the marts, or the benchmark fails; they take turns, each in a
process of its own that has made them once before.
"""

import argparse
import csv
import json
import os
import platform
import random
import shutil
import sys
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import duckdb

from benchmarks.demonstration_cast import AS_OF
from benchmarks.measuring import BIN, PROJECT, python, run
from benchmarks.refresh_floor import SETTINGS, _make, in_order, land
from orchestration.home import Home

RESULTS = PROJECT / "benchmarks" / "results" / "wres.md"
DEMONSTRATION = PROJECT / "data" / "demo"
SEEDS = PROJECT / "dbt_project" / "seeds"
CODES, YEARS = [f"ZD{n:03}" for n in range(1, 61)], range(2017, 2027)
MARTS = ("fct_measures", "fct_proforma", "fct_changes", "fct_trends", "fct_gold3")
MOST = 2.0


def write_region(landing: Path) -> None:
    """Landing folders of the region: figures of its own, returns of the demonstration's organisations."""
    for source in ("census", "catchment", "returns"):
        shutil.copytree(DEMONSTRATION / source, landing / source)
    chance = random.Random(2026)
    register = [[c, f"INVENTED {c}", "Z99", "ZDA", *[""] * 6, "20000401", *[""] * 16] for c in CODES]
    merged = [["old_code", "new_code", "date"], ["ZD058", "ZD001", "2021-07-01"], ["ZD059", "ZD002", "2023-07-01"],
              ["ZD060", "ZD059", "2019-07-01"]]  # fmt: skip
    _write(landing / "ods" / "etr_sixty.csv", register)
    _write(landing / "ods" / "successors_sixty.csv", merged)
    _write(landing / "wres" / "wres_sixty.csv", _lines(chance))
    for release in (YEARS[-2], YEARS[-1]):
        _write(landing / "staff_survey" / f"nss_{release}.csv", _survey(chance, release))


def _write(path: Path, rows: list[list]) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _lines(chance: random.Random) -> list[list]:
    with (SEEDS / "workforce_lines.csv").open() as workforce, (SEEDS / "wres_lines.csv").open() as others:
        units = {row["line_code"]: row.get("unit", "people") for f in (workforce, others) for row in csv.DictReader(f)}
    rows = ["org_code,wres_year,standard,measure_code,wres_group,value,basis,source,release_year".split(",")]
    for code, year in ((c, y) for c in CODES for y in YEARS):
        sent = [name for name in units if not name.startswith(("I5", "I6", "I7", "I8"))]
        for line, group in ((name, g) for name in sent for g in ("WHITE", "BME", "UNKNOWN")):
            size = {"WHITE": 400, "BME": 90, "UNKNOWN": 9}[group]
            parts = {"ENTERED": 0.05, "APPOINTED": 0.3, "ACCESSED": 0.6, "BOARD": 0.03}
            size *= next((share for word, share in parts.items() if word in line), 1.0)
            count, pay = chance.randint(int(size * 0.8), int(size * 1.2)), chance.randint(1400, 1900) / 100
            value = count if units[line] == "people" else pay
            rows.append([code, year, "WRES", line, group, value, "annual", "dcf", year])
    return rows


def _survey(chance: random.Random, release: int) -> list[list]:
    rows = ["reporting_unit,benchmark_group,wres_year,nss_year,indicator,wres_group,fraction,n,release_year".split(",")]
    years = [year for year in YEARS if year <= release]
    for code, year, indicator in ((c, y, i) for c in CODES for y in years for i in ("I5", "I6", "I7", "I8")):
        for group, people in (("WHITE", 2100), ("BME", 430)):
            share = round(chance.uniform(0.1, 0.5), 6)
            rows.append([code, "", year, year - 1, indicator, group, share, people, release])
    return rows


def of_wres(manifest: dict) -> list[dict]:
    """Intermediate models and marts that the marts of WRES follow from, each after all that it needs."""
    wanted, wave = set(), {key for key, node in manifest["nodes"].items() if node["name"] in MARTS}
    while wave:
        wanted |= wave
        needed = {key for k in wave for key in manifest["nodes"][k]["depends_on"].get("nodes", ())}
        wave = needed & manifest["nodes"].keys() - wanted
    return [n for n in in_order(manifest) if n["unique_id"] in wanted and n["schema"] in ("intermediate", "marts")]


def prepare(folder: Path) -> None:
    """A warehouse in which everything else stands, and the compiled SQL."""
    write_region(folder / "landing")
    with duckdb.connect(str(folder / "warehouse.duckdb")) as con:
        land(con, Home(folder / "home"), [folder / "landing"], AS_OF)
    project = PROJECT / "dbt_project"
    words = ["--target-path", folder, "--project-dir", project, "--profiles-dir", project, "--no-populate-cache"]
    settings = {"NWBENCH_WAREHOUSE": str(folder / "warehouse.duckdb")}
    quiet = ["--quiet", "--log-path", folder]
    run([BIN / "dbt", *quiet, "build", "--exclude-resource-type", "unit_test", *words], folder, **settings)
    run([BIN / "dbt", *quiet, "compile", *words], folder, **settings)


def in_dbt(folder: Path) -> tuple[float, float]:
    """Seconds of `dbt run` in a process that has run it before, and those that its models took, added up."""
    os.environ |= {"NWBENCH_WAREHOUSE": str(folder / "warehouse.duckdb"), "NWBENCH_HOME": str(folder / "home")}
    from orchestration.warehouse import _invoke, _manifest

    names = [node["name"] for node in of_wres(json.loads((folder / "manifest.json").read_text()))]
    words = ["run", "--no-write-json", "--no-populate-cache", "--select", *names]
    manifest = _manifest()
    _invoke(words, manifest)
    began = time.perf_counter()
    results = _invoke(words, manifest).result.results
    seconds = time.perf_counter() - began
    if [r.node.name for r in results if r.status != "success"]:
        raise AssertionError("dbt did not make every model")
    return seconds, sum(r.execution_time for r in results)


def on_duckdb(folder: Path) -> tuple[float, float]:
    """Seconds of the same SQL, and of the Python model, in one process; twice, as there is nothing else in it."""
    manifest = json.loads((folder / "manifest.json").read_text())
    nodes = of_wres(manifest)
    names = {n["name"]: n["relation_name"] for n in manifest["nodes"].values() if "relation_name" in n}
    with duckdb.connect(str(folder / "warehouse.duckdb")) as con:
        for name, value in SETTINGS.items():
            con.execute(f"set {name} = '{value}'")
        for _ in range(2):
            for node in nodes:
                con.execute(f"drop table {node['relation_name']}")
            began = time.perf_counter()
            for node in nodes:
                _make(con, node, names)
            seconds = time.perf_counter() - began
    return seconds, seconds


KINDS = {"dbt": in_dbt, "DuckDB": on_duckdb}


def contents(folder: Path) -> dict[str, tuple]:
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as con:
        query = "select count(*), bit_xor(hash(t)) from marts.{} as t"
        return {name: con.execute(query.format(name)).fetchone() for name in MARTS}


def measure(repeat: int) -> tuple[dict[str, list[tuple[float, float]]], dict[str, tuple], int]:
    found: dict[str, list] = {kind: [] for kind in KINDS}
    with TemporaryDirectory(prefix="wres-") as name:
        folder = Path(name)
        prepare(folder)
        expected = contents(folder)
        for _ in range(repeat):
            for kind in KINDS:
                said = run(python("-m", "benchmarks.wres", "--child", kind, folder), PROJECT).lines
                found[kind].append(tuple(json.loads(said[-1][1])))
                if contents(folder) != expected:
                    raise AssertionError(f"{kind} makes other tables")
            print(f"{ {kind: times[-1] for kind, times in found.items()} }", file=sys.stderr)
        return found, expected, len(of_wres(json.loads((folder / "manifest.json").read_text())))


def markdown(found: dict, rows: dict[str, tuple], models: int) -> str:
    dbt, duck = ([seconds for seconds, _ in found[kind]] for kind in KINDS)
    ratio = median(a / b for a, b in zip(dbt, duck, strict=True))
    inside = median(inside for _, inside in found["dbt"])
    made = ", ".join(f"{count:,} rows in {name}" for name, (count, _) in rows.items())
    used = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "dbt-core", "dbt-duckdb"))
    return f"""# The WRES models, sixty organisations and ten years

`python -m benchmarks.wres --repeat {len(dbt)}`: {os.cpu_count()} cores, {platform.system()}, Python \
{platform.python_version()}, {used}. {models} models; {made}. \
Medians of {len(dbt)}; the ratio is the median of each repetition's own. Both made the same tables.

| | s |
| --- | ---: |
| `dbt run` of the models, project parsed, process warm | {median(dbt):.2f} |
| the same SQL straight on DuckDB, one process | {median(duck):.2f} |
| **ratio** (asked: at most {MOST:g}) | **{ratio:.2f}**, {"held" if ratio <= MOST else "missed"} |
| dbt's own time for the models, added up over its {SETTINGS["threads"]} threads | {inside:.2f} |
"""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        print(json.dumps(KINDS[given.child[0]](Path(given.child[1]))), file=sys.stderr)
    else:
        table = markdown(*measure(given.repeat))
        RESULTS.write_text(table)
        print(table)
