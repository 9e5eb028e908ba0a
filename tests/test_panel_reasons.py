"""Why an item is judged as it is, as a panel reads it: the analyst's words, without small counts of people (§5.3)."""

import re

import duckdb
import pytest

from tests.judging import read

DAY = re.compile(r"\d{1,2} [A-Z][a-z]+ 20\d\d")
SHARE, SHARE_TOLD = re.compile(r"(\d+) of (\d+)"), re.compile(r"(\*|about \d+) of (?:\*|\d+)( \()?")
LEFT_OUT = re.compile(r"\*|about \d+")


@pytest.fixture(scope="module")
def reasons(published_home) -> list[tuple[str, str, str]]:
    """Item, the analyst's reason and the panel's, of every application."""
    run = published_home.run_folder(published_home.current_run())
    with duckdb.connect() as con:
        for name in ("analyst", "panel"):
            con.execute(f"attach '{run / name}.duckdb' as {name}_file (read_only)")
        return con.execute(
            "select item_id, a.reason, p.reason from analyst_file.items as a inner join panel_file.items as p "
            "using (org_code, assessment_date, item_id)"
        ).fetchall()


def test_days_and_posts_are_told_and_counts_of_people_are_not(reasons):
    assert len(reasons) > 400
    for item, truth, told in reasons:
        assert DAY.findall(told) == DAY.findall(truth), (item, truth, told)
        assert told.count("not given") == truth.count("not given"), (item, truth, told)
    same = [item for item, truth, told in reasons if truth == told]
    other = {item for item, truth, told in reasons if truth != told}
    assert len(same) > 300 and {"S2", "S3", "G4"} <= other
    assert all(LEFT_OUT.search(told) for _, truth, told in reasons if truth != told)


def test_an_item_without_people_in_it_is_told_in_the_same_words(reasons):
    free = ("B1", "B2", "B3", "B4", "B5", "S4", "S5", "G2", "G5", "R1", "R2")
    assert not [(truth, told) for item, truth, told in reasons if item in free and truth != told]


def test_a_share_is_left_out_when_its_part_its_whole_or_the_rest_is_of_few_people(judged):
    rows = read(judged.path, "select reason, panel_reason from intermediate.int_items_judged")
    tried = set()
    for truth, told in ((row["reason"], row["panel_reason"]) for row in rows if row["reason"] != row["panel_reason"]):
        for (part, whole), shown in zip(SHARE.findall(truth), SHARE_TOLD.findall(told), strict=True):
            few = tuple(1 <= count <= 7 for count in (int(part), int(whole), int(whole) - int(part)))
            tried.add(few)
            assert (shown[0] == "*") == any(few) and not (any(few) and shown[1]), (truth, told)
    assert tried >= {(False, False, False), (True, False, False), (False, False, True), (True, False, True)}
