"""The log of refreshes: one line of JSON for each event, by which machines watch, and from which nothing leaks."""

import json
from datetime import datetime
from itertools import groupby

from app.published import Audience, read
from ingestion.contracts import sources
from orchestration import logs
from orchestration.home import Home


def lines(home: Home) -> list[dict]:
    return [json.loads(line) for line in (home.path / "logs" / "refresh.jsonl").read_text().splitlines()]


def test_a_refresh_leaves_a_line_for_each_event_with_its_run(published_home):
    manifest = published_home.manifest()
    told = [line for line in lines(published_home) if line["run"] == manifest["dagster_run_id"]]
    assert (told[0]["event"], told[-1]["event"]) == ("refresh begun", "refresh ended")
    assert told[-1]["published"] == manifest["run_id"] and {line["by"] for line in told} == {"nwbench refresh"}
    stages = [stage for stage, _ in groupby(line["stage"] for line in told)]
    assert stages[-3:] == ["Landing and guarding", "Building and testing", "Publishing"]
    received = {line["source"]: line for line in told if line["event"] == "source received"}
    assert set(received) == set(sources())
    assert sum(line["files"] for line in received.values()) == len(manifest["inputs"])
    assert received["returns"]["quarantined"] == sum(
        i["state"] == "quarantined" for i in manifest["inputs"] if i["source"] == "returns"
    )
    times = [datetime.fromisoformat(line["at"]) for line in told]
    assert times == sorted(times) and all(time.tzinfo for time in times)


def test_the_log_names_no_organisation_and_no_file(published_home):
    run, manifest = published_home.run_folder(published_home.current_run()), published_home.manifest()
    organisations = read(run, manifest, Audience("analyst"), "organisations")
    words = {str(value) for line in lines(published_home) for value in line.values()}
    names = {*organisations["org_code"], *organisations["org_name"], *(i["name"] for i in manifest["inputs"])}
    assert len(names) > 300 and not [word for word in words for name in names if name in word.split() or name == word]
    assert not [name for name in names if len(name) > 5 and any(name in word for word in words)]


def test_a_full_log_gives_way_to_a_new_one_and_the_last_ones_stay(tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "LARGEST", 2000)
    with logs.kept(Home(tmp_path), "a-run", "a test"):
        for number in range(200):
            logs.note("an event", number=number)
    files = sorted((tmp_path / "logs").iterdir())
    assert len(files) == logs.KEPT + 1 and all(0 < file.stat().st_size <= 2000 for file in files)
    assert lines(Home(tmp_path))[-1]["number"] == 199
    assert (tmp_path / "logs").stat().st_mode & 0o777 == 0o700


def test_what_is_noted_outside_a_refresh_goes_nowhere(tmp_path):
    with logs.kept(Home(tmp_path), "a-run", "a test"):
        logs.note("within", "error", stage="Publishing")
    logs.note("after")
    (line,) = lines(Home(tmp_path))
    assert (line["event"], line["level"], line["stage"], line["run"]) == ("within", "error", "Publishing", "a-run")


def test_a_log_that_cannot_be_written_ends_nothing(tmp_path, capsys):
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "refresh.jsonl").symlink_to("/dev/full")
    with logs.kept(Home(tmp_path), "a-run", "a test"):
        logs.note("an event")
    assert "cannot be written" in capsys.readouterr().err
