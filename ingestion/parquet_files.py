"""Parquet files to text: what the sandbox made of them (`ingestion.parquet_cells`), as a frame."""

from dataclasses import replace

import polars as pl

from ingestion import sandbox
from ingestion.content import Content, Lines
from ingestion.contracts import Source
from ingestion.csv_files import recognise
from ingestion.csv_records import MAX_RECORDS

SUFFIX = ".parquet"
# A long cell that stands once in the file may stand in every row of it: a workforce file of full length has 170.
TEXT_MEGABYTES = 250


def read(source: Source, file_name: str, content: bytes) -> Content:
    """The one table that the file holds, as text columns plus `file_line` (1 is the first row of the file).

    Raises Refused, for more rows than the contract allows before any of them is unpacked.
    """
    limits = replace(source.limits, rows=source.max_rows or MAX_RECORDS, text_megabytes=TEXT_MEGABYTES)
    header, rows, text = sandbox.table(content, limits)
    table = recognise(source, file_name, header)
    columns = [f"column_{number}" for number in range(1, len(header) + 1)]
    frame = pl.read_csv(
        text, has_header=False, new_columns=columns, infer_schema=False, empty_string_is_null=False
    ).rename(dict(zip(columns, header, strict=True)))
    numbered = frame.with_row_index("file_line", offset=1).with_columns(pl.col("file_line").cast(pl.Int64))
    return Content({table.name: numbered}, [Lines("", table.name, read=rows, header=0, blank=0)])
