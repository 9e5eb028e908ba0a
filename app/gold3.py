"""Item G3, two years of consecutive improvement, computed from the warehouse and never typed (§3.5.2)."""

import polars as pl
import streamlit as st

from app import gold3_words, notices, roster, wording
from app.choices import address, choose
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import DECLARED, STATUSES, said


def show(reading: Reading) -> None:
    """The page of the item: what it rests on, all readings of it, and how often chance alone would meet them."""
    organisation = roster.choose_organisation(reading, "Two years of improvement (G3)", drops=("assessment",))
    if organisation is None:
        return
    code, invented = organisation["org_code"], organisation["is_demonstration"]
    judged = reading.table("gold3", org_code=code).sort("assessment_date", descending=True)
    if judged.is_empty():
        st.write("This run holds no return of this organisation, so item G3 is not computed.")
        return
    days = {str(day): wording.day(day) for day in judged["assessment_date"]}
    day = choose("Assessment", "assessment", days, default=next(iter(days))) or next(iter(days))
    of_day = judged.filter(pl.col("assessment_date").cast(pl.String) == day)
    row = of_day.row(0, named=True)
    _show_claim(reading, row)
    caption = notices.mark(f"Item G3, assessed for {wording.day(row['assessment_date'])}", invented)
    download = Download(of_day, notices.mark(f"gold3_{code}", invented), "gold3")
    show_table(caption, gold3_words.facts(row, reading), download)
    if row["wres_year"] is not None:
        _show_steps(reading, row, invented)
    st.subheader("How much of it could be chance")
    for sentence in gold3_words.chances(row) or ["Not known: the simulation does not cover this case."]:
        st.write(sentence)


def _show_claim(reading: Reading, row: dict) -> None:
    """What the organisation says of itself, beside what its figures show; nothing typed is ever taken (§3.5.2)."""
    item = reading.table(
        "items", org_code=row["org_code"], assessment_date=row["assessment_date"], item_id="G3"
    ).to_dicts()
    claim = said(DECLARED, item[0]["declared_status"], "not answered").lower() if item else "not answered"
    st.write(f"The organisation declares it {claim}; its figures say: {said(STATUSES, row['status']).lower()}.")


def _show_steps(reading: Reading, judged: dict, invented: bool) -> None:
    last = judged["wres_year"]
    rows = [row | {"Measure": _link(judged, row["Measure"])} for row in gold3_words.steps(reading, judged)]
    caption = notices.mark(f"What G3 rests on: the two years to March {last}", invented)
    name = notices.mark(f"gold3_steps_{judged['org_code']}_{last}", invented)
    show_table(caption, rows, Download(gold3_words.behind(reading, judged), name, "changes"))


def _link(judged: dict, named: str) -> Cell:
    code = named.split(" ")[0]
    return Cell(named, href=address("indicator", org=judged["org_code"], indicator=code))
