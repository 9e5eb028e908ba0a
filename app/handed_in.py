"""What an organisation hands in, from the first word of it to its receipt, and what it takes back.

`inbox/handed_in/<code>.jsonl` in the home folder says of each file that it is being handed in before it is, and that it
was once it lies in the inbox. A file of which only the first is there did not arrive, and its sender is told so.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from app import access
from app.reading import Reading
from ingestion import inbox, quarantine
from ingestion.inbox import Receipt
from ingestion.journal import Journal
from ingestion.quarantine import DISCARD, RELEASE, Decision, Entry

SOURCE, FOLDER = "returns", "handed_in"
HANDING_IN, HANDED_IN, WITHDREW = "handing_in", "handed_in", "withdrew"
BY_ITSELF = "Withdrawn by the organisation: "  # how the reason of such a decision begins


class LeftOut(Exception):
    """The Assembly has discarded this very file, and says why."""


@dataclass(frozen=True)
class Filing:
    """A return that its sender may hand in: what its sheet Return says, and by when it was due, if any day is set."""

    content: bytes
    suffix: str
    assessed_for: date
    attested_on: date
    return_type: str
    due_on: date | None = None

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Sent:
    """What became of one file: its `receipt`, None when it did not arrive, and the `decision` to leave it out.

    `told` is what its sender said of it when handing it in.
    """

    sha256: str
    receipt: Receipt | None
    decision: Decision | None
    told: dict

    @property
    def arrived(self) -> bool:
        return self.receipt is not None

    @property
    def is_withdrawn(self) -> bool:
        return _is_withdrawn(self.decision)

    @property
    def is_in_force(self) -> bool:
        """Whether the next refresh reads it."""
        return self.arrived and not (self.decision and self.decision.action == DISCARD)


def journal(home: Path, org_code: str) -> Journal:
    return Journal(inbox.folder(home, FOLDER) / f"{org_code}.jsonl")


def hand_in(reading: Reading, filing: Filing, organisation: dict) -> Receipt:
    """Takes a return in; the same once more changes nothing, and takes back that it was withdrawn.

    One at a time: Streamlit answers a second press beside the first, in another thread. `organisation` is the reader's
    own, as `roster.taking_part` has it. Raises OSError when it was not received, and LeftOut.
    """
    with inbox.alone(reading.home, FOLDER):
        return _hand_in(reading, filing, organisation)


def _hand_in(reading: Reading, filing: Filing, organisation: dict) -> Receipt:
    home, code, who = reading.home, reading.audience.org_code, reading.person.who
    before = of_file(home, code, filing.sha256)
    if before is not None and before.is_in_force and before.told.get("event") == HANDED_IN:
        return before.receipt
    if before is not None and before.arrived and not before.is_in_force and not before.is_withdrawn:
        raise LeftOut(before.decision.reason)
    known = journal(home, code)
    told = {
        "sha256": filing.sha256,
        "assessment_date": filing.assessed_for.isoformat(),
        "attested_on": filing.attested_on.isoformat(),
        "return_type": filing.return_type,
        "due_on": filing.due_on.isoformat() if filing.due_on else None,
        "who": who,
    }
    known.add({"event": HANDING_IN} | told)
    access.record(home, reading.audience, HANDING_IN, reading.person, sha256=filing.sha256)
    if before is not None and before.is_withdrawn:
        quarantine.decide(home, _entry(before.receipt), RELEASE, "Handed in again by the organisation", who)
    stem = f"{code}_{filing.assessed_for}_attested_{filing.attested_on}"
    origin = inbox.origin_of(f"{organisation['name']} ({code})", organisation["is_demonstration"])
    receipt = inbox.put(home, SOURCE, stem, filing.suffix, filing.content, who, origin)
    known.add({"event": HANDED_IN, "name": receipt.name} | told)
    access.record_done(home, reading.audience, HANDED_IN, reading.person, sha256=receipt.sha256, name=receipt.name)
    return receipt


def of_file(home: Path, org_code: str, digest: str) -> Sent | None:
    """What became of the file with this SHA-256; None when it was never handed in."""
    return next((one for one in sent(home, org_code) if one.sha256 == digest), None)


def withdraw(reading: Reading, receipt: Receipt, reason: str) -> str:
    """The next refresh leaves the file out. It stays in the inbox with its receipt. Raises OSError.

    Returns what to tell beside it, when the audit trail could not be written.
    """
    home, person = reading.home, reading.person
    quarantine.decide(home, _entry(receipt), DISCARD, f"{BY_ITSELF}{reason}", person.who)
    return access.record_done(home, reading.audience, WITHDREW, person, sha256=receipt.sha256, reason=reason)


def sent(home: Path, org_code: str) -> list[Sent]:
    """Every file that the organisation handed in or began to, the latest first.

    One that did not arrive is left out once another for the same day has.
    """
    receipts = {one.sha256: one for one in inbox.receipts(home, SOURCE, f"{org_code}_")}
    decided = quarantine.decisions(home)
    told: dict[str, dict] = {}
    for event in journal(home, org_code).entries():
        told.pop(event["sha256"], None)
        told[event["sha256"]] = event
    for digest, receipt in receipts.items():  # were the journal lost, what was handed in is not
        told.setdefault(digest, {"at": receipt.received_at})
    found = [
        Sent(digest, receipts.get(digest), decided.get((SOURCE, digest)), event)
        for digest, event in sorted(told.items(), key=lambda one: one[1]["at"], reverse=True)
    ]
    last = {one.told.get("assessment_date"): one.told["at"] for one in reversed(found) if one.arrived}
    return [one for one in found if one.arrived or one.told["at"] > last.get(one.told["assessment_date"], "")]


def _is_withdrawn(decision: Decision | None) -> bool:
    return decision is not None and decision.action == DISCARD and decision.reason.startswith(BY_ITSELF)


def _entry(receipt: Receipt) -> Entry:
    return Entry(SOURCE, receipt.name, receipt.sha256, receipt.received_at, receipt.sender, "received", [])
