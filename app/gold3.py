"""Item G3, two years of consecutive improvement, computed from the warehouse and never typed (§3.5.2)."""

import polars as pl
import streamlit as st

from app import changes, notices, registries, roster, wording
from app.choices import address, choose
from app.origins import of
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import CHANCE_STATUSES, DECLARED, STATUSES, said

CHANCES = {
    "the panel": "chance_panel",
    "reading A": "chance_reading_a",
    "reading B": "chance_reading_b",
    "reading C": "chance_reading_c",
}


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
    show_table(caption, _facts(row, reading), Download(of_day, notices.mark(f"gold3_{code}", invented), "gold3"))
    if row["wres_year"] is not None:
        _show_steps(reading, reading.table("changes", org_code=code), row, invented)
    st.subheader("How much of it could be chance")
    for sentence in _chances(row) or ["Not known: the simulation does not cover this case."]:
        st.write(sentence)


def _show_claim(reading: Reading, row: dict) -> None:
    """What the organisation says of itself, beside what its figures show; nothing typed is ever taken (§3.5.2)."""
    item = reading.table(
        "items", org_code=row["org_code"], assessment_date=row["assessment_date"], item_id="G3"
    ).to_dicts()
    claim = said(DECLARED, item[0]["declared_status"], "not answered").lower() if item else "not answered"
    st.write(f"The organisation declares it {claim}; its figures say: {said(STATUSES, row['status']).lower()}.")


def _facts(row: dict, reading: Reading) -> list[dict[str, str | Cell]]:
    asked = registries.parameter(reading, "gold3_measures_minimum")
    a = _counted(row, "improved_both", _enough(row["improved_both"], asked, row["improved_measures"]))
    b = "Yes" if row["each_year_five"] else "No"
    c = _counted(row, "net_two_years", _enough(row["net_two_years"], asked, None))
    parity = _counted(row, "parity_both", _listed(row["parity_both"], row["parity_measures"]))
    facts: dict[str, str | Cell] = {
        "Result": roster.status_cell(row["status"]),
        "Why": row["reason"] or "",
        "Measures that can be compared over both years": _counted(
            row, "usable", _listed(row["usable"], row["usable_measures"])
        ),
        "Measures that cannot": row["blocked_measures"] or "None",
        f"Reading A, the one that counts: the same {asked:.0f} improved in both years": a,
        f"Reading B: {asked:.0f} improved in each year, not the same ones needed": b,
        f"Reading C: {asked:.0f} better over both years together": c,
        "Stayed at or moved to parity, and did not improve in both": parity,
        "Improved in both, and distinguishable from chance over the two years": _counted(
            row, "distinguishable", str(row["distinguishable"])
        ),
        "Out of date from": wording.day(row["stale_on"], "–"),
    }
    return [{"What": what, "Value": value} for what, value in facts.items()]


def _counted(row: dict, column: str, text: str) -> Cell:
    return Cell(text, of=of("gold3", row, column))


def _listed(number: int, codes: str | None) -> str:
    return f"{number} ({', '.join(codes.split())})" if codes else str(number)


def _enough(number: int, asked: float, codes: str | None) -> str:
    return f"{'Yes' if number >= asked else 'No'}: {_listed(number, codes)}"


def _chances(row: dict) -> list[str]:
    """How often an organisation of this size meets the readings while nothing changes (§4.6), where the run says so."""
    told = [said(CHANCE_STATUSES, row["chance_status"])] if row.get("chance_status") else []
    if row.get("chance_met") is None:
        return told
    staff, share = wording.rounded(row["chance_staff"]), wording.percent(row["chance_bme_share"], 0)
    met = (
        f"An organisation of about {staff} staff, {share} BME, in which nothing changed would meet this by chance "
        f"{wording.times_in(row['chance_met'])}."
    )
    others = "; ".join(f"{what} {wording.times_in(row[column])}" for what, column in CHANCES.items())
    return [met, f"By chance it would reach {others}.", *told]


def _show_steps(reading: Reading, mine: pl.DataFrame, judged: dict, invented: bool) -> None:
    """Nine measures and two steps; the columns are the years that the item rests on."""
    last = judged["wres_year"]
    middle, start = wording.year_before(last), wording.year_before(last, 2)
    measures = registries.measures(reading)
    second = mine.filter((pl.col("year_to") == last) & (pl.col("year_from") == middle))
    first = mine.filter((pl.col("year_to") == middle) & (pl.col("year_from") == start))
    rows = [
        {
            "Measure": _link(judged, code, measure),
            f"{start} to {middle}": _class(first, code),
            f"{middle} to {last}": _class(second, code),
            "Counts as": _counts_as(code, judged),
        }
        for code, measure in measures.items()
        if measure["counts_for_g3"]
    ]
    caption = notices.mark(f"What G3 rests on: the two years to March {last}", invented)
    both = pl.concat([first, second]).sort("measure_code", "year_to")
    name = f"gold3_steps_{judged['org_code']}_{last}"
    show_table(caption, rows, Download(both, notices.mark(name, invented), "changes"))


def _link(judged: dict, code: str, measure: dict) -> Cell:
    return Cell(f"{code} {measure['measure_name']}", href=address("indicator", org=judged["org_code"], indicator=code))


def _class(step: pl.DataFrame, code: str) -> str:
    rows = step.filter(pl.col("measure_code") == code).to_dicts()
    return changes.direction(rows[0]) if rows else "Cannot be compared: one of the years is not known"


def _counts_as(code: str, judged: dict) -> str:
    lists = {
        "improved_measures": "Improved in both years",
        "parity_measures": "At parity",
        "usable_measures": "Neither",
    }
    return next((words for column, words in lists.items() if code in (judged[column] or "").split()), "Not usable")
