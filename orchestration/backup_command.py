"""`nwbench backup` and `nwbench restore`: one archive out of a home folder, and a home folder out of one archive."""

from datetime import date
from pathlib import Path

import click

from orchestration.home import Home
from orchestration.lock import Locked
from orchestration.options import FAILED, LOCKED, WRONG_USE, day_or_none, fail, home_option

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--to", "folder", required=True, type=FOLDER, help="A folder on another disk or machine.")
@click.option("--keep", type=click.IntRange(1), help="Leave so many of the latest archives there; default all.")
@home_option
def backup(folder: Path, keep: int | None, home: Home) -> None:
    """Writes one archive of all that cannot be made anew. It holds secrets and unpublished figures."""
    from orchestration.backup import back_up

    if not home.path.is_dir():
        fail(f"no home folder {home.path}", WRONG_USE)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        archive = back_up(home, folder, keep)
    except Locked as locked:
        fail(str(locked), LOCKED)
    except OSError as error:
        fail(f"nothing was backed up: {error.filename or folder}: {error.strerror}", FAILED)
    click.echo(f"Written: {archive}, {archive.stat().st_size / 1e6:,.1f} MB, of run {home.current_run() or 'none'}")


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@home_option
@click.option("--as-of", callback=day_or_none, help="Day to judge for; default that of the backup's run.")
@click.option("--landing", type=FOLDER, help="A new folder for the landing folders as they were read, if lost too.")
def restore(archive: Path, home: Home, as_of: date | None, landing: Path | None) -> None:
    """Makes a new home folder from an archive, builds its run anew from raw copies, and compares the two."""
    from orchestration.backup import DamagedBackup
    from orchestration.refresh import RefreshFailed
    from orchestration.restore import CannotRestore, restore

    try:
        done = restore(archive, home, as_of, landing and landing.resolve())
    except (CannotRestore, DamagedBackup) as refused:
        fail(f"nothing was restored. {refused}", FAILED)
    except RefreshFailed as failed:
        fail(f"nothing was restored. What was backed up does not build: {failed}", FAILED)
    except OSError as error:
        fail(f"nothing was restored: {error.filename or home.path}: {error.strerror}", FAILED)
    for name in done.lost:
        click.echo(f"nwbench: no copy was kept of {name}", err=True)
    if done.run_id is None:
        click.echo(f"Restored: {home.path}; nothing was published yet")
    elif done.differ:
        click.echo(f"Restored: {home.path}; these tables are not what they were: {', '.join(done.differ)}")
        click.echo("Why: nwbench export revisions --audience analyst")
    else:
        click.echo(f"Restored: {home.path}; built anew, every table of the published run is what it was")
