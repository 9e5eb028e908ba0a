"""`nwbench quarantine`: what was refused, and what an analyst decides about it."""

import getpass
import json
from collections.abc import Callable

import click

from orchestration.home import Home
from orchestration.lock import Locked
from orchestration.options import LOCKED, WRONG_USE, fail, home_option


@click.group()
def quarantine() -> None:
    """Files that were refused, whole or in part: list them, release or discard one."""


@quarantine.command("list")
@click.option("--all", "everything", is_flag=True, help="Also what was settled or discarded.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@home_option
def list_quarantine(everything: bool, form: str, home: Home) -> None:
    """Says what lies in quarantine, since when, from whom and why."""
    from orchestration.quarantine import listed, told

    entries = listed(home, everything)
    click.echo(json.dumps(entries, indent=2) if form == "json" else told(entries))


def _decision_options(command: Callable) -> Callable:
    for option in (
        click.argument("sha256"),
        click.option("--reason", required=True, help="Why; it is recorded."),
        click.option("--by", default=getpass.getuser, help="Who decides; default the account."),
        home_option,
    )[::-1]:
        command = option(command)
    return command


@quarantine.command()
@_decision_options
def release(sha256: str, reason: str, by: str, home: Home) -> None:
    """Takes a file in as it stands, against the rules that cannot tell for certain.

    SHA256 may be its beginning, and SOURCE/SHA256 where two sources were sent the same content.
    """
    _decide(home, sha256, "release", reason, by)


@quarantine.command()
@click.option("--erase", is_flag=True, help="Remove the bytes from the home folder too, as personal data asks.")
@_decision_options
def discard(sha256: str, reason: str, by: str, home: Home, erase: bool) -> None:
    """Settles that a file is not taken in.

    SHA256 may be its beginning, and SOURCE/SHA256 where two sources were sent the same content.
    """
    _decide(home, sha256, "discard", reason, by, erase)


def _decide(home: Home, sha256: str, action: str, reason: str, by: str, erase: bool = False) -> None:
    from orchestration.quarantine import CannotDecide, decide

    try:
        click.echo(decide(home, sha256, action, reason, by, erase))
    except CannotDecide as refused:
        fail(str(refused), WRONG_USE)
    except Locked as locked:
        fail(str(locked), LOCKED)
