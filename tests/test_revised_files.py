"""A corrected return, a late one, a survey release published again, in turn: what moves and what does not."""

import csv
import datetime
import hashlib
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
import openpyxl
import pytest
import yaml

from orchestration.home import Home
from orchestration.refresh import refresh
from quality.release import CLOCK_COLUMNS
from quality.revisions import LEFT_OUT, keys
from tests.conftest import AS_OF, SHIPPED
from tests.differing import differing, listed, rows, should_be_listed
from tests.returns import write_return

RELEASE = "nss_demonstration_release_2026.csv"
YEARS = ("wres_year", "year_to", "year_last")


def correct_a_return(landing: Path) -> None:
    """One count of the sheet WRES, attested a month later."""
    folder = landing / "returns"
    book = openpyxl.load_workbook(folder / "ZD002_2026-07-08.xlsx")
    (attested,) = (row[1] for row in book["Return"].iter_rows() if row[0].value == "attested_on")
    attested.value += datetime.timedelta(days=30)
    (cell,) = (r[3] for r in book["WRES"].iter_rows() if (r[0].value, r[1].value) == (2026, "I3.ENTERED"))
    cell.value += 3
    book.save(folder / "ZD002_2026-07-08_corrected.xlsx")


def hand_in_late(landing: Path) -> None:
    write_return(landing / "returns", "ZD021", header={"assessment_date": "2026-08-20", "attested_on": "2026-11-20"})


def republish_a_release(landing: Path) -> None:
    """The same file with one share of one organisation corrected, and its record with it."""
    path = landing / "staff_survey" / RELEASE
    with path.open(newline="") as file:
        header, *rows = list(csv.reader(file))
    (row,) = (r for r in rows if r[0] == "ZD005" and (r[2], r[4], r[5]) == ("2026", "I6", "BME"))
    row[6] = f"{float(row[6]) + 0.03:.6f}"
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    record = yaml.safe_load((path.parent / "provenance.yml").read_text())
    (entry,) = (entry for entry in record["files"] if entry["name"] == RELEASE)
    entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (path.parent / "provenance.yml").write_text(yaml.safe_dump(record))


@dataclass(frozen=True)
class Step:
    """What was done, whose it is, the only year that it is of, and the sentence that tells of it."""

    do: object
    org_code: str
    year: int
    cause: str


STEPS = {
    "a corrected return": Step(
        correct_a_return, "ZD002", 2026, "New file: returns/ZD002_2026-07-08_corrected.xlsx."
    ),
    "a late return": Step(hand_in_late, "ZD021", 2026, "New file: returns/ZD021_2026-08-20_2026-11-20.zip."),
    "a republished release": Step(republish_a_release, "ZD005", 2026, f"Changed file: staff_survey/{RELEASE}."),
}  # fmt: skip


@pytest.fixture(scope="module")
def runs(published_home, tmp_path_factory) -> dict[str, tuple[Path, Path]]:
    """By step, the analyst's file before and after it."""
    folder = tmp_path_factory.mktemp("revised_files")
    home, landings = Home(folder / "home"), [SHIPPED[0], folder / "demo"]
    shutil.copytree(published_home.path, home.path)
    shutil.copytree(SHIPPED[1], landings[1])
    found = {}
    for name, step in STEPS.items():
        before = home.current_run()
        step.do(landings[1])
        refresh(home, landings, AS_OF)
        found[name] = tuple(home.run_folder(run) / "analyst.duckdb" for run in (before, home.current_run()))
    return found


def of_each_year(path: Path, year: int) -> dict[tuple, str]:
    """Logical hash of each table, organisation and year, but for the year."""
    found = {}
    with duckdb.connect(str(path), read_only=True) as con:
        columns = con.execute(
            "select table_name, list(column_name) from duckdb_columns() where schema_name = 'main' group by 1"
        ).fetchall()
        for table, names in columns:
            of_year = next((name for name in YEARS if name in names), None)
            if of_year is None or "org_code" not in names or table == "peer_contributions":
                continue
            kept = ", ".join(sorted(set(names) - set(CLOCK_COLUMNS)))
            rows = con.execute(
                f"select org_code, {of_year}, md5(string_agg(row_hash, '' order by row_hash)) from "
                f"(select org_code, {of_year}, md5(r::varchar) as row_hash from (select {kept} from {table}) as r) "
                f"where {of_year} <> $year group by 1, 2",
                {"year": year},
            ).fetchall()
            found |= {(table, org_code, of): checksum for org_code, of, checksum in rows}
    return found


@pytest.mark.parametrize("name", STEPS)
def test_every_other_year_and_organisation_is_what_it_was(runs, name):
    step = STEPS[name]
    before, after = (of_each_year(path, step.year) for path in runs[name])
    moved = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert moved == set() and len(before) > 1500
    of_others = [differing(*(rows(path, table, key) for path in runs[name])) for table, key in keys().items()]
    assert {org for found in of_others for org, *_ in found} <= {step.org_code, None}


@pytest.mark.parametrize("name", STEPS)
def test_revisions_list_what_changed_and_why_no_more_and_no_less(runs, name):
    before, after = runs[name]
    told = listed(after)
    assert Counter(row[:-1] for row in told) == should_be_listed(before, after) and told
    assert {row[-1] for row in told} == {STEPS[name].cause}
    assert {row[0] for row in told} - {None} == {STEPS[name].org_code}


def test_what_revisions_leave_out_is_declared(runs):
    """Words, what is made of others' values, files, and what was found in them: nothing else goes uncompared."""
    _, after = next(iter(runs.values()))
    with duckdb.connect(str(after), read_only=True) as con:
        tables = {
            name
            for (name,) in con.execute("select table_name from duckdb_tables() where schema_name = 'main'").fetchall()
        }
    assert tables == {*keys(), *LEFT_OUT, "checks"}
