"""Mutations of rows, of what no cell may hold, and of data about people: found on arrival, at the row or the cell."""

from datetime import date
from io import BytesIO
from random import Random

import openpyxl

from benchmarks import mutation_originals as clean
from benchmarks.mutation_cells import COUNTS
from benchmarks.mutation_classes import Mutant, cells, mutation
from benchmarks.mutation_originals import File

PEOPLE = {
    "NHS number": ("943 476 5919", "9434765919", "401-023-2137"),
    "insurance number": ("AB 12 34 56 C", "JK123456A", "ab123456d"),
    "name and case": (
        "Mrs Invented, case no. ER-2025/118",
        "Grievance 20251107 of Dr Made-Up",
        "Mr Nobody, ref: HR-4471",
    ),
}


def _return(rng: Random, code: str) -> File:
    return clean.a_return(code, rng.choice(("xlsx", "zip")))


@mutation()
def key_that_stands_twice(rng, code):
    make = rng.choice((_return, lambda _, c: clean.lines(c), lambda _, c: clean.results(c)))
    file = make(rng, code)
    sheet = rng.choice(("Checklist", "Facts", "WRES", "Evidence")) if file.source == "returns" else ""
    broken = file.copy()
    rows = broken.sheets[sheet]
    row = rng.randrange(1, len(rows))
    rows.append([*rows[row]])
    return Mutant(broken, file, ("V04",), (file.place(sheet, len(rows) - 1),))


@mutation()
def record_cut_off_or_too_long(rng, code):
    file = rng.choice((clean.lines(code), clean.results(code), clean.snapshot(code, "csv"), clean.trust_level(code)))
    file = rng.choice((file, file, clean.a_return(code, "zip")))
    sheet = rng.choice(("Facts", "WRES", "Events")) if file.source == "returns" else ""
    broken = file.copy()
    row = rng.randrange(1, len(broken.sheets[sheet]))
    record = broken.sheets[sheet][row]
    width = len(record)
    record[:] = rng.choice((record[:-1], record[:2], [*record, "x"], ["x", *record]))
    # a cell beyond the header of a sheet refuses the column, and a file without any good line its header
    beyond = file.place(sheet, 0, width) if sheet else "line 1"
    return Mutant(broken, file, ("F10", "F05"), (file.place(sheet, row), beyond))


@mutation()
def cells_of_a_row_shifted(rng, code):
    """In a sheet every row has as many cells as the sheet is wide: a shift shows beyond the header, or in the cells."""
    file = clean.a_return(code, "xlsx")
    sheet = rng.choice(("WRES", "Checklist"))
    broken = file.copy()
    rows = broken.sheets[sheet]
    row = rng.choice([n for n, values in enumerate(rows) if n and values[2] is not None])
    rows[row].insert(rng.choice((0, 1)), None)
    within = [file.place(sheet, row, column) for column in range(len(rows[row]))]
    return Mutant(broken, file, ("F10", "V02", "V03", "V05"), (file.place(sheet, row), *within))


@mutation()
def formula_in_a_cell(rng, code):
    sheet, columns = rng.choice((("WRES", COUNTS), ("Facts", ["value"]), ("Events", ["title", "date"])))
    formula = rng.choice(("=1+1", "=SUM(C2:C9)", "=WRES!C2", "=TODAY()", '=CONCATENATE("a","b")'))
    return rng.choice(cells(clean.a_return(code, "xlsx"), sheet, columns)).put(formula, "F02")


@mutation()
def error_value_in_a_cell(rng, code):
    error = rng.choice(("#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?"))
    cell = rng.choice(cells(clean.a_return(code, rng.choice(("xlsx", "zip"))), "WRES", COUNTS))
    mutant = cell.put(error)
    if cell.file.kind == "zip":
        return mutant
    book, content = openpyxl.load_workbook(BytesIO(cell.file.content())), BytesIO()
    book["WRES"].cell(cell.row + 1, cell.column + 1).value = error  # as an error, where the other writer writes text
    book.save(content)
    return Mutant(mutant.file, mutant.clean, ("V03", "F02"), mutant.places, content=content.getvalue())


@mutation()
def data_of_a_person_in_free_text(rng, code):
    file = clean.a_return(code, rng.choice(("xlsx", "zip")))
    sheet, columns = rng.choice((("Checklist", ["narrative", "person_or_team", "timescale"]), ("Evidence", ["title"]),
                                 ("Facts", ["value"]), ("Events", ["title", "forum"])))  # fmt: skip
    text = rng.choice([cell for cell in cells(file, sheet, columns) if isinstance(cell.value, str)])
    person = rng.choice(PEOPLE[rng.choice([*PEOPLE])])
    return text.put(rng.choice((f"{text.value}, {person}", f"{person}: {text.value}", person)), "V33")


@mutation()
def data_of_a_person_in_a_reviewers_reference(rng, code):
    file = clean.happenings(code, date(2026, 6, 1))
    cell = rng.choice(cells(file, "", ["reviewer"]))
    return cell.put(f"{cell.value} {rng.choice(PEOPLE[rng.choice([*PEOPLE])])}", "V33")


@mutation()
def data_of_a_person_in_the_name_of_a_file(rng, code):
    file = rng.choice((clean.a_return(code, "xlsx"), clean.lines(code)))
    broken = file.copy()
    stem, _, suffix = file.name.rpartition(".")
    person = rng.choice(PEOPLE[rng.choice(("NHS number", "insurance number"))])
    broken.name = f"{stem} {person}.{suffix}"
    return Mutant(broken, file, ("V33",))
