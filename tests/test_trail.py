"""The audit trail as the analyst reads it: every act of everybody, and whether a line was changed or cut off."""

import json
import shutil

import pytest
from click.testing import CliRunner

from app import access, scope, sign_in, trail
from app.people import Person, Role
from app.published import Audience
from ingestion.journal import Journal
from orchestration import journals
from orchestration.command import main
from orchestration.home import Home
from tests.pages import Opened

OURS = Audience("trust", "ZD002")
PERSON = Person("00u1a2b3c4", "A. N. Other", (Role("trust", "ZD002"),))
OTHER = Person("00u9z8y7x6", "Somebody", (Role("analyst"),))


@pytest.fixture
def home(published_home, tmp_path) -> Home:
    """A home folder whose run knows how far each journal went."""
    shutil.copytree(published_home.path, tmp_path / "home", ignore=shutil.ignore_patterns("raw", "dagster", "dbt"))
    shutil.rmtree(tmp_path / "home" / "access", ignore_errors=True)
    made = Home(tmp_path / "home")
    access.record_sign_in(made.path, PERSON)
    access.record(made.path, OURS, "took", PERSON, file="=cmd|' /C calc'!A0", form="csv")
    access.record_refusal(made.path, PERSON, "to read as <b>analyst</b>", "Q01")
    access.record(made.path, Audience("analyst"), "released", OTHER, file="lines.csv", rules=["F08"])
    access.record(made.path, OURS, "unheard_of", None)
    access.ended_sign_ins(made.path).add({"who": PERSON.who, "signed_in_at": "2026-11-24T10:00:00+00:00"})
    Journal(made.path / "inbox" / "panel" / "ZD002.jsonl").add({"event": "opened", "who": OTHER.who})
    manifest = made.run_folder(made.current_run()) / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"journals": journals.heads(made)}))
    return made


def page(home: Home, monkeypatch, **address: str) -> Opened:
    return Opened("trail", home.path, monkeypatch, reader="analyst", **address)


def acts(opened: Opened) -> list[dict[str, str]]:
    (rows,) = [rows for caption, rows in opened.tables().items() if caption.startswith("Acts of")]
    return rows


def test_every_act_is_shown_with_who_and_what(home, monkeypatch):
    rows = acts(page(home, monkeypatch))
    did = {row["Did"]: row for row in rows}
    assert set(did) == {
        "Signed in", "Signed out", "Took a file away", "Asked, and was refused", "Released a refused file",
        "unheard of", "Saw how others stand",
    }  # fmt: skip
    assert did["Took a file away"]["Who"] == PERSON.who and did["Took a file away"]["Whose"] == "ZD002"
    assert did["Asked, and was refused"]["What"] == "what: to read as <b>analyst</b>"
    assert did["Asked, and was refused"]["Refused by"] == "Q01" and "F08" in did["Released a refused file"]["What"]
    assert did["unheard of"]["Who"] == trail.NOBODY and did["Saw how others stand"]["What"] == "what: the audit trail"
    assert [row["When (UTC)"] for row in rows] == sorted((row["When (UTC)"] for row in rows), reverse=True)


@pytest.mark.parametrize(
    "asked, heading, kept",
    [
        ({"who": PERSON.who}, "Who", PERSON.who),
        ({"did": "Took a file away"}, "Did", "Took a file away"),
        ({"whose": "ZD002"}, "Whose", "ZD002"),
    ],
)
def test_acts_are_filtered(home, monkeypatch, asked, heading, kept):
    rows = acts(page(home, monkeypatch, **asked))
    assert rows and {row[heading] for row in rows} == {kept}
    everything = len(trail.acts(home.path, access.months(home.path)[0]))
    assert len(rows) < everything


def test_acts_are_taken_away_without_a_formula(home):
    content = trail._as_csv(trail.acts(home.path, access.months(home.path)[0])).decode()
    assert "unheard of" in content and "\n=cmd" not in content and ',"=cmd' not in content and ",=cmd" not in content


def status(home: Home, *options: str) -> tuple[int, str]:
    told = CliRunner().invoke(main, ["status", "--home", str(home.path), *options])
    return told.exit_code, told.stdout


def whole(home: Home, monkeypatch) -> dict[str, str]:
    tables = page(home, monkeypatch).tables()
    return {row["Journal"]: row["Whole"] for row in tables["Journals, beside what each kept run says of them"]}


def test_a_record_that_is_whole_is_said_to_be(home, monkeypatch):
    found = whole(home, monkeypatch)
    assert {"access/signed_out.jsonl", "attempts.jsonl", "inbox/panel/ZD002.jsonl"} < set(found) and set(
        found.values()
    ) == {"✓ Yes"}
    access.record(home.path, OURS, "took", PERSON, file="more")  # what is added later leaves it whole
    assert set(whole(home, monkeypatch).values()) == {"✓ Yes"}
    assert "Every journal is whole" in status(home)[1]


@pytest.mark.parametrize("journal", ["access", "inbox/panel"])
@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.write_bytes(b"".join(path.read_bytes().splitlines(True)[:-1])),
        lambda path: path.write_bytes(path.read_bytes().replace(b"00u", b"00v", 1)),
        lambda path: path.unlink(),
    ],
    ids=["cut off", "changed", "removed"],
)
def test_a_record_that_was_changed_or_cut_off_is_told(home, monkeypatch, journal, harm):
    path, before = next((home.path / journal).glob("[2Z]*.jsonl")), status(home)[0]
    harm(path)
    name = path.relative_to(home.path).as_posix()
    assert whole(home, monkeypatch)[name] == "✗ No"
    assert status(home)[0] == before and f"{name}: {path.name}" in status(home)[1]
    assert json.loads(status(home, "--format", "json")[1])["journal_faults"]


def test_a_month_of_which_nothing_is_written_is_plain(published_home, tmp_path, monkeypatch):
    shutil.copytree(published_home.published, tmp_path / "home" / "published")
    opened = page(Home(tmp_path / "home"), monkeypatch)
    assert "Nothing is written down yet" in opened.text
    gone = opened.tables()["Journals, beside what each kept run says of them"]
    assert [(row["Journal"], row["Whole"]) for row in gone] == [("attempts.jsonl", "✗ No")]  # the run knew one


def test_a_session_is_written_down_once_and_another_persons_forgets(home, monkeypatch):
    state: dict = {}
    monkeypatch.setattr(scope.st, "session_state", state)
    before = len(trail.acts(home.path, access.months(home.path)[0]))
    for person in (OTHER, OTHER, PERSON, PERSON):
        scope.begin(home.path, person)
        state.setdefault("kept", person.who)
    assert state["kept"] == PERSON.who
    signed_in = trail.acts(home.path, access.months(home.path)[0])[: -before or None]
    assert [(row["Who"], row["Did"]) for row in signed_in] == [(PERSON.who, "Signed in"), (OTHER.who, "Signed in")]
    state.clear()
    scope.begin(home.path, sign_in.ANYONE)  # nobody signed in
    assert len(trail.acts(home.path, access.months(home.path)[0])) == before + 2
