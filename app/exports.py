"""A published table as a file. Text that begins like a formula stays text."""

from typing import BinaryIO

import polars as pl


def write(frame: pl.DataFrame, form: str, out: BinaryIO) -> None:
    """Writes `frame` as csv, json, parquet or xlsx."""
    if form == "csv":
        out.write(frame.write_csv().encode())
    elif form == "json":
        out.write(frame.write_json().encode())
    elif form == "parquet":
        frame.write_parquet(out)
    else:
        frame.write_excel(out)
