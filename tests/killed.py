"""Refreshes that are killed at a named point or at any moment, and what is seen and left after it.

What is asked of a warm process (`tests/warm.py`). A point is a call by which Python tells its audit hooks what it is
about to do (`sys.addaudithook`), so the code that dies has nothing in it for this.
"""

import os
import random
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from ingestion import lasting
from ingestion.contracts import PROJECT
from orchestration import attempts, journals, retention
from orchestration.home import Home, code_version
from tests.returns import write_organisations
from tests.warm import Warm, asked, ended, refresh

# The event before which it dies, what its arguments look like in one line, and which of such events it is.
POINTS = {
    "under the lock, before anything": ("open", r"/attempts\.jsonl r", 1),
    "as its start is noted": ("open", r"/attempts\.jsonl None", 1),
    "before it notes what it depends on": ("open", r"/fingerprint w", 1),
    "while a raw copy is filled": ("open", r"/raw/wres/\.draft-\S+/original\S+ w ", 1),
    "as a raw copy gets its name": ("os.rename", r"/raw/wres/[0-9a-f]{64}\S* -1", 1),
    "as a page of Data Docs gets its name": ("os.rename", r"/data_docs/\S+\.html -1", 1),
    "as a verdict gets its name": ("os.rename", r"/verdicts/\S+ -1", 1),
    "as a refused file goes into quarantine": ("os.rename", r"/quarantine/[0-9a-f]{64} -1", 1),
    "after the cells of a source were loaded": ("open", r"/received-wres\.json w", 1),
    "amid the models": ("open", r"/dbt/run/\S+ w", 90),
    "before the tests are noted": ("open", r"/tests\.json w", 1),
    "between two audiences' files": ("shutil.copyfile", r"/trust/", 2),
    "while the release gate judges": ("tests.the_gate_was_asked", "", 1),
    "before the manifest": ("open", r"/published/manifest\.json w", 1),
    "as the run's folder gets its place": ("os.rename", r"/builds/\S+ \S+/published/2\S+ -1", 1),
    "between the run's folder and CURRENT": ("os.rename", r"/published/CURRENT -1", 1),
    "after CURRENT, before the build is cleared": ("shutil.rmtree", r"/builds ", 2),
    "as what is remembered of an old run is linked": ("os.link", r"/remembered/", 2),
    "as an old run leaves": ("os.rename", r"/published/2\S+ \S+/published/\.draft-", 1),
    "while the files of an old run are removed": ("shutil.rmtree", r"/published/\.draft-", 1),
    "between two forms of the report": ("os.rename", r"/reports/\S+\.md -1", 1),
    "before its end is noted": ("open", r"/attempts\.jsonl None", 2),
}
PUBLISHED_FROM = "after CURRENT, before the build is cleared"
ON_FIRST_RUN = ("as a raw copy gets its name", "between the run's folder and CURRENT", PUBLISHED_FROM)
ROOMS = {"builds", "dagster", "data_docs", "dbt", "logs", "published", "quarantine", "raw", "releases", "remembered",
         "reports", "verdicts", ".lock", "attempts.jsonl"}  # fmt: skip
FORMS = (".json", ".md", ".eml")
HEADER = "org_code,wres_year,standard,measure_code,wres_group,value,basis,source,release_year\n"


class Region:
    """A home folder and a landing folder, whose figure is another for each refresh, and the process to ask."""

    def __init__(self, folder: Path):
        self.warm, self.folder, self.number = Warm(), folder, 0
        self.home = folder / "home"

    def ask(self, function: Callable, *more, home: Path | None = None):
        """What a function says of a home folder, when something new has landed."""
        self.number += 1
        landings = write_landing(self.folder / "landing", self.number)
        return self.warm.call(function, home or self.home, landings, *more)

    def prepare(self) -> None:
        """Two runs, so that each further one retires one; `seconds` is what the last took."""
        for _ in range(2):
            began = time.monotonic()
            code, said = self.ask(refreshed)
            assert code == 0, said
        self.seconds = time.monotonic() - began

    def copied(self, name: str) -> Path:
        """A home folder like it."""
        return shutil.copytree(self.home, self.folder / name)

    def empty(self, name: str) -> Path:
        """A home folder in which nothing has been published yet."""
        (self.folder / name).mkdir()
        return self.folder / name


def write_landing(folder: Path, number: int) -> list[str]:
    """A landing folder of three invented organisations, with a figure that is this number and a line to refuse."""
    write_organisations(folder / "ods", ["T001", "T002", "T003"])
    for source in ("census", "wres"):
        (folder / source).mkdir(exist_ok=True)
    for path in (PROJECT / "data" / "demo" / "census").glob("*.csv"):
        shutil.copyfile(path, folder / "census" / path.name)
    rows = [f"T001,2026,WRES,I3.ENTERED,{group},{value},annual,trust_web,2026\n"
            for group, value in (("WHITE", number), ("BME", -number))]  # fmt: skip
    (folder / "wres" / "figures.csv").write_text(HEADER + "".join(rows))
    return [str(folder)]


def keep_two() -> None:
    """So that each refresh retires a run."""
    retention.KEPT = 2


def refreshed(home: str, landings: list[str], *more: str, before: Callable = keep_two) -> tuple[int, str]:
    """The exit code of a refresh that nothing disturbs, and what it said."""
    code = ended(refresh(home, landings, f"{home}.said", before, *more))
    return code, Path(f"{home}.said").read_text()


def kill_at(home: str, landings: list[str], *points: str) -> dict:
    """What became of a refresh that was killed at a point, and of those that followed, each killed at the next point.

    Raises AssertionError when something is not as it must be.
    """
    seen = asked(whole, home)
    for point in points:

        def before(point: str = point) -> None:
            keep_two()
            die_at(*POINTS[point])

        code = ended(refresh(home, landings, f"{home}.said", before))
        said = Path(f"{home}.said").read_text()
        assert code == -signal.SIGKILL, f"it never came to it, {point}, and ended with {code}: {said}"
        asked(whole, home)
    return _became(home, landings, seen)


def kill_at_any_moment(home: str, landings: list[str], seconds: float, seed: int) -> dict:
    """The same, of one that was killed within so many seconds."""
    moment = random.Random(seed).uniform(0, seconds)
    seen = asked(whole, home)
    child = refresh(home, landings, f"{home}.said", keep_two)
    time.sleep(moment)
    os.kill(child, signal.SIGKILL)
    code = ended(child)
    stage = Path(f"{home}.said").read_text().splitlines()[-1:] or ["before it said anything"]
    return _became(home, landings, seen) | {"killed": code == -signal.SIGKILL, "stage": stage[0][8:].strip()}


def kill_amid_parse(home: str, landings: list[str]) -> dict:
    """The same, of one that must read the models anew, and was killed between two files of what it read."""

    def read_anew() -> None:
        from orchestration import warehouse

        keep_two()
        os.environ["NWBENCH_HOME"] = home
        for kept in (warehouse._manifest, warehouse._manifest_json):
            kept.cache_clear()
        warehouse._manifest_json()

    def before() -> None:
        die_at("open", r"/dbt/manifest\.json w", 1)
        read_anew()

    seen = asked(whole, home)
    (Path(home) / "dbt").mkdir(exist_ok=True)
    (Path(home) / "dbt" / "parsed_code_version").write_text("another")
    code = ended(refresh(home, landings, f"{home}.said", before))
    assert code == -signal.SIGKILL, f"it never came to it, and ended with {code}"
    return _became(home, landings, seen, read_anew)


def _became(home: str, landings: list[str], seen: dict, before: Callable = keep_two) -> dict:
    after = asked(whole, home)
    is_new = after["run"] != seen["run"]
    assert is_new or after == seen, "the run before is another"
    code, said = refreshed(home, landings, before=before)
    assert code == 0, f"the next refresh ended with {code}: {said}"
    at_last = asked(whole, home)
    assert at_last == after if is_new else at_last["run"] != seen["run"], said
    return {
        "saw": "the new run" if is_new else "the run before" if seen["run"] else "nothing",
        "next": "nothing changed" if "Nothing changed" in said else "published",
        "left": asked(left_behind, home),
    }


def die_at(event: str, looks: str, number: int) -> None:
    """Before an event of this process, the third of its kind for instance, it kills itself."""
    pattern, seen = re.compile(looks), count(1)

    def hook(name: str, arguments: tuple) -> None:
        if name == event and pattern.search(" ".join(map(str, arguments))) and next(seen) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def whole(home: str) -> dict:
    """The run that readers see, and the logical hashes of each file of it; raises when it is not whole."""
    from app.published import Audience, read
    from quality.release import logical_hashes

    folder = Home(Path(home))
    run = folder.current_run()
    if run is None:
        return {"run": None, "files": {}}
    place, manifest = folder.run_folder(run), folder.manifest()
    files = {str(path.relative_to(place)): logical_hashes(path) for path in sorted(place.rglob("*.duckdb"))}
    assert files["analyst.duckdb"] == manifest["tables"] and manifest["run_id"] == run
    organisations = read(place, manifest, Audience("public"), "organisations")
    codes = organisations.filter("is_in_scope")["org_code"].to_list()
    assert set(files) == {f"{name}.duckdb" for name in ("analyst", "panel", "public", *(f"trust/{c}" for c in codes))}
    for audience in (Audience("analyst"), *(Audience("trust", code) for code in codes)):
        assert read(place, manifest, audience, "organisations").equals(organisations), audience
    return {"run": run, "files": files}


def left_behind(path: str) -> list[str]:
    """Whatever is in a home folder that a refresh which nobody disturbed does not leave."""
    home = Home(Path(path))
    runs = home.runs()
    kept = [run.name for run in retention.remembered(home)]
    found = [f"{name} in the home folder" for name in sorted({p.name for p in home.path.iterdir()} - ROOMS)]
    found += [f"a draft, {draft.relative_to(path)}" for draft in lasting.drafts(home.path)]
    found += [f"a build, {build.name}" for build in home.builds.iterdir()]
    found += [f"{p.name} among the runs" for p in home.published.iterdir() if p.name not in (*runs, "CURRENT")]
    found += [f"more runs than stay: {runs}"] if len(runs) > 2 + 1 else []
    found += [f"verdicts of {p.name}" for p in (home.path / "verdicts").iterdir() if p.name != code_version()]
    forms = {p.name for p in (home.path / "reports").iterdir()}
    found += [f"the report {name} of no run" for name in forms - {f"{run}{form}" for run in kept for form in FORMS}]
    found += [f"no report {run}{form}" for run in kept for form in FORMS if f"{run}{form}" not in forms]
    for page in (home.path / "data_docs").rglob("2*"):
        found += [] if page.with_suffix(".html").exists() else [f"{page.name} of no page"]
    for folder in (home.path / "raw").glob("*/*"):
        found += [] if (folder / "receipt.json").is_file() else [f"the raw copy {folder.name} without a receipt"]
    found += [f"the history's {p.name}" for p in (home.path / "dagster").rglob("*.db-*")]
    found += [f"an attempt that never ended, {a.dagster_run_id}" for a in attempts.unfinished(home)]
    found += [f"{name}: {fault}" for name, of in journals.faults(home).items() for fault in of]
    return found + _runs_that_never_ended(home)


def _runs_that_never_ended(home: Home) -> list[str]:
    from orchestration.refresh import dagster_instance

    with dagster_instance(home) as instance:
        return [f"Dagster's run {run.run_id}" for run in instance.get_runs() if not run.is_finished]
