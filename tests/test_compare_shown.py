"""Compare: whether an applicant is out of line, as the tables have it, and no confidential mark of another."""

import json

import polars as pl
import pytest
from pages import Opened

from app.published import Audience
from app.reading import Reading
from app.vocabulary import STATUSES
from app.vocabulary_of_peers import FUNNEL_STATUSES, NOT_SHOWN, POSITIONS

PANEL = "panel:ZD001"
GROUP = "Same type in the region"


def reading(home, reader: str) -> Reading:
    return Reading(home.run_folder(home.current_run()), Audience.parse(reader))


def peer(home, reader: str, code: str, group: str = "type_in_region") -> dict:
    rows = reading(home, reader).table("peers", org_code="ZD001", measure_code=code, peer_group=group, wres_year=2026)
    return rows.row(0, named=True)


def points(spec: dict) -> list[dict]:
    return spec["data"]["values"]


def opened(home, monkeypatch, reader: str, code: str, **asked: str) -> Opened:
    return Opened("compare", home.path, monkeypatch, reader=reader, org="ZD001", indicator=code, year="2026", **asked)


@pytest.mark.parametrize("code, opening", [
    ("I5", "Not out of line with the others"),
    ("I6", "Out of line with the others, on the better side"),
    ("I7", "Out of line with the others, on the worse side"),
])  # fmt: skip
def test_the_answer_is_that_of_the_tables(published_home, monkeypatch, code, opening):
    page = opened(published_home, monkeypatch, PANEL, code)
    found = peer(published_home, PANEL, code)
    answer = next(body for body in page.bodies if opening in body)
    assert found["position"] in answer and f"median of {found['others']} others" in answer
    assert f"{100 * found['median']:.1f}%" in answer and "same type in the region" in answer
    table = page.tables()[f"Invented data: {code} beside each permitted group, WRES 2026"]
    rows = {row["Compared with"]: row for row in table}
    assert rows[GROUP]["Beside the median"] == POSITIONS[found["position"]]
    assert rows[GROUP]["Quartile (4 is best, equals share the lowest)"] == f"{found['quartile']} of 4"
    assert rows[GROUP]["Rank interval"] == f"{found['rank_lower']} to {found['rank_upper']} of {found['ranked']}"
    funnel = reading(published_home, PANEL).table(
        "funnels", org_code="ZD001", measure_code=code, wres_year=2026, peer_group="type_in_region"
    )
    told, _ = page.chart(code)
    assert FUNNEL_STATUSES[funnel["funnel_status"][0]].lower() in told.lower()


def test_another_group_is_another_answer(published_home, monkeypatch):
    page = opened(published_home, monkeypatch, PANEL, "I6", peer_group="region")
    found = peer(published_home, PANEL, "I6", "region")
    assert f"better than the median of {found['others']} others" in page.text and found["others"] == 24


def test_what_a_panel_may_not_see_is_said_in_words(published_home, monkeypatch):
    page = opened(published_home, monkeypatch, PANEL, "I2")
    found = peer(published_home, PANEL, "I2")
    assert not found["shown"] and found["not_shown_reason"] == "could_be_told"
    assert f"in WRES 2026 cannot be shown here, because {NOT_SHOWN['could_be_told']}." in page.text
    assert "Funnel: not shown, because one of confidential values is for the Assembly's analysts only." in page.text
    assert "By itself: White applicants were 1.30 times as likely to be appointed from shortlisting" in page.text
    titles = [spec["title"]["text"] for _, spec in page.charts]
    assert not any("funnel" in title for title in titles)


def test_a_confidential_funnel_has_one_mark_and_one_row(published_home, monkeypatch):
    page = opened(published_home, monkeypatch, "analyst", "I2")
    _, spec = page.chart("I2, WRES 2026: funnel of same type in the region")
    assert [mark["own"] for mark in points(spec)] == [True]
    caption = next(caption for caption in page.tables() if "the funnel's values and limits" in caption)
    assert len(page.tables()[caption]) == 1 and "neither values nor names are shown" in page.text
    source = reading(published_home, "analyst")
    others = source.table("funnels", measure_code="I2", wres_year=2026, metric_class="private")
    hidden = set(others.filter((pl.col("org_code") != "ZD001") & pl.col("shown"))["value"].to_list())
    assert len(hidden) > 10 and not any(str(value) in json.dumps(page.charts) for value in hidden)


def test_a_published_funnel_names_everyone_and_marks_one(published_home, monkeypatch):
    page = opened(published_home, monkeypatch, PANEL, "I7")
    _, spec = page.chart("I7, WRES 2026: funnel of same type in the region")
    marks = points(spec)
    assert sum(mark["own"] for mark in marks) == 1 and len(marks) == 12
    assert [mark["label"] for mark in marks if not mark["own"]] == [""] * 11
    lines = [layer["mark"] for layer in spec["layer"] if layer["mark"]["type"] == "line"]
    assert {json.dumps(line.get("strokeDash")) for line in lines} == {"null", "[8, 4]", "[2, 3]"}
    inline = [value for layer in spec["layer"] for value in layer.get("data", {}).get("values", [])]
    assert {value["label"] for value in inline if "label" in value} == {"95% limit", "99.8% limit", "Common value"}
    caption = next(caption for caption in page.tables() if "the funnel's values and limits" in caption)
    names = [row["Organisation"] for row in page.tables()[caption]]
    assert "Harbour" in names[0] and names[1:] == sorted(names[1:])


def test_claims_stand_beside_what_the_evidence_shows(published_home, monkeypatch):
    page = opened(published_home, monkeypatch, PANEL, "I2")
    source = reading(published_home, PANEL)
    latest = source.table("levels", org_code="ZD001", is_latest=True).row(0, named=True)
    items = source.table("items", org_code="ZD001", assessment_date=latest["assessment_date"]).to_dicts()
    claimed = {row["item_id"] for row in items if row["declared_status"] == "in_place"}
    empty = {row["item_id"] for row in items if row["status"] in ("not_met", "not_evidenced", "stale", "not_submitted")}
    rows = page.tables()["Invented data: Claimed, and not shown by evidence"]
    assert {row["Item"].split()[0] for row in rows} == claimed & empty != set()
    for row in rows:
        of_item = next(one for one in items if one["item_id"] == row["Item"].split()[0])
        assert row["Claimed"] == "In place" and row["Computed"].endswith(STATUSES[of_item["status"]])
    levels = {row["What"]: row["Level"] for row in page.tables()["Invented data: Levels: claimed, computed, awarded"]}
    assert levels["It assesses itself as"] == "Gold" and levels["Its evidence shows at least"] == "No level"


def test_only_ambiguities_of_open_items_are_listed(published_home, monkeypatch):
    page = opened(published_home, monkeypatch, PANEL, "I2")
    source = reading(published_home, PANEL)
    items = source.table("items", org_code="ZD001", assessment_date=source.table(
        "levels", org_code="ZD001", is_latest=True)["assessment_date"][0])  # fmt: skip
    unsettled = {"panel_judgement", "met_min", "not_calculable"}
    at_stake = {row["item_id"] for row in items.to_dicts() if row["status"] in unsettled} | {"B2", "B3"}
    expected = [
        row["ambiguity_id"] for row in source.registry("ambiguities") if set(row["item_ids"].split(";")) & at_stake
    ]
    rows = page.tables()["Invented data: Readings that matter here"]
    assert [row["Number"] for row in rows] == expected and "A20" in expected and "A7" not in expected


def test_an_organisation_with_nothing_but_a_name_says_so(published_home, monkeypatch):
    known = set(reading(published_home, "analyst").table("measures")["org_code"])
    organisations = reading(published_home, "analyst").table("organisations", is_in_scope=True).to_dicts()
    bare = [row for row in organisations if row["org_code"] not in known and row["region_code"] in ("Y62", "Z99")]
    assert bare
    page = Opened("compare", published_home.path, monkeypatch, reader="analyst", org=bare[0]["org_code"])
    assert "holds no measure of this organisation" in page.text and "no return of this organisation" in page.text


def test_the_question_is_near_the_front_page(published_home, monkeypatch):
    start = Opened("", published_home.path, monkeypatch, reader=PANEL)
    assert any('href="compare?as=panel%3AZD001"' in body for body in start.bodies)
    page = Opened("compare", published_home.path, monkeypatch, reader=PANEL)
    assert any(option.startswith("I2 ") for option in page.options), "one click, then the measure"
