"""Parquet files to text: every cell as a CSV file of the same table would hold it, blank and null as blank.

What is typed in the file is text here, since the contract, not the file, says what a column means.
"""

import io
from collections.abc import Callable

import polars as pl
from polars.exceptions import PanicException

from ingestion.content import Content, Lines
from ingestion.contracts import Source
from ingestion.csv_files import recognise
from ingestion.problems import EMPTY, TOO_LARGE, UNREADABLE, Problem, Refused

SUFFIX = ".parquet"
# A long cell that stands once in the file may stand in every row of it: a workforce file of full length has a quarter.
MAX_TEXT_BYTES = 500_000_000


def read(source: Source, file_name: str, content: bytes) -> Content:
    """The one table that the file holds, as text columns plus `file_line` (1 is the first row of the file).

    Raises Refused, for more rows than the contract allows before any of them is unpacked.
    """
    scan = pl.scan_parquet(io.BytesIO(content))
    header = _unbroken(lambda: scan.collect_schema().names())
    table = recognise(source, file_name, header)
    rows = _unbroken(lambda: scan.select(pl.len()).collect().item())
    if rows == 0:
        raise Refused(Problem(EMPTY, "", "the file has columns and no rows", "send at least one row"))
    if source.max_rows is not None and rows > source.max_rows:
        raise Refused(Problem(TOO_LARGE, "", f"{rows:,} rows", f"send at most {source.max_rows:,} rows a file"))
    cells = _unbroken(scan.collect)
    text = cells.select(_text(name, type_) for name, type_ in cells.schema.items())
    unpacked = sum(text.select(pl.all().str.len_bytes().sum()).row(0))
    if unpacked > MAX_TEXT_BYTES:
        raise Refused(Problem(TOO_LARGE, "", f"unpacks to {unpacked:,} bytes", f"send at most {MAX_TEXT_BYTES:,}"))
    numbered = text.with_row_index("file_line", offset=1).with_columns(pl.col("file_line").cast(pl.Int64))
    return Content({table.name: numbered}, [Lines("", table.name, read=rows, header=0, blank=0)])


def _unbroken(step: Callable):
    """What the step gives. A damaged file may break its reader in the middle, not only at its end."""
    try:
        return step()
    except (pl.exceptions.PolarsError, PanicException, OSError) as error:
        found = f"not a complete Parquet file: {' '.join(str(error).split())[:100]}"
        raise Refused(Problem(UNREADABLE, "", found, "send it again")) from None


def _text(name: str, type_: pl.DataType) -> pl.Expr:
    """A column as text. Whole numbers and days stay such when their writer stored them as floats or as midnights."""
    column = pl.col(name)
    if type_.is_nested() or type_ == pl.Binary:
        raise Refused(Problem(UNREADABLE, f"column {name}", f"cells of type {type_}", "store text, numbers or dates"))
    if type_.is_float():
        is_whole = column.round() == column
        text = pl.when(is_whole).then(column.cast(pl.Int64, strict=False).cast(pl.String))
        text = text.otherwise(column.cast(pl.String))
    elif type_ == pl.Datetime:
        midnight = column.dt.truncate("1d") == column
        text = pl.when(midnight).then(column.dt.strftime("%Y-%m-%d")).otherwise(column.dt.to_string())
    else:
        text = column.cast(pl.String)
    return text.fill_null("").alias(name)
