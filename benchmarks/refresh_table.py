"""The measured refreshes as Markdown: medians, ratios, stages, targets. It names no machine."""

import os
import platform
import re
from dataclasses import dataclass, field
from importlib.metadata import version
from statistics import median

from benchmarks.measuring import Line, Measured

LIBRARIES = ("duckdb", "dagster", "dagster-dbt", "dbt-core", "dbt-duckdb", "great-expectations")
STAGES = {
    "Landing and guarding": "landing, guarding",
    "Building and testing": "building, testing",
    "Publishing": "publishing",
}
STARTING = "starting"
ROWS = {
    "floor, time 1": "floor: DuckDB alone, fresh process",
    "floor, time 3": "floor again in that process",
    "empty home": "(a) `nwbench refresh`, empty home",
    "parsed": "(a) the same, dbt project parsed before",
    "nothing new": "`nwbench refresh`, nothing changed",
    "warm, judged anew": "(d) warm process, every file judged anew",
    "warm, verdicts kept": "(d) warm process, verdicts kept",
    "warm, unchanged": "(d) warm process, nothing changed",
    "tutorial": "(e) as the tutorials show, dbt project parsed before",
}
# Name, dividend, divisor, most that it may be; None where nothing is asked.
TARGETS = (
    ("(a), empty home / (e)", "empty home", "tutorial", 0.25),
    ("(a), dbt project parsed before / (e)", "parsed", "tutorial", None),
    ("(d), judged anew / floor again", "warm, judged anew", "floor, time 3", 2.5),
    ("(d), verdicts kept / floor again", "warm, verdicts kept", "floor, time 3", 2.5),
    ("(d), judged anew / floor in a fresh process", "warm, judged anew", "floor, time 1", None),
    ("(d), verdicts kept / floor in a fresh process", "warm, verdicts kept", "floor, time 1", None),
)


@dataclass(frozen=True)
class Sample:
    """One run of one kind. A part of a process has no memory or processor time of its own."""

    seconds: float
    stages: dict[str, float]
    processor: float | None = None
    peak_mb: float | None = None


@dataclass
class Samples:
    """Every run, by kind, in the order in which they took turns."""

    of: dict[str, list[Sample]] = field(default_factory=dict)

    def add(self, kind: str, m: Measured) -> None:
        stages = split([(0.0, ""), *m.lines, (m.seconds, "")])
        self.of.setdefault(kind, []).append(Sample(m.seconds, stages, m.processor, m.peak_mb))

    def add_parts(self, kind: str, m: Measured) -> None:
        """Each part of a process; its first counts from the process's start."""
        for number, (name, lines) in enumerate(m.parts().items()):
            lines = [(0.0, ""), *lines] if number == 0 else lines
            sample = Sample(lines[-1][0] - lines[0][0], split(lines), None, m.peak_mb)
            self.of.setdefault(f"{kind}, {name}", []).append(sample)

    def last(self) -> str:
        return ", ".join(f"{kind} {found[-1].seconds:.2f} s" for kind, found in self.of.items())

    def median(self, kind: str, value: str) -> float | None:
        found = [getattr(s, value) for s in self.of[kind]]
        return None if None in found else median(found)

    def ratio(self, dividend: str, divisor: str) -> float:
        """Median of each repetition's own ratio, since both ran within the same minutes."""
        pairs = zip(self.of[dividend], self.of[divisor], strict=True)
        return median(a.seconds / b.seconds for a, b in pairs)

    def stage(self, kind: str, name: str) -> float:
        return median(s.stages.get(name, 0.0) for s in self.of[kind])


def split(lines: list[Line]) -> dict[str, float]:
    """Seconds of each stage that a refresh reported, the first line being the begin and the last the end."""
    begun = {STARTING: lines[0][0]}
    for moment, text in lines:
        reported = re.match(r" *[\d.]+ s  (.+?)\s*$", text)
        stage = STAGES.get(reported[1]) if reported else None
        if stage:
            begun.setdefault(stage, moment)
    ends = [*list(begun.values())[1:], lines[-1][0]]
    return {name: end - begin for (name, begin), end in zip(begun.items(), ends, strict=True)}


def markdown(samples: Samples) -> str:
    blocks = [_heading(samples), _targets(samples), _runs(samples), _stages(samples), _imports(samples), _notes()]
    return "\n\n".join(blocks) + "\n"


def _table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _heading(samples: Samples) -> str:
    used = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    repeat = len(samples.of["tutorial"])
    return (
        "# A refresh of the shipped data\n\n"
        f"`python -m benchmarks.refresh --repeat {repeat}`: {os.cpu_count()} cores, {platform.system()}, Python "
        f"{platform.python_version()}, {used}. Medians of {repeat}; ratios are medians of each repetition's own. "
        "All kinds of run took turns, and all published the same logical hashes in every audience's file."
    )


def _targets(samples: Samples) -> str:
    rows = []
    for name, dividend, divisor, most in TARGETS:
        measured = samples.ratio(dividend, divisor)
        held = "" if most is None else "held" if measured <= most else "missed"
        rows.append([name, f"{measured:.2f}", "" if most is None else f"≤ {most}", held])
    return _table(["ratio", "measured", "target", ""], rows)


def _number(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)


def _row(samples: Samples, kind: str, title: str) -> list[str]:
    seconds, processor, peak = (samples.median(kind, v) for v in ("seconds", "processor", "peak_mb"))
    return [title, _number(seconds, ".2f"), _number(processor, ".1f"), _number(peak, ".0f")]


def _runs(samples: Samples) -> str:
    rows = [
        [*_row(samples, kind, title), *(f"{samples.ratio(kind, base):.2f}" for base in ("floor, time 3", "tutorial"))]
        for kind, title in ROWS.items()
    ]
    return _table(["run", "s", "processor s", "peak MB", "× floor again", "× (e)"], rows)


def _stages(samples: Samples) -> str:
    kinds = ["floor, time 3", "empty home", "parsed", "warm, first", "warm, judged anew", "warm, verdicts kept"]
    names = [STARTING, *STAGES.values()]
    titles = ROWS | {"warm, first": "the warm process's first, which nobody counts as warm"}
    rows = [[titles[kind], *(f"{samples.stage(kind, name):.2f}" for name in names)] for kind in kinds]
    return "Seconds of each stage:\n\n" + _table(["run", *names], rows)


def _imports(samples: Samples) -> str:
    kinds = ["python", *(kind for kind in samples.of if kind.startswith("import ")), "parse"]
    titles = {"python": "(c) Python and nothing", "parse": "`dbt parse` of the tutorial's project, once, not in (e)"}
    rows = [_row(samples, kind, titles.get(kind, f"(c) `{kind}`")) for kind in kinds]
    return _table(["fresh process", "s", "processor s", "peak MB"], rows)


def _notes() -> str:
    return (
        "Peak memory is that of the largest process of a run; (e) has three or four at a time. The floor reads files "
        "that have landed, and its verdicts are kept: nothing is guarded anew in it. (e) runs Dagster's multi-process "
        "executor as it comes, with dbt's own materializations; its steps wait for DuckDB's lock, as Dagster's DuckDB "
        "resource does. No run may reach a network."
    )
