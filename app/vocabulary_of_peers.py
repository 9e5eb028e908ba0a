"""Codes of the comparison with others in words (§4.5, §5.4), and of claims beside evidence."""

# How an organisation stands beside the median of others (§4.5): which way, and always whether chance explains it.
POSITIONS = {
    "better": "Better, by more than chance explains",
    "similar": "Similar: within what chance allows",
    "worse": "Worse, by more than chance explains",
    "not_enough_data": "Cannot be told",
}
# What is missing to judge chance where it cannot be told.
LACKING = {
    "value": "no own value",
    "interval": "the own value has no interval",
    "others": "too few others have an interval",
}

# Why a comparison is not shown (§5.4); each follows “not shown, because”.
NOT_SHOWN = {
    "no_others": "no other organisation of this group has a value that may be compared",
    "too_few_others": "fewer than {others:.0f} others have a value, so that one of them could be recognised",
    "groups_too_alike": "this group and another one differ by so few organisations that subtracting one from the "
    "other would tell their values",
    "improvement_named": "an organisation lets its improvement on it be named, and could be taken out of the others",
    "could_be_told": "one organisation's value could be worked out from it by someone who knows some of the others",
}

FUNNEL_STATUSES = {
    "inside": "Inside the limits",
    "beyond_95_below": "Below the 95% limit, inside the 99.8% limit",
    "beyond_95_above": "Above the 95% limit, inside the 99.8% limit",
    "beyond_998_below": "Below the 99.8% limit",
    "beyond_998_above": "Above the 99.8% limit",
}

# Why an organisation has no place in a funnel; each follows “no place in the funnel, because”.
FUNNEL_NOT_SHOWN = {
    "no_respondent_count": "the release gives no number of respondents",
    "no_events_in_an_arm": "one group had no events",
    "too_few_organisations": "fewer than {organisations:.0f} organisations have a value",
    "no_centre": "the organisations have no common value to lie around",
}

CENTRES = {"pooled": "all of them together", "median": "their median, since a few large ones would decide otherwise"}

POLARITIES = {
    "towards_parity": "Nearer to 1 is better, from either side",
    "towards_zero": "Nearer to 0 is better, from either side",
    "towards_zero_from_below": "Nearer to 0 is better from below; above 0 is no worse than 0",
    "lower_is_better": "Lower is better",
    "higher_is_better": "Higher is better",
    "neither": "No direction is better in itself",
}

# How the claim of an item lies to what its evidence shows, in the order in which a panel reads it.
CLAIMS = {
    "claimed_only": "Claimed, and not shown by evidence",
    "open": "Left to the panel, or not to be calculated",
    "shown_only": "Shown by evidence, and not claimed",
    "agrees": "Claim and evidence agree",
}
