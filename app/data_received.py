"""What has been sent: files and how fresh they are, what is in of what was expected, and what is next."""

from html import escape

import polars as pl
import streamlit as st

from app import completeness, due, files, notices, registries, roster, wording
from app.choices import address
from app.origins import of
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import DUE_STATUSES, FILE_STATES, FOLDERS, LATENESS, said

LINES = {"read": "lines_read", "used": "lines_accepted", "flagged": "lines_flagged", "refused": "lines_refused"}
SOONEST = {"wres_collection": "WRES data of {year}", "wres_publication": "WRES report of {year}"}


def show_files(reading: Reading, organisations: pl.DataFrame, invented: bool) -> None:
    if reading.has("freshness"):
        show_freshness(reading, invented)
    st.subheader("Files and their history")
    sent = files.submissions_of(reading, organisations, invented)
    if organisations.height == 1:
        sent = sent.filter(pl.col("org_code").is_in(organisations["org_code"].implode()))
    if sent.is_empty():
        st.write("This run knows of no file from here.")
        return
    st.write(
        "First seen is the day on which this tool first found the file, which may be long after it was sent. Lines "
        "read are headers too; flagged lines are used, and refused ones are kept with their reasons."
    )
    rows = [_file(row) for row in sent.sort("source", "assessment_date", "file_name", nulls_last=True).to_dicts()]
    caption = notices.mark("Every file, with what became of it", invented)
    show_table(caption, rows, Download(sent, notices.mark("files", invented), "submissions"))
    found = files.findings_of(reading, organisations, sent)
    st.subheader("What the rules found in them")
    if found.is_empty():
        st.write("Nothing.")
        return
    with st.expander("Every finding"):
        names = (notices.mark(text, invented) for text in ("Every finding", "findings"))
        files.show_findings(found, registries.rules(reading), *names)


def show_freshness(reading: Reading, invented: bool) -> None:
    """The state of whole sources, which is the analyst's affair."""
    st.subheader("Freshness")
    fresh = reading.table("freshness", is_demonstration=invented)
    if fresh.is_empty():
        st.write("This run took in no file of these.")
        return
    rows = [
        {
            "Source": said(FOLDERS, row["source"]),
            "Newest data": wording.day(row["data_as_of"], "No date given"),
            "New data expected by": wording.day(row["expected_by"], "Not known"),
            "State": due.state_cell(row["state"]),
            "Files": _number("freshness", row, "files"),
            "Used": _number("freshness", row, "files_used"),
            "Replaced by a correction": _number("freshness", row, "files_superseded"),
            "Not used": _number("freshness", row, "files_refused"),
        }
        for row in fresh.to_dicts()
    ]
    caption = notices.mark("How fresh each source is, by the dates of its data and how often it has new data", invented)
    show_table(caption, rows, Download(fresh, notices.mark("freshness", invented), "freshness"))


def _file(row: dict) -> dict[str, str | Cell]:
    known = {what: row[column] for what, column in LINES.items() if row[column] is not None}
    lines = ", ".join(f"{wording.count(number)} {what}" for what, number in known.items())
    return {
        "File": row["file_name"],
        "Kind": said(FOLDERS, row["source"]),
        "Assessed for": wording.day(row["assessment_date"], "–"),
        "First seen": wording.day(row["received_at"] and row["received_at"].date(), "–"),
        "State": ": ".join(filter(None, (said(FILE_STATES, row["state"]), row["reasons"]))),
        "Lines": Cell(lines, of=of("submissions", row, *LINES.values())) if lines else "–",
        "SHA-256, first 12": row["sha256"][:12],
    }


def _number(table: str, row: dict, column: str) -> str | Cell:
    return "–" if row[column] is None else Cell(wording.count(row[column]), of=of(table, row, column))


def show_received(reading: Reading, organisations: pl.DataFrame, invented: bool) -> None:
    if organisations.height > 1:
        completeness.show(reading, organisations, invented)
    else:
        _show_years(reading, organisations.row(0, named=True), invented)
    _show_next(reading, organisations, invented)


def _show_years(reading: Reading, organisation: dict, invented: bool) -> None:
    """One organisation, every source and year of which anything was expected."""
    st.subheader("Complete, and in time")
    code = organisation["org_code"]
    known = reading.table("completeness", org_code=code).sort("source", "period", descending=[True, True])
    if known.is_empty():
        st.write("Nothing is expected of this organisation.")
        return
    rows = [
        {"Source and year": f"{said(FOLDERS, row['source'])}, {row['period']}"} | in_time(row)
        for row in known.to_dicts()
    ]
    caption = notices.mark(f"{organisation['name']}: what was expected and what is in", invented)
    show_table(caption, rows, Download(known, notices.mark(f"completeness_{code}", invented), "completeness"))


def in_time(row: dict) -> dict[str, str | Cell]:
    """How far what was expected is in and when it came, of a row of the table `completeness`."""
    return {
        "In": Cell(wording.out_of(row["given"], row["expected"]), of=of("completeness", row, "given", "expected")),
        "Due": wording.day(row["due_on"], "–"),
        "First seen": wording.day(row["received_on"], "–"),
        "In time": said(LATENESS, row["status"]),
    }


def _show_next(reading: Reading, organisations: pl.DataFrame, invented: bool) -> None:
    """The collection's days; reviews, evidence and actions stand on the pages of what is due."""
    st.subheader("Next due")
    is_one = organisations.height == 1
    page = address("organisation#due", org=organisations["org_code"][0]) if is_one else address("region")
    codes = organisations["org_code"].to_list()
    coming = reading.table("calendar", org_code=codes, kind=list(SOONEST)).sort("wres_year", "kind")
    if coming.is_empty():
        st.write("No collection is due.")
        return
    link = f'<a href="{escape(page)}" target="_self">what is due</a>'
    st.html(f"<p>Reviews, applications and evidence that ages: {link}.</p>")
    by_code: dict[str, list[dict]] = {}
    for row in coming.to_dicts():
        by_code.setdefault(row["org_code"], []).append(row)
    listed = [row for row in organisations.to_dicts() if row["org_code"] in by_code]
    headings = dict.fromkeys(_heading(row) for row in coming.to_dicts())
    rows = [
        {"Organisation": roster.link(row)}
        | dict.fromkeys(headings, "–")
        | {_heading(one): _day(one) for one in by_code[row["org_code"]]}
        for row in listed
    ]
    caption = notices.mark("Days of the WRES collection", invented)
    show_table(caption, rows, Download(coming, notices.mark("collection_days", invented), "calendar"))


def _heading(row: dict) -> str:
    return SOONEST[row["kind"]].format(year=row["wres_year"])


def _day(row: dict) -> Cell:
    """Where it stands, and its day, in one cell."""
    state = due.STATES.get(row["state"]) or Cell(said(DUE_STATUSES, row["status"]), look="gap", symbol="–")
    day = f"; by {wording.day(row['due_on'])}" if row["due_on"] else ""
    return Cell(f"{state.text}{day}", look=state.look, symbol=state.symbol)
