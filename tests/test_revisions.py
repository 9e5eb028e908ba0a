"""What changed since the run before, and why: the shipped run beside one that is made to have said other things."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import pytest

from app.published import Audience, read
from quality.causes import CHANGED, NEW, WITHDRAWN, Causes, _files, between
from quality.gate import judge
from quality.revisions import _shortened, add, keys

B1 = "item_id = 'B1' and org_code = 'ZD001' and assessment_date = date '2026-08-14'"
EARLIER = (  # what the shipped run is made to have said before, in the analyst's file
    f"update items set status = 'not_met' where {B1}",
    "update measures set value = value + 1, reliability = null where org_code = 'ZD002' and measure_code = 'I2' and "
    "wres_year = 2026",
    "delete from levels where org_code = 'ZD003'",
    "insert into returns by name select * replace (date '2020-01-01' as assessment_date) from returns where "
    "org_code = 'ZD004' limit 1",
    "update registries.parameters set value = 91 where parameter = 'due_soon_days'",
    "update peers set median = median + 1",
    "alter table board drop column unknown",
    "drop table movers",
)


@dataclass
class Revised:
    before: Path
    after: Path
    causes: Causes

    def table(self, file: str = "analyst") -> pl.DataFrame:
        with duckdb.connect(str(self.after / f"{file}.duckdb"), read_only=True) as con:
            return pl.from_arrow(con.sql("from revisions").to_arrow_table())


@pytest.fixture(scope="module")
def revised(published_home, tmp_path_factory) -> Revised:
    """The shipped run, compared with one that said other things, had one file less and another version of the tool."""
    run, folder = published_home.run_folder(published_home.current_run()), tmp_path_factory.mktemp("revised")
    before, after = folder / "before", folder / "after"
    shutil.copytree(run, before), shutil.copytree(run, after)
    with duckdb.connect(str(before / "analyst.duckdb")) as con:
        for change in EARLIER:
            con.execute(change)
    manifest = published_home.manifest()
    kept = [i for i in manifest["inputs"] if not i["name"].startswith("ZD001_2026")]
    earlier = manifest | {"inputs": kept, "fingerprint": "another", "code_version": "another"}
    causes = between(earlier, manifest, before, after)
    add(after, before, causes)
    return Revised(before, after, causes)


TOOL = "Another version of the tool. Registries that changed: parameters."


def test_a_changed_value_stands_with_what_it_was(revised):
    cell = {"table": "items", "key": "assessment_date 2026-08-14, item_id B1", "column": "status"}
    expected = ("ZD001", "changed", "not_met", "met", 1, f"New file: returns/ZD001_2026-08-14.xlsx. {TOOL}")
    for file in ("analyst", "trust/ZD001"):
        found = revised.table(file).filter(**cell)
        assert found.select("org_code", "change", "before", "after", "changes", "cause").rows() == [expected]


def test_nothing_else_is_called_changed(revised):
    found = revised.table().group_by("org_code", "table", "change").agg("column", "key", "cause").sort("org_code")
    rows = {(row["org_code"], row["table"], row["change"]): row for row in found.to_dicts()}
    assert set(rows) == {
        ("ZD001", "items", "changed"), ("ZD002", "measures", "changed"), ("ZD003", "levels", "added"),
        ("ZD004", "returns", "withdrawn"),
    }  # fmt: skip
    assert set(rows["ZD002", "measures", "changed"]["column"]) == {"value", "reliability"}
    assert rows["ZD004", "returns", "withdrawn"]["key"] == ["assessment_date 2020-01-01"]
    assert set(rows["ZD002", "measures", "changed"]["cause"]) == {TOOL}  # the return of another is no cause of it


def test_a_trust_has_its_own_alone(revised):
    for path in (revised.after / "trust").glob("*.duckdb"):
        found = revised.table(f"trust/{path.stem}")
        assert set(found["org_code"]) <= {path.stem}
        assert found.is_empty() == (path.stem not in ("ZD001", "ZD002", "ZD003", "ZD004"))


def test_the_gate_lets_revisions_out(revised):
    assert judge(revised.after, []) == []


def test_a_run_that_repeats_keeps_the_revisions_of_the_one_it_repeats(revised, published_home, tmp_path):
    run = published_home.run_folder(published_home.current_run())
    repeat = Revised(revised.after, tmp_path / "repeat", None)
    shutil.copytree(run, repeat.after)
    manifest = published_home.manifest()
    add(repeat.after, revised.after, between(manifest, manifest, revised.after, repeat.after))
    for file in ("analyst", "trust/ZD001", "trust/ZD005"):
        assert repeat.table(file).equals(revised.table(file))


def test_the_first_run_revises_nothing(published_home):
    run, manifest = published_home.run_folder(published_home.current_run()), published_home.manifest()
    assert read(run, manifest, Audience("analyst"), "revisions").is_empty()


def test_a_trust_sees_its_rows_of_every_compared_table_as_the_analyst_does(published_home):
    """What lets a trust's revisions be taken from the comparison of the analyst's files."""
    run, manifest = published_home.run_folder(published_home.current_run()), published_home.manifest()
    seen = {table for table in keys() if table in {*manifest["audiences"]["trust"], *manifest["audiences"]["public"]}}
    assert {"measures", "levels", "items", "calendar"} <= seen
    for table in seen:
        frames = [read(run, manifest, Audience.parse(who), table) for who in ("analyst", "trust:ZD001")]
        if "org_code" in frames[0].columns:
            analyst, trust = (frame.filter(pl.col("org_code") == "ZD001").select(frames[1].columns) for frame in frames)
            assert analyst.equals(trust), table


def test_many_changes_stand_as_one_row_that_counts_them():
    row = {"org_code": "A", "table": "t", "key": "k", "column": "c", "change": "changed", "before": "1", "after": "2"}
    few = [row | {"change": "added", "key": str(n)} for n in range(3)]
    found = _shortened(pl.DataFrame([row | {"key": str(n)} for n in range(4)] + few), 3)
    counted = found.filter(change="changed")
    assert counted.select("key", "column", "before", "changes").rows() == [(None, None, None, 4)]
    assert found.filter(change="added")["changes"].to_list() == [1, 1, 1]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([("wres", "a", "1", 5)], [("wres", "a", "1", 5)], {}),
        ([], [("wres", "a", "1", 5)], {("wres", "a"): NEW}),
        ([("wres", "a", "1", 5)], [("wres", "a", "2", 5)], {("wres", "a"): CHANGED}),
        ([("wres", "a", "1", 5)], [("wres", "a", "1", 4)], {("wres", "a"): CHANGED}),  # a rule refuses a line more
        ([("wres", "a", "1", 5)], [("wres", "a", "1", None)], {("wres", "a"): WITHDRAWN}),  # refused as a whole
        ([("wres", "a", "1", 0)], [("wres", "b", "2", 0)], {}),  # nothing of either was taken in
    ],
)
def test_which_files_differ(before, after, expected):
    inputs = (
        [dict(zip(("source", "name", "sha256", "rows"), row, strict=True)) for row in rows] for rows in (before, after)
    )
    assert _files(*inputs) == expected


def test_a_trust_is_told_no_name_but_of_its_own_files():
    files = {("returns", "A.xlsx"): NEW, ("returns", "B.xlsx"): NEW, ("workforce", "esr_B.csv"): CHANGED}
    causes = Causes(files, {("returns", "A.xlsx"): {"A"}, ("returns", "B.xlsx"): {"B"}})
    assert causes.words("A") == "New file: returns/A.xlsx. Changed file: workforce/esr_B.csv."
    assert causes.words("A", for_trust=True) == "New file: returns/A.xlsx. Changed file: of the source workforce."
    only_b = Causes({("returns", "B.xlsx"): NEW}, {("returns", "B.xlsx"): {"B"}})
    assert only_b.words("A", for_trust=True) == "Files of other organisations."
    assert only_b.words("A") == "New file: returns/B.xlsx."
