"""Whether memory grows with refreshes: `python -m benchmarks.refresh_memory`, in one process and under the daemon.

A small region, in which one more return has come each time, so that what there is to hold grows from one return to
thirty; and the release gate alone, asked as often of the same run. After each refresh the resident memory of each
process that stays is read. `--refreshes N` sets how many of each; `--only KIND` measures one and keeps the other rows.
"""

import argparse
import json
import platform
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.demonstration_cast import AS_OF
from benchmarks.measuring import PROJECT, python, run
from benchmarks.refresh_again import prepare, resident
from orchestration import gate
from orchestration.home import Home
from orchestration.refresh import refresh
from tests.daemon import processes_of, served, until

RESULTS = PROJECT / "benchmarks" / "results" / "refresh_memory.md"
REFRESHES = 30
WARM_AFTER = 5  # refreshes; until then imports, caches and the allocator's heaps fill
MOST_GROWTH = 0.05  # of the median of the first five that are warm to that of the last five

PROCESSES = {"api grpc": "code server", "dagster_webserver": "web server", "dagster._daemon": "daemon"}

Memory = dict[str, float]  # MB by process


def in_process(folder: Path, times: int) -> list[Memory]:
    """Of the process that refreshes and of the release gate's, after each refresh."""
    done = run(python("-m", "benchmarks.refresh_again", folder, str(times)), folder)
    return [json.loads(text) for _, text in done.lines if text.startswith("{")]


def of_the_gate(folder: Path, times: int) -> list[Memory]:
    """Of the release gate's process, asked again and again of one run in which all returns have come."""
    home, landing = Home(folder / "home"), folder / "landing"
    assert list(prepare(landing))
    refresh(home, [landing], AS_OF)
    found = []
    for _ in range(times):
        assert gate.judge(home.run_folder(home.current_run())) == []
        found.append({"the release gate": resident(gate.process_id())})
    gate.stop()
    return found


def under_the_daemon(folder: Path, times: int) -> list[Memory]:
    """Of the three servers, after each run that the sensor asked for. The runs are processes of their own."""
    home, landing = Home(folder / "home"), folder / "landing"
    returns = prepare(landing)
    refresh(home, [landing], AS_OF)
    found = []
    with served(home, NWBENCH_LANDING=str(landing), NWBENCH_QUIET_SECONDS="1", NWBENCH_SCHEDULE="0 6 29 2 *"):
        for _ in range(times):
            before = home.current_run()
            next(returns)
            until(lambda: home.current_run() != before)  # noqa: B023
            until(lambda: not home.is_locked())
            commands = processes_of(home).items()
            found.append({name: resident(pid) for pid, c in commands for part, name in PROCESSES.items() if part in c})
    return found


def growth(series: list[float]) -> float:
    """Of the median of the last five to that of the first five that are warm, as a fraction."""
    return median(series[-5:]) / median(series[WARM_AFTER : WARM_AFTER + 5]) - 1


def rows(kind: str, found: list[Memory]) -> list[str]:
    """The lines of the table for a kind."""
    lines = []
    for name in found[0]:
        series = [each[name] for each in found]
        shown = " | ".join(f"{series[n]:.0f}" for n in (0, WARM_AFTER, -1))
        lines.append(f"| {kind}: {name} | {shown} | {growth(series):+.1%} | {MOST_GROWTH:+.0%} |")
    return lines


def markdown(lines: list[str], times: int) -> str:
    return "\n".join([
        "# Memory over refreshes",
        "",
        f"`python -m benchmarks.refresh_memory --refreshes {times}`: a small region, one more return each time.",
        f"Python {platform.python_version()}, Dagster {version('dagster')}, dbt-core {version('dbt-core')}, DuckDB",
        f"{version('duckdb')}. Resident MB after a refresh; growth by medians, from refreshes {WARM_AFTER + 1} to",
        f"{WARM_AFTER + 5} to the last five.",
        "",
        f"| process | after the 1st | the {WARM_AFTER + 1}th | the last, {times}th | growth | at most |",
        "|---|---|---|---|---|---|",
        *lines,
        "",
        "One process holds more of the gate by the end because it is given more: a return for each refresh, and the",
        "runs that are kept. Asked again and again of one run that has all of them, it is given the same.",
    ]) + "\n"  # fmt: skip


KINDS = {
    "process": ("one process", in_process),
    "gate": ("asked again of one run", of_the_gate),
    "daemon": ("under the daemon", under_the_daemon),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--refreshes", type=int, default=REFRESHES)
    parser.add_argument("--only", choices=KINDS)
    parser.add_argument("--out", type=Path, default=RESULTS)
    told = parser.parse_args()
    kept = told.out.read_text().splitlines() if told.only and told.out.exists() else []
    lines = []
    for kind, (words, measure) in KINDS.items():
        if told.only in (None, kind):
            with TemporaryDirectory() as folder:
                lines += rows(words, measure(Path(folder), told.refreshes))
        else:
            lines += [line for line in kept if line.startswith(f"| {words}:")]
    told.out.write_text(markdown(lines, told.refreshes))
    print(told.out.read_text())


if __name__ == "__main__":
    main()
