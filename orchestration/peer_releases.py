"""What each release of private comparison was made of, frozen when it was first published (§5.4).

`releases/<release>.parquet` in the home folder, one file for each release, never rewritten: whoever could put two
versions of one release side by side, or two releases that differ by one organisation, could subtract them.
"""

from io import BytesIO
from pathlib import Path

import duckdb
import polars as pl

from ingestion import lasting
from ingestion.loading import LEDGERS
from orchestration.home import Home

LEDGER = "peer_contributions"


def frozen(home: Home) -> list[dict]:
    """Every contribution to every release so far."""
    files = sorted(home.releases.glob("*.parquet"))
    return pl.concat([pl.read_parquet(file) for file in files]).to_dicts() if files else []


def freeze(home: Home, analyst_file: Path) -> None:
    """Keeps what the release of a finished run was made of, before anyone sees it. A release that stands is kept."""
    with duckdb.connect(str(analyst_file), read_only=True) as con:
        query = f"select {', '.join(LEDGERS[LEDGER])} from {LEDGER} order by aggregate_key, org_code"
        rows = pl.from_arrow(con.sql(query).to_arrow_table())
    if rows.is_empty():
        return
    file = home.releases / f"{rows['release'][0]}.parquet"
    if not file.exists():
        home.releases.mkdir(parents=True, exist_ok=True, mode=0o700)
        content = BytesIO()
        rows.write_parquet(content)
        lasting.write(file, content.getvalue())
