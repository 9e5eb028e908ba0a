"""Every published funnel of the shipped region, worked out again from nothing but the public's own file."""

import numpy as np
import polars as pl
import pytest

from app.published import Audience, read

Z_95, Z_998 = 1.959963984540054, 3.090232306167813
KEYS = ["peer_group", "group_key", "wres_year", "measure_code"]


@pytest.fixture(scope="module")
def public(published_home):
    manifest = published_home.manifest()
    return lambda table: read(published_home.run_folder(manifest["run_id"]), manifest, Audience("public"), table)


def by_hand(group: pl.DataFrame) -> tuple[np.ndarray, float]:
    """Errors on the scale of the funnel, shape (organisations,), and its centre, from counts that the public has."""
    x1, n1, x2, n2 = (group[name].to_numpy().astype(float) for name in ("x1", "n1", "x2", "n2"))
    if group["measure_code"][0] >= "I5":
        centre = np.average(group["value"], weights=n1)
        return np.sqrt(centre * (1 - centre) / n1), centre
    centre = (x1 * n2 / (n1 + n2)).sum() / (x2 * n1 / (n1 + n2)).sum()
    s = np.sqrt(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2 + 5**2 / 12 * (x1**-2 + x2**-2))
    scores = (np.log(group["value"]) - np.log(centre)) / s
    phi = np.mean(np.clip(scores, *np.quantile(scores, [0.1, 0.9])) ** 2)
    w, n = s**-2, len(s)
    tau2 = max(0.0, (n * phi - (n - 1)) / (w.sum() - (w**2).sum() / w.sum())) if n >= 10 else 0.0
    return np.sqrt(s**2 + tau2), centre


def test_published_funnels_come_from_what_the_public_sees(public):
    white_first = pl.col("measure_code").is_in(["I2", "I4"])
    arms = [pl.when(white_first).then(f"{a}_{part}").otherwise(f"{b}_{part}").alias(f"{name}{i}")
            for i, (a, b) in enumerate([("white", "bme"), ("bme", "white")], start=1)
            for name, part in (("x", "num"), ("n", "den"))]  # fmt: skip
    counts = public("measures").select("org_code", "wres_year", "measure_code", *arms)
    shown = public("funnels").filter("shown").join(counts, on=["org_code", "wres_year", "measure_code"], how="left")
    checked = 0
    for _, group in shown.group_by(KEYS):
        group = group.sort("org_code")
        if group["centre_kind"][0] != "pooled" or group["tau2_basis"][0] == "type_in_england":
            continue
        error, centre = by_hand(group)
        np.testing.assert_allclose(group["centre"], centre, rtol=1e-9)
        for name, z in (("lower_95", -Z_95), ("upper_95", Z_95), ("lower_998", -Z_998), ("upper_998", Z_998)):
            is_ratio = group["log_precision"][0] is not None
            limit = centre * np.exp(z * error) if is_ratio else np.clip(centre + z * error, 0, 1)
            np.testing.assert_allclose(group[name], limit, rtol=1e-9, atol=1e-12)
        checked += 1
    assert checked > 20 and {"I5", "I6", "I7", "I8"} <= set(shown["measure_code"])


def test_the_public_gets_no_funnel_of_confidential_values(public):
    for table in ("funnels", "funnel_limits"):
        assert set(public(table)["metric_class"]) == {"published"}
    curves, points = public("funnel_limits"), public("funnels").filter("shown")
    assert set(curves.select(KEYS).unique().rows()) == set(points.select(KEYS).unique().rows())
