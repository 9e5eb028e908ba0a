"""Nothing wrong gets in and nothing right is lost: refused lines, files sent twice, and what an analyst decides."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from ingestion import quarantine
from ingestion.arrivals import find, of_file
from ingestion.contracts import sources
from ingestion.quarantine import Entry
from orchestration.command import main
from orchestration.home import Home
from quality.reception import receive
from tests.returns import write_organisations, write_return

HEADER = "org_code,wres_year,standard,measure_code,wres_group,value,basis,source,release_year\n"
LINES = [
    f"T900,2025,WRES,{code},{group},{value},annual,dcf,2025\n"
    for code, values in {"I3.ENTERED": (12, 9, 1), "I3.WORKFORCE": (900, 300, 40)}.items()
    for group, value in zip(("WHITE", "BME", "UNKNOWN"), values, strict=True)
]
GOOD = HEADER + "".join(LINES)
BAD_LINE = "T900,2025,WRES,I4.ACCESSED,WHITE,some,annual,dcf,2025\n"
OTHER_LINE = "T900,2024,WRES,I4.ACCESSED,WHITE,1.2.3,annual,dcf,2025\n"
TELLING = {"submissions", "checks", "quality", "revisions"}  # they say what happened on the way, and so may differ
LATE = {"peers", "peer_contributions"}  # of confidential values, what comes later waits for the next release


def run(*arguments) -> str:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def published(landing: Path, home: Home, *further: Path) -> dict[str, str]:
    """Logical hashes of the tables that the landing folders give."""
    folders = [part for folder in (landing, *further) for part in ("--landing", folder)]
    run("refresh", *folders, "--home", home.path, "--as-of", "2026-11-24")
    return {
        name: table["logical_hash"] for name, table in home.manifest()["tables"].items() if name not in TELLING | LATE
    }


def landing_with(folder: Path, wres: dict[str, str], checksum: str | None = None) -> Path:
    """One organisation, its return, and WRES files; with a checksum in the provenance of the first."""
    write_organisations(folder / "ods", ["T900"])
    write_return(folder / "returns", "T900")
    (folder / "wres").mkdir()
    for name, text in wres.items():
        (folder / "wres" / name).write_text(text)
    if checksum:
        files = [{"name": next(iter(wres)), "sha256": checksum}]
        vouched = {"publisher": "The organisation", "sender": "Workforce team", "files": files}
        (folder / "wres" / "provenance.yml").write_text(yaml.safe_dump(vouched))
    return folder


@pytest.fixture(scope="module")
def right(tmp_path_factory, small_landing):
    """What the right file gives."""
    folder = landing_with(tmp_path_factory.mktemp("right") / "in", {"lines.csv": GOOD})
    return published(small_landing, Home(folder.parent / "home"), folder)


@pytest.fixture(scope="module")
def decided(tmp_path_factory, small_landing):
    """The same file under a checksum that is not its own: refused, then released."""
    folder = landing_with(tmp_path_factory.mktemp("decided") / "in", {"lines.csv": GOOD}, checksum="0" * 64)
    home = Home(folder.parent / "home")
    before = published(small_landing, home, folder)
    listed = json.loads(run("quarantine", "list", "--format", "json", "--home", home.path))
    reason = ("--reason", "The checksum was mistyped", "--by", "Analyst A")
    told = run("quarantine", "release", listed[0]["sha256"][:10], *reason, "--home", home.path)
    return home, before, listed, told, published(small_landing, home, folder)


def test_a_release_gives_the_tables_of_a_file_that_was_right_at_first(decided, right):
    home, before, listed, told, after = decided
    (entry,) = listed
    assert (entry["file_name"], entry["state"], entry["sender"]) == ("lines.csv", "quarantined", "Workforce team")
    assert entry["reasons"][0]["rule_id"] == "F08" and "released" in told
    assert before != right and after == right


def test_a_release_is_recorded_with_who_when_and_why(decided):
    home, _, listed, _, _ = decided
    (decision,) = [json.loads(p.read_text()) for p in (home.path / "inbox" / "quarantine").glob("*.json")]
    assert (decision["action"], decision["decided_by"], decision["rules"]) == ("release", "Analyst A", ["F08"])
    assert json.loads(run("quarantine", "list", "--format", "json", "--home", home.path)) == []
    (kept,) = json.loads(run("quarantine", "list", "--all", "--format", "json", "--home", home.path))
    assert kept["decision"]["reason"] == "The checksum was mistyped" and kept["state"] == "accepted"
    assert "Analyst A" in run("export", "submissions", "--audience", "analyst", "--home", home.path)


@pytest.fixture(scope="module")
def mended(tmp_path_factory, small_landing):
    """A file with two bad lines, sent first with them and then without."""
    folder = landing_with(tmp_path_factory.mktemp("mended") / "in", {"lines.csv": GOOD + "\n" + BAD_LINE + OTHER_LINE})
    home = Home(folder.parent / "home")
    in_part = published(small_landing, home, folder)
    rows = run("export", "submissions", "--audience", "analyst", "--format", "json", "--home", home.path)
    told = [run("quarantine", "list", "--home", home.path)]
    sent_again = (folder / "wres" / "lines.csv").write_text(GOOD) and published(small_landing, home, folder)
    told.append(run("quarantine", "list", "--home", home.path))
    return in_part, [row for row in json.loads(rows) if row["file_name"] == "lines.csv"], sent_again, told


def test_a_refused_file_says_that_a_mended_one_came_since(mended):
    before, after = (told.splitlines() for told in mended[-1])
    assert after == [*before, "  other content under this name is in the published run"]


def test_bad_lines_are_refused_and_the_rest_of_the_file_stands(mended, right):
    in_part, (row,), sent_again, _ = mended
    assert in_part == right == sent_again
    assert row["state"] == "accepted_in_part"
    assert "line 9, column value" in row["reasons"] and "line 10, column value" in row["reasons"]
    counts = [row[f"lines_{part}"] for part in ("read", "without_data", "accepted", "flagged", "refused")]
    assert counts == [10, 2, 6, 0, 2] and counts[0] == sum(counts[1:])


def received(folder: Path, home: Path, source: str = "wres"):
    return receive(home, source, sources()[source], [a for a in find([folder]) if a.source == source], "test")


def test_a_rule_that_can_tell_for_certain_is_no_matter_of_opinion(tmp_path):
    folder = landing_with(tmp_path / "in", {"lines.csv": GOOD + BAD_LINE})
    received(folder, tmp_path / "home")
    sha256 = of_file(folder / "wres" / "lines.csv", "wres").sha256
    arguments = ["quarantine", "release", sha256[:8], "--reason", "please", "--home", str(tmp_path / "home")]
    refused = CliRunner().invoke(main, arguments)
    assert refused.exit_code == 2 and "V03" in refused.stderr and "mended file" in refused.stderr
    unknown = CliRunner().invoke(main, ["quarantine", "discard", "abcdef", "--reason", "x", "--home", str(tmp_path)])
    assert unknown.exit_code == 2 and "no files in quarantine" in unknown.stderr


def test_what_is_discarded_is_not_taken_in_again_and_may_be_erased(tmp_path):
    folder = landing_with(tmp_path / "in", {"lines.csv": GOOD + BAD_LINE})
    (before,) = received(folder, tmp_path / "home").files
    sha256 = before.arrival.sha256
    assert before.state == "accepted_in_part" and (tmp_path / "home" / "raw" / "wres" / sha256).is_dir()
    run("quarantine", "discard", sha256, "--erase", "--reason", "Sent by mistake", "--home", tmp_path / "home")
    (after,) = received(folder, tmp_path / "home").files
    assert after.state == "discarded" and "Sent by mistake" in after.row()["reasons"]
    assert not [p for p in (tmp_path / "home").rglob("original*")]
    reasons = json.loads((tmp_path / "home" / "quarantine" / sha256 / "reasons.json").read_text())
    assert reasons["reasons"][0]["rule_id"] == "V03"


def test_one_content_under_two_names_is_named(tmp_path):
    folder = landing_with(tmp_path / "in", {"lines_2024.csv": GOOD, "lines_2025.csv": GOOD})
    first, second = received(folder, tmp_path / "home").files
    assert (first.state, second.state) == ("accepted", "duplicate")
    (problem,) = second.verdict.problems
    assert problem.rule_id == "V04" and "lines_2024.csv" in problem.found


def test_a_file_of_which_no_line_is_left_is_refused_whole(tmp_path):
    folder = landing_with(tmp_path / "in", {"lines.csv": HEADER + BAD_LINE + OTHER_LINE})
    (file,) = received(folder, tmp_path / "home").files
    assert (file.state, file.file, len(file.verdict.problems)) == ("quarantined", None, 2)


def test_lines_of_one_statement_stand_or_fall_together(tmp_path):
    write_return(tmp_path / "in" / "returns", "T900", header={"attested_on": "soon"})
    (file,) = received(tmp_path / "in", tmp_path / "home", "returns").files
    assert file.state == "quarantined" and file.org_code == "T900"
    assert [p.place for p in file.verdict.problems] == ["Return!B9"]


def test_decisions_are_followed_in_their_order_also_when_the_clock_was_set_back(tmp_path):
    entry = Entry("wres", "lines.csv", "0" * 64, "2026-11-01T00:00:00+00:00", "A sender", "quarantined", [])
    first = quarantine.decide(tmp_path, entry, quarantine.RELEASE, "it is right", "Analyst A")
    kept = next((tmp_path / "inbox" / "quarantine").glob("*.json"))
    later = first.decided_at.replace("20", "21", 1)  # as the clock had it then
    kept.rename(kept.with_name(kept.name.replace("20", "21", 1)))
    kept.with_name(kept.name.replace("20", "21", 1)).write_text(json.dumps(asdict(first) | {"decided_at": later}))
    second = quarantine.decide(tmp_path, entry, quarantine.DISCARD, "it is not", "Analyst A")
    assert second.decided_at > later and quarantine.decisions(tmp_path) == {("wres", "0" * 64): second}


def test_one_content_that_two_sources_refuse_is_decided_for_each(tmp_path):
    landing, home = tmp_path / "in", tmp_path / "home"
    content = write_return(landing / "returns", "T900", header={"attested_on": "soon"}).read_bytes()
    (landing / "wres").mkdir()
    (landing / "wres" / "T900.xlsx").write_bytes(content)
    for source in ("wres", "returns"):
        received(landing, home, source)
    found = {entry.source: entry for entry in quarantine.entries(home)}
    assert (
        {r["place"] for r in found["returns"].reasons} == {"Return!B9"} != {r["place"] for r in found["wres"].reasons}
    )
    assert {(home / "quarantine" / name / "reasons.json").is_file() for name in os.listdir(home / "quarantine")} == {
        True
    }
    sha256 = found["wres"].sha256
    which = CliRunner().invoke(main, ["quarantine", "discard", sha256[:9], "--reason", "x", "--home", str(home)])
    assert which.exit_code == 2 and f"wres/{sha256[:9]}" in which.stderr and f"returns/{sha256[:9]}" in which.stderr
    run("quarantine", "discard", f"wres/{sha256[:9]}", "--reason", "wrong folder", "--home", home)
    assert {source for source, _ in quarantine.decisions(home)} == {"wres"}
    states = {source: received(landing, home, source).files[0].state for source in ("wres", "returns")}
    assert states == {"wres": "discarded", "returns": "quarantined"}
