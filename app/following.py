"""Open pages follow the published run, and who may read it: within a minute, without anybody's doing."""

import streamlit as st

from app import scope
from app.reading import Reading
from orchestration.home import Home

LOOKS_EVERY = 20  # seconds; a browser may slow a page that nobody looks at to one look a minute


def current(home: Home) -> str | None:
    """The run that is published now; None without one that can be read."""
    try:
        return home.current_run()
    except OSError:
        return None


@st.fragment(run_every=LOOKS_EVERY)
def follow(home: Home, shown: str | None, opened: Reading | None) -> None:
    """Draws the page again, whole, once another run is published than the one `shown`, read before the page was.

    So it does once whoever reads may not any more: a role that was taken away closes the page that stands open.
    """
    if current(home) != shown or (opened is not None and not scope.holds(opened)):
        st.rerun(scope="app")
