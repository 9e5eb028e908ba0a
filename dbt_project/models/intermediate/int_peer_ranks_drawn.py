"""Where an organisation might stand if the same staff were counted again (§4.5): an interval of its rank.

No rank is shown, since ranking organisations is misleading (Goldstein and Spiegelhalter 1996, J R Stat Soc A 159,
385-443), but how wide the interval is says so better than words. Published values only.
"""

import zlib

import numpy as np
import pandas as pd

GROUPS = ("type_in_region", "region")
KEYS = ["peer_group", "group_key", "wres_year", "measure_code"]


def normals(org_code: str, draws: int, random_seed: int) -> np.ndarray:
    """Standard normals of an organisation, shape (draws,): the same in every group, whoever else is in it."""
    return np.random.default_rng([random_seed, zlib.crc32(org_code.encode())]).standard_normal(draws)


def rank_limits(values, errors, drawn, polarity, tail):
    """Ranks that all but a `tail` of draws at each end reach, 1 for the best; ties share the first.

    Values and their standard errors (logarithms for ratios) have shape (organisations,), `drawn` standard normals
    (draws, organisations); `polarity` is that of the registry. Returns two integer arrays of shape (organisations,).
    """
    possible = np.asarray(values) + np.asarray(errors) * drawn
    merit = {
        "higher_is_better": lambda: possible,
        "lower_is_better": lambda: -possible,
        "towards_zero_from_below": lambda: np.minimum(possible, 0),
    }.get(polarity, lambda: -np.abs(possible))()
    ranks = np.stack([1 + (merit > merit[:, [one]]).sum(axis=1) for one in range(merit.shape[1])], axis=1)
    lower, upper = np.quantile(ranks, [tail, 1 - tail], axis=0, method="inverted_cdf")
    return lower.astype(int), upper.astype(int)


def model(dbt, session):
    dbt.config(materialized="table")
    known = dbt.ref("int_parameters_chosen").df().set_index("parameter")["parameter_value"]
    draws, random_seed, tail = int(known["rank_draws"]), int(known["rank_random_seed"]), known["rank_tail"]
    members = dbt.ref("int_peer_groups_formed").filter(f"peer_group in {GROUPS}").df()
    values = dbt.ref("int_peer_values_listed").filter("metric_class = 'published' and value_error is not null").df()
    registry = dbt.ref("measures").df()[["measure_code", "kind", "polarity"]]
    rows = members.merge(values, on="org_code").merge(registry, on="measure_code").sort_values([*KEYS, "org_code"])
    rows["value"] = rows["value"].where(rows["kind"] != "ratio", np.log(rows["value"].where(rows["value"] > 0)))
    drawn = {code: normals(code, draws, random_seed) for code in rows["org_code"].unique()}
    found = []
    for _, group in rows[rows["value"].notna()].groupby(KEYS, sort=True):
        if len(group) > 1:
            columns = np.stack([drawn[code] for code in group["org_code"]], axis=1)
            limits = rank_limits(group["value"], group["value_error"], columns, group["polarity"].iloc[0], tail)
            group = group[[*KEYS, "org_code"]].assign(rank_lower=limits[0], rank_upper=limits[1], ranked=len(group))
            found.append(group)
    names = [*KEYS, "org_code", "rank_lower", "rank_upper", "ranked"]
    return pd.concat(found)[names] if found else _empty(names)


def _empty(names):
    """No organisation to rank, in the same types."""
    texts = {"peer_group", "group_key", "measure_code", "org_code"}
    return pd.DataFrame({name: pd.Series(dtype="str" if name in texts else "int64") for name in names})
