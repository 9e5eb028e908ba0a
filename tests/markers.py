"""What only somebody else may see, and where bytes hold any of it.

A marker is a number with so many digits that no other figure has them, or a piece of text that nothing says which the
reader may read. Numbers are looked for as they are written, and as eight bytes as in a chart's data.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import duckdb
import numpy as np

from app.published import Audience, read, sees
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
        written = {float(number) for number in WRITTEN.findall(raw)}
        found = {repr(number) for number in written.intersection(self.numbers.tolist())}
        for start in range(8):
            aligned = raw[start : start + (len(raw) - start) // 8 * 8]
            found |= {repr(n) for n in np.intersect1d(np.frombuffer(aligned, "<f8"), self.numbers).tolist()}
        pieces = (raw[i : i + LENGTH] for i in range(len(raw) - LENGTH + 1))
        return found | {piece.decode() for piece in pieces if piece in self.texts}


def markers(home: Home, hidden: Iterable[str], allowed: Iterable[str]) -> Markers:
    """What the first readers (as in `as=`) see and the second do not."""
    numbers, texts = _values(_all(home, hidden))
    known_numbers, known_texts = _values(_all(home, allowed))
    known = "\n".join(known_texts)
    pieces = (_piece(text, known) for text in texts - known_texts)
    return Markers(
        np.array(sorted(number for number in numbers - known_numbers if _is_long(number))),
        frozenset(piece.encode() for piece in pieces if piece),
    )


def _all(home: Home, readers: Iterable[str]) -> Iterator[object]:
    """Every value of every table that these readers have, and of what is public."""
    manifest = home.manifest()
    folder = home.run_folder(manifest["run_id"])
    for reader in readers:
        audience = Audience.parse(reader)
        for table in manifest["tables"]:
            if sees(manifest, audience, table):
                for column in read(folder, manifest, audience, table).iter_columns():
                    yield from column.unique()
    with duckdb.connect(str(folder / "public.duckdb"), read_only=True) as con:  # registries too
        for schema, table in con.execute("select table_schema, table_name from information_schema.tables").fetchall():
            for row in con.execute(f'select * from "{schema}"."{table}"').fetchall():
                yield from row


def _values(values: Iterable[object]) -> tuple[set[float], set[str]]:
    numbers, texts = set(), set()
    for value in values:
        if isinstance(value, float):
            numbers.add(value)
        elif isinstance(value, str):
            texts.add(value)
    return numbers, texts


def _is_long(number: float) -> bool:
    return len(re.sub(r"e.*|\D", "", repr(number)).strip("0")) >= DIGITS


def _piece(text: str, known: str) -> str | None:
    """A piece of the text that is said nowhere else."""
    for run in PLAIN.findall(text):
        for start in range(0, len(run) - LENGTH + 1, 4):
            if (piece := run[start : start + LENGTH]) not in known:
                return piece
    return None
