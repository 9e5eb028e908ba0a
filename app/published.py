"""The published run, read-only. The one module of the app that holds SQL.

A file is opened with no way out of it: no other file, no extension, no setting can be reached from a query.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

FIGURES = {"measures", "changes", "peers"}  # of which a panel reads what is public of all beside the applicant's own
CLOSED = {"enable_external_access": "false", "autoload_known_extensions": "false", "lock_configuration": "true"}


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


def read(
    run_folder: Path, manifest: dict, audience: Audience, table: str, peer_group: str | None = None
) -> pl.DataFrame:
    """A whole table as the audience may see it, or its rows of one peer group.

    Raises NotAllowed for what it may not see, RunGone if the run is.
    """
    audiences = manifest["audiences"]
    if audience.name == "panel":
        _refuse_reviewer(run_folder, audience)
    own = table in audiences.get(audience.name, [])
    path = audience.file(run_folder)
    if not path.is_file() or not (own or table in audiences["public"]):
        raise NotAllowed(f"{audience.name} has no table {table}")
    query, values = f"select * from {table}", {}
    if audience.name == "panel" and own:
        published = "or is_public" if table in FIGURES else ""
        query, values = f"{query} where org_code = $org_code {published}", {"org_code": audience.org_code}
    frame = _fetch(path, f"{query} order by all", values)
    if peer_group is None:
        return frame
    if "peer_group" not in frame.columns or peer_group not in _peer_groups(path, audience):
        raise NotAllowed(f"no peer group {peer_group!r} for {table}: the table peer_groups is the list", "Q03")
    return frame.filter(pl.col("peer_group") == peer_group)


def _refuse_reviewer(run_folder: Path, audience: Audience) -> None:
    """A panel reads applications, and nobody that of their own organisation, whether there is one or not (§3.7)."""
    if audience.belongs_to == audience.org_code:
        raise NotAllowed(f"a reviewer of {audience.org_code} does not read for its panel", "Q02")
    query = "select distinct org_code from applications"
    if audience.org_code not in _fetch(audience.file(run_folder), query, {})["org_code"]:
        raise NotAllowed(f"no application of {audience.org_code} is open to a panel")


def _peer_groups(path: Path, audience: Audience) -> set[str]:
    """The allow-list of this release: of one organisation, or all of it for whoever reads no particular one."""
    query, values = "select distinct peer_group from peer_groups", {}
    if audience.org_code:
        query, values = f"{query} where org_code = $org_code", {"org_code": audience.org_code}
    return set(_fetch(path, query, values)["peer_group"])


def read_registry(run_folder: Path, audience: Audience, name: str) -> pl.DataFrame:
    """A registry of the run in its own order: public knowledge. Raises RunGone, OtherVersion."""
    try:
        return _fetch(audience.file(run_folder), f"select * from registries.{name} order by rowid", {})
    except duckdb.CatalogException:
        raise OtherVersion(f"the run has no registry {name}") from None


def _fetch(path: Path, query: str, values: dict) -> pl.DataFrame:
    try:
        with duckdb.connect(str(path), read_only=True, config=CLOSED) as con:
            return pl.from_arrow(con.sql(query, params=values).to_arrow_table())
    except duckdb.IOException:
        raise RunGone(f"{path.name} can no longer be read") from None
