"""Leaks as a mistake could make them, planted into finished files. Each says what has to be found, in which cell."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

READER, OTHER, NOT_APPLYING = "ZD001", "ZD002", "ZD016"
TRUST, PUBLIC, PANEL, ANALYST = f"trust/{READER}.duckdb", "public.duckdb", "panel.duckdb", "analyst.duckdb"
TYPE = "Z99 Acute and Acute & Community Trusts"
OF_GROUP = f"peer_group = 'type_in_region' and group_key = '{TYPE}'"
I3 = "measure_code = 'I3' and wres_year = 2026"
FIGURE = f"{I3} and metric_class = 'private'"


@dataclass(frozen=True)
class Leak:
    """A planted leak: the rule that it breaks, and words that must stand in the place that a finding names."""

    name: str
    rule: str
    place: tuple[str, ...]
    plant: Callable[[Path], None]


LEAKS: list[Leak] = []


def leak(rule: str, *place: str):
    def register(plant: Callable[[Path], None]) -> Callable[[Path], None]:
        LEAKS.append(Leak(plant.__name__, rule, place, plant))
        return plant

    return register


def change(path: Path, *statements: str) -> None:
    with duckdb.connect(str(path)) as con:
        for statement in statements:
            con.execute(statement)


def one(path: Path, query: str):
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(query).fetchall()[0]


@leak("A02", TRUST, "items", OTHER)
def row_of_another(folder):
    change(folder / TRUST, f"attach '{folder / ANALYST}' as truth (read_only)",
           f"insert into items select * from truth.items where org_code = '{OTHER}' limit 1")  # fmt: skip


@leak("A02", TRUST, "levels", "blocking_reasons")
def text_that_names_another(folder):
    change(folder / TRUST, f"update levels set blocking_reasons = 'as with {OTHER}'")


@leak("A02", PANEL, "levels", NOT_APPLYING)
def panel_row_of_a_non_applicant(folder):
    change(folder / PANEL, f"attach '{folder / ANALYST}' as truth (read_only)",
           f"insert into levels select * from truth.levels where org_code = '{NOT_APPLYING}' limit 1")  # fmt: skip


@leak("A02", TRUST, "parameters")
def private_value_in_a_registry(folder):
    change(folder / TRUST, "update registries.parameters set reason = '0.137' where parameter = 'people_minimum'")


@leak("A01", TRUST, "peer_marks")
def marks_under_pseudonyms(folder):
    change(folder / TRUST, f"attach '{folder / ANALYST}' as truth (read_only)",
           "create table peer_marks as select 'peer ' || row_number() over () as org_code, metric_value "
           f"from truth.peer_contributions where {OF_GROUP} and metric = 'I3' and wres_year = 2026")  # fmt: skip


@leak("A01", TRUST, "peers", "highest")
def column_of_extremes(folder):
    change(folder / TRUST, "alter table peers add column highest double", "update peers set highest = 2.31")


@leak("A01", TRUST, "lowest")
def view_that_nobody_declared(folder):
    change(folder / TRUST, "create view lowest as select min(median) as lowest from peers")


@leak("A01", TRUST, "peers", "median")
def comment_on_a_column(folder):
    change(folder / TRUST, f"comment on column peers.median is 'that of {OTHER}'")


@leak("A01", "extract.csv")
def file_for_nobody(folder):
    (folder / "extract.csv").write_text("org_code,level\n")


@leak("A03", TRUST, "I3, 2026", "median")
def median_that_is_not_rounded(folder):
    change(folder / TRUST, f"update peers set median = median + 0.0123 where {FIGURE}")


@leak("A03", TRUST, "I3, 2026", "q3")
def quartile_that_is_somebodys(folder):
    which = f"{OF_GROUP} and metric = 'I3' and wres_year = 2026"
    query = f"select metric_value from peer_contributions where {which} limit 1"
    change(folder / TRUST, f"update peers set q3 = {one(folder / ANALYST, query)[0]!r} where {FIGURE}")


@leak("A04", TRUST, "I3, 2026", "others")
def group_of_four(folder):
    _leave(folder, 4)


@leak("A04", TRUST, "I3, 2026", "quartile")
def quartile_of_six(folder):
    _leave(folder, 6)


@leak("A04", PANEL, "I9, 2022", "quartile")
def quartile_of_others_whom_a_panel_knows(folder):
    """Thirteen others, of whom a panel knows more than half: their applications are open."""
    change(folder / PANEL, "update peers set quartile = 3 "
           "where org_code = 'ZD018' and measure_code = 'I9' and wres_year = 2022 and others = 13")  # fmt: skip


def _leave(folder: Path, others: int) -> None:
    """So many others behind the figures of 2026, and figures that are right for them."""
    where = f"{OF_GROUP} and metric = 'I3' and wres_year = 2026"
    change(
        folder / ANALYST,
        f"delete from peer_contributions where {where} and org_code not in (select org_code from peer_contributions "
        f"where {where} order by org_code = '{READER}' desc, org_code limit {others + 1})",
    )
    change(
        folder / TRUST,
        f"attach '{folder / ANALYST}' as truth (read_only)",
        "create temp table s as select quantile_cont(metric_value, [0.25, 0.5, 0.75]) as q "
        f"from truth.peer_contributions where {where} and org_code <> '{READER}'",
        f"update peers set others = {others}, q1 = round(q[1], 1), median = round(q[2], 1), q3 = round(q[3], 1) from s "
        f"where {FIGURE}",
    )


@leak("A04", TRUST, "I3, 2026", "median")
def pooled_value_that_one_dominates(folder):
    change(folder / TRUST, f"update peers set median = median + 0.4 where {FIGURE}")


@leak("A04", TRUST, "I3, 2026", "peer_group")
def second_rung_of_the_ladder(folder):
    change(folder / TRUST, f"insert into peers select * replace ('region' as peer_group) from peers where {FIGURE}")


@leak("A05", TRUST, "I9", "2021", "region Z99")
def nested_groups_that_differ_by_four(folder):
    nested = "measure_code = 'I9' and wres_year = 2021 and metric_class = 'private'"
    change(folder / TRUST, f"insert into peers select * replace ('region' as peer_group) from peers where {nested}")


def _categorise(folder: Path, metric: str, categories: dict[str, int]) -> None:
    """So many others in each category, in the trust's file and in truth."""
    where = f"{OF_GROUP} and metric = '{metric}'"
    ranges = [c for c, n in categories.items() for _ in range(n)]
    listed = ", ".join(f"'{c}'" for c in ranges)
    change(
        folder / ANALYST,
        f"create temp table told as select org_code, [{listed}][row_number() over (order by org_code)] as category "
        f"from (select distinct org_code from peer_contributions where {where} and org_code <> '{READER}')",
        f"update peer_contributions set category = told.category from told where {where} "
        "and peer_contributions.org_code = told.org_code",
    )
    rows = ", ".join(f"('{c}', {n}, {n} / {len(ranges)})" for c, n in categories.items())
    change(
        folder / TRUST,
        f"create temp table row as select * from peer_shares where metric = '{metric}' limit 1",
        f"delete from peer_shares where metric = '{metric}'",
        "insert into peer_shares select row.* replace (c as category, n as others_in_category, s as share, "
        f"true as shown, {len(ranges)} as others, null as not_shown_reason) from row, (values {rows}) as t(c, n, s)",
    )


@leak("A04", TRUST, "B2.a", "share")
def homogeneous_shares(folder):
    _categorise(folder, "B2.a", {"shown": 11, "not_shown": 0, "with_panel": 0})


@leak("A04", TRUST, "B2.a", "others_in_category")
def bin_of_one(folder):
    _categorise(folder, "B2.a", {"shown": 10, "not_shown": 1, "with_panel": 0})


@leak("A08", TRUST, "level_verified_ceiling")
def levels_that_force_every_item(folder):
    _categorise(folder, "level_verified_ceiling", {"none": 0, "bronze": 6, "silver": 5})


@leak("A05", TRUST, "I3", "2025", "2026")
def values_of_the_year_before_but_for_one(folder):
    last, this = (f"{OF_GROUP} and metric = 'I3' and wres_year = {year}" for year in (2025, 2026))
    change(
        folder / ANALYST,
        f"create temp table before as select org_code, metric_value from peer_contributions where {last}",
        f"update peer_contributions set metric_value = before.metric_value from before where {this} "
        f"and peer_contributions.org_code = before.org_code and before.org_code <> '{OTHER}'",
    )


@leak("A06", TRUST, "I9, 2026", "median")
def figure_that_few_could_have(folder):
    """Everybody's seats are known; with two of them each, no gap rounds to the one that is shown."""
    change(folder / ANALYST, "update measures set bme_den = 2, comparator_value = 0.137 "
           "where measure_code = 'I9' and wres_year = 2026 and org_code like 'ZD%'")  # fmt: skip
    change(folder / TRUST, "update peers set median = 0.1 where measure_code = 'I9' and wres_year = 2026 and shown")


@leak("A07", PUBLIC, "organisations")
def rows_in_the_order_of_a_private_value(folder):
    change(
        folder / PUBLIC,
        f"attach '{folder / ANALYST}' as truth (read_only)",
        "create temp table by_level as select o.* from organisations as o left join truth.levels as l "
        "on o.org_code = l.org_code and l.is_latest order by l.level_awarded nulls last, o.org_code",
        "delete from organisations", "insert into organisations from by_level",
    )  # fmt: skip
