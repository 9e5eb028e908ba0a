"""What a class of mutations is, what a mutant must be told apart by, and the list of classes.

A class is a function of a random stream and the code of an invented organisation: it makes a clean file, breaks one
thing in it, and says by which rule and at which place that must be found.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from random import Random
from types import ModuleType

from benchmarks.mutation_originals import SEED, File

EACH = 10  # mutants of a class
OPENED = "20000401"
ARRIVAL, MEANING = "on arrival", "in the build"


@dataclass(frozen=True)
class Mutant:
    """A broken file beside the clean one that it was, and the files that it is handed in with.

    Any one of `rules` at any one of `places` finds it, in words that hold `words`. A place is written as people read it
    (`WRES!C14`, `line 3, column value`); one without a line is the file as a whole.
    """

    file: File
    clean: File
    rules: tuple[str, ...]
    places: tuple[str, ...] = ("",)
    words: str = ""
    content: bytes | None = None  # of a file that is broken in its bytes
    partners: tuple[File, ...] = ()
    opened: str | None = OPENED  # when the organisation opened; in no register without
    closed: str = ""

    def bytes(self) -> bytes:
        return self.file.content() if self.content is None else self.content

    def beside(self, *partners: File) -> "Mutant":
        return replace(self, partners=(*self.partners, *partners))


@dataclass(frozen=True)
class Mutation:
    """A class of mutations, named as people would; `found` says where its mutants must be found."""

    name: str
    found: str
    make: Callable[[Random, str], Mutant]

    def mutants(self, first: int) -> dict[str, Mutant]:
        """By the code of its organisation, numbered from `first`; of the last one the clean file is sent as control."""
        codes = [f"Z{first + n:04}" for n in range(EACH + 1)]
        return {code: self.make(Random(f"{SEED} {self.name} {n}"), code) for n, code in enumerate(codes)}


def mutation(found: str = ARRIVAL) -> Callable[[Callable[[Random, str], Mutant]], Mutation]:
    """Makes a class of a function, by whose name it is known."""
    return lambda make: Mutation(make.__name__.replace("_", " "), found, make)


def classes(*modules: ModuleType) -> list[Mutation]:
    """Every class that the modules define, in their order."""
    return [value for module in modules for value in vars(module).values() if isinstance(value, Mutation)]


@dataclass(frozen=True)
class Cell:
    """One cell of a clean file, and the rule that judges it."""

    file: File
    sheet: str
    row: int
    column: int
    rule: str

    @property
    def value(self):
        return self.file.sheets[self.sheet][self.row][self.column]

    def put(self, value, *rules: str) -> Mutant:
        """The file with another value in the cell, and in that one only."""
        broken = self.file.copy()
        broken.sheets[self.sheet][self.row][self.column] = value
        place = self.file.place(self.sheet, self.row, self.column)
        return Mutant(broken, self.file, rules or (self.rule,), (place,))


def cells(file: File, sheet: str, columns: Iterable[str], rule: str = "V03") -> list[Cell]:
    """The filled cells of the named columns."""
    header, *rows = file.sheets[sheet]
    positions = [header.index(name) for name in columns]
    return [
        Cell(file, sheet, row, column, rule)
        for row, values in enumerate(rows, 1)
        for column in positions
        if values[column] not in (None, "")
    ]
