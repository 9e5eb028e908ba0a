"""The registries that hold for all measures: intervals, comparison, decisions, thresholds, sources, rules, versions."""

import streamlit as st

from app import registries, wording
from app.definition import threshold
from app.reading import Reading
from app.tables import show_table
from app.vocabulary import DIMENSIONS, SEVERITIES, SOURCES, STAGES, said
from app.vocabulary_of_methods import ARITHMETIC, INTERVALS

COMPARISON = {
    "Beside the median": "An organisation is held against the median of the others of its group. It is better or worse "
    "when it differs by more than chance explains, by its own interval and the median's; otherwise it is similar, "
    "which does not mean equal: a small organisation is similar to almost anything.",
    "Quartile": "Which quarter of its group a value lies in, 4 the best. It is a description and no judgement: "
    "organisations that do not differ fill four quarters all the same.",
    "Funnel": "Where an organisation would lie if it shared the common value and differed by chance alone: inside the "
    "95% limits 19 times in 20, inside the 99.8% limits 499 times in 500. Beyond them is a reason to look, and says "
    "neither why nor whose doing.",
    "Rank interval": "No rank is shown, since ranking organisations misleads. Of published values there is the "
    "interval that holds the rank in nine of ten draws of what could have come out; it is usually so wide that it "
    "answers by itself.",
    "One mark among many": "Of organisations that do not differ, about one in twenty is called better or worse in any "
    "one measure and year. Over nine measures that can be one organisation in three with a mark: a single mark is a "
    "question, not an answer.",
    "Frozen releases": "Confidential values and groups are frozen for a release, twice a year. A return that comes "
    "later waits for the next one, so that nobody is found by watching a median move.",
}
MEANINGS = {True: "Yes", False: "No"}


def show_intervals(reading: Reading) -> None:
    st.write(
        "Workforce figures count everybody: an interval does not speak of a sample, it says what could have come out "
        "with the same underlying fairness. Survey figures are of those who answered, and their intervals are "
        "approximate."
    )
    rows = [{"Kind": said(ARITHMETIC, kind), "Its interval": words} for kind, words in INTERVALS.items()]
    show_table("Intervals by kind of measure", rows)


def show_comparison(reading: Reading) -> None:
    show_table(
        "What a comparison says, and what it does not", [{"Word": a, "Meaning": b} for a, b in COMPARISON.items()]
    )
    rows = [
        {
            "Group": row["peer_group_name"],
            "Who belongs": row["definition"].replace("_", " "),
            "Of confidential figures": f"Rung {row['private_rung']}" if row["private_rung"] else "Never",
            "Of published figures": f"Rung {row['published_rung']}" if row["published_rung"] else "When asked for",
            "Why": row["reason"],
        }
        for row in reading.registry("peer_groups")
    ]
    st.write(
        "There are no other groups than these. A rung is a place on a ladder: the first with enough others is shown, "
        "and of confidential figures that one only."
    )
    show_table("Peer groups", rows)
    categories = [
        {"Category": row["category_name"], "Holds": row["status"].replace("_", " "), "Why": row["reason"]}
        for row in reading.registry("peer_categories")
    ]
    show_table("Categories that levels and items are compared as", categories)


def show_decisions(reading: Reading) -> None:
    rows = [
        {
            "Number": row["ambiguity_id"],
            "Items": "All" if row["item_ids"] == "*" else row["item_ids"].replace(";", ", "),
            "What the texts leave open": row["ambiguity"],
            "How it is read here": row["decision"],
            "Why": row["reason"],
            "Who may read it otherwise": row["may_overturn"],
        }
        for row in reading.registry("ambiguities")
    ]
    show_table("Ambiguities and decisions", rows)


def show_thresholds(reading: Reading) -> None:
    """Those in force on the day of the run."""
    rows = [threshold(row) for row in reading.by_key("parameters", "parameter").values()]
    show_table(f"Thresholds in force on {wording.iso_day(reading.manifest['as_of'])}", rows)


def show_sources(reading: Reading) -> None:
    rows = [
        {
            "Source": said(SOURCES, row["source"]),
            "Precedence": f"{row['precedence']}, the first wins" if row["precedence"] == 1 else str(row["precedence"]),
            "Releases kept apart": MEANINGS[row["keeps_releases"]],
            "Published by name": MEANINGS[row["is_public"]],
            "Why": row["reason"],
        }
        for row in sorted(reading.registry("source_precedence"), key=lambda row: row["precedence"])
    ]
    show_table("Where two sources give the same figure", rows)


def show_rules(reading: Reading) -> None:
    for stage, words in STAGES.items():
        of_stage = [row for row in registries.rules(reading).values() if row["stage"] == stage]
        rows = [
            {
                "Rule": row["rule_id"],
                "What must hold": row["rule_name"],
                "What becomes of a breach": said(SEVERITIES, row["severity"]),
                "Dimension": said(DIMENSIONS, row["dimension"]),
                "What the sender is told": row["sentence"],
            }
            for row in of_stage
        ]
        if rows:
            st.subheader(words)
            show_table(f"Rules: {wording.within(words)}", rows)


def show_versions(reading: Reading) -> None:
    versions = [
        {"Version": row["rule_version"], "Valid from": wording.day(row["valid_from"]), "What changed": row["reason"]}
        for row in reading.registry("rule_versions")
    ]
    show_table("Versions of the item rules", versions)
    in_force = reading.by_key("parameters", "parameter")
    windows = [
        {"Window": row["window_name"].replace("_", " "), "Length": _length(row, in_force), "Why": row["reason"]}
        for row in reading.registry("windows")
    ]
    show_table("Windows of time that evidence must lie in", windows)


def _length(row: dict, in_force: dict[str, dict]) -> str:
    named = [row[name] for name in ("months_parameter", "days_parameter") if row[name]]
    lengths = [f"{in_force[name]['value']:g} {in_force[name]['unit']}" for name in named]
    return " and ".join(lengths) + (", or the last complete financial year" if row["or_last_year"] else "")
