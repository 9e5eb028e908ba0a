"""What others may see of counts of people (§5.3), cell by cell over every published file, and over invented tables."""

import re

import duckdb
import polars as pl
import pytest

from app.figures import to_know, why_missing
from app.published import Audience, read
from app.wording import band
from ingestion.contracts import PROJECT
from quality.gate import counts_of_people
from tests.disclosed import COUNTS, FLAGS, NUMBERS
from tests.macros import line, wres

SMALL = range(1, 8)
KEY = ["org_code", "wres_year", "measure_code"]
REGISTRY = pl.read_csv(PROJECT / "dbt_project" / "seeds" / "measures.csv")
KIND = dict(REGISTRY.select("measure_code", "kind").iter_rows())


def table(file, name: str) -> pl.DataFrame:
    with duckdb.connect(str(file), read_only=True) as con:
        return con.sql(f"from {name}").pl()


@pytest.fixture(scope="module")
def run(published_home):
    return published_home.run_folder(published_home.current_run())


@pytest.fixture(scope="module")
def files(run) -> dict:
    """Every file that is not the analyst's, with the organisation whose own rows it may hold."""
    trusts = {path: path.stem for path in sorted((run / "trust").glob("*.duckdb"))}
    return {run / "public.duckdb": None, run / "panel.duckdb": None} | trusts


def of_others(file, reader: str | None, name: str) -> pl.DataFrame:
    return table(file, name).filter(pl.col("org_code") != (reader or ""))


def test_no_file_holds_a_small_count_of_another(files):
    cells = 0
    for file, reader in files.items():
        with duckdb.connect(str(file), read_only=True) as con:
            query = "select table_name from duckdb_tables() where schema_name = 'main'"
            held = {name for (name,) in con.execute(query).fetchall()}
        for name, columns in counts_of_people().items():
            if name in held:
                shown = of_others(file, reader, name)
                for column in columns:
                    cells += shown.height
                    small = shown.filter((pl.col(column) > 0) & (pl.col(column) < 8))
                    assert small.is_empty(), (file.name, name, column)
    assert cells > 100_000


def test_every_table_that_counts_people_says_so():
    tables = {"measures", "proforma", "disparity", "targets", "series", "wres_lines"}
    assert set(counts_of_people()) == tables


def test_what_is_withheld_is_withheld_with_all_that_could_tell_it(files):
    found = 0
    for file, reader in files.items():
        for row in of_others(file, reader, "measures").filter(value_status="small_numbers").to_dicts():
            found += 1
            assert all(row[column] is None for column in (*COUNTS, *NUMBERS, *FLAGS)), (file.name, row)
            assert row["interval_status"] == "small_numbers"
            is_ratio = KIND[row["measure_code"]] == "ratio" and row["measure_code"] != "I3.THREE_YEARS"
            assert (row["band"] is not None) == is_ratio
    assert found > 100


def test_no_change_rests_on_a_year_that_is_withheld(files):
    blocked = 0
    for file, reader in files.items():
        years = table(file, "measures").filter(value_status="small_numbers").select(*KEY)
        changes = of_others(file, reader, "changes")
        ends = [years.with_columns(pl.col("wres_year").cast(pl.Int32).alias(end)) for end in ("year_from", "year_to")]
        for end in ends:
            on = ["org_code", "measure_code", end.columns[-1]]
            resting = changes.join(end, on=on, how="semi")
            blocked += resting.height
            numbers = pl.col("^(value|net_change).*|distinguishable|probable$")
            assert resting.filter(pl.any_horizontal(numbers.is_not_null())).is_empty()
            assert set(resting["change_class"]) <= {"not_comparable"} and not any(resting["comparable"])
            assert all("not shown, for small numbers" in reason for reason in resting["block_reason"])
    assert blocked > 100


@pytest.mark.parametrize(("source", "profile"), [("trust_web", "public"), ("dcf", "panel")])
def test_pooled_years_are_withheld_with_any_of_them(source, profile):
    """Of 1, 13 and 13 people the sum of 27 would be shown as 25, and the years as 15: at most one is left."""
    lines = [
        line("A", year, code, group, count, "annual", source)
        for year, entered in ((2022, 1), (2023, 13), (2024, 13), (2025, 13))
        for code, counts in (("I3.ENTERED", (60, entered, 9)), ("I3.WORKFORCE", (3000, 700, 90)))
        for group, count in zip(("WHITE", "BME", "UNKNOWN"), counts, strict=True)
    ]
    described = wres(lines)["int_measures_described"].filter(series_kind=profile, measure_code="I3.THREE_YEARS")
    assert dict(described.select("wres_year", "value_status").iter_rows()) == {
        2022: "not_calculable", 2023: "not_calculable", 2024: "small_numbers", 2025: "ok"
    }  # fmt: skip
    assert described.filter(wres_year=2024).select(*COUNTS, *NUMBERS, "band").row(0) == (None,) * 20


def test_trends_of_others_are_of_the_survey(files):
    for file, reader in files.items():
        kinds = {KIND[code] for code in of_others(file, reader, "trends")["measure_code"]}
        assert kinds == {"survey", "survey_gap"}


def test_an_organisation_sees_its_own_figures_as_they_are(run):
    """ZD016 had four BME staff or fewer enter the disciplinary process, which a national release gives by name."""
    own, analyst = table(run / "trust" / "ZD016.duckdb", "measures"), table(run / "analyst.duckdb", "measures")
    assert own.filter(org_code="ZD016").sort(KEY).equals(analyst.filter(org_code="ZD016").sort(KEY))
    assert own.select(KEY).is_unique().all() and analyst.select(KEY).is_unique().all()
    row = {"org_code": "ZD016", "wres_year": 2022, "measure_code": "I3"}
    assert own.row(by_predicate=_is(row), named=True)["bme_num"] in SMALL
    other = table(run / "trust" / "ZD017.duckdb", "measures").row(by_predicate=_is(row), named=True)
    assert (other["value_status"], other["bme_num"], other["value"]) == ("small_numbers", None, None)
    for name, key in (("changes", ["org_code", "measure_code", "year_from", "year_to"]), ("trends", None)):
        for file in (run / "trust" / "ZD016.duckdb", run / "analyst.duckdb"):
            key = key or ["org_code", "measure_code", "year_first"]
            assert table(file, name).select(key).is_unique().all()


def _is(cells: dict) -> pl.Expr:
    return pl.all_horizontal(*(pl.col(name) == value for name, value in cells.items()))


def test_the_panel_reads_the_applicants_headlines_with_rounded_counts(run, published_home):
    manifest = published_home.manifest()
    applicant = table(run / "panel.duckdb", "applications")["org_code"][0]
    seen = read(run, manifest, Audience("panel", applicant), "measures")
    assert set(seen.filter(~pl.col("is_public"))["org_code"]) == {applicant}
    assert seen.filter("is_public")["org_code"].n_unique() > 30
    private = table(run / "panel.duckdb", "measures").filter(~pl.col("is_public"))
    headlines = {f"I{n}" for n in range(1, 10)} | {"I3.THREE_YEARS"}
    assert set(private["measure_code"]) <= headlines
    both = private.join(table(run / "analyst.duckdb", "measures"), on=KEY, suffix="_true")
    assert both.height == private.height > 300
    for row in both.to_dicts():
        true = {column: row[f"{column}_true"] for column in (*COUNTS, "value", "ci_lower", "ci_upper")}
        small = any(true[column] in SMALL for column in COUNTS)
        if row["value_status"] in ("ok", "interval_only"):
            assert not small
            assert all(row[column] == true[column] for column in ("value", "ci_lower", "ci_upper"))
            assert all(row[column] == _rounded(true[column]) for column in COUNTS), row
        elif small:
            assert all(row[column] is None for column in COUNTS)


def _rounded(count: int | None) -> int | None:
    return None if count is None else 5 * round(count / 5)


def test_reasons_that_the_panel_reads_quote_no_small_count_of_people(run):
    items, returned = table(run / "panel.duckdb", "items"), table(run / "analyst.duckdb", "return_facts")
    hidden = quoting(items.rename({"reason": "words"}), returned)
    assert hidden > 10
    levels = table(run / "panel.duckdb", "levels")
    reasons = {(row["org_code"], row["assessment_date"], row["item_id"]): row["reason"] for row in items.to_dicts()}
    for row in levels.filter(pl.col("blocking_items").is_not_null()).to_dicts():
        rest = row["blocking_reasons"]
        for item in row["blocking_items"].split(";"):
            assert reasons[row["org_code"], row["assessment_date"], item] in rest
            rest = rest.replace(reasons[row["org_code"], row["assessment_date"], item], "")
        assert not re.search(r"\d", re.sub(r"\b[BSGR]\d\b", "", rest))


def test_no_case_of_the_rules_quotes_a_small_count_of_people_to_the_panel(judged):
    with duckdb.connect(str(judged.path), read_only=True) as con:
        words = con.sql("select *, reason as words from intermediate.int_reasons_disclosed").pl()
        returned = con.sql("from marts.fct_return_facts").pl()
    assert quoting(words, returned) > 50


def test_what_counts_nobody_reaches_the_panel_as_it_is(run):
    """Dates, roles and names of things are not taken for numbers of people."""
    people = pl.read_csv(PROJECT / "dbt_project" / "seeds" / "item_fields.csv").filter(
        pl.col("unit").is_in(["people", "hearings"])
    )
    key = ["org_code", "assessment_date", "item_id"]
    seen = table(run / "panel.duckdb", "items").join(table(run / "analyst.duckdb", "items"), on=key, suffix="_sent")
    of_things = seen.filter(~pl.col("item_id").is_in(people["item_id"].unique().to_list()))
    assert (
        of_things["item_id"].n_unique() > 20 and of_things.filter(pl.col("reason").str.contains("published on")).height
    )
    assert of_things.filter(pl.col("reason") != pl.col("reason_sent")).rows() == []


def quoting(reasons: pl.DataFrame, returned: pl.DataFrame) -> int:
    """Asserts that no reason gives a number of people below its threshold; returns how many hide one."""
    seeds = PROJECT / "dbt_project" / "seeds"
    people = pl.read_csv(seeds / "item_fields.csv").filter(pl.col("unit").is_in(["people", "hearings"]))
    small = returned.join(people, on=["item_id", "field"], how="semi")
    assert small.filter(pl.col("fact_value").str.contains(r"^[1-7]$")).height > 10
    is_about_people = pl.col("field").str.split(" ").list.first().is_in(people["field"].to_list())
    conditions = pl.read_csv(seeds / "item_conditions.csv").filter(is_about_people, pl.col("kind") != "fields_present")
    about = reasons.filter(pl.col("item_id").is_in(conditions["item_id"].unique().to_list()))
    for row in about.to_dicts():
        numbers = re.sub(r"\d+ [A-Z][a-z]+ \d{4}|[\d.]+%", "", row["words"])
        assert not re.search(r"(?<![\d.])[1-7](?![\d.]*\d)", numbers), row
    return about.filter(pl.col("words").str.contains("*", literal=True)).height


def test_what_is_withheld_is_said_in_words(run):
    measures = table(run / "public.duckdb", "measures")
    (row,) = measures.filter(org_code="ZD016", wres_year=2022, measure_code="I3").to_dicts()
    words = "Not shown: it rests on so few people that someone could be recognised."
    assert why_missing(row) == words and to_know(row) == f"{band(row)}. {words}"
    assert row["band"] == "non_adverse" or "could be chance" in band(row)


def test_free_text_is_in_no_file_but_the_analysts_and_the_organisations_own(run, files):
    """D7. Titles and roles of a return are free text as well; what an item quotes of it is another matter."""
    with duckdb.connect(str(run / "analyst.duckdb"), read_only=True) as con:
        texts = con.execute(
            "select org_code, unnest([narrative, progress, comments]) from return_answers "
            "union select org_code, title from return_evidence union select org_code, title from return_events"
        ).fetchall()
    by_text = {text: org_code for org_code, text in texts if text and len(text) > 20}
    assert len(by_text) > 10
    free = {"narrative", "person_or_team", "progress", "comments", "title", "fact_value", "rationale", "conditions"}
    for file, reader in files.items():
        with duckdb.connect(str(file), read_only=True) as con:
            columns = con.execute(
                "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'main'"
            ).fetchall()
            assert reader or not free & {column for _, column, _ in columns}
            for name, column, data_type in columns:
                if data_type == "VARCHAR" and ("org_code" in {c for t, c, _ in columns if t == name}):
                    query = f'select distinct "{column}" from {name} where org_code <> $reader'
                    values = {value for (value,) in con.execute(query, {"reader": reader or ""}).fetchall()}
                    assert not values & set(by_text), (file.name, name, column)


def test_a_home_folder_is_closed_to_other_accounts(published_home, run):
    assert published_home.path.stat().st_mode & 0o777 == 0o700
    for path in (run, *run.rglob("*"), published_home.pointer):
        assert path.stat().st_mode & 0o077 == 0, path
