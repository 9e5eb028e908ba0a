"""`nwbench alerts`: whether `alerts.toml` can be followed, and who would be told of what."""

import sys

import click

from orchestration.home import Home
from orchestration.options import FAILED, fail, home_option


@click.command()
@click.option("--send", is_flag=True, help="Send everyone one message that says it is a test.")
@home_option
def alerts(send: bool, home: Home) -> None:
    """Says who would be told when a refresh ends, and of what; sends nothing unless asked to.

    Exit code 1 when alerts.toml cannot be followed, or, with --send, when somebody could not be told.
    """
    from orchestration.alert_settings import ALERTS, BadAlerts
    from orchestration.alerts import try_out

    try:
        lines = try_out(home, send)
    except BadAlerts as bad:
        fail(f"nobody would be told. {home.path / ALERTS}: {bad}", FAILED)
    for line in lines:
        click.echo(line, err=line.startswith("could not"))
    sys.exit(FAILED if any(line.startswith("could not") for line in lines) else 0)
