"""How long the framework takes at the size of a nation: `python -m benchmarks.framework [--repeat N]`.

The returns of the invented region, copied until 220 organisations have ten assessments each; then the models from a
return to its items and levels, by dbt with two threads in a warm process. Written to results/framework.md.
"""

import argparse
import os
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

from benchmarks.measuring import PROJECT
from ingestion import arrivals, loading
from ingestion.contracts import sources
from quality.reception import receive

ORGANISATIONS, ASSESSMENTS, ASKED = 220, 10, 5.0
RESULT = Path(__file__).parent / "results" / "framework.md"
MODELS = "int_returns_ranked+,+fct_levels"  # everything between a return and its levels
LEFT_OUT = ("int_wres_lines_unioned", "int_wres_lines_chosen")
COPIES = f"""
create or replace temp table copies as
with donors as (
    select file_sha256, row_number() over (order by file_sha256) - 1 as donor
    from raw.returns__headers
    where field = 'org_code'
),
wanted as (
    select
        organisation,
        assessment,
        (organisation * {ASSESSMENTS} + assessment) % (select count(*) from donors) as donor
    from range({ORGANISATIONS}) as o (organisation)
    cross join range({ASSESSMENTS}) as a (assessment)
)
select
    donors.file_sha256 as copied_from,
    md5(organisation || '/' || assessment) as file_sha256,
    'Y' || lpad(organisation::varchar, 3, '0') as org_code,
    assessment
from wanted
inner join donors on wanted.donor = donors.donor
"""


def fill(path: Path, home: Path) -> None:
    """Lands the shipped invented region, then copies its returns; raw tables as a refresh leaves them."""
    found = arrivals.find([PROJECT / "data" / "demo"])
    with duckdb.connect(str(path)) as con:
        for name, contract in sources().items():
            reception = receive(home, name, contract, [a for a in found if a.source == name], "benchmark")
            files = reception.loadable()
            for table in contract.tables:
                loading.load(con, table, files)
        for ledger in loading.LEDGERS:
            loading.record(con, ledger, [{"as_of": str(date(2026, 11, 24))}] if ledger == "refresh" else [])
        con.execute(COPIES)
        for table in sources()["returns"].tables:
            con.execute(
                f"create or replace table raw.{table.identifier} as "
                f"select rows.* replace (copies.file_sha256 as file_sha256) "
                f"from raw.{table.identifier} as rows inner join copies on rows.file_sha256 = copies.copied_from"
            )
        con.execute(
            "update raw.returns__headers set value = case field when 'org_code' then copies.org_code "
            # ten days apart by their last digit, so that no two assessments of an organisation meet on one day
            "else (value::date - ((datediff('day', date '2000-01-01', value::date) - copies.assessment) "
            f"% {ASSESSMENTS})::integer)::varchar end from copies "
            "where returns__headers.file_sha256 = copies.file_sha256 and field in ('org_code', 'assessment_date')"
        )
        con.execute(
            "insert into raw.ods__trusts by name select distinct org_code, 'INVENTED ' || org_code as org_name, "
            "'Z99' as region_code, 'ZDB' as icb_code, '20000401' as opened_on from copies"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NWBENCH_HOME"], path = folder, Path(folder) / "warehouse.duckdb"
        os.environ["NWBENCH_WAREHOUSE"] = str(path)
        fill(path, Path(folder))
        from orchestration.warehouse import DuckDBConnectionManager, _build, _invoke, _manifest

        assert all(result.status in ("success", "pass") for result in _build())
        walls, executed, slowest = [], [], {}
        for _ in range(repeat):
            began = time.perf_counter()
            chosen = ["--select", MODELS, "--exclude", *LEFT_OUT]
            results = _invoke(["run", *chosen, "--no-write-json", "--no-populate-cache"], _manifest()).result.results
            walls.append(time.perf_counter() - began)
            executed.append(sum(result.execution_time for result in results))
            slowest = {result.node.name: result.execution_time for result in results}
        DuckDBConnectionManager.close_all_connections()
        with duckdb.connect(str(path), read_only=True) as con:
            counted = con.execute(
                "select count(*), count(distinct org_code), count(distinct (org_code, assessment_date)) "
                "from marts.fct_items"
            ).fetchone()
    RESULT.write_text(report(counted, walls, executed, slowest))
    print(RESULT.read_text())


def report(counted: tuple, walls: list[float], executed: list[float], slowest: dict[str, float]) -> str:
    wall = statistics.median(walls)
    verdict = "held" if wall <= ASKED else "missed"
    items, organisations, assessments = counted
    lines = [
        "# The framework at the size of a nation",
        "",
        f"`python -m benchmarks.framework --repeat {len(walls)}`: {os.cpu_count()} cores, duckdb {duckdb.__version__}, "
        f"two dbt threads, medians of {len(walls)}. {organisations} organisations, {assessments:,} assessments, "
        f"{items:,} statuses.",
        "",
        "| what | measured | asked |  |",
        "| --- | ---: | ---: | --- |",
        f"| seconds from returns to items and levels, dbt in a warm process | {wall:.2f} | ≤ {ASKED:g} | {verdict} |",
        f"| seconds within models, added up over both threads | {statistics.median(executed):.2f} |  |  |",
        "",
        "| slowest models, last run | s |",
        "| --- | ---: |",
        *(f"| `{name}` | {seconds:.2f} |" for name, seconds in sorted(slowest.items(), key=lambda kv: -kv[1])[:10]),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
