"""Hand in a return: take the workbook, send it filled in, see at once what is found, attest it and hand it in."""

import io
from datetime import date

import streamlit as st

from app import hand_in_attest, hand_in_list, hand_in_problems, hand_in_upload, notices, roster, takeaway, wording
from app.reading import Reading
from ingestion import template
from ingestion.days import today
from ingestion.template_content import Known

WHAT_IT_IS = (
    "A return says where your organisation stands against the Anti-Racist Framework. Take the workbook, fill it in, "
    "and send it here: every problem is shown by its cell before anything is handed in. What you hand in is read by "
    "the next refresh, in which the Assembly works out all figures anew, and only a refresh decides what counts."
)
WORKBOOK = {"xlsx": ("Return workbook, .xlsx", "xlsx", takeaway.XLSX)}


def show(reading: Reading) -> None:
    organisation = roster.choose_organisation(reading, "Hand in a return", drops=())
    day = today()
    st.write(WHAT_IT_IS)
    hand_in_list.show_lost(reading, organisation)
    _show_template(reading, organisation, day)
    upload = hand_in_upload.show(organisation, day)
    if upload is not None:
        hand_in_problems.show(reading, upload)
        hand_in_attest.show(reading, upload, day)
    hand_in_list.show(reading, organisation)
    hand_in_attest.forget_outcome()


def _show_template(reading: Reading, organisation: dict, today: date) -> None:
    st.subheader("1. Take the workbook")
    st.write(
        "It is filled in with your last answers and what is known of you. The day to assess for is the day that every "
        "window of evidence counts back from."
    )
    code = organisation["org_code"]
    day = st.date_input("Day to assess for", today, max_value=today, format="DD/MM/YYYY", key=f"template_day_{code}")
    if day is None:
        return

    def make(_form: str) -> bytes:
        out = io.BytesIO()
        tables = {name: reading.table(name) for name in template.PUBLISHED}
        known = Known(code, organisation["org_name"], organisation["is_demonstration"], day, tables)
        template.write(out, known)
        return out.getvalue()

    caption = notices.mark(f"{organisation['name']}, assessed for {wording.day(day)}", organisation["is_demonstration"])
    name = notices.mark(f"return_{code}_{day}", organisation["is_demonstration"])
    takeaway.offer_file("Take the workbook to fill in", caption, name, WORKBOOK, make)
