"""Invented survey workbooks in the layouts of the official ones (§6.2), for tests. Codes start with ZD."""

from pathlib import Path

import openpyxl

from ingestion.contracts import PROJECT

# in the folder shared with whoever builds this; its reuse licence is not stated, so it is not shipped
REAL = PROJECT.parent / "shared/data/staff_survey/NSS24 detailed spreadsheets organisational results.xlsx"
SHEETS = [
    "Acute & Acute Community Trusts",
    "MH&LD, MH, LD&Community  Trusts",  # two spaces, as releases differ
]
MEASURES = {"I5": "har_from_pat", "I6": "har_from_staff", "I7": "equal", "I8": "q16b"}
NOTES = ["NHS Staff Survey Benchmark report data", "Ethnic group: 1 = White; 2 = BME", "0.1 means 10%"]
SURVEYS = (2024, 2025)
ANSWERS = {
    "Q14a - How often harassed by patients?": ["% Never", "% 1 to 2", "% More than 10"],
    "Q14b - How often harassed by managers?": ["% Never", "% 1 to 2", "% More than 10"],
    "Q14c - How often harassed by colleagues?": ["% Never", "% 1 to 2", "% More than 10"],
    "Q15 - Does your organisation act fairly?": ["% Yes", "% No", "% Don't know"],
    "Q16a - Discrimination by patients?": ["% Yes", "% No"],
    "Q16b - Discrimination by colleagues?": ["% Yes", "% No"],
}
BASE = "Base (number of responses)"


def benchmark_columns() -> list[str]:
    return [
        f"{measure}_eth_summary_{n}{group}_{year}"
        for measure in MEASURES.values()
        for year in SURVEYS
        for n in ("", "n_", "sig_")
        for group in (1, 2)
    ]


def benchmark_row(unit: str, sheet: str, **given) -> dict:
    """White 0.25 of 800 and BME 0.375 of 200, but for what is given as `i5_white_2025` or `i5_white_n_2025`."""
    row = {"org_id": unit, "org_name": f"Invented {unit}", "org_type_reporting_name": sheet, "q1_2025": 0.5}
    for column in benchmark_columns():
        group = column.split("_")[-2]
        row[column] = {"n": {"1": 800, "2": 200}, "sig": {"1": "*", "2": "*"}}.get(
            column.split("_")[-3], {"1": 0.25, "2": 0.375}
        )[group]
    for name, value in given.items():
        indicator, group, *n, year = name.split("_")
        code = {"white": 1, "bme": 2}[group]
        row[f"{MEASURES[indicator.upper()]}_eth_summary_{'n_' if n else ''}{code}_{year}"] = value
    return row


def write_benchmark(path: Path, rows: list[dict], notes=NOTES, sheets=SHEETS, without="no column") -> Path:
    """Every other row goes to the second sheet. Columns that contain `without` are left out."""
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    for line in notes:
        book.active.append([line])
    lookup = book.create_sheet("Organisation Benchmark groups")
    lookup.append(["org_id", "org_name", "org_type_reporting_name"])
    for i, name in enumerate(sheets):
        sheet = book.create_sheet(name)
        columns = [c for c in rows[0] if without not in c]
        sheet.append([""] * len(columns))
        sheet.append(columns)
        for row in rows[i :: len(sheets)]:
            sheet.append([row[c] for c in columns])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def write_detailed(path: Path, units: dict[str, dict], year: int = 2025, title=None, unit_of_value: int = 100) -> Path:
    """`units` maps a unit to the share of its first answer by question number (0.7 otherwise); 1,000 responses each."""
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("HEALTH WELLBEING SAFETY")
    keys = ["ODS code", "Organisation name", "Benchmarking group", "Region", "ICS", "Weighting"]
    top, header = [title or f"NHS Staff Survey {year} - WEIGHTED Results", *[None] * 5], [*keys]
    for question, answers in ANSWERS.items():
        top += [question, *[None] * len(answers)]
        header += [*answers, BASE]
    for line in (top, ["Note: fewer than 10 responses are not displayed"], header):
        sheet.append(line)
    for unit, given in units.items():
        row = [unit, f"Invented {unit}", "Acute", "North West", "-", "Occupation Group"]
        for question, answers in ANSWERS.items():
            first = given.get(question.split(" ")[0], 0.7)
            rest = [0] * (len(answers) - 2)
            row += [first if isinstance(first, str) else first * unit_of_value]
            row += [*rest, "-" if isinstance(first, str) else (1 - first) * unit_of_value, given.get("base", 1000)]
        sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path
