"""What an organisation must do, and by when."""

import streamlit as st

from app.reading import Reading


def show(reading: Reading, organisation: dict) -> None:
    st.subheader("What is due", anchor="due")
