"""Tables and sentences as plain HTML: a screen reader announces their headings, they print whole, nothing in them runs.

Every text is escaped, since file names, cells and reasons come from files that strangers send.
"""

from dataclasses import dataclass
from html import escape

import polars as pl
import streamlit as st

from app import takeaway


@dataclass(frozen=True)
class Cell:
    """A cell that is more than text: a link, which may leave the app, or a status with its symbol and shade.

    `of` is where its numbers are from (`app.origins`).
    """

    text: str
    href: str | None = None
    look: str | None = None
    symbol: str | None = None
    leaves: bool = False
    of: str | None = None

    def html(self) -> str:
        text = escape(self.text)
        if self.href:
            where = 'target="_blank" rel="noopener noreferrer"' if self.leaves else 'target="_self"'
            text = f'<a href="{escape(self.href)}" {where}>{text}</a>'
        return f'<span aria-hidden="true">{self.symbol}</span> {text}' if self.symbol else text


@dataclass(frozen=True)
class Download:
    """The rows of a published table behind what is shown, in the warehouse's units, and the name of their file."""

    rows: pl.DataFrame
    name: str
    table: str


def say(text: str, *of: str | None) -> None:
    """A paragraph, with where its numbers are from, in the order in which they stand there."""
    st.html(f"<p{_origin(';'.join(filter(None, of)))}>{escape(text)}</p>")


def show_table(caption: str, rows: list[dict], download: Download | None = None, dense: bool = False) -> None:
    """Rows of heading and text or Cell; the first column names the row. Headings are those of the first row.

    `dense` is for a grid of many columns.
    """
    headings = list(rows[0])
    head = "".join(f'<th scope="col" role="columnheader">{escape(heading)}</th>' for heading in headings)
    body = "".join(f'<tr role="row">{_row(headings, row)}</tr>' for row in rows)
    st.html(
        f'<div class="nw-scroll" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f'<table class="nw-table{" nw-dense" if dense else ""}" role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table></div>'
    )
    if download is not None:
        takeaway.offer_table(download, caption)


def _row(headings: list[str], row: dict) -> str:
    first, *others = headings
    cells = "".join(_cell("td", "cell", heading, row[heading]) for heading in others)
    return f"{_cell('th', 'rowheader', first, row[first])}{cells}"


def _cell(tag: str, role: str, heading: str, content: "str | Cell") -> str:
    cell = content if isinstance(content, Cell) else Cell(content)
    scope = ' scope="row"' if tag == "th" else ""
    look = f' class="nw-{cell.look}"' if cell.look else ""
    return f'<{tag}{scope} role="{role}" data-label="{escape(heading)}"{look}{_origin(cell.of)}>{cell.html()}</{tag}>'


def _origin(of: str | None) -> str:
    return f' data-of="{escape(of)}"' if of else ""
