"""A return handed in at its page: refused with reasons, mended, attested, received once, corrected, withdrawn."""

import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from types import SimpleNamespace

import pytest

from app import access, hand_in_checks, hand_in_list, handed_in
from ingestion import arrivals, quarantine
from ingestion.inbox import INVENTED, receipts
from ingestion.quarantine import Entry
from orchestration.home import Home
from orchestration.serving import OPEN
from quality import apart
from tests.handing_in import DAY, HAND_IN, Desk, filled


@pytest.fixture
def home(published_home, tmp_path) -> Home:
    copy = Home(tmp_path / "home")
    shutil.copytree(published_home.published, copy.published)
    return copy


def did(home: Home, *what: str) -> list[dict]:
    return [line for line in access.trail(home.path).entries() if line["did"] in what]


def handed(home: Home) -> list[bytes]:
    return [arrival.path.read_bytes() for arrival in arrivals.find([], home.path)]


def test_a_return_is_refused_mended_attested_and_received_once(home, tmp_path, monkeypatch):
    desk, bad = Desk(home, monkeypatch), filled(tmp_path / "bad", attested_on="", answers={"B1": "perhaps"})
    desk.send(bad.name, bad.read_bytes())
    told = {(row["Sheet"], row["Cell"], row["Rule"][:3]) for row in desk.problems}
    assert told == {("Checklist", "B2", "V05"), ("Return", "B9", "V35")} and HAND_IN not in desk.buttons
    assert all(row["Found"] and row["How to mend it"] for row in desk.problems)
    good = filled(tmp_path)
    desk.send("C:mended.zip", good.read_bytes())
    assert "leads to another folder" in desk.text and HAND_IN not in desk.buttons
    desk.send("mended.zip", good.read_bytes())
    assert not desk.problems and HAND_IN not in desk.buttons and "first return for 20 November 2026" in desk.text
    assert "Chief people officer" in desk.text and not handed(home) and not did(home, "handing_in")
    desk.confirm().press(HAND_IN)
    (receipt,) = receipts(home.path, "returns")
    assert receipt.name in desk.text and receipt.sha256 in desk.text and handed(home) == [good.read_bytes()]
    assert (receipt.publisher, receipt.licence) == (INVENTED.publisher, INVENTED.licence)
    assert [line["did"] for line in did(home, "handing_in", "handed_in")] == ["handing_in", "handed_in"]
    assert {line["sha256"] for line in did(home, "handing_in", "handed_in")} == {receipt.sha256}
    assert desk.sent[0]["File"] == receipt.name and "the next refresh reads it" in desk.sent[0]["State"]
    Desk(home, monkeypatch).hand_in(good)  # in another session, as after a reload
    assert receipts(home.path, "returns") == [receipt] and len(did(home, "handed_in")) == 1
    assert not [row for row in Desk(home, monkeypatch, "trust:ZD002").sent if row["File"] == receipt.name]


def test_lines_that_would_be_left_out_are_said_before_it_is_handed_in(home, tmp_path, monkeypatch):
    path = filled(tmp_path, answers={"B1": "perhaps"})
    desk = Desk(home, monkeypatch).send(path.name, path.read_bytes())
    assert "1 of its lines would be left out" in desk.text
    assert desk.problems[0]["What follows"].endswith("Line refused or value not used")
    assert HAND_IN in desk.confirm().buttons


HEADERS = {
    "of another organisation": ("ZD002", {}, "V01", "a return of ZD002; this page takes in those of ZD001"),
    "not attested": ("ZD001", {"attested_on": ""}, "V35", "nobody has attested the return"),
    "attested in the future": ("ZD001", {"attested_on": "2099-01-01"}, "T02", "a day that has not come"),
    "assessed in the future": ("ZD001", {"assessment_date": "2099-01-01"}, "T02", "a day that has not come"),
    "without an organisation": ("", {}, "V01", "no org_code"),
    "of no kind": ("ZD001", {"return_type": "guess"}, "V05", "guess"),
}


@pytest.mark.parametrize("case", HEADERS)
def test_a_return_that_is_not_theirs_or_that_nobody_stands_for_goes_back(home, tmp_path, monkeypatch, case):
    org_code, header, rule, words = HEADERS[case]
    path = filled(tmp_path, org_code, header=header)
    desk = Desk(home, monkeypatch).send("return.zip", path.read_bytes())
    (told,) = [row for row in desk.problems if row["Rule"].startswith(rule)]
    assert words in told["Found"] and told["Sheet"] == "Return" and told["Cell"].startswith("B")
    assert HAND_IN not in desk.buttons and "I confirm" not in str(desk.test.checkbox)


NAMES = {
    "../../etc/cron.d/a.zip": ("F02", "leads to another folder"),
    "..\\..\\a.zip": ("F02", "leads to another folder"),
    "/etc/passwd.zip": ("F02", "leads to another folder"),
    "turned\u202epiz.xlsx": ("F02", "do not show"),
    "line\nfeed.zip": ("F02", "do not show"),
    f"{'long' * 50}.zip": ("F02", "very long"),
    "grievance of 943 476 5919.zip": ("V33", "an NHS number"),
    "a return.pdf": ("F02", ""),
    "a return": ("F02", ""),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_says_too_much_or_leads_elsewhere_goes_back(home, tmp_path, monkeypatch, name):
    rule, words = NAMES[name]
    desk = Desk(home, monkeypatch).send(name, filled(tmp_path).read_bytes())
    assert any(row["Rule"].startswith(rule) and words in row["Found"] for row in desk.problems), desk.problems
    assert HAND_IN not in desk.buttons


def test_a_name_that_looks_like_a_formula_is_not_kept(home, tmp_path, monkeypatch):
    desk = Desk(home, monkeypatch).send("=cmd|'calc'!A0.zip", filled(tmp_path).read_bytes()).confirm().press(HAND_IN)
    (receipt,) = receipts(home.path, "returns")
    assert receipt.name.startswith(f"ZD001_{DAY}_attested_{DAY}_") and "cmd" not in str(did(home, "handed_in"))
    assert "Received" in desk.text


def test_words_of_a_file_are_shown_as_words(home, tmp_path, monkeypatch):
    role = "<script>alert(1)</script> ![a](https://example.org/a.png)"
    path = filled(tmp_path, header={"sro_role": role})
    desk = Desk(home, monkeypatch).send("return.zip", path.read_bytes())
    assert role in desk.text and not any("<script" in body for body in desk.bodies)
    assert not any("example.org" in element.value for element in desk.test.get("markdown"))


def test_what_was_confirmed_of_one_file_is_not_of_another(home, tmp_path, monkeypatch):
    one, other = filled(tmp_path), filled(tmp_path / "other", day="2026-11-19")
    desk = Desk(home, monkeypatch).send(one.name, one.read_bytes()).confirm()
    assert HAND_IN in desk.buttons and HAND_IN not in desk.send(other.name, other.read_bytes()).buttons


def test_pressing_twice_hands_in_once(home, tmp_path, monkeypatch):
    path = filled(tmp_path)
    desk = Desk(home, monkeypatch).send(path.name, path.read_bytes()).confirm()
    button = next(button for button in desk.test.button if button.label == HAND_IN)
    button.click()
    desk.run()
    button.click()
    desk.run()
    assert len(handed(home)) == len(did(home, "handing_in")) == 1


def test_handed_in_twice_at_the_same_time_it_is_received_once(home, tmp_path, monkeypatch):
    hand_in = handed_in.hand_in

    def twice(*filing):
        with ThreadPoolExecutor() as pool:
            one, other = pool.map(lambda _: hand_in(*filing), range(2))
        assert one == other
        return one

    monkeypatch.setattr(handed_in, "hand_in", twice)
    Desk(home, monkeypatch).hand_in(filled(tmp_path))
    assert len(handed(home)) == len(did(home, "handing_in")) == len(did(home, "handed_in")) == 1


def test_whoever_may_not_any_more_hands_nothing_in(home, tmp_path, monkeypatch):
    path, other = filled(tmp_path), filled(tmp_path / "other", day="2026-11-19")
    desk = Desk(home, monkeypatch).hand_in(other)
    name = receipts(home.path, "returns")[0].name
    desk.send(path.name, path.read_bytes()).confirm()
    monkeypatch.delenv(OPEN)
    desk.press(HAND_IN)
    assert handed(home) == [other.read_bytes()] and len(did(home, "handing_in")) == 1
    assert desk.test.title[0].value == "Nothing to show" and name not in desk.text


def test_whoever_may_not_any_more_withdraws_nothing(home, tmp_path, monkeypatch):
    desk = Desk(home, monkeypatch).hand_in(filled(tmp_path))
    (receipt,) = receipts(home.path, "returns")
    monkeypatch.setattr(hand_in_list, "scope", SimpleNamespace(holds=lambda reading: False))
    desk.withdraw(receipt.name, "sent too early")
    assert not quarantine.decisions(home.path) and not did(home, "withdrew")


def test_what_the_assembly_discarded_is_not_received_again(home, tmp_path, monkeypatch):
    path = filled(tmp_path)
    desk = Desk(home, monkeypatch).hand_in(path)
    (receipt,) = receipts(home.path, "returns")
    entry = Entry("returns", receipt.name, receipt.sha256, receipt.received_at, receipt.sender, "quarantined", [])
    quarantine.decide(home.path, entry, quarantine.DISCARD, "it was a draft", "an analyst")
    desk.hand_in(path)
    assert "discarded this very file: it was a draft" in desk.text and "Received: ZD001_" not in desk.text
    assert "Discarded by the Assembly: it was a draft" in desk.sent[0]["State"]


def test_a_withdrawn_return_is_left_out_and_comes_back_when_it_is_handed_in_again(home, tmp_path, monkeypatch):
    desk, path = Desk(home, monkeypatch), filled(tmp_path)
    desk.hand_in(path)
    (receipt,) = receipts(home.path, "returns")
    desk.withdraw(receipt.name, "about 943 476 5919")
    assert "an NHS number" in desk.text and not quarantine.decisions(home.path)
    desk.withdraw(receipt.name, "the board has not seen it")
    (decision,) = quarantine.decisions(home.path).values()
    assert (decision.action, decision.sha256, decision.decided_by) == ("discard", receipt.sha256, receipt.sender)
    assert "Withdrawn: the board has not seen it" in desk.sent[0]["State"] and handed(home) == [path.read_bytes()]
    assert did(home, "withdrew")[0]["sha256"] == receipt.sha256
    desk.hand_in(path)
    assert receipts(home.path, "returns") == [receipt] and "the next refresh reads it" in desk.sent[0]["State"]


def test_what_did_not_arrive_is_told(home, tmp_path, monkeypatch):
    path, desk = filled(tmp_path), Desk(home, monkeypatch)
    with monkeypatch.context() as full:
        full.setattr("os.replace", _no_space)
        desk.hand_in(path)
    assert "Not received: No space left on device" in desk.text and not handed(home)
    assert "Not received: send it again" in Desk(home, monkeypatch).sent[0]["State"]
    assert "A return that was being handed in at" in Desk(home, monkeypatch).text
    desk.confirm().press(HAND_IN)
    assert handed(home) == [path.read_bytes()]
    assert "A return that was being handed in at" not in Desk(home, monkeypatch).text


def _no_space(*_):
    raise OSError(28, "No space left on device")


def test_nothing_of_the_guard_is_loaded_where_pages_are_served(tmp_path):
    """In a process of its own, since this one has loaded it for other tests."""
    import subprocess

    path = filled(tmp_path)
    program = (
        "import sys, datetime; from pathlib import Path; from app import hand_in, hand_in_checks\n"
        f"path = Path({str(path)!r})\n"
        "found = hand_in_checks.check(path.name, path.read_bytes(), 'ZD001', datetime.date(2026, 11, 29))\n"
        "assert not found.is_refused and len(hand_in_checks.marked(path.name, path.read_bytes())) > 5_000\n"
        "print([name for name in sys.modules if name.startswith(('great_expectations', 'dagster', 'dbt'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_file_that_could_not_be_checked_in_time_is_checked_again_by_a_button(home, tmp_path, monkeypatch):
    desk, path = Desk(home, monkeypatch), filled(tmp_path)
    with monkeypatch.context() as hurried:
        hurried.setattr(apart, "PATIENCE", 0)
        desk.send(path.name, path.read_bytes())
    assert "could not be checked just now" in desk.text and HAND_IN not in desk.buttons
    desk.press("Check it again")
    assert "no problem was found" in desk.text and "could not be checked" not in desk.text


def test_a_worker_that_is_gone_is_started_again(tmp_path):
    path = filled(tmp_path)
    asked = (path.name, path.read_bytes(), "ZD001", date(2026, 11, 29))
    first = hand_in_checks.check(*asked)
    apart._child[0].kill()
    apart._child[0].wait()
    assert hand_in_checks.check(*asked) == first
    assert handed_in.sent(tmp_path, "ZD001") == []
