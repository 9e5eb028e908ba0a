"""A measure is one row: one line more in the seed, and it stands in every table and every file that may hold it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from benchmarks.refresh_floor import land
from ingestion.contracts import PROJECT
from quality import release
from tests.conftest import AS_OF, SHIPPED

# counts, which only the analyst and the organisation itself see; and a survey value, which its source publishes
COUNTED, PUBLISHED = "I1.SENIOR", "I8.AGAIN"
ROWS = (
    f"{COUNTED},I1,Relative likelihood of a post in bands 8a and above,ratio,AFC_UPPER,AFC_ALL,,false,WHITE,1,true,"
    "false,towards_parity,1,,stock,(senior White / White) / (senior BME / BME),How many times as likely,,"
    "test,2026-11-01,2016-04-01,test\n"
    f"{PUBLISHED},I8,Discrimination once more,survey,I8.PCT,I8.N,,false,BME,1,false,false,"
    "lower_is_better,0,,survey,Share of BME respondents,Share of BME staff,,test,2026-11-01,2016-04-01,test\n"
)


@pytest.fixture(scope="module")
def files(published_home, tmp_path_factory) -> Path:
    """Audience files of the shipped data, built by dbt from a copy of the project with the rows added."""
    folder = tmp_path_factory.mktemp("one_row")
    project = shutil.copytree(PROJECT / "dbt_project", folder / "dbt_project")
    with (project / "seeds" / "measures.csv").open("a") as seed:
        seed.write(ROWS)
    warehouse = folder / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as con:
        land(con, published_home, SHIPPED, AS_OF)
    dbt = Path(sys.executable).parent / "dbt"
    command = [dbt, "--quiet", "--log-path", folder, "build", "--exclude-resource-type", "unit_test"]
    environment = os.environ | {"NWBENCH_WAREHOUSE": str(warehouse)}
    done = subprocess.run([*map(str, command)], cwd=project, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
    release.write(warehouse, folder / "published")
    return folder / "published"


def holders(path: Path, measure_code: str) -> dict[str, set[str]]:
    """Tables of a file that hold the measure, and whose rows."""
    found = {}
    with duckdb.connect(str(path), read_only=True) as con:
        tables = """
            select table_name from duckdb_columns()
            where schema_name = 'main' and column_name in ('measure_code', 'org_code') group by 1 having count(*) = 2
        """
        for (table,) in con.execute(tables).fetchall():
            query = f"select distinct org_code from {table} where measure_code = $code"
            codes = {code for (code,) in con.execute(query, {"code": measure_code}).fetchall()}
            found |= {table: codes} if codes else {}
    return found


def test_counts_appear_in_every_table_of_the_analyst_and_of_the_organisation(files):
    analyst = holders(files / "analyst.duckdb", COUNTED)
    assert analyst.keys() >= {"measures", "changes", "trends", "proforma"}
    assert len(analyst["measures"]) == len(analyst["changes"]) == 29 and analyst["proforma"] == {"ZD005", "ZD012"}
    own = holders(files / "trust" / "ZD012.duckdb", COUNTED)
    assert own.keys() >= analyst.keys() and set().union(*own.values()) == {"ZD012"}
    assert not holders(files / "public.duckdb", COUNTED) and not holders(files / "panel.duckdb", COUNTED)


def test_a_published_value_appears_in_every_file(files):
    for path in (*files.glob("*.duckdb"), files / "trust" / "RXL.duckdb", files / "trust" / "ZD012.duckdb"):
        found = holders(path, PUBLISHED)
        assert found.keys() >= {"measures", "changes", "trends"}, path.name
        assert {"RXL", "ZD001"} <= found["measures"], path.name


def test_it_is_computed_as_its_row_says(files):
    with duckdb.connect(str(files / "analyst.duckdb"), read_only=True) as con:
        differ, compared = con.execute(
            "select count(*) filter (again.value <> eight.value), count(*) from measures as again "
            "inner join measures as eight using (org_code, wres_year) "
            f"where again.measure_code = '{PUBLISHED}' and eight.measure_code = 'I8' and eight.value is not null"
        ).fetchone()
        odd = con.execute(
            f"select count(*) from measures where measure_code = '{COUNTED}' and value_status = 'ok' and abs(value "
            "- (white_num / white_den) / (bme_num / bme_den)) > 1e-12"
        ).fetchone()
    assert (differ, odd) == (0, (0,)) and compared > 100
