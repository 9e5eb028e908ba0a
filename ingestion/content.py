"""What a reader makes of a file: text, and an account of every line."""

from dataclasses import asdict, dataclass, field

import polars as pl

from ingestion.problems import Problem


@dataclass(frozen=True)
class Lines:
    """How many lines a sheet has, or a CSV file, whose `sheet` is empty.

    A line is a record of a CSV file, a row of a sheet, or in a published workbook a cell of results. `blank` ones hold
    nothing, or nothing that the layout of the file asks for. `header_fingerprint` tells headers apart, `edition` names
    the declared earlier form that the header has, and `not_asked` the columns that it had not yet.
    """

    sheet: str
    table: str
    read: int
    header: int
    blank: int
    header_fingerprint: str
    edition: str = ""
    not_asked: str = ""

    def record(self) -> dict:
        return asdict(self)


@dataclass(frozen=True)
class Content:
    """Text frames by table, each with `file_line`; `problems` are of lines that no frame could take in."""

    tables: dict[str, pl.DataFrame]
    lines: list[Lines]
    problems: list[Problem] = field(default_factory=list)
