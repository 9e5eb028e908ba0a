"""A table as CSV with its metadata beside it, as the W3C's "CSV on the Web" has it: what each column is.

Text that a spreadsheet program could run has an apostrophe in front, as in every CSV here; the metadata says so.
"""

import hashlib
import io
import json
import zipfile

from app.extract import PUBLISHER, Column, Extract, provenance
from ingestion.inert_text import for_csv

DATATYPES = {
    "varchar": "string",
    "integer": "integer",
    "bigint": "integer",
    "double": "double",
    "boolean": "boolean",
    "date": {"base": "date", "format": "yyyy-MM-dd"},
    "timestamp": "string",
}
NOTE = (
    "An empty cell is a missing value; columns of status say why. A text that a spreadsheet program could run begins "
    "with an apostrophe, which is no part of it. Shares are fractions from 0 to 1."
)
EPOCH = (1980, 1, 1, 0, 0, 0)


def packed(extract: Extract) -> bytes:
    """A zip of `<name>.csv` and `<name>.csv-metadata.json`; the same rows of the same run give the same bytes."""
    name = f"{extract.file_name}.csv"
    rows = for_csv(extract.rows).write_csv().encode()
    told = json.dumps(metadata(extract, name, rows), indent=2, ensure_ascii=False).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in ((name, rows), (f"{name}-metadata.json", told)):
            archive.writestr(zipfile.ZipInfo(file, EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def metadata(extract: Extract, name: str, rows: bytes) -> dict:
    """What the CSV `rows`, in a file `name`, holds."""
    run = extract.manifest
    schema: dict = {"columns": [_column(column, extract.model["key"]) for column in extract.columns]}
    if extract.model["key"] and set(extract.model["key"]) <= set(extract.rows.columns):
        schema["primaryKey"] = extract.model["key"]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": name,
        "dc:title": extract.heading,
        "dc:description": " ".join(filter(None, (extract.warning, extract.model["description"], NOTE))),
        "dc:publisher": PUBLISHER,
        "dc:identifier": f"{run['run_id']}/{extract.table}",
        "dc:source": provenance(),
        "dc:license": "That of the sources, which dc:source names",
        "dc:provenance": extract.origin,
        "dc:issued": run["as_of"],
        "notes": [
            {"sha256": hashlib.sha256(rows).hexdigest(), "logical_hash": _hash(extract), "rows": len(extract.rows)}
        ],
        "dialect": {"commentPrefix": None, "delimiter": ",", "encoding": "utf-8", "header": True},
        "tableSchema": schema,
    }  # fmt: skip


def _column(column: Column, key: list[str]) -> dict:
    told = {
        "name": column.name,
        "titles": column.name,
        "datatype": DATATYPES.get(column.type, "string"),
        "null": "",
        "required": column.name in key,
    }
    unit = f"Unit: {column.unit}." if column.unit else ""
    return told | {"dc:description": " ".join(filter(None, (column.description, unit)))}


def _hash(extract: Extract) -> str | None:
    """Of the whole table as the analyst's file has it, by which two runs are compared."""
    return extract.manifest["tables"].get(extract.table, {}).get("logical_hash")
