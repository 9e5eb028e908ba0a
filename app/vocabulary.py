"""The warehouse's codes in words a board reads."""

LEVELS = {"none": "No level", "bronze": "Bronze", "silver": "Silver", "gold": "Gold"}

STATUSES = {
    "met": "Met",
    "met_min": "Met on the lenient reading",
    "panel_judgement": "For the panel to judge",
    "not_met": "Not met",
    "not_evidenced": "Not evidenced",
    "stale": "Out of date",
    "not_calculable": "Cannot be calculated",
    "not_submitted": "Not submitted",
}

# How a status looks beside its words; the symbol stays in black and white.
LOOKS = {
    "met": ("good", "✓"),
    "met_min": ("good", "✓"),
    "panel_judgement": ("open", "?"),
    "not_met": ("bad", "✗"),
    "not_evidenced": ("gap", "–"),
    "stale": ("late", "!"),
    "not_calculable": ("gap", "–"),
    "not_submitted": ("gap", "–"),
}

DECLARED = {
    "in_place": "In place",
    "partial": "Partly in place",
    "not_in_place": "Not in place",
    "na": "Not applicable",
}

VALUE_STATUSES = {
    "ok": "Given",
    "interval_only": "No ratio: one group had no events. The interval shows what the counts allow.",
    "not_calculable": "Cannot be calculated from these counts.",
    "not_submitted": "Not submitted: a count that the formula needs was left blank.",
    "suppressed": "Suppressed: the source hides a count, or fewer answered than may be shown.",
    "rejected": "Rejected: more people are counted than there are to count from.",
}

INTERVAL_STATUSES = {
    "ok": "Given",
    "no_respondent_count": "No interval: the release gives no number of respondents.",
    "no_upper_limit": "No upper limit: one group had no events.",
}

SOURCES = {
    "national": "National publication",
    "nss": "NHS Staff Survey",
    "dcf": "Data Collection Framework",
    "return": "The organisation's return",
    "trust_web": "The organisation's website",
}

FOLDERS = {
    "returns": "Returns",
    "decisions": "Panel decisions",
    "wres": "WRES counts",
    "staff_survey": "NHS Staff Survey",
    "ods": "Organisation list",
    "census": "Census 2021",
    "catchment": "Catchments",
    "workforce": "Workforce snapshots",
}

FILE_STATES = {
    "accepted": "Taken in",
    "quarantined": "Refused",
    "superseded": "Replaced by a correction",
    "not_yet_valid": "Dated after the run's day",
    "header_incomplete": "Refused: its header is incomplete",
    "organisation_unknown": "Refused: organisation unknown",
    "organisation_closed": "Refused: organisation closed",
}

BASES = {
    "catchment": "the people its patients come from (modelled catchment)",
    "icb": "the people of its integrated care board",
    "region": "the people of its region",
}

OUTCOMES = {"error": "Error", "warning": "Warning", "information": "Information"}


def said(words: dict[str, str], code: str | None, otherwise: str = "Not given") -> str:
    """A code in words; a code that no one has put into words yet stays readable."""
    return otherwise if code is None else words.get(code, code.replace("_", " "))
