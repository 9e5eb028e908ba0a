"""Files that could do harm, and how they are made: always the same, nothing of them stored.

Each is refused by a rule and in words that tell its sender what was found. Workbooks: `tests.hostile_workbooks`.
"""

import io
import random
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from tests.hostile_workbooks import CLEAN, OLE, WORKBOOKS, Hostile, packed
from tests.workforce import golden_lines

WRES_HEADER = "org_code,wres_year,standard,measure_code,wres_group,value,basis,source,release_year\n"
WRES_LINE = "T900,2025,WRES,I3.ENTERED,BME,1,annual,dcf,2025\n"
SHEETS = ("Return", "Checklist", "Facts", "Events", "Evidence", "WRES")


def write(case: Hostile, landing: Path) -> Path:
    """The file of a case below `landing`; workbooks are returns unless their name says otherwise."""
    path = landing / (case.name if "/" in case.name else f"returns/{case.name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    made = case.make()
    if isinstance(made, bytes):
        path.write_bytes(made)
    else:
        beginning, size = made
        with path.open("wb") as file:
            file.write(beginning)
            file.truncate(size)
    return path


def sheets(**more: bytes) -> dict[str, bytes]:
    return {f"{name}.csv": b"a,b\n" for name in SHEETS} | {name: content for name, content in more.items()}


def named(name: str) -> bytes:
    """A zip with a part of an odd name, which `zipfile` itself would mend while writing."""
    plain = f"Z{'z' * (len(name) - 1)}"
    return packed(sheets() | {plain: b"x"}).replace(plain.encode(), name.encode())


def lying() -> bytes:
    """A part that unpacks to 40 MB and says 1,000 bytes, before it and in the directory."""
    content = packed(sheets(**{"WRES.csv": b"0" * 40_000_000}))
    return content.replace(struct.pack("<I", 40_000_000), struct.pack("<I", 1_000))


def overlapping() -> bytes:
    """Two hundred parts that share their data: each lies within the one before."""
    inner = zlib.compress(b"0" * 100_000)[2:-4]
    data, directory, count = inner, b"", 100
    checksum = zlib.crc32(b"0" * 100_000)
    for n in reversed(range(count)):
        name = f"{n:03}.csv".encode()
        fields = (20, 0, 8, 0, 33, checksum, len(data), 100_000, len(name), 0)
        data = struct.pack("<4s5H3I2H", b"PK\3\4", *fields) + name + data
    for n in range(count):
        name, offset = f"{n:03}.csv".encode(), n * 37
        size = len(data) - offset - 37
        directory += struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 33, checksum, size, 100_000, len(name),
                                 0, 0, 0, 0, 0, offset) + name  # fmt: skip
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(directory), len(data), 0)
    return data + directory + end


def encrypted() -> bytes:
    content = bytearray(packed(sheets()))
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        start = content.index(signature)
        content[start + flags] |= 1
    return bytes(content)


def damaged() -> bytes:
    content = bytearray(packed(sheets(**{"note.txt": bytes(range(256)) * 9}), zipfile.ZIP_STORED))
    content[content.index(bytes(range(256)))] ^= 1
    return bytes(content)


def twice() -> bytes:
    return packed(sheets() | {"RETURN.CSV": b"field,value\norg_code,ZD002\n"})


def parquet(frame: pl.DataFrame) -> bytes:
    content = io.BytesIO()
    frame.write_parquet(content)
    return content.getvalue()


def staff(**columns) -> pl.DataFrame:
    return pl.DataFrame(list(golden_lines("T001"))).with_columns(**columns)


def many_rows(**columns) -> bytes:
    rows = pl.concat([staff().head(1)] * 11).select(pl.all().repeat_by(200_000).explode())
    return parquet(rows.with_columns(**columns))


def long_cells() -> bytes:
    """A text that the file holds once and 200,000 rows repeat: 6 GB from a few kilobytes."""
    rows, content = 200_000, io.BytesIO()
    text = pa.DictionaryArray.from_arrays(np.zeros(rows, "int32"), ["Z" * 30_000])
    columns = {name: text if name == "ethnic_code" else pa.nulls(rows, pa.string()) for name in staff().columns}
    pq.write_table(pa.table(columns), content)
    return content.getvalue()


def damaged_parquet() -> bytes:
    """Bytes turned here and there in the pages, where no checksum tells."""
    content, chance = bytearray(parquet(staff())), random.Random(5)
    for _ in range(200):
        content[chance.randrange(4, len(content) - 1200)] = chance.randrange(256)
    return bytes(content)


def workbook() -> bytes:
    return CLEAN.read_bytes()


HUGE = 500_000_000
ZIPS = [
    Hostile("bomb.zip", "F07", "times its size", lambda: packed(sheets(**{"WRES.csv": b"0" * 40_000_000}))),
    Hostile("lying_bomb.zip", "F07", "said to unpack to 1,000 bytes", lying),
    Hostile("overlapping.zip", "F07", "overlap", overlapping),
    Hostile("path_up.zip", "F02", "leads out of the zip", lambda: named("../../../etc/cron.d/a")),
    Hostile("path_absolute.zip", "F02", "leads out of the zip", lambda: named("/etc/cron.d/a")),
    Hostile("path_backslash.zip", "F02", "leads out of the zip", lambda: named("..\\..\\a.csv")),
    Hostile("path_drive.zip", "F02", "leads out of the zip", lambda: named("C:a.csv")),
    Hostile("null_in_a_name.zip", "F02", "does not show", lambda: named("Facts.csv\0.txt")),
    Hostile("one_name_twice.zip", "F02", "two parts of one name", twice),
    Hostile("nested.zip", "F02", "another archive", lambda: packed(sheets(**{"more.csv": packed(sheets())}))),
    Hostile("many_parts.zip", "F07", "5,006 parts", lambda: packed(
        sheets(**{f"{n}.txt": b"" for n in range(5_000)}), zipfile.ZIP_STORED)),
    Hostile("encrypted.zip", "F02", "an encrypted part", encrypted),
    Hostile("unusual.zip", "F02", "an unusual way", lambda: packed(sheets(), zipfile.ZIP_LZMA)),
    Hostile("damaged.zip", "F02", "its checksum", damaged),
    Hostile("program_before.zip", "F02", "a program, though its name ends in .zip", lambda: (
        b"MZ" + bytes(98) + packed(sheets()))),
    Hostile("text_before.zip", "F02", "before the first part", lambda: b"PK\3\4" + bytes(98) + packed(sheets())),
    Hostile("something_behind.zip", "F02", "behind the end", lambda: packed(sheets()) + b"#!/bin/sh\n"),
    Hostile("truncated.zip", "F02", "not a complete workbook", lambda: packed(sheets())[:-40]),
]  # fmt: skip
CSV = [
    Hostile("wres/one_line_of_500_MB.csv", "F07", "500.0 MB", lambda: (WRES_HEADER.strip().encode() + b"a" * 99, HUGE)),
    Hostile("wres/one_line.csv", "F07", "a line of more than 1,000,000", lambda: b"a" * 19_000_000),
    Hostile("wres/one_cell.csv", "F07", "more than 32,767 characters in a cell", lambda: (
        WRES_HEADER + '"' + "a\n" * 9_000_000).encode()),
    Hostile("wres/long_cell.csv", "F07", "40,000 characters in a cell", lambda: (
        WRES_HEADER + WRES_LINE.replace("dcf", "d" * 40_000)).encode()),
    Hostile("wres/one_record.csv", "F07", "a line of more than 1,000,000", lambda: b'"\n",' * 4_000_000),
    Hostile("wres/blank_lines.csv", "F07", "more than 2,000,000 lines", lambda: b"\n" * 19_000_000),
    Hostile("wres/many_columns.csv", "F07", "499,999 cells, more than 2,000", lambda: b"a," * 499_998 + b"a\n"),
    Hostile("wres/short_lines.csv", "F10", "more than 10,000 lines", lambda: WRES_HEADER.encode() + b"a\n" * 1_900_000),
    Hostile("wres/null_bytes.csv", "F04", "a null character", lambda: (WRES_HEADER + WRES_LINE).encode() + bytes(9)),
    Hostile("wres/utf_16.csv", "F04", "the file is UTF-16", lambda: (WRES_HEADER + WRES_LINE).encode("utf-16")),
    Hostile("wres/utf_16_unmarked.csv", "F04", "a null character", lambda: WRES_HEADER.encode("utf-16-le")),
    Hostile("wres/half_a_character.csv", "F04", "is not UTF-8", lambda: WRES_HEADER.encode() + b"\xed\xa0\x80,1\n"),
    Hostile("wres/a_workbook.csv", "F02", "a workbook or a zip file, though its name ends in .csv", workbook),
    Hostile("wres/a_web_page.csv", "F02", "a web page", lambda: b"\n<!DOCTYPE html><html></html>"),
    Hostile("wres/packed.csv", "F02", "a gzip file", lambda: b"\x1f\x8b" + bytes(99)),
    Hostile("wres/old.xls", "F02", "an old Excel workbook", lambda: OLE + "Workbook".encode("utf-16-le")),
]  # fmt: skip
PARQUET = [
    Hostile("workforce/long_cell.parquet", "F07", "a cell of 1,000,000 bytes", lambda: parquet(
        staff(ethnic_code=pl.lit("Z" * 1_000_000)))),
    Hostile("workforce/long_cells.parquet", "F07", "unpacks to more than 250 MB", long_cells),
    Hostile("workforce/many_rows.parquet", "F07", "rows, more than 2,000,000", lambda: many_rows(
        headcount=pl.lit("1"))),
    Hostile("workforce/many_kinds.parquet", "F07", "1000 MB of memory", lambda: many_rows(
        org_code=pl.int_range(pl.len()).cast(pl.String))),
    Hostile("workforce/many_wrong.parquet", "V01", "2,200,000 of 2,200,000 lines are refused", lambda: many_rows(
        org_code=pl.lit("=cmd"))),
    Hostile("workforce/most_rows.parquet", "F07", "rows, more than 20,000,000", lambda: parquet(
        pl.select(pl.repeat(None, 20_000_001).alias("band")))),
    Hostile("workforce/many_columns.parquet", "F07", "3,000 columns, more than 2,000", lambda: parquet(
        pl.DataFrame({f"c{n}": ["1"] for n in range(3_000)}))),
    Hostile("workforce/nested.parquet", "F02", "cells of type", lambda: parquet(staff(band=pl.lit([1])))),
    Hostile("workforce/null_character.parquet", "F04", "a null character", lambda: parquet(staff(band=pl.lit("B\0")))),
    Hostile("workforce/damaged.parquet", "F02", "not a complete Parquet file", damaged_parquet),
    Hostile("workforce/a_workbook.parquet", "F02", "a workbook or a zip file", workbook),
    Hostile("workforce/a_table.csv", "F02", "a Parquet file, though its name ends in .csv", lambda: parquet(staff())),
]  # fmt: skip
EVERY = [*WORKBOOKS, *ZIPS, *CSV, *PARQUET]
