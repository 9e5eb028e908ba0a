"""Mutations of whole files and of their headers: found on arrival, before anything of them is taken in."""

import hashlib
from random import Random

import yaml

from benchmarks import mutation_originals as clean
from benchmarks.mutation_classes import Mutant, mutation
from benchmarks.mutation_originals import File

SHEETS = ("Checklist", "Facts", "Events", "Evidence", "WRES")


def _return(rng: Random, code: str) -> File:
    return clean.a_return(code, rng.choice(("xlsx", "zip")))


def _flat(rng: Random, code: str) -> File:
    """A CSV file of some source."""
    make = rng.choice((clean.lines, clean.results, lambda c: clean.snapshot(c, "csv"), clean.trust_level))
    return make(code)


def _whole(file: File, content: bytes, *rules: str, name: str = "", words: str = "", places=("",)) -> Mutant:
    broken = file.copy()
    broken.name = name or file.name
    return Mutant(broken, file, rules, places, words, content)


@mutation()
def file_cut_short(rng, code):
    file = rng.choice((_return(rng, code), clean.snapshot(code, "parquet"), clean.benchmark(code)))
    content = file.content()
    return _whole(file, content[: int(len(content) * rng.uniform(0.05, 0.95))], "F02")


@mutation()
def file_with_nothing_in_it(rng, code):
    file = rng.choice((_flat(rng, code), _return(rng, code), clean.snapshot(code, "parquet")))
    return _whole(file, b"" if file.kind != "csv" else rng.choice((b"", b"\n" * 3, b"\xef\xbb\xbf", b" , \n")), "F03")


@mutation()
def header_and_no_lines(rng, code):
    file = _flat(rng, code)
    return _whole(file, file.content().partition(b"\n")[0] + b"\n", "F03")


@mutation()
def another_encoding_than_utf_8(rng, code):
    file = rng.choice((clean.lines, clean.results))(code)
    row, text = rng.randrange(1, len(file.rows)), file.content().decode()
    mark = rng.choice(("dcf – second copy", "café", "naïve", "“quoted”"))
    name = rng.choice(("cp1252", "utf-16"))
    if name == "utf-16":
        return _whole(file, text.encode(name), "F04", places=("", "line 1"))
    broken = text.splitlines()
    broken[row] += f" {mark}"
    return _whole(file, "\n".join(broken).encode(name), "F04", places=(f"line {row + 1}",))


@mutation()
def extension_of_another_form(rng, code):
    file, suffix, *rules = rng.choice(
        (
            (clean.a_return(code, "xlsx"), "csv", "F02", "F04", "F05"),
            (clean.a_return(code, "xlsx"), "xls", "F02", "F04", "F05"),
            (clean.lines(code), "xlsx", "F05"),
            (clean.lines(code), "txt", "F05"),
            (clean.results(code), "xlsx", "F02"),
            (clean.snapshot(code, "csv"), "parquet", "F02"),
            (clean.snapshot(code, "parquet"), "csv", "F02", "F04"),
            (clean.snapshot(code, "csv"), "json", "F05"),
        )
    )
    mutant = _whole(file, file.content(), *rules, name=f"{file.name.rpartition('.')[0]}.{suffix}")
    return Mutant(mutant.file, file, mutant.rules, ("", "line 1", "line 2"), content=mutant.content)


@mutation()
def same_content_under_another_name(rng, code):
    file = rng.choice((_flat, _return))(rng, code)
    stem, _, suffix = file.name.rpartition(".")
    mutant = _whole(file, file.content(), "V04", name=f"{stem}_sent_again.{suffix}", words=file.name)
    return mutant.beside(file)


@mutation()
def file_in_a_folder_of_no_source(rng, code):
    file = _flat(rng, code)
    broken = file.copy()
    broken.source = rng.choice(("wres_2025", "holiday_rota", "return", "Workforce", "old"))
    return Mutant(broken, file, ("F01",), words=broken.source)


@mutation()
def content_that_its_provenance_does_not_vouch_for(rng, code):
    file = rng.choice((clean.lines, clean.results))(code)
    broken = file.copy()
    row = rng.randrange(1, len(file.rows))
    broken.rows[row], broken.rows[row - 1 or 2] = broken.rows[row - 1 or 2], broken.rows[row]
    vouched = hashlib.sha256(file.content()).hexdigest()
    note = yaml.safe_dump({"publisher": "Invented", "files": [{"name": file.name, "sha256": vouched}]})
    beside = File(file.source, "provenance.yml", "text", {"": [[note]]})
    return Mutant(broken, file, ("F08",)).beside(beside)


@mutation()
def far_more_than_a_return_needs(rng, code):
    file = _return(rng, code)
    sheet = rng.choice(SHEETS)
    broken = file.copy()
    rows = broken.sheets[sheet]
    if rng.random() < 0.5:
        column = rng.randrange(60, 200)
        row = rng.randrange(1, len(rows))
        rows[row] += [None] * (column - len(rows[row])) + ["x"]
        return Mutant(broken, file, ("F07",), (f"{sheet}!{row + 1}",))
    rows += [[""] * len(rows[0]) for _ in range(2_000 - len(rows))] + [rows[-1], rows[-1]]
    return Mutant(broken, file, ("F07",), (f"{sheet}!A2001",))


@mutation()
def sheet_missing(rng, code):
    file = _return(rng, code)
    broken, sheet = file.copy(), rng.choice(("Return", *SHEETS))
    del broken.sheets[sheet]
    return Mutant(broken, file, ("F06",), words=f"no sheet {sheet}")


@mutation()
def sheet_renamed(rng, code):
    file = _return(rng, code)
    sheet = rng.choice(("Return", *SHEETS))
    other = rng.choice((sheet.upper() + "1", f"{sheet} (2)", sheet[:-1], f"My {sheet}", f"{sheet}_2026"))
    broken = file.copy()
    broken.sheets = {other if name == sheet else name: rows for name, rows in broken.sheets.items()}
    return Mutant(broken, file, ("F06",), words=f"no sheet {sheet}")


def _header(rng: Random, code: str) -> tuple[File, str, tuple[str, ...], tuple[str, ...]]:
    """A clean file, one of its sheets, where its header stands, and its columns without those that may be absent.

    A Parquet file has columns and no line with their names.
    """
    make = rng.choice((_return, _return, _flat, lambda r, c: clean.snapshot(c, "parquet")))
    file = make(rng, code)
    sheet = rng.choice(SHEETS) if file.source == "returns" else ""
    header = file.sheets[sheet][0]
    columns = ("", *(f"column {n + 1}" for n in range(len(header) + 1)))
    places = columns if file.kind == "parquet" else (f"{sheet}!1" if sheet else "line 1",)
    return file, sheet, places, tuple(name for name in header if name not in ("n", "release_year", "fte"))


def _with_header(rng: Random, code: str, change, *, parquet: bool = True) -> Mutant:
    """`change` alters rows of which the first is the header, and returns the name that the refusal must give."""
    file, sheet, places, needed = _header(rng, code)
    while file.kind == "parquet" and not parquet:
        file, sheet, places, needed = _header(rng, code)
    broken = file.copy()
    words = change(broken.sheets[sheet], needed)
    return Mutant(broken, file, ("F05",), places, words)


@mutation()
def header_renamed(rng, code):
    def change(rows, needed):
        name = rng.choice(needed)
        other = rng.choice((name.upper() + "S", f"{name} column", f"{name}_2", f"the {name}"))
        rows[0][rows[0].index(name)] = other
        return repr(other)

    return _with_header(rng, code, change)


@mutation()
def column_inserted(rng, code):
    def change(rows, _):
        position, name = rng.randrange(len(rows[0]) + 1), rng.choice(("notes", "Region", "checked by", "count"))
        for number, row in enumerate(rows):
            row.insert(position, "x" if number else name)
        return repr(name)

    return _with_header(rng, code, change)


@mutation()
def column_missing(rng, code):
    def change(rows, needed):
        name = rng.choice(needed)
        position = rows[0].index(name)
        for row in rows:
            del row[position]
        return repr(name)

    return _with_header(rng, code, change)


@mutation()
def column_twice(rng, code):
    def change(rows, needed):
        name, position = rng.choice(needed), rng.randrange(len(rows[0]) + 1)
        taken = rows[0].index(name)
        for row in rows:
            row.insert(position, row[taken])
        return f"repeated {name!r}"

    return _with_header(rng, code, change, parquet=False)


@mutation()
def header_cell_blank(rng, code):
    def change(rows, needed):
        name = rng.choice(needed)
        rows[0][rows[0].index(name)] = ""
        return repr(name)

    return _with_header(rng, code, change)


@mutation()
def columns_in_another_order_and_one_renamed(rng, code):
    def change(rows, needed):
        order = rng.sample(range(len(rows[0])), len(rows[0]))
        rows[:] = [[row[i] for i in order] for row in rows]
        name = rng.choice(needed)
        rows[0][rows[0].index(name)] = f"{name} total"
        return repr(f"{name} total")

    return _with_header(rng, code, change)


@mutation()
def separator_that_is_no_comma(rng, code):
    file = _flat(rng, code)
    return _whole(file, file.content().replace(b",", rng.choice((b";", b"\t", b"|"))), "F05", places=("line 1",))


@mutation()
def quote_never_closed(rng, code):
    file = _flat(rng, code)
    text = file.content().decode().splitlines()
    row = rng.randrange(1, len(text))
    text[row] = '"' + text[row]
    return _whole(file, "\n".join(text).encode(), "F02", places=tuple(f"line {n + 1}" for n in range(row, len(text))))
