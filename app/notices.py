"""Plain pages that say what is missing and what to do, and the banner of invented data."""

from html import escape

import streamlit as st

INVENTED = (
    "Invented data: demonstration region. Every organisation and every figure of this region is made up; "
    "nothing here describes a real NHS organisation."
)
INVENTED_MARK = "Invented data: "


class NothingToShow(Exception):
    """Stands instead of a page: `what` is wrong, and the `remedy`."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


def other_version() -> NothingToShow:
    return NothingToShow(
        "The published run was made by another version of this tool.", "Run “nwbench refresh”, then reload."
    )


def show_plainly(nothing: NothingToShow) -> None:
    """As escaped text: the address of the page, which may be a stranger's work, can stand in it."""
    st.title("Nothing to show")
    st.html(f"<p>{escape(nothing.what)}</p><p>{escape(nothing.remedy)}</p>")


def show_told(key: str) -> None:
    """What became of the last form, once: under its key, (`error` or `success`, words)."""
    kind, words = st.session_state.pop(key, (None, ""))
    if kind:
        {"error": st.error, "success": st.success}[kind](words)


def show_banner(invented: bool) -> None:
    if invented:
        st.html(f'<p class="nw-invented" role="note"><strong>{INVENTED}</strong></p>')


def mark(text: str, invented: bool) -> str:
    """A caption, title or file name that still tells when it is cut out and pasted elsewhere."""
    return f"{INVENTED_MARK}{text}" if invented else text
