"""Measures and methods, from the registries that the run was computed by; each part and measure has its own address."""

from html import escape

import streamlit as st

from app import definition, registers, registries
from app.choices import address, choose
from app.reading import Reading

PARTS = {
    "measures": ("What is measured", definition.show_overview),
    "intervals": ("Intervals, in one sentence", registers.show_intervals),
    "comparison": ("How organisations are compared", registers.show_comparison),
    "decisions": ("Decisions on what the framework's texts leave open", registers.show_decisions),
    "thresholds": ("Thresholds, with their reasons", registers.show_thresholds),
    "sources": ("Sources, and which wins", registers.show_sources),
    "rules": ("Rules that data must keep", registers.show_rules),
    "versions": ("Versions of the rules, and windows of time", registers.show_versions),
}
PART = {name: title for name, (title, _) in PARTS.items()}


def show(reading: Reading) -> None:
    st.title("Measures and methods")
    st.write(
        "What stands here is what this run was computed by: pages, downloads and these definitions come from the same "
        "registries. Sections marked § are those of the project's specification."
    )
    part = choose("Part", "part", PART, default=next(iter(PART)), drops=("measure",))
    if part is None:
        return
    if part == "measures":
        measures = registries.measures(reading)
        names = {code: f"{code} {row['measure_name']}" for code, row in measures.items()}
        code = choose("Measure", "measure", names)
        if code is not None:
            definition.show(reading, measures[code])
            return
    title, show_part = PARTS[part]
    st.header(title)
    show_part(reading)
    _show_other_parts(part)


def _show_other_parts(part: str) -> None:
    links = "".join(
        f'<li><a href="{escape(address("methods", part=name))}" target="_self">{escape(title)}</a></li>'
        for name, title in PART.items()
        if name != part
    )
    st.html(f"<p><strong>Other parts</strong></p><ul>{links}</ul>")
