"""What is due, what blocks, what moved and what is in: small tables whose answers can be told by reading them."""

from datetime import date, datetime

import polars as pl
import pytest

from tests.macros import AS_OF, Models

DAY = pl.Date
TODAY = "select date '2026-11-24' as as_of"


def frame(columns: str, *rows: tuple, **types) -> pl.DataFrame:
    return pl.DataFrame(list(rows), columns.split(), orient="row", schema_overrides=types)


REGISTER = frame(
    "org_code region_code is_in_scope opened_on closed_on",
    ("A", "Z99", True, date(2020, 4, 1), None), ("B", "Z99", True, date(2020, 4, 1), None),
    ("OLD", "Z99", True, date(2015, 4, 1), date(2026, 3, 31)), ("FAR", "Y99", False, date(2015, 4, 1), None),
    closed_on=DAY,
)  # fmt: skip
LATEST = frame(
    "org_code assessment_date is_latest", ("A", date(2026, 6, 1), True), ("A", date(2025, 6, 1), False),
    ("OLD", date(2025, 6, 1), True),
)  # fmt: skip


@pytest.fixture(scope="module")
def calendar() -> dict[tuple[str, str], dict]:
    judged = [
        ("A", date(2026, 6, 1), "B1", "direct", "met", date(2027, 2, 23)),
        ("A", date(2026, 6, 1), "B5", "direct", "met", date(2026, 11, 24)),
        ("A", date(2026, 6, 1), "S1", "direct", "met", date(2026, 11, 25)),
        ("A", date(2026, 6, 1), "S2", "direct", "stale", None),
        ("A", date(2026, 6, 1), "S3", "direct", "not_met", None),
        ("A", date(2026, 6, 1), "R1", "review", "met", date(2027, 1, 21)),
        ("A", date(2025, 6, 1), "B4", "direct", "met", date(2026, 1, 1)),
    ]
    received = frame("org_code wres_year is_published", ("A", 2026, False))
    reviewed = frame("file_sha256 item_id field fact_value is_readable", ("a", "R1", "review_date", "2026-01-20", True))
    actions = [("A", "G1", date(2026, 11, 1), "overdue"), ("A", "G2", date(2026, 6, 1), "done")]
    models = Models(
        stg_landing__refresh=TODAY,
        int_organisations_described=REGISTER,
        fct_levels=LATEST,
        fct_items=frame("org_code assessment_date item_id item_kind status stale_on", *judged, stale_on=DAY),
        int_collections_received=received,
        int_facts_checked=reviewed,
        int_returns_ranked=frame("file_sha256 org_code assessment_date is_current", ("a", "A", date(2026, 6, 1), True)),
        int_applications_registered=frame("org_code applied_on", ("A", date(2024, 11, 23))),
        int_awards_held=frame(
            "org_code decided_on level_awarded award_valid_to award_status",
            ("A", date(2024, 11, 23), "bronze", None, "held"), award_valid_to=DAY,
        ),
        int_actions_tracked=frame("org_code item_id target_completion_date action_state", *actions).with_columns(
            assessment_date=date(2026, 6, 1)
        ),
    )  # fmt: skip
    return {(row["org_code"], row["obligation"]): row for row in models["fct_calendar"].to_dicts()}


@pytest.mark.parametrize(
    ("obligation", "due_on", "state", "status"),
    [
        ("wres_collection_2026", date(2026, 5, 31), "done", "dated"),
        ("wres_publication_2026", date(2026, 10, 31), None, "not_seen"),  # silence is no proof of a breach
        ("wres_collection_2027", None, None, "date_not_announced"),
        ("evidence_B1", date(2027, 2, 22), "due_soon", "dated"),  # in 90 days
        ("evidence_B5", date(2026, 11, 23), "overdue", "dated"),  # stale from today
        ("evidence_S1", date(2026, 11, 24), "due_soon", "dated"),  # today is the last day
        ("evidence_S2", None, "overdue", "lapsed_before"),
        ("annual_review_R1", date(2027, 1, 20), "due_soon", "dated"),
        ("reapplication_R2", date(2026, 11, 23), "overdue", "dated"),
        ("award_end", None, None, "no_end_date"),
        ("action_G1", date(2026, 11, 1), "overdue", "dated"),
        ("action_G2", date(2026, 6, 1), "done", "dated"),
    ],
)
def test_what_is_due(calendar, obligation, due_on, state, status):
    row = calendar["A", obligation]
    assert (row["due_on"], row["state"], row["status"]) == (due_on, state, status)
    assert "{" not in row["about"] + row["basis"]


def test_who_has_a_calendar(calendar):
    """Organisations in scope that are open; one without anything on record is told so, and is not called late."""
    assert {code for code, _ in calendar} == {"A", "B"}
    of_b = {obligation: (row["state"], row["status"]) for (code, obligation), row in calendar.items() if code == "B"}
    assert of_b["annual_review_R1"] == of_b["reapplication_R2"] == (None, "none_on_record")
    assert of_b["wres_collection_2026"] == (None, "not_seen")
    assert ("A", "evidence_S3") not in calendar and ("A", "evidence_B4") not in calendar


def test_what_blocks():
    """Above the floor the panel's judgement may be all that misses; above the ceiling it is not."""
    items = [
        (code, date(2026, 6, 1), item, "direct", level, "words", status)
        for code, statuses in {"A": "met panel_judgement not_met", "B": "met met_min stale"}.items()
        for (item, level), status in zip(
            [("B1", "bronze"), ("B2", "bronze"), ("S1", "silver")], statuses.split(), strict=True
        )
    ]
    levels = [
        ("A", date(2026, 6, 1), "bronze", "B2", True), ("B", date(2026, 6, 1), "bronze", "S1", True),
        ("OLD", date(2026, 6, 1), "none", "B1", True),
    ]  # fmt: skip
    found = Models(
        stg_landing__refresh=TODAY,
        int_organisations_described=REGISTER,
        fct_levels=frame("org_code assessment_date level_verified_ceiling blocking_items is_latest", *levels),
        fct_items=frame("org_code assessment_date item_id item_kind item_level item_name status", *items),
    )["fct_blocking"]
    columns = "item_id organisations met with_panel not_shown blocking blocked_organisations beyond_panel".split()
    assert found.sort("item_id").select(columns).rows() == [
        ("B1", 2, 2, 0, 0, 0, None, 0), ("B2", 2, 1, 1, 0, 1, "A", 0), ("S1", 2, 0, 0, 2, 1, "B", 2)
    ]  # fmt: skip


def test_what_moved():
    statuses = {date(2025, 6, 1): ("in_place", "not_met", "met"), date(2026, 6, 1): ("in_place", "met_min", "stale")}
    items = [
        ("A", day, item, "direct", "bronze", declared, status, f"Reason {item}.")
        for day, (declared, *both) in statuses.items()
        for item, status in zip(("B1", "B2"), both, strict=True)
    ]
    attained = [
        ("A", day, concept, level)
        for day, level in ((date(2025, 6, 1), "none"), (date(2026, 6, 1), "bronze"))
        for concept in ("self_assessed", "verified_floor", "verified_ceiling")
    ]
    found = Models(
        fct_levels=LATEST.filter(pl.col("org_code") == "A"),
        fct_items=frame("org_code assessment_date item_id item_kind item_level declared_status status reason", *items),
        int_levels_attained=frame("org_code assessment_date concept level", *attained),
        int_awards_held=frame("org_code decided_on level_awarded", ("A", date(2025, 9, 1), "none")),
        stg_decisions__decisions=frame(
            "org_code decided_on outcome decided_level",
            ("A", date(2024, 9, 1), "awarded", "silver"), ("A", date(2025, 9, 1), "withdrawn", "silver"),
        ),
    )["fct_movers"]  # fmt: skip
    rows = {row["subject"]: (row["before"], row["after"], row["direction"], row["reason"]) for row in found.to_dicts()}
    assert rows["B1"] == ("not_met", "met_min", "up", "Reason B1.")
    assert rows["B2"] == ("met", "stale", "down", "Reason B2.")
    assert rows["verified_floor"] == ("none", "bronze", "up", "Counts now: B1. No longer counts: B2.")
    assert rows["self_assessed"][3] == "The same direct deliverables count."
    assert rows["awarded"] == ("silver", "none", "down", "The panel decided on 1 September 2025.")


def test_an_organisation_assessed_once_has_moved_nowhere(published_home):
    from app.published import Audience, read

    run = published_home.run_folder(published_home.current_run())
    movers = read(run, published_home.manifest(), Audience("analyst"), "movers")
    once = movers.filter(pl.col("status") == "first_assessment")
    assert once.height and once["direction"].null_count() == once["before"].null_count() == once.height


@pytest.mark.parametrize(
    ("first_seen", "records_began", "status"),
    [
        (date(2026, 5, 31), date(2026, 1, 1), "on_time"),
        (date(2026, 6, 1), date(2026, 1, 1), "late"),
        (date(2026, 6, 9), date(2026, 6, 1), "not_recorded"),  # nobody was here to see it come
        (None, date(2026, 1, 1), "missing"),
    ],
)
def test_whether_it_came_in_time(first_seen, records_began, status):
    arrivals = [("old", datetime.combine(records_began, datetime.min.time()), "accepted")]
    lines = []
    if first_seen:
        arrivals.append(("new", datetime.combine(first_seen, datetime.min.time()), "accepted"))
        lines.append(("A", 2026, "dcf", "new", "reported"))
    types = {"org_code": pl.String, "wres_year": pl.Int32}
    types |= dict.fromkeys(("source", "file_sha256", "value_status"), pl.String)
    found = Models(
        stg_landing__refresh=TODAY,
        int_organisations_described=REGISTER.filter(pl.col("org_code") == "A"),
        stg_landing__arrivals=frame("file_sha256 received_at state", *arrivals),
        int_figures_expected=frame("org_code source period expected given", ("A", "wres", 2026, 105, len(lines))),
        int_wres_lines_unioned=pl.DataFrame(lines, types, orient="row"),
        int_returns_ranked="select 'a' as file_sha256, 'A' as org_code, date '2025-06-01' as assessment_date, true as "
        "is_current",
        stg_returns__answers="select 'a' as file_sha256, unnest(['in_place', null, 'na']) as declared_status",
    )["fct_completeness"]
    rows = {(row["source"], row["period"]): row for row in found.to_dicts()}
    assert rows["wres", 2026]["status"] == status and rows["wres", 2026]["received_on"] == first_seen
    assert (rows["returns", 2025]["given"], rows["returns", 2025]["missing"]) == (2, 40)
    assert rows["returns", AS_OF.year]["given"] == 0  # a year without a return is shown
