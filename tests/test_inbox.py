"""What is handed in is in the inbox whole, once, with its receipt, whatever dies and whoever hands in beside."""

import json
import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import pytest

from app import handed_in
from app.handed_in import HANDED_IN, HANDING_IN
from ingestion import arrivals, inbox
from ingestion.inbox import INVENTED, Origin, receipt, receipts
from tests import dying
from tests.dying import ACKNOWLEDGED, filing, hand_in, reading

put = partial(inbox.put, source="returns", stem="ZD001_2026-08-14", suffix=".xlsx", sender="someone", origin=INVENTED)


def files(home: Path) -> list[Path]:
    """What a refresh would read."""
    return [arrival.path for arrival in arrivals.find([], home)]


def whole(home: Path) -> dict[str, bytes]:
    """Contents by checksum, each with a receipt that is right."""
    found = {}
    for path in files(home):
        content, given = path.read_bytes(), receipt(path)
        assert given and given.sha256 == sha256(content).hexdigest() and given.name == path.name
        assert given.sha256 not in found, "one content stands twice"
        found[given.sha256] = content
    return found


def test_a_file_is_there_whole_with_its_receipt(tmp_path):
    given = put(tmp_path, content=b"a return")
    (path,) = files(tmp_path)
    assert path.name == given.name == f"ZD001_2026-08-14_{sha256(b'a return').hexdigest()[:12]}.xlsx"
    assert whole(tmp_path) == {given.sha256: b"a return"} and receipts(tmp_path, "returns") == [given]
    assert (path.parent.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o700, 0o600)
    (arrival,) = arrivals.find([], tmp_path)
    assert arrivals.provenance(arrival) == {
        "publisher": INVENTED.publisher, "licence": INVENTED.licence, "sender": "someone", "sha256": given.sha256,
    }  # fmt: skip


def test_the_same_once_more_changes_nothing(tmp_path):
    first = put(tmp_path, content=b"a return")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files(tmp_path)[0].parent.glob("*")}
    assert put(tmp_path, content=b"a return", sender="another", origin=Origin("Another", "other")) == first
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, partial(ProcessPoolExecutor, mp_context=get_context("fork"))])
def test_many_at_once_are_taken_in_once_each(tmp_path, pool):
    """Six senders of one content and ten of others, at the same time: each content once, and one receipt for it."""
    contents = [b"the same" * 100_000] * 6 + [b"%d" % n * 200_000 for n in range(10)]
    with pool(8) as several:
        waiting = [
            several.submit(put, tmp_path, content=content, sender=f"sender-{n}") for n, content in enumerate(contents)
        ]
        given = [one.result() for one in waiting]
    assert len(set(given[:6])) == 1 and set(given) == set(receipts(tmp_path, "returns"))
    assert sorted(whole(tmp_path).values()) == sorted(set(contents))


def test_contents_made_to_begin_alike_are_kept_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(inbox, "DIGITS", (0, 64))  # so that all begin alike
    first, second = put(tmp_path, content=b"one"), put(tmp_path, content=b"two")
    assert first.name != second.name and sorted(whole(tmp_path).values()) == [b"one", b"two"]
    assert put(tmp_path, content=b"one") == first and put(tmp_path, content=b"two") == second


def test_a_file_that_was_changed_in_the_inbox_stands_for_nothing_else(tmp_path):
    put(tmp_path, content=b"a return")
    files(tmp_path)[0].write_bytes(b"another")
    again = put(tmp_path, content=b"a return")
    assert (inbox.folder(tmp_path, "returns") / again.name).read_bytes() == b"a return"


@pytest.mark.parametrize(
    "stem", ["../up", "/etc/passwd", "a/b", "", ".hidden", "~$open", "line\nfeed", "x" * 200, "a\0b"]
)
def test_a_name_cannot_lead_elsewhere(tmp_path, stem):
    with pytest.raises(ValueError, match="no name"):
        put(tmp_path, stem=stem, content=b"a return")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_cannot_be_kept_is_said_not_to_be(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        put(tmp_path, content=b"a return")
    monkeypatch.undo()
    assert files(tmp_path) == [] and receipts(tmp_path, "returns") == []
    put(tmp_path, content=b"a return")
    assert len(files(tmp_path)) == 1 and not list(files(tmp_path)[0].parent.glob(".draft-*"))


CRAFTED = {
    "of another file": lambda good: good | {"name": "other.csv"},
    "of another source": lambda good: good | {"source": "wres"},
    "a field too many": lambda good: good | {"erase": True},
    "a field too few": lambda good: {"name": good["name"]},
    "a list for a publisher": lambda good: good | {"publisher": ["NHS England"]},
    "no object": lambda good: [good],
    "very long": lambda good: good | {"publisher": "x" * 10_001},
}


@pytest.mark.parametrize("case", CRAFTED)
def test_a_receipt_that_is_none_vouches_for_nothing(tmp_path, case):
    given = put(tmp_path, content=b"a return")
    (path,) = files(tmp_path)
    kept = inbox.receipt_path(path)
    kept.write_text(json.dumps(CRAFTED[case](json.loads(kept.read_text()))))
    assert receipt(path) is None and receipts(tmp_path, "returns") == []
    assert arrivals.provenance(arrivals.find([], tmp_path)[0]) == {}
    assert put(tmp_path, content=b"a return").name == given.name and receipt(path) is not None


@pytest.mark.parametrize("text", [b"[" * 9_000, b"\xff{}", b"", b'{"name": 1e999}'])
def test_a_receipt_that_cannot_be_read_vouches_for_nothing(tmp_path, text):
    put(tmp_path, content=b"a return")
    (path,) = files(tmp_path)
    inbox.receipt_path(path).write_bytes(text)
    assert receipt(path) is None


def test_a_receipt_beside_a_landing_file_vouches_for_nothing(tmp_path):
    """Who may drop a file may not choose by a hidden file beside it whose it is."""
    given = put(tmp_path / "home", content=b"a return")
    landing = tmp_path / "landing" / "returns"
    landing.mkdir(parents=True)
    for path in (files(tmp_path / "home")[0], inbox.receipt_path(files(tmp_path / "home")[0])):
        (landing / path.name).write_bytes(path.read_bytes())
    (landing / "provenance.yml").write_text(f"publisher: Theirs\nfiles: [{{name: {given.name}}}]")
    (arrival,) = arrivals.find([tmp_path / "landing"])
    assert arrivals.provenance(arrival)["publisher"] == "Theirs"
    secret = tmp_path / "secret.json"
    secret.write_bytes(inbox.receipt_path(files(tmp_path / "home")[0]).read_bytes())
    inbox.receipt_path(files(tmp_path / "home")[0]).unlink()
    inbox.receipt_path(files(tmp_path / "home")[0]).symlink_to(secret)
    assert receipt(files(tmp_path / "home")[0]) is None


def is_settled(home: Path) -> str:
    """What a sender is told after a death: `received`, `not received`, or nothing when not a word of it was kept."""
    sent = handed_in.sent(home, "ZD001")
    assert {one.sha256 for one in sent if one.arrived} == set(whole(home))
    return "received" if sent and sent[0].arrived else "not received" if sent else "nothing"


def test_wherever_the_process_dies_a_return_is_received_or_told_as_not(tmp_path):
    """Killed before every single line that runs; then the sender sends again."""
    died = dying.die_before_each_line(tmp_path, lambda home: None, hand_in)
    assert len(died) > 60 and len(set(died.values())) > 40
    told = {home: is_settled(home) for home in died}
    in_order = [told[home] for home in sorted(died)]
    assert in_order == sorted(in_order, key=["nothing", "not received", "received"].index)
    assert min(in_order.count(what) for what in ("not received", "received")) > 12
    for home in died:
        again = hand_in(home)
        assert list(whole(home)) == [again.sha256] == [filing().sha256] and is_settled(home) == "received", died[home]
        assert handed_in.sent(home, "ZD001")[0].told["event"] == HANDED_IN
        assert handed_in.journal(home, "ZD001").faults() == []
        assert not list(inbox.folder(home, "returns").glob(".draft-*"))


def test_wherever_the_process_dies_a_withdrawal_is_taken_back_or_stands(tmp_path):
    """A withdrawn return that is handed in again is in force, or its sender is told that it is not."""

    def withdrawn(home: Path) -> None:
        handed_in.withdraw(reading(home), hand_in(home), "sent too early")

    died = dying.die_before_each_line(tmp_path, withdrawn, hand_in)
    states = set()
    for home in sorted(died):
        (one,) = handed_in.sent(home, "ZD001")
        assert one.arrived and (one.is_in_force or one.is_withdrawn)
        states.add((one.is_in_force, one.told["event"]))
        hand_in(home)
        (one,) = handed_in.sent(home, "ZD001")
        assert one.is_in_force and one.told["event"] == HANDED_IN, died[home]
    assert states == {(False, HANDED_IN), (False, HANDING_IN), (True, HANDING_IN), (True, HANDED_IN)}


def test_at_whatever_moment_the_process_dies_no_receipt_is_wrong(tmp_path):
    homes = dying.die_at_any_moment(tmp_path, times=30, seed=8)
    received = 0
    for home in homes:
        noted = (home / ACKNOWLEDGED).read_text().split() if (home / ACKNOWLEDGED).exists() else []
        there = set(whole(home))
        lost = {event["sha256"] for event in handed_in.journal(home, "ZD001").entries()} - there
        assert set(noted) <= there and len(there) - len(noted) <= 1 and len(lost) <= 1
        received += len(noted)
    assert received > 30


def test_another_that_arrives_for_the_day_settles_one_that_did_not(tmp_path):
    died = dying.die_before_each_line(tmp_path, lambda home: None, hand_in)
    home = next(home for home in died if is_settled(home) == "not received")
    mended = hand_in(home, filing(b"a mended return", date(2026, 8, 16)))
    (one,) = handed_in.sent(home, "ZD001")
    assert one.receipt == mended
