"""The published run, read-only. The one module of the app that holds SQL.

A file is opened with no way out of it: no other file, no extension, no setting can be reached from a query.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

CLOSED = {"enable_external_access": "false", "autoload_known_extensions": "false", "lock_configuration": "true"}


class NotAllowed(Exception):
    """The audience may not see what it asks for. The message says nothing that it did not know."""


class RunGone(Exception):
    """The file was there and is not any more, or is no longer whole."""


class OtherVersion(Exception):
    """Another version of this tool made the run, without what this one reads."""


@dataclass(frozen=True)
class Audience:
    """Who reads: `analyst`, `public`, `panel` for one applicant, or `trust` for one organisation."""

    name: str
    org_code: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Audience":
        """From `analyst`, `public`, `panel:APPLICANT` or `trust:CODE`. Raises NotAllowed."""
        name, _, org_code = text.partition(":")
        if name not in ("analyst", "public", "panel", "trust") or (name in ("panel", "trust")) != bool(org_code):
            raise NotAllowed(f"no audience {text!r}: analyst, public, panel:APPLICANT or trust:CODE")
        if org_code and not org_code.isalnum():
            raise NotAllowed(f"no organisation {org_code!r}")
        return cls(name, org_code or None)

    def file(self, run_folder: Path) -> Path:
        return (
            run_folder / "trust" / f"{self.org_code}.duckdb"
            if self.name == "trust"
            else run_folder / f"{self.name}.duckdb"
        )


def read(run_folder: Path, manifest: dict, audience: Audience, table: str) -> pl.DataFrame:
    """A whole table as the audience may see it. Raises NotAllowed for what it may not see, RunGone if the run is."""
    audiences = manifest["audiences"]
    own = table in audiences.get(audience.name, [])
    path = audience.file(run_folder)
    if not path.is_file() or not (own or table in audiences["public"]):
        raise NotAllowed(f"{audience.name} has no table {table}")
    query, values = f"select * from {table}", {}
    if audience.name == "panel" and own:
        # beside the applicant's own rows, what is public of all
        published = "or is_public" if table in audiences["public"] else ""
        query, values = f"{query} where org_code = $org_code {published}", {"org_code": audience.org_code}
    return _fetch(path, f"{query} order by all", values)


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
