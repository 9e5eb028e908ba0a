"""What a printed document is made of, as plain data: the template draws it and holds no figure and no sentence.

Every text is data to the template, never its markup, so nothing that a stranger typed can run in it.
"""

from collections.abc import Sequence

from app import chart_files
from app.charts import plain_title
from app.tables import Cell

NARROW, LOW = 540, 180  # a chart on paper, in pixels: as wide as the text, two or three to a page
# What the pinned font and those of the typesetter hold; anything else would stand as a hole in the page.
SHOWN = ((0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x3FF), (0x400, 0x4FF), (0x2010, 0x2027), (0x2030, 0x205E))
SINGLE = {"−", "£", "€", "≤", "≥", "≠", "√", "\n"}
UNKNOWN = "?"

Block = dict[str, object]


def heading(text: str, level: int = 1) -> Block:
    return {"kind": "heading", "text": printable(text), "level": level}


def say(text: str, *of: str) -> Block:
    """A paragraph, with where its numbers are from (`app.origins`)."""
    return {"kind": "text", "text": printable(text), "of": list(of)}


def points(texts: Sequence[str]) -> Block:
    return {"kind": "points", "texts": [printable(text) for text in texts]}


def lines(labels: Sequence[str]) -> Block:
    """Labels with room to write on paper."""
    return {"kind": "lines", "labels": [printable(label) for label in labels]}


def new_page() -> Block:
    return {"kind": "page"}


def table(caption: str, rows: list[dict], widths: Sequence[float]) -> Block:
    """Rows of heading and text or Cell, the first naming the row; `widths` are parts of the page's width."""
    headings = list(rows[0])
    assert len(widths) == len(headings)
    return {
        "kind": "table",
        "caption": printable(caption),
        "widths": list(widths),
        "headings": [printable(heading) for heading in headings],
        "rows": [[_cell(row[heading]) for heading in headings] for row in rows],
    }


def chart(spec: dict, told: str) -> Block:
    """The chart that the page of the app shows, narrower, with what it says in words."""
    small = spec | {"width": NARROW} | ({"height": LOW} if isinstance(spec.get("height"), int) else {})
    picture = chart_files.svg(small, printable(told), "")
    return {"kind": "chart", "svg": picture, "told": printable(told), "caption": plain_title(spec)}


def printable(text: str) -> str:
    """The text with a question mark for every character that no font of the document has."""
    return "".join(sign if sign in SINGLE or any(a <= ord(sign) <= b for a, b in SHOWN) else UNKNOWN for sign in text)


def _cell(content: str | Cell) -> dict[str, str | None]:
    cell = content if isinstance(content, Cell) else Cell(content)
    return {"text": printable(cell.text) or "–", "of": cell.of}
