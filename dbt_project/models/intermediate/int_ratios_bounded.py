"""Koopman's score interval of the ratio of two proportions, which has no closed form (§4.2).

Source: Koopman (1984), Confidence intervals for the ratio of two binomial proportions, Biometrics 40, 513-517.
"""

import numpy as np


def koopman_limits(x1, n1, x2, n2, z):
    """Lower and upper limits of (x1/n1) / (x2/n2), for arrays of counts of one shape; z in standard deviations.

    A limit is where the score statistic equals z². Without events in the first arm the lower limit is 0, without
    events in the second the upper limit is infinite. At least one arm has events.
    """
    x1, n1, x2, n2 = (np.asarray(a, dtype=float) for a in (x1, n1, x2, n2))
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = np.log(((x1 + 0.5) / (n1 + 0.5)) / ((x2 + 0.5) / (n2 + 0.5)))
        estimate = np.where((x1 > 0) & (x2 > 0), np.log(x1 / n1) - np.log(x2 / n2), centre)
    lower = _crossing(x1, n1, x2, n2, z, estimate, -1)
    upper = _crossing(x1, n1, x2, n2, z, estimate, +1)
    return np.where(x1 == 0, 0.0, np.exp(lower)), np.where(x2 == 0, np.inf, np.exp(upper))


def _crossing(x1, n1, x2, n2, z, inside, direction):
    """Log ratio at which the statistic passes z², on one side of the estimate, by bisection to double precision."""
    outside = inside + direction * 40.0
    for _ in range(100):
        middle = (inside + outside) / 2
        within = _statistic(x1, n1, x2, n2, middle) <= z**2
        inside, outside = np.where(within, middle, inside), np.where(within, outside, middle)
    return inside


def _statistic(x1, n1, x2, n2, log_ratio):
    """Koopman's U for a hypothetical log ratio, with both proportions at their constrained maximum likelihood.

    The first proportion p solves a quadratic, and so does 1 - p. Written for the arm with the larger proportion, and
    with people without events beside those with, no digits are lost whether proportions are near 0 or near 1.
    """
    swapped = log_ratio < 0
    x1, n1, x2, n2 = (np.where(swapped, a, b) for a, b in ((x2, x1), (n2, n1), (x1, x2), (n1, n2)))
    ratio, excess = np.exp(np.abs(log_ratio)), np.expm1(np.abs(log_ratio))
    y1, y2 = n1 - x1, n2 - x2
    c = y1 + y2 - (n1 + x2) * excess
    root = np.sqrt(c**2 + 4 * (n1 + n2) * y1 * excess)
    with np.errstate(divide="ignore", invalid="ignore"):
        q1 = np.where(c >= 0, (c + root) / (2 * (n1 + n2)), 2 * y1 * excess / (root - c))
        p1 = 2 * ratio * (x1 + x2) / (ratio * (n1 + x2) + x1 + n2 + root)
        first = _surplus(x1, y1, n1, p1, q1) ** 2 / (n1 * p1 * q1)
        p2, q2 = p1 / ratio, (excess + q1) / ratio
        second = _surplus(x2, y2, n2, p2, q2) ** 2 / (n2 * p2 * q2)
    return np.nan_to_num(first) + np.nan_to_num(second)


def _surplus(x, y, n, p, q):
    """Events beyond those expected, from whichever of p and q = 1 - p is smaller."""
    return np.where(p < q, x - n * p, n * q - y)


def model(dbt, session):
    dbt.config(materialized="table")
    ratios = dbt.ref("int_measures_computed").filter("kind = 'ratio' and value_status in ('ok', 'interval_only')").df()
    z = dbt.ref("int_parameters_chosen").filter("parameter = 'confidence_z'").df()["parameter_value"].iloc[0]
    white_first = ratios["is_white_first"]
    x1, n1 = (ratios[f"white_{part}"].where(white_first, ratios[f"bme_{part}"]) for part in ("num", "den"))
    x2, n2 = (ratios[f"bme_{part}"].where(white_first, ratios[f"white_{part}"]) for part in ("num", "den"))
    limits = ratios[["value_id"]].copy()
    limits["ci_lower"], limits["ci_upper"] = koopman_limits(x1, n1, x2, n2, z)
    return limits
