"""Lines that are alike in all but what adds up, as one row: how a table of millions of lines is kept.

The contract names what adds up (`summed`). The sum is one plain SQL text for any engine: DuckDB reads a file with it
where files are opened (`ingestion.parquet_sums`), and Spark may run it over many. So it quotes no name, casts no text,
and uses nothing that only one of them knows.

A line whose figures cannot be added as they stand falls into a group of its own kind (`is_odd`), and a wrong code makes
a group by itself. Such groups are no sums: their lines are taken out of the file one by one and judged like any line.
What is not taken out is judged too, once for each value, by the same suite (`quality.reception`).
"""

import hashlib

import polars as pl

from ingestion.cell_types import TYPES
from ingestion.contracts import Column, Table

LINES = "file_lines"  # how many lines of the file a row stands for
_LARGEST_COUNT, _LARGEST, _SMALLEST = 999_999_999, 1e14, 1e-9


def plain(column: Column) -> str:
    """A condition in SQL: whether a number adds up as it stands. What it lets pass reads as its type says."""
    name, is_count = column.name, column.type == "count"
    low = max(0 if is_count else -_LARGEST, -_LARGEST if column.min is None else column.min)
    high = min(_LARGEST_COUNT if is_count else _LARGEST, _LARGEST if column.max is None else column.max)
    whole = f"{name} = floor({name})" if is_count else f"({name} = 0 or abs({name}) >= {_double(_SMALLEST)})"
    low, high = (low, high) if is_count else (_double(low), _double(high))
    given = f"{name} >= {low} and {name} <= {high} and {whole}"
    return f"({given})" if column.required else f"({name} is null or {given})"


def _double(number: float) -> str:
    """A literal that every engine takes for a double: without an exponent it is a decimal, which holds no NaN."""
    return f"{number:.16e}"


def judged(table: Table, present: list[str]) -> str:
    """The relation `lines` with `is_odd`, which is 1 where a figure does not add up as it stands."""
    figures = [column for column in table.columns if column.name in table.summed and column.name in present]
    is_odd = f"case when {' and '.join(map(plain, figures))} then 0 else 1 end"
    return f"select {', '.join(present)}, {is_odd} as is_odd from lines"


def statement(table: Table, present: list[str]) -> str:
    """The sum of the relation `lines`, which has the columns `present`, each of the type in which it is stored.

    One row for each kind of line: its codes, `is_odd`, its sums, and how many lines it stands for.
    """
    types = {c.name: "bigint" if c.type == "count" else "double" for c in table.columns}
    keys = [*(name for name in present if name not in table.summed), "is_odd"]
    sums = [f"cast(sum(case when is_odd = 0 then {name} end) as {types[name]}) as {name}"
            for name in present if name in table.summed]  # fmt: skip
    return (
        f"select {', '.join([*keys, *sums, f'count(*) as {LINES}'])} "
        f"from ({judged(table, present)}) as judged group by {', '.join(keys)}"
    )


def wrong(table: Table, groups: pl.DataFrame) -> dict[str, list[str]]:
    """Values of codes, as text, that the contract does not allow, by column; what is alike in a file is read once."""
    found = {}
    for column in table.columns:
        if column.name in groups.columns and column.name not in table.summed:
            values = groups[column.name].unique().cast(pl.String)
            read = zip(values, values.str.strip_chars(), strict=True)
            if bad := sorted(value for value, text in read if not _allows(column, text)):
                found[column.name] = bad
    return found


def _allows(column: Column, text: str) -> bool:
    if not text:
        return not column.required
    return TYPES[column.type].reads(text) and (not column.accepted or text in column.accepted)


def is_spoilt(wrong: dict[str, list[str]]) -> pl.Expr:
    """Whether a group is odd, or has a code that is wrong."""
    return pl.any_horizontal(pl.col("is_odd") == 1, *(pl.col(name).is_in(values) for name, values in wrong.items()))


def lines_of(frame: pl.DataFrame) -> int:
    """How many lines of its file a frame stands for."""
    return int(frame[LINES].sum()) if LINES in frame.columns else frame.height


def to_judge(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Rows of a frame that between them hold every code that it holds, and all lines that stand alone."""
    if LINES not in frame.columns:
        return frame
    codes = [name for name in frame.columns if name not in (*table.summed, LINES, "file_line")]
    is_new = pl.any_horizontal(pl.col(name).is_first_distinct() for name in codes)
    return frame.filter(is_new | pl.col("file_line").is_not_null()).drop(LINES).cast({pl.Enum: pl.String})


def wording(tables: tuple[Table, ...]) -> str:
    """Tells what one wording of a contract took out of its groups from what another did; empty where none adds up."""
    declared = [(table.columns, table.summed) for table in tables if table.summed]
    return "-" + hashlib.sha256(repr(declared).encode()).hexdigest()[:8] if declared else ""
