"""Numbers and sentences as a reader sees them. The only place where a fraction becomes a percent."""

from datetime import UTC, date, datetime

from app.kinds import KINDS

SMALL_WORDS = ("and", "of", "the", "for", "in", "on")
LEGAL_ENDINGS = (" (Demonstration)", " NHS Foundation Trust", " NHS Trust")


def drawn(kind: str, value: float | None) -> float | None:
    """The number on a chart's axis: a ratio as it is, anything else as a percent."""
    return value if kind == "ratio" or value is None else 100 * value


def percent(fraction: float | None, digits: int = 1) -> str:
    return "" if fraction is None else f"{100 * fraction:.{digits}f}%"


def within_tails(tail: float) -> str:
    """What lies between two tails of this share each."""
    return percent(1 - 2 * tail, 0)


def signed_points(fraction: float) -> str:
    points = f"{100 * fraction:+.1f}".replace("-", "−")
    return "0.0" if points[1:] == "0.0" else points


def difference(fraction: float) -> str:
    size = f"{abs(100 * fraction):.1f}"
    if size == "0.0":
        return "no difference to one decimal place"
    return f"{size} percentage points {'higher' if fraction > 0 else 'lower'}"


def count(number: int | None) -> str:
    return "not given" if number is None else f"{number:,}"


def number(kind: str, value: float | None) -> str:
    """One value in its unit, without the unit."""
    if value is None:
        return ""
    return f"{value:.2f}" if kind == "ratio" else signed_points(value) if KINDS[kind].signed else f"{100 * value:.1f}"


def value(kind: str, row: dict) -> str:
    return f"{number(kind, row['value'])}{KINDS[kind].unit}" if row["value"] is not None else "None"


def group(kind: str, value: float | None) -> str:
    """The value of one group: pounds an hour for pay, otherwise a share."""
    if kind == "pay_gap":
        return "" if value is None else f"£{value:,.2f} an hour"
    return percent(value)


def change(kind: str, value: float | None) -> str:
    """The quotient of two ratios, or the difference of two fractions in percentage points."""
    if value is None:
        return ""
    return f"× {value:.2f}" if kind == "ratio" else f"{signed_points(value)} points"


def times_in(chance: float) -> str:
    """A probability as 1 time in so many, to two figures."""
    if chance <= 0:
        return "in none of the simulations"
    if chance > 0.5:
        return "more often than not"
    many = 1 / chance
    step = 10 ** max(len(str(int(many))) - 2, 0)
    return f"1 time in {round(many / step) * step:,}"


def rounded(people: float) -> str:
    """A size of staff as one speaks of it."""
    return f"{round(people, -2):,.0f}"


def interval(kind: str, row: dict) -> str:
    lower, upper = row["ci_lower"], row["ci_upper"]
    if lower is None and upper is None:
        return "None"
    return (
        f"{number(kind, lower)} to {number(kind, upper)}"
        if upper is not None
        else f"from {number(kind, lower)}, no upper limit"
    )


def sentence(measure: dict, row: dict) -> str:
    """What the value says, by the registry. A measure without a sentence of its own has its plain words."""
    kind = measure["kind"]
    if row["value"] is None:
        return ""
    if not measure["sentence"]:
        return f"{measure['plain_words']}: {value(kind, row)}."
    return measure["sentence"].format(
        value=number(kind, row["value"]),
        bme=group(kind, row["bme_value"]) or "an unknown share",
        white=group(kind, row["white_value"]) or "an unknown share",
        comparator=percent(row["comparator_value"]) or "an unknown share",
        difference=difference(row["value"]),
    )


def is_outside(row: dict) -> bool:
    return row["band"] in ("adverse_to_bme", "adverse_to_white")


def could_be_chance(row: dict) -> bool:
    """Outside the band, while the interval holds equal likelihood. Without an interval chance cannot be ruled out."""
    lower, upper = row["ci_lower"], row["ci_upper"]
    return is_outside(row) and (lower is None or (lower <= 1 and (upper is None or upper >= 1)))


def band(row: dict) -> str:
    if could_be_chance(row):
        return "Outside band, could be chance"
    return {
        "adverse_to_bme": "Outside band, to the disadvantage of BME staff",
        "adverse_to_white": "Outside band, to the disadvantage of White staff",
        "non_adverse": "Inside band",
    }.get(row["band"], "No band: no ratio")


def reliability(row: dict) -> str:
    return row["reliability"] or "Not graded"


def year_before(year: int, years: int = 1) -> int:
    return year - years


def day(when: date | None, otherwise: str = "") -> str:
    return f"{when.day} {when:%B %Y}" if when else otherwise


def measured(measure: dict, row: dict) -> str:
    """Both dates of a figure: the snapshot, and when what it measures happened."""
    snapshot = day(row["snapshot_on"])
    if row["nss_year"] is not None:
        return f"Survey of autumn {row['nss_year']}, for the snapshot of {snapshot}"
    if measure["reference_time"] == "flow":
        return f"{day(row['period_start'])} to {snapshot}" if row["period_start"] else f"Year to {snapshot}"
    return f"As at {snapshot}"


def organisation(name: str) -> str:
    """A name of the organisation list, which is in capitals, as it is written."""
    words = [word if word == "NHS" else _written(word) for word in name.split()]
    return " ".join(words)[:1].upper() + " ".join(words)[1:]


def _written(word: str) -> str:
    if word.lower() in SMALL_WORDS:
        return word.lower()
    return f"({word[1:].capitalize()}" if word.startswith("(") else word.capitalize()


def short(name: str) -> str:
    """A written name without its legal ending, for a chart."""
    for ending in LEGAL_ENDINGS:
        name = name.removesuffix(ending)
    return name


def band_name(code: str) -> str:
    """A pay band as people say it."""
    return "Very senior managers" if code == "VSM" else f"Band {code.removeprefix('B').lower()}"


def disparity(ratio: float | None) -> str:
    """A race disparity ratio as a sentence."""
    if ratio is None:
        return ""
    return f"Relative to the lower level, White staff stand at the higher level {ratio:.2f} times as often as BME staff"


def within(text: str) -> str:
    """A sentence's beginning, as it stands within another sentence."""
    return text[:1].lower() + text[1:]


def in_megabytes(size: int) -> float:
    return size / 1e6


def iso_day(text: str) -> str:
    return day(date.fromisoformat(text))


def moment(text: str) -> str:
    """A day and time of ISO 8601, to the minute."""
    at = datetime.fromisoformat(text).astimezone(UTC)
    return f"{at:%H:%M} UTC on {day(at.date())}"


def unrounded(value: float | None) -> str:
    return "none" if value is None else f"{value:.6g}"


def out_of(part: int | None, whole: int | None) -> str:
    return f"{count(part)} of {count(whole)}"
