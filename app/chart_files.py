"""A chart as a picture to take away, drawn from the very specification that the page shows: SVG and PNG.

Both carry what the chart says in words, and the run that it is from. Drawn by vl-convert, which holds Vega-Lite, its
fonts and nothing of a network: data stand in the specification, and no address in one is ever opened.
"""

import struct
import zlib
from functools import cache
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from textwrap import wrap

from app.charts import CONFIG, plain_title

FONT = "Source Sans Pro"
WIDTH, SCALE = 760, 2
PER_PIXEL = 0.18  # characters of a note, in its size


class Refused(ValueError):
    """A specification that asks for something from outside."""


@cache
def _vega():
    """vl-convert with the pinned font. Imported when a picture is first asked for: it holds 80 MB from then on."""
    import vl_convert

    vl_convert.register_font_directory(str(font_folder()))
    return vl_convert


def font_folder() -> Traversable:
    """Where the wheel keeps the font, also for the pack."""
    return files("font_source_sans_pro") / "files"


def svg(spec: dict, told: str, origin: str) -> str:
    """Title, marks, and under them what is `told` and its `origin`, which a screen reader gets as the description."""
    drawn = _vega().vegalite_to_svg(whole(spec, _note(told, origin)), allowed_base_urls=[])
    title = plain_title(spec)
    start, rest = drawn.split(">", 1)
    named = start + ' role="img" aria-labelledby="chart-title chart-description" xml:lang="en-GB"'
    return (
        f'{named}><title id="chart-title">{escape(title)}</title>'
        f'<desc id="chart-description">{escape(_note(told, origin))}</desc>{rest}'
    )


def png(spec: dict, told: str, origin: str) -> bytes:
    """The same picture in twice the size, with title and description as text chunks of the file."""
    drawn = _vega().vegalite_to_png(whole(spec, _note(told, origin)), scale=SCALE, allowed_base_urls=[])
    texts = {"Title": plain_title(spec), "Description": _note(told, origin)}
    head, rest = drawn[:33], drawn[33:]  # the signature and the first chunk, whose length is fixed
    return head + b"".join(_chunk(key, text) for key, text in texts.items()) + rest


def whole(spec: dict, note: str) -> dict:
    """The specification with the page's look, a width, and `note` under it. Raises Refused."""
    if _has_address(spec):
        raise Refused("a chart's data stand in its specification, not at an address")
    font = {"font": FONT, "title": CONFIG["title"] | {"font": FONT, "subtitleFont": FONT}}
    width = spec.get("width", WIDTH)
    lines = wrap(note, int(width * PER_PIXEL))
    under = {"text": lines, "anchor": "start", "orient": "bottom", "fontSize": 11, "fontWeight": "normal", "offset": 8}
    # a title of a concatenation of one chart stands apart from the chart's own
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "vconcat": [{"width": width} | {key: value for key, value in spec.items() if key not in ("padding", "config")}],
        "title": under,
        "background": "white",
        "padding": spec.get("padding", 12),
        "config": CONFIG | font,
    }


def _note(told: str, origin: str) -> str:
    return f"{told} {origin}".strip()


def _has_address(node: object) -> bool:
    if isinstance(node, dict):
        return "url" in node or any(_has_address(value) for key, value in node.items() if key != "values")
    return isinstance(node, list) and any(map(_has_address, node))


def _chunk(key: str, text: str) -> bytes:
    """An iTXt chunk in UTF-8 (PNG specification, third edition, 11.3.3.4)."""
    content = b"iTXt" + key.encode("latin-1") + b"\0\0\0en-GB\0\0" + text.encode()
    return struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
