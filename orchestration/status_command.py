"""What is published, from which inputs, what is due or overdue, and how the last refresh ended."""

import json
import sys
from collections import Counter
from datetime import date

import click

from ingestion.days import today
from orchestration import attempts, journals
from orchestration.attempts import Attempt
from orchestration.home import Home
from orchestration.options import FAILED, fail, home_option

OF_MANIFEST = ("run_id", "ended_at", "as_of", "code_version", "rule_version", "inputs", "tables")
DAYS_BETWEEN = 35  # a run is judged for at least monthly, by the schedule, and some days late


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@home_option
def status(form: str, home: Home) -> None:
    """Says what is published, what is due, and how the last refresh ended; exit code 1 when somebody must look."""
    last = attempts.last(home)
    manifest = home.manifest()
    if manifest is None:
        fail(f"nothing is published yet: run nwbench refresh{_ended(last)}", FAILED)
    amiss = _amiss(home, manifest, last)
    told = {name: manifest[name] for name in OF_MANIFEST}
    told |= {"due": _due(home, manifest), "last_refresh": _told(last), "amiss": amiss}
    told["journal_faults"] = [f"{name}: {fault}" for name, of in journals.faults(home).items() for fault in of]
    if form == "json":
        click.echo(json.dumps(told, indent=2))
    else:
        _say(home, manifest, told["due"], last)
        _say_of_journals(told["journal_faults"])
    for words in amiss:
        click.echo(f"nwbench: {words}", err=True)
    sys.exit(FAILED if amiss else 0)


def _amiss(home: Home, manifest: dict, last: Attempt | None) -> list[str]:
    """What somebody must look at, in words; empty when all is well."""
    found = []
    if failures := attempts.failures_in_a_row(home):
        found.append(f"{failures} refresh(es) in a row failed; still published: {manifest['run_id']}{_ended(last)}")
    if last and last.state == attempts.BEGUN and not home.is_locked():
        found.append(f"the refresh of {last.at:%d %B %Y %H:%M} UTC, begun by {last.by}, died; run nwbench refresh")
    age = (today() - date.fromisoformat(manifest["as_of"])).days
    if age > DAYS_BETWEEN:
        found.append(f"the published run judges for {manifest['as_of']}, {age} days ago; is the schedule running?")
    return found


def _due(home: Home, manifest: dict) -> dict[str, int]:
    """Obligations of all organisations by their state in the published calendar."""
    from app.published import Audience, read

    calendar = read(home.run_folder(manifest["run_id"]), manifest, Audience("analyst"), "calendar")
    return dict(sorted(Counter(state for state in calendar["state"].to_list() if state).items()))


def _ended(last: Attempt | None) -> str:
    return f". Last refresh, by {last.by}: {last.state}{f', {last.why}' if last.why else ''}" if last else ""


def _told(last: Attempt | None) -> dict | None:
    return last and {"by": last.by, "state": last.state, "at": last.at.isoformat(timespec="seconds"), "why": last.why}


def _say(home: Home, manifest: dict, due: dict[str, int], last: Attempt | None) -> None:
    from orchestration.summary import summarise

    click.echo(f"Run {manifest['run_id']}, ended {manifest['ended_at']}, rules {manifest['rule_version']}\n")
    click.echo(summarise(home, manifest, unchanged=False, asked_by="nwbench status"))
    obligations = ", ".join(f"{count:,} {state.replace('_', ' ')}" for state, count in due.items())
    click.echo(f"\nObligations: {obligations or 'none'}")
    if last:
        click.echo(f"Last refresh: {last.state} on {last.at:%d %B %Y at %H:%M} UTC, begun by {last.by}")


def _say_of_journals(faults: list[str]) -> None:
    """Nothing must be done at once, and a month may have been removed when its time was over: so no exit code."""
    click.echo("\n".join(["Journals that are not whole:", *faults]) if faults else "Every journal is whole")
