"""Cells as people and programs write them, and what each is meant to read as, apart from the code under test.

`READ[type]` gives the value of a cell: BLANK, STAR for what is suppressed, REFUSED, or what a cast must make of it.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

BLANK, STAR, REFUSED = "blank", "suppressed", "refused"
WHITE = "".join(c for c in map(chr, range(0x3001)) if c.isspace() and not "\x1c" <= c <= "\x1f")
INVISIBLE = "\u200b\u200e\u200f\u202e\u2066\u2069\ufeff\u00ad\u0301\x00\x1b"
LOOKALIKES = str.maketrans("0123-AOREXLnoyes", "０１２３\u2212АОRЕХLпоуеſ")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
WORDS = (
    *("Yes ", "y", "Y", "TRUE", "True", "1", "0", "no\u00a0", "NO", "N", "ye\u017f", "\u200eyes", "y e s"),
    *("31/03/2026", "03/04/2026", "2026-3-1", "2026/03/31", "20260331", "2026-03-31 00:00:00", "31 March 2026"),
    *("2026-02-30", "0202-03-31", "1899-12-31", "2100-01-01", "infinity", "epoch", "46112", "2026-03-31 (BC)"),
    *("1,234", "1 234", "1\u202f234", "1e3", "1E+3", "1e400", "1e-400", "12.0", "12.5", "-0", "-0.0", "+5", ".5", "5."),
    *("1_000", "0x1F", "nan", "inf", "-1", "0012", "0" * 30 + "7", "9" * 9, "9" * 10, "9" * 400, "0." + "3" * 41),
    *("1e99", "²", "½", "٣", "１２", "5%", "£5", "<8", "*", "-", " * ", "**", "n/a", "NULL", "None", "#N/A", "\x00"),
    *(
        "rxl",
        "RXL",
        "ＲＸＬ",
        "R X L",
        "RХL",
        "b1",
        "B1.d",
        "943 476 5919",
        "９４３４７６５９１９",
        "=1+1",
        "'; drop table x",
    ),
)

_batches = settings(
    max_examples=10, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def draw(cell: st.SearchStrategy, size: int = 100) -> list:
    """Ten lists of examples, the same whenever the same modules are loaded, since constants of those are among them.

    A suite of the guard costs as much for one cell as for a thousand, so they are drawn first and judged together.
    """
    drawn = []

    @_batches
    @given(st.lists(cell, min_size=size, max_size=size))
    def collect(cells):
        drawn.extend(cells)

    collect()
    return drawn


@st.composite
def written(draw_, cell: st.SearchStrategy) -> str:
    """A cell as it should be, or as it goes wrong on the way: spaces, marks, other digits, separators, half of it."""
    text = draw_(cell)
    at = draw_(st.integers(0, len(text)))
    match draw_(st.integers(0, 11)):
        case 0 | 1:
            return draw_(st.text(WHITE, max_size=3)) + text + draw_(st.text(WHITE, max_size=3))
        case 2:
            return text[:at] + draw_(st.sampled_from(INVISIBLE + WHITE)) + text[at:]
        case 3:
            return text.translate(ARABIC)
        case 4:
            return text.translate(LOOKALIKES)
        case 5:
            return draw_(st.sampled_from([text.upper(), text.lower(), text.title()]))
        case 6:
            return text[:at] + draw_(st.sampled_from([",", ".", "-", "e", "E5", "_", "+", "/", "0", "*"])) + text[at:]
        case 7:
            return draw_(st.sampled_from(WORDS))
        case 8:
            return draw_(st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
    return text


def stripped(text: str) -> str:
    return text.strip(WHITE)


def _is_digits(text: str, low: int, high: int) -> bool:
    return low <= len(text) <= high and set(text) <= set("0123456789")


def _count(text: str):
    return int(text) if _is_digits(text, 1, 10_000) and int(text) < 10**9 else REFUSED


def _number(text: str):
    mantissa, e, exponent = text.replace("E", "e").partition("e")
    whole, point, part = mantissa.removeprefix("-").partition(".")
    fits = _is_digits(whole, 1, 15) and (not point or _is_digits(part, 1, 40))
    if not fits or (e and not _is_digits(exponent.removeprefix("-" if "-" in exponent else "+"), 1, 2)):
        return REFUSED
    return float(Decimal(text)) + 0.0


def _date(text: str, separator: str = "-"):
    parts = text.split("-") if separator else [text[:4], text[4:6], text[6:]]
    if [len(part) for part in parts] != [4, 2, 2] or not all(_is_digits(part, 2, 4) for part in parts):
        return REFUSED
    try:
        day = date(*map(int, parts))
    except ValueError:
        return REFUSED
    return day if 1900 <= day.year < 2100 else REFUSED


def _marked(read: Callable, marks: str, text: str):
    return STAR if len(text) == 1 and text in marks else read(text)


def _if(holds: Callable[[str], bool], text: str):
    return text if holds(text) else REFUSED


def _is_code(text: str) -> bool:
    return 3 <= len(text) <= 6 and all("A" <= c <= "Z" or "0" <= c <= "9" for c in text)


def _is_item(text: str) -> bool:
    item, point, part = text.partition(".")
    is_of_a_level = len(item) == 2 and item[0] in "BSG" and item[1] in "12345"
    if point:
        return (is_of_a_level and part in ("a", "b", "c")) or (item in ("R1", "R2") and part == "a")
    return is_of_a_level or item in ("R1", "R2")


READ: dict[str, Callable[[str], object]] = {
    "text": str,
    "code": partial(_if, _is_code),
    "area": partial(_if, lambda t: "A" <= t[:1] <= "Z" and _is_digits(t[1:], 8, 8)),
    "item": partial(_if, _is_item),
    "year": lambda t: int(t) if _is_digits(t, 4, 4) and t.startswith("20") else REFUSED,
    "count": _count,
    "count_or_star": partial(_marked, _count, "*"),
    "count_or_mark": partial(_marked, _count, "*-"),
    "number": _number,
    "number_or_star": partial(_marked, _number, "*"),
    "number_or_mark": partial(_marked, _number, "*-"),
    "date": _date,
    "compact_date": partial(_date, separator=""),
    "yes_no": lambda t: t.lower() if t.isascii() and t.lower() in ("yes", "no") else REFUSED,
}

_counts = st.one_of(st.integers(0, 400), st.integers(0, 10**10)).map(str)
_numbers = st.one_of(
    st.floats(0, 1).map(repr), st.floats(-1e6, 1e9).map(repr), st.decimals(0, 1, places=4).map(str), _counts
)
_stars, _marks = st.just("*"), st.sampled_from("*-")
_days = st.dates(date(1890, 1, 1), date(2030, 1, 1))
_codes = st.text("ABCDEFGHRXZ0123456789", min_size=2, max_size=7)

AS_IT_SHOULD_BE: dict[str, st.SearchStrategy] = {
    "code": _codes,
    "area": st.builds("{}{:08}".format, st.sampled_from("EWZ"), st.integers(0, 10**8)),
    "item": st.builds("{}{}{}".format, st.sampled_from("BSGR"), st.integers(0, 6), st.sampled_from(["", ".a", ".c"])),
    "year": st.integers(1990, 2110).map(str),
    "count": _counts,
    "count_or_star": st.one_of(_counts, _stars),
    "count_or_mark": st.one_of(_counts, _marks),
    "number": _numbers,
    "number_or_star": st.one_of(_numbers, _stars),
    "number_or_mark": st.one_of(_numbers, _marks),
    "date": _days.map(date.isoformat),
    "compact_date": _days.map(lambda day: f"{day:%Y%m%d}"),
    "yes_no": st.sampled_from(["yes", "no", "Yes", "NO"]),
}
