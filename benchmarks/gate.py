"""What the release gate takes for a region and for a nation: `python -m benchmarks.gate [--repeat N]`.

The finished files of the invented region, copied under other codes until 36 and 220 organisations have a file each,
with two earlier runs of the same size to remember; then the gate as a refresh asks it, in a process of its own.
Written to results/gate.md.
"""

import argparse
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import duckdb

from benchmarks.measuring import BIN, PROJECT, run
from orchestration import gate
from orchestration.home import Home
from quality import release

ASKED = {36: 10.0, 220: 90.0}
EARLIER = 2
RESULT = PROJECT / "benchmarks" / "results" / "gate.md"
CODES, REGION, OPEN = "ZD", "Z99", 26
LETTERS = "DEFGHIJKLMNO"  # each copy of the region has one of its own in place of the D


def finished(shipped: Path, folder: Path, organisations: int) -> Path:
    """Files of so many organisations, written as a refresh writes them, from the files of the invented region."""
    warehouse = folder / f"{organisations}.duckdb"
    with duckdb.connect(str(warehouse)) as con:
        for name in ("public", "panel", "analyst"):
            con.execute(f"attach '{shipped / name}.duckdb' as {name} (read_only)")
        trust = next(iter(sorted((shipped / "trust").glob(f"{CODES}*.duckdb"))))
        con.execute(f"attach '{trust}' as trust (read_only)")
        con.execute("create schema published; create schema registries; create schema copied")
        models = {path.stem for path in (PROJECT / "dbt_project" / "models" / "published").glob("*.sql")}
        tables = {
            name: [table for table in _tables(con, name, "main") if f"pub_{name}__{table}" in models]
            for name in ("public", "panel", "analyst", "trust")
        }
        for audience, names in tables.items():
            source = "analyst" if audience == "trust" else audience  # an organisation's rows are those of the analyst
            for table in names:
                rows = f"from {source}.main.{table}"
                if audience != "public" and table in tables["public"]:
                    is_own = table in release.CONTROLLED and source == "analyst"
                    rows += "" if is_own else f" except all from public.main.{table}"
                _copy(con, f"pub_{audience}__{table}", rows, LETTERS[: -(-organisations // OPEN)])
        for table in _tables(con, "public", release.REGISTRIES):
            con.execute(f"create table registries.{table} as from public.registries.{table}")
        con.execute(
            "update copied.pub_public__organisations set is_in_scope = false where org_code not in (select org_code "
            f"from copied.pub_public__organisations where closed_on is null order by org_code limit {organisations})"
        )
    written = folder / str(organisations)
    release.write(warehouse, written)
    warehouse.unlink()
    return written


def _tables(con: duckdb.DuckDBPyConnection, database: str, schema: str) -> list[str]:
    query = "select table_name from duckdb_tables() where database_name = ? and schema_name = ? order by 1"
    return [name for (name,) in con.execute(query, [database, schema]).fetchall()]


def _copy(con: duckdb.DuckDBPyConnection, view: str, rows: str, letters: str) -> None:
    columns = con.execute(f"describe {rows}").fetchall()
    texts = [name for name, kind, *_ in columns if kind == "VARCHAR"]
    has_organisation = "org_code" in texts
    selects = []
    for letter in letters if has_organisation else letters[:1]:
        code = f"'{CODES}', 'Z{letter}'), '{REGION}', 'Z9{letter}')"
        other = ", ".join(f'replace(replace("{name}", {code} as "{name}"' for name in texts)
        only = f"where org_code like '{CODES}%'" if has_organisation else ""
        selects.append(f"select * replace ({other}) from ({rows}) {only}" if texts else f"select * from ({rows})")
    con.execute(f"create table copied.{view} as {' union all '.join(selects)}")
    con.execute(f"create view published.{view} as from copied.{view}")


def measured(folder: Path, repeat: int) -> tuple[float, list[float]]:
    """Seconds of the first answer of a new process, and of the following ones. AssertionError if it finds a leak."""
    earlier = [folder] * EARLIER
    gate.stop()
    seconds = []
    for _ in range(repeat + 1):
        began = time.perf_counter()
        findings = gate.judge(folder, earlier)
        seconds.append(time.perf_counter() - began)
        assert findings == [], findings[:3]
    return seconds[0], seconds[1:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = Home(folder / "home")
        run([BIN / "nwbench", "refresh", "--as-of", "2026-11-24", "--home", home.path], folder)
        rows = []
        for organisations, asked in ASKED.items():
            files = finished(home.run_folder(home.current_run()), folder, organisations)
            size = sum(path.stat().st_size for path in files.rglob("*.duckdb")) / 1e6
            cold, warm = measured(files, repeat)
            rows.append((organisations, size, cold, statistics.median(warm), asked))
            shutil.rmtree(files)
    RESULT.write_text(report(rows, repeat))
    print(RESULT.read_text())


def report(rows: list[tuple], repeat: int) -> str:
    lines = [
        "# The release gate",
        "",
        f"`python -m benchmarks.gate --repeat {repeat}`: {os.cpu_count()} cores, duckdb {duckdb.__version__}. Great "
        f"Expectations and the intruder over the finished files, {EARLIER} earlier runs of the same size remembered. "
        "In a refresh the gate's process is started while the warehouse is built, so what counts is the warm answer, "
        f"a median of {repeat}.",
        "",
        "| organisations with a file | MB | s, process started and asked | s, warm | asked |  |",
        "| ---: | ---: | ---: | ---: | ---: | --- |",
        *(
            f"| {n} | {mb:.0f} | {cold:.1f} | {warm:.1f} | < {asked:g} | {'held' if warm < asked else 'missed'} |"
            for n, mb, cold, warm, asked in rows
        ),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
