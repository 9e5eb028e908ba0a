"""What a cell means is declared once: the guard refuses it with a reason, or staging casts it to just that."""

import unicodedata
from collections import Counter
from itertools import count

import polars as pl
import pytest

from ingestion.cell_types import trimmed
from quality.arrival import judge
from quality.rules import rules
from tests.cell_columns import COLUMNS, TOLD_APART_BY, as_it_should_be, frame, name, raw, reading
from tests.cells import BLANK, REFUSED, STAR, draw, written
from tests.macros import Models, over

CELLS_OF_A_COLUMN = 290
STATUS = {BLANK: "not_submitted", STAR: "suppressed"}


@pytest.fixture(scope="module")
def tried():
    """Every cell tried, with the verdict on it: column, cell, number of its file, what it reads as, verdict."""
    numbers, rows = count(), []
    tables = dict.fromkeys((t.source, t.table) for t in COLUMNS)
    for table in tables:
        of_table = [t for t in COLUMNS if (t.source, t.table) == table]
        cells = [
            (t, cell, next(numbers))
            for t in of_table
            for cell in draw(written(as_it_should_be(t.declared())), CELLS_OF_A_COLUMN // 10)
        ]
        verdicts = judge(of_table[0].contract(), {name(n): frame(t, n, cell) for t, cell, n in cells})
        rows += [(t, cell, n, reading(t.declared(), cell), verdicts[name(n)]) for t, cell, n in cells]
    return rows


def test_every_cell_reads_as_declared_or_is_refused(tried):
    assert len(tried) >= 10_000
    wrong = [
        (t.table, t.column, cell, read, [p.text("file") for p in verdict.problems])
        for t, cell, _, read, verdict in tried
        if (read == REFUSED) != bool(verdict.broken)
    ]
    assert wrong == []


def test_cells_of_every_type_are_both_accepted_and_refused(tried):
    told = Counter((t.declared().type, read == REFUSED) for t, _, _, read, _ in tried)
    types = sorted({type_ for type_, _ in told})
    print(*(f"{type_}: {told[type_, False]} accepted, {told[type_, True]} refused" for type_ in types), sep="\n")
    assert min(told[type_, refused] for type_ in types for refused in (True, False)) >= 60


def test_staging_makes_of_an_accepted_cell_what_it_reads_as(tried):
    for model in dict.fromkeys(t.model for t, *_ in tried):
        accepted = [row for row in tried if row[0].model == model and row[3] != REFUSED]
        contract = accepted[0][0].contract()
        table = raw(contract, {name(n): frame(t, n, cell) for t, cell, n, *_ in accepted})
        staged = Models(**{contract.identifier: table})[model]
        by = TOLD_APART_BY.get(model, ("", "file_sha256"))[1]
        if "wres_group" in staged.columns and contract.name == "wres_lines":
            staged = staged.filter(wres_group="WHITE")
        found = {row[by]: row for row in staged.iter_rows(named=True)}
        assert staged.height == len(found)
        for t, cell, n, read, _ in accepted:
            row = found[name(n)]
            assert (row[t.value], cell) == (t.becomes(read), cell), (model, t.column)
            assert not t.status or row[t.status] == STATUS.get(read, "reported"), (model, t.column, cell)


def test_a_reason_says_what_was_found_and_how_to_mend_it_in_characters_that_are_seen(tried):
    problems = [(cell, p) for _, cell, _, _, verdict in tried for p in verdict.problems]
    assert len(problems) > 3_000
    for cell, p in problems:
        assert p.rule_id in rules() and p.place and p.found and p.remedy, (cell, p)
        for text in (p.found, p.remedy, p.org_code or ""):
            assert len(text) <= 200 and all(map(_is_seen, text)), (cell, p)


def _is_seen(character: str) -> bool:
    is_letter = unicodedata.category(character)[0] == "L" and unicodedata.bidirectional(character) == "L"
    return character.isascii() and character.isprintable() or is_letter or character in "£…∞"


def test_white_space_around_a_cell_is_the_same_to_guard_and_staging():
    """Every character that a file can hold, at both ends."""
    characters = [chr(n) for n in range(0x110000) if not 0xD800 <= n < 0xE000]
    cells = pl.DataFrame({"cell": [f"{c}x{c}x{c}" for c in characters]})
    found = over(cells.with_columns(guard=trimmed(cells)["cell"]), staging="{{ trimmed('cell') }}")
    assert found.filter(pl.col("guard") != pl.col("staging")).is_empty()
    assert found.filter(pl.col("guard") != pl.col("cell")).height == 25  # Unicode's White_Space
