"""Mutations of what a return states, and of what is recorded of an application: found in the build, at their line."""

from datetime import date, timedelta
from random import Random

from benchmarks import mutation_originals as clean
from benchmarks.mutation_classes import MEANING, Mutant, cells, mutation
from benchmarks.mutation_originals import File, said

DATED = ("S4", "S5", "G2")  # items whose dated records count once, within a rolling year
QUESTION = {"date": ("B1", "appointed_on"), "yes_no": ("B5", "covers_staff"), "count": ("G1", "seats_bme"),
            "list": ("B1", "sponsor_role_level"), "day": ("B5", "communicated_on")}  # fmt: skip
UNREADABLE = {
    "date": ("March 2025", "last spring", "01/04/2024", "2024"),
    "yes_no": ("partly", "most of them", "1"),
    "count": ("about four", "3.5", "three"),
    "list": ("Chief people officer", "director", "senior"),
    "day": ("recently", "31.12.2025", "2025-02-30"),
}


def _return(rng: Random, code: str) -> File:
    return clean.a_return(code, rng.choice(("xlsx", "zip")))


def _row(file: File, sheet: str, *start) -> int:
    return next(n for n, row in enumerate(file.sheets[sheet]) if tuple(row[: len(start)]) == start)


def _changed(file: File, rule: str, *changes: tuple[str, int, int, object], clean_file: File | None = None) -> Mutant:
    """The file with cells changed, each named by sheet, row and column."""
    broken = file.copy()
    for sheet, row, column, value in changes:
        broken.sheets[sheet][row][column] = value
    places = tuple(dict.fromkeys(file.place(sheet, row) for sheet, row, *_ in changes))
    return Mutant(broken, clean_file or file, (rule,), places)


def _added(file: File, rule: str, sheet: str, row: list, *also: int) -> Mutant:
    """The file with one row more at the end of a sheet; `also` are rows that the finding may name instead."""
    broken = file.copy()
    broken.sheets[sheet].append(row)
    places = [file.place(sheet, n) for n in (len(file.sheets[sheet]), *also)]
    return Mutant(broken, file, (rule,), tuple(places))


@mutation(MEANING)
def evidence_dated_after_the_attestation(rng, code):
    file = _return(rng, code)
    row, day = rng.randrange(1, len(file.sheets["Evidence"])), said(file.sheets, "attested_on")
    return _changed(file, "V27", ("Evidence", row, 4, day + timedelta(rng.randint(1, 60))))


@mutation(MEANING)
def evidence_about_days_after_the_assessment(rng, code):
    file = _return(rng, code)
    row, day = rng.randrange(1, len(file.sheets["Evidence"])), said(file.sheets, "assessment_date")
    return _changed(file, "V27", ("Evidence", row, 6, day + timedelta(rng.randint(2, 200))))


@mutation(MEANING)
def progress_measured_over_too_short_or_too_long(rng, code):
    file = _return(rng, code)
    start, end = (_row(file, "Facts", "B4", name) for name in ("date_start", "date_end"))
    day = file.sheets["Facts"][end][2] - timedelta(rng.choice((40, 150, 240, 480, 700)))
    mutant = _changed(file, "V28", ("Facts", start, 2, day))
    return Mutant(mutant.file, file, mutant.rules, (*mutant.places, file.place("Facts", end)))


@mutation(MEANING)
def meeting_listed_twice(rng, code):
    file = _return(rng, code)
    row = rng.choice([n for n, event in enumerate(file.sheets["Events"]) if event[0] in DATED])
    return _added(file, "V29", "Events", [*file.sheets["Events"][row]], row)


@mutation(MEANING)
def meeting_outside_its_window(rng, code):
    file = _return(rng, code)
    row = rng.choice([n for n, event in enumerate(file.sheets["Events"]) if event[0] in DATED])
    days = rng.choice((-900, -800, 3, 30))
    return _changed(file, "V29", ("Events", row, 1, said(file.sheets, "assessment_date") + timedelta(days)))


@mutation(MEANING)
def board_seats_counted_too_long_ago(rng, code):
    file = _return(rng, code)
    day = said(file.sheets, "assessment_date") - timedelta(rng.randint(380, 900))
    return _changed(file, "V30", ("Facts", _row(file, "Facts", "G1", "as_at"), 2, day))


@mutation(MEANING)
def local_share_typed(rng, code):
    return _added(_return(rng, code), "V30", "Facts", ["G1", "local_bme_share", round(rng.uniform(0.02, 0.5), 3)])


@mutation(MEANING)
def computed_item_typed(rng, code):
    field, value = rng.choice((("improved_measures", 7), ("G3", "met"), ("value", "yes"), ("n_improved", 5)))
    return _added(_return(rng, code), "V31", "Facts", ["G3", field, value])


@mutation(MEANING)
def level_above_its_evidence(rng, code):
    file = _return(rng, code)
    kind, level = (_row(file, "Return", name) for name in ("return_type", "level_applied_for"))
    claimed = rng.choice(("silver", "gold"))
    return _changed(file, "V32", ("Return", kind, 1, "application"), ("Return", level, 1, claimed))


@mutation(MEANING)
def level_declared_above_its_evidence(rng, code):
    file = _return(rng, code)
    levels = rng.choice(("S", "SG"))
    rows = [n for n, row in enumerate(file.sheets["Checklist"]) if row[0][0] in levels and row[1] != "in_place" and n]
    mutant = _changed(file, "T03", *(("Checklist", row, 1, "in_place") for row in rows))
    return Mutant(mutant.file, file, mutant.rules, ("Checklist",))  # the level follows from all its lines


@mutation(MEANING)
def application_that_nobody_attested(rng, code):
    file = clean.application(code)
    return _changed(file, "V35", ("Return", _row(file, "Return", "attested_on"), 1, None))


@mutation(MEANING)
def return_dated_in_the_future(rng, code):
    file = _return(rng, code)
    name, day = rng.choice((("assessment_date", date(2027, 3, 1)), ("attested_on", date(2026, 12, 24))))
    day += timedelta(rng.randint(0, 300))
    return _changed(file, "T02", ("Return", _row(file, "Return", name), 1, day))


@mutation(MEANING)
def two_returns_attested_on_one_day(rng, code):
    file, other = clean.a_return(code, "xlsx"), clean.a_return(code, "zip")
    other.sheets["Checklist"][1][2] = f"Worded anew {rng.randint(1, 99)}"
    place = file.place("Return", _row(file, "Return", "attested_on"))
    return Mutant(other, file, ("T01",), (place,)).beside(file)


@mutation(MEANING)
def answer_that_its_question_does_not_read(rng, code):
    file, kind = _return(rng, code), rng.choice([*QUESTION])
    row = _row(file, "Facts", *QUESTION[kind])
    return _changed(file, "T04", ("Facts", row, 2, rng.choice(UNREADABLE[kind])))


@mutation(MEANING)
def question_that_nobody_asks(rng, code):
    file = _return(rng, code)
    found = [c for c in cells(file, "Facts", ["field"]) if file.sheets["Facts"][c.row][2] is not None]
    cell = rng.choice(found)
    mutant = cell.put(f"{cell.value}{rng.choice(('_2', 'x', '_new', ' of the trust'))}")
    return Mutant(mutant.file, file, ("T04",), (file.place("Facts", cell.row),))


@mutation(MEANING)
def record_of_a_kind_that_its_item_does_not_have(rng, code):
    file = _return(rng, code)
    cell = rng.choice(cells(file, "Events", ["kind"]))
    mutant = cell.put(rng.choice(("meetng", "Meeting", "kpi2", "other", "session")))
    return Mutant(mutant.file, file, ("T04",), (file.place("Events", cell.row),))


@mutation(MEANING)
def template_that_was_never_issued(rng, code):
    file = _return(rng, code)
    version = rng.choice(("2019.1", "2026.1 draft", "1", "2027.4", "our own"))
    mutant = _changed(file, "F09", ("_template", 0, 1, version))
    return Mutant(mutant.file, file, ("F09",), (*mutant.places, "_template", "", "_template!B1"))


def _applied(rng: Random, code: str) -> tuple[File, File, File]:
    """An application, what happened to it, and the decision on it."""
    applied = clean.application(code)
    day = said(applied.sheets, "assessment_date")
    return applied, clean.happenings(code, day), clean.decision(code, day)


@mutation(MEANING)
def application_opened_before_a_declaration(rng, code):
    applied, events, decision = _applied(rng, code)
    declared, opened = rng.choice(((3, 5), (4, 6)))
    day = events.rows[declared][2] - timedelta(rng.randint(1, 4))
    mutant = _changed(events, "P01", ("", opened, 2, day))
    places = (*mutant.places, events.place("", declared))
    return Mutant(mutant.file, events, ("P01",), places, partners=(applied, decision))


@mutation(MEANING)
def application_opened_despite_a_conflict(rng, code):
    applied, events, decision = _applied(rng, code)
    row = rng.choice((3, 4))
    mutant = _changed(events, "P02", ("", row, 5, "declared"))
    return Mutant(mutant.file, events, ("P02",), mutant.places, partners=(applied, decision))


@mutation(MEANING)
def decision_that_rests_on_one_reviewer(rng, code):
    applied, events, decision = _applied(rng, code)
    mutant = _changed(decision, "P03", ("", 1, 1, events.rows[6][2] - timedelta(1)))
    return mutant.beside(applied, events)


@mutation(MEANING)
def states_out_of_their_order(rng, code):
    applied, events, decision = _applied(rng, code)
    row, later = rng.choice(((7, -60), (7, -30), (2, -20)))
    day = events.rows[row][2] + timedelta(later)
    mutant = _changed(events, "P04", ("", row, 2, day))
    return Mutant(mutant.file, events, ("P04",), mutant.places, partners=(applied, decision))
