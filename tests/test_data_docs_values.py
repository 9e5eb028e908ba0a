"""What Data Docs show of a value, of any validation result, and for how long.

Great Expectations is imported only inside tests: once it is, a refresh does not judge ahead in a process of its own.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"value": "12.5"}, "12.5"),
        ({"value": None}, "blank"),
        ({"value": float("nan")}, "blank"),
        ({"value": "943 476 5919"}, "holds an NHS number, not shown"),
        ({"value": "a" * 41}, "text of 41 characters, not shown"),
        ({"narrative": "short"}, "text of 5 characters, not shown"),
        ({"narrative as personal data": "an NHS number"}, "an NHS number"),
        ({"org_code": "T9", "narrative": "short"}, "org_code T9, narrative text of 5 characters, not shown"),
        ({"value": "<b>$x"}, "&lt;b&gt;$x"),
    ],
)
def test_what_is_shown_of_a_value(values, words):
    from quality.data_docs_values import shown

    assert shown(values, frozenset({"narrative"})) == words


def validated(*values):
    """A result that no arrival made: whether the values are at most 9."""
    import polars as pl
    from great_expectations import expectations as gxe

    from quality.suites import validate

    frame = pl.DataFrame({"n": pl.Series(values, dtype=pl.Object)}).with_row_index("row")
    return validate("release", frame, [gxe.ExpectColumnValuesToBeBetween(column="n", max_value=9)])


def test_the_oldest_batches_go_and_the_index_leads_to_the_rest(tmp_path):
    from quality.data_docs import KEPT_BATCHES, DataDocs
    from quality.data_docs_values import Batch

    result = validated(1, 2, 3)
    assert result.success
    docs, first = DataDocs(tmp_path, {}), datetime(2026, 1, 1, tzinfo=UTC)
    for day in range(KEPT_BATCHES + 2):
        judged_at = first + timedelta(days=day)
        docs.write_batch(result, Batch("release", {"a" * 64: "any.csv"}, judged_at, "code", frozenset(), lambda *_: ""))
    docs.write_index()
    kept = sorted(path.stem for path in (tmp_path / "release").iterdir())
    assert len(set(kept)) == KEPT_BATCHES and len(kept) == 2 * KEPT_BATCHES
    days = re.findall(r"(\d+) January 2026 at", (tmp_path / "index.html").read_text())
    assert days == [str(day) for day in range(KEPT_BATCHES + 2, 2, -1)]


def test_an_expectation_that_cannot_be_tried_refuses_and_shows_no_value():
    with pytest.raises(RuntimeError, match="could not be tried") as raised:
        validated("secret word", 1)
    assert "secret word" not in str(raised.value)
