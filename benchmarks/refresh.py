"""What a refresh takes beside its floor, its frameworks' imports and their tutorials: `python -m benchmarks.refresh`.

Every run handles the shipped data for the same day and must end in the same audience files, or the benchmark fails.
All kinds of run take turns, so that what else the machine does meets each of them; `--repeat N` sets how often.
"""

import argparse
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.demonstration_cast import AS_OF
from benchmarks.measuring import BIN, PROJECT, python, run
from benchmarks.refresh_table import Samples, markdown
from orchestration.home import Home, default_landings
from quality.release import logical_hashes

RESULTS = PROJECT / "benchmarks" / "results" / "refresh.md"
TUTORIAL = PROJECT / "benchmarks" / "tutorial"
DAY = AS_OF.isoformat()
FRAMEWORKS = ("dagster", "dagster_dbt", "dbt.cli.main", "great_expectations")
FLOOR_TIMES = 3


class Differs(Exception):
    """Two kinds of run did not publish the same."""


class Bench:
    """A folder to run in, prepared with what a run may find there, and what every run must publish."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.samples = Samples()
        self.expected: dict[str, dict] = {}

    @property
    def home(self) -> Home:
        """A home that has refreshed before: files landed, verdicts kept, dbt project parsed."""
        return Home(self.folder / "home")

    def prepare(self) -> None:
        """One refresh, whose results all others must equal; the compiled SQL; the tutorial's project."""
        run([BIN / "nwbench", "refresh", "--as-of", DAY, "--home", self.home.path], self.folder)
        self.expected = published(self.home)
        project = PROJECT / "dbt_project"
        compiled = ["--target-path", self.folder / "floor", "--project-dir", project, "--profiles-dir", project]
        quiet = ["--quiet", "--log-path", self.folder / "floor", "--no-populate-cache"]
        run([BIN / "dbt", *quiet, "compile", *compiled], self.folder, **self._warehouse("floor"))
        shutil.copytree(TUTORIAL, self.folder / "tutorial", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(project, self.folder / "tutorial" / "dbt_project")
        (self.folder / "tutorial" / "dbt_project" / "macros" / "materializations.sql").unlink()
        parsed = run([BIN / "dbt", "--quiet", "parse"], self.folder / "tutorial" / "dbt_project")
        self.samples.add("parse", parsed)

    def _warehouse(self, folder: str) -> dict[str, str]:
        return {"NWBENCH_WAREHOUSE": str(self.folder / folder / "warehouse.duckdb")}

    def same(self, kind: str, found: dict[str, dict]) -> None:
        differing = sorted(name for name in {*found, *self.expected} if found.get(name) != self.expected.get(name))
        if differing:
            raise Differs(f"{kind} publishes other content in {', '.join(differing[:5])}")

    def command(self, kind: str, keeps: str = "") -> None:
        """`nwbench refresh` in a fresh process with an empty home, or one that keeps a folder of the prepared home."""
        home = Home(self.folder / "fresh")
        if keeps:
            shutil.copytree(self.home.path / keeps, home.path / keeps)
        measured = run([BIN / "nwbench", "refresh", "--as-of", DAY, "--home", home.path], self.folder)
        self.samples.add(kind, measured)
        self.same(kind, published(home))
        shutil.rmtree(home.path)

    def nothing_new(self) -> None:
        measured = run([BIN / "nwbench", "refresh", "--as-of", DAY, "--home", self.home.path], self.folder)
        self.samples.add("nothing new", measured)

    def floor(self) -> None:
        folder = self.folder / "floor"
        words = [self.home.path, DAY, folder / "manifest.json", str(FLOOR_TIMES)]
        measured = run(python("-m", "benchmarks.refresh_floor", *words), self.folder)
        self.samples.add_parts("floor", measured)
        for number in range(1, FLOOR_TIMES + 1):
            self.same("the floor", audience_files(folder / f"published-{number}"))
            shutil.rmtree(folder / f"published-{number}")

    def warm(self) -> None:
        measured = run(python("-m", "benchmarks.refresh_warm", self.home.path, DAY), self.folder)
        self.samples.add_parts("warm", measured)
        for run_id in self.home.runs():
            self.same(f"the warm process (run {run_id})", audience_files(self.home.run_folder(run_id)))
        for run_id in self.home.runs()[:-1]:
            shutil.rmtree(self.home.run_folder(run_id))

    def imports(self) -> None:
        self.samples.add("python", run(python("-c", "pass"), self.folder))
        for names in (*((name,) for name in FRAMEWORKS), FRAMEWORKS):
            measured = run(python("-c", f"import quality, {', '.join(names)}"), self.folder)
            self.samples.add(f"import {', '.join(names)}", measured)

    def tutorial(self) -> None:
        folder = self.folder / "tutorial"
        for left in ("published", "received"):
            shutil.rmtree(folder / left, ignore_errors=True)
        (folder / "warehouse.duckdb").unlink(missing_ok=True)
        settings = {"TUTORIAL_DAY": DAY, "TUTORIAL_LANDINGS": ":".join(map(str, default_landings()))}
        command = [BIN / "dagster", "asset", "materialize", "--select", "*", "-m", "definitions", "-d", folder]
        self.samples.add("tutorial", run(command, folder, **settings, **self._warehouse("tutorial")))
        self.same("the tutorial", audience_files(folder / "published"))

    def turns(self) -> list[Callable[[], None]]:
        """Everything once."""
        return [
            lambda: self.command("empty home"),
            lambda: self.command("parsed", keeps="dbt"),
            self.floor,
            self.warm,
            self.tutorial,
            self.imports,
            self.nothing_new,
        ]


def published(home: Home) -> dict[str, dict]:
    return audience_files(home.run_folder(home.current_run()))


def audience_files(folder: Path) -> dict[str, dict]:
    """Logical hashes of every table of every audience's file."""
    return {str(path.relative_to(folder)): logical_hashes(path) for path in sorted(folder.rglob("*.duckdb"))}


def measure(repeat: int) -> Samples:
    with TemporaryDirectory(prefix="refresh-") as folder:
        bench = Bench(Path(folder))
        print("preparing", file=sys.stderr)
        bench.prepare()
        for number in range(1, repeat + 1):
            for turn in bench.turns():
                turn()
            print(f"repetition {number} of {repeat} done: {bench.samples.last()}", file=sys.stderr)
        return bench.samples


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    table = markdown(measure(parser.parse_args().repeat))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(table)
    print(table)
