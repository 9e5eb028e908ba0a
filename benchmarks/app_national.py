"""The app over a country beside the app over a region, at the same time: how much longer a country's pages take.

    python -m benchmarks.app_national --region HOME --country HOME [--sessions 16] [--seconds 330]

A country has more trusts among its readers, who look at other pages than analysts do. So both are weighed by the
region's mix of pages. Half of the visits to the page of a region are to the North West over the shipped region, of
which no return is public, so that its page is short. `python -m benchmarks.national --keep HOME` makes a country.
Written to results/app_national.md.
"""

import argparse
import asyncio
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.app_load import WARM_UP, Load, load, served
from benchmarks.app_report import p95, times_of_pages

RESULT = Path(__file__).parent / "results" / "app_national.md"
THINK, MOST_RATIO = 8.0, 1.5


@dataclass(frozen=True)
class Page:
    """Seconds of each rerun in the region and in the country."""

    name: str
    region: list[float]
    country: list[float]

    @property
    def ratio(self) -> float:
        return median(self.country) / median(self.region)


def measure(region: Path, country: Path, sessions: int, seconds: float) -> tuple[Load, Load]:
    """What is seen of as many sessions at each."""

    async def both(*served_ones) -> list[Load]:
        return await asyncio.gather(
            *(load(urls, home, sessions, THINK, seconds, False, pids) for home, urls, pids in served_ones)
        )

    with served(region) as of_region, served(country) as of_country:
        return tuple(asyncio.run(both(of_region, of_country)))


def markdown(region: Load, country: Load, sessions: int, seconds: float) -> str:
    here, there = times_of_pages(region, WARM_UP), times_of_pages(country, WARM_UP)
    pages = [Page(name, here[name], there[name]) for name in here if name in there]
    visits = sum(len(page.region) for page in pages)
    mixed = [sum(len(p.region) * median(times) for p, times in zip(pages, of, strict=True)) / visits
             for of in ([p.region for p in pages], [p.country for p in pages])]  # fmt: skip
    all_here, all_there = sum(here.values(), []), sum(there.values(), [])
    rows = [
        ("**mean of the pages' medians, in the region's mix of pages, s**", *mixed, f"{MOST_RATIO}"),
        ("median rerun, each in its own mix, s", median(all_here), median(all_there), ""),
        ("95th percentile, each in its own mix, s", p95(all_here), p95(all_there), ""),
    ]
    of_memory = [load.memory[-1][1] / 1e6 for load in (region, country)]
    return "\n".join([
        "# The app at the size of a country",
        "",
        f"`python -m benchmarks.app_national`: {sessions} sessions over each at the same time, {THINK:g} s of think "
        f"time, {seconds:g} s, the first {WARM_UP} left out; two cores, the client included.",
        "",
        "| what | region | country | ratio | asked |",
        "|---|--:|--:|--:|--:|",
        *(f"| {what} | {a:.3f} | {b:.3f} | {b / a:.2f} | {asked} |" for what, a, b, asked in rows),
        f"| median of the pages' ratios | | | {median(page.ratio for page in pages):.2f} | |",
        f"| errors | {len(region.errors)} | {len(country.errors)} | | |",
        f"| memory of the server at the end, MB | {of_memory[0]:.0f} | {of_memory[1]:.0f} "
        f"| {of_memory[1] / of_memory[0]:.2f} | |",
        "",
        "| page | reruns, region | median, s | reruns, country | median, s | ratio |",
        "|---|--:|--:|--:|--:|--:|",
        *(f"| {page.name} | {len(page.region)} | {median(page.region):.3f} | {len(page.country)} "
          f"| {median(page.country):.3f} | {page.ratio:.2f} |" for page in pages),
        "",
    ])  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--region", type=Path, required=True)
    parser.add_argument("--country", type=Path, required=True)
    parser.add_argument("--sessions", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=330.0)
    given = parser.parse_args()
    table = markdown(
        *measure(given.region, given.country, given.sessions, given.seconds), given.sessions, given.seconds
    )
    RESULT.write_text(table)
    print(table)
