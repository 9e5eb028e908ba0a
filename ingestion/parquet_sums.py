"""Parquet files of many lines to sums of lines that are alike, as text. Runs inside the sandbox only.

DuckDB reads the file in the one thread that a fork has, out of a file system in memory, since a fork can open nothing.
It is connected before anything is forked: connecting opens files, and takes longer than summing a month.

A column goes out as the texts that differ, in JSON, and a number for each row that says which of them it is: that is
data alone, like all that leaves the sandbox, and a tenth of the work of writing every cell out.
"""

from collections.abc import Callable

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from fsspec.implementations.memory import MemoryFileSystem

from ingestion import parquet_cells
from ingestion.limits import Limits
from ingestion.parquet_cells import check_size, check_text, not_complete, text, too_large

PLACE = "/lines.parquet"
# DuckDB starts eight threads for reading, and keeps what it read, unless it is told otherwise
ALONE = {"threads": 1, "async_threads": 0, "enable_external_file_cache": False}
_files = MemoryFileSystem()
_duckdb: duckdb.DuckDBPyConnection | None = None


def warm_up() -> None:
    """Connects, and sums one small file, so that every module is loaded."""
    global _duckdb
    parquet_cells.warm_up()
    _duckdb = duckdb.connect(config=ALONE)
    _duckdb.register_filesystem(_files)
    file = pa.BufferOutputStream()
    pq.write_table(pa.table({"a": pa.repeat("x", 2)}), file)
    _files.pipe_file(PLACE, file.getvalue().to_pybytes())
    send_rows(lambda _: None, Limits(), _duckdb.sql(f"select a, 0 as is_odd from {_read(['a'])}").to_arrow_table())


def answer(
    content: bytes,
    limits: Limits,
    send: Callable[[bytes], None],
    expected: dict | None = None,
    columns: list[str] | None = None,
    statement: str = "",
    judged: str = "",
    wrong: dict[str, list[str]] | None = None,
) -> dict:
    """Names, types and number of rows of the file.

    If they are `expected`, but for the number of rows, then also what `statement` makes of its `lines`, whose `columns`
    are named by their place: the `texts` of each column, while four bytes for each row, column after column, have been
    sent that say which text it is. With `wrong` codes by column it is every line of the groups that are odd or have
    such a code, as `judged` has them. Raises Refused, for more rows than the limits allow before any is unpacked.
    """
    try:
        file = pq.ParquetFile(pa.BufferReader(content), pre_buffer=False)
        check_size(file.metadata, limits)
        schema, rows = file.schema_arrow, file.metadata.num_rows
        found = {"columns": schema.names, "types": list(map(str, schema.types)), "rows": rows}
        if expected != found | {"rows": None}:
            return found
        _files.pipe_file(PLACE, content)
        _duckdb.execute(f"set memory_limit = '{limits.memory_megabytes * 5 // 6}MB'")
        _duckdb.execute(f"create view lines as select *, file_row_number + 1 as file_line from {_read(columns)}")
        groups = _duckdb.sql(statement).to_arrow_table()
        return found | send_rows(send, limits, groups if wrong is None else _alone(groups, judged, wrong))
    except (MemoryError, duckdb.OutOfMemoryException):  # pyarrow's own is an ArrowException too
        raise MemoryError from None
    except (pa.ArrowException, duckdb.Error, OSError, UnicodeDecodeError) as error:
        raise not_complete(error) from None


def _read(columns: list[str]) -> str:
    """Columns are called by their place: no name of a file stands in SQL."""
    names = ", ".join([*columns, "file_row_number"])
    return f"read_parquet('memory://{PLACE}', file_row_number = true) as file({names})"


def send_rows(send: Callable[[bytes], None], limits: Limits, rows: pa.Table) -> dict:
    """The `texts` of each column; sends for each row which of them it is. Raises Refused."""
    texts, characters = {}, 0
    for name, column in zip(rows.column_names, rows.combine_chunks().columns, strict=True):
        encoded = pa.concat_arrays(column.chunks).dictionary_encode("encode")
        cells = pc.fill_null(text(encoded.dictionary), "")
        check_text(name, cells)
        # two values, such as null and blank, may be one text
        cells = cells.dictionary_encode()
        indices, cells = pc.take(cells.indices, encoded.indices), cells.dictionary
        characters += pc.sum(pc.binary_length(cells)).as_py()
        if characters > limits.text_megabytes * 1_000_000:
            raise too_large(f"its kinds of lines unpack to more than {limits.text_megabytes} MB of text")
        texts[name] = cells.to_pylist()
        send(indices.cast(pa.int32()).buffers()[1].to_pybytes()[: 4 * rows.num_rows])
    return {"texts": texts}


def _alone(groups: pa.Table, judged: str, wrong: dict[str, list[str]]) -> pa.Table:
    """Every line of the groups that are odd or have a wrong code, in the order of the file."""
    mask = pc.equal(groups["is_odd"], 1)
    for name, values in wrong.items():
        cells = pc.fill_null(text(groups[name].combine_chunks()), "")
        mask = pc.or_(mask, pc.is_in(cells, pa.array(values, cells.type)))
    keys = groups.column_names[: groups.column_names.index("is_odd") + 1]
    _duckdb.register("taken_out", groups.select(keys).filter(mask))
    alike = " and ".join(f"line.{key} is not distinct from taken_out.{key}" for key in keys)
    asked = f"select * from ({judged}) as line where exists (from taken_out where {alike}) order by file_line"
    return _duckdb.sql(asked).to_arrow_table().drop_columns("is_odd")
