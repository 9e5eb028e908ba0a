"""What invented organisations state about supporting actions and the review items' actions that are in place.

Most back them; some leave a field out, and some send what has gone out of date.
"""

from datetime import date
from random import Random

from benchmarks import demonstration_items as items
from benchmarks.demonstration_items import PROOF, Days

YEAR, YEAR_BEFORE = "<year>", "<year before>"  # stand for the financial year of the assessment, and the one before
LEVELS = ("B2", "B3", "B4", "B5", "B6", "B7", "B8A", "B8B", "B8C", "B8D", "B9", "VSM", "CONS", "SAS", "TRAINEE",
          "BOARD")  # fmt: skip
OUTCOMES = (("met", "not_evidenced", "stale"), (8, 1, 1))
TOO_OLD = 1200  # days that lie outside every window

FACTS: dict[str, dict] = {
    "B1.a": {"role_description": PROOF, "pdp_goal_text": "Fairer entry to the disciplinary process", "pdp_year": YEAR},
    "B1.b": {"reports_to_role": "chief_executive", "slt_member": "yes"},
    "B2.a": {"statement_url": "https://example.org/anti-racism/statement", "published_on": Days(-400)},
    "B4.a": {"partners": "Invented council; invented charity", "annual_report_url": "https://example.org/annual-report",
             "annual_report_page": "41", "annual_report_year": YEAR_BEFORE},
    "B5.a": {"procedure_evidence": PROOF, "approved_on": Days(-500), "covers_abuse": "yes",
             "covers_discrimination": "yes", "covers_harassment": "yes", "reporting_route": "Intranet form"},
    "S1.a": {"n_bme": 11, "n_total": 34, "places": 36},
    "S1.b": {"published_url": "https://example.org/anti-racism/trajectory", "published_on": Days(-300)},
    "S1.c": {"scheme": "Stretch projects", "places": 8},
    "S2.a": {"n_leaders": 40, "n_with_plan": 27, "counted_on": Days(-80), "sample_evidence": PROOF},
    "S3.b": {"n_eligible": 36, "n_participated": 29, "participation_from": Days(-800)},
    "S5.a": {"board_date": Days(-120), "has_ethnicity_breakdown": "yes", "network_involved": "yes"},
    "G1.a": {"plan": PROOF, "scheme": "associate_ned", "started_on": Days(-260), "n_participants": 2},
    "G1.b": {"assembly_contact": "Programme lead", "agreement_date": Days(-250), "n_mentees": 6},
    "G2.a": {"epg_url": "https://example.org/pay-gap", "reference_date": Days(-430),
             "previous_reference_date": Days(-795), "published_on": Days(-150)},
    "G2.b": {"url": "https://example.org/intersectional", "characteristics": "ethnicity; sex; disability",
             "presented_on": Days(-140)},
    "G3.a": {"group_name": "WRES working group", "tor": PROOF, "departments": "People; Nursing; Estates"},
    "G4.a": {"champions_n": 5, "trained_on_race": "yes", "contact_route": "Intranet page"},
    "G5.a": {"plan": PROOF, "co_production_log": PROOF, "network_input_on": Days(-120), "approved_on": Days(-90)},
    "R1.a": {"plan": PROOF, "board_date": Days(-60), "target_level": "silver"},
}  # fmt: skip
EVENTS: dict[str, dict] = {
    "B3.a": {"kind": "kpi", "days": (-50, -140), "covers": "workforce_by_ethnicity",
             "title": "Entry ratio", "number": 1.2},
    "S1.a": {"kind": "programme", "days": (-100,), "title": "Aspiring directors", "number": 12},
    "S1.b": {"kind": "target", "days": (-300,) * len(LEVELS), "title": LEVELS, "number": 0.2},
    "S1.c": {"kind": "placement", "days": (-80,), "title": "Spring intake", "number": 4},
    "S3.a": {"kind": "course", "days": (-110,), "title": "Fair recruitment",
             "covers": "inclusive_recruitment", "number": 48},
    "S4.a": {"kind": "meeting", "days": (-60, -230), "forum": ("board", "committee"), "role": "network_chair",
             "attended": "yes"},
    "G2.c": {"kind": "briefing", "days": (-75,), "forum": "Chair and non-executive directors"},
    "G3.a": {"kind": "meeting", "days": (-40, -130, -220), "forum": "working group"},
    "R2.a": {"kind": "contact", "days": (-35,), "forum": "Assembly member"},
}  # fmt: skip
ALL_EVENTS = EVENTS | items.EVENTS


def facts(action: str, rng: Random) -> dict[str, object]:
    """Field values of a supporting action in place; a left-out field is NULL, an old date lies outside every window."""
    given, outcome = FACTS.get(action, {}), rng.choices(*OUTCOMES)[0]
    if outcome == "not_evidenced" and given:
        return given | {rng.choice(sorted(given)): None}
    if outcome == "stale":
        return {name: Days(value - TOO_OLD) if isinstance(value, Days) else value for name, value in given.items()}
    return dict(given)


def years(assessed: date) -> dict[str, str]:
    """What the two financial years are on a day."""
    began = assessed.year - (assessed.month < 4)
    return {YEAR: f"{began}/{(began + 1) % 100}", YEAR_BEFORE: f"{began - 1}/{began % 100}"}
