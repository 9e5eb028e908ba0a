"""Data Docs of arrival: a page for each batch that the guard judges, beside what is expected of the source's tables."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import great_expectations as gx
from great_expectations.core import ExpectationSuiteValidationResult

from ingestion.contracts import Column, Source, Table
from quality.arrival import expectations
from quality.data_docs import DataDocs
from quality.data_docs_values import Batch
from quality.rules import ON_READING, Rule, rules

WORDS = {
    "reject_file": "refuses the file",
    "reject_line": "refuses the line",
    "flag": "is flagged",
    "information": "is for information",
}


class ArrivalDocs:
    """Writes pages into a home folder while files of one source, named by their checksums, are judged."""

    def __init__(self, home: Path, contract: Source, names: dict[str, str], code_version: str):
        told = {rule.rule_id: _told(rule) for rule in rules().values() if rule.stage != ON_READING}
        self.docs = DataDocs(home / "data_docs", told)
        self.contract, self.names, self.code_version = contract, names, code_version

    def observe(
        self,
        table: Table,
        result: ExpectationSuiteValidationResult,
        files: Iterable[str],
        place: Callable[[dict, dict], str],
    ) -> None:
        """What `quality.arrival.judge` calls with each result and the checksums of the files that it is about."""
        free_text = frozenset(c.name for c in (*table.columns, *table.fields) if _is_free_text(c))
        named = {sha256: self.names[sha256] for sha256 in files}
        batch = Batch(table.identifier, named, datetime.now(UTC), self.code_version, free_text, place)
        self.docs.write_batch(result, batch)

    def finish(self) -> None:
        for table in self.contract.tables:
            suite = gx.ExpectationSuite(name=table.identifier, expectations=expectations(table))
            self.docs.write_expectations(suite, table.description)
        self.docs.write_index()


def _told(rule: Rule) -> str:
    return f"{rule.rule_name} ({WORDS[rule.severity]}). {rule.sentence}"


def _is_free_text(column: Column) -> bool:
    """Somebody's own words: nothing says what they look like, or they are screened for data of a person."""
    return bool(column.personal_data) or (column.type == "text" and not column.accepted and not column.pattern)
