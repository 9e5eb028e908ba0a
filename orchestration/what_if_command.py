"""What another threshold would change, for every organisation, before anybody changes it."""

from collections import defaultdict
from datetime import date
from math import isfinite

import click

from orchestration.home import Home
from orchestration.options import FAILED, WRONG_USE, fail, home_option, quieten_streamlit


@click.command(name="what-if")
@click.argument("parameter")
@click.argument("value", type=float)
@home_option
def what_if(parameter: str, value: float, home: Home) -> None:
    """Says which levels and statuses another VALUE of a PARAMETER would change. Publishes and keeps nothing.

    Takes as long as a refresh. Every assessment is judged by the new value here; in the registry of parameters it
    judges those from its day on.
    """
    from app.published import Audience
    from orchestration.what_if import WhatIfFailed, ask

    manifest = home.manifest() or fail("nothing is published yet: run nwbench refresh", FAILED)
    quieten_streamlit()
    from app.proposal_effects import changes
    from app.reading import Reading

    reading = Reading(home.run_folder(manifest["run_id"]), Audience("analyst"))
    known = reading.by_key("parameters", "parameter").get(parameter)
    if not isfinite(value):
        fail(f"{value} is no value of a threshold", WRONG_USE)
    now = known or fail(f"no parameter {parameter}: dbt_project/seeds/parameters.csv is the list", WRONG_USE)
    day = date.fromisoformat(manifest["as_of"])
    try:
        foretold = ask(home, reading.audience, day, parameters={parameter: f"{value:.15g}"})
    except WhatIfFailed as failed:
        fail(str(failed), FAILED)
    click.echo(f"{parameter} {value:.15g} instead of {now['value']:.15g} ({now['unit']}), judged for {day}")
    _say(changes(reading, foretold), reading.table("levels")["org_code"].unique().sort().to_list())


def _say(effect: list[dict], assessed: list[str]) -> None:
    """Every assessed organisation: what would be another, or that nothing would."""
    by_organisation = defaultdict(list)
    for one in effect:
        by_organisation[one["org_code"]].append(one)
    for org_code in assessed:
        for one in by_organisation[org_code]:
            click.echo(f"{org_code}, assessed {one['assessed']}: {one['what']} {one['before']}, then {one['after']}")
        if not by_organisation[org_code]:
            click.echo(f"{org_code}: nothing")
    touched = sum(bool(found) for found in by_organisation.values())
    click.echo(f"{len(effect)} levels and statuses would be another, of {touched} of {len(assessed)} organisations")
