"""Mutations of counts that read well and cannot be right: found in the build, on the lines that were changed."""

from random import Random

from benchmarks import mutation_originals as clean
from benchmarks.demonstration_figures import BANDS, GROUPS
from benchmarks.mutation_classes import MEANING, Mutant, mutation
from benchmarks.mutation_originals import YEARS, File

LAST, BEFORE = YEARS[1], YEARS[0]
COMPARED = GROUPS[:2]


class Counts:
    """The counts of a file by year, line and group, whatever its form; remembers the places it changed."""

    def __init__(self, original: File):
        self.original, self.file = original, original.copy()
        self.places: dict[str, None] = {}
        self.cells = dict(self._cells())

    def _cells(self):
        if self.file.source == "returns":
            for number, row in enumerate(self.file.sheets["WRES"][1:], 1):
                for column, group in enumerate(GROUPS, 2):
                    if row[column] is not None:
                        yield (row[0], row[1], group), ("WRES", number, column)
            return
        for number, row in enumerate(self.file.rows[1:], 1):
            yield (row[1], row[3], row[4]), ("", number, 5)

    def __getitem__(self, key: tuple[int, str, str]) -> int:
        sheet, row, column = self.cells[key]
        return int(self.file.sheets[sheet][row][column])

    def __setitem__(self, key: tuple[int, str, str], count: int) -> None:
        sheet, row, column = self.cells[key]
        self.file.sheets[sheet][row][column] = count
        self.places[self.file.place(sheet, row)] = None

    def all(self, year: int, start: str = "") -> list[tuple[int, str, str]]:
        return [key for key in self.cells if key[0] == year and key[1].startswith(start)]

    def mutant(self, *rules: str, **more) -> Mutant:
        return Mutant(self.file, self.original, rules, tuple(self.places), **more)


def _counts(rng: Random, code: str) -> Counts:
    """Those of a return, as a workbook or as a zip, or of a file of lines."""
    return Counts(rng.choice((clean.a_return(code, "xlsx"), clean.a_return(code, "zip"), clean.lines(code))))


def _more_than_the_whole(rng: Random, code: str, part: str, whole: str, most: int) -> Counts:
    """In one group the part exceeds the whole, by `most` at most."""
    counts, group = _counts(rng, code), rng.choice(GROUPS)
    counts[LAST, part, group] = counts[LAST, whole, group] + rng.randint(1, most)
    return counts


@mutation(MEANING)
def more_appointed_than_shortlisted(rng, code):
    return _more_than_the_whole(rng, code, "I2.APPOINTED", "I2.SHORTLISTED", 50).mutant("V06")


@mutation(MEANING)
def more_in_the_disciplinary_process_than_staff(rng, code):
    return _more_than_the_whole(rng, code, "I3.ENTERED", "I3.WORKFORCE", 50).mutant("V07")


@mutation(MEANING)
def more_in_training_than_staff(rng, code):
    return _more_than_the_whole(rng, code, "I4.ACCESSED", "I4.WORKFORCE", 50).mutant("V07")


@mutation(MEANING)
def board_that_does_not_add_up(rng, code):
    counts, group = _counts(rng, code), rng.choice(COMPARED)
    line = rng.choice(("TOTAL", "VOTING", "NONVOTING", "EXEC", "NED"))
    counts[LAST, f"I9.BOARD.{line}", group] += rng.randint(1, 4)
    return counts.mutant("V08")


@mutation(MEANING)
def board_of_forty(rng, code):
    counts, more = _counts(rng, code), rng.randint(20, 40)
    for line in ("TOTAL", "VOTING", "NED"):
        counts[LAST, f"I9.BOARD.{line}", "WHITE"] += more
    return counts.mutant("V08")


@mutation(MEANING)
def another_workforce_than_the_lines_of_the_bands(rng, code):
    counts, line = _counts(rng, code), rng.choice(("I3.WORKFORCE", "I4.WORKFORCE"))
    group = rng.choice(COMPARED)
    counts[LAST, line, group] = round(counts[LAST, line, group] * rng.uniform(1.02, 1.2))
    return counts.mutant("V09")


@mutation(MEANING)
def more_senior_medical_managers_than_consultants(rng, code):
    return _more_than_the_whole(rng, code, "I1.MD.CONS_SMM", "I1.MD.CONS", 20).mutant("V10")


@mutation(MEANING)
def many_of_unknown_ethnicity(rng, code):
    counts = _counts(rng, code)
    line, total = rng.choice((("I2.SHORTLISTED", 0.07), ("I2.APPOINTED", 0.08), ("I4.ACCESSED", 0.15)))
    counts[LAST, line, "UNKNOWN"] = round(total * sum(counts[LAST, line, group] for group in COMPARED)) + 2
    return counts.mutant("V14")


@mutation(MEANING)
def workforce_that_jumps_in_a_year(rng, code):
    counts, factor = _counts(rng, code), rng.choice((0.7, 0.8, 1.25, 1.4))
    for key in (*counts.all(LAST, "I1."), *counts.all(LAST, "I3.WORKFORCE"), *counts.all(LAST, "I4.WORKFORCE")):
        counts[key] = round(counts[key] * factor)
    return counts.mutant("V15")


@mutation(MEANING)
def figures_of_the_year_before(rng, code):
    counts = _counts(rng, code)
    copied = counts.all(LAST)
    for year, line, group in copied if rng.random() < 0.5 else [key for key in copied if key[1].startswith("I1.")]:
        counts[year, line, group] = counts[BEFORE, line, group]
    return counts.mutant("V16")


@mutation(MEANING)
def nearly_everybody_or_hardly_anybody_appointed(rng, code):
    counts, group, rate = _counts(rng, code), rng.choice(COMPARED), rng.choice((0.001, 0.015, 0.82, 0.99))
    counts[LAST, "I2.APPOINTED", group] = round(rate * counts[LAST, "I2.SHORTLISTED", group])
    return counts.mutant("V17")


@mutation(MEANING)
def training_of_everybody(rng, code):
    counts = _counts(rng, code)
    for group in COMPARED:
        counts[LAST, "I4.ACCESSED", group] = counts[LAST, "I4.WORKFORCE", group]
    return counts.mutant("V18")


@mutation(MEANING)
def training_rates_equal_to_the_last_digit(rng, code):
    counts, tenths = _counts(rng, code), rng.randint(3, 8)
    for group in COMPARED:
        staff = round(counts[LAST, "I4.WORKFORCE", group], -1)
        counts[LAST, "I4.WORKFORCE", group] = staff
        counts[LAST, "I4.ACCESSED", group] = staff // 10 * tenths
    return counts.mutant("V18")


@mutation(MEANING)
def nobody_disciplined_in_a_large_organisation(rng, code):
    counts = _counts(rng, code)
    for group in GROUPS:
        counts[LAST, "I3.ENTERED", group] = 0
    return counts.mutant("V19")


@mutation(MEANING)
def band_whose_share_jumps(rng, code):
    counts = _counts(rng, code)
    large = [line for line in (f"I1.{kind}.{band}" for kind in ("NC", "CL") for band in BANDS)
             if sum(counts[LAST, line, group] for group in GROUPS) >= 60]  # fmt: skip
    line = rng.choice(large)
    moved = round(0.25 * counts[LAST, line, "WHITE"])
    counts[LAST, line, "WHITE"] -= moved
    counts[LAST, line, "BME"] += moved
    return counts.mutant("V20")


@mutation(MEANING)
def part_of_a_person_in_a_file_of_lines(rng, code):
    counts = Counts(clean.lines(code))
    key = rng.choice(counts.all(rng.choice(YEARS)))
    counts[key] = counts[key] + rng.choice((0.5, 0.1, 0.75))
    return counts.mutant("V03")


@mutation(MEANING)
def unknown_line_of_the_standard(rng, code):
    file = rng.choice((clean.a_return(code, "xlsx"), clean.a_return(code, "zip"), clean.lines(code)))
    sheet = "WRES" if file.source == "returns" else ""
    broken, column = file.copy(), file.sheets[sheet][0].index("measure_code")
    rows = [n for n, row in enumerate(broken.sheets[sheet]) if n and "." in row[column]]
    row = rng.choice(rows)
    wrong = ("I3.ENTRED", "I2.APOINTED", "I9.BOARD.ALL", "I1.CL.B10", "I4.WORK_FORCE", "I1.NC.VSM2", "I7.MEAN")
    broken.sheets[sheet][row][column] = rng.choice(wrong)
    return Mutant(broken, file, ("V05",), (file.place(sheet, row),))


@mutation(MEANING)
def mandatory_line_missing(rng, code):
    file = rng.choice((clean.a_return(code, "xlsx"), clean.a_return(code, "zip"), clean.lines(code)))
    sheet = "WRES" if file.source == "returns" else ""
    broken, header = file.copy(), file.sheets[sheet][0]
    year, line = header.index("wres_year"), header.index("measure_code")
    left_out = rng.choice(("I2.SHORTLISTED", "I3.WORKFORCE", "I4.ACCESSED", "I9.BOARD.TOTAL", "I1.CL.B5", "I3.ENTERED"))
    broken.sheets[sheet] = [row for row in broken.sheets[sheet] if (row[year], row[line]) != (LAST, left_out)]
    whole = tuple(broken.place(sheet, row) for row in range(1, len(broken.sheets[sheet])))
    return Mutant(broken, file, ("V05",), ("", sheet, *whole), left_out)


def _declared(rng: Random, code: str, indicators=("I2", "I3", "I4")) -> tuple[File, str, int, int, float]:
    """A declared ratio: its file, sheet, row and column, and the number declared."""
    if rng.random() < 0.3:
        file = clean.trust_level(code)
        indicator = rng.choice([one for one in indicators if _clear(file.rows[1][file.rows[0].index(f"{one} ratio")])])
        column = file.rows[0].index(f"{indicator} ratio")
        return file, "", 1, column, file.rows[1][column]
    file = clean.a_return(code, rng.choice(("xlsx", "zip")))
    rows = [(n, row[5]) for n, row in enumerate(file.sheets["WRES"]) if row[1] in indicators and _clear(row[5])]
    row, value = rng.choice(rows)
    return file, "WRES", row, 5, value


def _clear(ratio) -> bool:
    """Whether a ratio lies so far from 1 that it differs from its inverse."""
    return isinstance(ratio, float) and abs(ratio - 1) > 0.08


def _redeclared(rng: Random, code: str, rule: str, change) -> Mutant:
    file, sheet, row, column, value = _declared(rng, code)
    broken = file.copy()
    broken.sheets[sheet][row][column] = change(value)
    return Mutant(broken, file, (rule,), (file.place(sheet, row),))


@mutation(MEANING)
def ratio_that_its_counts_do_not_give(rng, code):
    off = 0.05 * rng.randint(1, 3)
    return _redeclared(rng, code, "V11", lambda value: round(value + (off if value > 1 else -off), 2))


@mutation(MEANING)
def ratio_upside_down(rng, code):
    return _redeclared(rng, code, "V12", lambda value: round(1 / value, 2))


@mutation(MEANING)
def ratio_in_another_unit(rng, code):
    form = rng.choice(("{0}%", "{1:.0f}", "{0} times", "about twice", "0.05"))
    return _redeclared(rng, code, "V13", lambda value: form.format(value, 100 * value))
