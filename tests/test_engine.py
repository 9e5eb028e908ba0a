"""Sums on a Spark server: the same tables as without one, and nothing lost when it is away. Sail is the server here."""

import datetime
import decimal
import os
import socket
import time
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from benchmarks.spark_servers import sail
from ingestion import engine, sandbox, spark, summing
from ingestion.limits import Limits
from ingestion.problems import Refused
from ingestion.spark import FOLDER, SERVER, SparkFailed
from orchestration.command import main
from orchestration.home import Home
from tests import snapshots
from tests.killed import write_landing
from tests.snapshots import TABLE, lines, received, refresh_told

NOBODY = "sc://127.0.0.1:9/;token=secret"  # the port at which nothing is kept, which nobody opens
DAY, HALF = datetime.datetime(2026, 3, 31), decimal.Decimal("0.5")
# One column each, stored as writers of extracts store it; a code may be blank or missing, a figure may be any number.
STORED = {
    "text": ("band", ["B5", "", None, "B5 ", "b5", "B5\u00a0", "\u00e9"], pa.large_string()),
    "codes as whole numbers": ("code_scheme", [2001, 2011, None, 2001, 0], pa.uint16()),
    "days": ("snapshot_date", [DAY.date(), None, datetime.date(1, 1, 1), datetime.date(1066, 10, 14)], pa.date32()),
    "midnights": ("snapshot_date", [DAY, DAY.replace(hour=12), None], pa.timestamp("ms")),
    "nanoseconds": ("snapshot_date", [DAY, DAY.replace(hour=12), None], pa.timestamp("ns")),
    "whole numbers": ("headcount", [1, 0, None, 255], pa.uint8()),
    "the largest whole numbers": ("headcount", [1, None, 2**64 - 1, 999_999_999, 1_000_000_000], pa.uint64()),
    "counts as floats": ("headcount", [1.0, 2.5, None, float("nan"), 1e300, float("-inf"), -0.0], pa.float64()),
    "short floats": ("fte", [0.1, None, float("nan"), 1e30, -1.0], pa.float32()),
    "floats": ("fte", [0.1, 0.2, 1e-300, 5e-324, float("inf"), -0.0, 1e14, 1e15], pa.float64()),
    "decimals": ("fte", [HALF, -HALF, None, decimal.Decimal("99999999.99")], pa.decimal128(10, 2)),
    "long decimals": ("fte", [HALF, None, decimal.Decimal(10) ** 14, decimal.Decimal(10) ** 15], pa.decimal128(38, 10)),
}


@pytest.fixture(scope="module")
def server():
    with sail() as (address, _):
        yield address


@pytest.fixture
def by_spark(server, monkeypatch, tmp_path):
    """From here on files are summed by the server, which sees a folder of this test alone."""
    (tmp_path / "seen").mkdir()
    monkeypatch.setenv(FOLDER, str(tmp_path / "seen"))
    monkeypatch.setenv(SERVER, server)
    yield
    assert not list((tmp_path / "seen").iterdir()), "copies of files are left where the server sees them"


def stored(name: str) -> tuple[bytes, dict]:
    """A file whose lines have each of the cells of a case, thrice, and what is asked of it."""
    column, cells, type_ = STORED[name]
    table = pl.concat([lines(len(cells)).drop("sex", "age_band")] * 3).to_arrow()
    at, many = table.column_names.index(column), pa.array(cells * 3, type_)
    file = pa.BufferOutputStream()
    pq.write_table(table.set_column(at, column, many), file, coerce_timestamps=None, version="2.6")
    content, present = file.getvalue().to_pybytes(), table.column_names
    shape, _ = sandbox.sums(content, Limits())
    question = {"columns": present, "statement": summing.statement(TABLE, present), "judged": ""}
    return content, question | {"expected": shape | {"rows": None}}


def rows(found: dict, numbers: bytes) -> list[tuple[str, ...]]:
    """What was answered, as texts."""
    texts = list(found["texts"].values())
    of_rows = np.frombuffer(numbers, "<i4").reshape(len(texts), -1)
    return list(zip(*([of[at] for at in row] for of, row in zip(texts, of_rows, strict=True)), strict=True))


@pytest.mark.parametrize("name", STORED)
def test_what_a_file_stores_is_summed_as_on_this_machine(by_spark, name):
    content, question = stored(name)
    by_server, here = (rows(*one.sums(content, Limits(), **question)) for one in (engine, sandbox))
    assert sorted(by_server) == sorted(here) and len(here) > 1


def test_a_month_gives_the_same_rows_problems_and_refused_lines(by_spark, monkeypatch, tmp_path):
    frame, broken = snapshots.mistaken()
    summed, sums, account, _ = received(tmp_path, tmp_path / "by_spark", frame, "staff.parquet")
    monkeypatch.delenv(SERVER)
    other, expected, other_account, _ = received(tmp_path, tmp_path / "here", frame, "staff.parquet")
    assert summed.refused_lines == other.refused_lines == [("", number) for number in sorted(broken)]
    assert summed.verdict.problems == other.verdict.problems and summed.verdict.rules == other.verdict.rules
    assert sums.equals(expected) and account == other_account
    kept, alike = (file.file.parquet("snapshots") for file in (summed, other))
    exact = pl.exclude("fte")
    by = [name for name in pl.read_parquet(kept).columns if name != "fte"]
    kept, alike = (pl.read_parquet(path).sort(by, nulls_last=True) for path in (kept, alike))
    assert kept.select(exact).equals(alike.select(exact))
    apart = kept["fte"].cast(pl.Float64, strict=False) - alike["fte"].cast(pl.Float64, strict=False)
    assert apart.abs().max() < 1e-9


def test_a_cluster_s_order_does_not_reach_the_first_copy(by_spark):
    """Groups come as workers end; what lands is in the order of its codes."""
    content, question = stored("floats")
    codes = [row[:7] for row in rows(*engine.sums(content, Limits(), **question))]
    assert codes == sorted(codes) and len(codes) > 1


def test_a_file_that_breaks_the_server_s_reader_is_refused_as_here(by_spark, monkeypatch):
    content, question = stored("text")
    broken = content[:40] + bytes(80) + content[120:]
    told = []
    for address in (os.environ[SERVER], ""):
        monkeypatch.setenv(SERVER, address)
        with pytest.raises(Refused) as refused:
            engine.sums(broken, Limits(), **question)
        told.append(refused.value.problems)
    assert told[0] == told[1]


def test_a_folder_that_cannot_be_written_is_told_in_one_line(server, monkeypatch, tmp_path):
    content, question = stored("text")
    monkeypatch.setenv(SERVER, server)
    monkeypatch.setenv(FOLDER, str(tmp_path / "nowhere"))
    with pytest.raises(SparkFailed, match=r"nowhere \(NWBENCH_SPARK_FOLDER\) cannot be written: No such file"):
        engine.sums(content, Limits(), **question)


def test_a_server_that_dies_is_told_in_one_line_and_another_serves_on(monkeypatch):
    content, question = stored("text")
    with sail() as (address, process):
        monkeypatch.setenv(SERVER, address)
        engine.sums(content, Limits(), **question)
        process.kill()
        process.wait()
        began = time.monotonic()
        with pytest.raises(SparkFailed, match=f"{address} .*{SERVER}.* did not sum a file: .*; start it"):
            engine.sums(content, Limits(), **question)
        assert time.monotonic() - began < 60
    with sail() as (address, _):
        monkeypatch.setenv(SERVER, address)
        assert engine.sums(content, Limits(), **question)[0]["texts"]


def test_a_server_that_never_answers_is_not_waited_for_for_ever(monkeypatch):
    content, question = stored("text")
    monkeypatch.setattr(spark, "ANSWERS_WITHIN", 3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv(SERVER, f"sc://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(SparkFailed, match="no answer within 3 seconds"):
            engine.sums(content, Limits(), **question)


def test_a_check_of_a_file_says_in_one_line_that_the_server_is_away(monkeypatch, tmp_path):
    (tmp_path / "workforce").mkdir()
    lines().write_parquet(tmp_path / "workforce" / "staff.parquet")
    monkeypatch.setenv(SERVER, NOBODY)
    result = CliRunner().invoke(main, ["check", str(tmp_path / "workforce" / "staff.parquet")])
    assert result.exit_code == 1 and "secret" not in result.output
    [line] = result.output.splitlines()
    assert "sc://127.0.0.1:9 (NWBENCH_SPARK)" in line and "refused" in line and "unset NWBENCH_SPARK" in line


def test_a_refresh_publishes_the_same_tables_with_a_server_and_nothing_without_its_answer(region, server):
    """With a snapshot of which some lines are wrong; the run before is what readers see until the server is there."""
    homes = [region.copied(name) for name in ("summed by spark", "summed here")]
    landing = region.folder / "with staff"
    landings = write_landing(landing, region.number + 1)
    (landing / "workforce").mkdir()
    snapshots.mistaken()[0].write_parquet(landing / "workforce" / "staff.parquet")
    away, there, here = (
        region.warm.call(refresh_told, home, landings, address)
        for home, address in ((homes[0], NOBODY), (homes[0], server), (homes[1], ""))
    )
    assert away["code"] == 1 and away["after"] == away["before"], away["said"]
    last = away["said"].splitlines()[-1]
    assert last.startswith("nwbench: nothing was published. land_workforce: the Spark server sc://127.0.0.1:9 ")
    assert there["code"] == here["code"] == 0, there["said"] + here["said"]
    assert there["after"]["files"] == here["after"]["files"] != there["before"]["files"]
    checks = [Home(home).manifest()["checks"] for home in map(Path, homes)]
    assert checks[0] == checks[1] and len(checks[0]) > len(snapshots.MISTAKES)
