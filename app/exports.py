"""A published table as a file. No text in it comes out as a formula or a link (`ingestion.inert_text`)."""

from typing import BinaryIO

import polars as pl
import xlsxwriter

from ingestion.inert_text import AS_TEXT, XLSXWRITER, for_csv


def write(frame: pl.DataFrame, form: str, out: BinaryIO) -> None:
    """Writes `frame` as csv, json, parquet or xlsx."""
    if form == "csv":
        out.write(for_csv(frame).write_csv().encode())
    elif form == "json":
        out.write(frame.write_json().encode())
    elif form == "parquet":
        frame.write_parquet(out)
    else:
        with xlsxwriter.Workbook(out, XLSXWRITER | {"nan_inf_to_errors": True}) as book:
            frame.write_excel(book, dtype_formats={pl.String: AS_TEXT})
