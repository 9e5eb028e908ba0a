"""What differs between two published files, cell by cell in Python, and what the table `revisions` should say of it."""

from collections import Counter
from pathlib import Path

import duckdb

from quality.release import CLOCK_COLUMNS
from quality.revisions import keys

MOST = 50  # parameter revisions_listed_maximum


def rows(path: Path, table: str, key: list[str]) -> dict[tuple, dict]:
    """Every row of a table by its key, each value as DuckDB writes it."""
    with duckdb.connect(str(path), read_only=True) as con:
        found = con.execute(f"select columns(*)::varchar from {table}")
        names = [column[0] for column in found.description]
        listed = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    by_key = {tuple(row[c] for c in key): row for row in listed}
    assert len(by_key) == len(listed)
    return by_key


def differing(before: dict[tuple, dict], after: dict[tuple, dict]) -> list[tuple]:
    """Organisation, row, column, what happened and both values of each difference: cell by cell, in Python."""
    found = []
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        org_code = (old or new).get("org_code")
        if old is None or new is None:
            found.append((org_code, key, None, "added" if old is None else "withdrawn", None, None))
            continue
        shared = (old.keys() & new.keys()) - set(CLOCK_COLUMNS)
        found += [(org_code, key, c, "changed", old[c], new[c]) for c in shared if old[c] != new[c]]
    return found


def listed(path: Path) -> list[tuple]:
    """Rows of `revisions`: organisation, table, key, column, change, before, after, changes, cause."""
    with duckdb.connect(str(path), read_only=True) as con:
        columns = 'org_code, "table", key, "column", change, before, after, changes, cause'
        return con.execute(f"select {columns} from revisions").fetchall()


def should_be_listed(before: Path, after: Path) -> Counter:
    """Rows of `revisions` without their cause, each once: of many changes of one kind their number alone."""
    expected: Counter = Counter()
    for table, key in keys().items():
        found = differing(rows(before, table, key), rows(after, table, key))
        sizes = Counter((org_code, change) for org_code, _, _, change, _, _ in found)
        for org_code, row, column, change, old, new in found:
            words = [f"{c} {value}" for c, value in zip(key, row, strict=True) if c != "org_code"]
            one = (org_code, table, ", ".join(words) or None, column, change, old, new, 1)
            many = (org_code, table, None, None, change, None, None, sizes[org_code, change])
            if sizes[org_code, change] <= MOST:
                expected[one] += 1
            else:
                expected[many] = 1
    return expected
