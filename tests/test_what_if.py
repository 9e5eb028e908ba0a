"""What is foretold is what the refresh says, and nothing of it is published."""

import csv
import shutil

import pytest
from click.testing import CliRunner

from app.published import Audience, read
from ingestion.contracts import PROJECT
from orchestration import what_if
from orchestration.command import main
from orchestration.home import Home
from tests.conftest import AS_OF

OWN = Audience("trust", "ZD002")


@pytest.fixture(scope="module")
def home(published_home, tmp_path_factory) -> Home:
    copy = Home(tmp_path_factory.mktemp("what_if") / "home")
    shutil.copytree(published_home.path, copy.path)
    return copy


def told(home, audience, table):
    run = home.run_folder(home.current_run())
    return read(run, home.manifest(), audience, table)


def say(home, *words: str):
    return CliRunner().invoke(main, ["what-if", *words, "--home", str(home.path)])


def test_the_command_says_of_every_organisation_what_a_threshold_would_change(home):
    before = files(home)
    said = say(home, "network_meetings_minimum", "99")
    lines = said.output.splitlines()
    assessed = set(told(home, Audience("analyst"), "levels")["org_code"])
    assert said.exit_code == 0 and {line[:5] for line in lines[1:-1]} == assessed
    changed = {line.split(": ")[1].split()[0] for line in lines if ", then " in line}
    assert changed & items_resting_on("network_meetings_minimum") and any(line.endswith(": nothing") for line in lines)
    assert files(home) == before


def test_the_command_refuses_what_is_no_threshold(home):
    for parameter, value in (
        ("patience", "3"),
        ("network_meetings_minimum", "many"),
        ("network_meetings_minimum", "nan"),
    ):
        assert say(home, parameter, value).exit_code == 2


def test_every_day_has_the_value_that_is_asked_about(tmp_path, monkeypatch):
    registry = tmp_path / "code" / "dbt_project" / what_if.PARAMETERS
    registry.parent.mkdir(parents=True)
    earlier = next(csv.DictReader((PROJECT / "dbt_project" / what_if.PARAMETERS).open(newline="")))
    with registry.open("w", newline="") as file:
        writer = csv.DictWriter(file, earlier)
        writer.writeheader()
        writer.writerows([earlier, earlier | {"valid_from": "2027-04-01"}])
    monkeypatch.setattr(what_if, "PROJECT", tmp_path / "code")
    changed = what_if._with_parameters(tmp_path / "copy", {earlier["parameter"]: "99"})
    with (changed / what_if.PARAMETERS).open(newline="") as file:
        assert [row["value"] for row in csv.DictReader(file)] == ["99", "99"]


def files(home) -> dict[str, bytes]:
    rooms = ("raw", "published", "verdicts", "releases")
    found = [path for room in rooms for path in (home.path / room).rglob("*") if path.is_file()]
    return {str(path): path.read_bytes() for path in found}


def test_another_threshold_changes_the_items_that_rest_on_it_and_no_other(home):
    before = files(home)
    asked = what_if.ask(home, Audience("analyst"), AS_OF, parameters={"network_meetings_minimum": "99"})
    now = told(home, Audience("analyst"), "items").drop("rule_version")
    foretold = asked.items.drop("rule_version")
    changed = set(foretold.join(now, on=foretold.columns, how="anti", nulls_equal=True)["item_id"])
    assert changed and changed <= items_resting_on("network_meetings_minimum")
    assert files(home) == before


def items_resting_on(parameter: str) -> set[str]:
    with (PROJECT / "dbt_project" / "seeds" / "item_conditions.csv").open(newline="") as file:
        return {row["item_id"] for row in csv.DictReader(file) if parameter in row.values()}


def test_a_return_that_is_not_handed_in_yet_is_judged_as_if_it_were(home):
    """The same bytes under another name are a duplicate, so what its organisation reads does not change."""
    (landed,) = (home.path / "raw" / "returns").glob(f"{of_file(home, 'ZD002_2026-07-08.xlsx')}*")
    content = (landed / "original.xlsx").read_bytes()
    asked = what_if.ask(home, OWN, AS_OF, files={"returns": [("again.xlsx", content)]})
    assert asked.levels.equals(told(home, OWN, "levels")) and asked.items.equals(told(home, OWN, "items"))
    assert set(asked.items["org_code"]) == {"ZD002"}


def of_file(home, name: str) -> str:
    return next(file["sha256"] for file in home.manifest()["inputs"] if file["name"] == name)


def test_what_cannot_be_foretold_is_said_in_words(home, tmp_path):
    with pytest.raises(what_if.WhatIfFailed, match="no parameter patience"):
        what_if.ask(home, OWN, AS_OF, parameters={"patience": "3"})
    with pytest.raises(what_if.WhatIfFailed, match="nothing is published yet"):
        what_if.ask(Home(tmp_path), OWN, AS_OF)
    assert not [path for path in home.path.iterdir() if path.name.startswith("what-if-")]
