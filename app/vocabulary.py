"""The warehouse's codes in words a board reads."""

# Who may read in the app, by audience of a published run.
READERS = {
    "analyst": "An analyst of the Assembly",
    "desk": "A member of the panel, at its desk",
    "panel": "A panel, of one application",
    "trust": "An organisation, of itself",
}

LEVELS = {"none": "No level", "bronze": "Bronze", "silver": "Silver", "gold": "Gold"}
LEVELS_WITHIN = LEVELS | {"none": "no level"}  # as they stand within a sentence

RETURN_TYPES = {
    "self_assessment": "Self-assessment",
    "application": "Application for a level",
    "annual_review": "Annual review",
}

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
COUNTED = ("met", "met_min")  # towards a level, on the evidence alone (§3.2)

# For a grid of many.
SHORT_STATUSES = {
    "met": "Met",
    "met_min": "Met, lenient",
    "panel_judgement": "Panel",
    "not_met": "Not met",
    "not_evidenced": "No evidence",
    "stale": "Out of date",
    "not_calculable": "No figure",
    "not_submitted": "No answer",
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

# Types of a document whose code is no word.
EVIDENCE_TYPES = {"url": "web page"}

VALUE_STATUSES = {
    "ok": "Given",
    "interval_only": "No ratio: one group had no events. The interval shows what the counts allow.",
    "not_calculable": "Cannot be calculated from these counts.",
    "not_submitted": "Not submitted: a count that the formula needs was left blank.",
    "suppressed": "Suppressed: the source hides a count, or fewer answered than may be shown.",
    "rejected": "Rejected: more people are counted than there are to count from.",
    "small_numbers": "Not shown: it rests on so few people that someone could be recognised.",
}

INTERVAL_STATUSES = {
    "ok": "Given",
    "no_respondent_count": "No interval: the release gives no number of respondents.",
    "no_interval": "No interval: of pay only a median or mean is known.",
    "no_upper_limit": "No upper limit: one group had no events.",
}

SOURCES = {
    "national": "National publication",
    "nss": "NHS Staff Survey",
    "dcf": "Data Collection Framework",
    "return": "The organisation's return",
    "trust_web": "The organisation's website",
    "esr": "Workforce snapshot",
}

FOLDERS = {
    "returns": "Returns",
    "decisions": "Panel decisions",
    "learning": "Agreements to be named",
    "wres": "WRES counts",
    "staff_survey": "NHS Staff Survey",
    "ods": "Organisation list",
    "census": "Census 2021",
    "catchment": "Catchments",
    "workforce": "Workforce snapshots",
}

FILE_STATES = {
    "accepted": "Taken in",
    "accepted_in_part": "Taken in without its refused lines",
    "quarantined": "Refused",
    "duplicate": "Refused: the same content under another name",
    "discarded": "Left out by decision",
    "superseded": "Replaced by a correction",
    "not_yet_valid": "Dated after the run's day",
    "organisation_unknown": "Refused: organisation unknown",
    "organisation_closed": "Refused: organisation closed",
    "organisation_not_open": "Refused: organisation not open yet",
    "organisation_out_of_scope": "Refused: organisation of another region",
    "unsigned_application": "Refused: nobody attested the application",
}

BASES = {
    "catchment": "the people its patients come from (modelled catchment)",
    "icb": "the people of its integrated care board",
    "region": "the people of its region",
}

SCOPES = {"non_clinical": "Non-clinical", "clinical": "Clinical", "medical": "Medical"}

# Scopes whose lines are the same bands stand in one chart, the others apart.
PANELS = {
    "non_clinical": "non-clinical and clinical bands",
    "clinical": "non-clinical and clinical bands",
    "medical": "medical and dental grades",
}

# Direction of a change; whether it can be told from chance is another fact, and neither replaces the other (§4.3).
CHANGES = {
    "improved": "Improved",
    "improved_gap_widened": "Improved for BME staff, while the gap to White staff widened",
    "worsened": "Worsened",
    "unchanged": "No clear change: equal",
    "sustained_parity": "Stayed at parity",
    "overshoot": "Crossed equality and is still outside the band: no improvement",
    "increased": "Higher; no direction is better",
    "decreased": "Lower; no direction is better",
}

TRENDS = {
    "improving": "improving",
    "worsening": "worsening",
    "no_clear_trend": "no clear trend",
    "rising": "rising; no direction is better",
    "falling": "falling; no direction is better",
    "too_few_points": "too few for a trend",
}

SERIES = {"own": "Own", "proforma": "Pro-forma: sum of all that are now one organisation"}

CHANCE_STATUSES = {
    "same_measures": "The simulation counts the very same measures.",
    "fewer_measures": "The simulation counts fewer of the measures, so luck has more chance than these figures say.",
    "more_measures": "The simulation counts more measures, so luck has less chance than these figures say.",
    "too_few_measures": "How often this happens by chance is not known: too few measures can be compared.",
    "size_unknown": "How often this happens by chance is not known: the size of the workforce is not.",
}

REFERENCE_LEVELS = {
    "national": "All trusts together",
    "region": "Trusts of the region together",
    "national share of trusts": "Share of trusts",
}

SEVERITIES = {
    "reject_file": "File refused",
    "reject_line": "Line refused or value not used",
    "flag": "Used and flagged",
    "information": "For information",
    "refuse": "Question not answered",
}

DIMENSIONS = {
    "completeness": "Completeness",
    "uniqueness": "Uniqueness",
    "consistency": "Consistency",
    "timeliness": "Timeliness",
    "validity": "Validity",
    "accuracy": "Accuracy",
}

STAGES = {
    "arrival": "On arrival",
    "meaning": "In the warehouse",
    "comparison": "Where two sources meet",
    "release": "Before publishing",
    "reading": "When somebody asks to see",
}

# Three concepts of level that never merge.
CONCEPTS = {
    "self_assessed": "Level, self-assessed",
    "verified_floor": "Level verified, at least",
    "verified_ceiling": "Level verified, at most",
    "awarded": "Level awarded",
}

DIRECTIONS = {"up": "Up", "down": "Down", "same": "The same"}

DUE_STATUSES = {
    "date_not_announced": "No day announced yet",
    "none_on_record": "Not known: nothing on record to count from",
    "no_end_date": "No end: the decision sets none",
    "lapsed_before": "Out of date already on the day of the assessment",
    "not_seen": "Not seen here, which does not show that nothing was sent or published",
}

LATENESS = {
    "on_time": "In time",
    "late": "Late",
    "missing": "Missing",
    "not_due": "Not due yet",
    "no_due_date": "No day is set",
    "not_recorded": "Not known: records began later",
}

RATE_CLASSES = {"ok": "Used", "flagged": "Used and flagged", "low_confidence": "Low confidence"}

# What became of a value or a row since the run before.
REVISED = {"changed": "Changed", "added": "New", "withdrawn": "Gone"}


def said(words: dict[str, str], code: str | None, otherwise: str = "Not given") -> str:
    """A code in words; a code that no one has put into words yet stays readable."""
    return otherwise if code is None else words.get(code, code.replace("_", " "))
