"""One way to sum snapshots of staff, in a process of its own: `python -m benchmarks.workforce_ways WAY LANDING FOLDER`.

Each way marks its parts on standard error (`benchmarks.measuring`) and leaves `FOLDER/WAY.parquet`, so that what they
found can be compared. What they import comes before the clock starts. `path` is the product's: find, check the
checksum of each file, keep its bytes, sum it where files are opened, judge it by Great Expectations, account for its
lines, and lay the sums before the warehouse; then once more, when one month has come.
"""

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import duckdb

from benchmarks.measuring import part

PEAK, PROCESSOR = "== peak MB ", "== processor "
OF_SERVER = "NWBENCH_BENCHMARK_SERVER"  # id of a process whose time counts, with that of all below it, as our own
LATER = "later"  # beside the landing folder: the month that comes when the others are in
KEYS = ["snapshot_date", "org_code", "staff_group", "band", "ethnic_code", "code_scheme"]
SUMS = "sum(headcount) as headcount, sum(fte) as fte, count(*) as file_lines"


def path(landing: Path, folder: Path) -> None:
    with timed("start"):
        from ingestion import arrivals, loading, summed_files
        from ingestion.contracts import sources
        from quality.received import Reception
        from quality.reception import receive

        source, home = sources()["workforce"], folder / "home"
        [later] = (landing.parent / LATER).glob("*.parquet")
        # one file through all of it, since frameworks and readers load on first use what importing them does not
        readers = os.cpu_count() or 1
        with ThreadPoolExecutor(readers) as pool:
            list(pool.map(partial(summed_files.read, source, later.name), [later.read_bytes()] * readers))
        receive(folder / "warm", "workforce", source, [arrivals.of_file(later, "workforce")], "benchmark")

    def once() -> Reception:
        found = [arrival for arrival in arrivals.find([landing]) if arrival.source == "workforce"]
        reception = receive(home, "workforce", source, found, "benchmark")
        with duckdb.connect(str(folder / "warehouse.duckdb")) as warehouse:
            for table in source.tables:
                loading.load(warehouse, table, reception.loadable())
            lines = sum(loading.loaded_lines(warehouse, source.tables).values())
        (folder / "warehouse.duckdb").unlink()
        assert {file.state for file in reception.files} == {"accepted"}, reception.refused
        print(f"{lines:,} lines")
        return reception

    with timed("path"):
        reception = once()
    added = Path(shutil.copy(later, landing / "workforce"))
    arrivals._digest.cache_clear()  # another refresh is another process, which takes every checksum again
    with timed("one month more"):
        once()
    added.unlink()
    with duckdb.connect() as warehouse:
        loading.load(warehouse, source.tables[0], reception.loadable())
        typed = ", ".join(["snapshot_date::date as snapshot_date", *KEYS[1:]])
        sums = "headcount::bigint as headcount, fte::double as fte, file_lines"
        _write(warehouse, f"select {typed}, {sums} from raw.workforce__snapshots", folder / "path.parquet")


def bare(landing: Path, folder: Path) -> None:
    with timed("bare"), duckdb.connect(str(folder / "bare.duckdb")) as con:
        con.execute(
            f"create table kinds as select {', '.join(KEYS)}, {SUMS} from read_parquet($1) group by {', '.join(KEYS)}",
            [f"{landing}/workforce/*.parquet"],
        )
    with duckdb.connect(str(folder / "bare.duckdb")) as con:
        _write(con, "from kinds", folder / "bare.parquet")


def polars(landing: Path, folder: Path) -> None:
    import polars as pl

    with timed("polars"):
        kinds = pl.scan_parquet(landing / "workforce" / "*.parquet").group_by(KEYS)
        sums = [pl.col("headcount").sum(), pl.col("fte").sum(), pl.len().alias("file_lines")]
        kinds.agg(sums).sink_parquet(folder / "polars.parquet")


def pandas(landing: Path, folder: Path) -> None:
    """As an analyst writes it."""
    import pandas as pd

    with timed("pandas"):
        staff = pd.concat([pd.read_parquet(file) for file in sorted((landing / "workforce").glob("*.parquet"))])
        kinds = staff.groupby(KEYS, dropna=False)
        sums = kinds.agg(headcount=("headcount", "sum"), fte=("fte", "sum"), file_lines=("headcount", "size"))
        sums.reset_index().to_parquet(folder / "pandas.parquet")


WAYS = {way.__name__: way for way in (path, bare, polars, pandas)}


def _write(con: duckdb.DuckDBPyConnection, query: str, file: Path) -> None:
    con.sql(query).write_parquet(str(file))


@contextmanager
def timed(name: str) -> Iterator[None]:
    """A part, with the processor seconds that it took: what else the machine does lengthens those least."""
    before = _tree()[1]
    with part(name):
        yield
    print(f"{PROCESSOR}{name}: {_tree()[1] - before:.2f}", file=sys.stderr, flush=True)


def _tree() -> tuple[float, float]:
    """Megabytes and processor seconds of this process, a server's, and all below; what they share counts for each."""
    known = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            known[int(stat.parent.name)] = list(map(int, stat.read_text().rsplit(")", 1)[1].split()[1:]))
        except OSError:  # it ended meanwhile
            continue
    tree = {os.getpid(), int(os.environ.get(OF_SERVER, os.getpid()))}
    while grown := {child for child, fields in known.items() if fields[0] in tree} - tree:
        tree |= grown
    of_tree = [known[process] for process in tree if process in known]
    megabytes = sum(fields[20] for fields in of_tree) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return megabytes, sum(sum(fields[10:14]) for fields in of_tree) / os.sysconf("SC_CLK_TCK")


def _watch(ended: threading.Event, peak: list[float]) -> None:
    while not ended.wait(0.1):
        peak[0] = max(peak[0], _tree()[0])


if __name__ == "__main__":
    ended, peak = threading.Event(), [0.0]
    watching = threading.Thread(target=_watch, args=(ended, peak))
    watching.start()
    try:
        WAYS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
    finally:
        ended.set()
        watching.join()
    print(f"{PEAK}{peak[0]:.0f}", file=sys.stderr, flush=True)
