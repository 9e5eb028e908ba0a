"""Lines of a table to text columns: every cell as it stands, and the problems of lines that fit no header."""

from collections.abc import Iterable

import polars as pl

from ingestion.editions import normalised
from ingestion.headers import Fitted, nameless
from ingestion.places import Record, Where
from ingestion.problems import COLUMNS, HEADER_AGAIN, WIDTH, Problem, Refused

BATCH = 20_000  # lines that are lists of Python's at one time; a frame takes a tenth of their memory
MOST_LEFT_OUT = 10_000
ONE_HEADER = "keep one header, and below it only lines with the same columns in the same order"


def text_frame(
    fitted: Fitted, lines: Iterable[Record], where: Where, header_row: int
) -> tuple[pl.DataFrame, list[Problem]]:
    """Text columns named by what they are read as, `file_line`, and the problems of the lines that were left out.

    Those are lines of another width, and the header once more. Raises Refused where the header says too little of the
    lines: when none has its width, when it stands again in another order, when a column without a name holds something.
    Raises Refused too where very many lines were left out.
    """
    schema = {"file_line": pl.Int64} | {name: pl.String for name in fitted.columns}
    kept, frames, problems = [], [], []
    for number, cells in lines:
        if len(kept) == BATCH:
            frames.append(pl.DataFrame(kept, schema=schema, orient="row"))
            kept = []
        if len(problems) > MOST_LEFT_OUT:
            found = f"more than {MOST_LEFT_OUT:,} lines that do not fit the header"
            raise Refused(
                Problem(WIDTH, "", found, "check which character parts the cells, and the quotes", where.sheet)
            )
        if len(cells) != fitted.width:
            found, expected = f"{len(cells)} cells", f"expected {fitted.width}, as in the header"
            problems.append(Problem(WIDTH, where.place(number), found, expected, where.sheet, number))
        elif fitted.is_header(cells):
            problems.append(_header_again(fitted, cells, where, number))
        else:
            kept.append((number, *cells))
    if problems and not kept and not frames and all(problem.rule_id == WIDTH for problem in problems):
        first = problems[0]
        found = f"{first.found}, and no line has the {fitted.width} that the header names"
        raise Refused(where.problem(COLUMNS, first.line, None, found, "name each column once, and keep every cell"))
    frame = pl.concat([*frames, pl.DataFrame(kept, schema=schema, orient="row")])
    check_unnamed(fitted, frame, where, header_row)
    return frame, problems


def _header_again(fitted: Fitted, cells: list[str], where: Where, number: int) -> Problem:
    names = [normalised(cell) for cell in cells]
    if [fitted.form.columns.get(name) for name in names if name] != [
        name for at, name in enumerate(fitted.columns) if at not in fitted.unnamed()
    ]:
        found = "names of columns again, others or in another order than in the header"
        raise Refused(where.problem(COLUMNS, number, None, found, ONE_HEADER))
    return Problem(HEADER_AGAIN, where.place(number), "the header once more", ONE_HEADER, where.sheet, number)


def check_unnamed(fitted: Fitted, frame: pl.DataFrame, where: Where, header_row: int) -> None:
    """Raises Refused for columns without a name that hold something; `file_line` stands first in the frame."""
    first = {at: frame.filter(pl.nth(1 + at).str.strip_chars() != "")["file_line"].first() for at in fitted.unnamed()}
    problems = [nameless(where, header_row, at, line) for at, line in first.items() if line is not None]
    if problems:
        raise Refused(*problems)
