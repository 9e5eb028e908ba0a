"""The intruder's own formulas of what is shown beside counts, so that he can try counts until they give it.

They are written apart from those of the models, from the sources: whoever wants to invert a figure knows them as well.
"""

import numpy as np
from numpy.typing import ArrayLike

Z = 1.959963984540054  # 95%
Limits = tuple[np.ndarray, np.ndarray]  # lower and upper


def wilson(x: ArrayLike, n: ArrayLike) -> Limits:
    """Score limits of a proportion x of n (Wilson 1927; §4.1), arrays of one shape."""
    x, n = np.asarray(x, dtype=float), np.asarray(n, dtype=float)
    centre = x + Z**2 / 2
    half = Z * np.sqrt(np.maximum(x * (n - x) / n + Z**2 / 4, 0))
    return (centre - half) / (n + Z**2), (centre + half) / (n + Z**2)


def newcombe(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike) -> Limits:
    """Hybrid score limits of the difference x1/n1 - x2/n2 (Newcombe 1998, method 10; §4.1)."""
    (l1, u1), (l2, u2), p1, p2 = wilson(x1, n1), wilson(x2, n2), x1 / n1, x2 / n2
    return p1 - p2 - np.hypot(p1 - l1, u2 - p2), p1 - p2 + np.hypot(u1 - p1, p2 - l2)


def koopman(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike) -> Limits:
    """Score limits of the ratio (x1/n1) / (x2/n2) (Koopman 1984; §4.2): where the statistic passes z squared.

    The constrained estimate is the root that Miettinen and Nurminen (1985) give. Infinite without events in the second.
    """
    x1, n1, x2, n2 = (np.asarray(a, dtype=float) for a in np.broadcast_arrays(x1, n1, x2, n2))
    start = np.log((x1 + 0.5) / (n1 + 0.5)) - np.log((x2 + 0.5) / (n2 + 0.5))
    with np.errstate(divide="ignore", invalid="ignore"):
        start = np.where((x1 > 0) & (x2 > 0), np.log(x1 / n1) - np.log(x2 / n2), start)
    ends = []
    for direction in (-1.0, 1.0):
        inside, outside = start.copy(), start + 30 * direction
        for _ in range(70):
            middle = (inside + outside) / 2
            within = _koopman_statistic(x1, n1, x2, n2, np.exp(middle)) <= Z**2
            inside, outside = np.where(within, middle, inside), np.where(within, outside, middle)
        ends.append(np.exp(inside))
    return np.where(x1 == 0, 0.0, ends[0]), np.where(x2 == 0, np.inf, ends[1])


def _koopman_statistic(x1: np.ndarray, n1: np.ndarray, x2: np.ndarray, n2: np.ndarray, ratio: np.ndarray) -> np.ndarray:
    a, b, c = (n1 + n2) * ratio, -((x1 + n2) + (n1 + x2) * ratio), x1 + x2
    p2 = (-b - np.sqrt(np.maximum(b**2 - 4 * a * c, 0))) / (2 * a)
    p1 = p2 * ratio
    with np.errstate(divide="ignore", invalid="ignore"):
        first = (x1 - n1 * p1) ** 2 / (n1 * p1 * (1 - p1))
        second = (x2 - n2 * p2) ** 2 / (n2 * p2 * (1 - p2))
    return np.nan_to_num(first) + np.nan_to_num(second)


def katz(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike) -> Limits:
    """Limits of the ratio on the scale of its logarithm (Katz et al. 1978; §4.2)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (x1 / n1) / (x2 / n2)
        error = np.sqrt(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2)
    return ratio * np.exp(-Z * error), ratio * np.exp(Z * error)
