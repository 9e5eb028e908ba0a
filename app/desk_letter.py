"""The letter of the panel to an organisation: a tagged PDF (PDF/UA-1) of a decision and of what comes next.

It is made of a decision and of the items as a panel reads them, and of nothing that another run would change: the same
facts give the same bytes. The one that was sent is kept, and it is what the organisation gets.
"""

import hashlib

import polars as pl
import streamlit as st

from app import access, casebook, desk_forms, notices, registries, roster, scope, wording
from app.casebook import Application
from app.casebook_states import AWARDED, FEEDBACK, WITHDRAWN, review_on
from app.desk_cases import ASSEMBLY
from app.desk_words import DONE, OUTCOMES
from app.reading import Reading
from app.vocabulary import COUNTED, LEVELS, STATUSES, said
from ingestion import inbox

FORMS = {"pdf": ("Letter, PDF", "pdf", "application/pdf")}
SOURCE = "panel"  # where the inbox keeps letters, beside the journals
JUDGED = (*COUNTED, "panel_judgement")


def make(reading: Reading, opened: Application, decision: dict) -> bytes:
    """The PDF. The typesetter refuses what is not PDF/UA-1."""
    from app.pack import typeset  # which draws charts too, and waits until it is asked

    return typeset(document(reading, opened, decision))


def send(reading: Reading, opened: Application, decision: dict) -> None:
    """The callback of the button."""
    form = desk_forms.key(opened, FEEDBACK)
    told = (False, desk_forms.NOT_ANY_MORE)
    if scope.holds(reading):
        try:
            keep(reading, opened, decision)
            told = (True, DONE[FEEDBACK])
        except access.Untold as untold:
            told = (True, f"{DONE[FEEDBACK]}{untold}")
        except casebook.Refused as refused:
            told = (False, str(refused))
        except OSError:
            told = (False, desk_forms.NOT_WRITTEN)
    st.session_state[f"{form}_told"] = told


def keep(reading: Reading, opened: Application, decision: dict) -> None:
    """Keeps the letter, then writes down that it was sent. Raises Refused, OSError."""
    content, sender = make(reading, opened, decision), reading.person.who
    kept = inbox.put(opened.home, SOURCE, f"letter_{opened.org_code}", ".pdf", content, sender, opened.origin)
    what = {"decision": decision["at"], "letter": kept.name, "sha256": kept.sha256}
    casebook.act(opened, reading.person, FEEDBACK, **what)


def sent(opened: Application, letter: dict) -> bytes | None:
    """The letter that was sent, as an event has it; None if it is not there any more as it was."""
    path = inbox.folder(opened.home, SOURCE).joinpath(letter["letter"])
    content = path.read_bytes() if path.is_file() else b""
    return content if hashlib.sha256(content).hexdigest() == letter["sha256"] else None


def document(reading: Reading, opened: Application, decision: dict) -> dict:
    """What the template draws."""
    from app.pack_blocks import printable

    organisation = next(row for row in roster.taking_part(reading).to_dicts() if row["org_code"] == opened.org_code)
    invented, name = organisation["is_demonstration"], f"{organisation['name']} ({opened.org_code})"
    return {
        "title": printable(notices.mark(f"Decision of the panel on {opened.org_code}", invented)),
        "applicant": printable(name),
        "warning": notices.INVENTED if invented else "",
        "mark": "Invented data" if invented else "",
        "origin": printable(
            f"{decision['panel_reference']}, decided on {wording.iso_day(decision['decided_on'])}, by rules "
            f"{reading.manifest['rule_version']}"
        ),
        "publisher": ASSEMBLY,
        "made_at": f"{decision['decided_on']}T00:00:00+00:00",
        "made_on": decision["decided_on"].split("-"),
        "blocks": _blocks(reading, opened, decision, name),
    }


def _blocks(reading: Reading, opened: Application, decision: dict, name: str) -> list[dict]:
    from app.pack_blocks import heading, say, table

    outcome, level = decision["outcome"], decision["level"]
    review = wording.day(review_on(decision["decided_on"], opened.facts))
    facts = {
        "Applicant": name,
        "Application": f"Of the assessment of {wording.day(opened.assessed_on)}, for "
        f"{said(LEVELS, opened.facts.level_applied_for)}",
        "Outcome": OUTCOMES[outcome],
        "Level": LEVELS[level],
        "Decided on": wording.iso_day(decision["decided_on"]),
        "Reference of the panel": decision["panel_reference"],
        "Next review": f"By {review}",
    }
    if outcome in AWARDED:
        facts["Last day of the award"] = wording.iso_day(decision["valid_to"])
    blocks = [
        table("The decision", [{"What": what, "Answer": answer} for what, answer in facts.items()], (1.3, 3)),
        heading("Why the panel decided so"),
        say(decision["rationale"]),
    ]
    if decision["conditions"]:
        blocks += [heading("Conditions of the award"), say(decision["conditions"])]
    if outcome != WITHDRAWN:
        blocks += _next_level(reading, opened, decision)
    return [
        *blocks,
        heading("What comes next"),
        say(
            f"Organisations apply to the Assembly for feedback at least every {opened.facts.review_months} months, so "
            f"the next application is due by {review}. Please quote the reference of the panel in questions about this "
            "decision."
        ),
    ]


def _next_level(reading: Reading, opened: Application, decision: dict) -> list[dict]:
    from app.pack_blocks import heading, say, table

    target = next_level(decision)
    head = heading("What would make the next level")
    if target is None:
        return [head, say("Gold is the highest level. To keep it, keep the evidence of every item in date.")]
    rows = in_the_way(reading, opened, decision, target)
    if not rows:
        return [head, say(f"Nothing that the rules can see stands in the way of {LEVELS[target]}.")]
    registry = registries.items(reading)
    shown = [
        {
            "Item": f"{roster.item_heading(row['item_id'], registry)}: {row['item_name']}",
            "Where it stands": said(STATUSES, row["status"]),
            "Why": row["reason"] or "",
        }
        for row in rows
    ]
    return [
        head,
        say(f"For {LEVELS[target]} every item of that level and of those below it is asked. These are not there yet:"),
        table(f"Items in the way of {LEVELS[target]}", shown, (2, 1, 2.5)),
    ]


def next_level(decision: dict) -> str | None:
    """The one that was not reached, or the one above the award; None above Gold."""
    levels = list(LEVELS)
    if decision["outcome"] not in AWARDED:
        return decision["level"]
    return next(iter(levels[levels.index(decision["level"]) + 1 :]), None)


def in_the_way(reading: Reading, opened: Application, decision: dict, target: str) -> list[dict]:
    """Direct items up to a level that are not met; up to what was awarded the panel has judged what was for it."""
    levels = list(LEVELS)
    items = reading.table("items", org_code=opened.org_code, assessment_date=opened.assessed_on)
    direct = items.filter(pl.col("item_kind") == "direct")
    awarded = levels[: levels.index(decision["level"]) + 1] if decision["outcome"] in AWARDED else []
    wanted = [level for level in levels[: levels.index(target) + 1] if level not in awarded]
    lacking = direct.filter(
        (pl.col("item_level").is_in(awarded) & ~pl.col("status").is_in(JUDGED))
        | (pl.col("item_level").is_in(wanted) & ~pl.col("status").is_in(COUNTED))
    )
    order = list(registries.items(reading))
    return sorted(lacking.to_dicts(), key=lambda row: order.index(row["item_id"]))
