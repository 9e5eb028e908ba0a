"""Who reads. Until there is sign-in everyone is the analyst, so pages open on this machine only."""

import streamlit as st

from app.published import Audience
from orchestration.serving import LOOPBACK

NOTE = "Analyst view, no sign-in yet: served on this machine only."


def current_audience() -> Audience | None:
    """Whose file this session reads; None where a stranger could be the reader."""
    return Audience("analyst") if st.get_option("server.address") in LOOPBACK else None
