"""The cells of a Parquet file as text: those that a CSV file of the same table would hold, blank and null as blank.

Runs inside the sandbox (`ingestion.sandbox`) only. By pyarrow in one thread: Polars needs threads and open files, which
a fork has not. What is typed in the file is text here, since the contract, not the file, says what a column means.
"""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingestion.csv_records import MAX_CELL, MAX_COLUMNS
from ingestion.limits import Limits
from ingestion.problems import EMPTY, ENCODING, TOO_LARGE, UNREADABLE, Problem, Refused

BATCH = 2_048
_EXACT = 2.0**53  # beyond it a float tells whole numbers no longer apart
_READ_AS_TEXT = (
    pa.types.is_boolean, pa.types.is_integer, pa.types.is_decimal, pa.types.is_date, pa.types.is_time,
    pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null,
)  # fmt: skip


def warm_up() -> None:
    """Reads one small file, so that every module is loaded."""
    day = pa.scalar(0, pa.timestamp("ms", "UTC"))
    columns = {"text": pa.repeat("a", 2), "none": pa.nulls(2), "number": pa.repeat(1.5, 2), "day": pa.repeat(day, 2)}
    file = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), file)  # made without a list, for which pyarrow would load pandas
    answer(file.getvalue().to_pybytes(), Limits(), lambda _: None)


def answer(content: bytes, limits: Limits, send: Callable[[bytes], None]) -> dict:
    """Sends the rows as CSV, every cell in quotes; returns the names of columns and the number of rows.

    Raises Refused, for more columns or rows than the limits allow before any of them is unpacked.
    """
    try:
        return _answer(content, limits, send)
    except MemoryError:  # pyarrow's own is an ArrowException too
        raise
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise not_complete(error) from None


def _answer(content: bytes, limits: Limits, send: Callable[[bytes], None]) -> dict:
    file = pq.ParquetFile(pa.BufferReader(content), pre_buffer=False)
    schema = file.schema_arrow
    check_size(file.metadata, limits)
    for field in schema:
        _check_type(field)
    texts = [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]
    # a long text that the file holds once is then held once, and measured before it is written out
    file = pq.ParquetFile(pa.BufferReader(content), pre_buffer=False, read_dictionary=texts)
    rows = sent = 0
    for batch in file.iter_batches(BATCH, use_threads=False):
        text_lines = lines(batch)
        rows, sent = rows + batch.num_rows, sent + len(text_lines)
        if rows > limits.rows:
            raise too_large(f"more than {limits.rows:,} rows")
        if sent > limits.text_megabytes * 1_000_000:
            raise too_large(f"unpacks to more than {limits.text_megabytes} MB of text")
        send(text_lines)
    return {"columns": schema.names, "rows": rows}


def check_size(metadata: pq.FileMetaData, limits: Limits) -> None:
    if metadata.num_columns > MAX_COLUMNS:
        raise too_large(f"{metadata.num_columns:,} columns, more than {MAX_COLUMNS:,}")
    if metadata.num_rows > limits.rows:
        raise too_large(f"{metadata.num_rows:,} rows, more than {limits.rows:,}")
    if metadata.num_rows == 0:
        raise Refused(Problem(EMPTY, "", "the file has columns and no rows", "send at least one row"))


def _check_type(field: pa.Field) -> None:
    type_ = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    readable = any(is_of(type_) for is_of in _READ_AS_TEXT) or pa.types.is_floating(type_)
    if not readable and not (pa.types.is_timestamp(type_) and type_.tz in (None, "UTC")):
        found, remedy = f"cells of type {field.type}", "store text, numbers, or dates without a time zone"
        raise Refused(Problem(UNREADABLE, f"column {field.name}", found, remedy))


def lines(batch: pa.RecordBatch) -> bytes:
    """Rows as CSV text. Raises Refused for what no CSV file could hold."""
    columns = [_quoted(name, column) for name, column in zip(batch.schema.names, batch.columns, strict=True)]
    rows = pc.binary_join_element_wise(*columns, _literal(","))
    lines = pc.binary_join_element_wise(rows, _literal("\n"), _literal(""))
    return lines.buffers()[-1].to_pybytes()  # the texts of an array lie one behind the other


def _quoted(name: str, column: pa.Array) -> pa.Array:
    """Cells in quotes; a text that the file holds once is put into them once."""
    if pa.types.is_dictionary(column.type):
        cells = _quoted(name, column.dictionary)
        return pc.fill_null(pc.take(cells, column.indices), _literal('""'))
    cells = text(column)
    check_text(name, cells)
    doubled = pc.replace_substring(pc.fill_null(cells, ""), '"', '""')
    return pc.binary_join_element_wise(_literal('"'), doubled, _literal('"'), _literal(""))


def _literal(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


def text(column: pa.Array) -> pa.Array:
    """A column as text. Whole numbers and days stay such when their writer stored them as floats or as midnights."""
    type_ = column.type
    if pa.types.is_floating(type_):
        column = column.cast(pa.float32()) if type_ == pa.float16() else column
        whole = pc.and_(pc.equal(pc.round(column), column), pc.less(pc.abs(column), pa.scalar(_EXACT, column.type)))
        numbers = pc.if_else(whole, column, pa.scalar(0.0, column.type)).cast(pa.int64())
        return pc.if_else(whole, numbers.cast(pa.large_string()), column.cast(pa.large_string()))
    if pa.types.is_timestamp(type_):
        moments = column.cast(pa.int64()).cast(pa.timestamp(type_.unit))
        days = moments.cast(pa.date32(), safe=False)
        midnight = pc.equal(days.cast(pa.timestamp(type_.unit)), moments)
        return pc.if_else(midnight, days.cast(pa.large_string()), moments.cast(pa.large_string()))
    return column.cast(pa.large_string())


def check_text(name: str, text: pa.Array) -> None:
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        found, remedy = "text that is not UTF-8", "store the column as text"
        raise Refused(Problem(ENCODING, f"column {name}", found, remedy)) from None
    longest = pc.max(pc.binary_length(text)).as_py() or 0
    if longest > MAX_CELL:
        raise too_large(f"a cell of {longest:,} bytes, more than {MAX_CELL:,}", f"column {name}")
    if pc.any(pc.match_substring(text, "\0")).as_py():
        raise Refused(Problem(ENCODING, f"column {name}", "a null character", "take it out and send the file again"))


def not_complete(error: Exception) -> Refused:
    """What a reader stumbled over, as a reason."""
    found = f"not a complete Parquet file: {' '.join(str(error).split())[:100]}"
    return Refused(Problem(UNREADABLE, "", found, "send it again"))


def too_large(found: str, place: str = "") -> Refused:
    return Refused(Problem(TOO_LARGE, place, found, "send the table alone, or in several files"))
