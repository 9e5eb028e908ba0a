"""Which runs stay, and what is remembered of those that do not."""

import tarfile
from datetime import date, timedelta

import pytest

from ingestion import lasting
from orchestration import retention
from orchestration.backup import back_up
from orchestration.home import Home


def publish(home: Home, day: date, number: int = 0) -> str:
    finished = home.path / "finished"
    (finished / "trust").mkdir(parents=True)
    for name in (*retention.REMEMBERED, "public.duckdb", "trust/ZD001.duckdb"):
        (finished / name).write_text(f"{day} {number}")
    run = f"{day:%Y%m%d}T06000{number}Z-0123abcd"
    home.publish(finished, run)
    return run


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path)


def test_the_last_runs_and_each_quarters_last_stay(home):
    days = [date(2024, 1, 1) + timedelta(days=30 * n) for n in range(30)]
    runs = [publish(home, day) for day in days]
    gone = retention.retire(home)
    quarters = {retention._quarter(run) for run in runs}
    assert {retention._quarter(run) for run in home.runs()} == quarters
    assert (
        home.runs()[-retention.KEPT :] == runs[-retention.KEPT :] and gone and set(gone) | set(home.runs()) == set(runs)
    )
    assert all(
        any(later > run and retention._quarter(later) == retention._quarter(run) for later in runs) for run in gone
    )


def test_what_readers_remember_of_a_retired_run_stays_and_no_more(home):
    runs = [publish(home, date(2026, 1, 1 + n)) for n in range(retention.KEPT + 2)]
    (first, second) = retention.retire(home)
    assert [first, second] == runs[:2]
    for run in (first, second):
        kept = home.path / "remembered" / run
        assert sorted(path.name for path in kept.iterdir()) == sorted(retention.REMEMBERED)
        assert (kept / "panel.duckdb").read_text().startswith("2026-01-0") and not home.run_folder(run).exists()
    assert [path.name for path in retention.remembered(home)] == runs
    assert retention.retire(home) == []


def test_the_run_in_use_stays_however_old(home):
    old = publish(home, date(2026, 1, 1))
    for n in range(retention.KEPT + 5):
        publish(home, date(2026, 1, 2 + n))
    home.point_at(old)
    retention.retire(home)
    assert old in home.runs() and home.current_run() == old


def test_a_retirement_that_died_half_way_is_finished_by_the_next(home, monkeypatch):
    runs = [publish(home, date(2026, 1, 1 + n)) for n in range(retention.KEPT + 1)]
    monkeypatch.setattr(lasting.shutil, "rmtree", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        retention.retire(home)
    monkeypatch.undo()
    home.clear_drafts()  # as each refresh does when it begins
    retention.retire(home)
    assert home.runs() == runs[1:] and [path.name for path in retention.remembered(home)] == runs
    left = [path for path in home.path.rglob(".*") if path.is_dir()]
    assert left == []


def test_a_backup_beside_a_retirement_that_died_half_way_names_each_file_once(home, monkeypatch, tmp_path):
    runs = [publish(home, date(2026, 1, 1 + n)) for n in range(retention.KEPT + 1)]
    with monkeypatch.context() as patch:
        patch.setattr(lasting, "remove", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            retention.retire(home)
    assert home.runs() == runs and (home.path / "remembered" / runs[0]).is_dir()
    with tarfile.open(back_up(home, tmp_path)) as archive:
        names = archive.getnames()
    assert len(names) == len(set(names)) and f"remembered/{runs[0]}/manifest.json" in names
