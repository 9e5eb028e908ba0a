"""The web app: pages over the published run, which they only read. `nwbench app` starts it."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl
import streamlit as st

from app import following, notices, scope, takeaway, wording
from app.navigation import Page, pages_of
from app.notices import NothingToShow
from app.published import Audience
from app.reading import Reading, open_current
from orchestration.home import Home, default_home

STYLE = Path(__file__).with_name("style.css")


def main() -> None:
    """The pages of whoever reads, and the one that the address names."""
    st.set_page_config(page_title="North West benchmark", layout="wide")
    asked = scope.asked_reader()
    pages = pages_of((asked or scope.DEFAULT.name).partition(":")[0]) or pages_of(scope.DEFAULT.name)
    chosen = st.navigation([_listed(page, asked) for page in pages])
    chosen.run()


def _listed(page: Page, asked: str | None) -> st.Page:
    show = partial(open_page, page.show, asked)
    return st.Page(show, title=page.title, url_path=page.address, default=not page.address)


def open_page(show: Callable[[Reading], None], asked: str | None) -> None:
    """A page over the current run, or a plain page that says why there is none."""
    st.html(STYLE)
    home = Home(default_home().resolve())
    current = following.current(home)
    try:
        reading = _open(home, asked)
        takeaway.read_by(reading)
        show(reading)
        _sign(reading)
    except NothingToShow as nothing:
        notices.show_plainly(nothing)
    except pl.exceptions.ColumnNotFoundError as missing:
        print(f"nwbench: the published run lacks a column: {missing}", file=sys.stderr)
        notices.show_plainly(notices.other_version())
    following.follow(home, current)


def _open(home: Home, asked: str | None) -> Reading:
    """The current run, as whoever reads. Raises NothingToShow."""
    if not scope.is_safe():
        raise NothingToShow(
            "There is no sign-in yet, so the app shows itself on its own machine only.",
            "Start it with “nwbench app”, without another address.",
        )
    public = open_current(home, Audience("public"))
    scope.choose_reader(public, asked)
    return Reading(public.run_folder, scope.current_audience(asked, public.readers))


def _sign(reading: Reading) -> None:
    """Which run a printed page is from."""
    manifest = reading.manifest
    st.caption(
        f"Run {manifest['run_id']}, judged as of {wording.day(reading.as_of)} by rules {manifest['rule_version']}. "
        "Figures are rounded for reading; downloads hold them unrounded, shares as fractions from 0 to 1."
    )


if __name__ == "__main__":
    main()
