"""What the run holds about the measures of one organisation, and how one of them, or one year of several, is shown."""

from dataclasses import dataclass

import polars as pl

from app import changes, context, figures, notices, registries, trend, wording
from app.choices import address
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import SOURCES, said


@dataclass(frozen=True)
class Profile:
    """The measures of one organisation, and the published values of its region."""

    reading: Reading
    organisation: dict

    @property
    def code(self) -> str:
        return self.organisation["org_code"]

    @property
    def invented(self) -> bool:
        return self.organisation["is_demonstration"]

    @property
    def published(self) -> pl.DataFrame:
        region = registries.regions(self.reading)[self.organisation["region_code"]]
        return context.of_region(self.reading, region)

    @property
    def band(self) -> tuple[float, float]:
        lower, upper = (registries.parameter(self.reading, name) for name in ("parity_lower", "parity_upper"))
        return lower, upper

    @property
    def measures(self) -> pl.DataFrame:
        return self.reading.table("measures", org_code=self.code)

    def of(self, table: str, *codes: str) -> pl.DataFrame:
        """Rows of these measures, by year. Sums of predecessors are for whoever may see them."""
        if not self.reading.has(table):
            return self.of("measures", *codes).clear()
        return self.reading.table(table, org_code=self.code, measure_code=list(codes))


def show_year(what: str, measures: list[dict], profile: Profile, year: int) -> None:
    """Measures of any kind in one table, each in a sentence."""
    codes = [measure["measure_code"] for measure in measures]
    of_year = profile.of("measures", *codes).filter(pl.col("wres_year") == year)
    by_measure = {row["measure_code"]: row for row in of_year.to_dicts()}
    rows = [_in_words(measure, by_measure.get(measure["measure_code"])) for measure in measures]
    caption = notices.mark(f"{what} in words, WRES {year}", profile.invented)
    name = f"{what.lower().replace(' ', '_')}_{profile.code}_{year}"
    show_table(caption, rows, Download(of_year, notices.mark(name, profile.invented), "measures"))


def _in_words(measure: dict, row: dict | None) -> dict[str, str | Cell]:
    named: dict[str, str | Cell] = {"Measure": f"{measure['measure_code']} {measure['measure_name']}"}
    if row is None:
        nothing = dict.fromkeys(("95% interval", "Reliability", "Measured", "What to know"), "–")
        return named | {"In words": "No figure: nothing was handed in or published for this year."} | nothing
    return named | {
        "In words": figures.in_words(measure, row),
        "95% interval": figures.interval(measure["kind"], row),
        "Reliability": wording.reliability(row),
        "Measured": f"{wording.measured(measure, row)}. {said(SOURCES, row['source'])}, release {row['release_year']}",
        "What to know": figures.to_know(row),
    }


def link(profile: Profile, measure: dict, **more: str) -> Cell:
    """To everything behind a headline: years, changes, counts, files."""
    code = measure["measure_code"]
    where = address("indicator", org=profile.code, indicator=code, **more)
    return Cell(f"{code} {measure['measure_name']}", href=where)


def show_chart(profile: Profile, measure: dict) -> bool:
    """A measure by year, with the published values that may stand beside it; whether there was anything to show."""
    rows = profile.of("measures", measure["measure_code"]).to_dicts()
    published = context.beside(profile.published, measure)
    references = context.marks(measure, published, rows)
    if rows or references:
        breaks = changes.breaks(profile.of("changes", measure["measure_code"]))
        trend.show(measure, rows, profile.band, breaks, references, profile.invented)
    if not published.is_empty():
        context.show_beside(measure, published, profile.reading, profile.code, bool(rows))
    return bool(rows or references)
