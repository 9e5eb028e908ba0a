"""The invented WRES files: canonical lines with what is wrong in them on purpose, and files in layouts of their own."""

from benchmarks import demonstration_cast as cast
from benchmarks import demonstration_figures as figures
from benchmarks.demonstration_cast import CAST, KINDS, Organisation
from benchmarks.demonstration_workforce import pay_rows

HEADER = "org_code,wres_year,standard,measure_code,wres_group,value,basis,source,release_year".split(",")
WIDE_LINES = {"I2.SHORTLISTED": "Shortlisted", "I2.APPOINTED": "Appointed", "I3.ENTERED": "Formal process",
              "I3.WORKFORCE": "Workforce (I3)", "I4.ACCESSED": "Training", "I4.WORKFORCE": "Workforce (I4)",
              "I9.BOARD.TOTAL": "Board", "I9.BOARD.VOTING": "Voting board"}
WIDE_GROUPS = dict(zip(figures.GROUPS, ("White", "BME", "Not known"), strict=True))
WIDE_YEAR = 2022
TALL_CODES = ("ZD017", "ZD022", "ZD026")
TALL_YEAR = 2026
TALL_MEASURES = {"I5": "Indicator 5", "I6": "Indicator 6", "I7": "Indicator 7", "I8": "Indicator 8"}
TALL_GROUPS = {"WHITE": "White staff", "BME": "BME staff"}


def canonical(seed: int) -> dict[str, list[list]]:
    """Every file in the canonical layout, by name, header first."""
    who = {org.code: org for org in CAST}
    again = [[org, year + 1, *rest[:-1], year + 1] for org, year, *rest in
             figures.wres_rows(seed, who[cast.SENT_AGAIN], 2025)]
    files = {
        "wres_demonstration.csv": [row for org in CAST for year in range(org.since, 2025)
                                   for row in figures.wres_rows(seed, org, year)],
        "wres_demonstration_2026.csv": figures.wres_rows(seed, who["ZD029"], 2026),
        "wres_demonstration_2026_again.csv": again,
        "wres_demonstration_decimals.csv": _with(seed, who["ZD020"], "I1.NC.B3", lambda n: f"{n}.5"),
        "wres_demonstration_negative.csv": _with(seed, who["ZD015"], "I3.ENTERED", lambda n: -1 - n),
        "wres_demonstration_three_kinds.csv": _three_kinds(seed, who["ZD026"]),
        "wres_demonstration_pay.csv": [row for org in CAST if org.code not in cast.WITHOUT_PAY
                                       for year in range(2021, 2027) if _open(org, year)
                                       for row in pay_rows(seed, org, year)],
    }
    return {name: [HEADER, *rows] for name, rows in files.items()}


def _open(org: Organisation, year: int) -> bool:
    """Whether the organisation stood on 31 March of the year."""
    return org.opened <= f"{year}0331" <= (org.closed or "99991231")


def _with(seed: int, org: Organisation, code: str, change) -> list[list]:
    """Some lines of a year that the organisation sent nothing else for, one of them changed."""
    rows = [row for row in figures.wres_rows(seed, org, org.since - 1, "trust_web") if row[3][:7] == code[:7]]
    return [[*row[:5], change(row[5]) if row[3:5] == [code, "BME"] else row[5], *row[6:]] for row in rows]


def _three_kinds(seed: int, org: Organisation) -> list[list]:
    """Suppressed, not submitted and zero side by side: three that never mix."""
    kinds = {"I3.ENTERED": ("*", "", 0), "I4.ACCESSED": (0, "*", "")}
    rows = [row for row in figures.wres_rows(seed, org, org.since - 1) if row[3][:2] in ("I2", "I3", "I4")]
    return [[*row[:5], kinds.get(row[3], (row[5],) * 3)[figures.GROUPS.index(row[4])], *row[6:]] for row in rows]


def wide(seed: int) -> list[list]:
    """One row for each organisation, as a national file by trust might be: counts, and ratios beside them."""
    header = ["Code", "Name", "Type", *(f"{name} - {group}" for name in WIDE_LINES.values()
                                        for group in WIDE_GROUPS.values()), "I2 ratio", "I3 ratio", "I4 ratio"]
    return [header] + [_wide_row(seed, org) for org in CAST if org.code in cast.IN_WIDE_FILE]


def _wide_row(seed: int, org: Organisation) -> list:
    lines = dict(figures.wres(seed, org, WIDE_YEAR))
    if org.code == cast.CONFLICTING:
        lines |= {code: tuple(round(1.03 * n) for n in lines[code]) for code in ("I3.WORKFORCE", "I4.WORKFORCE")}
    cells = [figures.cell(org.code, WIDE_YEAR, code, group, n) for code in WIDE_LINES
             for group, n in zip(figures.GROUPS, lines[code], strict=True)]
    ratios = figures.headlines(lines)
    if org.code == cast.UPSIDE_DOWN:
        ratios["I2"] = round(1 / ratios["I2"], 2)
    shown = ["n/a" if cell == "" else cell for cell in cells]
    return [org.code, org.name, org.kind, *shown, *(ratios.get(code, "n/a") for code in ("I2", "I3", "I4"))]


def tall(seed: int) -> list[list]:
    """One row for each organisation, indicator and group: percents of the survey, a regional average between them."""
    header = ["Trust", "Benchmark group", "Snapshot", "Measure", "Staff", "Per cent", "Respondents"]
    rows = [
        [org.code, KINDS[org.kind].benchmark_group, f"31 March {year}", TALL_MEASURES[code], TALL_GROUPS[group],
         f"{100 * fraction:.1f}", n]
        for org in CAST if org.code in TALL_CODES
        for _, _, year, _, code, group, fraction, n, _ in figures.survey_rows(seed, org, TALL_YEAR, TALL_YEAR)
    ]
    rows[-1][5:] = ["-", ".."]
    average = [["REGION", "", f"31 March {TALL_YEAR}", name, "All staff", "20.0", ".."] for name in
               TALL_MEASURES.values()]
    return [header, *rows, *average]
