"""What a workbook may ask of the process that reads it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The defaults are those of a return. A source of published workbooks widens them in its contract."""

    unpacked_megabytes: int = 50
    rows: int = 2_000
    columns: int = 60
    memory_megabytes: int = 1_000
    processor_seconds: int = 10
    wall_clock_seconds: int = 20
