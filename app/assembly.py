"""The analyst's desk: refused files to decide on, what is late and reminders of it, and thresholds."""

from collections.abc import Callable

import streamlit as st

from app import proposals, refused_files, reminders
from app.choices import choose
from app.reading import Reading

VIEWS: dict[str, tuple[str, Callable[[Reading], None]]] = {
    "quarantine": ("Refused files: release or discard", refused_files.show),
    "due": ("What is late and due, and reminders", reminders.show),
    "thresholds": ("Change a threshold: its effect on everybody, and proposals", proposals.show),
}
OF_A_VIEW = ("file", "remind", "settled", "due", "parameter")


def show(reading: Reading) -> None:
    st.title("The analyst's desk")
    names = {view: words for view, (words, _) in VIEWS.items()}
    view = choose("What to do", "view", names, default="quarantine", drops=OF_A_VIEW)
    if view is not None:
        VIEWS[view][1](reading)
