"""What a page of Data Docs may show of a validation result: a few values that broke it, each in words where it must.

A value is what somebody typed. It may be markup, since Great Expectations writes it into its tables unescaped, and it
may be about a person, in whichever column it stands.
"""

import html
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from great_expectations.core import ExpectationValidationResult
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

from quality import personal_data

MOST_SHOWN = 20  # failing values of one expectation: enough to see what went wrong; the reasons of a file name them all
LONGEST_SHOWN = 40  # characters of a code, a date or a choice; what is longer is somebody's text, in whichever column
FILE = "file_sha256"  # the column that says which file a row is of
FIGURES = ("element_count", "unexpected_count", "unexpected_percent", "missing_count", "missing_percent")


@dataclass(frozen=True)
class Batch:
    """What one suite judged at once.

    `files` are names by checksum. No value of a column in `free_text` is shown. `place` names the cell of an entry of
    Great Expectations' `unexpected_index_list`, given the `meta` of the expectation.
    """

    table: str
    files: dict[str, str]
    judged_at: datetime
    code_version: str
    free_text: frozenset[str]
    place: Callable[[dict, dict], str]


def presentable(
    result: ExpectationValidationResult, config: ExpectationConfiguration, batch: Batch
) -> ExpectationValidationResult:
    """The result under another configuration, with what may be shown of it and nothing else."""
    given, kwargs = result.result, result.expectation_config.kwargs
    columns = [c for c in kwargs.get("column_list") or [kwargs.get("column")] if c != FILE]
    entries = []
    for entry in (given.get("unexpected_index_list") or [])[:MOST_SHOWN]:
        file, place = batch.files.get(entry.get(FILE), ""), batch.place(entry, result.expectation_config.meta)
        value = shown({column: entry.get(column) for column in columns}, batch.free_text)
        entries.append({"value": value, "Place": html.escape(f"{file} {place}".strip())})
    counts = Counter(entry["value"] for entry in entries)
    return ExpectationValidationResult(
        success=result.success,
        expectation_config=config,
        exception_info={"raised_exception": False, "exception_message": None, "exception_traceback": None},
        result={name: given[name] for name in FIGURES if name in given}
        | {
            "partial_unexpected_counts": [{"value": value, "count": count} for value, count in counts.items()],
            "unexpected_index_list": entries,
            "unexpected_index_column_names": ["Place"],
        },
    )


def shown(values: dict[str, object], free_text: frozenset[str]) -> str:
    """A failing value, or the columns and values of a key, as HTML; in words where it may not be shown."""
    parts = []
    for column, value in values.items():
        text = "" if pd.isna(value) else str(value)
        kind = personal_data.found(text)
        if kind:
            told = f"holds {kind}, not shown"
        elif len(text) > LONGEST_SHOWN or (text and column in free_text):
            told = f"text of {len(text):,} characters, not shown"
        else:
            told = html.escape(text) or "blank"
        parts.append(told if len(values) == 1 else f"{html.escape(column)} {told}")
    return ", ".join(parts)
