"""What the models of a refresh will say of a return, as far as the file alone tells: its sender learns it beforehand.

Nothing is decided here. The rules are those of `int_return_rules_broken` and `int_answer_rules_broken`; the form of an
answer stands in `ingestion.cell_types`, and what is asked in the registries `item_fields` and `item_conditions`.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date

import polars as pl
from openpyxl.utils import get_column_letter

from ingestion.cell_text import visible
from ingestion.cell_types import TYPES, trimmed
from ingestion.contracts import Column
from ingestion.problems import Problem
from ingestion.registries import registry
from quality import personal_data
from quality.suggestions import suggestion
from quality.verdicts import Verdict

SOURCE = "returns"
ORGANISATION, ATTESTED, FUTURE, ANSWER, DOCUMENT = "V01", "V35", "T02", "T04", "T05"
LOOKED_UP = {("G1", "local_bme_share")}  # rules V30 and V31 speak of what is computed or looked up
COMPUTED = "G3"
SHARE_TO_REACH = ("S1.b", "target")  # its number is a figure, as one that a condition asks for
FINANCIAL_YEAR = re.compile(r"20([0-9]{2})(?:[/-](?:20)?([0-9]{2}))?")  # as in the macro `financial_year_start`
TOO_LARGE = 1e14  # for `exact_number`

Fields = dict[str, tuple[int, str]]


def of(
    source: str, tables: dict[str, pl.DataFrame], arrived: Verdict, today: date, known: Collection[str] | None
) -> Verdict:
    """The verdict on the text tables of a file, but for lines that `arrived` refuses already.

    `known` are the codes of the register, None when there is none to ask.
    """
    verdict = Verdict()
    if source != SOURCE:
        return verdict
    fields = fields_of(tables)
    for problem in (*_of_organisation(fields, known), *_of_days(fields, today), *_of_signature(fields)):
        verdict.add(problem, indivisible=True)
    refused = set(arrived.refused_lines())
    for problem in (*_of_facts(tables), *_of_events(tables), *_of_documents(tables)):
        if (problem.sheet, problem.line) not in refused:
            verdict.add(problem)
    return verdict


def fields_of(tables: dict[str, pl.DataFrame]) -> Fields:
    """Fields of the sheet Return as typed, each with its line; of one that is there twice the last."""
    rows = trimmed(tables["headers"]).iter_rows(named=True) if "headers" in tables else ()
    return {row["field"]: (row["file_line"], row["value"]) for row in rows}


def unattested(fields: Fields) -> list[Problem]:
    """A return for which nobody stands."""
    if fields.get("attested_on", (0, ""))[1]:
        return []
    remedy = "fill in the day on which the senior responsible owner attested the return"
    return [of_field(fields, "attested_on", ATTESTED, "nobody has attested the return", remedy)]


def of_field(fields: Fields, field: str, rule: str, found: str, remedy: str) -> Problem:
    """A problem at the value of a field of the sheet Return."""
    line, _ = fields.get(field, (None, ""))
    return Problem(rule, f"Return!B{line or ''}", found, remedy, "Return", line, "value")


def _of_organisation(fields: Fields, known: Collection[str] | None) -> Iterator[Problem]:
    _, code = fields.get("org_code", (0, ""))
    if known is not None and TYPES["code"].reads(code) and code not in known:
        remedy = "mend the code; a new organisation comes with the list of organisations, source ods"
        yield of_field(fields, "org_code", ORGANISATION, f"no organisation {visible(code)} is known", remedy)


def _of_days(fields: Fields, today: date) -> Iterator[Problem]:
    for field in ("assessment_date", "attested_on"):
        _, day = fields.get(field, (0, ""))
        if TYPES["date"].reads(day) and date.fromisoformat(day) > today:
            found = f"{field} is {day}, a day that has not come"
            yield of_field(fields, field, FUTURE, found, "mend the day, or wait for it")


def _of_signature(fields: Fields) -> list[Problem]:
    return unattested(fields) if fields.get("return_type", (0, ""))[1] == "application" else []


def _of_facts(tables: dict[str, pl.DataFrame]) -> Iterator[Problem]:
    asked = {(row["item_id"], row["field"]): row for row in registry("item_fields") if row["where"] == "facts"}
    for row in _rows(tables, "facts", "value"):
        key = row["item_id"], row["field"]
        if key in asked:
            if expected := _unread(asked[key], row["value"]):
                found = f"'{visible(row['value'])}' is no answer to {row['field']} and counts as missing"
                yield _at(row, "Facts", "value", found, f"expected {expected}")
        elif row["item_id"] != COMPUTED and key not in LOOKED_UP:
            found = f"'{visible(row['field'])}' is no field of item {row['item_id']} and is not used"
            yield _at(row, "Facts", "field", found, _one_of(field for item, field in asked if item == row["item_id"]))


def _unread(asked: dict[str, str], text: str) -> str:
    """What an answer must read as and, where there is no doubt, what to type; empty if it reads."""
    words = tuple(asked["accepted"].split()) if asked["type"] == "list" else ()
    answer = Column(asked["field"], "text" if words else asked["type"], accepted=words)
    if asked["unit"] == "financial year":
        reads, expected = _is_financial_year(text), "a financial year such as 2026/27"
    elif words:
        reads, expected = text.isascii() and text.lower() in words, f"one of {', '.join(words)}"
    else:
        reads, expected = TYPES[answer.type].reads(text), TYPES[answer.type].expected
    if reads and answer.type == "number" and abs(float(text)) >= TOO_LARGE:
        return f"a number below {TOO_LARGE:,.0f}"
    if reads:
        return ""
    return expected + ("" if personal_data.found(text) else suggestion(answer, text))


def _is_financial_year(text: str) -> bool:
    """Of two years the second follows the first: 2026-03 is a month."""
    found = FINANCIAL_YEAR.fullmatch(text)
    return found is not None and (found[2] is None or int(found[2]) == (int(found[1]) + 1) % 100)


def _of_events(tables: dict[str, pl.DataFrame]) -> Iterator[Problem]:
    asked = {(row["item_id"], row["field"]) for row in registry("item_fields") if row["where"] == "events"}
    for row in _rows(tables, "events", "item_id"):
        if (row["item_id"], row["kind"]) not in asked:
            found = f"'{visible(row['kind'])}' is no kind of record of item {row['item_id']} and is not used"
            yield _at(row, "Events", "kind", found, _one_of(kind for item, kind in asked if item == row["item_id"]))
    counted = {(row["item_id"], row["field"]) for row in registry("item_conditions") if _asks_for_numbers(row)}
    for row in _rows(tables, "events", "number"):
        if (row["item_id"], row["kind"]) in counted | {SHARE_TO_REACH} and not TYPES["number"].reads(row["number"]):
            found = f"'{visible(row['number'])}' is no number and does not count"
            yield _at(row, "Events", "number", found, f"expected {TYPES['number'].expected}")


def _asks_for_numbers(condition: dict[str, str]) -> bool:
    """Whether each event must have so many of something, as a second parameter says."""
    return condition["kind"] == "events_at_least" and " " in condition["parameter"]


def _of_documents(tables: dict[str, pl.DataFrame]) -> Iterator[Problem]:
    documents = {row["evidence_id"] for row in _rows(tables, "evidence", "evidence_id")}
    naming = {(row["item_id"], row["field"]) for row in registry("item_fields") if row["unit"] == "evidence id"}
    facts = [row for row in _rows(tables, "facts", "value") if (row["item_id"], row["field"]) in naming]
    for sheet, column, rows in (
        ("Facts", "value", facts),
        ("Events", "evidence_id", _rows(tables, "events", "evidence_id")),
    ):
        for row in rows:
            if row[column] not in documents:
                found = f"'{visible(row[column])}' is no document of the sheet Evidence"
                remedy = "list it there, or mend its identifier"
                yield _at(row, sheet, column, found, remedy, DOCUMENT)


def _rows(tables: dict[str, pl.DataFrame], table: str, filled: str) -> Iterator[dict]:
    """Lines of a table in which a cell is filled, without the white space around their cells."""
    rows = trimmed(tables[table]).iter_rows(named=True) if table in tables else ()
    return (row for row in rows if row[filled])


def _at(row: dict, sheet: str, column: str, found: str, remedy: str, rule: str = ANSWER) -> Problem:
    """A problem at a cell of a line; `file_line` stands first in it, so the index is the number of the column."""
    line = row["file_line"]
    place = f"{sheet}!{get_column_letter(list(row).index(column))}{line}"
    return Problem(rule, place, found, remedy, sheet, line, column)


def _one_of(names: Iterable[str]) -> str:
    return f"expected one of {', '.join(sorted(names))}" if (names := [*names]) else "take the line out"
