"""Completeness, questions to the organisation, and each document of the evidence, at the panel's desk (§3.4, §3.7)."""

import polars as pl
import streamlit as st

from app import desk_forms, notices, registries, roster, wording
from app.casebook import Application
from app.casebook_rules import not_now
from app.casebook_states import VERIFICATIONS, Case, Query
from app.desk_words import VERIFICATIONS as WORDS
from app.reading import Reading
from app.tables import Cell, say, show_table
from app.vocabulary import DECLARED, EVIDENCE_TYPES, LEVELS, said

MISSING = ("not_submitted", "not_evidenced", "stale")
OF_ALL = "The application as a whole"
LOOKS = {"accepted": ("good", "✓"), "rejected": ("bad", "✗"), "queried": ("late", "!"), "unchecked": ("gap", "–")}


def show(reading: Reading, opened: Application, case: Case, evidence: list[dict], invented: bool) -> None:
    _show_completeness(reading, opened, case, invented)
    _show_questions(reading, opened, case, evidence, invented)
    _show_evidence(reading, opened, case, evidence, invented)


def _show_completeness(reading: Reading, opened: Application, case: Case, invented: bool) -> None:
    st.subheader("Is it complete?")
    registry, levels = registries.items(reading), list(LEVELS)
    applied = opened.facts.level_applied_for
    asked = levels[: levels.index(applied) + 1] if applied in levels else levels
    items = reading.table("items", org_code=opened.org_code, assessment_date=opened.assessed_on)
    lacking = items.filter(
        (pl.col("item_kind") == "direct") & pl.col("item_level").is_in(asked) & pl.col("status").is_in(MISSING)
    ).to_dicts()
    if lacking:
        rows = [
            {
                "Item": roster.item_heading(row["item_id"], registry),
                "Claimed": said(DECLARED, row["declared_status"], "Not answered"),
                "Computed": roster.status_cell(row["status"]),
                "Why": row["reason"] or "–",
            }
            for row in lacking
        ]
        show_table(notices.mark("What the rules find missing for the level applied for", invented), rows)
    else:
        st.write("The rules find nothing missing for the level applied for.")
    desk_forms.show_told(opened, "completeness_check")
    if words := not_now(case, "completeness_check"):
        st.write(words)
        return
    with st.form(desk_forms.key(opened, "completeness_check")):
        desk_forms.text(opened, "completeness_check", "words", "What to know about it, if anything", wanted=False)
        desk_forms.button("It is complete enough to verify", reading, opened, "completeness_check", ("words",))


def _show_questions(reading: Reading, opened: Application, case: Case, evidence: list[dict], invented: bool) -> None:
    st.subheader("Questions to the organisation")
    if case.queries:
        rows = [question_row(name, query) for name, query in case.queries.items()]
        show_table(notices.mark("Questions, with their answers", invented), rows)
    else:
        st.write("Nothing has been asked.")
    desk_forms.show_told(opened, "asked", "closed")
    if words := not_now(case, "asked"):
        st.write(words)
        return
    with st.form(desk_forms.key(opened, "asked")):
        about = [OF_ALL, *(document["evidence_id"] for document in evidence)]
        st.selectbox("What it is about", about, key=desk_forms.key(opened, "asked", "about"))
        desk_forms.text(opened, "asked", "words", "Question")
        name = f"Q{len(case.queries) + 1}"
        desk_forms.button("Ask the organisation", reading, opened, "asked", ("about", "words"), query=name)
    if case.open_queries:
        with st.form(desk_forms.key(opened, "closed")):
            st.selectbox("Question to close", case.open_queries, key=desk_forms.key(opened, "closed", "query"))
            desk_forms.text(opened, "closed", "words", "What came of it", wanted=False)
            desk_forms.button("Close the question", reading, opened, "closed", ("query", "words"))


def question_row(name: str, query: Query) -> dict[str, str]:
    answer, closed = query.answer, query.closed
    return {
        "Question": name,
        "About": query.asked.get("about") or OF_ALL,
        "Asked": f"{wording.iso_day(query.asked['occurred_on'])}: {query.asked['words']}",
        "Answered": f"{wording.iso_day(answer['occurred_on'])}: {answer['words']}" if answer else "Not yet",
        "Closed": wording.iso_day(closed["occurred_on"]) if closed else "Open",
    }


def _show_evidence(reading: Reading, opened: Application, case: Case, evidence: list[dict], invented: bool) -> None:
    st.subheader("Evidence")
    st.write(
        "Documents are with the organisation, which shows each by its identifier. One with personal data that were not "
        "taken out is kept from the panel, and so are titles, which are free text. Items go by their numbers in the "
        "framework."
    )
    if evidence:
        rows = [_document(document, opened, case) for document in evidence]
        show_table(notices.mark("Documents that the return names", invented), rows)
    else:
        st.write("The return names no document that a panel may see.")
    desk_forms.show_told(opened, "verified", "evidence_verification")
    if words := not_now(case, "verified"):
        st.write(words)
        return
    if evidence:
        _show_verification(reading, opened, case)
    if not (words := not_now(case, "evidence_verification")):
        left = case.unverified(opened.facts)
        say(f"Not accepted or rejected yet: {', '.join(left)}." if left else "Every document has been looked at.")
        with st.form(desk_forms.key(opened, "evidence_verification")):
            desk_forms.button("The evidence is verified", reading, opened, "evidence_verification", ())
    else:
        st.write(words)


def _show_verification(reading: Reading, opened: Application, case: Case) -> None:
    left = case.unverified(opened.facts)
    with st.form(desk_forms.key(opened, "verified")):
        listed = [*left, *(name for name in opened.facts.evidence if name not in left)]
        st.selectbox("Document", listed, key=desk_forms.key(opened, "verified", "evidence_id"))
        st.radio(
            "What you think of it", VERIFICATIONS, index=None, horizontal=True, format_func=WORDS.get,
            key=desk_forms.key(opened, "verified", "verification"),
        )  # fmt: skip
        desk_forms.text(opened, "verified", "note", "Why, unless you accept it", wanted=False)
        desk_forms.button("Write it down", reading, opened, "verified", ("evidence_id", "verification", "note"))


def _document(document: dict, opened: Application, case: Case) -> dict[str, str | Cell]:
    name, url = document["evidence_id"], document["url"] or ""
    state = case.verification(name, opened.facts)
    last = case.verified.get(name)
    look, symbol = LOOKS[state]
    is_address = url.startswith(("https://", "http://"))
    return {
        "Document": name,
        "Items": (document["item_ids"] or "").replace(";", "; "),
        "Type": said(EVIDENCE_TYPES, document["type"]).capitalize(),
        "Dated": wording.day(document["document_date"], "Not given"),
        "Where": Cell("Published", href=url, leaves=True) if is_address else "With the organisation",
        "Verification": Cell(WORDS[state], look=look, symbol=symbol),
        "By and why": ". ".join(filter(None, (last["reviewer"], last["note"])))
        if last and state != "unchecked"
        else "–",
    }
