"""Breaks clean files in many ways and watches the guard: `python -m benchmarks.mutations`.

Each class of mutations breaks one thing in ten clean files. No mutant may crash or hang the guard or be silently
accepted, and each must be named by its rule, its file and its place; an eleventh file of each class, in which the thing
is restored, must break nothing. The table goes to results/mutations.md; the command ends with 1 when anything is amiss.
"""

import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import mutation_cells, mutation_counts, mutation_files, mutation_rows, mutation_sources
from benchmarks import mutation_originals as clean
from benchmarks import mutation_statements as statements
from benchmarks import mutation_verdicts as verdict
from benchmarks.mutation_classes import EACH, OPENED, Mutant, Mutation, classes
from benchmarks.mutation_originals import File
from benchmarks.mutation_verdicts import Finding, Verdicts
from ingestion.contracts import PROJECT

RESULTS = Path(__file__).parent / "results" / "mutations.md"
CLASSES = classes(mutation_files, mutation_cells, mutation_rows, mutation_sources, mutation_counts, statements)
SHARED = "shared"  # folder of what no organisation sends
OUTCOMES = (verdict.REFUSED_FILE, verdict.REFUSED_LINE, verdict.FLAGGED)
SHORT = (verdict.SILENT, verdict.CRASHED, verdict.HUNG)


@dataclass
class Judged:
    """A mutant and what became of it: its outcome, and whether its rule and its place were named."""

    mutation: Mutation
    code: str
    mutant: Mutant
    outcome: str
    rule_named: bool
    place_named: bool
    findings: list[Finding]
    broken: str

    @property
    def falls_short(self) -> bool:
        return self.outcome in SHORT or not self.rule_named or not self.place_named

    def told(self) -> str:
        """What was expected, and what was said instead."""
        said = "; ".join(f"{f.rule_id} at {f.place!r} of {f.file_name!r}: {f.words[:160]}" for f in self.findings[:4])
        expected = f"{' or '.join(self.mutant.rules)} at {' or '.join(self.mutant.places[:3])} {self.mutant.words}"
        outcome = f"{self.broken or self.outcome}; {said or 'nothing said'}"
        return f"{self.mutation.name}, {self.mutant.file.name}: expected {expected}; {outcome}"


def run() -> tuple[list[Judged], list[str]]:
    """Every mutant judged, and what was said of clean files, which should be nothing."""
    made = [(mutation, mutation.mutants((EACH + 1) * n)) for n, mutation in enumerate(CLASSES)]
    with TemporaryDirectory(prefix="mutations-") as folder:
        landing, home = Path(folder) / "landing", Path(folder) / "home"
        home.mkdir()
        write(landing, [mutants for _, mutants in made])
        verdicts, found = verdict.judge(landing, home), [*landing.rglob("*.*")]
    judged, complaints = [], []
    for mutation, mutants in made:
        *broken, control = mutants
        judged += [_judged(mutation, code, mutants[code], verdicts) for code in broken]
        complaints += [f"{mutation.name}, clean: {f.words}" for f in verdicts.of(control, mutants[control].clean.name)]
    shared = {path.name for path in found if SHARED in path.parts}
    complaints += [f.words for f in verdicts.findings if f.file_name in shared]
    return judged, complaints


def write(landing: Path, classes: list[dict[str, Mutant]]) -> None:
    """A landing folder for each organisation, and one with the register, the residents and the survey of all."""
    register, surveyed = [], []
    for mutants in classes:
        control = [*mutants][-1]
        for code, mutant in mutants.items():
            content = mutant.clean.content() if code == control else mutant.bytes()
            _put(landing / code, mutant.clean if code == control else mutant.file, content)
            for partner in mutant.partners:
                if code != control or partner.name not in (mutant.clean.name, "provenance.yml"):
                    _put(landing / code, partner)
            if code == control:
                register.append(_registered(code))
            elif mutant.opened:
                register.append(_registered(code, mutant.opened, mutant.closed))
            surveyed.append(code)
    shared = landing / SHARED
    _put(shared, clean.detailed(surveyed))
    _put(shared, File("ods", "etr_mutations.csv", "csv", {"": register}))
    for path in (PROJECT / "data" / "demo" / "census").glob("*.csv"):
        (shared / "census").mkdir(exist_ok=True)
        (shared / "census" / path.name).write_bytes(path.read_bytes())


def _registered(code: str, opened: str = OPENED, closed: str = "") -> list[str]:
    return [code, f"INVENTED {code}", "Z99", "ZDA", *[""] * 6, opened, closed, *[""] * 15]


def _put(landing: Path, file: File, content: bytes | None = None) -> None:
    (landing / file.source).mkdir(parents=True, exist_ok=True)
    if content is None:
        content = file.rows[0][0].encode() if file.kind == "text" else file.content()
    (landing / file.source / file.name).write_bytes(content)


def _judged(mutation: Mutation, code: str, mutant: Mutant, verdicts: Verdicts) -> Judged:
    findings = verdicts.of(code, mutant.file.name)
    broken = verdicts.broken.get(mutant.file.name)
    named = [f for f in findings if f.rule_id in mutant.rules]
    placed = [f for f in named if f.names(mutant)]
    best = (placed or named or findings or [None])[0]
    outcome = broken.partition(":")[0] if broken else best.outcome if best else verdict.SILENT
    return Judged(mutation, code, mutant, outcome, bool(named), bool(placed), findings, broken or "")


def markdown(judged: list[Judged], complaints: list[str]) -> str:
    """The table of classes and outcomes; nothing in it depends on the machine or on time."""
    heads = ["class", "rules", "found", "mutants", *OUTCOMES, "rule named", "place named", *SHORT]
    lines = [f"| {' | '.join(heads)} |", f"| --- | --- | --- |{' ---: |' * (len(heads) - 3)}"]
    for mutation in CLASSES:
        own = [j for j in judged if j.mutation is mutation]
        outcomes = Counter(j.outcome for j in own)
        told = sorted({f.rule_id for j in own for f in j.findings if f.rule_id in j.mutant.rules})
        numbers = [len(own), *(outcomes[name] for name in OUTCOMES), sum(j.rule_named for j in own),
                   sum(j.place_named for j in own), *(outcomes[name] for name in SHORT)]  # fmt: skip
        lines.append(f"| {mutation.name} | {', '.join(told)} | {mutation.found} | {' | '.join(map(str, numbers))} |")
    short = sum(j.falls_short for j in judged)
    return f"""# Broken files and what the guard said

`python -m benchmarks.mutations`, seed {clean.SEED}: {len(judged)} mutants in {len(CLASSES)} classes, \
{len(judged) - short} named by their rule, file and place, {short} not. \
{len(CLASSES)} clean files, one of each class: {len(complaints)} complaints.

{chr(10).join(lines)}
"""


def main() -> int:
    with TemporaryDirectory(prefix="mutations-") as home:
        os.environ["NWBENCH_HOME"] = home
        judged, complaints = run()
    report = markdown(judged, complaints)
    RESULTS.write_text(report)
    print(report)
    short = [j.told() for j in judged if j.falls_short] + complaints
    print("\n".join(short), file=sys.stderr)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
