"""Fifty people at the app for ten minutes, on the machine that serves it: how long a rerun takes, and what goes wrong.

    python -m benchmarks.app_load --home HOME [--sessions 50] [--think 8] [--seconds 600] [--processes 1] [--refresh]
        [--out FILE.md]

Speaks the protocol of Streamlit's own browser side over its websocket, with the message classes that Streamlit ships.
Loopback only, over a copy of the home folder. `--refresh` meanwhile runs `nwbench refresh` on it, of the shipped data
for a later day, which publishes another calendar and other freshness. With several `--processes` of the app over one
home folder, as behind a proxy that keeps each reader with one of them, sessions are dealt out in turn.
"""

import argparse
import asyncio
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from benchmarks.app_session import Session
from benchmarks.app_visits import visits
from ingestion.contracts import PROJECT
from orchestration.home import Home
from tests.browsing import serve

WARM_UP, LOOKS_EVERY, FOLLOWED_WITHIN = 60, 20, 60  # seconds
LATER = timedelta(days=30)


@dataclass
class Load:
    """What is seen of all sessions: a rerun is `(second, how long, page)`.

    `followed` has, by the number of a session, the seconds from a new run's publication to its first page of it.
    """

    reruns: list[tuple[float, float, str]] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    followed: dict[int, float] = field(default_factory=dict)
    memory: list[tuple[float, int]] = field(default_factory=list)
    switched: float | None = None
    run_after: str = ""


async def load(
    urls: list[str], home: Home, sessions: int, think: float, seconds: float, refresh: bool, pids: list[int]
) -> Load:
    seen, start = Load(), time.monotonic()
    paths = visits(home)
    people = [_person(urls[n % len(urls)], paths, think, seconds, start, seen, n) for n in range(sessions)]
    watchers = [_watch_memory(pids, seconds, start, seen)]
    if refresh:
        watchers.append(_refresh(home, seconds / 3, start, seen))
    await asyncio.gather(*people, *watchers)
    return seen


async def _person(
    url: str, paths: dict[str, list], think: float, seconds: float, start: float, seen: Load, number: int
) -> None:
    """Comes some time in the first think time, and reads one page after the other as one kind of reader.

    Every other one is an analyst, however many trusts and applicants there are.
    """
    chance = random.Random(number)
    await asyncio.sleep(chance.random() * think)
    pages = paths[chance.choice([reader for reader in paths if reader.startswith("analyst") == (number % 2 == 0)])]
    async with Session.at(url) as session:
        looked = time.monotonic()
        while (now := time.monotonic()) - start < seconds:
            page, query = chance.choice(pages)
            drawn = await session.rerun(page, query)
            seen.reruns.append((now - start, drawn.seconds, page or "start"))
            _judge(drawn, f"{page}?{query}", number, seen, start)
            until = time.monotonic() + chance.expovariate(1 / think) * 0.5 + think * 0.5
            while (left := until - time.monotonic()) > 0:
                await asyncio.sleep(min(left, max(0.0, looked + LOOKS_EVERY - time.monotonic())))
                if time.monotonic() >= looked + LOOKS_EVERY:
                    looked = time.monotonic()
                    again = await session.look(page, query)
                    seen.looks.append(time.monotonic() - looked)
                    if again is not None:
                        _judge(again, f"{page}?{query}", number, seen, start)


def _judge(drawn, page: str, number: int, seen: Load, start: float) -> None:
    """An error is whatever a reader would see as one, and a page that did not end with its run."""
    seen.errors += [f"{page}: {error}" for error in drawn.errors]
    if len(drawn.runs) > 1:
        seen.mixed.append(f"{page}: {sorted(drawn.runs)}")
    if not drawn.runs:
        seen.errors.append(f"{page}: no run named")
    if seen.switched is None:
        return
    since = time.monotonic() - start - seen.switched
    if drawn.runs == {seen.run_after}:
        seen.followed.setdefault(number, since)
    elif since > FOLLOWED_WITHIN:
        seen.errors.append(f"{page}: still on the run before after {FOLLOWED_WITHIN} s")


async def _watch_memory(pids: list[int], seconds: float, start: float, seen: Load) -> None:
    """Of all processes of the app together."""
    while (at := time.monotonic() - start) < seconds:
        pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
        seen.memory.append((at, pages * 4096))
        await asyncio.sleep(5)


async def _refresh(home: Home, after: float, start: float, seen: Load) -> None:
    """Another run is published by the command, in a process of its own; the moment is that at which CURRENT moves."""
    await asyncio.sleep(after)
    before = home.manifest()
    later = (date.fromisoformat(before["as_of"]) + LATER).isoformat()
    command = "from orchestration.command import main; main()"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", command, "refresh", "--home", home.path, "--as-of", later,
        env=os.environ | {"PYTHONPATH": str(PROJECT)}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    said = asyncio.create_task(process.communicate())
    while not said.done() and home.current_run() == before["run_id"]:
        await asyncio.sleep(0.1)
    seen.run_after, seen.switched = home.current_run(), time.monotonic() - start
    _, told = await said
    if process.returncode or seen.run_after == before["run_id"]:
        seen.errors.append(f"nwbench refresh published nothing: {told.decode().strip()[-500:]}")


@contextmanager
def served(source: Path, processes: int = 1) -> Iterator[tuple[Home, list[str], list[int]]]:
    """A copy of a home folder, and the addresses and process numbers of apps that serve it until the end."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        # Dagster's history names the folder that it is in, and would be written where it came from
        shutil.copytree(source, home.path, ignore=shutil.ignore_patterns("dagster"))
        apps = [serve(home.path, "--without-sign-in") for _ in range(processes)]
        try:
            yield home, [url for _, url in apps], [app.pid for app, _ in apps]
        finally:
            for app, _ in apps:
                app.terminate()
                app.wait(timeout=30)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--home", type=Path, required=True)
    asked.add_argument("--sessions", type=int, default=50)
    asked.add_argument("--think", type=float, default=8.0)
    asked.add_argument("--seconds", type=float, default=600.0)
    asked.add_argument("--processes", type=int, default=1)
    asked.add_argument("--refresh", action="store_true")
    asked.add_argument("--out", type=Path)
    given = asked.parse_args()
    with served(given.home, given.processes) as (home, urls, pids):
        seconds = min(given.seconds, 600)
        seen = asyncio.run(load(urls, home, given.sessions, given.think, seconds, given.refresh, pids))
    from benchmarks.app_report import report

    text = report(seen, given.sessions, given.think, given.seconds, WARM_UP, given.processes)
    print(text)
    if given.out:
        given.out.write_text(text)


if __name__ == "__main__":
    main()
