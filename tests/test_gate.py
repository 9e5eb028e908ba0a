"""The release gate judges finished files: what an audience may not see stops the run, and the cell is named."""

import shutil

import duckdb
import pytest

from orchestration import gate as process
from orchestration.publication import _refuse
from quality import gate

READER, OTHER = "ZD001", "ZD002"


@pytest.fixture
def finished(published_home, tmp_path):
    """The files of all audiences, of the trusts' that of one."""
    run, folder = published_home.run_folder(published_home.current_run()), tmp_path / "finished"
    (folder / "trust").mkdir(parents=True)
    for name in ("public.duckdb", "panel.duckdb", "analyst.duckdb", f"trust/{READER}.duckdb"):
        shutil.copyfile(run / name, folder / name)
    return folder


def small_counts(folder):
    return [problem for problem in gate.judge(folder) if problem.rule_id == gate.SMALL_COUNT]


def put(path, org_code: str, column: str, value: int | None) -> None:
    """Into one row of an organisation's, or of another's taken for it."""
    with duckdb.connect(str(path)) as con:
        con.execute(
            "create temp table one as select * from measures where org_code in (?, ?) limit 1", [org_code, READER]
        )
        con.execute("insert into measures select * replace (? as org_code, 1999 as wres_year) from one", [org_code])
        con.execute(f"update measures set {column} = ? where wres_year = 1999", [value])


@pytest.mark.parametrize("file", ["public.duckdb", "panel.duckdb", f"trust/{READER}.duckdb"])
@pytest.mark.parametrize("value", [1, 7])
def test_a_small_count_of_another_is_named_by_its_cell(finished, file, value):
    put(finished / file, OTHER, "bme_num", value)
    (problem,) = small_counts(finished)
    assert problem.place.startswith(f"{file}, measures, {OTHER}, 1999")
    assert problem.place.endswith("bme_num") and str(value) not in problem.found


@pytest.mark.parametrize(
    ("file", "org_code", "value"),
    [
        ("public.duckdb", OTHER, 0),
        ("public.duckdb", OTHER, 8),
        ("public.duckdb", OTHER, None),
        ("analyst.duckdb", OTHER, 3),
        (f"trust/{READER}.duckdb", READER, 3),
    ],
)
def test_what_may_be_shown_passes(finished, file, org_code, value):
    put(finished / file, org_code, "bme_num", value)
    assert small_counts(finished) == []


def test_a_finding_stops_the_release(finished):
    """Asked through the process that a refresh asks."""
    _refuse(process.judge(finished))
    put(finished / "panel.duckdb", OTHER, "white_den", 5)
    with pytest.raises(Exception, match=rf"panel.duckdb, measures, {OTHER}.*\[V36\]"):
        _refuse(process.judge(finished))


def test_the_manifest_says_that_the_gate_was_passed(published_home):
    assert {"rule_id": "V36", "outcome": "passed"} in published_home.manifest()["checks"]
