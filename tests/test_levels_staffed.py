"""Which levels of staff are asked for a target: those of the newest workforce, and the board of its own newest day."""

from datetime import date

import polars as pl
import pytest

from tests.macros import AS_OF, Models

ASSESSED = date(2026, 6, 30)
WORKFORCE = ["I1.NC.B2", "I1.CL.B5", "I1.MD.CONS"]


def staffed(workforce: list[int], boards: list[int], targets: list[str] = ()) -> dict[str, tuple[int, float | None]]:
    """Staff and target of each level, for lines of the workforce and of the board in these years."""
    lines = [(year, code) for year in workforce for code in WORKFORCE] + [(year, "I9.BOARD.TOTAL") for year in boards]
    rows = [
        {"org_code": "A", "wres_year": year, "measure_code": code, "wres_group": group, "line_value": year - 2000.0}
        for year, code in lines
        for group in ("BME", "WHITE")
    ]
    schema = {"org_code": str, "wres_year": pl.Int32, "measure_code": str, "wres_group": str, "line_value": float}
    names = {"file_sha256": "x", "item_id": "S1.b", "kind": "target", "event_number": 0.2}
    events = {"file_sha256": str, "item_id": str, "kind": str, "event_number": float, "title": str}
    returned = {"file_sha256": "x", "org_code": "A", "assessment_date": ASSESSED, "is_current": True}
    models = Models(
        int_wres_lines_chosen=pl.DataFrame(rows, schema),
        int_returns_ranked=pl.DataFrame([returned]),
        stg_returns__events=pl.DataFrame([names | {"title": title} for title in targets], events),
        stg_landing__refresh=pl.DataFrame({"as_of": [AS_OF]}),
    )
    found = models["int_levels_staffed"].to_dicts()
    return {row["band"]: (int(row["staff"]), row["target_share"]) for row in found}


@pytest.mark.parametrize(
    ("workforce", "boards", "asked"),
    [
        ([2025, 2026], [2025, 2026], {"B2": 52, "B5": 52, "CONS": 52, "BOARD": 52}),
        ([2025], [2025, 2026], {"B2": 50, "B5": 50, "CONS": 50, "BOARD": 52}),
        ([2026], [2024], {"B2": 52, "B5": 52, "CONS": 52, "BOARD": 48}),
        ([2026, 2027], [], {"B2": 52, "B5": 52, "CONS": 52}),  # the last is after the assessment
        ([], [2026], {}),  # which levels there are is not known
        ([2027], [2026], {}),
    ],
)
def test_a_board_that_is_newer_than_the_workforce_does_not_hide_its_levels(workforce, boards, asked):
    assert {band: staff for band, (staff, _) in staffed(workforce, boards).items()} == asked


def test_a_target_is_that_of_its_level():
    found = staffed([2026], [2026], ["b5", " BOARD "])
    assert {band for band, (_, target) in found.items() if target is not None} == {"B5", "BOARD"}
