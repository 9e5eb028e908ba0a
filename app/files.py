"""The files a view rests on: what was taken in, what was refused and why, and what the checks found."""

import polars as pl

from app import wording
from app.published import INVENTED_PUBLISHER
from app.reading import Reading
from app.tables import Download, show_table
from app.vocabulary import FILE_STATES, SEVERITIES, said

OF_NOBODY_HERE = ("organisation_unknown", "organisation_out_of_scope")


def submissions_of(reading: Reading, organisations: pl.DataFrame, invented: bool) -> pl.DataFrame:
    """Files that name one of these organisations, and those that name none that takes part and are invented or not, as
    these are.

    Real and invented files never stand in one list.
    """
    files = reading.table("submissions")
    unnamed = (pl.col("org_code").is_null() | pl.col("state").is_in(OF_NOBODY_HERE)) & (
        pl.col("publisher").fill_null("").str.starts_with(INVENTED_PUBLISHER) == invented
    )
    return files.filter(unnamed | pl.col("org_code").is_in(organisations["org_code"].implode()))


def findings_of(reading: Reading, organisations: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """Rules that something of these organisations or files broke."""
    about = pl.col("org_code").is_in(organisations["org_code"].implode()) | pl.col("file_name").is_in(
        files["file_name"].implode()
    )
    return reading.table("checks").filter((pl.col("outcome") == "failed") & about)


def show_findings(findings: pl.DataFrame, rules: dict[str, dict], caption: str, name: str) -> None:
    rows = [
        {
            "Rule": rule_words(row["rule_id"], rules),
            "Severity": said(SEVERITIES, row["severity"]),
            "About": row["org_code"] or row["file_name"] or "",
            "Found": row["detail"] or "",
        }
        for row in findings.to_dicts()
    ]
    show_table(caption, rows, Download(findings, name, "checks"))


def show_submissions(files: pl.DataFrame, caption: str, name: str) -> None:
    """Files one by one, with the checksum that proves which bytes were read."""
    rows = [
        {
            "File": row["file_name"],
            "Assessed for": wording.day(row["assessment_date"], "–"),
            "State": said(FILE_STATES, row["state"]),
            "First seen": wording.day(row["received_at"] and row["received_at"].date(), "–"),
            "Publisher": row["publisher"] or "Not given",
            "Licence": row["licence"] or "Not given",
            "SHA-256, first 12": row["sha256"][:12],
        }
        for row in files.to_dicts()
    ]
    show_table(caption, rows, Download(files, name, "submissions"))


def rule_words(rule: str, rules: dict[str, dict]) -> str:
    return " ".join(filter(None, (rule, rules.get(rule, {}).get("rule_name"))))
