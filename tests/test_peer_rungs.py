"""Which comparisons of a confidential metric may be shown, at the edge of each rule (§5.4)."""

import polars as pl
import pytest

from tests.macros import AS_OF, Models


@pytest.mark.parametrize(
    "sizes, is_a_rung",
    [([12], True), ([12, 4], False), ([12, 5], True), ([6, 12], True), ([12, 3, 2], True), ([5, 2], True)],
)
def test_a_region_differs_from_each_of_its_types_by_nobody_or_by_enough(sizes, is_a_rung):
    """Or whoever reads the one could subtract it from the other; of another region's types nothing is subtracted."""
    regions = {"A": sizes, "B": [sum(sizes) - 2]}
    members = [(f"{region}{n}{i}", region, f"{region} {n}")
               for region, types in regions.items() for n, size in enumerate(types) for i in range(size)]  # fmt: skip
    groups = [(code, "type_in_region", group) for code, _, group in members]
    models = Models(
        int_peer_groups_formed=pl.DataFrame(
            groups + [(code, "region", region) for code, region, _ in members],
            ["org_code", "peer_group", "group_key"], orient="row",
        ),
        int_organisations_described=pl.DataFrame(
            [member[:2] for member in members], ["org_code", "region_code"], orient="row"
        ),
        stg_landing__refresh=pl.DataFrame({"as_of": [AS_OF]}),
    )  # fmt: skip
    climbed = models["int_peer_ladders_climbed"].filter(peer_group="region")
    assert set(climbed.select("group_key", "differs_enough").iter_rows()) == {("A", is_a_rung), ("B", True)}


@pytest.mark.parametrize(
    "differs, reason, is_safe",
    [
        ({}, None, True),
        ({"others": 0, "others_unknown": 0}, "no_others", True),
        ({"others_unknown": 4}, "too_few_others", True),
        ({"differs_enough": False}, "groups_too_alike", True),
        ({"steps_taken": 1}, "could_be_told", True),
        ({"could_be_fewest": 2}, "could_be_told", True),
        ({"others_unknown_to_panel": 5}, None, False),
        ({"others_unknown": 4, "others_unknown_to_panel": 5, "metric_class": "published"}, None, True),
    ],
)
def test_a_comparison_is_shown_from_the_fewest_others_on_and_not_below(differs, reason, is_safe):
    """Five others whose values the reader does not know; for a panel, beside one more that a reviewer may know."""
    shown = permitted(**differs)
    assert (shown["not_shown_reason"], shown["is_safe_for_panel"]) == (reason, is_safe)


@pytest.mark.parametrize(
    ("metric_class", "others", "unknown", "unknown_to_panel", "has_quartile", "for_panel"),
    [
        ("private", 7, 7, 8, True, True),
        ("private", 7, 6, 8, False, True),
        ("private", 9, 8, 7, True, False),
        ("published", 7, 0, 0, True, True),
        ("published", 6, 0, 0, False, True),
    ],
)
def test_a_quartile_has_seven_others_whom_its_reader_does_not_know(
    metric_class, others, unknown, unknown_to_panel, has_quartile, for_panel
):
    given = {"others_unknown": unknown, "others_unknown_to_panel": unknown_to_panel}
    found = permitted(metric_class=metric_class, others=others, **given)
    assert (found["has_quartile"], found["has_quartile_for_panel"]) == (has_quartile, for_panel)


def permitted(**differs) -> dict:
    """What is permitted of a comparison that differs so from the least that is shown."""
    least = {"org_code": "A", "peer_group": "region", "measure_code": "I2", "wres_year": 2026, "private_rung": 2,
             "metric_class": "private", "others": 5, "others_unknown": 5, "others_unknown_to_panel": 6,
             "steps_taken": 2, "could_be_fewest": 3, "differs_enough": True} | differs  # fmt: skip
    ladder = ("org_code", "peer_group", "differs_enough")
    models = Models(
        int_peers_rounded=pl.DataFrame([{name: least[name] for name in least if name != "differs_enough"}]),
        int_peer_ladders_climbed=pl.DataFrame([{name: least[name] for name in ladder}]),
        stg_landing__refresh=pl.DataFrame({"as_of": [AS_OF]}),
    )
    (found,) = models["int_peers_permitted"].to_dicts()
    return found


@pytest.mark.parametrize("staffs, fewest", [(0, 0), (2, 2), (5, 5)])
def test_others_who_could_be_a_quarter_are_counted_at_the_quarter_that_fewest_could_be(staffs, fewest):
    """One or two of fourteen seats are near the outer quarters and none the median, as any share of a thousand is."""
    group = {"peer_group": "region", "group_key": "A", "measure_code": "I9", "wres_year": 2026,
             "metric_class": "private"}  # fmt: skip
    quarters = {"private_step": 0.02, "q1": 0.07, "median": 0.1, "q3": 0.14, "errors": [0.1] * 5}
    denominators = [14, *[1000] * staffs, *[14] * (5 - staffs)]  # the first is the organisation's own
    models = Models(
        int_peers_summarised=pl.DataFrame([group | quarters | {"org_code": "R0"}]),
        int_peer_values_united=pl.DataFrame([
            group | {"org_code": f"R{n}", "denominator": people, "comparator_value": 0.0}
            for n, people in enumerate(denominators)
        ]),
        stg_landing__refresh=pl.DataFrame({"as_of": [AS_OF]}),
    )  # fmt: skip
    assert models["int_peers_rounded"]["could_be_fewest"].to_list() == [fewest]
