"""The files a view rests on: what was taken in, what was refused and why, and what the checks found."""

import polars as pl
import streamlit as st

from app import notices, registries, wording
from app.reading import Reading
from app.tables import Download, show_table
from app.vocabulary import FILE_STATES, FOLDERS, SEVERITIES, said

INVENTED_PUBLISHER = "None: invented"
TAKEN_IN = ("accepted", "superseded")  # as a whole


def submissions_of(reading: Reading, organisations: pl.DataFrame, invented: bool) -> pl.DataFrame:
    """Files that name one of these organisations, and files without a name that are invented or not, as these are.

    Real and invented files never stand in one list.
    """
    files = reading.table("submissions")
    unnamed = pl.col("org_code").is_null() & (
        pl.col("publisher").fill_null("").str.starts_with(INVENTED_PUBLISHER) == invented
    )
    return files.filter(unnamed | pl.col("org_code").is_in(organisations["org_code"].implode()))


def show_of_region(reading: Reading, organisations: pl.DataFrame, region: str, invented: bool) -> None:
    files = submissions_of(reading, organisations, invented)
    st.subheader("Files and checks")
    if files.is_empty():
        st.write(f"This run took in no file for the {region}.")
        return
    counts = files.group_by("source", "state").len("files").sort("source", "state")
    rows = [
        {"Kind": said(FOLDERS, row["source"]), "State": said(FILE_STATES, row["state"]), "Files": str(row["files"])}
        for row in counts.to_dicts()
    ]
    show_table(
        notices.mark("Files by kind and state", invented),
        rows,
        Download(files, notices.mark("files", invented), "submissions"),
    )
    _show_refused(files.filter(~pl.col("state").is_in(TAKEN_IN)), invented)
    _show_findings(_findings(reading, organisations, files), registries.rules(reading), invented)


def _show_refused(refused: pl.DataFrame, invented: bool) -> None:
    if refused.is_empty():
        st.write("No file was refused.")
        return
    rows = [
        {
            "File": row["file_name"],
            "Kind": said(FOLDERS, row["source"]),
            "State": said(FILE_STATES, row["state"]),
            "Why": row["reasons"] or "",
        }
        for row in refused.to_dicts()
    ]
    caption = notices.mark("What was refused, and why", invented)
    show_table(caption, rows, Download(refused, notices.mark("refused_files", invented), "submissions"))


def _findings(reading: Reading, organisations: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """Rules that something of these organisations or files broke."""
    about = pl.col("org_code").is_in(organisations["org_code"].implode()) | pl.col("file_name").is_in(
        files["file_name"].implode()
    )
    return reading.table("checks").filter((pl.col("outcome") == "failed") & about)


def _show_findings(findings: pl.DataFrame, rules: dict[str, dict], invented: bool) -> None:
    if findings.is_empty():
        st.write("The checks found nothing wrong with these files and figures.")
        return
    counts = findings.group_by("rule_id", "severity").len("findings").sort("severity", "rule_id")
    rows = [
        {
            "Rule": _rule(row["rule_id"], rules),
            "Severity": said(SEVERITIES, row["severity"]),
            "Findings": str(row["findings"]),
        }
        for row in counts.to_dicts()
    ]
    show_table(notices.mark("What the checks found, by rule", invented), rows)
    with st.expander("Every finding"):
        show_findings(findings, rules, notices.mark("Every finding", invented), notices.mark("findings", invented))


def show_findings(findings: pl.DataFrame, rules: dict[str, dict], caption: str, name: str) -> None:
    rows = [
        {
            "Rule": _rule(row["rule_id"], rules),
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


def _rule(rule: str, rules: dict[str, dict]) -> str:
    return " ".join(filter(None, (rule, rules.get(rule, {}).get("rule_name"))))
