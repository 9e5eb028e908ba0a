"""Comparison with peers in the published run, worked out again from the analyst's tables by other means."""

import math
import statistics
from collections import Counter, defaultdict

import polars as pl
import pytest

from app.published import Audience, read
from tests.macros import Models

AREAS = {"Y62": "the North West", "Z99": "the invented region"}
ACUTE = "Acute and Acute & Community Trusts"


@pytest.fixture(scope="module")
def table(published_home):
    manifest = published_home.manifest()
    folder = published_home.run_folder(manifest["run_id"])
    return lambda name, audience="analyst": read(folder, manifest, Audience.parse(audience), name)


@pytest.fixture(scope="module")
def organisations(table) -> dict[str, dict]:
    open_now = table("organisations").filter(pl.col("closed_on").is_null())
    return {row["org_code"]: row for row in open_now.to_dicts()}


def test_which_private_views_the_north_west_has(table, organisations):
    """§5.4 by the register of today: 18 acute, 5 specialist, 5 mental health, one community and one ambulance trust."""
    rows = [
        row | organisations[row["org_code"]]
        for row in table("peer_groups", "public").to_dicts()
        if organisations[row["org_code"]]["region_code"] == "Y62"
    ]
    views = Counter((row["peer_group"], row["nss_group"][:14], row["others"], row["private_view"]) for row in rows)
    assert {view: n for view, n in views.items() if view[0] in ("type_in_region", "region")} == {
        ("type_in_region", "Acute and Acut", 17, "ribbon_and_quartile"): 18,
        ("type_in_region", "Acute Speciali", 4, "falls_back"): 5,
        ("type_in_region", "Mental Health ", 4, "falls_back"): 5,
        ("type_in_region", "Community Trus", 0, "falls_back"): 1,
        ("type_in_region", "Ambulance Trus", 0, "falls_back"): 1,
        ("region", "Acute and Acut", 29, "not_needed"): 18,
        ("region", "Acute Speciali", 29, "ribbon_and_quartile"): 5,
        ("region", "Mental Health ", 29, "ribbon_and_quartile"): 5,
        ("region", "Community Trus", 29, "ribbon_and_quartile"): 1,
        ("region", "Ambulance Trus", 29, "ribbon_and_quartile"): 1,
    }
    elsewhere = {row["private_view"] for row in rows if row["peer_group"] not in ("type_in_region", "region")}
    assert elsewhere == {"published_only"}
    assert all(row["sentence"].endswith(".") for row in rows)
    for row in rows:
        if row["private_view"] in ("falls_back", "ribbon_and_quartile"):
            assert (f"{row['others']} other" if row["others"] else "No other") in row["sentence"]


def test_invented_and_real_organisations_are_never_compared(table, organisations):
    members = defaultdict(set)
    for row in table("peer_groups").to_dicts():
        members[row["peer_group"], row["group_key"]].add(organisations[row["org_code"]]["is_demonstration"])
    assert all(len(kinds) == 1 for kinds in members.values())
    england = [row for row in table("peer_groups").to_dicts() if row["peer_group"] == "type_in_england"]
    assert {organisations[row["org_code"]]["region_code"] for row in england} == {"Y62"}
    acute = {row["others"] for row in england if row["group_key"] == ACUTE}
    assert acute == {118}  # 101 elsewhere and 18 here, less one


def quantile(values: list[float], share: float) -> float:
    """Linear between order statistics."""
    place = (len(values) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return sorted(values)[low] * (1 - place + low) + sorted(values)[high] * (place - low)


@pytest.fixture(scope="module")
def contributions(table) -> dict[tuple, dict[str, dict]]:
    found: dict[tuple, dict[str, dict]] = defaultdict(dict)
    for row in table("peer_contributions").to_dicts():
        found[row["peer_group"], row["group_key"], row["metric"], row["wres_year"]][row["org_code"]] = row
    return found


def test_private_medians_are_of_the_others_alone_and_rounded(table, contributions, organisations):
    keys = {(r["org_code"], r["peer_group"]): r["group_key"] for r in table("peer_groups").to_dicts()}
    steps = {"I1": 0.02, "I2": 0.1, "I3": 0.1, "I4": 0.1, "I9": 0.1}
    rows = [row for row in table("peers").to_dicts() if row["metric_class"] == "private"]
    assert sum(row["shown"] for row in rows) > 500 and {row["measure_code"] for row in rows} == set(steps)
    for row in rows:
        group = (row["peer_group"], keys[row["org_code"], row["peer_group"]], row["measure_code"], row["wres_year"])
        others = [r["metric_value"] for code, r in contributions[group].items() if code != row["org_code"]]
        assert row["others"] == len(others)
        if not row["shown"]:
            assert (row["median"], row["q1"], row["q3"], row["position"], row["quartile"]) == (None,) * 5
            continue
        assert len(others) >= 5 and (row["quartile"] is None or len(others) >= 7)
        step = steps[row["measure_code"]]
        assert row["median"] == pytest.approx(statistics.median(others), abs=step / 2 + 1e-9)
        assert row["q1"] == pytest.approx(quantile(others, 0.25), abs=step / 2 + 1e-9)
        assert row["q3"] == pytest.approx(quantile(others, 0.75), abs=step / 2 + 1e-9)
        for shown in (row["q1"], row["median"], row["q3"]):
            assert shown / step == pytest.approx(round(shown / step), abs=1e-6)


def test_of_a_private_measure_one_group_is_shown(table):
    rows = [row for row in table("peers").to_dicts() if row["metric_class"] == "private"]
    assert max(Counter((r["org_code"], r["measure_code"], r["wres_year"]) for r in rows).values()) == 1
    shares = table("peer_shares")
    assert shares.group_by("org_code", "metric").agg(pl.col("peer_group").n_unique())["peer_group"].max() == 1


def test_published_peers_are_the_values_that_everybody_can_read(table):
    """Medians of the survey's own figures, from the public file alone."""
    public, groups = table("peers", "public"), defaultdict(set)
    survey = table("measures", "public").filter(pl.col("source") == "nss", pl.col("value").is_not_null())
    values = {(r["org_code"], r["measure_code"], r["wres_year"]): r["value"] for r in survey.to_dicts()}
    for row in table("peer_groups", "public").to_dicts():
        groups[row["peer_group"], row["group_key"]].add(row["org_code"])
    of = {(code, group): members for (group, _), members in groups.items() for code in members}
    rows = [
        row
        for row in public.to_dicts()
        if row["peer_group"] == "region" and (row["org_code"], row["measure_code"], row["wres_year"]) in values
    ]
    assert len(rows) > 200
    for row in rows:
        others = of[row["org_code"], "region"] - {row["org_code"]}
        keys = [(code, row["measure_code"], row["wres_year"]) for code in others]
        found = [values[key] for key in keys if key in values]
        assert row["others"] == len(found) and row["median"] == pytest.approx(statistics.median(found))


def test_category_shares_add_up_and_leave_nobody_alone(table, contributions):
    shown = [row for row in table("peer_shares").to_dicts() if row["shown"]]
    by_view = defaultdict(list)
    for row in shown:
        by_view[row["org_code"], row["metric"]].append(row)
    assert len(by_view) > 200
    for (code, metric), rows in by_view.items():
        counts = {row["category"]: row["others_in_category"] for row in rows}
        for (group, _, of, _), members in contributions.items():
            if (group, of) == (rows[0]["peer_group"], metric) and code in members:
                expected = Counter(r["category"] for c, r in members.items() if c != code)
                assert counts == {category: expected[category] for category in counts}
        assert sum(counts.values()) == rows[0]["others"] >= 5
        assert all(n == 0 or n >= 3 for n in counts.values()) and sum(n > 0 for n in counts.values()) > 1
        assert math.isclose(sum(row["share"] for row in rows), 1)
    hidden = [row for row in table("peer_shares").to_dicts() if not row["shown"]]
    assert all(row["category"] is row["others_in_category"] is row["share"] is None for row in hidden)
    assert {row["not_shown_reason"] for row in hidden} == {"could_be_told", "improvement_named"}


def test_a_panel_sees_no_more_than_those_who_did_not_apply_leave(table, contributions, organisations):
    """Whoever reads for a panel knows the applicants' values and one organisation's more."""
    applicants = set(table("applications")["org_code"])
    withheld = 0
    for code in sorted(applicants)[:6]:
        of_trust = table("peers", f"trust:{code}").filter(metric_class="private", org_code=code).to_dicts()
        own = {(row["measure_code"], row["wres_year"]): row for row in of_trust}
        panel = table("peers", f"panel:{code}").filter(metric_class="private").to_dicts()
        keys = {r["peer_group"]: r["group_key"] for r in table("peer_groups").to_dicts() if r["org_code"] == code}
        for row in panel:
            group = (row["peer_group"], keys[row["peer_group"]], row["measure_code"], row["wres_year"])
            unknown = set(contributions[group]) - applicants - {code}
            if row["shown"]:
                assert len(unknown) - 1 >= 5
                assert row["median"] == own[row["measure_code"], row["wres_year"]]["median"]
            elif own[row["measure_code"], row["wres_year"]]["shown"]:
                withheld += 1
                assert row["median"] is None and row["not_shown_reason"] == "could_be_told"
                assert len(unknown) - 1 < 5 or row["peer_group"] == "region"  # beside a type of the region
    assert withheld


def groups(published: dict[str, int], confidential: dict[str, int]) -> dict[tuple[str, str], str]:
    """Which group of each kind an organisation is in, with workforces that are published or confidential."""
    organisations = pl.DataFrame(
        {"org_code": [*published, *confidential]}
    ).with_columns(
        region_code=pl.lit("R"), icb_code=pl.lit("B"), nss_group=pl.lit("Acute"), is_in_scope=True,
        is_demonstration=False, opened_on=pl.lit(None, pl.Date).fill_null(pl.date(2000, 1, 1)),
        closed_on=pl.lit(None, pl.Date),
    )  # fmt: skip
    measures = [
        {"org_code": code, "measure_code": "I1.WORKFORCE", "wres_year": 2026, "bme_den": staff, "value": 1 / staff,
         "series_kind": kind, "is_current": True}
        for kind, workforces in (("public", published), ("own", published | confidential))
        for code, staff in workforces.items()
    ]  # fmt: skip
    models = Models(
        stg_landing__refresh="select date '2026-11-24' as as_of",
        int_organisations_described=organisations,
        int_measures_described=pl.DataFrame(measures),
    )
    formed = models["int_peer_groups_formed"].to_dicts()
    return {(row["org_code"], row["peer_group"]): row["group_key"] for row in formed}


def test_thirds_are_formed_by_what_is_published_alone():
    """Six publish their workforce and three do not: who is in which third says nothing of the three."""
    published = {f"P{i}": 1000 * i for i in range(1, 7)}
    formed = groups(published, {"C1": 500, "C2": 3500, "C3": 9000})
    assert [formed[code, "size_third"] for code in published] == [f"R third {n}" for n in (1, 1, 2, 2, 3, 3)]
    assert [formed[code, "bme_share_third"] for code in published] == [f"R third {n}" for n in (3, 3, 2, 2, 1, 1)]
    assert not [key for key in formed if key[0].startswith("C") and key[1].endswith("third")]
    assert formed == groups(published, {"C1": 9000, "C2": 500, "C3": 3500})
