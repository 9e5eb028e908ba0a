"""That the tables of cases leave nothing out, and what an item says of itself beside its status."""

import csv
from collections import defaultdict
from datetime import date

from ingestion.contracts import PROJECT
from tests.returns import ITEMS
from tests.test_items_bronze import CASES as BRONZE
from tests.test_items_gold import CASES as GOLD
from tests.test_items_silver import CASES as SILVER

CASES = [*BRONZE, *SILVER, *GOLD]


def test_every_status_that_an_item_can_take_is_tried():
    with (PROJECT / "dbt_project" / "seeds" / "item_conditions.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    possible = defaultdict(set)
    for row in rows:
        if row["item_id"] != "*" and row["kind"] not in ("withdrawn", "computed"):
            possible[row["item_id"]].add(row["status_if_not"])
    for item in set(ITEMS) - {"G3", "R2"}:  # the statuses of G3 are tried with the model that computes it
        possible[item] |= {"not_submitted", "not_met"}
    possible["G1"] |= {"met", "panel_judgement", "stale"}
    possible["R2"] |= {"met", "not_met", "stale"}
    tried = defaultdict(set)
    for item, _, status, _ in CASES:
        tried[item].add(status)
    assert set(tried) == set(ITEMS)
    assert {item: possible[item] - tried[item] for item in possible if possible[item] - tried[item]} == {}
    assert len(CASES) >= 250


def test_what_ages_says_when(judged):
    in_order = {item: judged.items["B022", item]["stale_on"] for item in ITEMS}
    assert in_order["B5"] == date(2027, 10, 2)  # the day after 24 months
    assert in_order["B2"] == date(2027, 4, 1)  # its financial year is the last one until then
    assert in_order["B4"] == date(2027, 5, 3)  # 12 months and 31 days after 1 April 2026
    assert in_order["S4"] == date(2026, 8, 15)  # the day after the first of exactly four leaves the rolling year
    assert in_order["S3"] == date(2028, 2, 2)
    assert in_order["G1"] == date(2027, 4, 1)
    assert in_order["B1"] is None


def test_why_an_item_does_not_count_never_merges(judged):
    causes = {
        (item, words): judged.items[param, item]["cause"]
        for prefix, table in (("B", BRONZE), ("S", SILVER), ("G", GOLD))
        for param, (item, _, _, words) in ((f"{prefix}{n:03}", case) for n, case in enumerate(table))
    }
    assert causes["B1", "no answer"] == "no_answer"
    assert causes["B1", "declares it na"] == "declared_na"
    assert causes["B1", "declares it partial"] == "declared_partial"
    assert causes["B1", "Missing: “Took up the role on”."] == "fields_missing"
    assert causes["B1", "No document"] == "evidence_missing"
    assert causes["B1", "personal data"] == "evidence_withheld"
    assert causes["B1", "rejected"] == "evidence_rejected"
    assert causes["B1", "29 December 2025"] == "out_of_date"
    assert causes["B1", "below director"] == "rule_not_met"
    assert causes["B1", "executive director"] is None


def test_every_condition_finds_what_it_names():
    def rows(seed: str) -> list[dict]:
        with (PROJECT / "dbt_project" / "seeds" / f"{seed}.csv").open(newline="") as file:
            return list(csv.DictReader(file))

    versions = {row["valid_from"] for row in rows("rule_versions")}
    parameters = {row["parameter"] for row in rows("parameters")}
    windows = {row["window_name"] for row in rows("windows")}
    known = {(row["item_id"], row["field"]) for row in rows("item_fields")}
    known |= {("S1.a", "workforce_share"), ("G5", "plan_dated_on")}  # what the warehouse knows by itself
    known |= {("S1.b", f"levels_{which}") for which in ("staffed", "with_target", "without_target")}
    for row in rows("item_conditions"):
        assert row["valid_from"] in versions, "a changed condition is a new version of the rules"
        assert set(row["parameter"].split()) - {"-"} <= parameters
        assert row["window_name"] in windows | {""}
        for field in row["field"].split():
            assert (tuple(field.split(":")) if ":" in field else (row["item_id"], field)) in known, field
