"""The invented release of the staff survey as a workbook, in the layout of the official benchmark workbook (§6.2).

One sheet for each benchmark group, in a spelling of this release's own; wide columns `<measure>_<group>_<survey year>`
with their `_n_` and `_sig` columns; fractions 0 to 1. A reporting unit that is part of an organisation has the
organisation's code and a digit (`ZD0131`): codes of invented organisations have five characters where real ones have
three.
"""

from benchmarks import demonstration_cast as cast
from benchmarks import demonstration_figures as figures
from benchmarks.demonstration_cast import CAST, KINDS, Organisation

RELEASE = 2026
YEARS = range(RELEASE - 2, RELEASE + 1)  # WRES years; the survey's own year is the one before
KEYS = ["org_id", "org_name", "org_type_reporting_name"]
MEASURES = {"I5": "har_from_pat_eth_summary", "I6": "har_from_staff_eth_summary", "I7": "equal_eth_summary",
            "I8": "q16b_eth_summary"}
GROUPS = {"WHITE": 1, "BME": 2}
SHEETS = {"Acute&Acute Community Trusts": "Acute & Acute  Community Trusts", "Acute Specialist Trusts":
          "acute specialist trusts", "MH&LD, MH, LD&Community Trusts": "MH&LD, MH,LD & Community Trusts",
          "Community Trusts": "Community trusts", "Ambulance Trusts": "Ambulance  Trusts"}
IN_WORKBOOK = ("ZD001", "ZD003", "ZD013", "ZD017", "ZD022", "ZD025")
FEWEST = 10  # a value from fewer respondents is suppressed


def benchmark(seed: int) -> dict[str, list[list]]:
    """Rows by sheet, header first."""
    chosen = [org for org in CAST if org.code in IN_WORKBOOK]
    units = [(unit, org, share) for org in chosen for unit, share in cast.UNITS.get(org.code, ((org.code, 1),))]
    sheets = {
        "Notes": [
            ["INVENTED data for demonstration: no official release and no real organisation"],
            ["Suffix", "Code", "Meaning"], ["eth_summary", 1, "White"],
            ["eth_summary", 2, "All other ethnic groups combined (BME)"],
            ["n", "", "Number of respondents"], ["sig", "", "Difference from the year before"],
        ],
        "Organisation  Benchmark Groups": [KEYS] + [_keys(unit, org) for unit, org, _ in units],
    }
    for official, spelt in SHEETS.items():
        rows = [_keys(unit, org) + _cells(seed, unit, org, share) for unit, org, share in units
                if KINDS[org.kind].benchmark_group == official]
        sheets[spelt] = [KEYS + _columns(), *rows]
    return sheets


def _keys(unit: str, org: Organisation) -> list[str]:
    part = f" - PART {unit[-1]}" if unit != org.code else ""
    return [unit, f"{org.name}{part}", KINDS[org.kind].benchmark_group]


def _columns() -> list[str]:
    """Names of the value columns; the survey's overall result to a question stands beside those by ethnic group."""
    named = [f"{stem}{form}" for stem in MEASURES.values() for g in GROUPS.values() for year in YEARS
             for form in (f"_{g}_{year - 1}", f"_n_{g}_{year - 1}", f"_{g}_{year - 1}_sig")]
    return named + [f"q15_{year - 1}" for year in YEARS]


def _cells(seed: int, unit: str, org: Organisation, share: float) -> list:
    values = {(row[2], row[4], row[5]): (row[6], round(row[7] * share)) for year in YEARS
              for row in figures.survey_rows(seed, org, year, RELEASE)}
    cells, overall = [], []
    for code in MEASURES:
        for group in GROUPS:
            bend = 1 + figures.stream(seed, unit, "part", code, group).uniform(-0.02, 0.02) * (unit != org.code)
            for year in YEARS:
                fraction, n = values[year, code, group]
                cells += [round(fraction * bend, 6) if n >= FEWEST else "*", n, "Not significant"]
    for year in YEARS:
        (white, n_white), (bme, n_bme) = values[year, "I7", "WHITE"], values[year, "I7", "BME"]
        overall.append(round((white * n_white + bme * n_bme) / (n_white + n_bme), 6))
    return cells + overall
