"""Mutations of single cells and lines: found on arrival, each at its cell."""

from datetime import date
from random import Random

from benchmarks import mutation_originals as clean
from benchmarks.mutation_classes import Cell, Mutant, cells, mutation
from benchmarks.mutation_originals import File
from ingestion.contracts import sources

FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
COUNTS = ("white", "bme", "unknown")
LISTED = {
    "Checklist": {"declared_status": ("In place", "yes", "done", "in place", "IN_PLACE")},
    "Evidence": {"type": ("Board minutes", "pdf", "Policy", "e-mail")},
    "Return": {"return_type": ("application form", "Self-assessment", "annual")},
    "lines": {"standard": ("WDES", "wres", "W"), "wres_group": ("Black", "white", "ASIAN", "Total"),
              "source": ("ESR", "web", "trust web"), "basis": ("monthly", "Annual", "two years")},
    "results": {"indicator": ("I9", "5", "Indicator 6"), "wres_group": ("ALL", "white", "Asian")},
    "snapshots": {"staff_group": ("Clinical", "nursing"), "band": ("Band 5", "5", "8a"),
                  "code_scheme": ("2001 census", "ons")},
}  # fmt: skip


def _return(rng: Random, code: str) -> File:
    return clean.a_return(code, rng.choice(("xlsx", "zip")))


def _snapshot(rng: Random, code: str) -> File:
    return clean.snapshot(code, rng.choice(("csv", "parquet")))


def _count(rng: Random, code: str, *, above: int = -1) -> Cell:
    """A count of people in a file of some source."""
    found = rng.choice(
        (
            lambda: cells(_return(rng, code), "WRES", COUNTS),
            lambda: cells(_snapshot(rng, code), "", ["headcount"]),
            lambda: cells(clean.results(code), "", ["n"], "V21"),
        )
    )()
    return rng.choice([cell for cell in found if int(cell.value) > above])


def _number(rng: Random, code: str) -> Cell:
    """A count, or a value of another source that is a number."""
    if rng.random() < 0.5:
        return _count(rng, code)
    return rng.choice(cells(clean.lines(code), "", ["value"]))


@mutation()
def text_where_a_count_belongs(rng, code):
    words = ("twelve", "many", "n/a", "<8", "about 40", "nan", "inf", "see note", "12 staff", "TBC", "-", "12a")
    return _number(rng, code).put(rng.choice(words))


@mutation()
def part_of_a_person(rng, code):
    cell = _count(rng, code)
    return cell.put(int(cell.value) + rng.choice((0.5, 0.25, 0.01, 0.999)))


@mutation()
def count_below_zero(rng, code):
    return _number(rng, code).put(-rng.randint(1, 40))


@mutation()
def percent_where_a_count_belongs(rng, code):
    return _number(rng, code).put(f"{rng.choice((4, 12.5, 31, 100))}%")


@mutation()
def thousand_separator(rng, code):
    first, rest = rng.randint(1, 9), rng.choice(("", ",000"))
    return _number(rng, code).put(f"{first}{rng.choice((',', ' ', chr(0xA0), chr(39)))}{rng.randint(100, 999)}{rest}")


@mutation()
def digits_of_full_width(rng, code):
    cell = _number(rng, code)
    digits = rng.choice((FULL_WIDTH, {ord("0") + n: 0x0660 + n for n in range(10)}))  # or Arabic-Indic
    return cell.put(str(cell.value).translate(digits))


@mutation()
def more_people_than_there_are(rng, code):
    cell = rng.choice((*cells(_return(rng, code), "WRES", COUNTS), *cells(clean.lines(code), "", ["value"])))
    return cell.put(rng.choice((10**9, 10**12, 123_456_789_012, 10**8 + 1)))


@mutation()
def star_where_nothing_is_suppressed(rng, code):
    found = rng.choice(
        (
            lambda: cells(_snapshot(rng, code), "", ["headcount"]),
            lambda: cells(_snapshot(rng, code), "", ["snapshot_date"], "V02"),
            lambda: cells(clean.lines(code), "", ["wres_year"], "V02"),
            lambda: cells(_return(rng, code), "WRES", ["wres_year"], "V02"),
        )
    )()
    return rng.choice(found).put("*")


@mutation()
def mandatory_cell_blank(rng, code):
    file = rng.choice((_return, _snapshot, lambda _, c: clean.lines(c), lambda _, c: clean.results(c)))(rng, code)
    tables = [t for t in sources()[file.source].tables if (t.sheet or "") in file.sheets and t.name != "headers"]
    needed = {"": ["org_code", "reporting_unit", "wres_group", "headcount", "measure_code", "snapshot_date"]}
    sheet, table = rng.choice([(t.sheet or "", t) for t in tables if t.sheet or t.name in LISTED])
    asked = {c.name: c.rule or "V05" for c in table.columns if c.required}
    names = [name for name in (needed[""] if sheet == "" else asked) if name in asked and name in file.sheets[sheet][0]]
    cell = rng.choice(cells(file, sheet, names))
    return cell.put(None, asked[file.sheets[sheet][0][cell.column]])


@mutation()
def field_of_the_return_blank(rng, code):
    file = _return(rng, code)
    name, rule = rng.choice((("org_code", "V01"), ("return_type", "V05"), ("assessment_date", "V05")))
    row = [known for known, _ in file.sheets["Return"]].index(name)
    return Cell(file, "Return", row, 1, rule).put(rng.choice((None, "")))


@mutation()
def word_that_is_not_in_the_list(rng, code):
    name = rng.choice([*LISTED])
    make = {"lines": lambda: clean.lines(code), "results": lambda: clean.results(code),
            "snapshots": lambda: _snapshot(rng, code)}.get(name, lambda: _return(rng, code))  # fmt: skip
    column, words = rng.choice([*LISTED[name].items()])
    file = make()
    if name == "Return":
        row = [known for known, _ in file.sheets["Return"]].index(column)
        return Cell(file, name, row, 1, "V05").put(rng.choice(words))
    found = cells(file, name if name in file.sheets else "", [column], "V02" if column == "basis" else "V05")
    return rng.choice(found).put(rng.choice(words))


@mutation()
def item_that_the_framework_does_not_have(rng, code):
    found = cells(_return(rng, code), rng.choice(("Checklist", "Facts", "Events")), ["item_id"])
    return rng.choice(found).put(rng.choice(("B6", "S4.d", "G0", "b1", "X1.a", "B1a", "R3", "Bronze 1")), "V03", "V05")


@mutation()
def measure_code_in_no_known_form(rng, code):
    file = rng.choice((_return(rng, code), clean.lines(code)))
    sheet = "WRES" if file.source == "returns" else ""
    words = ("I0.ENTERED", "Indicator 2", "i3.workforce", "I3-ENTERED", "X9", "I3.", "3.ENTERED")
    return rng.choice(cells(file, sheet, ["measure_code"], "V05")).put(rng.choice(words))


@mutation()
def year_that_is_no_year(rng, code):
    found = rng.choice((cells(clean.lines(code), "", ["wres_year", "release_year"], "V02"),
                        cells(_return(rng, code), "WRES", ["wres_year"], "V02"),
                        cells(clean.results(code), "", ["wres_year", "nss_year"], "V02")))  # fmt: skip
    return rng.choice(found).put(rng.choice(("2025/26", "25", "March 2025", 1925, "2025.5", "20255")))


def _days(rng: Random, code: str) -> Cell:
    found = rng.choice((cells(_return(rng, code), "Events", ["date"]),
                        cells(_snapshot(rng, code), "", ["snapshot_date"], "V02"),
                        cells(_return(rng, code), "Evidence", ["document_date", "period_end"]),
                        cells(clean.happenings(code, date(2026, 6, 1)), "", ["occurred_on"])))  # fmt: skip
    return rng.choice(found)


@mutation()
def date_in_another_order(rng, code):
    cell = _days(rng, code)
    form = rng.choice(("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%d %B %Y", "%b-%y", "%Y/%m/%d", "%d-%m-%Y"))
    return cell.put(cell.value.strftime(form), cell.rule, "V05", "T04")


@mutation()
def day_that_no_calendar_has(rng, code):
    cell = _days(rng, code)
    day = rng.choice(("2026-02-30", "2026-13-01", "2025-02-29", "2026-00-10", "2026-06-31"))
    return cell.put(day, cell.rule, "V05", "T04")


@mutation()
def code_that_is_no_organisation_code(rng, code):
    make = rng.choice((clean.lines, lambda c: clean.snapshot(c, "csv"), clean.trust_level))
    file = make(code)
    cell = rng.choice(cells(file, "", ["org_code" if "org_code" in file.rows[0] else "Code"], "V01"))
    mutant = cell.put(rng.choice((code.lower(), "R", "THE TRUST", f"{code}/01", f"{code}-{code}")))
    line = mutant.places[0].partition(",")[0]
    return Mutant(mutant.file, file, ("V01",), (f"{line}, column org_code", f"{line}, column Code"))


@mutation()
def survey_rate_that_is_no_fraction(rng, code):
    value = rng.choice((31.5, 100, 1.01, -0.2, "31%", "0,25"))
    file = rng.choice((clean.results(code), clean.benchmark(code)))
    if file.kind == "csv":
        return rng.choice(cells(file, "", ["fraction"], "V21")).put(value)
    sheet = next(name for name in file.sheets if name != "Notes")
    rates = [name for name in file.sheets[sheet][0] if "_summary_" in name and "_n_" not in name and "sig" not in name]
    return rng.choice(cells(file, sheet, rates, "V21")).put(value)
