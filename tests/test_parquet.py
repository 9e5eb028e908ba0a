"""Parquet files at the door: read as the text that a CSV file would hold, or refused with a reason."""

import io
from datetime import datetime

import polars as pl
import pytest

from ingestion.arrivals import of_file
from ingestion.landing import read as read_cells
from ingestion.problems import Refused
from tests.workforce import golden_lines


def parquet(frame: pl.DataFrame) -> bytes:
    content = io.BytesIO()
    frame.write_parquet(content)
    return content.getvalue()


GOOD = pl.DataFrame(list(golden_lines("T001")))
# name, content, words of the refusal
REFUSED = [
    ("truncated.parquet", parquet(GOOD)[:-40], "not a complete Parquet file"),
    ("text.parquet", b"snapshot_date,org_code", "not a complete Parquet file"),
    ("damaged.parquet", parquet(GOOD).replace(b"\x28\xb5\x2f\xfd", b"\0\0\0\0"), "not a complete Parquet file"),
    ("renamed.parquet", parquet(GOOD.rename({"band": "grade"})), "missing 'band'; unknown 'grade'"),
    ("nested.parquet", parquet(GOOD.with_columns(pl.lit([1]).alias("band"))), "cells of type large_list"),
    ("empty.parquet", parquet(GOOD.clear()), "no rows"),
    ("long.parquet", parquet(pl.select(pl.repeat("x", 2_200_000).alias("band"))), "missing"),
    ("longest.parquet", parquet(pl.select(pl.repeat(None, 20_000_001).alias("band"))), "rows, more than 20,000,000"),
    ("wide.parquet", parquet(pl.concat([GOOD.head(1)] * 600).with_columns(ethnic_code=pl.lit("Z" * 1_000_000))),
     "a cell of 1,000,000 bytes"),
    ("notes.txt", b"snapshot_date,org_code", "fits no table"),
]  # fmt: skip


@pytest.mark.parametrize("name, content, words", REFUSED, ids=[name for name, _, _ in REFUSED])
def test_refused_with_its_reason(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused, match=words) as refused:
        assert not read_cells(of_file(path, "workforce")).tables
    assert all(problem.remedy for problem in refused.value.problems)


def test_a_typed_cell_is_the_text_that_a_csv_file_would_hold(tmp_path):
    """Midnights are days, floats of whole numbers are whole numbers, null and blank are blank."""
    text = GOOD.with_columns(pl.col("headcount").cast(pl.String), pl.lit("2.5").alias("fte"))
    typed = text.with_columns(
        pl.lit(datetime(2026, 3, 31)).alias("snapshot_date"),
        pl.col("headcount").cast(pl.Float64),
        pl.col("code_scheme").cast(pl.Int32),
        pl.col("fte").cast(pl.Float32),
        pl.col("ethnic_code").replace("", None).cast(pl.Categorical),
    )
    text.write_csv(tmp_path / "text.csv")
    typed.write_parquet(tmp_path / "typed.parquet")
    from_csv, from_parquet = (
        read_cells(of_file(tmp_path / name, "workforce")).tables["snapshots"] for name in ("text.csv", "typed.parquet")
    )
    assert from_csv.drop("file_line").equals(from_parquet.drop("file_line"))
    assert from_parquet["file_line"].to_list() == list(range(1, GOOD.height + 1))
