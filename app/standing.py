"""Where an organisation stands in the framework: three concepts of level that never merge, judged items, the board."""

from datetime import date

import polars as pl
import streamlit as st

from app import notices, roster, wording
from app.origins import of
from app.reading import Reading
from app.tables import Cell, Download, say, show_table
from app.vocabulary import BASES, COUNTED, DECLARED, LEVELS, STATUSES, said

NO_SEATS = (
    "No seats of the board were handed in for item G1, so the board is not compared with the local population. "
    "Indicator 9 rests on counts of the Workforce Race Equality Standard, not on these seats."
)


def explain_levels() -> None:
    st.write(
        "Self-assessed: what the organisation declares. Verified: what its evidence shows, at least, and at most if "
        "the panel judged in its favour wherever it must judge. Awarded: what the panel recorded. "
        "None replaces another. B2 and B3 are always left to the panel, so “at least” can show no level by itself."
    )


def at_risk(level: dict) -> str:
    if level["level_awarded"] in (None, "none"):
        return "No award"
    return "Yes, the panel decides" if level["award_at_risk"] else "No"


def overdue(level: dict) -> str:
    if level["review_overdue"] is None:
        return "No application yet"
    return "Yes" if level["review_overdue"] else "No"


def awarded(level: dict) -> str:
    """The level of the panel's decision and until when; of an award that has ended, that it has."""
    until = level["award_valid_to"]
    ends = "ended on" if level["award_status"] == "past_its_date" else "until"
    return f"{said(LEVELS, level['level_awarded'])}{f', {ends} {wording.day(until)}' if until else ''}"


def concepts(level: dict, at_most: str) -> list[dict[str, str]]:
    """One row for each concept, with who says so; `at_most` are the words for who says what is verified at most."""
    found = {
        "Self-assessed": (said(LEVELS, level["level_self_assessed"]), "The organisation, on its checklist"),
        "Verified, at least": (said(LEVELS, level["level_verified_floor"]), "The rules, on the evidence sent"),
        "Verified, at most": (said(LEVELS, level["level_verified_ceiling"]), at_most),
        "Awarded": (awarded(level), "The panel, by its recorded decision"),
    }
    return [{"Concept": concept, "Level": at, "Who says so": who} for concept, (at, who) in found.items()]


def show_level(level: dict, levels: pl.DataFrame, invented: bool, as_of: date) -> None:
    """The three concepts, and what is open on the day of the run."""
    caption = f"Levels, assessed for {wording.day(level['assessment_date'])}"
    show_table(
        notices.mark(caption, invented),
        concepts(level, "The rules, if the panel judged in favour"),
        Download(levels, notices.mark(f"levels_{level['org_code']}", invented), "levels"),
    )
    explain_levels()
    st.write(f"Award at risk: {at_risk(level)}. Review overdue: {overdue(level)}.")
    open_points = _open_points(level, as_of)
    if open_points:
        show_table(notices.mark("What is open, and what comes next", invented), open_points)


def first_stale(level: dict, as_of: date) -> str | None:
    """Which items are out of date first, and from when; a day that has passed is said to have."""
    if not level["next_stale_items"]:
        return None
    passed = ", which has passed" if level["next_stale_on"] < as_of else ""
    return f"{_listed(level['next_stale_items'])}, from {wording.day(level['next_stale_on'])}{passed}"


def _open_points(level: dict, as_of: date) -> list[dict[str, str]]:
    """What blocks, ages or waits, where there is any of it."""
    points = {
        "Met out of order": _levels(level["levels_out_of_order"]),
        "First to go out of date": first_stale(level, as_of),
        "Puts the award at risk": _listed(level["award_at_risk_items"]),
        "Inherited, waiting for the panel": level["inherited_status"]
        and f"{said(LEVELS, level['inherited_level'])} of {_listed(level['inherited_from'])}; not valid until decided",
    }
    return [{"What": what, "Which": which} for what, which in points.items() if which]


def _listed(codes: str | None) -> str:
    return ", ".join(codes.split(";")) if codes else ""


def _levels(levels: str | None) -> str:
    return ", ".join(said(LEVELS, level) for level in levels.split(";")) if levels else ""


def show_gap(level: dict, items: pl.DataFrame, registry: dict[str, dict], invented: bool) -> None:
    """What stands between the organisation and each level: what counts on no reading, and what the panel must judge.

    Levels build on each other, so whatever is in the way of one is in the way of all above it (A24).
    """
    status = {row["item_id"]: row for row in items.to_dicts()}
    rows = [
        _in_the_way(words, row, registry)
        for code, words in LEVELS.items()
        for item, entry in registry.items()
        if entry["item_kind"] == "direct" and entry["item_level"] == code
        if (row := status.get(item)) and row["status"] not in COUNTED
    ]
    if not rows:
        st.write("Nothing: every direct deliverable of every level is met on the evidence sent.")
        return
    caption = f"What stands before each level, assessed for {wording.day(level['assessment_date'])}"
    show_table(notices.mark(caption, invented), rows)


def _in_the_way(level: str, row: dict, registry: dict[str, dict]) -> dict[str, str | Cell]:
    return {
        "Before": level,
        "Deliverable": f"{roster.item_heading(row['item_id'], registry)}: {row['item_name']}",
        "Evidence shows": roster.status_cell(row["status"]),
        "Why": row["reason"] or "",
    }


def show_items(items: pl.DataFrame, registry: dict[str, dict], invented: bool) -> None:
    """Every item: direct deliverables and reviews, and the supporting actions that gate no level."""
    supporting = pl.col("item_kind") == "supporting"
    _show_kind("Direct deliverables and reviews", items.filter(~supporting), registry, invented)
    with st.expander("Supporting actions, which gate no level"):
        _show_kind("Supporting actions", items.filter(supporting), registry, invented)


def _show_kind(what: str, items: pl.DataFrame, registry: dict[str, dict], invented: bool) -> None:
    if items.is_empty():
        st.write(f"{what}: none in this return.")
        return
    rows = [
        {
            "Item": f"{roster.item_heading(row['item_id'], registry)}: "
            f"{registry.get(row['item_id'], {}).get('item_name', '')}",
            "Organisation declares": said(DECLARED, row["declared_status"], "Not answered"),
            "Evidence shows": roster.status_cell(row["status"]),
            "Why": row["reason"] or "",
            "Documents": Cell(str(row["evidence_count"]), of=of("items", row, "evidence_count")),
            "Out of date from": wording.day(row["stale_on"], "Does not age"),
        }
        for row in sorted(items.to_dicts(), key=lambda row: list(registry).index(row["item_id"]))
    ]
    name = f"{what.split()[0].lower()}_items_{items['org_code'][0]}"
    show_table(notices.mark(what, invented), rows, Download(items, notices.mark(name, invented), "items"))


def show_board(board: dict | None, reading: Reading, organisation: dict, invented: bool) -> None:
    """The board, if its seats were handed in, and the populations it may be compared with."""
    if board is None or board["seats"] is None:
        st.write(NO_SEATS)
    else:
        unknown = ["unknown"] if board["unknown"] else []
        numbers = ("seats", "bme", *unknown, "local_bme_share", "need_nearest", "need_floor")
        say(board_sentence(board), of("board", board, *numbers))
    basis = board["basis"] if board is not None and board["seats"] is not None else None
    populations = _populations(reading, organisation)
    if populations.is_empty():
        return
    rows = [
        {
            "Population": f"{organisation['name'] if row['basis'] == 'catchment' else row['area_name']}, "
            f"{said(BASES, row['basis'])}",
            "Black, Asian and Minority Ethnic residents": Cell(
                wording.percent(row["bme_share"]), of=of("populations", row, "bme_share")
            ),
            "Counted": Cell(
                wording.out_of(row["bme_residents"], row["residents"]),
                of=of("populations", row, "bme_residents", "residents"),
            )
            if row["residents"]
            else "Modelled share",
            "Basis of this board": "Yes" if basis == row["basis"] else "–",
        }
        for row in populations.to_dicts()
    ]
    name = notices.mark(f"populations_{organisation['org_code']}", invented)
    show_table(
        notices.mark("Local populations, Census 2021", invented), rows, Download(populations, name, "populations")
    )


def board_sentence(board: dict) -> str:
    unknown = f", and of {board['unknown']} the ethnicity is unknown" if board["unknown"] else ""
    sensitive = " Compared with its board's population the answer would differ." if board["basis_sensitive"] else ""
    return (
        f"On {wording.day(board['as_at'])} the board had {board['seats']} filled seats; {board['bme']} were held by "
        f"Black, Asian and Minority Ethnic members{unknown}. Of {said(BASES, board['basis'])}, "
        f"{wording.percent(board['local_bme_share'])} are Black, Asian and Minority Ethnic (Census 2021). The nearest "
        f"whole seat asks for {board['need_nearest']}, the lenient reading for {board['need_floor']}. "
        f"Result: {said(STATUSES, board['status']).lower()}.{sensitive}"
    )


def _populations(reading: Reading, organisation: dict) -> pl.DataFrame:
    areas = {
        "catchment": organisation["org_code"],
        "icb": organisation["icb_code"],
        "region": organisation["region_code"],
    }
    wanted = pl.any_horizontal(
        *((pl.col("basis") == basis) & (pl.col("area_code") == area) for basis, area in areas.items())
    )
    return reading.table("populations").filter(wanted)
