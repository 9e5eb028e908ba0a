"""What is taken away by a command: a published table as a file, and the panel's pack of one application."""

import sys
from pathlib import Path

import click

from orchestration.home import Home
from orchestration.options import FAILED, WRONG_USE, fail, home_option, quieten_streamlit


@click.command()
@click.argument("table")
@click.option("--audience", required=True, help="analyst, public, panel:APPLICANT or trust:CODE.")
@click.option("--format", "form", type=click.Choice(["csv", "json", "parquet", "xlsx", "csvw"]), default="csv")
@click.option("--out", default="-", help="A file; - is standard output.")
@click.option("--peer-group", help="Only this group, of a table that compares; peer_groups is the list.")
@click.option("--belongs-to", help="ODS code of the organisation that a panel's reader belongs to.")
@home_option
def export(
    table: str, audience: str, form: str, out: str, peer_group: str | None, belongs_to: str | None, home: Home
) -> None:
    """Writes one published table, as an audience may see it. What is refused is written down."""
    from app.access import ask
    from app.exports import write
    from app.extract import Extract, demonstration_codes
    from app.published import Audience, NotAllowed, read

    manifest = home.manifest() or fail("nothing is published yet: run nwbench refresh", FAILED)
    run = home.run_folder(manifest["run_id"])
    try:
        reader = Audience.parse(audience, belongs_to)
        frame = ask(home.path, run, manifest, reader, table, peer_group)
    except NotAllowed as refused:
        fail(str(refused), WRONG_USE)
    invented = demonstration_codes(lambda name: read(run, manifest, Audience("public"), name))
    try:
        with click.open_file(out, "wb", lazy=True) as file:
            write(Extract(table, frame, reader, manifest, invented), form, file)
    except BrokenPipeError:
        sys.stdout = None  # the reader, such as `head`, has seen enough


@click.command()
@click.option("--applicant", required=True, help="ODS code of the organisation that has applied.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The pack, .pdf.")
@click.option("--belongs-to", help="ODS code of the organisation that the panel's reader belongs to.")
@home_option
def pack(applicant: str, out: Path, belongs_to: str | None, home: Home) -> None:
    """Writes the panel's pack of one application: a tagged PDF, the same for the same run."""
    from app.notices import NothingToShow
    from app.published import Audience, NotAllowed

    manifest = home.manifest() or fail("nothing is published yet: run nwbench refresh", FAILED)
    if not out.parent.is_dir():
        fail(f"no folder {out.parent}", WRONG_USE)
    quieten_streamlit()
    from app.pack import NoApplication, build

    try:
        reader = Audience.parse(f"panel:{applicant.upper()}", belongs_to and belongs_to.upper())
        content = build(home.path, home.run_folder(manifest["run_id"]), reader)
    except (NotAllowed, NoApplication) as refused:
        fail(str(refused), WRONG_USE)
    except NothingToShow as gone:
        fail(f"{gone} {gone.remedy}", FAILED)
    try:
        out.write_bytes(content)
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}", FAILED)
    click.echo(f"Written: {out}, of run {manifest['run_id']}")
