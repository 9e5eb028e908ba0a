"""A10: words about others that quote a suppressed count of people, such as 3 of 41 in the reason of an item."""

import re
from collections.abc import Iterator

import polars as pl

from ingestion.problems import Problem
from quality.attack_counts import LARGEST
from quality.dossier import FILE, PANEL, Dossier, labelled

RULE = "A10"
KEYS = ["org_code", "assessment_date", "item_id", "measure_code", "wres_year", "metric"]
PEOPLE = (
    r"(?:staff|people|persons?|members?|applicants?|leaders?|directors?|respondents?|employees?|executives?"
    r"|participants?|champions?|sponsors?|hearings?|White|took part)\b"
)
# 3 of 41 (7.3%) participants, 5 champion(s); seats are shown as submitted (D3), and meetings and days are no people.
SHARE = re.compile(rf"\b([\d,]+|a few) of (?:the )?([\d,]+)(?: \(([\d.]+)%\))?,? (?:\w+ ){{0,2}}{PEOPLE}")
COUNT = re.compile(rf"\b(\d[\d,]*) (?:\w+ )?{PEOPLE}")


def findings(dossier: Dossier) -> Iterator[Problem]:
    """Texts in rows that are not their reader's: the panel's, and what is public."""
    frames = {(PANEL, table): frame.filter(pl.col(FILE) == PANEL) for table, frame in dossier.beyond.items()}
    frames |= {("public.duckdb", table): frame for table, frame in dossier.public.items()}
    for (file, table), frame in frames.items():
        texts = [c for c, kind in frame.schema.items() if kind == pl.String and c not in (*KEYS, FILE)]
        for column in texts if "org_code" in frame.columns else ():
            quoting = frame.filter(pl.col(column).str.contains(r"\d"))
            for row, words in labelled(quoting, KEYS):
                if small_counts(row[column]):
                    place = f"{file}, {table}, {words}, {column}"
                    found = "words that quote a small count of people"
                    remedy = "words are controlled as their numbers are"
                    yield Problem(RULE, place, found, remedy, table, None, column, row["org_code"])


def small_counts(text: str) -> list[int]:
    """Numbers from 1 to 7 that a text gives as people: part of a whole, by number or percentage, or on their own."""
    found = [_number(n) for n in COUNT.findall(text)]
    for part, whole, percent in SHARE.findall(text):
        found += [_number(part), _number(whole)]
        found += [round(float(percent) / 100 * _number(whole))] if percent else []
    return [n for n in found if 1 <= n <= LARGEST]


def _number(text: str) -> int:
    digits = text.replace(",", "")
    return int(digits) if digits.isdigit() else 0
