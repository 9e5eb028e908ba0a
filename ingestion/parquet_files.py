"""Parquet files to text: what the sandbox made of them, as a frame.

Each row of a file by itself (`ingestion.parquet_cells`), so that it keeps its number; or of a large file whose rows add
up, one row for each kind of line (`ingestion.summed_files`).
"""

from dataclasses import replace

import polars as pl

from ingestion import sandbox, summed_files
from ingestion.content import Content, Lines
from ingestion.contracts import Source
from ingestion.csv_files import recognise
from ingestion.csv_records import MAX_RECORDS
from ingestion.headers import Fitted
from ingestion.limits import Limits
from ingestion.places import Where
from ingestion.summing import lines_of
from ingestion.text_frames import check_unnamed

SUFFIX = ".parquet"
# A long cell that stands once in the file may stand in every row of it: a workforce file of full length has 170.
TEXT_MEGABYTES = 250
WHERE = Where(has_lines=False)


def read(source: Source, file_name: str, content: bytes) -> Content:
    """The one table that the file holds, as text columns plus `file_line` (1 is the first row of the file).

    Raises Refused, for more rows than the contract allows before any of them is unpacked.
    """
    summed = summed_files.read(source, file_name, content) if source.max_summed_rows else None
    fitted, frame = summed or _by_lines(source, file_name, content)
    account = Lines("", fitted.form.table, lines_of(frame), 0, 0, fitted.fingerprint, *fitted.form.told())
    return Content({fitted.form.table: frame}, [account])


def _by_lines(source: Source, file_name: str, content: bytes) -> tuple[Fitted, pl.DataFrame]:
    header, frame = cells(content, source.max_rows)
    _, fitted = recognise(source, file_name, [(1, header)], WHERE)
    frame.columns = ["file_line", *fitted.columns]
    check_unnamed(fitted, frame, WHERE, 1)
    return fitted, frame


def cells(content: bytes, max_rows: int | None) -> tuple[list[str], pl.DataFrame]:
    """Names of columns, and `file_line` and the text of a file, whether it has the columns of a table or not.

    Raises Refused.
    """
    limits = replace(Limits(), rows=max_rows or MAX_RECORDS, text_megabytes=TEXT_MEGABYTES)
    header, _, text = sandbox.table(content, limits)
    names = [f"column_{number}" for number in range(1, len(header) + 1)]
    frame = pl.read_csv(text, has_header=False, new_columns=names, infer_schema=False, empty_string_is_null=False)
    return header, frame.with_row_index("file_line", offset=1).with_columns(pl.col("file_line").cast(pl.Int64))
