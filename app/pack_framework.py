"""The framework part of a panel's pack: levels, claims beside facts, item G3, the board, and contested readings."""

from datetime import date

import polars as pl

from app import changes, gold3_words, registries, standing, wording
from app.contested import WHICH, at_stake
from app.origins import of
from app.pack_blocks import Block, heading, new_page, say, table
from app.reading import Reading
from app.tables import Cell
from app.vocabulary import DECLARED, LEVELS, STATUSES, said

ITEM_WIDTHS = (2.5, 1, 1.3, 3.3, 1.25, 1.25)
LEVEL_ORDER = tuple(LEVELS)[1:]


def summary(application: dict, level: dict, items: pl.DataFrame, as_of: date) -> list[Block]:
    """The three levels that never merge, what was applied for, and what stands before it."""
    rows = standing.concepts(level, "The rules, if the panel judged in favour wherever it must judge")
    gate, asked = level["next_level"], application["level_applied_for"]
    stand = {
        "Level applied for": said(LEVELS, asked),
        f"Stands before {said(LEVELS, gate)} on the evidence alone" if gate else "Next level": level["blocking_reasons"]
        or "Nothing",
        f"Direct deliverables up to {said(LEVELS, asked)} that the evidence alone does not meet": _open(items, asked),
        "First to go out of date": standing.first_stale(level, as_of) or "Nothing",
        "Award at risk": f"{standing.at_risk(level)}"
        + (f": {_listed(level['award_at_risk_items'])}" if level["award_at_risk_items"] else ""),
        "Review overdue": standing.overdue(level),
    }
    return [
        new_page(),
        heading("Summary"),
        say(f"Assessed for {wording.day(level['assessment_date'])}, by rules {level['rule_version']}."),
        table("Three kinds of level, which never merge", rows, (1.3, 1.3, 3)),
        say(
            "None of them replaces another. B2 and B3 are always left to the panel, so “at least” can show no level by "
            "itself: that is no finding against the applicant."
        ),
        table("What the panel has before it", [{"What": k, "Answer": v} for k, v in stand.items()], (1.5, 4)),
    ]


def _open(items: pl.DataFrame, asked: str | None) -> str:
    """Items under the level applied for that the panel must judge, or that are not met, by their status."""
    levels = LEVEL_ORDER[: LEVEL_ORDER.index(asked) + 1] if asked in LEVEL_ORDER else LEVEL_ORDER
    direct = items.filter((pl.col("item_kind") == "direct") & pl.col("item_level").is_in(levels))
    left = direct.filter(~pl.col("status").is_in(standing.COUNTED)).sort("item_id").to_dicts()
    by_status: dict[str, list[str]] = {}
    for row in left:
        by_status.setdefault(said(STATUSES, row["status"]), []).append(row["item_id"])
    return ". ".join(f"{status}: {', '.join(ids)}" for status, ids in by_status.items()) or "None"


def claims(reading: Reading, items: pl.DataFrame) -> list[Block]:
    """Every direct deliverable: what is claimed, and what evidence shows; then what gates no level."""
    registry = registries.items(reading)
    blocks = [
        new_page(),
        heading("What is claimed, and what the evidence shows"),
        say(
            "The claim is the organisation's own; the finding is computed from the evidence and the figures, and never "
            "from the claim. Documents are counted, not read: whether they persuade is for the panel."
        ),
    ]
    for level in LEVEL_ORDER:
        of_level = items.filter((pl.col("item_kind") == "direct") & (pl.col("item_level") == level))
        caption = f"Direct deliverables of {said(LEVELS, level)}"
        blocks.append(table(caption, _items(of_level, registry), ITEM_WIDTHS))
    others = items.filter(pl.col("item_kind") != "direct")
    return [
        *blocks,
        heading("Supporting actions and reviews, which gate no level", 2),
        table("Supporting actions and reviews", _items(others, registry), ITEM_WIDTHS),
    ]


def _items(items: pl.DataFrame, registry: dict[str, dict]) -> list[dict]:
    order = list(registry)
    return [
        {
            "Item": f"{row['item_id']} {registry[row['item_id']]['key_driver'] or ''}: {row['item_name']}",
            "Claimed": said(DECLARED, row["declared_status"], "Not answered"),
            "Evidence shows": said(STATUSES, row["status"]),
            "Why": row["reason"] or "",
            "Documents": Cell(str(row["evidence_count"]), of=of("items", row, "evidence_count")),
            "Out of date from": wording.day(row["stale_on"], "Does not age"),
        }
        for row in sorted(items.to_dicts(), key=lambda row: order.index(row["item_id"]))
    ]


def gold3(reading: Reading, row: dict | None) -> list[Block]:
    """Item G3: its readings, both steps of nine indicators, and how often chance alone would meet it."""
    blocks = [new_page(), heading("Two years of consecutive improvement (item G3)")]
    if row is None:
        return [*blocks, say("Item G3 is not computed: this run holds no return of the applicant.")]
    blocks += [
        say("Computed from the figures; nothing typed is ever taken. Reading A counts; B and C stand beside it."),
        table("Item G3", gold3_words.facts(row, reading), (2.4, 3)),
        *map(say, gold3_words.chances(row) or ["How much of it could be chance is not known."]),
    ]
    if row["wres_year"] is None:
        return blocks
    rows = gold3_words.steps(reading, row)
    return [*blocks, table(f"Both steps to March {row['wres_year']}", rows, (2, 2.4, 2.4, 1.2))]


def board(row: dict | None) -> list[Block]:
    blocks = [heading("The board beside the local population", 2)]
    if row is None or row["seats"] is None:
        return [*blocks, say(standing.NO_SEATS)]
    unknown = ["unknown"] if row["unknown"] else []
    numbers = ("seats", "bme", *unknown, "local_bme_share", "need_nearest", "need_floor")
    return [*blocks, say(standing.board_sentence(row), of("board", row, *numbers))]


def contested(reading: Reading, items: pl.DataFrame, level: dict) -> list[Block]:
    """Readings of the framework's texts on which an open item of this applicant rests (§3.6)."""
    rows = [
        {
            "Items": ", ".join(f"{item} ({said(STATUSES, status).lower()})" for item, status in touched.items()),
            "What the texts leave open": row["ambiguity"],
            "How it is read here": row["decision"],
            "Why": row["reason"],
            "Who may read it otherwise": f"{row['may_overturn']} ({row['ambiguity_id']})",
        }
        for row, touched in at_stake(reading, level, items)
    ]
    blocks = [heading("Readings of the framework that matter for this applicant")]
    if not rows:
        return [*blocks, say("None: no open item of this applicant has a text that can be read in more than one way.")]
    return [*blocks, say(WHICH), table("Readings that matter here", rows, (1.5, 2.4, 2.2, 2, 1.2))]


def _listed(codes: str | None) -> str:
    return ", ".join(codes.split(";")) if codes else ""


def direction(step: dict | None) -> str:
    return f"{step['year_from']} to {step['year_to']}: {changes.direction(step)}" if step else "No earlier year"
