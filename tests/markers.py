"""What only somebody else may see, and where bytes hold any of it.

A marker is a number with so many digits that no other figure has them, or a piece of text that nothing says which the
reader may read. Numbers are looked for as they are written, and as eight bytes as in a chart's data.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from app.published import Audience, read, sees
from ingestion.contracts import PROJECT
from orchestration.home import Home

LENGTH = 24  # of a piece of text, in signs
DIGITS = 8  # of a number, at least
PLAIN = re.compile(rf"[A-Za-z0-9 .,:;()-]{{{LENGTH},}}")  # which neither HTML nor JSON writes otherwise
WRITTEN = re.compile(rb"-?\d+\.\d{6,}(?:[eE]-?\d+)?")


@dataclass(frozen=True)
class Markers:
    numbers: np.ndarray  # sorted
    texts: frozenset[bytes]

    def in_(self, raw: bytes) -> set[str]:
        """Those that stand in these bytes."""
        written = {_short(number) for number in WRITTEN.findall(raw)}
        found = written.intersection(map(_short, self.numbers.tolist()))
        for start in range(8):
            aligned = raw[start : start + (len(raw) - start) // 8 * 8]
            found |= {repr(n) for n in np.intersect1d(np.frombuffer(aligned, "<f8"), self.numbers).tolist()}
        pieces = (raw[i : i + LENGTH] for i in range(len(raw) - LENGTH + 1))
        return found | {piece.decode() for piece in pieces if piece in self.texts}


def markers(home: Home, hidden: Iterable[str], allowed: Iterable[str]) -> Markers:
    """What the first readers (as in `as=`) see and the second do not."""
    numbers, texts = _values(home, hidden)
    known_numbers, known_texts = _values(home, allowed)
    told = set(map(_short, known_numbers))
    known = "\n".join([*known_texts, *_own_words()])
    pieces = (_piece(text, known) for text in texts - known_texts)
    return Markers(
        np.array(sorted(number for number in numbers if _is_long(number) and _short(number) not in told)),
        frozenset(piece.encode() for piece in pieces if piece),
    )


def _own_words() -> Iterator[str]:
    """What the project itself says of its sources, with every file that is taken away, and above what G3 rests on."""
    yield from (path.read_text() for path in (PROJECT / "dbt_project" / "models").rglob("*.yml"))
    yield from (f"the two years to March {year}" for year in range(2016, 2040))


def _values(home: Home, readers: Iterable[str]) -> tuple[set[float], set[str]]:
    run = home.current_run()
    found = [_of_reader(home.run_folder(run), reader) for reader in readers]
    return {n for numbers, _ in found for n in numbers}, {t for _, texts in found for t in texts}


@lru_cache(8)
def _of_reader(folder: Path, reader: str) -> tuple[set[float], set[str]]:
    """Every number and text of every table that a reader has, and of what is public."""
    manifest, audience = json.loads((folder / "manifest.json").read_text()), Audience.parse(reader)
    values = set(_public(folder))
    for table in manifest["tables"]:
        if sees(manifest, audience, table):
            for column in read(folder, manifest, audience, table).iter_columns():
                if column.dtype in (pl.Float64, pl.String):
                    values.update(column.unique().to_list())
    return {v for v in values if isinstance(v, float)}, {v for v in values if isinstance(v, str)}


def _public(folder: Path) -> Iterator[object]:
    """Of all tables and registries; also rows in one line, and of registries what a page puts after a code."""
    with duckdb.connect(str(folder / "public.duckdb"), read_only=True) as con:
        for schema, table in con.execute("select table_schema, table_name from information_schema.tables").fetchall():
            for row in con.execute(f'select * from "{schema}"."{table}"').fetchall():
                yield from (value for value in row if isinstance(value, float | str))
                texts = [value for value in row if isinstance(value, str)]
                yield " ".join(texts)
                yield from (f"{texts[0]} {text}" for text in texts[1:] if schema == "registries")


def _short(number: float | bytes) -> str:
    """A spreadsheet has a digit less than the file, so that figures that nearly agree become one."""
    return f"{float(number):.13g}"


def _is_long(number: float) -> bool:
    return len(re.sub(r"e.*|\D", "", repr(number)).strip("0")) >= DIGITS


def _piece(text: str, known: str) -> str | None:
    """A piece of the text that is said nowhere else."""
    for run in PLAIN.findall(text):
        for start in range(0, len(run) - LENGTH + 1, 4):
            if (piece := run[start : start + LENGTH]) not in known:
                return piece
    return None
