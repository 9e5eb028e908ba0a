"""What someone can work out of published counts: an exact search over all whole numbers that fit what is shown."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

MOST = 100_000  # people
SMALLEST_SHOWN, LARGEST_SMALL, ROUNDED_BY = 8, 7, 2


class Counts:
    """Unknown whole numbers, and what is known of them. A sum says of each number how often it is in it."""

    def __init__(self):
        self._names: list = []
        self._known: list[tuple[dict, float, float]] = []

    def __getitem__(self, name) -> dict:
        """The number of that name, as a sum of itself alone."""
        if name not in self._names:
            self._names.append(name)
        return {name: 1}

    def between(self, total: dict, low: float, high: float) -> None:
        self._known.append((total, low, high))

    def shown(self, total: dict, count: int) -> None:
        """To the nearest five, and neither 1 nor 7 nor what is between."""
        if count == 0:
            self.between(total, 0, 0)
        else:
            self.between(total, max(count - ROUNDED_BY, SMALLEST_SHOWN), count + ROUNDED_BY)

    def one_is_small(self, totals: list[dict], fewest: int) -> None:
        """At least one of them is `fewest` to 7, and it is not said which."""
        choices = []
        for total in totals:
            chosen = self[("small", len(self._known))]
            self.between(chosen, 0, 1)
            self.between(added(total, scaled(chosen, MOST)), -MOST, LARGEST_SMALL + MOST)
            self.between(added(total, scaled(chosen, -fewest)), 0, np.inf)
            choices.append(chosen)
        self.between(added(*choices), 1, len(choices))

    def range(self, total: dict) -> tuple[int, int] | None:
        """The least and the most that a sum can be; None when nothing fits."""
        place = {name: n for n, name in enumerate(self._names)}
        rows = np.zeros((len(self._known), len(place)))
        for n, (known, _, _) in enumerate(self._known):
            for name, times in known.items():
                rows[n, place[name]] = times
        limits = LinearConstraint(rows, [low for _, low, _ in self._known], [high for _, _, high in self._known])
        costs = np.array([total.get(name, 0) for name in self._names], dtype=float)
        ends = []
        for sign in (1, -1):
            found = milp(sign * costs, constraints=limits, integrality=np.ones(len(place)), bounds=Bounds(0, MOST))
            if not found.success:
                return None
            ends.append(round(sign * found.fun))
        return tuple(ends)


def added(*totals: dict) -> dict:
    whole: dict = {}
    for total in totals:
        for name, times in total.items():
            whole[name] = whole.get(name, 0) + times
    return whole


def scaled(total: dict, factor: float) -> dict:
    return {name: factor * times for name, times in total.items()}
