"""A published table as a file. No text in it comes out as a formula or a link (`ingestion.inert_text`)."""

from typing import BinaryIO

from app.extract import Extract
from ingestion.inert_text import for_csv


def write(extract: Extract, form: str, out: BinaryIO) -> None:
    """Writes the rows as csv, json or parquet, as xlsx for people, or as csvw: a zip of the csv and what it holds."""
    if form == "csv":
        out.write(for_csv(extract.rows).write_csv().encode())
    elif form == "json":
        out.write(extract.rows.write_json().encode())
    elif form == "parquet":
        extract.rows.write_parquet(out)
    elif form == "xlsx":
        from app.spreadsheet import spreadsheet

        out.write(spreadsheet(extract))
    else:
        from app.csv_on_the_web import packed

        out.write(packed(extract))
