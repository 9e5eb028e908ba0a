"""What the rules of meaning make of files: many invented organisations, each with one thing wrong, from one build."""

import csv
from pathlib import Path

import duckdb

from ingestion import arrivals, loading
from ingestion.contracts import sources
from quality.reception import receive
from tests.judging import build, read

HEADER = "org_code,wres_year,standard,measure_code,wres_group,value,basis,source,release_year"
GROUPS = ("WHITE", "BME", "UNKNOWN")
AS_OF = "2026-11-24"


class Built:
    """The warehouse of a build, by organisation."""

    def __init__(self, path: Path):
        self.path = path
        self._checks = read(path, "select * from marts.fct_checks where outcome = 'failed'")

    def broken(self, org_code: str) -> dict[str, list[dict]]:
        """Findings by rule. V14 is left out: small boards break it at once."""
        found: dict[str, list[dict]] = {}
        for row in self._checks:
            if row["org_code"] == org_code and row["rule_id"] not in ("V14", "T03"):
                found.setdefault(row["rule_id"], []).append(row)
        return found

    def measure(self, org_code: str, measure_code: str, wres_year: int = 2026) -> dict | None:
        where = f"org_code = '{org_code}' and measure_code = '{measure_code}' and wres_year = {wres_year}"
        return next(iter(read(self.path, f"select * from marts.fct_measures where {where}")), None)

    def rows(self, sql: str) -> list[dict]:
        return read(self.path, sql)


def built(folder: Path, landings: list[Path]) -> Built:
    """Lands, guards and loads the files of the landing folders and builds the warehouse from them."""
    path, ledgers = folder / "warehouse.duckdb", {name: [] for name in loading.LEDGERS}
    found = arrivals.find(landings)
    with duckdb.connect(str(path)) as con:
        for name, contract in sources().items():
            reception = receive(folder / "home", name, contract, [a for a in found if a.source == name], "a version")
            for table in contract.tables:
                loading.load(con, table, reception.loadable())
            lines = loading.loaded_lines(con, [t for t in contract.tables if t.name != "sheets_read"])
            for ledger, rows in reception.ledgers(lines).items():
                ledgers[ledger] += rows
        ledgers["refresh"] = [{"as_of": AS_OF}]
        for ledger, rows in ledgers.items():
            loading.record(con, ledger, rows)
    build(path)
    return Built(path)


def organisation(code: str, opened="20000401", closed="", region="Z99", name: str | None = None) -> list[str]:
    """A row of the ODS list."""
    return [code, name or f"INVENTED {code}", region, "ZDA", *[""] * 6, opened, closed, *[""] * 15]


def write_rows(path: Path, rows: list[list]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def line(org_code, year, code, group, value, basis="annual", source="dcf", release=2026, standard="WRES") -> str:
    return f'{org_code},{year},{standard},{code},{group},"{value}",{basis},{source},{release}'


def lines(org_code: str, year: int, counts: dict[str, tuple], **columns) -> list[str]:
    """Lines of each code for White, BME and unknown; None leaves a line out."""
    return [
        line(org_code, year, code, group, value, **columns)
        for code, values in counts.items()
        for group, value in zip(GROUPS, values, strict=True)
        if value is not None
    ]


def write_lines(path: Path, rows: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([HEADER, *rows]) + "\n")
