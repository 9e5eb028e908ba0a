"""The arrival guard: a Great Expectations suite for each table, written by the source's contract.

A cell is judged as the text that arrived, without the white space around it. What a type means stands in
`ingestion.cell_types`, once; everything else comes from the contract. Great Expectations takes seconds to import, so
only what runs a suite imports this module.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import polars as pl
from great_expectations import expectations as gxe
from great_expectations.core import ExpectationSuiteValidationResult
from openpyxl.utils import get_column_letter

from ingestion.cell_text import visible
from ingestion.cell_types import TYPES, trimmed
from ingestion.contracts import Column, Table
from ingestion.problems import Problem
from quality import personal_data
from quality.rules import rules
from quality.suggestions import suggestion
from quality.suites import unexpected_rows, validate
from quality.verdicts import Broken, Verdict

PERSONAL_DATA, MIXED_UNITS = "V33", "V34"
MOST_PLACES = 1_000  # that a verdict puts into words for one rule of a column
LARGE, SAMPLE = 200_000, 20_000  # lines
MOST_LINES = 50_000  # that a file may leave out by one rule and still be taken in
MOST_PLACES_OF_A_PUBLICATION = 20  # nobody mends a published workbook cell by cell, so the first tell enough


def judge(table: Table, files: dict[str, pl.DataFrame], observe: Callable | None = None) -> dict[str, Verdict]:
    """The verdict on one table of each file, by checksum.

    `files` holds the text frames of the table by the checksum of their file, as `ingestion.landing` wrote them. A large
    file of which a sample is bad is refused for that: a million lines that break every rule take minutes and gigabytes.
    `observe` is told of the whole validation result, as `quality.arrival_docs.ArrivalDocs.observe` is.
    """
    sampled = {sha: _of_sample(table, rows) for sha, rows in files.items() if rows.height > LARGE}
    hopeless = {sha: verdict for sha, verdict in sampled.items() if verdict.refuses_file()}
    rest = {sha: rows for sha, rows in files.items() if sha not in hopeless}
    return hopeless | (_judge(table, rest, observe) if rest else {})


def _of_sample(table: Table, rows: pl.DataFrame) -> Verdict:
    """The verdict on lines from all over the file, and on the file if more than a quarter of them are refused."""
    sample = rows.gather_every(rows.height // SAMPLE)
    verdict = _judge(table, {"": sample})[""]
    refused = verdict.refused_lines()
    if len(refused) > sample.height / 4:
        rule = Counter(b.rule_id for b in verdict.broken if rules()[b.rule_id].refuses).most_common(1)[0][0]
        found = f"{len(refused):,} of {sample.height:,} lines that were looked at are refused, most by this rule"
        verdict.add(Problem(rule, "", found, "see the first of them, and mend the file as a whole", table.sheet or ""))
    return verdict


def _judge(table: Table, files: dict[str, pl.DataFrame], observe: Callable | None = None) -> dict[str, Verdict]:
    files = {sha: trimmed(frame) for sha, frame in files.items()}
    numbered = [f.with_row_index("file_row").with_columns(pl.lit(s).alias("file_sha256")) for s, f in files.items()]
    frame = pl.concat(numbered, how="diagonal")
    # a column of the key may be absent, such as the release of a survey: its lines are then alike in it
    frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in table.key if name not in frame.columns)
    frame = _with_fields_as_columns(table, frame)
    checks = [e for e in expectations(table) if e.meta["column"] in (*frame.columns, "")]
    verdicts = {sha: Verdict(rules={e.meta["rule"] for e in checks}) for sha in files}
    for sha, rows in files.items():
        for problem in _missing_fields(table, rows):
            verdicts[sha].add(problem, table.indivisible)
    validated = _validate(table, frame, checks)
    if observe:
        observe(table, validated, files, lambda row, meta: _problem(table, _cells(files, row), meta).place)
    for result in validated.results:
        meta = result.expectation_config.meta
        for sha, numbers in _by_file(frame[unexpected_rows(result)]).items():
            _add(verdicts[sha], table, files[sha], numbers, meta)
    return verdicts


def _add(verdict: Verdict, table: Table, rows: pl.DataFrame, numbers: list[int], meta: dict) -> None:
    """Every line that breaks a rule, and of very many in words the first."""
    shown = numbers[: MOST_PLACES_OF_A_PUBLICATION if table.layout else MOST_PLACES]
    for number in shown:
        verdict.add(_problem(table, rows.row(number, named=True), meta), table.indivisible)
    hidden = numbers[len(shown) :]
    if len(hidden) > MOST_LINES:
        found = f"{len(hidden):,} more like the last, and so no file of single bad lines"
        verdict.add(Problem(meta["rule"], "", found, meta["remedy"], table.sheet or ""))
    elif hidden:
        found = f"{len(hidden):,} more cells like the last"
        verdict.problems.append(Problem(meta["rule"], "", found, meta["remedy"]))
        lines = rows["file_line"].gather(hidden).to_list()
        verdict.broken |= {Broken(meta["rule"], table.sheet or "", line) for line in lines}


def _cells(files: dict[str, pl.DataFrame], row: dict) -> dict:
    return files[row["file_sha256"]].row(int(row["file_row"]), named=True)


def _by_file(rows: pl.DataFrame) -> dict[str, list[int]]:
    """Numbers of rows by file. Several rows may come from one line, so a line does not tell them apart."""
    return dict(rows.group_by("file_sha256", maintain_order=True).agg("file_row").iter_rows())


def _with_fields_as_columns(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Each value of a field-and-value table also under its field's name, so that a suite can judge it by its type."""
    return frame.with_columns(
        pl.when(pl.col("field") == field.name).then(pl.col("value")).alias(field.name) for field in table.fields
    )


def _missing_fields(table: Table, frame: pl.DataFrame) -> list[Problem]:
    if not table.fields:
        return []
    given = set(frame.filter(pl.col("value") != "")["field"])
    rows = dict(frame.select("field", "file_line").iter_rows())
    return [
        Problem(
            field.rule or "V05",
            f"{table.sheet}!B{rows.get(field.name, '')}",
            f"no {field.name}",
            f"fill in {TYPES[field.type].expected}",
            table.sheet,
            column="value",
        )
        for field in table.fields
        if field.required and field.name not in given
    ]


def _validate(table: Table, frame: pl.DataFrame, checks: list) -> ExpectationSuiteValidationResult:
    numbers = [c.name for c in table.columns if _has_range(c) and c.name in frame.columns]
    prepared = frame.with_columns(pl.col(pl.String).replace("", None)).with_columns(
        pl.col(name).cast(pl.Float64, strict=False).alias(_as_number(name)) for name in numbers
    )
    screened = [c.name for c in table.columns if c.personal_data and c.name in frame.columns]
    prepared = prepared.with_columns(
        pl.col(name).map_elements(personal_data.found, return_dtype=pl.String).alias(_as_screened(name))
        for name in screened
    )
    rates = [_odd_rates(c, frame) for c in table.columns if c.rates and c.name in frame.columns]
    return validate(table.identifier, prepared.with_columns(rates), checks)


def _odd_rates(column: Column, frame: pl.DataFrame) -> pl.Expr:
    """The rates above 1 of a file that has some below it; what is 0 or 1 could be in either unit."""
    rate = pl.col(column.name).cast(pl.Float64, strict=False)
    if "measure_code" in frame.columns:
        rate = pl.when(pl.col("measure_code").str.contains(f"^(?:{column.rates})$")).then(rate)
    has_fractions = rate.is_between(0, 1, closed="none").any().over("file_sha256")
    return pl.when(has_fractions & (rate > 1)).then(rate).alias(_as_odd_rate(column.name))


def _problem(table: Table, cells: dict, meta: dict) -> Problem:
    """The cell as it stands in the file, and where. In a layout of its own a file names the column of its values."""
    line, column, sheet = cells["file_line"], meta["column"], table.sheet or ""
    if not column:
        found = "repeats " + ", ".join(f"{name} {_told(cells[name])}" for name in table.key if name in cells)
        place = f"{table.sheet}!{line}" if table.sheet else cells.get("place", f"line {line}")
        return Problem(meta["rule"], place, found, meta["remedy"], sheet, line, None, _organisation(cells))
    stands_in = column if column in cells else "value"
    letter = get_column_letter(list(cells).index(stands_in))  # file_line stands first: the index is the number
    named = (cells.get("file_column") if column == "value" else None) or stands_in
    place = f"{table.sheet}!{letter}{line}" if table.sheet else f"line {line}, column {named}"
    if table.layout:
        place = cells["place"] if column == "value" else f"{cells['place']}, {column}"
    text = cells[stands_in]
    read_as = next((c for c in (*table.columns, *table.fields) if c.name == column), None)
    remedy = meta["remedy"] + (suggestion(read_as, text) if read_as and not personal_data.found(text) else "")
    return Problem(meta["rule"], place, _told(text, "'{}'"), remedy, sheet, line, named, _organisation(cells))


def _organisation(cells: dict) -> str | None:
    code = cells.get("org_code")
    return code if code and TYPES["code"].reads(code) else None


def _told(text: str, form: str = "{}") -> str:
    """A reason is read by many, so it never repeats data of a person, whichever rule the cell broke."""
    person = personal_data.found(text)
    return f"holds {person}" if person else form.format(visible(text)) if text else "blank"


def expectations(table: Table) -> list:
    """The suite of a table, as its contract says."""
    fields = [replace(field, required=False) for field in table.fields]
    suite = [e for column in (*table.columns, *fields) for e in _of_column(column)]
    if table.fields:
        names = [field.name for field in table.fields]
        meta = {"rule": "V05", "column": "field", "remedy": f"expected one of {', '.join(names)}"}
        suite.append(gxe.ExpectColumnValuesToBeInSet(column="field", value_set=names, meta=meta))
    if table.key:
        meta = {"rule": "V04", "column": "", "remedy": f"keep one line for each {', '.join(table.key)}"}
        key = ["file_sha256", *table.key]
        suite.append(gxe.ExpectCompoundColumnsToBeUnique(column_list=key, ignore_row_if="never", meta=meta))
    return suite


def _of_column(c: Column) -> Iterator:
    type_ = TYPES[c.type]
    if c.required:
        yield gxe.ExpectColumnValuesToNotBeNull(column=c.name, meta=_meta(c, "V05", f"fill in {type_.expected}"))
    if type_.pattern:
        meta = _meta(c, "V03", f"expected {type_.expected}")
        yield gxe.ExpectColumnValuesToMatchRegex(column=c.name, regex=rf"^{type_.pattern}$", meta=meta)
    if type_.strftime:
        meta = _meta(c, "V03", f"expected {type_.expected}")
        yield gxe.ExpectColumnValuesToMatchStrftimeFormat(column=c.name, strftime_format=type_.strftime, meta=meta)
    if c.accepted:
        meta = _meta(c, "V05", f"expected one of {', '.join(c.accepted)}")
        yield gxe.ExpectColumnValuesToBeInSet(column=c.name, value_set=list(c.accepted), meta=meta)
    if c.pattern:
        meta = _meta(c, "V05", f"expected the form {c.pattern}")
        yield gxe.ExpectColumnValuesToMatchRegex(column=c.name, regex=rf"^{c.pattern}$", meta=meta)
    if c.max_length:
        meta = _meta(c, "V05", f"at most {c.max_length:,} characters")
        yield gxe.ExpectColumnValueLengthsToBeBetween(column=c.name, max_value=c.max_length, meta=meta)
    if c.personal_data:
        meta = {"rule": PERSONAL_DATA, "column": c.name, "remedy": "take it out and send the file again"}
        yield gxe.ExpectColumnValuesToBeNull(column=_as_screened(c.name), meta=meta)
    if c.rates:
        remedy = "other rates of this file are fractions from 0 to 1: give all of them so, and send the file again"
        meta = {"rule": MIXED_UNITS, "column": c.name, "remedy": remedy}
        yield gxe.ExpectColumnValuesToBeNull(column=_as_odd_rate(c.name), meta=meta)
    if _has_range(c):
        low, high = ("-∞" if c.min is None else f"{c.min:,.10g}"), ("∞" if c.max is None else f"{c.max:,.10g}")
        meta = _meta(c, "V03", f"expected from {low} to {high}")
        yield gxe.ExpectColumnValuesToBeBetween(column=_as_number(c.name), min_value=c.min, max_value=c.max, meta=meta)


def _meta(column: Column, rule: str, remedy: str) -> dict[str, str]:
    return {"rule": column.rule or rule, "column": column.name, "remedy": remedy}


def _has_range(column: Column) -> bool:
    return column.min is not None or column.max is not None


def _as_number(column: str) -> str:
    return f"{column} as a number"


def _as_screened(column: str) -> str:
    return f"{column} as personal data"


def _as_odd_rate(column: str) -> str:
    return f"{column} as a rate in another unit"
