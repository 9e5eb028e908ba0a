"""A past year is judged anew beside what was published then, and the run in use stays."""

import shutil
from datetime import date, timedelta

import dagster as dg
import pytest
from click.testing import CliRunner

from app.published import Audience, read
from orchestration import recompute
from orchestration.command import main
from orchestration.home import Home
from orchestration.lock import Locked
from orchestration.recompute import years
from orchestration.recomputed_years import YEARS, recomputed_year
from orchestration.refresh import refresh
from orchestration.what_if import WhatIfFailed
from tests.conftest import AS_OF
from tests.returns import write_organisations, write_return

YEAR, OUT = max(years(AS_OF).items())


@pytest.fixture(scope="module")
def region(tmp_path_factory, small_landing):
    """A region that was published when the year's figures were out, and again after a return had come."""
    folder = tmp_path_factory.mktemp("years")
    landing, home = folder / "landing", Home(folder / "home")
    shutil.copytree(small_landing, landing)
    write_organisations(landing / "ods", ["T001"])
    refresh(home, [landing], OUT)
    write_return(landing / "returns", "T001")
    refresh(home, [landing], AS_OF)
    return home, landing


def test_a_backfill_lists_what_differs_from_what_was_published_then(region, monkeypatch):
    home, landing = region
    monkeypatch.setenv("NWBENCH_HOME", str(home.path))
    monkeypatch.setenv("NWBENCH_LANDING", str(landing))
    in_use, (then, _) = home.current_run(), home.runs()
    with dg.instance_for_test() as instance:
        made = dg.materialize([recomputed_year], partition_key=str(YEAR), instance=instance)
        (event,) = made.get_asset_materialization_events()
    assert f"differ from run {then}, published then" in event.materialization.metadata["judged"].value
    recomputed = Home(home.path / "recomputed" / str(YEAR))
    manifest = recomputed.manifest()
    revised = read(recomputed.run_folder(manifest["run_id"]), manifest, Audience("analyst"), "revisions")
    assert manifest["as_of"] == OUT.isoformat()
    assert event.materialization.metadata["revisions"].value == revised.height > 0
    assert set(revised["org_code"].drop_nulls()) == {"T001"}
    assert all("New file: returns/T001" in cause for cause in revised["cause"])
    assert home.current_run() == in_use and home.manifest()["as_of"] == AS_OF.isoformat()


def test_only_years_whose_figures_are_out_are_recomputed(region):
    home, landing = region
    assert set(YEARS.get_partition_keys()) == {str(year) for year in years(date.today())}
    assert years(OUT - timedelta(days=1)).get(YEAR) is None
    arguments = ["recompute", "1999", "--home", str(home.path), "--landing", str(landing)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1 and "1999 is no year of the collection calendar" in result.stderr


def test_a_year_that_could_not_be_recomputed_leaves_nothing_and_one_at_work_is_left_alone(region, monkeypatch):
    home, landing = region
    before = sorted(path.name for path in (home.path / "recomputed").glob("*"))

    def fails(draft, *_):
        with pytest.raises(Locked, match=f"{YEAR} is being recomputed already"):
            recompute.recompute(home, [landing], YEAR)
        assert (draft.path / "raw").is_dir()
        raise WhatIfFailed("no space left")

    monkeypatch.setattr(recompute, "refresh_apart", fails)
    with pytest.raises(WhatIfFailed):
        recompute.recompute(home, [landing], YEAR)
    left = sorted(path.name for path in (home.path / "recomputed").glob("*"))
    assert left == before or left == [f".{YEAR}.lock"]
