"""What the commands share: options, exit codes (CONTRACT section 1), and how they fail."""

import logging
import sys
from datetime import date
from pathlib import Path
from typing import NoReturn

import click

from ingestion.days import today
from orchestration.home import Home, default_home

FAILED, WRONG_USE, QUARANTINED, LOCKED = 1, 2, 3, 4


def _home(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Home:
    return Home(Path(value).resolve() if value else default_home())


def day_of(context: click.Context, parameter: click.Parameter, value: str | None) -> date:
    return day_or_none(context, parameter, value) or today()


def day_or_none(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise click.BadParameter(f"{value} is no date such as 2026-11-24") from None


def fail(message: str, code: int) -> NoReturn:
    """Ends the command with one line on standard error."""
    click.echo(f"nwbench: {message}", err=True)
    sys.exit(code)


def quieten_streamlit() -> None:
    """A command that reads as a page does has no server, which Streamlit would warn of with every table."""
    for name in ("streamlit", "streamlit.runtime.caching.cache_resource_api"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


home_option = click.option("--home", callback=_home, help="Home folder; default .nwbench, or NWBENCH_HOME.")
