"""What a workbook, an archive or a Parquet file may ask of the process that reads it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The defaults are those of a return. A source of larger files widens them in its contract.

    `cells_seen` counts cells in the file, blank ones too, which cost time; a file may keep `rows` × `columns` of them.
    `text_megabytes` bounds what comes out: one long text may stand in every cell, and the file be small.
    """

    unpacked_megabytes: int = 50
    rows: int = 2_000
    columns: int = 60
    cells_seen: int = 1_000_000
    text_megabytes: int = 10
    memory_megabytes: int = 600
    processor_seconds: int = 10
    wall_clock_seconds: int = 18

    @property
    def cells(self) -> int:
        return self.rows * self.columns
