"""My position: own values beside aggregates, in the words of the tables, and nothing that tells of another."""

import json

import pytest
from pages import Opened

from app.navigation import pages_of
from app.published import Audience
from app.reading import Reading
from app.vocabulary_of_peers import FUNNEL_NOT_SHOWN, FUNNEL_STATUSES, LACKING, NOT_SHOWN, POLARITIES, POSITIONS

TRUST = "trust:ZD001"


def reading(home, reader: str = TRUST) -> Reading:
    return Reading(home.run_folder(home.current_run()), Audience.parse(reader))


@pytest.fixture(scope="module")
def page(published_home):
    with pytest.MonkeyPatch.context() as patch:
        yield Opened("position", published_home.path, patch, reader=TRUST, year="2026", indicator="I7")


def test_each_measure_reads_as_its_row(page, published_home):
    peers = reading(published_home).table("peers", org_code="ZD001", wres_year=2026).to_dicts()
    rows = page.tables()["Invented data: Own values beside the others, WRES 2026"]
    shown = {row["Measure"].split()[0]: row for row in rows}
    assert len(shown) == 13
    for code, row in shown.items():
        found = [one for one in peers if one["measure_code"] == code and one["peer_group"] == "type_in_region"]
        assert len(found) == 1 and row["Beside the median"] == POSITIONS[found[0]["position"]]
        quartile, ranked = found[0]["quartile"], found[0]["ranked"]
        assert row["Quartile (4 is best, equals share the lowest)"] == (f"{quartile} of 4" if quartile else "–")
        assert row["Rank interval"].endswith(f"of {ranked}" if ranked else "–")
    assert {row["Rank interval"] for code, row in shown.items() if code in ("I1", "I2", "I9")} == {"–"}


def test_charts_hold_own_values_and_aggregates_only(page, published_home):
    source, kinds = reading(published_home), {}
    own = {round(v, 9) for v in source.table("measures", org_code="ZD001")["value"].drop_nulls()}
    medians = {round(v, 9) for v in source.table("peers", org_code="ZD001")["median"].drop_nulls()}
    quarters = {round(v, 9) for end in ("q1", "q3") for v in source.table("peers", org_code="ZD001")[end].drop_nulls()}
    for _, spec in page.charts:
        ratio = "log" in json.dumps(spec["layer"])
        for mark in spec["data"]["values"]:
            allowed = {"own": own, "others": medians}[mark["lane"]]
            assert round(mark["drawn"] if ratio else mark["drawn"] / 100, 9) in allowed
            if mark["lane"] == "others":
                assert {round(mark[e] if ratio else mark[e] / 100, 9) for e in ("lower", "upper")} <= quarters
            kinds[mark["lane"]] = kinds.get(mark["lane"], 0) + 1
        assert '"type": "line"' not in json.dumps(spec), "years are never joined"
    assert len(page.charts) == 5 and min(kinds.values()) > 10


def test_no_other_organisation_is_named_anywhere(page, published_home):
    organisations = reading(published_home).table("organisations").to_dicts()
    others = [row for row in organisations if row["org_code"] != "ZD001"]
    everything = f"{page.text} {json.dumps(page.charts)}".upper()
    assert len(others) > 200 and "INVENTED HARBOUR ACUTE TRUST" in everything
    assert [row["org_code"] for row in others if row["org_name"].upper() in everything] == []
    assert [row["org_code"] for row in others if f"({row['org_code']})" in everything] == []


def test_a_break_is_drawn_and_said(page):
    told, spec = page.chart("I7 beside the others, by year")
    assert "Break between 2025 and 2026: Question 15 changed in the 2025 survey." in told
    place = {"year": "2026", "label": "Break"}
    drawn = [layer for layer in spec["layer"] if place in layer.get("data", {}).get("values", [])]
    assert [layer["mark"]["type"] for layer in drawn] == ["rule", "text"]
    rows = next(rows for caption, rows in page.tables().items() if caption.endswith("beside the others, by year"))
    broken = [row["WRES year"] for row in rows if row["What to know"].startswith("Break: not comparable with 2025.")]
    assert broken == ["2026"]


def test_few_events_are_hollow_and_never_coloured(page):
    _, spec = next(chart for chart in page.charts if "Gaps of representation" in " ".join(chart[1]["title"]["text"]))
    board = [mark for mark in spec["data"]["values"] if mark["row"].startswith("I9") and mark["lane"] == "own"]
    assert [mark["look"] for mark in board] == ["weak"]


def test_levels_and_items_are_counted_or_the_reason_is_said(page, published_home):
    shares = reading(published_home).table("peer_shares", org_code="ZD001").to_dicts()
    table = page.tables()["Invented data: Your levels and items beside the others"]
    rows = {row["What"].split()[0]: row for row in table if not row["What"].startswith("Level,")}
    for item, row in rows.items():
        of_item = [one for one in shares if one["metric"] == item]
        if of_item[0]["shown"]:
            assert all(f" {one['others_in_category']} (" in f" {row['Of the others']}" for one in of_item)
        else:
            assert row["Of the others"] == "Not shown"
            assert NOT_SHOWN[of_item[0]["not_shown_reason"]] in row["What to know"]
    assert {row["Of the others"] == "Not shown" for row in rows.values()} == {True, False}


def test_a_real_organisation_without_peers_of_its_type_reads_why(published_home, monkeypatch):
    page = Opened("position", published_home.path, monkeypatch, reader="trust:RX7")
    assert "No others, fewer than 5, so confidential figures are compared within a wider group." in page.text
    rows = page.tables()["Own values beside the others, WRES 2025"]
    i5 = next(row for row in rows if row["Measure"].startswith("I5 "))
    assert i5["Others compared with"] == "9: same type in England"
    assert i5["Beside the median"] == f"{POSITIONS['not_enough_data']}: {LACKING['interval']}"
    i2 = next(row for row in rows if row["Measure"].startswith("I2 "))
    assert i2["Own value"] == "No figure" and "Invented" not in page.text


def test_a_chart_says_what_the_table_says_is_missing(published_home, monkeypatch):
    page = Opened("position", published_home.path, monkeypatch, reader="trust:ZD022", year="2026")
    rows = page.tables()["Invented data: Own values beside the others, WRES 2026"]
    told = {row["Measure"].split(".")[0].split()[0]: row for row in rows if ".GAP" not in row["Measure"]}
    assert told["I4"]["Beside the median"].endswith(LACKING["value"])
    # Its own value has an interval; two others do not make one of their median.
    assert "95% interval" in told["I5"]["Own value"] and told["I5"]["Others compared with"].startswith("2:")
    assert told["I5"]["Beside the median"].endswith(LACKING["others"])
    drawn = {mark["row"] for _, spec in page.charts for mark in spec["data"]["values"] if "row" in mark}
    for code in ("I4", "I5"):
        assert any(row.startswith(f"{code} ") and row.endswith(told[code]["Beside the median"]) for row in drawn)


def test_it_is_for_organisations_only():
    assert "position" in {page.address for page in pages_of("trust")}
    assert not {"position"} & {page.address for reader in ("panel", "analyst") for page in pages_of(reader)}
    assert "compare" not in {page.address for page in pages_of("trust")}


def test_every_code_of_the_run_has_words(published_home):
    source = reading(published_home, "analyst")
    used = {
        ("peers", "position"): POSITIONS,
        ("peers", "not_shown_reason"): NOT_SHOWN,
        ("peer_shares", "not_shown_reason"): NOT_SHOWN,
        ("funnels", "funnel_status"): FUNNEL_STATUSES,
        ("funnels", "not_shown_reason"): FUNNEL_NOT_SHOWN,
    }
    for (table, column), words in used.items():
        codes = set(source.table(table)[column].drop_nulls())
        assert codes and codes <= set(words), (table, column)
    assert {row["polarity"] for row in source.registry("measures")} <= set(POLARITIES)
