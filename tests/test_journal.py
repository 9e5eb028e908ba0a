"""A journal is only added to: what was changed, put in, taken out or cut off is told."""

import json
import multiprocessing
import os

import pytest

from ingestion.journal import LONGEST_LINE, Head, Journal, TooLong


@pytest.fixture
def journal(tmp_path) -> Journal:
    kept = Journal(tmp_path / "access" / "2026-11.jsonl")
    for number in range(5):
        kept.add({"number": number, "words": "naïve; \n two lines"})
    return kept


def test_what_was_added_comes_back_in_its_order(journal):
    assert [entry["number"] for entry in journal.entries()] == [0, 1, 2, 3, 4]
    assert not journal.faults(journal.head()) and journal.head().lines == 5
    assert journal.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [*lines[:2], lines[2].replace(b'"number": 2', b'"number": 7'), *lines[3:]],
        lambda lines: [*lines[:2], *lines[3:]],
        lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
        lambda lines: [*lines[:3], lines[2], *lines[3:]],
        lambda lines: lines[1:],
        lambda lines: [*lines[:2], b"no JSON", *lines[3:]],
    ],
    ids=["changed", "taken out", "swapped", "doubled", "begun later", "overwritten"],
)
def test_a_line_that_was_tampered_with_is_told(journal, change):
    lines = journal.path.read_bytes().splitlines()
    journal.path.write_bytes(b"\n".join([*change(lines), b""]))
    assert journal.faults()


def test_a_journal_that_was_cut_off_or_written_anew_is_told_by_its_head(journal):
    head, lines = journal.head(), journal.path.read_bytes().splitlines(keepends=True)
    journal.path.write_bytes(b"".join(lines[:3]))
    assert not journal.faults() and journal.faults(head)
    journal.path.unlink()
    for number in range(6):
        journal.add({"number": number})
    assert not journal.faults() and journal.faults(head) and not journal.faults(Head(0, "0" * 64))


def test_half_a_line_of_a_process_that_died_is_no_entry(journal):
    with journal.path.open("ab") as file:
        file.write(b'{"number": 5, "wor')
    assert len(journal.entries()) == 5 and not journal.faults()
    journal.add({"number": 6})
    assert [entry["number"] for entry in journal.entries()] == [0, 1, 2, 3, 4, 6] and not journal.faults()


def test_an_entry_longer_than_a_line_may_be_is_refused(journal):
    with pytest.raises(TooLong):
        journal.add({"words": "x" * LONGEST_LINE})
    journal.add({"words": "x" * (LONGEST_LINE - 300)})
    journal.add({"number": 7})
    assert len(journal.entries()) == 7 and not journal.faults()


def _add(path, writer):
    for number in range(50):
        Journal(path).add({"writer": writer, "number": number}, lasting=False)


def test_several_processes_add_to_one(tmp_path):
    path = tmp_path / "journal.jsonl"
    writers = [multiprocessing.Process(target=_add, args=(path, os.getpid() + n)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(Journal(path).entries()) == 200 and not Journal(path).faults()
    assert all(json.loads(line)["follows"] for line in path.read_bytes().splitlines())
