"""CSV with its metadata, read by an independent implementation of the W3C's recommendation."""

import hashlib
import json
import zipfile
from datetime import date, datetime

import polars as pl
import pytest
from csvw import CSVW

from ingestion.inert_text import is_live
from tests.annotated import nwbench

TABLES = [("measures", "panel:ZD001"), ("levels", "analyst"), ("return_answers", "trust:ZD001"),
          ("organisations", "public"), ("peers", "trust:ZD001"), ("submissions", "analyst")]  # fmt: skip


def export(home, table, audience, form, out):
    result = nwbench("export", table, "--audience", audience, "--format", form, "--out", out, "--home", home.path)
    assert result.exit_code == 0, result.output
    return out


@pytest.mark.parametrize(("table", "audience"), TABLES)
def test_what_the_metadata_says_is_what_the_file_holds(published_home, tmp_path, table, audience):
    archive = export(published_home, table, audience, "csvw", tmp_path / "x.zip")
    plain = export(published_home, table, audience, "csv", tmp_path / "plain.csv").read_bytes()
    rows = pl.read_parquet(export(published_home, table, audience, "parquet", tmp_path / "x.parquet"))
    zipfile.ZipFile(archive).extractall(tmp_path)
    (path,) = tmp_path.glob("*-metadata.json")
    told = json.loads(path.read_text())
    content = (tmp_path / told["url"]).read_bytes()
    assert content == plain and told["notes"][0]["sha256"] == hashlib.sha256(content).hexdigest()
    read = CSVW(str(path), validate=True)
    assert read.is_valid and not read.warnings, read.warnings
    found = list(read.tables[0].iterdicts(strict=True))
    assert len(found) == rows.height and list(found[0]) == rows.columns
    for wanted, line in zip(rows.iter_rows(named=True), found, strict=True):
        for name, value in wanted.items():
            if isinstance(value, str):
                assert (line[name] or "") == (f"'{value}" if is_live(value) else value)
            elif type(value) is date:
                assert line[name].date() == value, name
            elif not isinstance(value, datetime):
                assert line[name] == value, name
    columns = told["tableSchema"]["columns"]
    assert all(column["dc:description"] for column in columns)
    assert told["tableSchema"]["primaryKey"] and "nvented data" in told["dc:title"] and "nvented" in told["url"]


def test_a_broken_file_is_not_valid(published_home, tmp_path):
    """The reader that finds nothing wrong above does find what is wrong."""
    zipfile.ZipFile(export(published_home, "levels", "analyst", "csvw", tmp_path / "x.zip")).extractall(tmp_path)
    (path,) = tmp_path.glob("*-metadata.json")
    file = tmp_path / json.loads(path.read_text())["url"]
    file.write_text(file.read_text().replace("-08-", "-88-"))
    assert not CSVW(str(path), validate=True).is_valid
