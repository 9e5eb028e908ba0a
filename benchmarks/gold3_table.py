"""The simulated chances of item G3 beside those that the specification publishes (§4.6), as Markdown."""

COLUMNS = ("chance_reading_a", "chance_reading_b", "chance_reading_c", "chance_met", "chance_panel")
ALL_NINE, WITHOUT_I7, WITHOUT_SURVEY = 9, 8, 5
# Staff, BME share, closing, usable measures, then the columns in percent; None where §4.6 gives no figure.
SPECIFICATION = (
    (5_000, 0.15, 0.0, ALL_NINE, (0.4, 9.9, 40, 0.1, 1.3)),
    (5_000, 0.15, 0.1, ALL_NINE, (2.6, 26, 73, 0.9, 6.2)),
    (5_000, 0.15, 0.2, ALL_NINE, (9.1, 46, 90, 3.6, 15)),
    (12_000, 0.20, 0.0, ALL_NINE, (0.5, 11, 42, 0.2, 1.9)),
    (12_000, 0.20, 0.2, ALL_NINE, (37, 79, 99, 20, 37)),
    (12_000, 0.20, 0.3, ALL_NINE, (66, 92, 99.9, 43, 39)),
    (2_000, 0.08, 0.0, ALL_NINE, (0.3, 7.1, 36, 0.04, 0.6)),
    (2_000, 0.08, 0.2, ALL_NINE, (1.5, 19, 66, 0.4, 3.2)),
    (5_000, 0.15, 0.2, WITHOUT_I7, (4.0, None, None, None, None)),
    (5_000, 0.15, 0.2, WITHOUT_SURVEY, (0.03, None, None, None, None)),
)
INTRODUCTION = """# Chances of item G3

Percent of {simulations:,} simulations that pass: ours / the specification's (§4.6) / the difference in points.
A: the same five or more measures in both years; B: five or more in each year; C: five or more over both years together.
What is assumed stands in `benchmarks/gold3_chances.py`. The warehouse shows the rows in which nothing changed (0%).

| staff | BME | closing a year | usable | A | B | C | met | panel |
|---|---|---|---|---|---|---|---|---|
"""


def comparison(rows: list[dict]) -> str:
    """The table of every figure that §4.6 gives, from the rows of the seed."""
    found = {(r["staff"], r["bme_share"], r["closing"], len(r["usable_measures"].split())): r for r in rows}
    lines = [
        f"| {staff:,} | {share:.0%} | {closing:.0%} | {usable} | "
        + " | ".join(
            _beside(found[staff, share, closing, usable][c], given) for c, given in zip(COLUMNS, figures, strict=True)
        )
        + " |\n"
        for staff, share, closing, usable, figures in SPECIFICATION
    ]
    return INTRODUCTION.format(simulations=rows[0]["simulations"]) + "".join(lines)


def _beside(chance: float, given: float | None) -> str:
    ours = 100 * chance
    return f"{ours:.2f}" if given is None else f"{ours:.2f} / {given:g} / {ours - given:+.2f}"
