"""What was found about a file that was sent: every problem by its cell, and the copy in which they are marked."""

import streamlit as st

from app import hand_in_checks, notices, registries, takeaway, wording
from app.hand_in_upload import Upload
from app.reading import Reading
from app.tables import Cell, say, show_table
from app.vocabulary import SEVERITIES, said
from ingestion.problems import Problem, shown
from quality.apart import NotJudged

MOST_SHOWN = 200
BEYOND = "Whether its facts and evidence bear out what it declares, the next step shows."
MARKED = {"xlsx": ("Marked copy, .xlsx", "xlsx", takeaway.XLSX)}
LOOKS = {"reject_file": ("bad", "✗"), "reject_line": ("late", "!")}


def show(reading: Reading, upload: Upload) -> None:
    st.subheader("3. What was found")
    found, name = upload.found, shown(upload.name)
    say(f"{name}: {_verdict(upload)}")
    if not found.problems:
        return
    rules = registries.rules(reading)
    rows = [_row(problem, rules, found.is_refused) for problem in found.problems[:MOST_SHOWN]]
    if found.total > len(rows):
        say(f"{wording.count(found.total)} problems in all; the first {len(rows)} stand here.")
    invented = upload.organisation["is_demonstration"]
    show_table(notices.mark("Problems of this file, by cell", invented), rows)
    if found.was_opened:
        _offer_marked(upload, invented)


def _verdict(upload: Upload) -> str:
    found = upload.found
    if found.is_refused:
        return "it cannot be handed in as it is. Mend what is said below, and send it again."
    if found.refused_lines:
        lines = wording.count(found.refused_lines)
        return f"it can be handed in, but {lines} of its lines would be left out. Better mend them, and send it again."
    if found.problems:
        return f"it can be handed in; what is said below would be used and flagged. {BEYOND}"
    return f"no problem was found in its cells. {BEYOND}"


def _row(problem: Problem, rules: dict[str, dict], is_refused: bool) -> dict[str, str | Cell]:
    """What follows is said of single lines: of a file that goes back, none is used."""
    sheet, _, cell = problem.place.rpartition("!")
    rule = rules.get(problem.rule_id, {})
    look, symbol = LOOKS.get(rule.get("severity"), ("open", "○"))
    return {
        "Sheet": sheet or ("–" if cell else "Whole file"),
        "Cell": cell or "–",
        "Rule": " ".join(filter(None, (problem.rule_id, rule.get("rule_name")))),
        "Found": problem.found,
        "How to mend it": problem.remedy,
    } | ({} if is_refused else {"What follows": Cell(said(SEVERITIES, rule.get("severity")), look=look, symbol=symbol)})


def _offer_marked(upload: Upload, invented: bool) -> None:
    def make(_form: str) -> bytes:
        content = upload.content()
        if content is None:
            raise takeaway.NotMade("The file is no longer here. Send it again first.")
        try:
            return hand_in_checks.marked(upload.name, content)
        except NotJudged:
            raise takeaway.NotMade("The copy could not be made just now. Ask once more.") from None

    code = upload.organisation["org_code"]
    caption = notices.mark(f"{shown(upload.name)}, each problem a comment on its cell", invented)
    takeaway.offer_file("Take the marked copy", caption, notices.mark(f"marked_{code}", invented), MARKED, make)
