"""Improvements that are named: who agreed, what must not be told by it, what is received, and what becomes of it."""

import csv
import shutil
from datetime import date

import duckdb
import polars as pl
import pytest

from app import reading
from app.published import Audience, read
from ingestion.arrivals import find
from ingestion.contracts import sources
from ingestion.inbox import receipts
from orchestration.home import Home
from orchestration.refresh import refresh
from orchestration.serving import OPEN
from quality import attack_names, dossier
from quality.reception import receive
from tests.conftest import SHIPPED
from tests.macros import Models
from tests.pages import Opened
from tests.test_access import asked

HEADER = "org_code,item_id,agreed_on,withdrawn_on,contact_role,contact_mailbox,link,what_was_done\n"
GOOD = "ZD002,G5,2026-09-15,,Lead for inclusion,inclusion@lantern.example,https://lantern.example/a,We listened\n"
WORDS = {
    "contact_role": "Lead for inclusion",
    "contact_mailbox": "inclusion@lantern.example",
    "link": "https://lantern.example/learning",
    "what_was_done": "Staff networks chose, and the board followed.",
}
# What may not be received, in the place of a good value.
BAD = [
    ("contact_role", "Team 7"),
    ("contact_mailbox", "jane.smith@lantern.example"),
    ("contact_mailbox", "inclusion"),
    ("link", "http://lantern.example/learning"),
    ("link", "javascript:alert(1)"),
    ("link", "https://lantern.example/a b"),
    ("link", 'https://lantern.example/"onclick'),
    ("what_was_done", "We asked 3 staff"),
    ("what_was_done", "We asked ٣ staff"),
]


def table(home: Home, name: str, audience: str = "analyst") -> pl.DataFrame:
    manifest = home.manifest()
    return read(home.run_folder(manifest["run_id"]), manifest, Audience.parse(audience), name)


def test_each_agreement_is_named_or_says_why_it_is_not(published_home):
    states = dict(table(published_home, "agreements").select("org_code", "state").iter_rows())
    assert states == {
        "ZD001": "would_tell_people", "ZD002": "named", "ZD008": "not_improved", "ZD016": "would_tell_level",
        "ZD019": "withdrawn", "ZD023": "compared_in_shares",
    }  # fmt: skip
    for audience in ("public", "trust:ZD017", "panel:ZD001", "analyst"):
        (row,) = table(published_home, "improvements", audience).to_dicts()
        assert (row["org_code"], row["item_id"], row["contact_mailbox"]) == ("ZD002", "G5", "inclusion@lantern.example")
    assert set(table(published_home, "agreements", "trust:ZD019")["org_code"]) == {"ZD019"}


def test_what_is_named_did_improve_and_no_share_of_it_is_shown(published_home):
    named = table(published_home, "improvements")
    moved = table(published_home, "movers").filter(pl.col("kind") == "item", pl.col("direction") == "up")
    joined = named.join(moved, left_on=["org_code", "item_id"], right_on=["org_code", "subject"], how="inner")
    assert joined.height == named.height == 1
    shares = table(published_home, "peer_shares").filter(pl.col("metric").is_in(named["item_id"].implode()))
    assert shares.height and not shares["shown"].any() and shares["share"].is_null().all()
    assert set(shares["not_shown_reason"]) == {"improvement_named"}


def compared(**categories: str) -> set[str]:
    """Metrics of which somebody could have seen shares, from the category of each organisation, a letter each."""
    rows = [
        {"release": "2026-autumn", "aggregate_key": f"all {metric}", "metric": metric, "category": letter}
        for metric, letters in categories.items()
        for letter in letters
    ]
    none = pl.DataFrame(
        schema={"release": pl.String, "aggregate_key": pl.String, "metric": pl.String, "category": pl.String}
    )
    models = Models(
        stg_landing__refresh="select date '2026-11-24' as as_of",
        int_peer_releases_chosen="select '2026-autumn' as release",
        int_peer_contributions_settled=pl.DataFrame(rows),
        int_peer_contributions_frozen=none,
    )
    return set(models["int_metrics_compared"]["metric"])


@pytest.mark.parametrize(
    ("letters", "could"),
    [
        ("yyyynnn", True),  # to one of the four, three and three are left
        ("yyynnn", True),  # to whoever is no member
        ("yyyyyyynn", False),  # two in a category, whoever looks
        ("yyyyyyyyy", False),  # all of one kind
        ("yyyynnnp", True),  # to the one who stands alone
        ("yyyynnnpp", False),
        ("yyynn", False),
    ],
)
def test_a_share_counts_as_shown_if_any_reader_could_have_seen_it(letters, could):
    assert (compared(S1=letters) == {"S1"}) == could


@pytest.mark.parametrize(
    ("known", "improved", "item", "is_named"),
    [
        ("2026-09-30", True, "S2", True),  # the day before the release
        ("2026-10-01", True, "S2", False),  # on its day
        ("2026-11-01", True, "S2", False),
        ("2026-11-01", True, "S1", True),  # never compared
        ("2026-09-30", False, "S2", False),
        ("2026-09-30", True, "B1", False),
        ("2026-09-30", True, "G1", False),
    ],
)
def test_an_item_is_named_or_compared_whichever_was_known_first(known, improved, item, is_named):
    agreement = {"item_id": item, "known_since": date.fromisoformat(known), "has_ever_improved": improved}
    models = Models(
        int_agreements_received=pl.DataFrame([agreement]),
        int_metrics_compared="select 'S2' as metric, date '2026-10-01' as compared_since",
    )
    assert (models["int_items_named"].height == 1) == is_named


@pytest.fixture
def files(published_home, tmp_path):
    """The finished files of the run, to be changed."""
    shutil.copytree(published_home.run_folder(published_home.current_run()), tmp_path / "run")
    return tmp_path / "run"


def test_the_gate_finds_a_name_beside_shares_now_and_remembered(files, published_home):
    assert not list(attack_names.findings(dossier.read(files)))
    with duckdb.connect(str(files / "public.duckdb")) as con:
        con.execute("insert into improvements by name select 'ZD023' as org_code, unnest(['S4', 'B1']) as item_id")
    found = list(attack_names.findings(dossier.read(files)))
    assert [(problem.rule_id, problem.place.rpartition(", ")[2]) for problem in found] == [("A11", "S4"), ("A11", "B1")]
    for held in (dossier.read(files), dossier.read(files, [published_home.run_folder(published_home.current_run())])):
        held.beyond.pop("peer_shares")  # what only an earlier run showed counts as well
        assert len(list(attack_names.findings(held))) == (2 if held.earlier else 1)


def received(tmp_path, line: str):
    folder = tmp_path / "in" / "learning"
    folder.mkdir(parents=True)
    (folder / "agreements.csv").write_text(HEADER + line, encoding="utf-8")
    (file,) = receive(tmp_path / "home", "learning", sources()["learning"], find([tmp_path / "in"]), "test").files
    return file


def test_a_good_agreement_is_taken_in(tmp_path):
    assert received(tmp_path, GOOD).state == "accepted"


@pytest.mark.parametrize(("field", "text"), BAD)
def test_what_could_tell_of_a_person_or_lead_astray_is_refused(tmp_path, field, text):
    names = HEADER.strip().split(",")
    values = next(csv.reader([GOOD]))
    values[names.index(field)] = text.replace('"', '""')
    file = received(tmp_path, ",".join(f'"{value}"' for value in values) + "\n")
    assert file.state == "quarantined" and f"column {field}" in file.verdict.problems[0].place


def opened(home: Home, monkeypatch, reader: str = "trust:ZD002") -> Opened:
    return Opened("improvements", home.path, monkeypatch, reader=reader)


def agree(page: Opened, item: str | None = "G5", agreed: bool = True, **words: str) -> None:
    page.test.selectbox(key="agreement_item_id").set_value(item)
    for field, text in (WORDS | words).items():
        make = page.test.text_area if field == "what_was_done" else page.test.text_input
        make(key=f"agreement_{field}").set_value(text)
    page.test.checkbox(key="agreement_agreed").set_value(agreed)
    press(page, "Agree to be named")


def press(page: Opened, label: str) -> None:
    next(button for button in page.test.button if button.label == label).click().run()


@pytest.fixture
def home(published_home, tmp_path) -> Home:
    shutil.copytree(published_home.path, tmp_path / "home")
    return Home(tmp_path / "home")


def test_everyone_reads_who_improved_and_only_a_trust_may_agree(published_home, monkeypatch):
    for reader in ("analyst", "panel:ZD001", "trust:ZD003"):
        page = opened(published_home, monkeypatch, reader)
        (row,) = page.tables()["Invented data: Improvements that are named"]
        assert "(ZD002)" in row["Organisation"] and row["More"] == "https://lantern.example/learning"
        assert ("agreement_agreed" in {box.key for box in page.test.checkbox}) == (reader == "trust:ZD003")
    assert not opened(published_home, monkeypatch, "trust:RXL").tables()  # a real organisation reads of real ones


@pytest.mark.parametrize(
    "wrong", [{"item": None}, {"agreed": False}, {"what_was_done": ""}, *({field: text} for field, text in BAD)]
)
def test_a_form_says_what_is_wrong_and_receives_nothing(published_home, monkeypatch, wrong):
    page = opened(published_home, monkeypatch)
    agree(page, **wrong)
    assert page.test.error[0].value.startswith("Nothing was received.") and not receipts(
        published_home.path, "learning"
    )


def test_nobody_agrees_for_whom_they_may_not_read_as(home, monkeypatch):
    page = opened(home, monkeypatch)
    monkeypatch.setenv(OPEN, "")
    agree(page)
    assert not receipts(home.path, "learning") and not [line for line in asked(home.path) if line["did"] == "agreed"]


def test_a_withdrawal_is_followed_and_what_was_named_stays_out_of_shares(home, monkeypatch):
    page = opened(home, monkeypatch)
    assert page.tables()["Invented data: Agreements to be named"][0]["What became of it"] == "Named"
    agree(page, what_was_done="=SUM(A)")
    (given,) = receipts(home.path, "learning")
    assert given.name in page.test.success[0].value and given.publisher.startswith("None: invented")
    assert "Waiting for the next refresh" in opened(home, monkeypatch).text
    page.test.selectbox(key="withdrawal_of").set_value("G5 2026-09-15")
    press(page, "Withdraw it")
    assert [line["did"] for line in asked(home.path) if line.get("item_id") == "G5"] == ["agreed", "withdrew_agreement"]
    assert len(receipts(home.path, "learning")) == 2
    reading._opened.cache_clear()
    refresh(home, SHIPPED, date.today())
    states = table(home, "agreements").filter(pl.col("org_code") == "ZD002").sort("agreed_on")
    assert states["state"].to_list() == ["withdrawn", "named"]
    assert table(home, "improvements")["what_was_done"].to_list() == ["=SUM(A)"]
    shares = table(home, "peer_shares").filter(pl.col("metric") == "G5")
    assert not shares["shown"].any()
