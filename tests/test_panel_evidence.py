"""What a panel knows of the documents of an application, to verify them (§3.4): never a title, never a person."""

from datetime import date

import polars as pl

from app.published import Audience, read
from tests.macros import Models

DAY = date(2026, 7, 10)
COLUMNS = ["evidence_id", "org_code", "is_public", "url", "contains_personal_data", "redacted"]
DOCUMENTS = [
    ("public", "A", "yes", "https://example.org/a", "no", None),
    ("not public", "A", "no", "https://example.org/b", "No", "no"),
    ("redacted", "A", "no", None, "yes", "Yes"),
    ("nothing said", "A", None, None, None, None),
    ("personal", "A", "yes", "https://example.org/c", "Yes", "no"),
    ("personal, nothing said", "A", "no", None, "yes", None),
    ("of no application", "B", "yes", "https://example.org/d", "no", "no"),
]


def test_a_document_with_personal_data_reaches_no_panel():
    documents = pl.DataFrame(DOCUMENTS, COLUMNS, orient="row").with_columns(
        assessment_date=DAY, title=pl.lit("A title"), document_date=DAY, period_start=DAY, period_end=DAY,
        item_ids=pl.lit("B1"), type=pl.lit("minutes"),
    )  # fmt: skip
    applications = pl.DataFrame({"org_code": ["A"], "assessment_date": [DAY]})
    models = Models(fct_return_evidence=documents, int_applications_open=applications)
    shown = {row["evidence_id"]: row["url"] for row in models["pub_panel__return_evidence"].to_dicts()}
    assert shown == {
        "public": "https://example.org/a", "not public": None, "redacted": None, "nothing said": None}  # fmt: skip


def test_a_panel_has_the_documents_of_its_applications_and_no_title(published_home):
    manifest, run = published_home.manifest(), published_home.run_folder(published_home.current_run())
    whole = read(run, manifest, Audience("analyst"), "return_evidence")
    for code in ("ZD001", "ZD012", "ZD018"):
        mine = read(run, manifest, Audience("panel", code), "return_evidence")
        days = read(run, manifest, Audience("panel", code), "applications")["assessment_date"].to_list()
        expected = whole.filter(pl.col("org_code").eq(code) & pl.col("assessment_date").is_in(days))
        assert sorted(mine["evidence_id"]) == sorted(expected["evidence_id"]) and mine.height
        assert "title" not in mine.columns and set(mine["org_code"]) == {code}
