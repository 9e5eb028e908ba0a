"""What is another value than in the run before, and what can have changed it."""

import polars as pl
import streamlit as st

from app import notices, roster
from app.choices import choose
from app.origins import of
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import REVISED, said


def show(reading: Reading, organisations: pl.DataFrame, invented: bool) -> None:
    st.subheader("What changed since the run before, and why")
    found = reading.table("revisions", org_code=organisations["org_code"].to_list())
    if found.is_empty():
        st.write(
            "Nothing about these organisations is another value than in the run before, or there was none before it."
        )
        return
    st.write(
        "Compared are figures, levels, items and what is due; not the words of returns, and not figures that are made "
        "of other organisations'. The causes are what was different between the two runs: one or several of those "
        "named changed the value."
    )
    tables = {table: table.replace("_", " ").capitalize() for table in found["table"].unique().sort()}
    table = choose("Table", "table", tables, default=next(iter(tables)))
    if table is None:
        return
    shown = found.filter(pl.col("table") == table)
    names = {row["org_code"]: row for row in organisations.to_dicts()}
    rows = [{"Organisation": roster.link(names[row["org_code"]])} | _row(row) for row in shown.to_dicts()]
    caption = notices.mark(f"{tables[table]}: what changed, and why", invented)
    show_table(caption, rows, Download(shown, notices.mark(f"revisions_{table}", invented), "revisions"))


def _row(row: dict) -> dict[str, str | Cell]:
    many = row["key"] is None and row["column"] is None
    place = ": ".join(filter(None, (row["key"], row["column"])))
    return {
        "What": Cell(f"{row['changes']} of them", of=of("revisions", row, "changes")) if many else place,
        "How": said(REVISED, row["change"]),
        "Before": _value(row, "before"),
        "After": _value(row, "after"),
        "What was different": row["cause"],
    }


def _value(row: dict, column: str) -> str | Cell:
    """As the warehouse has it, unrounded; a whole row has none."""
    if row["column"] is None:
        return "–"
    return Cell(row[column] if row[column] is not None else "None", of=of("revisions", row, column))
