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
        within = _statistic(x1, n1, x2, n2, np.exp(middle)) <= z**2
        inside, outside = np.where(within, middle, inside), np.where(within, outside, middle)
    return inside


def _statistic(x1, n1, x2, n2, ratio):
    """Koopman's U for a hypothetical ratio, with both proportions at their constrained maximum likelihood."""
    b = ratio * (n1 + x2) + x1 + n2
    root = np.sqrt(np.maximum(b**2 - 4 * ratio * (n1 + n2) * (x1 + x2), 0))
    # of the two forms of the quadratic's smaller root, the one that does not lose digits when ratio is far from 1
    p1 = 2 * ratio * (x1 + x2) / (b + root)
    p2 = p1 / ratio
    with np.errstate(divide="ignore", invalid="ignore"):
        first = (x1 - n1 * p1) ** 2 / (n1 * p1 * (1 - p1))
        second = (x2 - n2 * p2) ** 2 / (n2 * p2 * (1 - p2))
    return np.nan_to_num(first) + np.nan_to_num(second)


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
