"""Open pages follow the published run: without anybody's doing they show a new one within a minute."""

import streamlit as st

from orchestration.home import Home

LOOKS_EVERY = 20  # seconds; a browser may slow a page that nobody looks at to one look a minute


def current(home: Home) -> str | None:
    """The run that is published now; None without one that can be read."""
    try:
        return home.current_run()
    except OSError:
        return None


@st.fragment(run_every=LOOKS_EVERY)
def follow(home: Home, shown: str | None) -> None:
    """Draws the page again, whole, once another run is published than the one `shown`, read before the page was."""
    if current(home) != shown:
        st.rerun(scope="app")
