"""Codes of the registries of measures and methods in words."""

# What a measure is, by its kind of arithmetic, and how sure its interval is (§4).
ARITHMETIC = {
    "ratio": "A relative likelihood: the rate of one group over the rate of the other",
    "share": "A share of staff",
    "share_gap": "The difference of two shares of staff",
    "survey": "A share of those who answered the staff survey",
    "survey_gap": "The difference of two shares of the staff survey",
    "pay_gap": "A difference of pay, as a share of the pay of White staff",
}
OF_STAFF = (
    "Counts are of all staff, so the interval does not speak of a sample: it says what could have come out with the "
    "same underlying fairness"
)
INTERVALS = {
    "ratio": f"{OF_STAFF} (Koopman's score interval, 95%).",
    "share": f"{OF_STAFF} (Wilson's score interval, 95%).",
    "share_gap": f"{OF_STAFF} (Newcombe's hybrid of two score intervals, 95%).",
    "survey": "Whoever wanted to answered, so the interval is approximate (Wilson's score interval, 95%).",
    "survey_gap": "Whoever wanted to answered, so the interval is approximate (Newcombe's hybrid of two score "
    "intervals, 95%).",
    "pay_gap": "There is no interval: only the two sums of pay are handed in, not how pay varies.",
}
REFERENCE_TIMES = {
    "stock": "As at 31 March",
    "flow": "What happened in the year to 31 March",
    "survey": "The staff survey of the autumn before 31 March",
}
BREAK_SEVERITIES = {
    "block": "Nothing is compared across it",
    "warn": "Compared, with a warning",
}
LIFTED_BY = {
    "one_release": "both values from one release of the survey",
    "same_basis": "both values on the same basis",
}
CONFIDENCES = {
    "high": "Sure",
    "medium": "Fairly sure",
    "low": "Unsure",
    "source": "As the source says",
    "third party": "As others report, not the publisher itself",
}

# What a question of a board is answered by, beside measures.
BOARD_TABLES = {
    "disparity": "the race disparity ratio",
    "targets": "targets by band",
    "changes": "changes from year to year",
    "trends": "trends",
    "peers": "the median and the middle half of others",
    "peer_shares": "how many others have which level or item",
    "reference_values": "published values of England and the region",
}
