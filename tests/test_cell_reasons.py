"""What a sender is told about a cell, and what becomes of text and facts that a column takes as they are."""

import csv
import io
import zipfile
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

import duckdb
import openpyxl
import polars as pl
import pytest
from hypothesis import strategies as st

from ingestion import layouts, loading
from ingestion.arrivals import find, of_file
from ingestion.cell_text import LONGEST, visible
from ingestion.contracts import sources
from ingestion.landing import read
from quality import foretold, personal_data
from quality.arrival import judge
from quality.reception import receive
from quality.verdicts import Verdict
from tests.cell_columns import COLUMNS, frame, name, raw, reading
from tests.cells import AS_IT_SHOULD_BE, READ, REFUSED, STAR, draw, stripped, written
from tests.macros import Models, over
from tests.returns import ITEMS, sheets

TOLD = [
    ("headcount", "1,234", "'1,234'", "type 1234, without the comma"),
    ("headcount", "1\u202f234", "'1[narrow no-break space U+202F]234'", "type 1234, without the space"),
    ("headcount", "1e3", "'1e3'", "type 1000, in digits alone"),
    ("headcount", "12.0", "'12.0'", "type 12, in digits alone"),
    ("headcount", "1２", "'1[fullwidth digit two U+FF12]'", "type 12, in plain characters"),
    ("headcount", "٣", "'[arabic-indic digit three U+0663]'", "type 3, in plain characters"),
    ("headcount", "\u202e12", "'[right-to-left override U+202E]12'", "type 12, in plain characters"),
    ("headcount", "12\x1b[2J", "'12[escape U+001B][2J'", "expected a whole number, 0 or more"),
    ("headcount", "9434765919", "holds an NHS number", "expected a whole number, 0 or more"),
    ("headcount", " \u00a0", "blank", "fill in a whole number, 0 or more"),
    ("snapshot_date", "03/04/2026", "'03/04/2026'", "the order of day and month is ambiguous"),
    ("snapshot_date", "31/03/2026", "'31/03/2026'", "type 2026-03-31"),
    ("snapshot_date", "2026-3-1", "'2026-3-1'", "type 2026-03-01"),
    ("snapshot_date", "2026-03-31 00:00:00", "'2026-03-31 00:00:00'", "type 2026-03-31, the day alone"),
    ("snapshot_date", "2026-02-30", "'2026-02-30'", "expected a date such as 2026-03-31"),
    ("org_code", "RХL", "'R[cyrillic capital letter ha U+0425]L'", "expected an ODS code in capitals, such as RXL"),
    ("org_code", "rxl", "'rxl'", "type RXL, in capitals"),
    ("band", "b8a", "'b8a'", "type B8A"),
    ("attended", "TRUE", "'TRUE'", "type yes"),
    ("attended", "n", "'n'", "type no"),
    ("attended", "1", "'1'", "expected yes or no"),
    ("attended", "yeſ", "'ye[latin small letter long s U+017F]'", "expected yes or no"),
    ("value", "½", "'[vulgar fraction one half U+00BD]'", "expected a number, or * for suppressed"),
    ("value", "1e400", "'1e400'", "expected a number, or * for suppressed"),
]  # fmt: skip


def problems(column: str, cell: str) -> list:
    t = next(t for t in COLUMNS if t.column == column)
    return judge(t.contract(), {"sha": frame(t, 0, cell)})["sha"].problems


@pytest.mark.parametrize(("column", "cell", "found", "remedy"), TOLD)
def test_the_reason_names_what_cannot_be_seen_and_says_what_to_type(column, cell, found, remedy):
    told = problems(column, cell)
    assert [p.found for p in told][:1] == [found] and told[0].remedy.endswith(remedy), told


@pytest.mark.parametrize("cell", ["Yes ", "\u00a0yes", "NO\n", "\u3000no\t"])
def test_white_space_around_a_cell_is_no_reason(cell):
    assert problems("attended", cell) == []


def test_a_long_cell_is_cut():
    shown = visible("a" * 4_001)
    assert shown == f"{'a' * LONGEST}… [4,001 characters]"
    assert len(visible("\u202e" * 4_001)) <= LONGEST + 25


HIDDEN = [
    "943 476 5919",
    "9434765919",
    "９４３ ４７６ ５９１９",
    "943\u00a0476\u20115919",
    "94\u200b34765919",
    "٩٤٣٤٧٦٥٩١٩",
]


def test_no_reason_repeats_data_of_a_person_whichever_rule_the_cell_broke():
    for contract in {t.table: t.contract() for t in COLUMNS}.values():
        tried = [(t, cell) for t in COLUMNS if t.contract() == contract for cell in HIDDEN]
        verdicts = judge(contract, {name(n): frame(t, n, cell) for n, (t, cell) in enumerate(tried)})
        for (t, cell), verdict in zip(tried, verdicts.values(), strict=True):
            said = str([p.record() for p in verdict.problems])
            assert reading(t.declared(), cell) != REFUSED or "holds an NHS number" in said
            assert not any(part in said for part in ("5919", "５９", "٥٩")), said


def test_text_that_hides_data_of_a_person_is_screened_however_it_is_written():
    answers = next(t for t in sources()["returns"].tables if t.name == "answers")
    for cell in HIDDEN:
        rows = pl.DataFrame({"file_line": [2], "item_id": ["B1"], "narrative": [f"Fairer for {cell}."]})
        assert [p.rule_id for p in judge(answers, {"sha": rows})["sha"].problems] == ["V33"], cell


FACTS = {
    "date": ("B1", "appointed_on"),
    "count": ("S2", "n_in_scope"),
    "number": ("B3", "baseline"),
    "yes_no": ("B1.b", "slt_member"),
    "list": ("B1", "sponsor_role_level"),
    "text": ("B3", "goal_text"),
}
LEVELS = ("executive_director", "board_director_non_voting", "ned", "senior_director", "below_director")


def fact(type_: str, text: str):
    """What a fact is meant to read as."""
    if type_ == "list":
        return text.lower() if text.isascii() and text.lower() in LEVELS else REFUSED
    read = READ[type_](text)
    if type_ == "number" and read != REFUSED:
        read = Decimal(text).quantize(Decimal("1e-10"), ROUND_HALF_UP, Context(prec=200))
        return read if abs(read) < 10**14 else REFUSED
    return read


def test_a_fact_reads_as_its_field_asks_or_is_told_by_t04():
    strategies = AS_IT_SHOULD_BE | {"list": st.sampled_from(LEVELS), "text": st.just("text")}
    cells = [(type_, cell) for type_ in FACTS for cell in draw(written(strategies[type_]), 20)]
    contract = next(t for t in sources()["returns"].tables if t.name == "facts")
    rows = {
        name(n): pl.DataFrame({"file_line": [2], "item_id": [item], "field": [field], "value": [cell]})
        for n, (type_, cell) in enumerate(cells)
        for item, field in [FACTS[type_]]
    }
    verdicts = judge(contract, rows)
    rows = {sha: row for sha, row in rows.items() if not verdicts[sha].broken}
    # one number of ten digits in eleven could be somebody's; which are drawn follows from the modules that are loaded
    assert {p.rule_id for v in verdicts.values() for p in v.problems} <= {"V33"} and len(rows) > 1_100
    checked = Models(returns__facts=raw(contract, rows))["int_facts_checked"]
    found = {row["file_sha256"]: row for row in checked.iter_rows(named=True)}
    numbers = over(checked.filter(field_type="number", is_readable=True), n="{{ exact_number('fact_value') }}")
    exact = dict(numbers.select("file_sha256", "n").iter_rows())
    for n, (type_, cell) in enumerate(cells):
        row, text = found.get(name(n)), stripped(cell)
        if text == "" or name(n) not in rows:
            assert row is None
            continue
        read = fact(type_, text)
        assert (row["fact_value"], row["is_readable"]) == (text, read != REFUSED), (type_, cell)
        beforehand = foretold.of("returns", {"facts": rows[name(n)]}, Verdict(), date.max, None).problems
        assert [p.place for p in beforehand] == ["Facts!C2"] * (read == REFUSED), (type_, cell)
        assert type_ != "number" or read == REFUSED or exact[name(n)] == read, cell


def test_percents_of_a_declared_layout_read_like_any_number():
    layout = next(one for one in layouts.layouts(layouts.FOLDER) if one.name == "demonstration_survey_percent")
    contract = next(t for t in sources()["wres"].tables if t.name == "lines")
    given = dict(
        zip(layout.header, ["RXL", "31 March 2026", "Indicator 5", "BME staff", "", "40", "Acute"], strict=True)
    )
    cells = draw(written(st.one_of(AS_IT_SHOULD_BE["number"], st.just("12.5%"))), 60) + [
        "1e999999999%",
        "１２%",
        "1_0%",
    ]
    files = {name(n): pl.DataFrame([{"file_line": 2} | given | {"Per cent": cell}]) for n, cell in enumerate(cells)}
    frames = {sha: layout.canonical(file)["lines"] for sha, file in files.items()}
    verdicts = judge(contract, frames)
    good = {sha: rows for sha, rows in frames.items() if not verdicts[sha].broken}
    staged = Models(wres__lines=raw(contract, good))["stg_wres__lines"].filter(measure_code="I5.PCT")
    found = {row["file_sha256"]: row["line_value"] for row in staged.iter_rows(named=True)}
    for n, cell in enumerate(cells):
        read = READ["number_or_mark"](stripped(cell).removesuffix("%"))
        if read in (REFUSED, STAR) or stripped(cell) == "":
            assert found.get(name(n)) is None, cell
        elif 0 <= read <= 100 and "e" not in cell:
            assert found[name(n)] == float(Decimal(stripped(cell).removesuffix("%")) / 100), cell


# a file with null characters is refused, whatever its cells are (F04)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
KEPT = ("narrative", "person_or_team", "timescale", "progress", "comments")
ODD = [
    "שלום, the council met — مرحبا",
    "first line\nsecond line\r\nthird\rfourth\ttabbed",
    "bell \x07, escape \x1b[31m",
    "👩🏾‍⚕️ and 🏴󠁧󠁢󠁥󠁮󠁧󠁿, e\u0301 and é, \ufeff and \u202edesrever\u202c",
    "=1+1", '"quoted", and; split', "NULL", "nan", "1,234", "'; drop table x; --", "𝒳" * 4_000,
]  # fmt: skip


def test_text_comes_out_as_it_went_in(tmp_path):
    """Of the white space at its ends alone nothing is kept, and characters are counted, not bytes."""
    texts = [text for text in ODD + draw(TEXT) if not personal_data.found(text)][: 5 * len(KEPT) * len(ITEMS)]
    folder = tmp_path / "in" / "returns"
    folder.mkdir(parents=True)
    given = {}
    for at in range(0, len(texts), len(KEPT) * len(ITEMS)):
        code = name(at)
        cells = iter(texts[at : at + len(KEPT) * len(ITEMS)])
        answers = [{"item_id": item} | {column: next(cells, "") for column in KEPT} for item in ITEMS]
        given |= {(code, row["item_id"]): [row[column] for column in KEPT] for row in answers}
        write(folder / f"{code}.zip", sheets(code) | {"Checklist": answers})
    write(folder / "long.zip", sheets("RXL") | {"Checklist": [{"item_id": "B1", "narrative": "𝒳" * 4_001}]})
    reception = receive(tmp_path / "home", "returns", sources()["returns"], find([tmp_path / "in"]), "test")
    refused = {r.arrival.name: [(p.place, p.remedy) for p in r.verdict.problems] for r in reception.refused}
    assert refused == {"long.zip": [("Checklist!C2", "at most 4,000 characters")]}
    files = [(r.file, r.refused_lines) for r in reception.files if not r.verdict.problems]
    with duckdb.connect() as con:
        for table in sources()["returns"].tables:
            loading.load(con, table, files)
        landed = {f"returns__{t}": con.table(f"raw.returns__{t}").pl() for t in ("answers", "headers")}
    raw_texts = landed["returns__answers"].select(KEPT).rows()
    assert sorted(raw_texts) == sorted(map(tuple, given.values()))
    models = Models(**landed)
    returns = models["stg_returns__headers"].with_columns(is_current=True)
    answers = models["stg_returns__answers"].join(
        returns.select("file_sha256", "org_code", "assessment_date"), "file_sha256"
    )
    tracked = answers.select("org_code", "assessment_date", "item_id", pl.lit("no_date").alias("action_state"))
    published = Models(**landed, int_returns_ranked=returns, int_actions_tracked=tracked)["fct_return_answers"]
    found = {(row["org_code"], row["item_id"]): [row[c] for c in KEPT] for row in published.iter_rows(named=True)}
    assert found == {key: [stripped(text) or None for text in row] for key, row in given.items()}


def test_a_workbook_and_a_zip_hold_the_same_text(tmp_path):
    """XML has no control characters and one kind of line end, and what begins with = is a formula."""
    texts = [text for text in ODD if not text.startswith("=") and not set(text) & set("\x00\x07\x1b\r")]
    book = openpyxl.Workbook()
    book.active.title = "Return"
    for table in (t for t in sources()["returns"].tables if t.header):
        sheet = book["Return"] if table.sheet == "Return" else book.create_sheet(table.sheet)
        sheet.append([c.name for c in table.columns])
    for item, text in zip(ITEMS, texts, strict=False):
        book["Checklist"].append([item, "in_place", text])
    book.save(tmp_path / "text.xlsx")
    assert read(of_file(tmp_path / "text.xlsx", "returns")).tables["answers"]["narrative"].to_list() == texts


def write(path, filled: dict[str, list[dict]]) -> None:
    """A zip of CSV files with every cell in quotes."""
    with zipfile.ZipFile(path, "w") as archive:
        for table in (t for t in sources()["returns"].tables if t.sheet in filled):
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, [c.name for c in table.columns], restval="", quoting=csv.QUOTE_ALL)
            writer.writeheader()
            writer.writerows(filled[table.sheet])
            archive.writestr(f"{table.sheet}.csv", text.getvalue())
