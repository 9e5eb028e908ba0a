"""A header that stands where none is looked for: split by another character, below titles, or on its side.

It is told so that its sender can mend the file, which is refused all the same.
"""

from ingestion.editions import Form, normalised
from ingestion.places import Record, Where
from ingestion.problems import COLUMNS, Problem

SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars", ",": "commas within one pair of quotes"}
ROWS_LOOKED_AT = 20


def misplaced(forms: list[Form], records: list[Record], where: Where) -> Problem | None:
    """What is wrong as a whole, where that is seen; `records` begin with the row in which the header should stand."""
    return (
        _split_otherwise(forms, records, where) or _below(forms, records, where) or _on_its_side(forms, records, where)
    )


def _split_otherwise(forms: list[Form], records: list[Record], where: Where) -> Problem | None:
    row, cells = records[0]
    filled = [cell for cell in cells if cell.strip()]
    for separator, words in SEPARATORS.items():
        names = [name.strip('"') for name in filled[0].split(separator)]
        if len(filled) == 1 and len(names) > 1 and _known(forms, names) * 2 >= len(names):
            found = f"all columns but one are missing: {len(names)} names stand in one cell, split by {words}"
            return where.problem(COLUMNS, row, None, found, "save the file with commas between its columns")
    return None


def _below(forms: list[Form], records: list[Record], where: Where) -> Problem | None:
    """Titles, or heads of groups of columns, above a row that names more columns than the first does."""
    known = [_known(forms, cells) for _, cells in records[:ROWS_LOOKED_AT]]
    most = max(known)
    needed = min(len(form.columns) - len(form.optional) for form in forms)
    if most == known[0] or most < 2 or most * 2 < needed:
        return None
    (first, _), (row, _) = records[0], records[known.index(most)]
    found = f"the header stands below other rows, in {where.place(row)}"
    return where.problem(COLUMNS, first, None, found, "take out the rows above it")


def _on_its_side(forms: list[Form], records: list[Record], where: Where) -> Problem | None:
    firsts = {normalised(cells[0]) for _, cells in records if cells}
    for form in forms:
        needed = form.columns.keys() - form.optional
        if len(needed) > 2 and needed <= firsts:
            found = "the names of the columns stand below one another, in the first column"
            return where.problem(COLUMNS, records[0][0], 0, found, "turn the table: one column for each name")
    return None


def _known(forms: list[Form], names: list[str]) -> int:
    return max(len({normalised(name) for name in names} & form.columns.keys()) for form in forms)
