"""A landing folder as large as the country: `python -m benchmarks.national_files --out DIR`.

Seven invented regions of thirty organisations, each with ten years of WRES lines and survey values, and ten returns. A
region is the demonstration region with another letter, another seed and without its deliberate mistakes. Its row in
the registry of regions is all that a region needs, so `project` copies the models and adds seven rows.
"""

import argparse
import csv
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks import demonstration_cast as cast
from benchmarks import demonstration_figures as figures
from benchmarks import demonstration_files as files
from benchmarks.demonstration_cast import CAST, Organisation
from benchmarks.demonstration_files import table, workbook
from benchmarks.demonstration_returns import Draft
from benchmarks.demonstration_wres import HEADER
from benchmarks.measuring import PROJECT

LETTERS = "EFGHIJK"  # one a region; D is the demonstration region's
PER_REGION = 30
YEARS = range(2017, 2027)  # of WRES and of assessments


class Yearly(Draft):
    """A return of any year: its `round` counts from 2025, which is 1. Each fourth organisation applies in the last."""

    @property
    def assessed(self) -> date:
        return date(self.year, 5, 6) + timedelta(self.stream("date").randint(0, 130))

    def compose(self) -> dict[str, list[list]]:
        sheets = super().compose()
        if self.year == YEARS[-1] and applies(self.org):
            header = dict(sheets["Return"][1:]) | {"return_type": "application", "level_applied_for": "bronze"}
            sheets["Return"][1:] = [list(pair) for pair in header.items()]
        return sheets | {"_template": [["template_version", "2026.1"]]}

    def _fill_wres(self, mistake: int) -> None:
        lines = figures.wres(self.seed, self.org, self.year)
        self.sheets["WRES"] += [[self.year, code, *counts, None] for code, counts in lines.items()]
        ratios = figures.headlines(lines).items()
        self.sheets["WRES"] += [[self.year, code, None, None, None, ratio] for code, ratio in ratios]


def applies(org: Organisation) -> bool:
    return int(org.code[2:]) % 4 == 0


def organisations(letter: str) -> list[Organisation]:
    """Those of the demonstration region that stand, some of them twice, all of them old enough for every year."""
    stand = [org for org in CAST if not org.closed]
    again = [replace(org, code=f"ZD{30 + i:03}", word=f"SECOND {org.word}") for i, org in enumerate(stand)]
    plans = [(org, org.first or "bronze", org.second or "bronze") for org in [*stand, *again][:PER_REGION]]
    return [
        replace(org, code=org.code.replace("ZD", f"Z{letter}"), first=first, second=second, opened="20020401")
        for org, first, second in plans
    ]


def region(letter: str, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """Source, name and content of each file of a region."""
    number, members = LETTERS.index(letter) + 1, organisations(letter)

    def its_own(code: str) -> str:
        return code.replace("ZD", f"Z{letter}").replace("Z0", f"Z{number}")

    register = [files.registered(org, f"Z9{letter}", its_own(org.icb)) for org in members]
    yield "ods", f"etr_{letter}.csv", files.register(*register)
    yield "ods", f"providers_{letter}.csv", files.providers(members)
    census = [[its_own(code), *rest] for code, *rest in figures.census_rows(seed)]
    yield "census", f"ts021_{letter}.csv", table(files.GROUPS, *census)
    areas = [
        [*map(its_own, cast.BOARDS[i // 3]), f"Invented {word} District", its_own(code), round(people / 1600)]
        for i, ((word, people, _), code) in enumerate(zip(cast.AUTHORITIES, figures.census(seed), strict=True))
    ]
    yield "census", f"icb_to_ltla24_{letter}.csv", table(files.AREAS, *areas)
    places = [
        [org.code, its_own(code), share]
        for org in members
        if org.kind == "Acute"
        for code, share in figures.catchment(org)
    ]
    yield "catchment", f"catchment_{letter}.csv", table(files.CATCHMENTS, *places)
    for release in YEARS[2:]:
        values = [
            row
            for org in members
            for year in range(release - 2, release + 1)
            for row in figures.survey_rows(seed, org, year, release)
        ]
        yield "staff_survey", f"nss_{letter}_release_{release}.csv", table(files.SURVEY, *values)
    lines = [row for org in members for year in YEARS for row in figures.wres_rows(seed, org, year)]
    yield "wres", f"wres_{letter}.csv", table(HEADER, *lines)
    for org in members:
        for year in YEARS:
            draft = Yearly(seed, org, year - 2024)
            yield "returns", f"{org.code}_{draft.assessed}.xlsx", workbook(draft.compose())
    decided = [
        [org.code, "2025-11-27", "bronze", "awarded", f"{letter}-{i:02}", "Every item in date", "", "2027-11-27"]
        for i, org in enumerate(filter(applies, members))
    ]
    yield "decisions", f"decisions_{letter}.csv", table(files.DECISIONS, *decided)


def write(out: Path, seed: int = 2026, letters: str = LETTERS) -> Path:
    """Writes every region's files under `out`, a folder for each source."""
    for letter in letters:
        for source, name, content in region(letter, seed + LETTERS.index(letter)):
            (out / source).mkdir(parents=True, exist_ok=True)
            (out / source / name).write_bytes(content)
    return out


def project(out: Path) -> Path:
    """A copy of the models and registries in which the seven regions take part."""
    shutil.copytree(PROJECT / "dbt_project", out)
    with (out / "seeds" / "regions.csv").open("a", newline="") as file:
        rows = [[f"Z9{letter}", f"Invented region {letter}", "true", "true", "As large as one"] for letter in LETTERS]
        csv.writer(file, lineterminator="\n").writerows(rows)
    return out


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=2026)
    arguments = parser.parse_args()
    write(arguments.out, arguments.seed)
