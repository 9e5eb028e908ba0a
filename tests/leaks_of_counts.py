"""Planted leaks of suppressed counts of people: each of these rows, or the words of one, gives a few people back."""

from pathlib import Path

from tests.leaks import ANALYST, PANEL, PUBLIC, change, leak

NUMBERS = ("value", "ci_lower", "ci_upper", "katz_lower", "katz_upper", "white_value", "bme_value", "comparator_value",
           "bme_value_known", "white_num", "white_den", "bme_num", "bme_den", "comparator_num", "comparator_den",
           "unknown_rate", "numerator_unknown_rate", "value_if_unknown_white", "value_if_unknown_bme",
           "band")  # fmt: skip
SMALL = "measure_code = 'I3' and wres_year = 2025 and org_code = 'ZD023'"  # 5 of 745 against 13 of 1,846


def show(folder: Path, where: str, **cells: str) -> None:
    """Puts true rows into the public file: what `cells` give as SQL over the true row, and nothing else, is shown."""
    shown = ", ".join(f"{cells.get(column, 'null')} as {column}" for column in NUMBERS)
    change(
        folder / PUBLIC,
        f"attach '{folder / ANALYST}' as truth (read_only)",
        f"create temp table rows as select * replace ({shown}) from truth.measures where {where}",
        "delete from measures using rows where measures.org_code = rows.org_code and "
        "measures.wres_year = rows.wres_year and measures.measure_code = rows.measure_code",
        "insert into measures from rows",
    )


def rounded(column: str) -> str:
    return f"if({column} between 1 and 7, null, (round({column} / 5) * 5)::bigint)"


def counts(*columns: str) -> dict[str, str]:
    return {column: rounded(column) for column in columns}


@leak("V36", PUBLIC, "ZD023, 2025", "bme_num")
def small_count(folder):
    show(folder, SMALL, bme_num="bme_num")


@leak("A09", PUBLIC, "ZD023, 2025, I3", "bme_num")
def interval_beside_a_suppressed_count(folder):
    shown = counts("bme_num", "bme_den", "white_num", "white_den")
    show(folder, SMALL, ci_lower="ci_lower", ci_upper="ci_upper", **shown)


@leak("A09", PUBLIC, "ZD023, 2025, I3", "bme_num")
def ratio_beside_a_suppressed_count(folder):
    show(folder, SMALL, value="value", **counts("bme_num", "bme_den", "white_num", "white_den"))


@leak("A09", PUBLIC, "ZD024, 2026, I3", "bme_num")
def band_that_one_count_gives(folder):
    show(folder, "measure_code = 'I3' and wres_year = 2026 and org_code = 'ZD024'", band="'non_adverse'",
         **counts("bme_num", "bme_den", "white_num", "white_den"))  # fmt: skip


@leak("A09", PUBLIC, "ZD023, 2025, I9.BOARD.NED", "bme_den")
def part_that_total_and_part_give(folder):
    ned = "wres_year = 2025 and org_code = 'ZD023' and measure_code"
    show(folder, f"{ned} in ('I9.BOARD.TOTAL', 'I9.BOARD.EXEC')", bme_den="bme_den", bme_value="bme_value")
    show(folder, f"{ned} = 'I9.BOARD.NED'")


@leak("A09", PUBLIC, "ZD023, 2025, I3", "bme_num")
def year_that_three_years_give(folder):
    show(folder, "org_code = 'ZD023' and measure_code in ('I3', 'I3.THREE_YEARS') and wres_year between 2023 and 2025",
         bme_num="if(wres_year = 2025 and measure_code = 'I3', null, bme_num)")  # fmt: skip


@leak("A09", PUBLIC, "changes", "ZD023", "value_to")
def change_to_what_is_suppressed(folder):
    show(folder, SMALL)
    change(
        folder / PUBLIC,
        f"attach '{folder / ANALYST}' as truth (read_only)",
        "insert into changes select * from truth.changes "
        "where measure_code = 'I3' and year_from = 2024 and year_to = 2025 and org_code = 'ZD023'",
    )


@leak("A10", PANEL, "items", "reason")
def sentence_with_a_small_count(folder):
    change(folder / PANEL, "update items set reason = '3 of 41 (7.3%) leaders have a goal.' where item_id = 'S2'")
