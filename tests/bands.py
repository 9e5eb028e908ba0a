"""The four-fifths band of two small counts, and whether it would give one of them back: by trying all of them."""

from itertools import product

Staff = tuple[int, int]  # White, BME


def tells_a_count(code: str, white: int, bme: int, staff: Staff) -> bool:
    """Whether of all pairs of small counts only ones with the same first, or the same second, have this band."""
    if not (1 <= white <= 7 and 1 <= bme <= 7):
        return False
    own = band_of(code, white, bme, staff)
    same = [pair for pair in product(range(1, 8), repeat=2) if band_of(code, *pair, staff) == own]
    return any(len(set(numbers)) == 1 for numbers in zip(*same, strict=True))


def band_of(code: str, white: int, bme: int, staff: Staff) -> str:
    rates = white / staff[0], bme / staff[1]
    top, bottom = rates[::-1] if code == "I3" else rates
    return band(top / bottom if top and bottom else None)


def band(ratio: float | None) -> str:
    if ratio is None:
        return "not_calculable"
    return "adverse_to_bme" if ratio > 1.25 else "adverse_to_white" if ratio < 0.8 else "non_adverse"
