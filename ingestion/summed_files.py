"""Large Parquet files whose lines add up: one row for each kind of line, and the lines that would spoil a sum.

A month of the country is a million lines, and ten thousand kinds of them. What a kind is and what spoils it stands in
`ingestion.summing`; the file itself is opened in the sandbox alone (`ingestion.parquet_sums`), or by the engine that is
set for it (`ingestion.engine`).
"""

import re
from dataclasses import replace

import numpy as np
import polars as pl

from ingestion import engine, sandbox, summing
from ingestion.cell_text import visible
from ingestion.contracts import Source, Table
from ingestion.csv_files import recognise
from ingestion.headers import Fitted
from ingestion.limits import Limits
from ingestion.places import Where
from ingestion.problems import UNREADABLE, Problem, Refused
from ingestion.summing import LINES

SUMMED_FROM = 20_000  # rows; a smaller file costs little, and each of its rows can be looked up in the warehouse
MOST_ALONE = 50_000  # lines that are taken out of their groups; beyond it the file is no sum of good lines
LIMITS = Limits(text_megabytes=250, memory_megabytes=1_000, processor_seconds=60, wall_clock_seconds=120)
# Types that are stored as what they are. Figures that are stored as text, say, are read line by line.
CODES = re.compile(r"(large_)?string|u?int\d+|date32\[day\]|timestamp\[.s\]")
FIGURES = re.compile(r"u?int\d+|float|double|decimal128\(.*\)")
_asked_last: dict[str, dict] = {}  # by source: most files of a source have the same columns, and one look is enough


def read(source: Source, file_name: str, content: bytes) -> tuple[Fitted, pl.DataFrame] | None:
    """The form of the file, and its rows as text, each with `file_lines`, for how many lines it stands.

    A line that would spoil a sum stands alone, with its `file_line`. None for a file that is small, or not stored so
    that it adds up. Raises Refused.
    """
    limits = replace(LIMITS, rows=source.max_summed_rows)
    asked = _asked_last.get(source.name, {})
    found, numbers = engine.sums(content, limits, **asked)
    if found["rows"] < SUMMED_FROM:
        return None
    _, fitted = recognise(source, file_name, [(1, found["columns"])], Where(has_lines=False))
    table = next(table for table in source.tables if table.name == fitted.form.table)
    if "texts" not in found:
        if not (asked := _question(table, fitted, found)):
            return None
        _asked_last[source.name] = asked
        found, numbers = engine.sums(content, limits, **asked)
    groups = _frame(found, numbers)
    _check_complete(groups, found["rows"])
    wrong = summing.wrong(table, groups)
    is_spoilt = summing.is_spoilt(wrong)
    spoilt, kept = groups.filter(is_spoilt), groups.filter(~is_spoilt).drop("is_odd")
    if spoilt.is_empty():
        return fitted, kept
    _check_alone(table, spoilt, wrong, found["rows"])
    alone = _frame(*engine.sums(content, limits, **asked, wrong=wrong)).with_columns(pl.lit(1, pl.Int64).alias(LINES))
    both = pl.concat([rows.cast({pl.Enum: pl.String}) for rows in (kept, alone)], how="diagonal")
    _check_complete(both, found["rows"])
    return fitted, both


def _check_complete(frame: pl.DataFrame, rows: int) -> None:
    """Raises Refused where a frame does not stand for every row of its file."""
    if summing.lines_of(frame) != rows:
        found = "not a complete Parquet file: it does not have as many rows as it says"
        raise Refused(Problem(UNREADABLE, "", found, "send it again"))


def _question(table: Table, fitted: Fitted, shape: dict) -> dict | None:
    """What to ask of files that have these columns; None where they are not stored so that they add up."""
    types = dict(zip(fitted.columns, shape["types"], strict=True))
    present = [column.name for column in table.columns if column.name in types]
    if fitted.unnamed() or not all(_adds_up(table, name, types[name]) for name in present):
        return None
    return {
        "expected": shape | {"rows": None},
        "columns": [name if name in present else f"unread_{at}" for at, name in enumerate(fitted.columns)],
        "statement": summing.statement(table, present),
        "judged": summing.judged(table, ["file_line", *present]),
    }


def _adds_up(table: Table, name: str, type_: str) -> bool:
    return bool((FIGURES if name in table.summed else CODES).fullmatch(type_))


def _frame(found: dict, numbers: bytes) -> pl.DataFrame:
    """Rows as the sandbox sends them: the texts of each column, and for each row the number of its own.

    What makes no sense is the answer of a reader that the file took over. Raises Refused.
    """
    try:
        return _checked_frame(found, numbers)
    except (pl.exceptions.PolarsError, ValueError, KeyError) as error:
        raise Refused(
            Problem(UNREADABLE, "", f"cannot be read: {type(error).__name__}", sandbox.AS_PUBLISHED)
        ) from None


def _checked_frame(found: dict, numbers: bytes) -> pl.DataFrame:
    texts = found["texts"]
    of_rows = np.frombuffer(numbers, "<i4").reshape(len(texts), -1)
    columns = {"file_line": pl.Series([None], dtype=pl.Int64).new_from_index(0, of_rows.shape[1])}
    for at, (name, different) in enumerate(texts.items()):
        if name in ("is_odd", LINES, "file_line"):
            columns[name] = pl.Series(different, dtype=pl.String).cast(pl.Int64).gather(of_rows[at])
        else:  # a text is held once, here and in the first copy
            columns[name] = pl.Series(of_rows[at].astype("u4")).cat.to(pl.Enum(different))
    return pl.DataFrame(columns)


def _check_alone(table: Table, spoilt: pl.DataFrame, wrong: dict[str, list[str]], rows: int) -> None:
    """Raises Refused where so many lines spoil a sum that nobody would mend them one by one."""
    count = summing.lines_of(spoilt)
    if count <= MOST_ALONE:
        return
    lines = {name: summing.lines_of(spoilt.filter(pl.col(name).is_in(values))) for name, values in wrong.items()}
    name = max(lines, key=lines.__getitem__, default=table.summed[0])
    column = next(column for column in table.columns if column.name == name)
    first = f", most for a {name} such as '{visible(wrong[name][0])}'" if name in wrong else f", for their {name}"
    found = f"{count:,} of {rows:,} lines are refused{first}"
    raise Refused(Problem(column.rule or "V05", f"column {name}", found, "mend the file as a whole"))
