"""One published run as one audience reads it.

CURRENT is looked up at every rerun and tables are kept by run, audience and name: a refresh shows on the next rerun,
and a page never mixes two runs.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import streamlit as st

from app.access import ask
from app.notices import NothingToShow, other_version
from app.published import Audience, NotAllowed, OtherVersion, RunGone, read_registry
from orchestration.home import Home

KEPT_TABLES = 200  # of all runs and audiences together; the oldest go first


@dataclass(frozen=True)
class Reading:
    run_folder: Path
    audience: Audience

    @property
    def manifest(self) -> dict:
        return _manifest(self.run_folder)

    def table(self, name: str) -> pl.DataFrame:
        """A whole published table. Raises NothingToShow."""
        try:
            return _table(self.run_folder, self.audience, name)
        except NotAllowed:
            if not self.run_folder.is_dir():
                raise _gone() from None
            raise NothingToShow(f"The table “{name}” is not for this view.", "Choose another page.") from None
        except (RunGone, OSError, ValueError):
            raise _gone() from None

    def registry(self, name: str) -> list[dict]:
        """Rows of a registry as the run was computed by it, without those not valid yet. Raises NothingToShow."""
        try:
            rows = _registry(self.run_folder, self.audience, name)
        except OtherVersion:
            raise other_version() from None
        except (RunGone, OSError, ValueError):
            raise _gone() from None
        as_of = date.fromisoformat(self.manifest["as_of"])
        return [row for row in rows if row.get("valid_from") is None or row["valid_from"] <= as_of]


def open_current(home: Home, audience: Audience) -> Reading:
    """The run that CURRENT names. Raises NothingToShow."""
    try:
        run_id = home.current_run()
    except OSError:
        run_id = None
    if not run_id:
        raise NothingToShow(
            "Nothing is published yet.",
            "Run “nwbench refresh” on this machine, with the same home folder as this app, then reload this page.",
        )
    reading = Reading(home.run_folder(run_id), audience)
    if not (reading.run_folder / "manifest.json").is_file():
        raise _gone()
    return reading


def _gone() -> NothingToShow:
    return NothingToShow(
        "The published run was removed while it was being read.",
        "Reload this page. If this message stays, run “nwbench refresh”, or “nwbench rollback” to an earlier run.",
    )


@st.cache_data(show_spinner=False, max_entries=KEPT_TABLES)
def _table(run_folder: Path, audience: Audience, name: str) -> pl.DataFrame:
    return ask(run_folder.parents[1], run_folder, _manifest(run_folder), audience, name)


@st.cache_data(show_spinner=False, max_entries=KEPT_TABLES)
def _registry(run_folder: Path, audience: Audience, name: str) -> list[dict]:
    return read_registry(run_folder, audience, name).to_dicts()


@st.cache_data(show_spinner=False, max_entries=KEPT_TABLES)
def _manifest(run_folder: Path) -> dict:
    return json.loads((run_folder / "manifest.json").read_text())
