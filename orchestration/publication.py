"""Stage 3: the finished build becomes a published run, whole or not at all.

A run that publishes alone finds no build of its own and refuses; so does one whose checks did not all pass.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from ingestion.problems import Problem
from orchestration import freshness, gate, journals, peer_releases, retention, rules
from orchestration.home import code_version
from orchestration.landing import kept, ledgers
from orchestration.progress import report
from orchestration.settings import OWNERS, Refresh
from orchestration.warehouse import PASSED, TESTS_FILE, warehouse
from quality import causes, release, revisions
from quality.received import ACCEPTED

MOST_FINDINGS = 20  # that a failed run names
RUN = dg.AssetKey(["published", "run"])


@dg.asset(
    key=RUN,
    check_specs=[*rules.specs(RUN), *freshness.specs(RUN)],
    deps=[*warehouse.keys, *ledgers.keys],
    group_name="published",
    kinds={"duckdb"},
    owners=OWNERS,
    description="One folder with a file for each audience, and the pointer to it.",
)
def published_run(
    context: dg.AssetExecutionContext, refresh: Refresh
) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:
    report("Publishing")
    build = refresh.build_folder(context.run_id)
    tests = _passed_tests(build)
    warehouse_file, finished = refresh.warehouse(context.run_id), build / "published"
    audiences = release.write(warehouse_file, finished)
    run_id = refresh.home.name_of_next_run(context.run_id[:8])
    started = context.instance.get_run_stats(context.run_id).start_time
    manifest = {
        "run_id": run_id,
        "dagster_run_id": context.run_id,
        "started_at": datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds") if started else None,
        "as_of": refresh.day.isoformat(),
        "code_version": code_version(),
        "rule_version": release.rule_version(warehouse_file),
        "fingerprint": refresh.fingerprint(context.run_id),
        "inputs": _inputs(build, refresh),
    }
    _compare(refresh, manifest, finished)
    findings = gate.judge(finished, retention.remembered(refresh.home))
    yield from rules.at_the_gate(findings, RUN)
    _refuse(findings)
    manifest |= {
        "ended_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "checks": kept(build, "arrival_checks") + tests + gate.passed(),
        "tables": release.logical_hashes(finished / "analyst.duckdb"),
        "journals": journals.heads(refresh.home),
        "audiences": {audience: sorted(tables) for audience, tables in sorted(audiences.items())},
    }
    (finished / "manifest.json").write_text(json.dumps(manifest, indent=2))
    checks = [*rules.results(warehouse_file, RUN), *freshness.results(warehouse_file, RUN)]
    peer_releases.freeze(refresh.home, finished / "analyst.duckdb")
    refresh.home.publish(finished, run_id)
    yield dg.MaterializeResult(metadata={"run_id": run_id}, check_results=checks)


def _compare(refresh: Refresh, manifest: dict, finished: Path) -> None:
    """Writes into the finished files what is another value than in the run in use, and why."""
    before = refresh.home.manifest()
    if before is not None:
        folder = refresh.home.run_folder(before["run_id"])
        revisions.add(finished, folder, causes.between(before, manifest, folder, finished))


def _refuse(findings: list[Problem]) -> None:
    """Raises Failure, naming each cell, when a finished file shows what its reader may not see, or gives it away."""
    if findings:
        cells = "; ".join(problem.text("") for problem in findings[:MOST_FINDINGS])
        raise dg.Failure(f"not published: the release gate found {len(findings):,} cells that may not go out:{cells}")


def _passed_tests(build: Path) -> list[dict]:
    """The data tests of this very build, all passed. Raises Failure otherwise."""
    results = build / TESTS_FILE
    if not results.is_file():
        raise dg.Failure("this run built nothing to publish: run the refresh job as a whole")
    tests = json.loads(results.read_text())
    failed = [test["rule_id"] for test in tests if test["outcome"] != PASSED]
    if failed:
        raise dg.Failure(f"not published: {', '.join(failed)} did not pass")
    return tests


def _is_unchanged(row: dict, before: set[tuple[str, str]]) -> bool:
    return row["state"] == ACCEPTED and (row["source"], row["file_sha256"]) in before


def _landing_of(row: dict, refresh: Refresh) -> int | None:
    return next((n for n, landing in enumerate(refresh.landings) if Path(row["path"]).is_relative_to(landing)), None)


def _inputs(build: Path, refresh: Refresh) -> list[dict]:
    """Every file that was read; `unchanged` says that the run before had taken in the same bytes, `is_new` that it had
    not met them under this name.

    `landing` is the number of its landing folder, from 0, or null for the inbox; `provenance` is what vouches for it.
    """
    met = (refresh.home.manifest() or {"inputs": []})["inputs"]
    before = {(i["source"], i["sha256"]) for i in met if i["rows"]}
    named = {(i["source"], i["name"], i["sha256"]) for i in met}
    return [
        {
            "source": row["source"],
            "name": row["file_name"],
            "sha256": row["file_sha256"],
            "rows": row["rows"],
            "state": "unchanged" if _is_unchanged(row, before) else row["state"],
            "is_new": (row["source"], row["file_name"], row["file_sha256"]) not in named,
            "landing": _landing_of(row, refresh),
            "provenance": row["provenance"],
        }
        for row in kept(build, "arrivals")
    ]
