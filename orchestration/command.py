"""The `nwbench` command (CONTRACT section 1). Frameworks are imported by what needs them, not here."""

import json
import sys
from datetime import date
from io import BytesIO
from pathlib import Path

import click

from orchestration.alerts_command import alerts
from orchestration.backup_command import backup, restore
from orchestration.home import Home, default_landings
from orchestration.lock import Locked
from orchestration.options import FAILED, LOCKED, QUARANTINED, WRONG_USE, day_of, fail, home_option
from orchestration.quarantine_command import quarantine
from orchestration.recompute_command import recompute
from orchestration.status_command import status
from orchestration.takeaway_command import export, pack
from orchestration.what_if_command import what_if

MOST_REASONS = 20  # shown of one file at the end of a refresh


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Refreshes, checks and shows the region's benchmark."""


for command in (quarantine, export, pack, status, alerts, backup, restore, what_if, recompute):
    main.add_command(command)


@main.command()
@click.option(
    "--landing", "landings", multiple=True, type=click.Path(path_type=Path), help="A landing folder; repeatable."
)
@home_option
@click.option("--as-of", callback=day_of, help="Day to judge for; default today.")
@click.option("--full", is_flag=True, help="Judge and build everything anew, even if nothing changed.")
@click.option("--strict", is_flag=True, help="Exit with 3 when something was quarantined.")
@click.option("--verbose", is_flag=True, help="Show stack traces.")
def refresh(landings: tuple[Path, ...], home: Home, as_of: date, full: bool, strict: bool, verbose: bool) -> None:
    """Lands, guards, builds, checks and publishes."""
    from orchestration.refresh import RefreshFailed
    from orchestration.refresh import refresh as run
    from orchestration.summary import summarise

    folders = list(landings) or [Path(folder) for folder in default_landings()]
    try:
        outcome = run(home, folders, as_of, full)
    except Locked as locked:
        fail(str(locked), LOCKED)
    except RefreshFailed as failed:
        fail(f"nothing was published. {failed}", FAILED)
    except Exception as error:
        if verbose:
            raise
        fail(f"nothing was published. {type(error).__name__}: {' '.join(str(error).split())}", FAILED)
    refused = _say_refused(outcome.manifest)
    click.echo(summarise(home, outcome.manifest, outcome.unchanged, "nwbench refresh"))
    if strict and refused:
        sys.exit(QUARANTINED)


def _say_refused(manifest: dict) -> list[str]:
    """Names what was refused, of a file with very many lines the first; returns the files' names."""
    by_file: dict[str, list[str]] = {}
    for check in manifest["checks"]:
        if check.get("detail"):
            by_file.setdefault(check["file_name"], []).append(check["detail"])
    for name, details in by_file.items():
        for detail in details[:MOST_REASONS]:
            click.echo(f"quarantined: {detail}", err=True)
        if len(details) > MOST_REASONS:
            click.echo(f"quarantined: {name}: {len(details) - MOST_REASONS:,} more in the table checks", err=True)
    return sorted(by_file)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", help="Source of the files, when neither their folder nor their header tells.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--annotate", type=click.Path(dir_okay=False, path_type=Path), help="A marked copy of one file, .xlsx.")
@home_option
def check(files: tuple[Path, ...], source: str | None, form: str, annotate: Path | None, home: Home) -> None:
    """Validates files by the rules of arrival, and a return by what it answers, without loading them.

    Which organisations are known is taken from the run that is published, if there is one.
    """
    from ingestion import sandbox

    sandbox.start()
    from ingestion.contracts import BadContract
    from ingestion.spark import SparkFailed
    from quality.checking import judge_file

    if annotate:
        _refuse_copy(files, annotate)
    try:
        known = _organisations(home)
        judged = {path: judge_file(path, source, known) for path in files}
    except (BadContract, SparkFailed) as failed:
        fail(str(failed), FAILED)
    found = {str(path): verdict for path, (_, verdict) in judged.items()}
    if form == "json":
        click.echo(json.dumps({n: [p.record() for p in v.problems] for n, v in found.items()}, indent=2))
    for name, verdict in found.items() if form == "text" else ():
        for problem in verdict.problems:
            click.echo(problem.text(Path(name).name), err=True)
        if not verdict.problems:
            beyond = "a refresh compares it with the register and with other files"
            click.echo(f"{Path(name).name}: nothing wrong found in it; {beyond}")
    if annotate:
        from quality.annotation import annotate as marked_copy

        source, verdict = judged[files[0]]
        try:
            annotate.write_bytes(marked_copy(files[0], source, verdict.problems))
        except OSError as error:
            fail(f"{annotate} cannot be written: {error.strerror}", FAILED)
        click.echo(f"Written: {annotate}, the marked copy of {files[0].name}", err=form == "json")
    sys.exit(WRONG_USE if any(v.refuses_file() or v.refused_lines() for v in found.values()) else 0)


def _organisations(home: Home) -> frozenset[str] | None:
    """Codes of the published register; None when nothing is published, or what is cannot be read."""
    if (manifest := home.manifest()) is None:
        return None
    from app.published import Audience, NotAllowed, RunGone, read

    try:
        listed = read(home.run_folder(manifest["run_id"]), manifest, Audience("public"), "organisations")
    except (NotAllowed, RunGone):
        return None
    return frozenset(listed["org_code"])


def _refuse_copy(files: tuple[Path, ...], out: Path) -> None:
    """Ends the command when no marked copy can be written to `out`."""
    if len(files) > 1:
        fail(f"--annotate takes one file at a time; {len(files)} were given", WRONG_USE)
    if out.suffix.lower() != ".xlsx":
        fail(f"the marked copy is a workbook: give --annotate a name that ends in .xlsx, not {out.name}", WRONG_USE)
    if not out.parent.is_dir():
        fail(f"no folder {out.parent}", WRONG_USE)
    if out.exists() and out.samefile(files[0]):
        fail(f"--annotate would overwrite {out.name} itself: give it another name", WRONG_USE)


@main.command()
@click.option("--org", "org_code", required=True, help="ODS code of the organisation.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The workbook, .xlsx.")
@click.option("--assessment-date", "day", callback=day_of, help="Day to assess for; default today.")
@home_option
def template(org_code: str, out: Path, day: date, home: Home) -> None:
    """Writes a return workbook, filled in with what the published run knows of the organisation."""
    from app.published import Audience, NotAllowed, read
    from ingestion.template import PUBLISHED, write
    from ingestion.template_content import Known

    manifest = home.manifest() or fail("nothing is published yet: run nwbench refresh", FAILED)
    run = home.run_folder(manifest["run_id"])
    listed = read(run, manifest, Audience("public"), "organisations").rows_by_key("org_code", named=True, unique=True)
    org_code = org_code.upper()
    known = listed.get(org_code) or fail(f"no organisation {org_code} in the register", WRONG_USE)
    if known["closed_on"]:
        successors = known["successor_codes"] or "not known"
        fail(f"{org_code} closed on {known['closed_on']}; its successor is {successors}", WRONG_USE)
    try:
        tables = {name: read(run, manifest, Audience("trust", org_code), name) for name in PUBLISHED}
    except NotAllowed:
        fail(f"{org_code} is in no region that takes part in the framework", WRONG_USE)
    if not out.parent.is_dir():
        fail(f"no folder {out.parent}", WRONG_USE)
    workbook = BytesIO()
    write(workbook, Known(org_code, known["org_name"], known["is_demonstration"], day, tables))
    try:
        out.write_bytes(workbook.getvalue())
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}", WRONG_USE)
    click.echo(f"Written: {out}, for {org_code} on {day}")


@main.command()
@click.argument("run", required=False)
@home_option
def rollback(run: str | None, home: Home) -> None:
    """Points at an earlier published run: the one before the current, or RUN."""
    from orchestration.tidying import end_what_died

    if not home.runs():
        fail("no such run; published are none", WRONG_USE)
    try:
        with home.locked("nwbench rollback"):
            end_what_died(home)
            runs, current = home.runs(), home.current_run()
            earlier = [r for r in runs if current is None or r < current]
            target = run or (earlier[-1] if earlier else None)
            if target not in runs:
                fail(f"no such run; published are {', '.join(runs)}", WRONG_USE)
            home.point_at(target)
    except Locked as locked:
        fail(str(locked), LOCKED)
    click.echo(f"Published: {target}")


@main.command()
@home_option
@click.option("--port", default=8501, show_default=True)
@click.option("--address", default="127.0.0.1", show_default=True)
@click.option("--without-sign-in", is_flag=True, help="Show unpublished data to whoever uses this machine.")
def app(home: Home, port: int, address: str, without_sign_in: bool) -> None:
    """Serves the web app."""
    from orchestration.serving import serve_app

    serve_app(home, address, port, without_sign_in)


@main.command()
@home_option
@click.option("--port", default=3000, show_default=True)
@click.option("--address", default="127.0.0.1", show_default=True)
@click.option("--read-only", is_flag=True, help="Pages only show: nothing is started, stopped or switched by them.")
@click.option("--path-prefix", default="", help="Where a proxy serves the pages, such as /runs.")
def serve(home: Home, port: int, address: str, read_only: bool, path_prefix: str) -> None:
    """Serves the Dagster UI and its daemon: runs, lineage, schedule and sensor."""
    from orchestration.dagster_servers import ServerEnded, serve_until_told

    try:
        serve_until_told(home, address, port, read_only, path_prefix)
    except Locked as locked:
        fail(str(locked), LOCKED)
    except ServerEnded as ended:
        fail(str(ended), FAILED)
