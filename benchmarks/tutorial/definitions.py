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
from ingestion.content import Content
from ingestion.contracts import Source, Table, sources
from ingestion.problems import Refused
from quality import arrival, release  # noqa: F401, imports Great Expectations at the top, as the tutorials do
from quality.received import ACCEPTED, IN_PART, QUARANTINED, Received, Reception
from quality.reception import judge
from quality.verdicts import Verdict

HERE = Path(__file__).resolve().parent
WAREHOUSE, RECEIVED, PUBLISHED = HERE / "warehouse.duckdb", HERE / "received", HERE / "published"
LANDINGS = [Path(folder) for folder in os.environ["TUTORIAL_LANDINGS"].split(os.pathsep)]
AS_OF = date.fromisoformat(os.environ["TUTORIAL_DAY"])

sandbox.sheets = workbook_cells.parse  # in this process, as the tutorials would
project = DbtProject(project_dir=HERE / "dbt_project")
project.prepare_if_dev()


def receive(source: Source) -> tuple[Reception, dict[str, Content]]:
    """Every file of a source read by the project's readers and judged; what was read, by checksum."""
    reception, contents, now = Reception(source.name), {}, datetime.now(UTC).isoformat(timespec="seconds")
    files = {a.sha256: a for a in arrivals.find(LANDINGS) if a.source == source.name}
    for sha256, file in files.items():
        try:
            contents[sha256] = landing.read(file)
        except Refused as refused:
            reception.files.append(Received(file, QUARANTINED, Verdict.of(refused.problems), now))
    for sha256, verdict in judge(source, {sha256: content.tables for sha256, content in contents.items()}).items():
        content = contents[sha256]
        verdict.join(Verdict.of(content.problems))
        rows = sum(frame.height for frame in content.tables.values())
        landed = landing.Landed(files[sha256], HERE, now, rows, content.lines, content.problems)
        refused, is_whole = verdict.refused_lines(), verdict.refuses_file()
        state = QUARANTINED if is_whole else IN_PART if refused else ACCEPTED
        named = _named_organisation(content)
        reception.files.append(
            Received(files[sha256], state, verdict, now, None if is_whole else landed, refused, org_code=named)
        )
    return reception, contents


def _named_organisation(content: Content) -> str | None:
    headers = content.tables.get("headers")
    return None if headers is None else next(iter(headers.filter(pl.col("field") == "org_code")["value"]), None)


def connect() -> duckdb.DuckDBPyConnection:
    """Waits for the file's lock, as the DuckDB resource of Dagster does: steps are processes, and two run at a time."""
    for attempt in range(10):
        try:
            return duckdb.connect(str(WAREHOUSE))
        except duckdb.IOException:
            time.sleep(0.1 * 2**attempt)
    return duckdb.connect(str(WAREHOUSE))


def load(con: duckdb.DuckDBPyConnection, table: Table, reception: Reception, contents: dict[str, Content]) -> int:
    schema = {c.name: pl.String for c in table.columns}
    schema |= {"file_line": pl.Int64, "file_sha256": pl.String, "file_name": pl.String}
    held = []
    for received in reception.accepted:
        arrived = received.arrival
        frame = contents[arrived.sha256].tables.get(table.name)
        if frame is not None:
            left_out = [line for sheet, line in received.refused_lines if sheet == (table.sheet or "")]
            held.append(
                frame.filter(~pl.col("file_line").is_in(left_out)).with_columns(
                    pl.lit(arrived.sha256).alias("file_sha256"), pl.lit(arrived.name).alias("file_name")
                )
            )
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
        reception, contents = receive(source)
        with connect() as con:
            heights = {table.name: load(con, table, reception, contents) for table in source.tables}
            counted = loading.loaded_lines(con, source.tables)
        RECEIVED.mkdir(exist_ok=True)
        (RECEIVED / f"{source.name}.json").write_text(json.dumps(reception.ledgers(counted)))
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
        for name in ledger_keys.keys() - {"refresh"}:
            loading.record(con, name, [row for rows in received for row in rows.get(name, [])])
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
