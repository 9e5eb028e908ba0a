"""Questions that a board may ask of its own figures, where each is answered, and what nothing here can answer."""

from html import escape

import streamlit as st

from app import figures, registries, roster, wording
from app.choices import address
from app.origins import of
from app.reading import Reading
from app.tables import say
from app.vocabulary_of_methods import BOARD_TABLES, CONFIDENCES

PAGES = {
    "organisation": "The organisation's page",
    "gold3": "Two years of improvement",
    "position": "My position",
    "compare": "Compare",
    "data": "Data",
}
ONLY_FOR = {"position": ("trust", "compare")}  # a page that one audience has, and what the others have in its place


def show(reading: Reading) -> None:
    organisation = roster.choose_organisation(reading, "Questions for a board", drops=())
    if organisation is None:
        return
    st.write(
        "From Roger Kline's thirteen questions for boards on workforce race equality, and from mistakes found in "
        "published reports. Of the thirteen the first seven could be read and are paraphrased; each says how sure "
        "that is."
    )
    measures = registries.measures(reading)
    for row in reading.registry("board_questions"):
        st.subheader(row["question"], anchor=row["question_id"])
        st.write(f"Why it matters: {row['why_it_matters']}")
        page, *named = row["where_answered"].split()
        codes = [name for name in named if name in measures]
        for code in codes:
            _say_latest(reading, organisation, measures[code])
        _show_links(reading, organisation, page, codes, measures)
        tables = [BOARD_TABLES[name] for name in named if name in BOARD_TABLES and reading.has(name)]
        if tables:
            st.write(f"Look there for: {'; '.join(tables)}.")
        st.write(f"What this benchmark cannot answer: {row['what_is_missing']}")
        sure = CONFIDENCES.get(row["confidence"], row["confidence"]).lower()
        st.caption(f"Source: {row['source']}. That the source asks this: {sure}.")


def _say_latest(reading: Reading, organisation: dict, measure: dict) -> None:
    """The latest figure in words, or why there is none."""
    code = measure["measure_code"]
    rows = reading.table("measures", org_code=organisation["org_code"], measure_code=code).sort("wres_year").to_dicts()
    if not rows:
        say(f"{code} {measure['measure_name']}: {wording.within(figures.why_absent(reading))}")
        return
    told = figures.in_words(measure, rows[-1])
    limits = wording.interval(measure["kind"], rows[-1])
    shown = rows[-1]["value"] is not None and limits != "None"
    interval = f" (95% interval {limits})" if shown else ""
    origins = [told.of, of("measures", rows[-1], "ci_lower", "ci_upper")] if shown else [told.of]
    say(f"{code}, WRES {rows[-1]['wres_year']}: {told.text.removesuffix('.')}{interval}.", *filter(None, origins))


def _show_links(reading: Reading, organisation: dict, page: str, codes: list[str], measures: dict[str, dict]) -> None:
    audience, instead = ONLY_FOR.get(page, (reading.audience.name, page))
    page = page if audience == reading.audience.name else instead
    org = organisation["org_code"]
    links = {PAGES.get(page, page): address(page, org=org)}
    for code in codes:
        headline = registries.headline(measures, code)
        links[f"{headline} {measures[headline]['measure_name']}"] = address("indicator", org=org, indicator=headline)
    items = "".join(f'<li><a href="{escape(to)}" target="_self">{escape(name)}</a></li>' for name, to in links.items())
    st.html(f"<p>Where it is answered:</p><ul>{items}</ul>")
