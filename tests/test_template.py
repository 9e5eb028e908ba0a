"""The return workbook: what a template holds, and that what is filled in is what is read, for twenty organisations."""

import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from click.testing import CliRunner

from app.published import Audience, read
from ingestion import template_content as content
from ingestion.arrivals import of_file
from ingestion.contracts import sources
from ingestion.landing import read as read_return
from ingestion.template import PUBLISHED, write
from orchestration.command import main
from orchestration.home import Home
from quality.reception import judge
from tests.filling import TABLES, fill

DAY = date(2026, 11, 24)
ORGANISATIONS = [f"ZD{n:03}" for n in range(1, 21)]
FORMS = ("excel", "libreoffice")


def nwbench(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)))


def template(home: Home, org_code: str, out: Path):
    return nwbench("template", "--org", org_code, "--out", out, "--home", home.path, "--assessment-date", DAY)


@pytest.fixture(scope="module")
def templates(published_home, tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("templates") / "returns"
    folder.mkdir()
    paths = {code: folder / f"{code}.xlsx" for code in ORGANISATIONS}
    for code, path in paths.items():
        result = template(published_home, code, path)
        assert result.exit_code == 0, result.output
    return paths


@pytest.fixture(scope="module")
def filled(templates, tmp_path_factory):
    """Every template filled in by a program, in Excel's form; and what must be read from it."""
    folder = tmp_path_factory.mktemp("filled") / "returns"
    folder.mkdir()
    expected = {code: fill(path, folder / path.name, seed) for seed, (code, path) in enumerate(templates.items())}
    return folder, expected


@pytest.fixture(scope="module")
def resaved(filled, tmp_path_factory) -> Path:
    """The same files as LibreOffice writes them, by way of its own form."""
    program = shutil.which("soffice")
    if program is None and os.environ.get("CI"):
        pytest.fail("LibreOffice is missing: .ci/run installs it")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("resaved")
    command = [program, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to"]
    own, back = folder / "own", folder / "returns"
    subprocess.run([*command, "ods", "--outdir", own, *filled[0].glob("*.xlsx")], check=True, capture_output=True)
    subprocess.run([*command, "xlsx", "--outdir", back, *own.glob("*.ods")], check=True, capture_output=True)
    return back


@pytest.fixture(scope="module", params=FORMS)
def returned(request, filled) -> dict[str, dict[str, pl.DataFrame]]:
    """What ingestion reads from the filled files, by organisation and sheet."""
    folder = filled[0] if request.param == "excel" else request.getfixturevalue("resaved")
    names = {table.sheet: table.name for table in sources()["returns"].tables}
    tables = {code: read_return(of_file(folder / f"{code}.xlsx", "returns")).tables for code in ORGANISATIONS}
    return {code: {sheet: found[name] for sheet, name in names.items()} for code, found in tables.items()}


@pytest.mark.parametrize("sheet", ["Return", "Checklist", "Facts", "Events", "Evidence", "WRES"])
def test_what_is_filled_in_is_what_is_read(returned, filled, sheet):
    """Every field of every item, in both forms of file, for twenty organisations."""
    columns = [c.name for c in TABLES[sheet].columns]
    for code, expected in filled[1].items():
        assert returned[code][sheet].select(columns).rows(named=True) == [
            {column: row[column] for column in columns} for row in expected[sheet]
        ], code


def test_a_filled_template_breaks_no_rule(returned):
    frames = {
        code: {table.name: tables[table.sheet] for table in sources()["returns"].tables}
        for code, tables in returned.items()
    }
    verdicts = judge(sources()["returns"], frames)
    assert [problem.text(code) for code, verdict in verdicts.items() for problem in verdict.problems] == []


def test_the_template_asks_for_every_item_and_field(returned):
    tables = returned["ZD001"]
    assert tables["Checklist"]["item_id"].to_list() == [row["item_id"] for row in content.registry("items")]
    assert tables["Checklist"].height == 42
    asked = [(f["item_id"], f["field"]) for f in content.registry("item_fields") if f["where"] == "facts"]
    assert sorted(tables["Facts"].select("item_id", "field").rows()) == sorted(asked)


def test_an_untouched_template_says_the_last_answers_again(published_home, templates):
    """And is accepted: what it leaves blank was not given."""
    manifest = published_home.manifest()
    run = published_home.run_folder(manifest["run_id"])
    untouched = {code: read_return(of_file(path, "returns")).tables for code, path in templates.items()}
    assert all(verdict.problems == [] for verdict in judge(sources()["returns"], untouched).values())
    for code, tables in untouched.items():
        for table, key, value in [
            ("answers", ["item_id"], "declared_status"),
            ("answers", ["item_id"], "target_completion_date"),
            ("answers", ["item_id"], "progress"),
            ("facts", ["item_id", "field"], "fact_value"),
            ("events", ["item_id", "event_date", "kind"], "evidence_id"),
        ]:
            known = read(run, manifest, Audience("trust", code), f"return_{table}")
            last = known.filter(pl.col("assessment_date") == pl.col("assessment_date").max())
            before = last.filter(pl.col(value).is_not_null()).with_columns(pl.col(value).cast(pl.String))
            own = tables[table].rename({"value": "fact_value", "date": "event_date"}, strict=False)
            again = own.filter(pl.col(value) != "")
            pick = [*key, value]
            assert sorted(again.select(pick).rows()) == sorted(before.select(pl.col(pick).cast(pl.String)).rows()), code


def test_known_wres_lines_are_filled_in_and_the_next_ones_asked(templates):
    lines = read_return(of_file(templates["ZD001"], "returns")).tables["wres_lines"]
    shipped = read_return(of_file(Path("data/demo/returns/ZD001_2026-08-14.xlsx").resolve(), "returns")).tables[
        "wres_lines"
    ]
    counts = ["wres_year", "measure_code", "white", "bme", "unknown"]
    given = shipped.filter(pl.col("measure_code").str.contains(".", literal=True)).select(counts)
    assert set(given.rows()) <= set(lines.select(counts).rows())
    ratios = lines.filter(pl.col("measure_code") == "I2")  # a declared ratio is asked anew, never carried over
    assert ratios.select("wres_year", "declared_value").rows() == [("2026", "")]


def test_planted_errors_are_each_told_by_their_cell(filled, tmp_path):
    folder = tmp_path / "handed_in"
    folder.mkdir()
    good = filled[0] / "ZD001.xlsx"
    assert nwbench("check", good).exit_code == 0
    book = openpyxl.load_workbook(good)
    book["Checklist"]["B5"] = "nearly"
    book["Evidence"]["E3"] = "31/03/2026"
    book["WRES"]["C7"] = "about 40"
    book.save(folder / "ZD001.xlsx")
    result = nwbench("check", folder / "ZD001.xlsx")
    lines = result.stderr.splitlines()
    assert result.exit_code == 2 and len(lines) == 3
    for place, found in [("Checklist!B5", "'nearly'"), ("Evidence!E3", "'31/03/2026'"), ("WRES!C7", "'about 40'")]:
        assert any(f"ZD001.xlsx {place}: {found}; expected" in line for line in lines), result.stderr


@pytest.mark.parametrize("form", FORMS)
def test_the_template_helps_whoever_fills_it_in(templates, filled, form, request):
    """Drop-downs for every list, messages on every answer, locked questions; also after LibreOffice saved it."""
    folder = templates["ZD001"].parent if form == "excel" else request.getfixturevalue("resaved")
    book = openpyxl.load_workbook(folder / "ZD001.xlsx")
    assert book.sheetnames[2:] == ["Return", "Checklist", "Facts", "Events", "Evidence", "WRES", "_template"]
    assert book["_template"].sheet_state == "hidden" and book.properties.title.startswith("Return of")
    lists = {
        (row["item_id"], row["field"]): row["accepted"].split() or ["yes", "no"]
        for row in content.registry("item_fields")
        if row["type"] in ("list", "yes_no")
    }
    for sheet in book.worksheets[:-1]:
        assert sheet.protection.sheet and not sheet.protection.password
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes or form == "libreoffice"  # a program that shows no window keeps no view
        assert all(cell.protection.locked for cell in sheet[1])
    facts = book["Facts"]
    rules = {str(cells): rule for rule in facts.data_validations.dataValidation for cells in rule.sqref.ranges}
    for item, field, answer in facts.iter_rows(min_row=2, max_col=3):
        assert (item.protection.locked, field.protection.locked, answer.protection.locked) == (True, True, False)
        rule = rules[answer.coordinate]
        assert rule.prompt and len(rule.prompt) <= 255 and len(rule.promptTitle) <= 32
        if accepted := lists.get((item.value, field.value)):
            assert rule.type == "list" and rule.formula1.strip('"').split(",") == accepted
    statuses = {r.formula1 for r in book["Checklist"].data_validations.dataValidation if r.type == "list"}
    assert statuses == {'"in_place,partial,not_in_place,na"'}


ODD = ['=HYPERLINK("https://example.org")', "https://example.org", "NaN", "1_000", "0202-03-31"]


@pytest.mark.parametrize("typed", ODD)
def test_what_was_typed_is_written_as_text(published_home, tmp_path, typed):
    """Never as a formula or a link; and no answer, however odd, keeps an organisation from its template."""
    manifest = published_home.manifest()
    run = published_home.run_folder(manifest["run_id"])
    tables = {name: read(run, manifest, Audience("trust", "ZD001"), name) for name in PUBLISHED}
    for name, column in [("return_answers", "narrative"), ("return_facts", "fact_value"), ("return_evidence", "url")]:
        tables[name] = tables[name].with_columns(pl.lit(typed).alias(column))
    path = tmp_path / "return.xlsx"
    write(path, content.Known("ZD001", "=1+1", True, DAY, tables))
    assert not [c for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for c in row if c.hyperlink]
    again = read_return(of_file(path, "returns")).tables
    assert set(again["answers"]["narrative"]) == set(again["evidence"]["url"]) == {typed}
    assert set(again["facts"]["value"]) == {typed, ""}


def test_who_gets_no_template_and_why(published_home, tmp_path):
    out = tmp_path / "return.xlsx"
    unknown = template(published_home, "ZZ999", out)
    closed = template(published_home, "RM2", out)  # merged into R0A
    outside = template(published_home, "RJ1", out)
    nothing = template(Home(tmp_path / "empty"), "ZD001", out)
    refused = (unknown, closed, outside, nothing, template(published_home, "ZD001", Path("/proc/return.xlsx")))
    words = ("no organisation ZZ999", "R0A", "no region", "run nwbench refresh", "cannot be written")
    assert [r.exit_code for r in refused] == [2, 2, 2, 1, 2] and not out.exists()
    assert all(part in r.stderr for part, r in zip(words, refused, strict=True))


def test_the_version_on_the_template_is_that_of_what_it_asks(templates):
    last = content.registry("template_versions")[-1]
    assert last["template_hash"] == content.template_hash(), (
        "the workbook asks something else than before: template_versions.csv needs a row with the checksum on the right"
    )
    written = read_return(of_file(templates["ZD001"], "returns")).tables["templates"].select("field", "value").rows()
    assert dict(written) == {k: last[k] for k in ("template_version", "template_hash")}


def test_returns_reach_the_organisation_and_analysts_only(published_home):
    audiences = published_home.manifest()["audiences"]
    own = {"returns", "return_answers", "return_facts", "return_events", "return_evidence", "wres_lines"}
    assert own <= set(audiences["trust"]) & set(audiences["analyst"])
    # of an application a panel knows which documents there are, to verify them (§3.4)
    assert own & (set(audiences["public"]) | set(audiences["panel"])) == {"return_evidence"} - set(audiences["public"])


def test_the_action_plan_survives_from_workbook_to_published_table(published_home):
    shipped = read_return(of_file(Path("data/demo/returns/ZD001_2026-08-14.xlsx").resolve(), "returns")).tables[
        "answers"
    ]
    manifest = published_home.manifest()
    run = published_home.run_folder(manifest["run_id"])
    known = read(run, manifest, Audience("trust", "ZD001"), "return_answers")
    last = known.filter(pl.col("assessment_date") == date(2026, 8, 14))
    columns = [c.name for c in TABLES["Checklist"].columns]
    published = last.select(pl.col(columns).cast(pl.String).fill_null("")).sort("item_id")
    assert published.rows() == shipped.select(columns).sort("item_id").rows()
    assert published.filter(pl.col("target_completion_date") != "").height > 0
