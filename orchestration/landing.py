"""Stage 1: each source's files are landed, guarded and loaded. One asset for each table of a contract.

A table's arrival check blocks what is downstream when nothing of a required table was accepted. A refused file or line
alone does not: it is in quarantine, and the rest goes on.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb

from ingestion import loading
from ingestion.arrivals import Arrival
from ingestion.contracts import Source, Table, sources
from ingestion.loading import LEDGERS
from orchestration import logs, peer_releases
from orchestration.home import code_version
from orchestration.progress import report
from orchestration.settings import OWNERS, Refresh
from quality.received import Reception
from quality.reception import is_missing, receive

ARRIVAL_CHECK = "arrival"


def _key(table: Table) -> dg.AssetKey:
    return dg.AssetKey([table.source, table.name])


def _spec(source: Source, table: Table) -> dg.AssetSpec:
    return dg.AssetSpec(
        _key(table),
        description=table.description,
        group_name="landing",
        kinds={"polars", "duckdb"},
        metadata={"publisher": source.publisher},
        owners=OWNERS,
    )


def _land_source(source: Source) -> dg.AssetsDefinition:
    checks = [
        dg.AssetCheckSpec(
            ARRIVAL_CHECK,
            asset=_key(table),
            blocking=True,
            description="What was accepted keeps to the source's contract, and a required table is not empty.",
        )
        for table in source.tables
    ]

    @dg.multi_asset(
        name=f"land_{source.name}",
        specs=[_spec(source, table) for table in source.tables],
        check_specs=checks,
        can_subset=False,
    )
    def land(context: dg.AssetExecutionContext, refresh: Refresh):
        report("Landing and guarding", source.name)
        found = [a for a in refresh.arrivals() if a.source == source.name]
        reception = _receive(refresh, source.name, found)
        with duckdb.connect(str(refresh.warehouse(context.run_id))) as warehouse:
            files = reception.loadable()
            rows = {table.name: loading.load(warehouse, table, files) for table in source.tables}
            lines = loading.loaded_lines(warehouse, source.tables)
        states = Counter(received.state for received in reception.files)
        logs.note("source received", source=source.name, files=len(found), rows=sum(rows.values()), **states)
        _keep(context, refresh, reception, lines)
        refused = {f.arrival.name: f.row()["reasons"] for f in reception.refused}
        for table in source.tables:
            yield dg.MaterializeResult(
                _key(table), metadata={"dagster/row_count": rows[table.name], "refused": refused}
            )
            yield dg.AssetCheckResult(
                check_name=ARRIVAL_CHECK,
                asset_key=_key(table),
                passed=not is_missing(table, rows[table.name]),
                metadata={"rows": rows[table.name], "files_refused": len(refused)} | _data_docs(refresh, table),
            )

    return land


def _data_docs(refresh: Refresh, table: Table) -> dict[str, dg.MetadataValue]:
    page = refresh.home.data_docs_page(table.identifier)
    return {"data_docs": dg.MetadataValue.path(page)} if page else {}


def _receive(refresh: Refresh, source: str, found: list[Arrival]) -> Reception:
    return receive(refresh.home.path, source, sources().get(source), found, code_version(), anew=refresh.full)


def _keep(context: dg.AssetExecutionContext, refresh: Refresh, reception: Reception, lines: dict) -> None:
    folder = refresh.build_folder(context.run_id)
    (folder / f"received-{reception.source.replace('/', ' ')}.json").write_text(json.dumps(reception.ledgers(lines)))


def kept(folder: Path, ledger: str) -> list[dict]:
    """What all sources of a build recorded in a ledger of arrivals."""
    return [row for path in sorted(folder.glob("received-*.json")) for row in json.loads(path.read_text())[ledger]]


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            dg.AssetKey(["landing", ledger]),
            deps=[_key(table) for source in sources().values() for table in source.tables],
            group_name="landing",
            kinds={"duckdb"},
            owners=OWNERS,
            description="What the refresh knows about itself and the files it read.",
        )
        for ledger in LEDGERS
    ],
    can_subset=False,
)
def ledgers(context: dg.AssetExecutionContext, refresh: Refresh) -> Iterator[dg.MaterializeResult]:
    """Files in folders that are no source are refused here; then every file's fate is written down."""
    everything = refresh.arrivals()
    for source in sorted({a.source for a in everything} - set(sources())):
        _keep(context, refresh, _receive(refresh, source, [a for a in everything if a.source == source]), {})
    folder = refresh.build_folder(context.run_id)
    of_refresh = {
        "refresh": [{"as_of": refresh.day.isoformat()}],
        peer_releases.LEDGER: peer_releases.frozen(refresh.home),
    }
    ledger_rows = of_refresh | {name: kept(folder, name) for name in LEDGERS if name not in of_refresh}
    with duckdb.connect(str(refresh.warehouse(context.run_id))) as warehouse:
        for ledger, rows in ledger_rows.items():
            loading.record(warehouse, ledger, rows)
            yield dg.MaterializeResult(dg.AssetKey(["landing", ledger]), metadata={"dagster/row_count": len(rows)})


landing_assets = [_land_source(source) for source in sources().values()]
