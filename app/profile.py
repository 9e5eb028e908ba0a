"""What the run holds about the measures of one organisation, and how one of them, or one year of several, is shown."""

from dataclasses import dataclass

import polars as pl

from app import changes, context, figures, notices, registries, trend, wording
from app.reading import Reading
from app.tables import Cell, Download, show_table
from app.vocabulary import SOURCES, said

TABLES = ("measures", "proforma", "changes", "trends")


@dataclass(frozen=True)
class Profile:
    """Rows of one organisation by table, and the published values of its region."""

    reading: Reading
    code: str
    invented: bool
    tables: dict[str, pl.DataFrame]
    published: pl.DataFrame

    @classmethod
    def open(cls, reading: Reading, organisation: dict, invented: bool) -> "Profile":
        code = organisation["org_code"]
        own = {name: reading.table(name).filter(pl.col("org_code") == code) for name in TABLES}
        own["measures"] = own["measures"].sort("measure_code", "wres_year")
        region = registries.regions(reading)[organisation["region_code"]]
        return cls(reading, code, invented, own, context.of_region(reading, region))

    @property
    def band(self) -> tuple[float, float]:
        lower, upper = (registries.parameter(self.reading, name) for name in ("parity_lower", "parity_upper"))
        return lower, upper

    def of(self, table: str, *codes: str) -> pl.DataFrame:
        return self.tables[table].filter(pl.col("measure_code").is_in(codes))


def show_year(what: str, measures: list[dict], profile: Profile, year: int) -> None:
    """Measures of any kind in one table, each in a sentence."""
    codes = [measure["measure_code"] for measure in measures]
    of_year = profile.of("measures", *codes).filter(pl.col("wres_year") == year)
    by_measure = {row["measure_code"]: row for row in of_year.to_dicts()}
    rows = [_in_words(measure, by_measure.get(measure["measure_code"])) for measure in measures]
    caption = notices.mark(f"{what} in words, WRES {year}", profile.invented)
    name = f"{what.lower().replace(' ', '_')}_{profile.code}_{year}"
    show_table(caption, rows, Download(of_year, notices.mark(name, profile.invented)))


def _in_words(measure: dict, row: dict | None) -> dict[str, str | Cell]:
    named = {"Measure": f"{measure['measure_code']} {measure['measure_name']}"}
    if row is None:
        nothing = dict.fromkeys(("95% interval", "Reliability", "Measured", "What to know"), "–")
        return named | {"In words": "No figure: nothing was handed in or published for this year."} | nothing
    return named | {
        "In words": wording.sentence(measure, row) or figures.why_missing(row),
        "95% interval": wording.interval(measure["kind"], row),
        "Reliability": wording.reliability(row),
        "Measured": f"{wording.measured(measure, row)}. {said(SOURCES, row['source'])}, release {row['release_year']}",
        "What to know": figures.to_know(row),
    }


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
