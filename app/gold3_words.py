"""Item G3 in words: what it rests on, every reading, and how often chance alone would meet them (§3.5.2, §4.6)."""

import polars as pl

from app import changes, registries, roster, wording
from app.origins import of
from app.reading import Reading
from app.tables import Cell
from app.vocabulary import CHANCE_STATUSES, said

CHANCES = {
    "the panel": "chance_panel",
    "reading A": "chance_reading_a",
    "reading B": "chance_reading_b",
    "reading C": "chance_reading_c",
}


def facts(row: dict, reading: Reading) -> list[dict[str, str | Cell]]:
    asked = registries.parameter(reading, "gold3_measures_minimum")
    a = _counted(row, "improved_both", _enough(row["improved_both"], asked, row["improved_measures"]))
    b = "Yes" if row["each_year_five"] else "No"
    c = _counted(row, "net_two_years", _enough(row["net_two_years"], asked, None))
    parity = _counted(row, "parity_both", _listed(row["parity_both"], row["parity_measures"]))
    facts: dict[str, str | Cell] = {
        "Result": roster.status_cell(row["status"]),
        "Why": _counted(row, "reason", row["reason"] or ""),
        "Measures that can be compared over both years": _counted(
            row, "usable", _listed(row["usable"], row["usable_measures"])
        ),
        "Measures that cannot": row["blocked_measures"] or "None",
        f"Reading A, the one that counts: the same {asked:.0f} improved in both years": a,
        f"Reading B: {asked:.0f} improved in each year, not the same ones needed": b,
        f"Reading C: {asked:.0f} better over both years together": c,
        "Stayed at or moved to parity, and did not improve in both": parity,
        "Improved in both, and distinguishable from chance over the two years": _counted(
            row, "distinguishable", str(row["distinguishable"])
        ),
        "Out of date from": wording.day(row["stale_on"], "–"),
    }
    return [{"What": what, "Value": value} for what, value in facts.items()]


def _counted(row: dict, column: str, text: str) -> Cell:
    return Cell(text, of=of("gold3", row, column))


def _listed(number: int, codes: str | None) -> str:
    return f"{number} ({', '.join(codes.split())})" if codes else str(number)


def _enough(number: int, asked: float, codes: str | None) -> str:
    return f"{'Yes' if number >= asked else 'No'}: {_listed(number, codes)}"


def chances(row: dict) -> list[str]:
    """How often an organisation of this size meets the readings while nothing changes (§4.6), where the run says so."""
    told = [said(CHANCE_STATUSES, row["chance_status"])] if row.get("chance_status") else []
    if row.get("chance_met") is None:
        return told
    staff, share = wording.rounded(row["chance_staff"]), wording.percent(row["chance_bme_share"], 0)
    met = (
        f"An organisation of about {staff} staff, {share} BME, in which nothing changed would meet this by chance "
        f"{wording.times_in(row['chance_met'])}."
    )
    others = "; ".join(f"{what} {wording.times_in(row[column])}" for what, column in CHANCES.items())
    return [met, f"By chance it would reach {others}.", *told]


def steps(reading: Reading, judged: dict) -> list[dict[str, str]]:
    """Nine measures and two steps; the columns are the years that the item rests on."""
    (start, first), (middle, second), last = _steps(reading, judged)
    return [
        {
            "Measure": f"{code} {measure['measure_name']}",
            f"{start} to {middle}": _class(first, code, judged, reading),
            f"{middle} to {last}": _class(second, code, judged, reading),
            "Counts as": _counts_as(code, judged),
        }
        for code, measure in registries.measures(reading).items()
        if measure["counts_for_g3"]
    ]


def behind(reading: Reading, judged: dict) -> pl.DataFrame:
    """Rows of `changes` that the steps are made of."""
    (_, first), (_, second), _ = _steps(reading, judged)
    return pl.concat([first, second]).sort("measure_code", "year_to")


def _steps(reading: Reading, judged: dict) -> tuple[tuple[int, pl.DataFrame], tuple[int, pl.DataFrame], int]:
    last = judged["wres_year"]
    middle, start = wording.year_before(last), wording.year_before(last, 2)
    mine = reading.table("changes", org_code=judged["org_code"])
    first = mine.filter((pl.col("year_to") == middle) & (pl.col("year_from") == start))
    second = mine.filter((pl.col("year_to") == last) & (pl.col("year_from") == middle))
    return (start, first), (middle, second), last


def _class(step: pl.DataFrame, code: str, judged: dict, reading: Reading) -> str:
    """A panel has no figures of organisations before they became one, on which the item may rest nevertheless."""
    rows = step.filter(pl.col("measure_code") == code).to_dicts()
    if not rows and code in (judged["usable_measures"] or "").split():
        return "Compared, by figures that a panel is not given"
    if not rows and reading.audience.name == "panel":
        return "Not known, or by figures that a panel is not given"
    return changes.direction(rows[0]) if rows else "Cannot be compared: one of the years is not known"


def _counts_as(code: str, judged: dict) -> str:
    lists = {
        "improved_measures": "Improved in both years",
        "parity_measures": "At parity",
        "usable_measures": "Neither",
    }
    return next((words for column, words in lists.items() if code in (judged[column] or "").split()), "Not usable")
