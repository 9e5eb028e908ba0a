"""Fifty people at the app for ten minutes, on the machine that serves it: how long a rerun takes, and what goes wrong.

    python -m benchmarks.app_load --home HOME [--sessions 50] [--think 8] [--seconds 600] [--switch] [--out FILE.md]

Speaks the protocol of Streamlit's own browser side over its websocket, with the message classes that Streamlit ships.
Loopback only. `--switch` publishes a copy of the run under another id half-way, in a copy of the home folder.
"""

import argparse
import asyncio
import random
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.app_session import Session
from benchmarks.app_visits import visits
from orchestration.home import Home
from tests.browsing import serve

WARM_UP, LOOKS_EVERY, FOLLOWED_WITHIN = 60, 20, 60  # seconds


@dataclass
class Load:
    """What is seen of all sessions: a rerun is `(second, how long, page)`."""

    reruns: list[tuple[float, float, str]] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    followed: list[float] = field(default_factory=list)
    memory: list[tuple[float, int]] = field(default_factory=list)
    switched: float | None = None
    run_after: str = ""


async def load(url: str, home: Home, sessions: int, think: float, seconds: float, switch: bool, pid: int) -> Load:
    seen, start = Load(), time.monotonic()
    paths = visits(home)
    people = [_person(url, paths, think, seconds, start, seen, random.Random(n)) for n in range(sessions)]
    watchers = [_watch_memory(pid, seconds, start, seen)]
    if switch:
        watchers.append(_switch(home, seconds / 2, start, seen))
    await asyncio.gather(*people, *watchers)
    return seen


async def _person(
    url: str, paths: dict[str, list], think: float, seconds: float, start: float, seen: Load, chance: random.Random
) -> None:
    """Comes some time in the first think time, and reads one page after the other as one kind of reader."""
    await asyncio.sleep(chance.random() * think)
    pages = paths[chance.choice(list(paths))]
    async with Session.at(url) as session:
        looked = time.monotonic()
        while (now := time.monotonic()) - start < seconds:
            page, query = chance.choice(pages)
            drawn = await session.rerun(page, query)
            seen.reruns.append((now - start, drawn.seconds, page or "start"))
            _judge(drawn, page, seen, start)
            until = time.monotonic() + chance.expovariate(1 / think) * 0.5 + think * 0.5
            while (left := until - time.monotonic()) > 0:
                await asyncio.sleep(min(left, max(0.0, looked + LOOKS_EVERY - time.monotonic())))
                if time.monotonic() >= looked + LOOKS_EVERY:
                    looked = time.monotonic()
                    again = await session.look(page, query)
                    seen.looks.append(time.monotonic() - looked)
                    if again is not None:
                        _judge(again, page, seen, start)


def _judge(drawn, page: str, seen: Load, start: float) -> None:
    """An error is whatever a reader would see as one, and a page that did not end with its run."""
    seen.errors += [f"{page}: {error}" for error in drawn.errors]
    if len(drawn.runs) > 1:
        seen.mixed.append(f"{page}: {sorted(drawn.runs)}")
    if not drawn.runs:
        seen.errors.append(f"{page}: no run named")
    if seen.switched is not None and drawn.runs == {seen.run_after}:
        seen.followed.append(time.monotonic() - start - seen.switched)
    elif seen.switched is not None and time.monotonic() - start - seen.switched > FOLLOWED_WITHIN:
        seen.errors.append(f"{page}: still on the run before after {FOLLOWED_WITHIN} s")


async def _watch_memory(pid: int, seconds: float, start: float, seen: Load) -> None:
    while (at := time.monotonic() - start) < seconds:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        seen.memory.append((at, pages * 4096))
        await asyncio.sleep(5)


async def _switch(home: Home, after: float, start: float, seen: Load) -> None:
    """Another run is published: the same content under another id."""
    await asyncio.sleep(after)
    before = home.current_run()
    seen.run_after = f"{before[:-1]}{'0' if before[-1] != '0' else '1'}"
    await asyncio.to_thread(shutil.copytree, home.run_folder(before), home.run_folder(seen.run_after))
    moved = home.pointer.with_suffix(".next")
    moved.write_text(f"{seen.run_after}\n")
    moved.replace(home.pointer)
    seen.switched = time.monotonic() - start


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--home", type=Path, required=True)
    asked.add_argument("--sessions", type=int, default=50)
    asked.add_argument("--think", type=float, default=8.0)
    asked.add_argument("--seconds", type=float, default=600.0)
    asked.add_argument("--switch", action="store_true")
    asked.add_argument("--out", type=Path)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        shutil.copytree(given.home / "published", home.published)
        process, url = serve(home.path)
        try:
            seen = asyncio.run(
                load(url, home, given.sessions, given.think, min(given.seconds, 600), given.switch, process.pid)
            )
        finally:
            process.terminate()
            process.wait(timeout=30)
    from benchmarks.app_report import report

    text = report(seen, given.sessions, given.think, given.seconds, WARM_UP)
    print(text)
    if given.out:
        given.out.write_text(text)


if __name__ == "__main__":
    main()
