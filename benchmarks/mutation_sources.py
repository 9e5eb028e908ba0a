"""Mutations that show beside another file: the register, another source of the same figure, the survey, a break."""

from random import Random

from benchmarks import mutation_originals as clean
from benchmarks.mutation_classes import MEANING, Mutant, cells, mutation
from benchmarks.mutation_counts import Counts
from benchmarks.mutation_originals import YEARS, File


def _any_file(rng: Random, code: str) -> File:
    return rng.choice(
        (clean.a_return(code, "zip"), clean.lines(code), clean.snapshot(code, "csv"), clean.snapshot(code, "parquet"))
    )


@mutation(MEANING)
def organisation_in_no_register(rng, code):
    file = _any_file(rng, code)
    places = _everywhere(file)
    return Mutant(file, file, ("V01",), places, opened=None)


@mutation(MEANING)
def organisation_that_was_closed(rng, code):
    file = _any_file(rng, code)
    return Mutant(file, file, ("V01",), _everywhere(file), closed=rng.choice(("20200331", "20220630", "20240930")))


def _everywhere(file: File) -> tuple[str, ...]:
    """Any line that names the organisation."""
    if file.source == "returns":
        return ("Return!2",)
    return ("", *(file.place("", row) for row in range(1, len(file.rows))))


@mutation(MEANING)
def snapshot_of_another_workforce(rng, code):
    lines, file = clean.lines(code), clean.snapshot(code, rng.choice(("csv", "parquet")))
    broken, factor = file.copy(), rng.choice((0.9, 1.04, 1.3))
    for row in broken.rows[1:]:
        row[6] = max(1, round(factor * row[6] + 0.5))
    return Mutant(broken, file, ("V09",), _everywhere(file)).beside(lines)


@mutation(MEANING)
def ethnic_code_of_another_scheme(rng, code):
    file = clean.snapshot(code, rng.choice(("csv", "parquet")))
    cell = rng.choice(cells(file, "", ["ethnic_code"]))
    mutant = cell.put(rng.choice(("Asian: Indian", "Q", "W1", "BME")))
    return Mutant(mutant.file, file, ("V05",), ("", file.place("", cell.row)))


@mutation(MEANING)
def band_of_other_staff(rng, code):
    file = clean.snapshot(code, rng.choice(("csv", "parquet")))
    row = rng.choice([n for n, values in enumerate(file.rows) if values[2] == "medical"])
    broken = file.copy()
    broken.rows[row][3] = rng.choice(("B5", "VSM", "B8A"))
    return Mutant(broken, file, ("V05",), ("", file.place("", row)))


@mutation(MEANING)
def two_sources_that_disagree(rng, code):
    counts, other = Counts(clean.a_return(code, rng.choice(("xlsx", "zip")))), clean.lines(code)
    line = rng.choice(("I3.WORKFORCE", "I2.SHORTLISTED", "I4.ACCESSED", "I1.CL.B5"))
    group, year = rng.choice(("WHITE", "BME")), rng.choice(YEARS)
    counts[year, line, group] = round(1.05 * counts[year, line, group]) + 1
    return counts.mutant("V25").beside(other)


@mutation(MEANING)
def survey_of_another_autumn(rng, code):
    file = clean.results(code)
    broken, year, by = file.copy(), rng.choice(YEARS), rng.choice((-2, -1, 1))
    rows = [row for row, values in enumerate(file.rows) if values[2] == year]
    for row in rows:
        broken.rows[row][3] += by
    return Mutant(broken, file, ("V23",), tuple(file.place("", row) for row in rows))


def _survey(rng: Random, code: str, rules: tuple[str, ...], indicators, column: int, change) -> Mutant:
    """The newest results of one indicator, changed in both groups; they stand beside the survey's detailed workbook."""
    file, indicator = clean.results(code), rng.choice(indicators)
    broken = file.copy()
    rows = [n for n, values in enumerate(file.rows) if values[2] == YEARS[1] and values[4] == indicator]
    for row in rows:
        broken.rows[row][column] = change(broken.rows[row][column])
    return Mutant(broken, file, rules, tuple(file.place("", row) for row in rows))


@mutation(MEANING)
def more_respondents_by_group_than_in_all(rng, code):
    factor = rng.uniform(1.1, 2)
    return _survey(rng, code, ("V22",), ("I5", "I7", "I8"), 7, lambda n: round(factor * n))


@mutation(MEANING)
def composite_below_its_parts(rng, code):
    factor = rng.uniform(0.2, 0.4)
    return _survey(rng, code, ("V24",), ("I6",), 6, lambda rate: round(factor * rate, 4))


@mutation(MEANING)
def rate_of_everybody_that_the_groups_do_not_allow(rng, code):
    factor = rng.uniform(0.3, 0.6)
    return _survey(rng, code, ("C01",), ("I5", "I7"), 6, lambda rate: round(factor * rate, 4))


@mutation()
def fractions_and_percents_in_one_file(rng, code):
    file, rates = _survey_lines(code)
    broken, odd = file.copy(), rng.sample(rates, rng.randint(1, 4))
    for row in odd:
        broken.rows[row][5] = round(100 * broken.rows[row][5], 2)
    return Mutant(broken, file, ("V34",), tuple(file.place("", row, 5) for row in odd))


@mutation(MEANING)
def percents_where_fractions_belong(rng, code):
    file, rates = _survey_lines(code)
    broken = file.copy()
    for row in rates:
        broken.rows[row][5] = round(100 * broken.rows[row][5], rng.randint(0, 2))
    return Mutant(broken, file, ("V21",), tuple(file.place("", row) for row in rates))


def _survey_lines(code: str) -> tuple[File, list[int]]:
    """WRES lines with survey results among them, and the rows of these."""
    file = clean.lines(code)
    counted = len(file.rows)
    file.rows.extend(
        [code, values[2], "WRES", f"{values[4]}.PCT", values[5], values[6], "", "trust_web", values[2]]
        for values in clean.results(code).rows[1:]
    )
    return file, [*range(counted, len(file.rows))]


@mutation(MEANING)
def year_of_a_snapshot_that_has_not_come(rng, code):
    file = clean.lines(code)
    broken, year = file.copy(), rng.choice((2027, 2030, 2062))
    rows = [row for row, values in enumerate(file.rows) if values[1] == YEARS[1]]
    for row in rows:
        broken.rows[row][1] = broken.rows[row][8] = year
    return Mutant(broken, file, ("V02",), tuple(file.place("", row) for row in rows))


@mutation(MEANING)
def one_key_in_two_files(rng, code):
    file = clean.lines(code)
    other = Counts(clean.lines(code))
    other.file.name = other.file.name.replace("lines", "lines_corrected")
    key = rng.choice(other.all(rng.choice(YEARS)))
    other[key] = other[key] + rng.randint(1, 9)
    return other.mutant("V04").beside(file)


@mutation(MEANING)
def years_on_either_side_of_a_break(rng, code):
    """A two-year average beside a single year is the same line of the file in another basis."""
    file = clean.lines(code, (2020, 2021))
    broken = file.copy()
    rows = [n for n, values in enumerate(file.rows) if values[1] == 2020 and values[3][:2] == "I3"]
    for row in rows:
        broken.rows[row][6] = "rolling2"
    return Mutant(broken, file, ("V26",), words="I3 of 2020 and 2021")
