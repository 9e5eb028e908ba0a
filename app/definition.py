"""What one measure is: formula, direction, who may see it, breaks, decisions, thresholds, versions."""

import streamlit as st

from app import registries, wording
from app.choices import address
from app.kinds import KINDS
from app.reading import Reading
from app.tables import Cell, show_table
from app.vocabulary import SOURCES, said
from app.vocabulary_of_methods import (
    ARITHMETIC,
    BREAK_SEVERITIES,
    CONFIDENCES,
    INTERVALS,
    LIFTED_BY,
    REFERENCE_TIMES,
)
from app.vocabulary_of_peers import POLARITIES

# Thresholds that a measure of a kind rests on; their values and reasons stand in the registry.
OF_COUNTS = (
    "confidence_z",
    "unknown_rate_warning",
    "unknown_rate_low_confidence",
    "small_count_maximum",
    "count_rounding",
)
OF_SURVEY = ("confidence_z", "survey_minimum_respondents")
THRESHOLDS = {
    "ratio": ("parity_lower", "parity_upper", "reliability_a_events", "reliability_b_events", *OF_COUNTS),
    "share": OF_COUNTS,
    "share_gap": OF_COUNTS,
    "survey": OF_SURVEY,
    "survey_gap": OF_SURVEY,
    "pay_gap": (),
}


def show_overview(reading: Reading) -> None:
    """The headlines, each with its parts behind it."""
    measures = registries.measures(reading)
    for headline, parts in registries.families(reading).items():
        measure = measures[headline]
        st.subheader(f"{headline} {measure['measure_name']}")
        st.write(f"{measure['plain_words']}. {said(POLARITIES, measure['polarity'])}.")
        st.html(f"<p>{link(measure, f'Definition of {headline}').html()}</p>")
        if parts:
            with st.expander(f"Parts of {headline}"):
                show_table(f"Parts of {headline}", [_short(part) for part in parts])


def link(measure: dict, text: str | None = None) -> Cell:
    code = measure["measure_code"]
    return Cell(text or f"{code} {measure['measure_name']}", href=address("methods", part="measures", measure=code))


def _short(measure: dict) -> dict[str, str | Cell]:
    return {
        "Measure": link(measure),
        "What it says": measure["plain_words"],
        "Direction": said(POLARITIES, measure["polarity"]),
    }


def show(reading: Reading, measure: dict) -> None:
    code = measure["measure_code"]
    st.header(f"{code} {measure['measure_name']}")
    st.write(f"{measure['plain_words']}.")
    rows = [{"What": what, "In words": text} for what, text in _facts(reading, measure).items() if text]
    show_table(f"Definition of {code}", rows)
    parts = [row for row in registries.measures(reading).values() if row["parent_code"] == code]
    _show_breaks(reading, measure)
    _show_decisions(reading, measure)
    _show_thresholds(reading, measure)
    _show_versions(reading, code)
    if parts:
        show_table(f"Parts of {code}", [_short(part) for part in parts])
    st.html(f'<p><a href="{address("methods")}" target="_self">All measures</a></p>')


def _facts(reading: Reading, measure: dict) -> dict[str, str | Cell | None]:
    kind, parent = measure["kind"], measure["parent_code"]
    unit = KINDS[kind].heading
    questions = [
        row["question"] for row in reading.registry("survey_questions") if row["measure_code"] == _headline(measure)
    ]
    pooled = measure["years_pooled"]
    return {
        "Formula": measure["formula"],
        "Kind": f"{said(ARITHMETIC, kind)}. Shown as: {wording.within(unit)}",
        "Direction": said(POLARITIES, measure["polarity"]),
        "Equality lies at": f"{measure['equity']:g}" if measure["equity"] is not None else None,
        "How sure a value is": INTERVALS[kind],
        "When": said(REFERENCE_TIMES, measure["reference_time"])
        + (f"; the last {pooled} years together" if pooled > 1 else ""),
        "Survey question": ", ".join(dict.fromkeys(questions)) if measure["reference_time"] == "survey" else None,
        "Part of": link(registries.measures(reading)[parent]) if parent else None,
        "Counts for item G3": "Yes, it is one of the nine headlines" if measure["counts_for_g3"] else "No",
        "When organisations merge": "Counts of predecessors may be added up"
        if measure["is_summable"]
        else "Values of predecessors are never added up",
        "Compared with others": _compared(measure),
        "Who may see it": _seen_by(reading, measure),
        "Published beside it": _published(reading, measure["measure_code"]),
        "Source of the definition": measure["source"],
    }


def _headline(measure: dict) -> str:
    """Whose breaks, decisions and questions hold for it too."""
    return measure["parent_code"] or measure["measure_code"]


def _compared(measure: dict) -> str | None:
    step = measure["private_step"]
    if step is None:
        return "Only where its source publishes it by name" if measure["reference_time"] == "survey" else "No"
    rounded = wording.change(measure["kind"], step).lstrip("+× ")
    return (
        f"Yes; a median of confidential values is rounded to steps of {rounded}, so that no value can be told from it"
    )


def _seen_by(reading: Reading, measure: dict) -> str:
    if measure["reference_time"] == "survey":
        return "Everyone, as the staff survey publishes it by name"
    code = measure["measure_code"]
    row = next((row for row in reading.registry("disclosed_measures") if row["measure_code"] == code), None)
    if row is None:
        return "Its organisation and the Assembly's analysts only: with other counts it would tell too much"
    public = f"everyone, where {said(SOURCES, row['public_source'], 'a public source').lower()} names the organisation"
    panel = "; the panel of an applicant" if row["is_for_panel"] else ""
    return f"Its organisation and analysts; {public}{panel}; small numbers withheld. {row['reason']}"


def _published(reading: Reading, code: str) -> str | None:
    return next(
        (row["reason"] for row in reading.registry("reference_indicators") if row["measure_code"] == code), None
    )


def _show_breaks(reading: Reading, measure: dict) -> None:
    st.subheader("Breaks and caveats")
    found = [row for row in reading.registry("measure_breaks") if row["measure_code"] == _headline(measure)]
    rows = [
        {
            "Between": f"{row['year_from']} and {row['year_to']}" if row["year_from"] else "Any two years",
            "What changed": row["what_changed"],
            "What follows": said(BREAK_SEVERITIES, row["severity"])
            + (f", unless {said(LIFTED_BY, row['lifted_by'])}" if row["lifted_by"] else ""),
            "Whom it concerns": row["org_code"] or "All",
            "How sure": said(CONFIDENCES, row["confidence"]),
        }
        for row in found
    ]
    if rows:
        show_table(f"Breaks of {_headline(measure)}", rows)
    else:
        st.write("None is known.")


def _show_decisions(reading: Reading, measure: dict) -> None:
    if not measure["counts_for_g3"]:
        return
    st.subheader("Decisions that it rests on in item G3")
    rows = [
        {"Open": row["ambiguity"], "Decided": row["decision"], "Why": row["reason"], "Number": row["ambiguity_id"]}
        for row in reading.registry("ambiguities")
        if "G3" in row["item_ids"].split(";")
    ]
    show_table("Decisions on item G3, two years of improvement", rows)


def _show_thresholds(reading: Reading, measure: dict) -> None:
    names = THRESHOLDS[measure["kind"]]
    if names:
        st.subheader("Thresholds")
        in_force = reading.by_key("parameters", "parameter")
        show_table(f"Thresholds of {measure['measure_code']}", [threshold(in_force[name]) for name in names])


def threshold(row: dict) -> dict[str, str]:
    return {
        "Threshold": row["parameter"].replace("_", " "),
        "Value": f"{row['value']:g} {row['unit']}",
        "Why": row["reason"],
        "In force since": wording.day(row["valid_from"]),
        "Source": row["source"],
    }


def _show_versions(reading: Reading, code: str) -> None:
    st.subheader("Versions of the definition")
    rows = [
        {
            "Valid from": wording.day(row["valid_from"]),
            "Name": row["measure_name"],
            "Reviewed on": wording.day(row["reviewed_on"], "Not yet"),
            "Kept by": row["owner"] or "Not given",
        }
        for row in reading.registry("measures")
        if row["measure_code"] == code
    ]
    show_table(f"Versions of {code}", rows)
