"""Workforce files that are large enough to be summed, mistakes and all, and what becomes of one.

`refresh_told` is asked of a warm process.
"""

import datetime
import os
import random

import duckdb
import polars as pl

from ingestion import arrivals, loading
from ingestion.contracts import sources
from ingestion.spark import SERVER
from ingestion.summed_files import SUMMED_FROM
from quality.reception import receive
from tests.killed import refreshed, whole
from tests.warm import asked
from tests.workforce import MARCH, line

WORKFORCE = sources()["workforce"]
[TABLE] = WORKFORCE.tables
CODES = ["snapshot_date", "org_code", "staff_group", "band", "ethnic_code", "code_scheme"]
# What stands in a line instead, and by which rule that line is refused; None where it is right after all.
MISTAKES = [
    ({"band": "B99"}, "V05"), ({"band": None}, "V05"), ({"band": " B5\u00a0"}, None),
    ({"staff_group": "Clinical"}, "V05"), ({"org_code": "t1"}, "V01"), ({"org_code": ""}, "V01"),
    ({"code_scheme": "1991"}, "V05"), ({"ethnic_code": "Z9"}, None), ({"ethnic_code": None}, None),
    ({"snapshot_date": datetime.date(1066, 10, 14)}, "V02"), ({"snapshot_date": None}, "V02"),
    ({"headcount": -1}, "V03"), ({"headcount": None}, "V03"), ({"headcount": 1_000_000_000}, "V03"),
    ({"headcount": 0}, None), ({"fte": -0.5}, "V03"), ({"fte": None}, None), ({"fte": 1e-300}, "V03"),
    ({"fte": float("nan")}, "V03"), ({"fte": 1e300}, "V03"), ({"fte": 0.1}, None),
]  # fmt: skip


def lines(count=SUMMED_FROM + 500) -> pl.DataFrame:
    chance = random.Random(20261130)
    drawn = [
        line(f"T00{chance.randrange(3)}", "clinical", f"B{chance.randrange(2, 8)}", chance.choice("ABHNZ"), 1 + n % 3)
        for n in range(count)
    ]
    return pl.DataFrame(drawn).with_columns(
        pl.lit(MARCH).alias("snapshot_date"), (pl.col("headcount") * 0.9).alias("fte"),
        pl.lit("female").alias("sex"), pl.Series("age_band", [f"{20 + n % 9 * 5}" for n in range(count)]),
    )  # fmt: skip


def mistaken() -> tuple[pl.DataFrame, dict[int, str]]:
    """Lines of which some are replaced, and the rule that each of these breaks by its number."""
    rows, chance, broken = lines().to_dicts(), random.Random(1), {}
    for cells, rule in MISTAKES * 2:
        at = chance.randrange(len(rows))
        rows[at] |= cells
        broken |= {at + 1: rule} if rule else {}
    return pl.DataFrame(rows, schema=lines(1).schema), broken


def received(folder, home, frame: pl.DataFrame, name: str):
    """What became of one file, and what the raw table then holds, summed by an independent query."""
    path = folder / "workforce" / name
    path.parent.mkdir(exist_ok=True)
    frame.write_parquet(path)
    reception = receive(home, "workforce", WORKFORCE, [arrivals.of_file(path, "workforce")], "v1")
    with duckdb.connect() as con:
        loading.load(con, TABLE, reception.loadable())
        loaded = loading.loaded_lines(con, [TABLE])
        sums = con.sql(
            f"select {', '.join(f'trim({c}, chr(160) || chr(32)) as {c}' for c in CODES)}, "
            "sum(headcount::bigint) as headcount, round(sum(nullif(fte, '')::double), 6) as fte "
            "from raw.workforce__snapshots group by all order by all"
        ).pl()
        kinds = con.execute("select count(*), count(file_line) from raw.workforce__snapshots").fetchone()
    [file] = reception.files
    return file, sums, file.line_rows(loaded), kinds


def refresh_told(home: str, landings: list[str], address: str) -> dict:
    """How a refresh ended that has this server, or none: its code and words, and what readers see before and after."""
    before = asked(whole, home)
    code, said = refreshed(home, landings, before=lambda: os.environ.update({SERVER: address}))
    return {"code": code, "said": said, "before": before, "after": asked(whole, home)}
