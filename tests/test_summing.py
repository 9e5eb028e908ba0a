"""Large Parquet files: summed where they are opened, they give what their lines give one by one, mistakes and all."""

import duckdb
import polars as pl
import pytest

from benchmarks import workforce_files, workforce_ways
from benchmarks.workforce import fingerprint
from ingestion import arrivals, summing
from ingestion.cell_types import TYPES
from ingestion.landing import read
from ingestion.summed_files import MOST_ALONE, SUMMED_FROM
from ingestion.summing import LINES
from quality.checking import check_file
from quality.received import ACCEPTED, IN_PART
from tests import snapshots
from tests.snapshots import CODES, TABLE, lines, received


@pytest.fixture(scope="module")
def mistaken():
    return snapshots.mistaken()


@pytest.fixture(scope="module")
def both(tmp_path_factory, mistaken):
    """The same lines with figures as numbers, which are summed, and as text, which are not."""
    folder = tmp_path_factory.mktemp("both")
    frame, _ = mistaken
    as_text = frame.with_columns(pl.col("headcount", "fte").cast(pl.String))
    return [
        received(folder, folder / "home", each, name) for each, name in ((frame, "n.parquet"), (as_text, "t.parquet"))
    ]


def test_a_summed_file_refuses_the_lines_that_reading_by_line_refuses_and_names_them(both, mistaken):
    (summed, *_), (by_line, *_) = both
    _, broken = mistaken
    assert summed.state == by_line.state == IN_PART
    assert summed.refused_lines == by_line.refused_lines == [("", number) for number in sorted(broken)]
    assert sorted((p.rule_id, p.place, p.remedy) for p in summed.verdict.problems) == sorted(
        (p.rule_id, p.place, p.remedy) for p in by_line.verdict.problems
    )
    assert summed.verdict.rules == by_line.verdict.rules and summed.file.rows == by_line.file.rows


def test_a_summed_file_gives_the_sums_of_its_lines_and_accounts_for_each(both):
    (_, summed, account, kinds), (_, by_line, other, lines_kept) = both
    assert summed.equals(by_line)
    assert [{**a, "file_sha256": ""} for a in account] == [{**a, "file_sha256": ""} for a in other]
    [row] = account
    assert row["lines_read"] == row["refused_lines"] + row["loaded_lines"] == SUMMED_FROM + 500
    assert kinds[0] < 500 < SUMMED_FROM < lines_kept[0] == lines_kept[1]  # it was summed, and the other was not


def test_sex_and_age_are_dropped_as_the_contract_declares(both):
    for file, *_ in both:
        assert file.file.lines[0].edition == "by sex and age"
    assert not {"sex", "age_band"} & set(pl.read_parquet(both[0][0].file.parquet("snapshots")).columns)


def test_a_file_is_summed_once_for_its_content(tmp_path):
    first, *_ = received(tmp_path, tmp_path / "home", lines(), "a.parquet")
    kept = first.file.parquet("snapshots").stat()
    again, *_ = received(tmp_path, tmp_path / "home", lines(), "b.parquet")
    assert first.state == again.state == ACCEPTED
    assert again.file.parquet("snapshots").stat().st_mtime_ns == kept.st_mtime_ns
    assert (again.file.folder / "original.parquet").read_bytes() == again.arrival.path.read_bytes()


@pytest.mark.parametrize("wrong, rule", [({"band": "B99"}, "V05"), ({"headcount": -1}, "V03")], ids=["code", "figure"])
def test_a_file_that_is_wrong_in_most_lines_is_refused_as_a_whole(tmp_path, wrong, rule):
    path = tmp_path / "workforce" / "wrong.parquet"
    path.parent.mkdir()
    frame = pl.concat([lines(100)] * (MOST_ALONE // 100 + 1))
    frame.with_columns(**{name: pl.lit(value) for name, value in wrong.items()}).write_parquet(path)
    [problem] = check_file(path).problems
    assert (problem.rule_id, problem.line) == (rule, None) and "50,100 of 50,100 lines are refused" in problem.found


def test_what_the_sum_lets_pass_reads_as_its_type_says():
    """Numbers near every bound: one that is summed would have been accepted by itself."""
    edges = [0.0, -0.0, 1.0, 0.5, 1e9, 999_999_999, 1e-9, 1e-10, 1e14, 1e15, -1.0, 3.3333333333333335, 1e22, 5e-324]
    numbers = [sign * n * factor for n in edges for sign in (1, -1) for factor in (1, 1 - 2**-52, 1 + 2**-52)]
    for column in (c for c in TABLE.columns if c.name in TABLE.summed):
        with duckdb.connect() as con:
            con.execute(f"create table lines as select unnest($1::double[]) as {column.name}", [numbers])
            passed = con.execute(f"select {column.name} from lines where {summing.plain(column)}").fetchall()
        texts = [repr(int(n)) if n == int(n) else repr(n) for (n,) in passed]
        assert len(texts) > 5 and all(TYPES[column.type].reads(text) for text in texts), texts


def test_the_sum_is_plain_sql_that_other_engines_read_alike():
    text = summing.statement(TABLE, [column.name for column in TABLE.columns])
    assert not any(word in text for word in ('"', "qualify", "group by all", "::", "try_cast"))


def test_every_kind_of_line_is_summed_exactly(tmp_path):
    path = tmp_path / "workforce" / "right.parquet"
    path.parent.mkdir()
    frame = lines()
    frame.write_parquet(path)
    rows = read(arrivals.of_file(path, "workforce")).tables["snapshots"].cast({pl.Enum: pl.String})
    expected = frame.group_by(CODES).agg(pl.col("headcount").sum(), pl.len().cast(pl.Int64).alias(LINES))
    assert (
        rows.select(*CODES, pl.col("headcount").cast(pl.Int64), LINES)
        .sort(CODES)
        .equals(expected.with_columns(pl.col("snapshot_date").cast(pl.String)).sort(CODES))
    )


def test_every_way_of_the_benchmark_finds_the_same_sums(tmp_path):
    """Several files are opened side by side, in a folder whose name SQL would have to quote."""
    landing = tmp_path / "the country's" / "landing"
    months = workforce_files.month_ends(4)
    workforce_files.write(landing, 3, organisations=9)
    workforce_files.write_month(landing.parent / workforce_ways.LATER, months[3], organisations=9)
    found = {}
    for name, way in workforce_ways.WAYS.items():
        (tmp_path / name).mkdir()
        way(landing, tmp_path / name)
        found[name] = fingerprint(tmp_path / name / f"{name}.parquet")
    assert len(set(found.values())) == 1 and found["path"][1] > 3 * SUMMED_FROM, found
    assert [str(day) for day in months] == ["2026-03-31", "2026-02-28", "2026-01-31", "2025-12-31"]
