"""What the guard says of mutants: every file through reception, then one build over all that was let in.

The raw tables are filled as a refresh fills them. When a file breaks its judge or outlasts him, every file is judged on
its own, so that one mutant cannot take the others with it.
"""

import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from benchmarks.mutation_classes import Mutant
from ingestion import arrivals, loading
from ingestion.arrivals import Arrival
from ingestion.contracts import sources
from quality.received import DUPLICATE, IN_PART, QUARANTINED, Received, Reception
from quality.reception import receive

AS_OF = date(2026, 11, 24)
SECONDS = 60  # for one file; reading a workbook has its own, shorter limit
CRASHED, HUNG = "crashed", "hung"
# V26 holds when no number stands on both sides of a break, so it shows as a change that was not computed.
NOT_COMPARED = """
select
    'V26', 'reject_line', coalesce(string_agg(distinct arrivals.file_name, '; '), ''), changes.org_code, '',
    changes.measure_code || ' of ' || changes.year_from || ' and ' || changes.year_to || ': ' || changes.block_reason
from marts.fct_changes as changes
inner join intermediate.int_wres_lines_chosen as lines
    on changes.org_code = lines.org_code and changes.measure_code = lines.indicator
    and lines.wres_year in (changes.year_from, changes.year_to)
inner join staging.stg_landing__arrivals as arrivals on lines.file_sha256 = arrivals.file_sha256
where changes.measure_code = 'I3' and not changes.comparable
    and coalesce(changes.value_from, changes.value_to, changes.net_change) is null
group by all
"""
REFUSED_FILE, REFUSED_LINE, FLAGGED, SILENT = "refused file", "refused line", "flagged", "silently accepted"


@dataclass(frozen=True)
class Finding:
    """A rule, in words and with its place, that a file or its organisation breaks."""

    rule_id: str
    outcome: str
    file_name: str
    org_code: str
    place: str
    words: str

    def names(self, mutant: Mutant) -> bool:
        """Whether it says of the file, and where in it, what was broken."""
        parts = [part for part in self.file_name.split("; ") if part == mutant.file.name]
        told = places_told(self.place, mutant.file.name)
        return bool(parts) and mutant.words in self.words and bool(told & set(mutant.places))


@dataclass
class Verdicts:
    """Findings by file and by organisation; `broken` are files that the guard could not judge."""

    findings: list[Finding] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)

    def of(self, code: str, file_name: str) -> list[Finding]:
        own = (f for f in self.findings if f.org_code == code or file_name in f.file_name.split("; "))
        return list(dict.fromkeys(own))


def places_told(told: str, file_name: str) -> set[str]:
    """The single places that words such as `WRES!3, 7 to 9` or `lines 3, 7 to 9` tell, of the named file."""
    parts = [part for part in told.split("; ") if part.startswith(file_name)]
    told = parts[0].removeprefix(file_name).strip() if parts else told
    places, prefix = {told}, ""
    for sheet, line, first, last in re.findall(r"(\w+!)|(lines? )|(\d+)(?: to (\d+))?", told):
        prefix = sheet or ("line " if line else prefix)
        places |= {f"{prefix}{number}" for number in range(int(first or 1), int(last or first or 0) + 1)}
    return places


def judge(landing: Path, home: Path) -> Verdicts:
    """Receives, loads and builds everything under `landing`, which has a folder for each organisation."""
    verdicts, found = Verdicts(), arrivals.find(sorted(landing.iterdir()))
    ledgers: dict[str, list[dict]] = {name: [] for name in loading.LEDGERS}
    path = home / "warehouse.duckdb"
    with duckdb.connect(str(path)) as con:
        for name in sorted({*sources(), *(arrival.source for arrival in found)}):
            reception = Reception(name)
            for wave in _waves([a for a in found if a.source == name]):
                reception.files += _received(home, name, wave, verdicts).files
            tables = sources()[name].tables if name in sources() else ()
            files = reception.loadable()
            for table in tables:
                loading.load(con, table, files)
            lines = loading.loaded_lines(con, tables)
            for ledger, rows in reception.ledgers(lines).items():
                ledgers[ledger] += rows
            verdicts.findings += [finding for file in reception.files for finding in _of_file(file)]
        ledgers["refresh"] = [{"as_of": AS_OF.isoformat()}]
        for ledger, rows in ledgers.items():
            loading.record(con, ledger, rows)
    _build(path)
    told = {finding.words for finding in verdicts.findings}
    verdicts.findings += [finding for finding in _in_the_build(path) if finding.words not in told]
    return verdicts


def _waves(found: list[Arrival]) -> list[list[Arrival]]:
    """Files of several organisations may have the same bytes, as empty ones do, and are none the less no copies."""
    waves: list[list[Arrival]] = []
    senders: dict[str, list[Path]] = {}
    for arrival in found:
        known = senders.setdefault(arrival.sha256, [])
        sender = arrival.path.parent.parent
        if sender not in known:
            known.append(sender)
        wave = known.index(sender)
        waves += [[] for _ in range(wave + 1 - len(waves))]
        waves[wave].append(arrival)
    return waves


def _received(home: Path, source: str, found: list[Arrival], verdicts: Verdicts) -> Reception:
    """All files of a source at once; after a crash one by one, without those that cause it."""
    contract = sources().get(source)
    try:
        with at_most(SECONDS * max(1, len(found)) / 10):
            return receive(home, source, contract, found, "mutations")
    except Exception:
        sound = []
        for arrival in found:
            try:
                with at_most(SECONDS):
                    receive(home, source, contract, [arrival], "mutations")
                sound.append(arrival)
            except Exception as error:
                verdicts.broken[arrival.name] = HUNG if isinstance(error, TimeoutError) else f"{CRASHED}: {error!r}"
        return receive(home, source, contract, sound, "mutations")


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raises TimeoutError within the block after so many seconds; signals reach the main thread only."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_):
        raise TimeoutError(f"more than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _of_file(received: Received) -> Iterator[Finding]:
    outcomes = {QUARANTINED: REFUSED_FILE, DUPLICATE: REFUSED_FILE, IN_PART: REFUSED_LINE}
    for problem in received.verdict.problems:
        yield Finding(
            problem.rule_id,
            outcomes.get(received.state, FLAGGED),
            received.arrival.name,
            problem.org_code or received.org_code or "",
            problem.place,
            problem.text(received.arrival.name),
        )


def _build(path: Path) -> None:
    """Raises when a model or a test of the build fails: what was let in must break nothing."""
    from orchestration.warehouse import _build as build

    os.environ["NWBENCH_WAREHOUSE"] = str(path)
    failed = [f"{r.node.name}: {r.message}" for r in build() if r.status in ("error", "fail")]
    if failed:
        raise AssertionError(f"the build fails over mutants that were let in: {failed}")


def _in_the_build(path: Path) -> Iterator[Finding]:
    """Every rule that is broken by the table of checks, those of arrival among them."""
    with duckdb.connect(str(path), read_only=True) as con:
        rows = con.execute(
            "select rule_id, severity, coalesce(file_name, ''), coalesce(org_code, ''), coalesce(place, ''), detail "
            "from marts.fct_checks where outcome = 'failed'"
        ).fetchall()
        rows += con.execute(NOT_COMPARED).fetchall()
    for rule_id, severity, *rest in rows:
        outcome = {"reject_file": REFUSED_FILE, "reject_line": REFUSED_LINE}.get(severity, FLAGGED)
        yield Finding(rule_id, outcome, *rest)
