"""Snapshots of the staff of a country, invented: one Parquet file for each month, as a warehouse of staff exports them.

Organisations have codes that no register gives (ZW000 to ZW209). A line is a kind of staff by organisation, staff
group, band, ethnic category, sex and age band; which kinds there are, and how many of each, follows from a seed.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

import duckdb

ORGANISATIONS = 210
ROWS = 3_970  # of an organisation in a month on average, so that ten years of 210 are 100 million
SEED = 20261130

# A hash chooses by weight: what is repeated is chosen more often.
_CHOICES = {
    "afc": "B2 B2 B3 B3 B3 B4 B5 B5 B5 B5 B6 B6 B6 B7 B7 B8A B8A B8B B8C B8D B9 VSM",
    "medical": "CONS CONS TRAINEE TRAINEE SAS OTHER",
    "ethnic": "A A A A A B C D E F G H H J J K L M N N P R S Z 99",
    "age": "16-24 25-29 30-34 35-39 40-44 45-49 50-54 55-59 60-64 65+",
    "staff": "non_clinical clinical clinical clinical medical",
}

_LINES = """
select
    cast('{day}' as date) as snapshot_date, org_code, staff_group,
    if(staff_group = 'medical', {medical}, {afc}) as band,
    {ethnic} as ethnic_code, '2001' as code_scheme, if({hash} % 4 = 0, 'male', 'female') as sex, {age} as age_band,
    cast(1 + {people} % 3 as integer) as headcount, cast(round((1 + {people} % 3) * 0.93, 2) as double) as fte
from (select *, {staff} as staff_group from organisations, range({rows}) as line (line) where line < size)
order by org_code
"""


def month_ends(months: int) -> list[date]:
    """The last days of so many months up to March 2026, the newest first."""
    firsts = [date(2026 - (n - 3 + 11) // 12, (3 - n) % 12 + 1, 1) for n in range(months)]
    return [first - timedelta(days=1) for first in firsts]


def write(folder: Path, months: int, organisations: int = ORGANISATIONS, rows: int = ROWS) -> int:
    """Writes a landing folder: a snapshot for each month, and the register of its organisations.

    Returns how many lines the snapshots have.
    """
    place = folder / "workforce"
    _register(folder / "ods", organisations)
    return sum(write_month(place, day, organisations, rows) for day in month_ends(months))


def write_month(place: Path, day: date, organisations: int = ORGANISATIONS, rows: int = ROWS) -> int:
    """Writes `staff_<day>.parquet` unless it is there; returns how many lines it has."""
    place.mkdir(parents=True, exist_ok=True)
    chosen = {name: _choice(name, _hash(day, name)) for name in _CHOICES}
    lines = _LINES.format(day=day, rows=2 * rows, hash=_hash(day, "sex"), people=_hash(day, "people"), **chosen)
    file = place / f"staff_{day}.parquet"
    with duckdb.connect() as con:
        con.execute(
            "create table organisations as select 'ZW' || lpad(number::varchar, 3, '0') as org_code, number, "
            f"{rows // 2} + hash(number, {SEED}) % {rows} as size from range({organisations}) as n (number)"
        )
        if not file.exists():
            con.sql(lines).write_parquet(str(file), compression="zstd")
        return con.read_parquet(str(file)).aggregate("count(*)").fetchall()[0][0]


def _register(place: Path, organisations: int) -> None:
    """Organisations of the demonstration region, in the columns of the publisher's list."""
    place.mkdir(parents=True, exist_ok=True)
    names = [(f"ZW{number:03}", f"INVENTED ORGANISATION {number}") for number in range(organisations)]
    rows = [[code, name, "Z99", "ZDA", *[""] * 6, "20000401", *[""] * 16] for code, name in names]
    with (place / "etr_invented.csv").open("w", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)


def _hash(day: date, what: str) -> str:
    """Kinds of staff last for years; one line in twenty is another kind each month."""
    steady = f"hash(number, line, '{what}', {SEED})"
    return f"if(hash(number, line, '{day}', {SEED}) % 20 = 0, hash(number, line, '{what}', '{day}'), {steady})"


def _choice(name: str, number: str) -> str:
    listed = _CHOICES[name].split()
    return f"{listed}[1 + cast(({number}) % {len(listed)} as integer)]"
