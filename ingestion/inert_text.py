"""Text that a spreadsheet program must not take for a formula or a link: the one place that says which, and how.

Whoever opens an export opens what strangers typed, and a cell that begins with `=` runs on the reader's machine:
formula injection, as OWASP describes it. In a workbook the kind of a cell says that it is text. A CSV file has no
kinds, so an apostrophe goes in front. Numbers, days and truths stay as they are. JSON and Parquet hold no formulas and
stay exact.
"""

import re

import polars as pl

# The full-width and small forms stand for the same signs where people type Chinese, Japanese or Korean.
SIGNS = r"=+\-@＝＋－＠﹦﹢﹣﹫"
# What programs drop or do not show in front: control characters, spaces, marks without width, quotes.
UNSEEN = (
    "\x00-\x20\x7f-\xa0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U000e0000-\U000e0fff'\"‘’“”"
)
# With the apostrophes in front no two texts come out alike, so the text that was can be told from the one written.
LIVE = rf"^(?:'*[\t\r\n]|[{UNSEEN}]*[{SIGNS}])"
AS_TEXT = "@"  # the number format of a cell that stays text when it is edited
XLSXWRITER = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

_live = re.compile(LIVE)


def is_live(text: str) -> bool:
    """Whether a spreadsheet program could take the text for a formula."""
    return _live.match(text) is not None


def for_csv(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text, and every name of a column, that could run."""
    texts = [name for name, type_ in frame.schema.items() if type_ in (pl.String, pl.Categorical, pl.Enum)]
    inert = frame.with_columns(pl.col(texts).cast(pl.String).str.replace(LIVE, "'${0}"))
    return inert.rename({name: f"'{name}" for name in frame.columns if is_live(name)})
