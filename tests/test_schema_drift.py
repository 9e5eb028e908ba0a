"""Schema drift: every way in which columns differ is refused with its place, and nothing is ever read one column on."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ingestion.contracts import sources
from ingestion.editions import fingerprint, normalised
from ingestion.problems import Refused
from quality.checking import check_file
from tests.drifting import KINDS, Kind, Rows, content_of, return_sheets, text

AT = 1  # the column that drifts: the second, which every kind of file needs


def with_column(rows: Rows, at: int, name: str, cell: str = "x") -> Rows:
    return [[*row[:at], name if n == 0 else cell, *row[at:]] for n, row in enumerate(rows)]


def renamed(rows: Rows, name: str, at: int = AT) -> Rows:
    return [[*rows[0][:at], name, *rows[0][at + 1 :]], *rows[1:]]


def moved(rows: Rows, *order: int) -> Rows:
    return [[row[at] for at in order] for row in rows]


# how the rows change, the cell of the header that is named (None: its row), and what is said; `{}` is the old name
DRIFTS = {
    "renamed": (lambda r: renamed(r, r[0][AT].upper() + " 2"), AT, "missing '{}'; unknown"),
    "renamed beyond recognition": (lambda r: renamed(r, "Quux"), AT, "unknown 'Quux'"),
    "inserted": (lambda r: with_column(r, AT, "RAG rating"), AT, "unknown 'RAG rating'"),
    "deleted": (lambda r: [row[:AT] + row[AT + 1 :] for row in r], None, "missing '{}'"),
    "duplicated": (lambda r: with_column(r, AT + 1, r[0][AT]), AT + 1, "repeated '{}', which stands in column"),
    "merged header": (lambda r: renamed(r, ""), AT, "a blank or merged cell in the header"),
    "inserted without a name": (lambda r: with_column(r, AT, ""), AT, "a blank or merged cell in the header"),
    "titles above": (lambda r: [["Return for 2026"], [""], ["Draft"], *r], None, "stands below other rows"),
    "groups of columns above": (lambda r: [["", "Plan"] + [""] * (len(r[0]) - 2), *r], None, "stands below other rows"),
    "no header": (lambda r: r[1:], None, "all is missing, and found "),
}  # fmt: skip
ONE_HEADER = {
    "duplicated",
    "merged header",
    "titles above",
    "groups of columns above",
    "no header",
}  # has a Parquet file
CASES = [(drift, name) for drift in DRIFTS for name in KINDS if "Parquet" not in name or drift not in ONE_HEADER]


@pytest.mark.parametrize("drift, name", CASES)
def test_drift_is_refused_with_its_place(tmp_path, drift, name):
    kind, (change, at, words) = KINDS[name], DRIFTS[drift]
    rows = kind.rows()
    verdict = check_file(kind.write(tmp_path, change(rows)))
    assert {p.rule_id for p in verdict.problems} == {"F05"} and verdict.refuses_file()
    assert [p for p in verdict.problems if p.place == kind.place(at) and words.format(rows[0][AT]) in p.found]
    assert all(p.remedy for p in verdict.problems)


@pytest.mark.parametrize("name", KINDS)
def test_everything_that_differs_is_told_at_once_with_the_fingerprint(tmp_path, name):
    """A rename, a column too many and a column gone are three problems, and the header as a whole is a fourth."""
    kind = KINDS[name]
    names = kind.rows()[0]
    rows = with_column(renamed([row[1:] for row in kind.rows()], "Quux", 0), 1, "RAG rating")
    problems = check_file(kind.write(tmp_path, rows)).problems
    told = " ".join(p.found + p.remedy for p in problems)
    assert all(repr(name) in told for name in ("Quux", "RAG rating", *names[:2])), problems
    (whole,) = [p for p in problems if "as a whole" in p.found]
    assert whole.place == kind.place(None) and whole.remedy.endswith(f"may declare this form, {fingerprint(rows[0])}")


SAME = {
    "another order": lambda r: moved(r, *reversed(range(len(r[0])))),
    "white space and byte order marks": lambda r: [[f"\ufeff {r[0][0]}\u00a0", *(f" {n}  " for n in r[0][1:])], *r[1:]],
    "columns that hold nothing": lambda r: with_column([[*row, ""] for row in r], AT, "", ""),
}


@pytest.mark.parametrize(
    "same, name", [(s, k) for s in SAME for k in KINDS if s in list(SAME)[:2] or "Parquet" not in k]
)
def test_what_is_no_drift_reads_the_same(tmp_path, same, name):
    kind = KINDS[name]
    rows = kind.rows()
    expected, found = kind.read(tmp_path, rows), kind.read(tmp_path, SAME[same](rows))
    assert found.sort(found.columns).equals(expected.sort(found.columns))


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.file.endswith("csv")])
@pytest.mark.parametrize("separator, words", [(";", "semicolons"), ("\t", "tabs"), ("|", "bars"), ("quotes", "quotes")])
def test_a_file_that_is_split_otherwise_says_by_what(tmp_path, name, separator, words):
    kind = KINDS[name]
    path = kind.write(tmp_path, kind.rows())
    lines = path.read_text().splitlines()
    path.write_text("\n".join(f'"{x}"' for x in lines) if separator == "quotes" else text(kind.rows(), separator))
    (problem,) = check_file(path).problems
    assert (
        (problem.rule_id, problem.place) == ("F05", "line 1")
        and f"split by {words}" in problem.found
        or (words == "quotes" and "within one pair of quotes" in problem.found)
    )


@pytest.mark.parametrize("name", ["workbook", "zip of CSV", "canonical CSV", "workforce CSV", "CSV of a layout"])
def test_a_table_on_its_side_says_so(tmp_path, name):
    kind = KINDS[name]
    turned = [list(column) for column in zip(*kind.rows(), strict=True)]
    (problem,) = check_file(kind.write(tmp_path, turned)).problems
    assert problem.place == kind.place(0) and "below one another" in problem.found


@pytest.mark.parametrize("name", [name for name in KINDS if "Parquet" not in name])
def test_a_header_among_the_lines_is_a_refused_line_with_its_own_words(tmp_path, name):
    kind = KINDS[name]
    rows = kind.rows()
    content = content_of(kind.write(tmp_path, [*rows[:3], rows[0], *rows[3:]]))
    (problem,) = content.problems
    assert (problem.rule_id, problem.line, problem.sheet) == ("F11", 4, kind.sheet) and "once more" in problem.found
    assert kind.read(tmp_path, [*rows[:3], rows[0], *rows[3:]]).equals(kind.read(tmp_path, rows))
    account = next(one for one in content.lines if one.sheet == kind.sheet)
    frame = content.tables[kind.table]
    assert account.read == account.header + account.blank + frame["file_line"].n_unique() + 1


@pytest.mark.parametrize("name", [name for name in KINDS if "Parquet" not in name])
def test_a_header_among_the_lines_in_another_order_refuses_the_file(tmp_path, name):
    """What stands below it would be read under wrong names."""
    kind = KINDS[name]
    rows = kind.rows()
    problems = check_file(kind.write(tmp_path, [*rows[:3], *(row[::-1] for row in (rows[0], *rows[3:]))])).problems
    assert [(p.rule_id, p.place) for p in problems] == [
        ("F05", kind.place(None, 4))
    ] and "names of columns again" in problems[0].found


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("by", [1, -1])
def test_data_that_is_shifted_below_a_right_header_is_never_accepted(tmp_path, name, by):
    """One column on: the last of it has no name, or it breaks the types of the columns it stands in."""
    kind = KINDS[name]
    header, *lines = kind.rows()
    shifted = [["", *row[:-1]] if by == 1 else [*row[1:], ""] for row in lines]
    verdict = check_file(kind.write(tmp_path, [header, *shifted]))
    assert verdict.refuses_file() or {line for _, line in verdict.refused_lines()} >= {
        n + (not kind.file.endswith("parquet")) for n in range(1, 1 + len(lines))
    }


def test_a_header_without_lines_of_its_width_refuses_the_file(tmp_path):
    """Every line has a cell that the header does not name, so which is which cannot be told."""
    kind = KINDS["canonical CSV"]
    header, *lines = kind.rows()
    (problem,) = check_file(kind.write(tmp_path, [header, *([*line, "x"] for line in lines)])).problems
    assert (problem.rule_id, problem.place) == ("F05", "line 2") and "no line has the 9" in problem.found


def test_cells_beyond_the_header_of_a_sheet_are_never_cut_off(tmp_path):
    rows = KINDS["workbook"].rows()
    rows[3] = [*rows[3], "", "a note"]
    (problem,) = check_file(KINDS["workbook"].write(tmp_path, rows)).problems
    assert (problem.rule_id, problem.place) == ("F05", "Checklist!J1") and "Checklist!J4" in problem.found


def test_a_list_without_a_header_is_known_by_its_width_and_names_in_it_refuse_it(tmp_path):
    kind = Kind("ods/etr_invented.csv", "trusts", list)
    line = ["T900", "INVENTED T900", "Z99", "ZDA", *[""] * 6, "20000401", *[""] * 16]
    assert check_file(kind.write(tmp_path, [line])).problems == []
    (wide,) = check_file(kind.write(tmp_path, [[*line, ""]])).problems
    assert (wide.rule_id, wide.place) == ("F05", "line 1") and "28 columns" in wide.found and "27" in wide.remedy
    names = ["Organisation Code", "Name", *[""] * 7, "Postcode", *[""] * 17]
    (named,) = check_file(kind.write(tmp_path, [names, line])).problems
    assert (named.rule_id, named.place) == ("F05", "line 1, column 10") and "read by position" in named.found


def test_a_sheet_of_another_name_is_shown_and_not_read(tmp_path):
    kind = KINDS["workbook"]
    content = return_sheets()
    for name in ("checklist", "Action plan"):
        sheets = {name if sheet == "Checklist" else sheet: rows for sheet, rows in content.items()}
        (problem,) = check_file(kind.write_sheets(tmp_path, sheets)).problems
        assert problem.rule_id == "F06" and "no sheet Checklist" in problem.found and repr(name) in problem.remedy


def test_two_sheets_of_one_name_are_refused(tmp_path):
    sheets = return_sheets()
    for name in ("workbook", "zip of CSV"):
        path = KINDS[name].write_sheets(tmp_path, sheets | {" Checklist": sheets["Checklist"][:1]})
        (problem,) = check_file(path).problems
        assert problem.rule_id == "F06" and "' Checklist'" in problem.found


def test_a_header_repeats_no_data_of_a_person(tmp_path):
    """Without a header the first line stands for it, and reasons are read by many."""
    rows = [["B1", "in_place", "Seen with 943 476 5919", *[""] * 5]]
    problems = check_file(KINDS["zip of CSV"].write(tmp_path, rows * 2)).problems
    assert problems and not any("943" in p.text("") for p in problems) and "an NHS number" in problems[-1].found


def test_no_declared_name_differs_from_another_in_white_space_alone():
    for source in sources().values():
        for one in source.tables:
            names = [normalised(c.name) for c in one.columns]
            assert len(set(names)) == len(names) and names == [c.name for c in one.columns]


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
quick = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", ["canonical CSV", "zip of CSV"])
@quick
@given(data=st.data())
def test_any_order_of_columns_reads_the_same(tmp_path, name, data):
    kind = KINDS[name]
    rows = kind.rows()[:5]
    order = data.draw(st.permutations(range(len(rows[0]))))
    assert kind.read(tmp_path, moved(rows, *order)).equals(kind.read(tmp_path, rows))


@pytest.mark.parametrize("name", ["canonical CSV", "zip of CSV"])
@quick
@given(data=st.data(), change=st.sampled_from(["rename", "insert", "delete", "duplicate"]), name_=names)
def test_any_single_change_is_refused_and_never_shifted(tmp_path, name, data, change, name_):
    kind = KINDS[name]
    rows = kind.rows()[:5]
    at = data.draw(st.integers(0, len(rows[0]) - 1))
    assume(normalised(name_) != rows[0][at])
    changed = {
        "rename": lambda: renamed(rows, name_, at),
        "insert": lambda: with_column(rows, at, name_),
        "delete": lambda: [row[:at] + row[at + 1 :] for row in rows],
        "duplicate": lambda: [[*row, row[at]] for row in rows],
    }
    with pytest.raises(Refused) as refused:
        kind.read(tmp_path, changed[change]())
    assert {p.rule_id for p in refused.value.problems} == {"F05"}
