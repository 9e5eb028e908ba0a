"""Kills of a refresh at every named point and at any moment: `python -m benchmarks.kills [--times 3] [--moments 50]
[--races 20]`.

Each is followed by what readers see and by the next refresh. A part that is asked for no times is left out. Every
refresh is a fork of one warm process, of a small invented region; the release gate of each is a fork, too. Points are
those of `tests/killed.py`.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import killed, racing

COLD = (0, 10)  # races of commands that import everything for themselves; not in a row, since they keep a year of runs
HEAD = "| point | kills | readers saw | the next refresh | left behind |\n|---|---|---|---|---|\n"


def measure(times: int, moments: int, races: int) -> str:
    """The table, in Markdown."""
    with TemporaryDirectory(prefix="kills-") as folder:
        region = killed.Region(Path(folder))
        rows = []

        def add(point: str, ask: Callable[[int], dict], kills: int) -> None:
            if not kills:
                return
            rows.append(_row(point, [ask(number) for number in range(kills)]))
            print(rows[-1], end="", file=sys.stderr, flush=True)

        for point in killed.ON_FIRST_RUN:
            add(
                f"first run: {point}",
                lambda n, p=point: region.ask(killed.kill_at, p, home=region.empty(f"first {p} {n}")),
                min(times, 1),
            )
        region.prepare()
        for point in killed.POINTS:
            add(point, lambda _, p=point: region.ask(killed.kill_at, p), times)
        add("amid what dbt keeps of the models", lambda _: region.ask(killed.kill_amid_parse), times)
        by_stage: dict[str, list[dict]] = {}
        for seed in range(moments):
            kill = region.ask(killed.kill_at_any_moment, region.seconds, seed)
            print(f"moment {seed}: {kill}", file=sys.stderr, flush=True)
            by_stage.setdefault(kill["stage"] if kill["killed"] else "after its end", []).append(kill)
        for stage, kills in by_stage.items():
            add(f"any moment, in “{stage}”", kills.__getitem__, len(kills))
        raced = []
        for number in range(races):
            raced.append(region.ask(racing.race_from_nothing if number in COLD else racing.race))
            print(f"race {number}: {raced[-1]}", file=sys.stderr, flush=True)
        region.warm.close()
    return HEAD + "".join(rows) + "\n" + _of_races(raced)


def _of_races(raced: list[dict]) -> str:
    """What must be of each: one published, the other ended with 4 and named it, and nothing else is left."""
    told = sum(f"process {race['winner']} on " in race["said"] and race["codes"] == [0, 4] for race in raced)
    clean = sum(race["is_new"] and not race["left"] for race in raced)
    return (
        f"{len(raced)} races of two refreshes that start together, {len(COLD)} of them from nothing: in {told} one "
        f"published and the other ended with 4 and named its process; in {clean} the new run is whole and nothing "
        "else is left.\n"
    )


def _row(point: str, kills: list[dict]) -> str:
    told = [Counter(kill[column] for kill in kills) for column in ("saw", "next")]
    cells = [", ".join(f"{words} ({count})" for words, count in counted.items()) for counted in told]
    left = sorted({words for kill in kills for words in kill["left"]})
    return f"| {point} | {len(kills)} | {cells[0]} | {cells[1]} | {'; '.join(left) or 'nothing'} |\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--moments", type=int, default=50)
    parser.add_argument("--races", type=int, default=20)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    table = measure(given.times, given.moments, given.races)
    print(table)
    if given.out:
        given.out.write_text(f"# Kills of a refresh\n\n`python -m benchmarks.kills`\n\n{table}")
