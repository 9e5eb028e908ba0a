"""Levels by their properties (§3.3), tried on the models' own SQL with statuses that Hypothesis makes up."""

import csv
from datetime import date, timedelta

import duckdb
import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.contracts import PROJECT

MODELS = PROJECT / "dbt_project" / "models" / "intermediate"
with (PROJECT / "dbt_project" / "seeds" / "items.csv").open(newline="") as registry:
    DIRECT = [(row["item_id"], row["item_level"]) for row in csv.DictReader(registry) if row["item_kind"] == "direct"]
RANKS = {"none": 0, "bronze": 1, "silver": 2, "gold": 3}
# from what counts for nothing, over what the panel may count, to what counts
STEPS = dict.fromkeys(("not_submitted", "not_evidenced", "not_met", "stale", "not_calculable"), 0)
STEPS |= {"panel_judgement": 1, "met_min": 2, "met": 2}
STATUSES = st.lists(st.sampled_from(sorted(STEPS)), min_size=len(DIRECT), max_size=len(DIRECT))
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
DECISIONS = st.lists(
    st.tuples(
        DAYS,
        st.sampled_from(["bronze", "silver", "gold"]),
        st.sampled_from(["awarded", "awarded_with_conditions", "not_yet", "withdrawn"]),
    ),
    max_size=6,
    unique_by=lambda decision: decision[0],
)
TABLES = """
create table levels (level varchar, level_rank integer);
create table items (item_id varchar, item_level varchar, item_kind varchar);
create table int_item_inputs_gathered (
    file_sha256 varchar, org_code varchar, assessment_date date, item_id varchar, declared_status varchar
);
create table int_items_judged (file_sha256 varchar, item_id varchar, status varchar);
create table stg_decisions__decisions (
    org_code varchar, decided_on date, decided_level varchar, outcome varchar, award_valid_to date
);
"""


def sql(model: str, **macros) -> str:
    return jinja2.Template((MODELS / f"{model}.sql").read_text()).render(ref=lambda name: name, **macros)


@pytest.fixture(scope="module")
def con():
    con = duckdb.connect()
    con.execute(TABLES)
    con.executemany("insert into levels values (?, ?)", list(RANKS.items()))
    con.executemany("insert into items values (?, ?, 'direct')", DIRECT)
    return con


def levels(con, statuses: list[str]) -> dict[str, int]:
    con.execute("delete from int_items_judged")
    con.execute("delete from int_item_inputs_gathered")
    rows = [(item, status) for (item, _), status in zip(DIRECT, statuses, strict=True)]
    con.executemany("insert into int_items_judged values ('a', ?, ?)", rows)
    given = "insert into int_item_inputs_gathered values ('a', 'A', date '2026-06-30', ?, 'in_place')"
    con.executemany(given, [(item,) for item, _ in DIRECT])
    found = con.execute(f"select concept, level from ({sql('int_levels_attained')})").fetchall()
    return {concept: RANKS[level] for concept, level in found}


@given(STATUSES)
def test_the_ceiling_is_never_below_the_floor(con, statuses):
    attained = levels(con, statuses)
    assert attained["verified_floor"] <= attained["verified_ceiling"]


@given(STATUSES, st.data())
def test_no_level_falls_when_a_status_improves(con, statuses, data):
    place = data.draw(st.integers(0, len(DIRECT) - 1))
    better = data.draw(st.sampled_from([s for s in STEPS if STEPS[s] >= STEPS[statuses[place]]]))
    before, after = levels(con, statuses), levels(con, [*statuses[:place], better, *statuses[place + 1 :]])
    assert all(after[concept] >= before[concept] for concept in before)


@given(STATUSES)
def test_a_level_holds_every_item_of_it_and_below(con, statuses):
    floor = levels(con, statuses)["verified_floor"]
    counted = {level: [] for level in RANKS}
    for (_, level), status in zip(DIRECT, statuses, strict=True):
        counted[level].append(STEPS[status] == 2)
    assert all(all(counted[level]) for level, rank in RANKS.items() if rank <= floor)
    assert floor == 3 or not all(next(counted[level] for level, rank in RANKS.items() if rank == floor + 1))


@given(DECISIONS, DAYS, st.integers(0, 900))
def test_an_award_never_changes_by_itself(con, decisions, day, later):
    """Between two days without a decision the level awarded is the same, whatever went stale meanwhile."""
    con.execute("delete from stg_decisions__decisions")
    if decisions:
        con.executemany("insert into stg_decisions__decisions values ('A', ?, ?, ?, null)", decisions)
    last = day + timedelta(later)
    if any(day < decided <= last and outcome != "not_yet" for decided, _, outcome in decisions):
        return

    def awarded(on: date) -> list:
        held = sql("int_awards_held", as_of=lambda: f"date '{on}'")
        return con.execute(f"select level_awarded, decided_on from ({held})").fetchall()

    assert awarded(day) == awarded(last)
