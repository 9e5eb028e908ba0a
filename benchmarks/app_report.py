"""The figures of a load as a table, beside what is asked for."""

import platform
from importlib.metadata import version
from statistics import median, quantiles


def report(seen, sessions: int, think: float, seconds: float, warm_up: float, processes: int = 1) -> str:
    """Markdown. Times after the first minute, which is left out as warming up."""
    by_page = times_of_pages(seen, warm_up)
    settled = sum(by_page.values(), [])
    memory = [bytes_ for at, bytes_ in seen.memory if at >= warm_up] or [seen.memory[0][1]]
    first, most, last = memory[0], max(memory), memory[-1]
    rows = [
        ("median rerun", f"{median(settled):.3f} s", "below 0.15 s"),
        ("95th percentile", f"{p95(settled):.3f} s", "below 1 s"),
        ("errors", str(len(seen.errors)), "0"),
        ("pages of two versions", str(len(seen.mixed)), "0"),
        ("memory of the server: after a minute, most, at the end", _megabytes(first, most, last), ""),
        ("growth of memory to the most", f"{most / first - 1:+.1%}", "below 20%"),
    ]
    if seen.switched is not None:
        late = sum("still on the run before" in error for error in seen.errors)
        followed = seen.followed.values()
        rows += [
            ("a refresh published another run at", f"{seen.switched:.0f} s", ""),
            ("sessions on it", f"{len(followed)} of {sessions}", "all"),
            ("last of them after", f"{max(followed):.0f} s" if followed else "never", "below 60 s"),
            ("pages still on the run before 60 s later", str(late), "0"),
        ]
    head = [
        "# The app under load",
        "",
        f"`python -m benchmarks.app_load`: {processes} process(es), {sessions} sessions, {think:g} s of think time, "
        f"{seconds:g} s, {len(seen.reruns)} reruns and {len(seen.looks)} looks at what is published.",
        f"Python {platform.python_version()}, Streamlit {version('streamlit')}, two cores, the client included.",
        "",
        "| what | measured | asked |",
        "|---|---|---|",
    ]
    pages = ["", "| page | reruns | median, s | 95th percentile, s |", "|---|---|---|---|"]
    pages += [f"| {page} | {len(t)} | {median(t):.3f} | {p95(t):.3f} |" for page, t in by_page.items()]
    wrong = [f"- {line}" for line in sorted({*seen.errors, *seen.mixed})[:20]]
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in rows), *pages, *([""] + wrong if wrong else []), ""])


def times_of_pages(seen, warm_up: float) -> dict[str, list[float]]:
    """How long each rerun of a page took, in seconds, but for those of the warming up if there are others."""
    found = {}
    for _, took, page in [rerun for rerun in seen.reruns if rerun[0] >= warm_up] or seen.reruns:
        found.setdefault(page, []).append(took)
    return dict(sorted(found.items()))


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def _megabytes(*sizes: int) -> str:
    return f"{', '.join(f'{size / 1e6:.0f}' for size in sizes)} MB"
