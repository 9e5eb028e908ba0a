"""The published run, read-only. The one module of the app that holds SQL.

A file is opened with no way out of it: no other file, no extension, no setting can be reached from a query.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from ingestion.inbox import NOT_PUBLISHED

if TYPE_CHECKING:  # what it takes to import is more than a refresh that finds nothing new takes for all else
    import polars as pl

INVENTED_PUBLISHER = "None: invented"
FIGURES = {"measures", "changes", "peers"}  # of which a panel reads what is public of all beside the applicant's own
CLOSED = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
    "threads": "1",  # the files are small, and a server of many readers has many of them open
}

Connect = Callable[[Path], duckdb.DuckDBPyConnection]


class NotAllowed(Exception):
    """The audience may not see what it asks for. The message says nothing that it did not know."""

    def __init__(self, message: str, rule_id: str = "Q01"):
        super().__init__(f"{rule_id}: {message}")
        self.rule_id = rule_id


class RunGone(Exception):
    """The file was there and is not any more, or is no longer whole."""


class OtherVersion(Exception):
    """Another version of this tool made the run, without what this one reads."""


@dataclass(frozen=True)
class Audience:
    """Who reads: `analyst`, `public`, `panel` for one applicant, or `trust` for one organisation.

    `belongs_to` is the organisation of whoever reads for a panel.
    """

    name: str
    org_code: str | None = None
    belongs_to: str | None = None

    @classmethod
    def parse(cls, text: str, belongs_to: str | None = None) -> "Audience":
        """From `analyst`, `public`, `panel:APPLICANT` or `trust:CODE`. Raises NotAllowed."""
        name, _, org_code = text.partition(":")
        if name not in ("analyst", "public", "panel", "trust") or (name in ("panel", "trust")) != bool(org_code):
            raise NotAllowed(f"no audience {text!r}: analyst, public, panel:APPLICANT or trust:CODE")
        if org_code and not org_code.isalnum():
            raise NotAllowed(f"no organisation {org_code!r}")
        return cls(name, org_code or None, belongs_to)

    def file(self, run_folder: Path) -> Path:
        return (
            run_folder / "trust" / f"{self.org_code}.duckdb"
            if self.name == "trust"
            else run_folder / f"{self.name}.duckdb"
        )


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """A published file, with no way out of it."""
    return duckdb.connect(str(path), read_only=True, config=CLOSED)


def readers(run_folder: Path, connect: Connect = connect) -> dict[str, dict[str, date | None]]:
    """Organisations of which a panel or a trust can read in this run, by audience. Raises RunGone.

    Each applicant has the day for which it assessed itself last, None where only a decision is known.
    """
    query = "select org_code, max(assessment_date) as assessment_date from applications group by org_code order by 1"
    applicants = _fetch(Audience("panel").file(run_folder), query, {}, connect)
    trusts = sorted(path.stem for path in (run_folder / "trust").glob("*.duckdb"))
    return {"panel": dict(applicants.iter_rows()), "trust": dict.fromkeys(trusts)}


def at_the_desk(run_folder: Path, connect: Connect = connect) -> "pl.DataFrame":
    """What a panel's member may know of each applicant's latest application before declaring anything (§3.7).

    Raises RunGone.
    """
    query = """
        select org_code, assessment_date, level_applied_for, state
        from applications
        qualify row_number() over (partition by org_code order by assessment_date desc) = 1
        order by assessment_date desc, org_code
    """
    return _fetch(Audience("panel").file(run_folder), query, {}, connect)


def unpublished_files(run_folder: Path, connect: Connect = connect) -> int:
    """Files taken in that are neither invented nor published by anybody under a licence. Raises RunGone."""
    query = """
        select count(*) from submissions
        where state not in ('quarantined', 'discarded') and not starts_with(coalesce(publisher, ''), $invented)
            and coalesce(licence, $not_published) = $not_published
    """
    values = {"invented": INVENTED_PUBLISHER, "not_published": NOT_PUBLISHED}
    return _fetch(Audience("analyst").file(run_folder), query, values, connect).item()


def sees(manifest: dict, audience: Audience, table: str) -> bool:
    """Whether this kind of reader has the table at all."""
    audiences = manifest["audiences"]
    return table in audiences.get(audience.name, []) or table in audiences["public"]


def read(
    run_folder: Path,
    manifest: dict,
    audience: Audience,
    table: str,
    peer_group: str | None = None,
    where: Mapping[str, object] | None = None,
    connect: Connect = connect,
) -> "pl.DataFrame":
    """A table as the audience may see it: whole, its rows of one peer group, or those `where` columns have a value.

    `where` names columns, each with the value or the list of values that it may have.
    Raises NotAllowed for what the audience may not see, RunGone if the run is.
    """
    if audience.name == "panel":
        _refuse_reviewer(run_folder, audience, connect)
    path = audience.file(run_folder)
    if not path.is_file() or not sees(manifest, audience, table):
        raise NotAllowed(f"{audience.name} has no table {table}")
    if peer_group is not None:
        _refuse_group(path, audience, table, peer_group, connect)
        where = {**(where or {}), "peer_group": peer_group}
    conditions, values = _conditions(where or {})
    if audience.name == "panel" and table in manifest["audiences"]["panel"]:
        published = " or is_public" if table in FIGURES else ""
        conditions.append(f"(org_code = $reader{published})")
        values["reader"] = audience.org_code
    only = f" where {' and '.join(conditions)}" if conditions else ""
    return _fetch(path, f"select * from {table}{only} order by all", values, connect)


def _conditions(where: Mapping[str, object]) -> tuple[list[str], dict[str, object]]:
    """Columns are named by our own code; values, which may be anybody's, are only ever bound."""
    conditions, values = [], {}
    for column, value in where.items():
        if not column.isidentifier():
            raise ValueError(f"no column {column!r}")
        several = isinstance(value, list | tuple)
        conditions.append(f'list_contains(${column}, "{column}")' if several else f'"{column}" = ${column}')
        values[column] = list(value) if several else value
    return conditions, values


def _refuse_reviewer(run_folder: Path, audience: Audience, connect: Connect) -> None:
    """A panel reads applications, and nobody that of their own organisation, whether there is one or not (§3.7)."""
    if audience.belongs_to == audience.org_code:
        raise NotAllowed(f"a reviewer of {audience.org_code} does not read for its panel", "Q02")
    query = "select distinct org_code from applications"
    if audience.org_code not in _fetch(audience.file(run_folder), query, {}, connect)["org_code"]:
        raise NotAllowed(f"no application of {audience.org_code} is open to a panel")


def _refuse_group(path: Path, audience: Audience, table: str, peer_group: str, connect: Connect) -> None:
    """Groups are those of the allow-list of this release: of one organisation, or of all for whoever reads no one."""
    query, values = "select distinct peer_group from peer_groups", {}
    if audience.org_code:
        query, values = f"{query} where org_code = $org_code", {"org_code": audience.org_code}
    has_groups = "peer_group" in _fetch(path, f"select * from {table} limit 0", {}, connect).columns
    if not has_groups or peer_group not in _fetch(path, query, values, connect)["peer_group"]:
        raise NotAllowed(f"no peer group {peer_group!r} for {table}: the table peer_groups is the list", "Q03")


def read_registry(run_folder: Path, audience: Audience, name: str, connect: Connect = connect) -> "pl.DataFrame":
    """A registry of the run in its own order: public knowledge. Raises RunGone, OtherVersion."""
    try:
        return _fetch(audience.file(run_folder), f"select * from registries.{name} order by rowid", {}, connect)
    except duckdb.CatalogException:
        raise OtherVersion(f"the run has no registry {name}") from None


def _fetch(path: Path, query: str, values: dict, connect: Connect) -> "pl.DataFrame":
    import polars as pl

    try:
        with connect(path) as con:
            return pl.from_arrow(con.sql(query, params=values).to_arrow_table())
    except duckdb.IOException:
        raise RunGone(f"{path.name} can no longer be read") from None
