"""`nwbench recompute`: a past year by today's rules."""

from pathlib import Path

import click

from orchestration.home import Home, default_landings
from orchestration.lock import Locked
from orchestration.options import FAILED, LOCKED, fail, home_option


@click.command()
@click.argument("year", type=int)
@click.option("--landing", "landings", multiple=True, type=click.Path(path_type=Path), help="As of a refresh.")
@home_option
def recompute(year: int, landings: tuple[Path, ...], home: Home) -> None:
    """Judges a past year anew by today's rules, beside what was published then; the run in use stays."""
    from orchestration.recompute import recompute as run
    from orchestration.what_if import WhatIfFailed

    try:
        made = run(home, list(landings) or [Path(folder) for folder in default_landings()], year)
    except Locked as locked:
        fail(str(locked), LOCKED)
    except WhatIfFailed as failed:
        fail(str(failed), FAILED)
    click.echo(f"{made.words()}\nNext: nwbench export revisions --audience analyst --home {made.home.path}")
