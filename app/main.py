"""The web app: pages over the published run, which they only read. `nwbench app` starts it."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl
import streamlit as st

from app import following, notices, scope, sign_in, takeaway, wording
from app.navigation import PAGES, Page, pages_of
from app.notices import NothingToShow
from app.published import Audience
from app.reading import Reading, open_current
from orchestration.home import Home, default_home

STYLE = Path(__file__).with_name("style.css")


def main() -> None:
    """The pages of whoever reads, and the one that the address names."""
    st.set_page_config(page_title="North West benchmark", layout="wide")
    home = Home(default_home().resolve())
    current = following.current(home)
    opened = open_reading(home)
    pages = PAGES if isinstance(opened, NothingToShow) else pages_of(scope.kind(opened))
    listed = [_listed(page, opened, home, current) for page in pages]
    st.navigation(listed, position="hidden" if isinstance(opened, NothingToShow) else "sidebar").run()


def _listed(page: Page, opened: Reading | NothingToShow, home: Home, current: str | None) -> st.Page:
    show = partial(open_page, page.show, opened, home, current)
    return st.Page(show, title=page.title, url_path=page.address, default=not page.address)


def open_reading(home: Home) -> Reading | NothingToShow:
    """The current run as whoever reads, decided anew on every run, or what keeps them out."""
    try:
        person = sign_in.person(home.path)
        scope.begin(home.path, person)
        asked = scope.asked_reader()
        sign_in.show_person(home.path, person)
        public = open_current(home, Audience("public"))
        if person == sign_in.ANYONE:
            sign_in.refuse_unpublished(public)
        scope.choose_reader(public, person, asked)
        return Reading(public.run_folder, scope.decide(home.path, person, asked, public.readers), person)
    except NothingToShow as nothing:
        return nothing


def open_page(
    show: Callable[[Reading], None], opened: Reading | NothingToShow, home: Home, current: str | None
) -> None:
    """A page over the current run, or a plain page that says why there is none."""
    st.html(STYLE)
    try:
        if isinstance(opened, NothingToShow):
            raise opened
        takeaway.read_by(opened)
        show(opened)
        _sign(opened)
    except NothingToShow as nothing:
        notices.show_plainly(nothing)
        sign_in.show_button(nothing)
    except pl.exceptions.ColumnNotFoundError as missing:
        print(f"nwbench: the published run lacks a column: {missing}", file=sys.stderr)
        notices.show_plainly(notices.other_version())
    following.follow(home, current, opened if isinstance(opened, Reading) else None)


def _sign(reading: Reading) -> None:
    """Which run a printed page is from."""
    manifest = reading.manifest
    st.caption(
        f"Run {manifest['run_id']}, judged as of {wording.day(reading.as_of)} by rules {manifest['rule_version']}. "
        "Figures are rounded for reading; downloads hold them unrounded, shares as fractions from 0 to 1."
    )


if __name__ == "__main__":
    main()
