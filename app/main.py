"""The web app: pages over the published run, which they only read. `nwbench app` starts it."""

import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import streamlit as st

from app import organisation, quality, region, wording
from app.notices import NothingToShow, other_version, show_plainly
from app.reading import Reading, open_current
from app.scope import NOTE, current_audience
from orchestration.home import Home, default_home

STYLE = Path(__file__).with_name("style.css")


def main() -> None:
    """The pages, and the one that the address names."""
    st.set_page_config(page_title="North West benchmark", layout="wide")
    chosen = st.navigation(
        [
            st.Page(lambda: open_page(region.show), title="Region", url_path="region", default=True),
            st.Page(lambda: open_page(organisation.show), title="Organisation", url_path="organisation"),
            st.Page(lambda: open_page(quality.show), title="Data quality", url_path="quality"),
        ]
    )
    chosen.run()


def open_page(show: Callable[[Reading], None]) -> None:
    """A page over the current run, or a plain page that says why there is none."""
    st.html(STYLE)
    try:
        reading = _open()
        show(reading)
        _sign(reading)
    except NothingToShow as nothing:
        show_plainly(nothing)
    except pl.exceptions.ColumnNotFoundError as missing:
        print(f"nwbench: the published run lacks a column: {missing}", file=sys.stderr)
        show_plainly(other_version())


def _open() -> Reading:
    audience = current_audience()
    if audience is None:
        raise NothingToShow(
            "There is no sign-in yet, so the app shows itself on its own machine only.",
            "Start it with “nwbench app”, without another address.",
        )
    st.caption(NOTE)
    return open_current(Home(default_home().resolve()), audience)


def _sign(reading: Reading) -> None:
    """Which run a printed page is from."""
    manifest = reading.manifest
    st.caption(
        f"Run {manifest['run_id']}, judged as of {wording.iso_day(manifest['as_of'])} by rules "
        f"{manifest['rule_version']}. "
        "Figures are rounded for reading; downloads hold them unrounded, shares as fractions from 0 to 1."
    )


if __name__ == "__main__":
    main()
