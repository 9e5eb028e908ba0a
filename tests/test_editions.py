"""Earlier forms of a table: read by name where they are declared, for the template they are declared for."""

import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest
import yaml

from ingestion import contracts, loading
from ingestion.arrivals import of_file
from ingestion.contracts import BadContract, sources
from ingestion.landing import land
from ingestion.registries import registry
from quality.checking import check_file
from quality.reception import receive
from tests.drifting import KINDS, Rows, content_of, return_sheets, table

STAGING = contracts.STAGING
FORMS = ("workbook", "zip of CSV")
OLD_PLAN = {
    "name": "plan of 2025",
    "declared_on": "2026-11-24",
    "reason": "Invented, as an earlier template might be",
    "sheet": "Action plan",
    "renamed": {"Status": "declared_status", "Owner": "person_or_team"},
    "retired": ["RAG rating"],
    "not_asked": ["comments"],
    "templates": ["2025.1"],
}
OLD_EXTRACT = {
    "name": "extract of 2024",
    "declared_on": "2026-11-24",
    "reason": "Invented, as an earlier extract might be",
    "renamed": {"people": "headcount"},
}


def declare(monkeypatch, folder: Path, source: str, table_name: str, *editions: dict) -> None:
    """The project's contracts, with these editions of a table."""
    shutil.copytree(STAGING, folder, ignore=shutil.ignore_patterns("*.sql"), dirs_exist_ok=True)
    path = folder / source / f"{source}.yml"
    node = yaml.safe_load(path.read_text())
    one = next(t for t in node["sources"][0]["tables"] if t["name"] == table_name)
    one["config"]["meta"]["editions"] = list(editions)
    path.write_text(yaml.safe_dump(node))
    monkeypatch.setattr(contracts, "STAGING", folder)
    sources.cache_clear()


@pytest.fixture
def declared(monkeypatch, tmp_path):
    yield lambda *given: declare(monkeypatch, tmp_path / "contracts", *given)
    monkeypatch.undo()
    sources.cache_clear()


def old_plan() -> Rows:
    """The checklist of a complete return as the plan of 2025 had it, in an order of its own."""
    header, *lines = return_sheets()["Checklist"]
    names = {"declared_status": "Status", "person_or_team": "Owner"}
    rows = [[names.get(n, n) for n in header[:-1]] + ["RAG rating"], *([*line[:-1], "green"] for line in lines)]
    return [row[::-1] for row in rows]


def write_old(folder: Path, form: str, version: str | None, rows: Rows | None = None) -> Path:
    content = return_sheets()
    del content["Checklist"]
    template = {"_template": [["template_version", version]]} if version else {}
    return KINDS[form].write_sheets(folder, content | {"Action plan": rows or old_plan()} | template)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("version", ["2025.1", None])
def test_a_declared_form_gives_the_same_table(tmp_path, declared, form, version):
    """By the version of its template, or by its header alone where it names none."""
    current = KINDS[form].read(tmp_path, return_sheets()["Checklist"])
    declared("returns", "answers", OLD_PLAN)
    content = content_of(write_old(tmp_path / "old", form, version))
    assert content.tables["answers"].select(current.columns[:-1]).equals(current.drop("comments"))
    account = next(one for one in content.lines if one.table == "answers")
    assert (account.edition, account.not_asked, account.sheet) == ("plan of 2025", "comments", "Checklist")


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_declared_for_the_template_is_refused(tmp_path, declared, form):
    declared("returns", "answers", OLD_PLAN | {"sheet": None})
    rows = old_plan()
    templates = {"_template": [["template_version", "2026.2"]]}
    problems = check_file(KINDS[form].write(tmp_path, rows, **templates)).problems
    assert {p.rule_id for p in problems} == {"F05"} and problems[-1].place == "Checklist!1"
    assert "it is the form 'plan of 2025', which is declared for template 2025.1" in problems[-1].found


def test_a_column_that_was_not_asked_is_null_and_a_retired_one_stays_in_the_first_copy(tmp_path, declared):
    declared("returns", "answers", OLD_PLAN)
    path = write_old(tmp_path, "workbook", "2025.1")
    received = receive(tmp_path / "home", "returns", sources()["returns"], [of_file(path, "returns")], "test")
    (file,) = received.accepted
    answers = table("returns", "answers")
    with duckdb.connect() as warehouse:
        loading.load(warehouse, answers, [(file.file, file.refused_lines)])
        rows = warehouse.execute("select distinct comments, declared_status from raw.returns__answers").fetchall()
    assert rows == [(None, "in_place")]  # a blank cell would be ''
    assert set(pl.read_parquet(file.file.parquet("answers"))["RAG rating (retired)"]) == {"green"}
    row = next(row for row in file.line_rows({}) if row["sheet"] == "Checklist")
    assert (row["edition"], row["columns_not_asked"]) == ("plan of 2025", "comments") and row["header_fingerprint"]


def test_a_bad_cell_of_an_old_form_is_told_in_the_words_of_the_file(tmp_path, declared):
    declared("returns", "answers", OLD_PLAN)
    rows = old_plan()
    status = rows[0].index("Status")
    rows[4][status] = "perhaps"
    (problem,) = check_file(write_old(tmp_path, "workbook", "2025.1", rows)).problems
    assert (problem.rule_id, problem.place, problem.line) == ("V05", "Action plan!G5", 5)
    assert problem.column == "Status"
    declared("workforce", "snapshots", OLD_EXTRACT)
    kind = KINDS["workforce CSV"]
    header, *lines = kind.rows()
    lines[1][6] = "many"
    path = kind.write(tmp_path, [["people" if name == "headcount" else name for name in header], *lines])
    (problem,) = check_file(path).problems
    assert (problem.place, problem.column) == ("line 3, column people", "people")


def test_an_old_csv_and_parquet_give_the_same_table(tmp_path, declared):
    declared("workforce", "snapshots", OLD_EXTRACT)
    for name in ("workforce CSV", "workforce Parquet"):
        kind = KINDS[name]
        header, *lines = kind.rows()
        old = [["people" if n == "headcount" else n for n in header], *lines]
        assert kind.read(tmp_path, old).equals(kind.read(tmp_path, kind.rows()))


def test_another_wording_of_an_edition_reads_the_same_bytes_anew(tmp_path, declared):
    kind = KINDS["workforce CSV"]
    header, *lines = kind.rows()
    old = [["people" if n == "headcount" else "other" if n == "fte" else n for n in header], *lines]
    arrival = of_file(kind.write(tmp_path, old), "workforce")
    for renamed, expected in (({"people": "headcount"}, "7"), ({"other": "headcount"}, "6.5")):
        retired = [name for name in ("people", "other") if name not in renamed]
        declared("workforce", "snapshots", OLD_EXTRACT | {"renamed": renamed, "retired": retired, "not_asked": ["fte"]})
        landed = land(tmp_path / "raw", arrival)
        assert set(pl.read_parquet(landed.parquet("snapshots"))["headcount"]) == {expected}


FAULTS = {
    "renamed to nothing": ({"renamed": {"Status": "state"}}, "state is no column"),
    "needed": ({"not_asked": ["item_id"]}, "item_id may not be missing"),
    "no column": ({"not_asked": ["colour"]}, "colour is no column"),
    "one name twice": ({"renamed": {"narrative ": "comments"}}, "two columns have one name"),
    "one column twice": ({"renamed": {"A": "comments", "B": "comments"}}, "two columns have one name"),
    "retired and read": ({"retired": ["progress"]}, "two columns have one name"),
    "like the contract": ({"renamed": {}, "retired": [], "not_asked": []}, "its header is that of another form"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_edition_that_says_two_things_is_no_contract(declared, fault):
    given, words = FAULTS[fault]
    declared("returns", "answers", {"name": "bad", "declared_on": "2026-11-24", "reason": "Invented"} | given)
    with pytest.raises(BadContract, match="returns: answers: edition bad: .*" + words):
        sources()


@pytest.mark.parametrize("form", FORMS)
def test_the_headings_of_the_framework_s_sample_action_plan_are_read(tmp_path, form):
    """Declared in the contract as it is shipped; one heading more or less and nothing is declared for it."""
    rows, kind = return_sheets()["Checklist"], KINDS[form]
    headings = ["Person/ Team", "Timescale", "Target completion\ndate", "Progress", "Comments"]
    copied = [rows[0][:3] + headings, *rows[1:]]
    assert kind.read(tmp_path, copied).equals(kind.read(tmp_path, rows))
    copied[0][3] = "person_or_team"
    assert {p.rule_id for p in check_file(kind.write(tmp_path, copied)).problems} == {"F05"}


def test_editions_are_dated_and_their_templates_were_issued():
    issued = {row["template_version"] for row in registry("template_versions")}
    for source in sources().values():
        for one in (edition for each in source.tables for edition in each.editions):
            assert one.declared_on and one.reason and set(one.templates) <= issued
