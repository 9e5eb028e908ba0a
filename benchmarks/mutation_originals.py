"""Clean files of invented organisations: what the mutation harness breaks one thing of at a time.

Figures and statements are those of a few organisations made by the generator of the invented region, none of them in
it. An organisation that hands in a file takes over what one of them says, under its own code.
"""

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache

import polars as pl
from openpyxl.utils import get_column_letter

from benchmarks import demonstration_figures as figures
from benchmarks import demonstration_survey as survey
from benchmarks import demonstration_workforce as workforce
from benchmarks import demonstration_wres as wres
from benchmarks.demonstration_cast import KINDS, Organisation
from benchmarks.demonstration_files import archive, table, workbook
from benchmarks.demonstration_returns import Draft
from ingestion.contracts import sources

SEED, YEARS, DAY = 2026, (2025, 2026), date(2026, 3, 31)
_PLAN = "bronze S4=met S5=met G1=met G2=met"
MODELS = tuple(
    Organisation(f"ZMB{n}", "MODEL", kind, home, staff, "steady", "", _PLAN, 0, unknown)
    for n, (kind, home, staff, unknown) in enumerate(
        (("Acute", 1, 6200, 0.02), ("Mental Health", 3, 4600, 0.015), ("Ambulance", 6, 5100, 0.025))
    )
)
Rows = list[list]


@dataclass
class File:
    """A file as its sender sees it: rows by sheet, header first; the sheet of a CSV or Parquet file has no name."""

    source: str
    name: str
    kind: str  # xlsx, zip, csv, parquet
    sheets: dict[str, Rows] = field(default_factory=dict)

    @property
    def rows(self) -> Rows:
        return self.sheets[""]

    def copy(self) -> "File":
        return replace(self, sheets=deepcopy(self.sheets))

    def content(self) -> bytes:
        match self.kind:
            case "xlsx":
                return workbook(self.sheets)
            case "zip":
                return archive(self.sheets)
            case "parquet":
                return _parquet(self.rows)
        return table(*self.rows)

    def place(self, sheet: str, row: int, column: int | None = None) -> str:
        """Where a reader finds the row, counted from 0 with the header, or its cell."""
        line = row + (self.kind != "parquet")
        if sheet:
            return f"{sheet}!{'' if column is None else get_column_letter(column + 1)}{line}"
        return f"line {line}" + ("" if column is None else f", column {self.rows[0][column]}")


def _parquet(rows: Rows) -> bytes:
    """Typed as far as every cell of a column is of one type, as text otherwise."""
    columns = {}
    for name, *cells in zip(*rows, strict=True):
        kinds = {type(cell) for cell in cells if cell is not None}
        columns[name] = cells if len(kinds) == 1 else [None if cell is None else str(cell) for cell in cells]
    return workforce.parquet(pl.DataFrame(columns))


def model(code: str) -> Organisation:
    """Whose figures an organisation takes over."""
    return MODELS[int(code[-3:]) % len(MODELS)]


@cache
def _sheets(org: Organisation) -> dict[str, Rows]:
    return Draft(SEED, org, 2).compose() | {"_template": [["template_version", "2026.1"]]}


def a_return(code: str, kind: str) -> File:
    """The second yearly return, with the counts of two years and the ratios declared for both."""
    sheets = deepcopy(_sheets(model(code)))
    sheets["Return"][1][1] = code
    return File("returns", f"{code}_{said(sheets, 'assessment_date')}.{kind}", kind, sheets)


def said(sheets: dict[str, Rows], name: str):
    """What the sheet `Return` says in a field."""
    return next(value for known, value in sheets["Return"] if known == name)


def _columns(source: str, table: str) -> list[str]:
    return [column.name for t in sources()[source].tables if t.name == table for column in t.columns]


def lines(code: str, years: tuple[int, ...] = YEARS) -> File:
    """Counts in the canonical layout of WRES lines, from the collection."""
    rows = [[code, *row[1:]] for year in years for row in figures.wres_rows(SEED, model(code), year)]
    return File("wres", f"{code}_lines.csv", "csv", {"": [list(wres.HEADER), *rows]})


def trust_level(code: str) -> File:
    """Counts and ratios of one year in a layout of their own (ingestion/layouts)."""
    counts = figures.wres(SEED, model(code), wres.WIDE_YEAR)
    cells = [n for line in wres.WIDE_LINES for n in counts[line]]
    ratios = figures.headlines(counts)
    row = [code, f"INVENTED {code}", model(code).kind, *cells, *(ratios[one] for one in ("I2", "I3", "I4"))]
    return File("wres", f"wres_demonstration_trust_level_{code}.csv", "csv", {"": [wres.wide(SEED)[0], row]})


@cache
def _results(org: Organisation) -> list[list]:
    return [row for year in YEARS for row in figures.survey_rows(SEED, org, year, YEARS[-1])]


def results(code: str) -> File:
    """The staff survey by ethnic group: one release with two years, which half of the files do not name."""
    width = -1 if int(code[-2]) % 2 else None
    rows = [_columns("staff_survey", "results"), *([code, *row[1:]] for row in _results(model(code)))]
    return File("staff_survey", f"{code}_nss.csv", "csv", {"": [row[:width] for row in rows]})


def benchmark(code: str) -> File:
    """The survey's benchmark workbook with one organisation in it."""
    sheets, org = deepcopy(_benchmark()), model(code)
    first = next(rows for name, rows in sheets.items() if len(rows) > 1 and rows[0][3:])
    columns = first[0]
    fractions = {(row[3], row[4], row[5]): row[6:8] for row in _results(org)}
    values = {}
    for indicator, stem in survey.MEASURES.items():
        for group, number in survey.GROUPS.items():
            for year in YEARS:
                fraction, n = fractions[year - 1, indicator, group]
                values |= {f"{stem}_{number}_{year - 1}": fraction, f"{stem}_n_{number}_{year - 1}": n}
    row = [code, f"INVENTED {code}", KINDS[org.kind].benchmark_group, *(values.get(name) for name in columns[3:])]
    kept = {"Notes": sheets["Notes"], "Acute & Acute Community Trusts": [columns, row]}
    return File("staff_survey", f"{code}_benchmark.xlsx", "xlsx", kept)


@cache
def _benchmark() -> dict[str, Rows]:
    return survey.benchmark(SEED)


def detailed(codes: list[str]) -> File:
    """The survey's detailed workbook: answers of everybody, in percent, which the results by ethnic group allow."""
    keys = ["ODS code", "Organisation name", "Benchmarking group", "Region", "ICS", "Weighting"]
    asked = {"Q14a - Harassed by patients?": ["% Never", "% More than 10"],
             "Q14b - Harassed by managers?": ["% Never", "% More than 10"],
             "Q14c - Harassed by colleagues?": ["% Never", "% More than 10"],
             "Q15 - Does your organisation act fairly?": ["% Yes", "% No", "% Don't know"],
             "Q16b - Discrimination by colleagues?": ["% Yes", "% No"]}  # fmt: skip
    top, header = [f"NHS Staff Survey {YEARS[-1] - 1} - WEIGHTED Results", *[""] * 5], list(keys)
    for question, answers in asked.items():
        top += [question, *[""] * len(answers)]
        header += [*answers, "Base (number of responses)"]
    named = ["Acute", "Invented", "-", "Occupation Group"]
    rows = [[code, f"INVENTED {code}", *named, *_answers(model(code))] for code in codes]
    return File("staff_survey", "detailed.xlsx", "xlsx", {"Notes": [["INVENTED"]], "SAFETY": [top, header, *rows]})


@cache
def _answers(org: Organisation) -> list:
    groups = {(row[4], row[5]): row[6:8] for row in _results(org) if row[3] == YEARS[-1] - 1}
    respondents = round(1.02 * sum(groups["I5", group][1] for group in ("WHITE", "BME")))
    everybody = {
        one: 100 * sum(groups[one, g][0] * groups[one, g][1] for g in ("WHITE", "BME"))
        / sum(groups[one, g][1] for g in ("WHITE", "BME"))
        for one in ("I5", "I6", "I7", "I8")
    }  # fmt: skip
    harassed = (everybody["I5"], 0.6 * everybody["I6"], 0.7 * everybody["I6"])
    cells = [cell for rate in harassed for cell in (100 - rate, rate, respondents)]
    just, unjust = everybody["I7"], everybody["I8"]
    return [*cells, just, (100 - just) / 2, (100 - just) / 2, respondents, unjust, 100 - unjust, respondents]


@cache
def _snapshot(org: Organisation) -> Rows:
    return [list(row) for row in workforce.snapshots(SEED, org).filter(pl.col("snapshot_date") == DAY).iter_rows()]


def snapshot(code: str, kind: str) -> File:
    """Staff in post on the day of the snapshot."""
    rows = [[day, code, *rest] for day, _, *rest in _snapshot(model(code))]
    return File("workforce", f"{code}_esr.{kind}", kind, {"": [list(workforce.HEADER), *rows]})


def application(code: str) -> File:
    """A return that applies for the level which its evidence can show."""
    file = a_return(code, "zip")
    for row in file.sheets["Return"]:
        row[1] = {"return_type": "application", "level_applied_for": "bronze"}.get(row[0], row[1])
    return file


def happenings(code: str, assessed: date) -> File:
    """What happened to an application up to its decision."""
    header = _columns("decisions", "application_events")
    steps = (
        (30, "completeness_check", "", ""), (35, "evidence_verification", "", ""),
        (40, "conflict_declaration", "REVIEWER-1", "none"), (40, "conflict_declaration", "REVIEWER-2", "none"),
        (42, "opened", "REVIEWER-1", ""), (44, "opened", "REVIEWER-2", ""), (50, "panel_review", "", ""),
    )  # fmt: skip
    rows = [[code, assessed, assessed + timedelta(days), *rest] for days, *rest in steps]
    return File("decisions", f"{code}_events.csv", "csv", {"": [header, *rows]})


def decision(code: str, assessed: date) -> File:
    header = _columns("decisions", "decisions")
    row = [code, assessed + timedelta(60), "bronze", "awarded", f"P-{code}", "Invented", "", assessed + timedelta(790)]
    return File("decisions", f"{code}_decision.csv", "csv", {"": [header, row]})
