"""Where an organisation stands in the framework: three concepts of level that never merge, judged items, the board."""

import polars as pl
import streamlit as st

from app import notices, roster, wording
from app.reading import Reading
from app.tables import Download, show_table
from app.vocabulary import BASES, DECLARED, LEVELS, STATUSES, said


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


def show_level(level: dict, levels: pl.DataFrame, invented: bool) -> None:
    """One row for each concept, with who says so."""
    valid = f", until {wording.day(level['award_valid_to'])}" if level["award_valid_to"] else ""
    concepts = {
        "Self-assessed": ("level_self_assessed", "", "The organisation, on its checklist"),
        "Verified, at least": ("level_verified_floor", "", "The rules, on the evidence sent"),
        "Verified, at most": ("level_verified_ceiling", "", "The rules, if the panel judged in favour"),
        "Awarded": ("level_awarded", valid, "The panel, by its recorded decision"),
    }
    rows = [
        {"Concept": concept, "Level": f"{said(LEVELS, level[column])}{until}", "Who says so": who}
        for concept, (column, until, who) in concepts.items()
    ]
    caption = f"Levels, assessed for {wording.day(level['assessment_date'])}"
    show_table(
        notices.mark(caption, invented), rows, Download(levels, notices.mark(f"levels_{level['org_code']}", invented))
    )
    st.write(f"Award at risk: {at_risk(level)}. Review overdue: {overdue(level)}.")
    open_points = _open_points(level)
    if open_points:
        show_table(notices.mark("What is open, and what comes next", invented), open_points)


def _open_points(level: dict) -> list[dict[str, str]]:
    """What blocks, ages or waits, where there is any of it."""
    points = {
        f"Stands before {said(LEVELS, level['next_level'])}": level["blocking_reasons"],
        "Met out of order": _levels(level["levels_out_of_order"]),
        "First to go out of date": level["next_stale_items"]
        and f"{_listed(level['next_stale_items'])} on {wording.day(level['next_stale_on'])}",
        "Puts the award at risk": _listed(level["award_at_risk_items"]),
        "Inherited, waiting for the panel": level["inherited_status"]
        and f"{said(LEVELS, level['inherited_level'])} of {_listed(level['inherited_from'])}; not valid until decided",
    }
    return [{"What": what, "Which": which} for what, which in points.items() if which]


def _listed(codes: str | None) -> str:
    return ", ".join(codes.split(";")) if codes else ""


def _levels(levels: str | None) -> str:
    return ", ".join(said(LEVELS, level) for level in levels.split(";")) if levels else ""


def show_items(items: pl.DataFrame, registry: dict[str, dict], invented: bool) -> None:
    rows = [
        {
            "Item": f"{roster.item_heading(row['item_id'], registry)}: "
            f"{registry.get(row['item_id'], {}).get('item_name', '')}",
            "Organisation declares": said(DECLARED, row["declared_status"], "Not answered"),
            "Evidence shows": roster.status_cell(row["status"]),
            "Why": row["reason"] or "",
            "Documents": str(row["evidence_count"]),
            "Out of date from": wording.day(row["stale_on"], "Does not age"),
        }
        for row in sorted(items.to_dicts(), key=lambda row: list(registry).index(row["item_id"]))
    ]
    name = f"items_{items['org_code'][0]}"
    show_table(notices.mark("Judged items", invented), rows, Download(items, notices.mark(name, invented)))


def show_board(board: dict | None, reading: Reading, organisation: dict, invented: bool) -> None:
    """The board, if its seats were handed in, and the populations it may be compared with."""
    if board is None or board["seats"] is None:
        st.write("No seats of the board were handed in, so the board is not compared with the local population.")
    else:
        st.write(_board_sentence(board))
    populations = _populations(reading, organisation)
    if populations.is_empty():
        return
    rows = [
        {
            "Population": f"{organisation['name'] if row['basis'] == 'catchment' else row['area_name']}, "
            f"{said(BASES, row['basis'])}",
            "Black, Asian and Minority Ethnic residents": wording.percent(row["bme_share"]),
            "Counted": f"{wording.count(row['bme_residents'])} of {wording.count(row['residents'])}"
            if row["residents"]
            else "Modelled share",
            "Basis of this board": "Yes" if board is not None and board["basis"] == row["basis"] else "–",
        }
        for row in populations.to_dicts()
    ]
    name = notices.mark(f"populations_{organisation['org_code']}", invented)
    show_table(notices.mark("Local populations, Census 2021", invented), rows, Download(populations, name))


def _board_sentence(board: dict) -> str:
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
