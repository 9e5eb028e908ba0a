"""The workforce path by each engine that one setting chooses, beside DuckDB on this machine, and a worker that dies.

`python -m benchmarks.engines [--months 12] [--repeat 3]`. Needs Java 17; Apache Spark comes into a folder that goes
with the benchmark. Each way is the product's own: find, check, keep, sum, judge, account and lay the sums before the
warehouse. All must give DuckDB's rows to the last one, or the benchmark fails, also when one of two workers is killed
with signal 9 while it is at work.
"""

import argparse
import os
import platform
import shutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from statistics import median
from subprocess import Popen
from tempfile import TemporaryDirectory

import duckdb

from benchmarks import workforce_files
from benchmarks.measuring import PROJECT, python, run
from benchmarks.spark_servers import APACHE_SPARK, MASTER, Workers, apache, installed, sail
from benchmarks.workforce import Differs, told
from benchmarks.workforce_ways import KEYS, LATER, OF_SERVER
from ingestion.spark import FOLDER, SERVER

RESULTS = PROJECT / "benchmarks" / "results" / "engines.md"
DUCKDB, SAIL, SPARK, KILLED = "DuckDB, in the sandbox", "Sail", "Apache Spark", "Apache Spark, a worker killed"
LANDS_WITHIN = 300  # seconds to the first month
RELATIVE = 1e-9  # how far two sums of full-time equivalents may lie apart: engines add in orders of their own


def differing(file: Path, reference: Path) -> int:
    """How many kinds of line stand in one file only, or with other people, lines or full-time equivalents."""
    alike = " and ".join(f"a.{name} is not distinct from b.{name}" for name in (*KEYS, "headcount", "file_lines"))
    [(found,)] = duckdb.sql(
        f"select count(*) from '{file}' as a full join '{reference}' as b "
        f"on {alike} and abs(a.fte - b.fte) <= {RELATIVE} * abs(b.fte) where a.org_code is null or b.org_code is null"
    ).fetchall()
    return found


class Engines:
    """What each engine made of the same landing folder."""

    def __init__(self, folder: Path, months: int):
        self.folder, self.landing = folder, folder / "landing"
        self.lines = workforce_files.write(self.landing, months)
        workforce_files.write_month(folder / LATER, workforce_files.month_ends(months + 1)[-1])
        self.took: dict[str, list[dict[str, float]]] = {}
        self.wrong: dict[str, int] = {}
        self.deaths: list[list[str]] = []  # by repetition, why a worker was gone

    def sum_up(
        self, engine: str, address: str = "", server: Popen | None = None, workers: Workers | None = None
    ) -> None:
        """Takes the path once. Raises Differs where it gives other rows than DuckDB did."""
        with TemporaryDirectory(dir=self.folder) as own, self._deadly(Path(own), workers):
            settings = {SERVER: address, FOLDER: own, OF_SERVER: str(server.pid)} if server else {}
            command = python("-m", "benchmarks.workforce_ways", "path", self.landing, own)
            measured = run(command, Path(own), **settings)
            found = Path(own, "path.parquet")
            if engine == DUCKDB:
                shutil.copyfile(found, self._reference)
            self.wrong[engine] = differing(found, self._reference)
        if self.wrong[engine]:
            raise Differs(f"{engine}: {self.wrong[engine]:,} rows")
        self.took.setdefault(engine, []).append(told(measured))
        print(engine, self.took[engine][-1], file=sys.stderr)

    @property
    def _reference(self) -> Path:
        return self.folder / "reference.parquet"

    @contextmanager
    def _deadly(self, own: Path, workers: Workers | None) -> Iterator[None]:
        """Kills one of the workers at work once the first month has landed."""
        if workers is None:
            yield
            return
        with ThreadPoolExecutor(1) as pool:
            killed = pool.submit(self._kill, own / "home" / "raw" / "workforce", workers)
            yield
        self.deaths.append(killed.result())

    def _kill(self, landed: Path, workers: Workers) -> list[str]:
        until = time.monotonic() + LANDS_WITHIN
        while not [*landed.glob("[!.]*")] and time.monotonic() < until:
            time.sleep(0.01)
        return workers.kill_at_work()

    def markdown(self, repeat: int) -> str:
        """The table."""
        [(kinds,)] = duckdb.sql(f"select count(*) from '{self._reference}'").fetchall()
        versions = f"duckdb {duckdb.__version__}, Sail {version('pysail')}, Apache Spark {APACHE_SPARK} on `{MASTER}`"
        text = [
            "# The workforce path by engine\n",
            f"`python -m benchmarks.engines --repeat {repeat}`: {os.cpu_count()} cores, {platform.system()}, Python "
            f"{platform.python_version()}, client {version('pyspark-client')}, {versions}. {self.lines:,} lines in "
            f"files of a month, which are {kinds:,} kinds of line; the server is on the same two cores. The whole path "
            "is measured, from finding the files to the view of the warehouse, after one file was summed and imports "
            "were made; processor seconds are those of all processes, the server's too. A row differs when it stands "
            "on one side only, or its people or lines are other ones, or its full-time equivalents by more than one "
            "part in a thousand million. The worker is a Java process that is killed with signal 9 once the first "
            "month has landed and takes a task with it, which is done again (the server says: "
            f"{', '.join(sorted({why for each in self.deaths for why in each}))}).\n",
            "| engine | s | times DuckDB | processor s | times DuckDB | rows | rows that differ | worker killed |",
            "| --- |" + " ---: |" * 6 + " --- |",
        ]
        for engine in self.took:
            figures = " | ".join(self._figures(engine, part) for part in ("path", "path, processor"))
            killed = " and ".join(f"{len(each)} of two" for each in self.deaths) if engine == KILLED else ""
            text.append(f"| {engine} | {figures} | {kinds:,} | {self.wrong[engine]} | {killed} |")
        return "\n".join(text) + "\n"

    def _figures(self, engine: str, part: str) -> str:
        """Seconds, the median, and how many times DuckDB's they are, the median of each repetition's own."""
        took, of_duckdb = ([each[part] for each in self.took[name]] for name in (engine, DUCKDB))
        return f"{median(took):.2f} | {median(a / b for a, b in zip(took, of_duckdb, strict=True)):.2f}"


def measure(months: int, repeat: int, folder: Path) -> str:
    """The table, in Markdown."""
    engines, home, work = Engines(folder, months), installed(folder / "spark"), folder / "work"
    work.mkdir()
    for _ in range(repeat):
        engines.sum_up(DUCKDB)
        with sail() as server:
            engines.sum_up(SAIL, *server)
        with apache(home, work) as (*server, workers):
            engines.sum_up(SPARK, *server)
            engines.sum_up(KILLED, *server, workers)
    return engines.markdown(repeat)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args()
    with TemporaryDirectory(prefix="engines-") as folder:
        text = measure(asked.months, asked.repeat, Path(folder))
    RESULTS.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
