"""The refresh put together as the tutorials of Dagster, dagster-dbt and Great Expectations do it.

A template that `benchmarks.refresh` copies beside a copy of the dbt project and runs with `dagster asset materialize`.
The rules, the SQL and the audience files are the project's, so that its results can be compared.
"""

import json
import os
import time
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import duckdb
import polars as pl
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets

from ingestion import arrivals, landing, loading, sandbox, workbook_cells
from ingestion.contracts import Source, Table, sources
from ingestion.problems import Refused
from quality import arrival, release  # noqa: F401, imports Great Expectations at the top, as the tutorials do
from quality.reception import Reception, judge

HERE = Path(__file__).resolve().parent
WAREHOUSE, RECEIVED, PUBLISHED = HERE / "warehouse.duckdb", HERE / "received", HERE / "published"
LANDINGS = [Path(folder) for folder in os.environ["TUTORIAL_LANDINGS"].split(os.pathsep)]
AS_OF = date.fromisoformat(os.environ["TUTORIAL_DAY"])

sandbox.sheets = workbook_cells.parse  # in this process, as the tutorials would
project = DbtProject(project_dir=HERE / "dbt_project")
project.prepare_if_dev()


def read(source: Source, file: arrivals.Arrival) -> dict[str, pl.DataFrame]:
    """A CSV file by Polars when it fits the contract; workbooks, and what is wrong, by the project's readers."""
    for table in source.tables:
        if table.accepts_name(file.name):
            names = None if table.header else [c.name for c in table.columns]
            try:
                frame = pl.read_csv(
                    file.path, has_header=table.header, new_columns=names, infer_schema=False,
                    empty_string_is_null=False, row_index_name="file_line", row_index_offset=1 + table.header,
                )  # fmt: skip
            except pl.exceptions.PolarsError:
                break
            if table.header_difference(frame.columns[1:]) is None:
                return {table.name: frame.cast({"file_line": pl.Int64})}
    return landing.read(file)


def receive(source: Source) -> tuple[Reception, dict[str, dict[str, pl.DataFrame]]]:
    """Every file of a source read and judged; the frames of those that were accepted, by checksum."""
    reception, frames, now = Reception(source.name), {}, datetime.now(UTC).isoformat(timespec="seconds")
    files = {a.sha256: a for a in arrivals.find(LANDINGS) if a.source == source.name}
    reception.received_at = dict.fromkeys(files, now)
    for sha256, file in files.items():
        try:
            frames[sha256] = read(source, file)
        except Refused as refused:
            reception.refused[file] = refused.problems
    for sha256, (problems, rules) in judge(source, frames).items():
        reception.rules_tried |= rules
        rows = sum(frame.height for frame in frames[sha256].values())
        if problems:
            reception.refused[files[sha256]] = problems
            del frames[sha256]
        else:
            reception.accepted.append(landing.Landed(files[sha256], HERE, now, rows))
    return reception, frames


def connect() -> duckdb.DuckDBPyConnection:
    """Waits for the file's lock, as the DuckDB resource of Dagster does: steps are processes, and two run at a time."""
    for attempt in range(10):
        try:
            return duckdb.connect(str(WAREHOUSE))
        except duckdb.IOException:
            time.sleep(0.1 * 2**attempt)
    return duckdb.connect(str(WAREHOUSE))


def load(con: duckdb.DuckDBPyConnection, table: Table, reception: Reception, frames: dict) -> int:
    schema = {c.name: pl.String for c in table.columns}
    schema |= {"file_line": pl.Int64, "file_sha256": pl.String, "file_name": pl.String}
    held = [
        frames[f.arrival.sha256][table.name].with_columns(
            pl.lit(f.arrival.sha256).alias("file_sha256"), pl.lit(f.arrival.name).alias("file_name")
        )
        for f in reception.accepted
        if table.name in frames[f.arrival.sha256]
    ]
    # readers number lines in integers of different width; DuckDB reads the frame by its name
    everything = pl.concat([pl.DataFrame(schema=schema), *held], how="diagonal_relaxed")  # noqa: F841
    con.execute("create schema if not exists raw")
    con.execute(f"create or replace table raw.{table.identifier} as select * from everything")
    return everything.height


def source_asset(source: Source) -> dg.AssetsDefinition:
    keys = {table.name: dg.AssetKey([source.name, table.name]) for table in source.tables}
    checks = [dg.AssetCheckSpec("arrival", asset=key) for key in keys.values()]

    @dg.multi_asset(name=f"land_{source.name}", specs=[dg.AssetSpec(key) for key in keys.values()], check_specs=checks)
    def land():
        reception, frames = receive(source)
        RECEIVED.mkdir(exist_ok=True)
        rows = {"arrivals": reception.arrival_rows(), "arrival_checks": reception.check_rows()}
        (RECEIVED / f"{source.name}.json").write_text(json.dumps(rows))
        with connect() as con:
            heights = {table.name: load(con, table, reception, frames) for table in source.tables}
        for table in source.tables:
            yield dg.MaterializeResult(keys[table.name], metadata={"rows": heights[table.name]})
            passed = heights[table.name] > 0 or not table.required
            yield dg.AssetCheckResult(check_name="arrival", asset_key=keys[table.name], passed=passed)

    return land


source_assets = [source_asset(source) for source in sources().values()]
ledger_keys = {name: dg.AssetKey(["landing", name]) for name in loading.LEDGERS}


@dg.multi_asset(specs=[dg.AssetSpec(key, deps=source_assets) for key in ledger_keys.values()])
def ledgers():
    received = [json.loads(path.read_text()) for path in sorted(RECEIVED.iterdir())]
    with connect() as con:
        loading.record(con, "refresh", [{"as_of": AS_OF.isoformat()}])
        for name in ("arrivals", "arrival_checks"):
            loading.record(con, name, [row for rows in received for row in rows[name]])
    for key in ledger_keys.values():
        yield dg.MaterializeResult(key)


@dbt_assets(manifest=project.manifest_path, exclude="resource_type:unit_test")
def warehouse(context: dg.AssetExecutionContext, dbt: DbtCliResource):
    yield from dbt.cli(["build"], context=context).stream()


@dg.asset(deps=[warehouse])
def published() -> None:
    release.write(WAREHOUSE, PUBLISHED)
    hashes = release.logical_hashes(PUBLISHED / "analyst.duckdb")
    (PUBLISHED / "manifest.json").write_text(json.dumps(hashes))


defs = dg.Definitions(
    assets=[*source_assets, ledgers, warehouse, published],
    resources={"dbt": DbtCliResource(project_dir=project)},
)
