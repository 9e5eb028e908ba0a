"""Every measure of the run's own registry stands on the pages, and nothing on them crosses a break."""

import json
import re
import shutil

import duckdb
import polars as pl
import pytest
from pages import Indicators, Opened

from app.changes import direction
from app.published import Audience, NotAllowed, connect, read
from app.reading import Reading
from app.vocabulary import CHANGES, TRENDS
from app.wording import sentence, times_in
from ingestion.contracts import PROJECT
from orchestration.home import Home

KINDS = {
    "ratio": "I3", "share": "I1.NC.B8A", "share_gap": "I9", "survey": "I5", "survey_gap": "I5.GAP", "pay_gap": "I9",
}  # fmt: skip
REGISTRY = pl.read_csv(PROJECT / "dbt_project" / "seeds" / "measures.csv")
HEADLINES = REGISTRY.filter(pl.col("parent_code").is_null())["measure_code"].to_list()


def reading(home) -> Reading:
    return Reading(home.run_folder(home.current_run()), Audience("analyst"))


@pytest.fixture
def altered_home(published_home, tmp_path):
    """A copy of what is published, whose analyst's file a test may change by SQL, and the registries of all."""
    shutil.copytree(published_home.published, tmp_path / "published")

    def alter(*statements: str):
        run = tmp_path / "published" / published_home.current_run()
        for statement in statements:
            for file in ("analyst", "public") if "registries" in statement else ("analyst",):
                with duckdb.connect(str(run / f"{file}.duckdb")) as con:
                    con.execute(statement)
        return tmp_path

    return alter


def added(code: str, kind: str, parent: str, like: str) -> tuple[str, str]:
    """One more row of the registry, and figures of another measure under its code."""
    return (
        f"insert into registries.measures select * replace ('{code}' as measure_code, '{parent}' as parent_code, "
        f"'{kind}' as kind, 'An added {kind}' as measure_name, 'Added: {{value}}.' as sentence) "
        f"from registries.measures where measure_code = '{like}'",
        f"insert into measures select * replace ('{code}' as measure_code) from measures where measure_code = '{like}'",
    )


@pytest.mark.parametrize("kind, like", KINDS.items())
@pytest.mark.parametrize("parent", ["", "I9"], ids=["headline", "part"])
def test_one_added_row_appears_on_both_pages(altered_home, monkeypatch, kind, like, parent):
    home = altered_home(*added("NEW", kind, parent, like))
    page = Indicators(home, monkeypatch, ["I9" if parent else "NEW"], org="ZD001")
    assert f"An added {kind}" in page.text and "Traceback" not in page.text
    page = Opened("region", home, monkeypatch, region="Z99", indicator="NEW")
    assert f"NEW An added {kind}" in {option.removeprefix("– ") for option in page.options}
    assert any(f"NEW An added {kind}, WRES" in caption for caption in page.tables())
    assert page.chart("NEW")[1]["title"]["subtitle"]


def test_every_measure_stands_on_the_pages_of_an_organisation(published_home, monkeypatch):
    for code in ("ZD001", "RXL"):
        text = Indicators(published_home.path, monkeypatch, HEADLINES, org=code).text
        assert [name for name in REGISTRY["measure_name"] if name not in text] == []


def test_names_are_those_of_the_run_and_not_before_their_day(altered_home, monkeypatch):
    row = "insert into registries.measures select * replace ('{name}' as measure_name, date '{day}' as valid_from) {of}"
    of = "from registries.measures where measure_code = 'I6' and valid_from = date '2016-04-01'"
    home = altered_home(
        row.format(name="The name since June", day="2026-06-01", of=of),
        row.format(name="The name of next year", day="2027-01-01", of=of),
    )
    page = Opened("organisation", home, monkeypatch, org="RXL")
    assert "I6 The name since June" in page.text and "next year" not in page.text
    assert page.text.count("I6 Harassment, bullying or abuse from staff,") == 0


def test_registries_stand_in_every_file_and_are_no_tables(published_home):
    manifest, folder = published_home.manifest(), published_home.run_folder(published_home.current_run())
    for file in ("public.duckdb", "panel.duckdb", "analyst.duckdb", "trust/RXL.duckdb"):
        with connect(folder / file) as con:
            codes = con.execute("select measure_code from registries.measures order by rowid").fetchall()
            seeds = con.execute("select count(*) from duckdb_tables() where schema_name = 'registries'").fetchone()[0]
        assert [code for (code,) in codes] == REGISTRY["measure_code"].to_list()
        assert seeds == len(list((PROJECT / "dbt_project" / "seeds").glob("*.csv")))
    assert "regions" not in manifest["tables"] and manifest["tables"]["measures"]["rows"] > REGISTRY.height
    for name in ("regions", "registries.regions", "registries.measures"):
        with pytest.raises(NotAllowed):
            read(folder, manifest, Audience("analyst"), name)


def test_a_run_of_another_version_is_a_plain_page(altered_home, monkeypatch):
    page = Opened("region", altered_home("drop schema registries cascade"), monkeypatch)
    assert "made by another version of this tool" in page.text


@pytest.mark.parametrize("address, view", [("region", "quality"), ("data", "quality"), ("data", "received")])
def test_an_empty_region_is_a_plain_page(altered_home, monkeypatch, address, view):
    home = altered_home("delete from organisations where region_code = 'Y62'")
    page = Opened(address, home, monkeypatch, region="Y62", view=view)
    assert "This run knows of no organisation of the North West that takes part" in page.text


@pytest.mark.parametrize("code", ["ZD001", "ZD004", "ZD005", "ZD021"])
def test_no_number_stands_across_a_break(published_home, monkeypatch, code):
    mine = reading(published_home).table("changes").filter(pl.col("org_code") == code)
    blocked = mine.filter(~pl.col("comparable"))
    assert blocked.height
    page, seen = Indicators(published_home.path, monkeypatch, HEADLINES, org=code), 0
    for caption, rows in page.tables().items():
        for row in rows if "from year to year" in caption else []:
            if row["Direction"].startswith("Cannot be compared: "):
                seen += 1
                numbers = (row["From"], row["To"], row["Change"], row["95% interval of the change"])
                assert set(numbers) == {"–"}, (caption, row)
    nearest = mine.filter(pl.col("year_from") == pl.col("year_from").max().over("measure_code", "year_to"))
    assert seen == nearest.filter(~pl.col("comparable")).height > 0


def test_years_are_never_joined_and_a_break_is_drawn_and_named(published_home, monkeypatch):
    page = Indicators(published_home.path, monkeypatch, HEADLINES, org="ZD001")
    kinds = re.findall(r'"type": "(line|area|trail)"', json.dumps(page.charts))
    assert page.charts and kinds == []
    told, spec = page.chart("I7")
    assert "Break between 2025 and 2026: Question 15 changed in the 2025 survey." in told
    drawn = {"year": "2026", "label": "Break"}
    marked = [layer for layer in spec["layer"] if drawn in layer.get("data", {}).get("values", [])]
    assert [layer["mark"]["type"] for layer in marked] == ["rule", "text"] and "strokeDash" in marked[0]["mark"]
    assert "Break" not in page.chart("I2")[0]


def test_directions_keep_chance_apart(published_home, monkeypatch):
    page = Indicators(published_home.path, monkeypatch, HEADLINES, org="ZD001")
    rows = page.tables()["Invented data: I2 from year to year"]
    assert rows[-1]["Direction"] == "Improved, distinguishable from chance"
    assert rows[-1]["What to know"] == "International recruitment moves the ratio without a change in fairness"
    assert "Trend: 6 comparable years, 2021 to 2026: improving." in page.text
    assert re.search(
        r"3 comparable years, 2024 to 2026: too few for a trend \(5 are needed\).*?Net change −1.7 points", page.text
    )
    assert "significantly" not in " ".join([*CHANGES.values(), *TRENDS.values(), page.text]).lower()


def test_a_change_within_parity_is_not_told_as_parity_that_differs_from_chance():
    step = {"comparable": True, "change_class": "sustained_parity", "distinguishable": True}
    assert direction(step) == "Stayed at parity; the change within it is distinguishable from chance"
    assert direction(step | {"distinguishable": False}) == "Stayed at parity"


def test_sums_of_merged_organisations_are_marked(published_home, monkeypatch):
    tables = Indicators(published_home.path, monkeypatch, HEADLINES, org="ZD005").tables()
    series = {row["Series"] for caption, rows in tables.items() if "I2 Relative" in caption for row in rows}
    assert series == {"Own", "Pro-forma: sum of all that are now one organisation"}
    assert "Series" not in tables["Invented data: I9 Voting board membership against the whole workforce, by year"][0]


def published(spec: dict) -> list[dict]:
    """Published values of a chart."""
    drawn = [one for layer in spec["layer"] for one in layer.get("data", {}).get("values", ())]
    return [one for one in drawn if "area" in one]


def test_published_values_stand_beside_a_real_organisation_only(published_home, monkeypatch):
    page = Indicators(published_home.path, monkeypatch, HEADLINES, org="RXL")
    told, spec = page.chart("I2")
    assert "This organisation's figure is not public." in told and "North West" in told and "England" in told
    last = {one["name"]: one["label"] for one in published(spec) if one["name"]}
    assert last == {"England": "1.59", "North West": "2.01"}
    rows = page.tables()["Published values beside I2, not this organisation's"]
    regional = {row["WRES year"]: (row["Value"], row["Source"]) for row in rows if row["Area"] == "North West"}
    assert regional == {year: (f"{value} times", "HSJ 7039600") for year, value in
                        (("2022", "1.62"), ("2023", "1.58"), ("2024", "2.01"))}  # fmt: skip
    assert "Published values" not in Indicators(published_home.path, monkeypatch, HEADLINES, org="ZD001").text


def test_published_values_are_drawn_beside_the_organisations_own(altered_home, monkeypatch):
    home = altered_home(
        "insert into measures select * replace ('RXL' as org_code) from measures "
        "where org_code = 'ZD001' and measure_code = 'I2' and wres_year >= 2023"
    )
    told, spec = Opened("indicator", home, monkeypatch, org="RXL", indicator="I2").chart("I2")
    assert "2023: 1.74 times" in told and "not public" not in told
    assert {one["label"] for one in published(spec) if one["area"] == "North West"} == {"1.58", "2.01"}, "its own years"


@pytest.mark.parametrize(
    "source, folder", [("dcf", "wres"), ("esr", "workforce"), ("return", "returns"), ("added", "staff_survey")]
)
def test_the_files_behind_a_figure_lie_in_the_folder_of_its_source(altered_home, monkeypatch, source, folder):
    home = altered_home(
        "insert into registries.source_precedence select * replace ('added' as source) "
        "from registries.source_precedence where source = 'nss'",
        f"update measures set source = '{source}' where org_code = 'ZD001' and measure_code = 'I2'",
    )
    listed = Opened("indicator", home, monkeypatch, org="ZD001", indicator="I2").tables()
    taken = reading(Home(home)).table("submissions", source=folder)
    assert listed["Invented data: Files behind I2"]
    assert {row["File"] for row in listed["Invented data: Files behind I2"]} <= set(taken["file_name"])


def test_the_region_lists_its_published_reference_points(published_home, monkeypatch):
    page = Opened("region", published_home.path, monkeypatch, region="Y62")
    rows = page.tables()["Published reference points"]
    assert {"1.62 times", "1.58 times", "2.01 times"} == {r["Value"] for r in rows if r["Area"] == "North West"}
    assert not {"London", "Midlands"} & {row["Area"] for row in rows}
    links = re.findall(r'href="(https://[^"]+)" target="_blank" rel="noopener noreferrer"', " ".join(page.bodies))
    assert len(links) == len(rows)
    assert "Published reference points" not in Opened("region", published_home.path, monkeypatch, region="Z99").text


def test_gold_three_shows_its_readings_and_chances(altered_home, monkeypatch):
    home = altered_home(
        "update gold3 set chance_met = 0.001, chance_panel = 0, chance_staff = 5012, chance_bme_share = 0.15, "
        "chance_status = 'fewer_measures'"
    )
    page = Opened("gold3", home, monkeypatch, org="ZD001", assessment="2026-08-14")
    steps = page.tables()["Invented data: What G3 rests on: the two years to March 2026"]
    assert len(steps) == 9 and list(steps[0])[1:3] == ["2024 to 2025", "2025 to 2026"]
    by_measure = {row["Measure"][:2]: row for row in steps}
    assert by_measure["I2"]["Counts as"] == "Improved in both years" and by_measure["I7"]["Counts as"] == "Not usable"
    assert by_measure["I7"]["2025 to 2026"] == "Cannot be compared: Question 15 changed in the 2025 survey"
    size = "An organisation of about 5,000 staff, 15% BME, in which nothing changed"
    assert f"{size} would meet this by chance 1 time in 1,000." in page.text
    assert "the panel in none of the simulations" in page.text and "luck has more chance" in page.text
    assert "by chance" not in Opened("gold3", home, monkeypatch, org="RXL").text


@pytest.mark.parametrize("chance, many", [(0.001, "1,000"), (0.0345, "29"), (1 / 12345, "12,000")])
def test_a_chance_is_said_as_times(chance, many):
    assert times_in(chance) == f"1 time in {many}"


def test_every_sentence_of_the_registry_can_be_filled():
    row = {"value": 0.5, "bme_value": 0.2, "white_value": 0.4, "comparator_value": 0.3}
    for measure in REGISTRY.to_dicts():
        words = sentence(measure, row)
        assert "{" not in words and words.endswith("."), measure["measure_code"]
    without = measure | {"sentence": None, "plain_words": "Plain words", "kind": "ratio"}
    assert sentence(without, row) == "Plain words: 0.50 times."
