"""What an invented organisation writes about an item of the framework: facts, dated records, and their variants."""


class Days(int):
    """A date, as days from the assessment date."""


PROOF, PLAN = "<evidence>", "<plan>"  # stand for the id of the item's evidence, and of its plan
# Facts of an item that is in place; CHOICES adds one of several sets, VARIANTS what another outcome changes.
FACTS: dict[str, dict] = {
    "B1": {"sponsor_role_title": "Chief people officer", "sponsor_role_level": "executive_director",
           "title_used": "sponsor", "appointed_on": Days(-540), "ended_on": None, "commitment_evidence": PROOF},
    "B3": {"goal_text": None, "metric": None, "baseline": None, "target": None, "target_date": Days(480),
           "published_url": "https://example.org/anti-racism/goal", "published_on": Days(-210),
           "beyond_compliance_reason": "No statute and no assurance standard asks for it", "outcome": None},
    "B4": {"inequality": None, "population": None, "metric": None, "unit": "fraction", "direction": None,
           "value_start": None, "date_start": Days(-430), "value_end": None, "date_end": Days(-65),
           "partners": "Local community groups; primary care"},
    "B5": {"communicated_on": Days(-160), "issuer": "Chief executive", "channels": "Intranet; posters; website",
           "covers_service_users": "yes", "covers_staff": "yes", "evidence": PROOF},
    "S1": {"council_name": "Local leadership council", "tor_evidence": PROOF, "established_on": Days(-700),
           "reports_to": "People committee of the board", "distinct_from_network": "yes"},
    "S2": {"report_date": Days(-75), "report_forum": "People committee", "scope_definition":
           "Bands 8A to 9 and VSM in post for three months; not on long-term leave"},
    "G4": {"policy_evidence": PROOF, "n_disc_hearings": 23, "n_disc_with_diverse": 17, "n_griev_hearings": 14,
           "n_griev_with_diverse": 12, "roles_counted": "Investigators; panel members; cultural ambassadors"},
    "G5": {"event_date": Days(-140), "format": "Half-day conference", "attendance_band": "50 to 99",
           "report_evidence": PROOF, "plan_evidence": PLAN},
    "R1": {"review_date": Days(-50), "reviewed_by": "People committee", "all_drivers_covered": "yes",
           "board_date": Days(-30)},
}
CHOICES: dict[str, tuple[dict, ...]] = {
    "B1": ({}, {"sponsor_role_title": "Director of strategy", "title_used": "lead"},
           {"sponsor_role_title": "Non-executive director", "sponsor_role_level": "ned"}),
    "B3": ({"goal_text": "Double the BME share of bands 8C to 9 in three years", "metric": "BME share of bands 8C to 9",
            "baseline": 0.06, "target": 0.12},
           {"goal_text": "Halve the gap from shortlisting to appointment", "metric": "Ratio of WRES indicator 2",
            "baseline": 1.6, "target": 1.3},
           {"goal_text": "One in five consultants leading a service is BME", "metric": "BME share of clinical leads",
            "baseline": 0.09, "target": 0.2}),
    "B4": ({"inequality": "Missed outpatient appointments", "population": "Asian and Black patients of working age",
            "metric": "Share of appointments missed", "direction": "lower"},
           {"inequality": "Late booking of antenatal care", "population": "Black women", "direction": "higher",
            "metric": "Share booked by ten weeks"},
           {"inequality": "Uptake of health checks", "population": "People with a severe mental illness",
            "metric": "Share with a yearly check", "direction": "higher"}),
}
# Dated records of an item in place. A tuple gives each date its own value.
EVENTS: dict[str, dict] = {
    "B2": {"kind": "item", "days": (-60, -190), "forum": ("recruitment", "service design"),
           "title": ("Every senior interview panel is diverse", "Business cases carry a race equity test")},
    "S1": {"kind": "meeting", "days": (-25, -115, -205, -295), "forum": "leadership council"},
    "S3": {"kind": "course", "days": (-150, -420), "title": ("Inclusive leadership", "Leading for race equity")},
    "S4": {"kind": "meeting", "days": (-20, -95, -170, -245, -320), "forum": "staff network",
           "role": "executive_director", "attended": ("yes", "yes", "yes", "no", "yes")},
    "S5": {"kind": "presentation", "days": (-45, -230), "forum": "board", "covers": "wres;workforce_by_ethnicity",
           "number": 19},
    "S5.b": {"kind": "quarter", "days": (-30, -120, -210, -300), "forum": "board;networks",
             "role": "executive_director"},
    "G2": {"kind": "presentation", "days": (-20, -110, -200, -290), "forum": "board",
           "covers": "wres;rdr;other_targets"},
    "G5": {"kind": "item", "days": (-90,), "title": "Fairer acting-up posts -> plan action 3", "number": 3},
}
# What another outcome changes: facts, then events. Old dates lie outside a rolling year and a financial year alike.
VARIANTS: dict[tuple[str, str], tuple[dict, dict]] = {
    ("B1", "not_met"): ({"sponsor_role_title": "Equality manager", "sponsor_role_level": "below_director"}, {}),
    ("B1", "stale"): ({"ended_on": Days(-250)}, {}),
    ("B2", "stale"): ({}, {"days": (-620,)}),
    ("B2", "not_evidenced"): ({}, {"days": ()}),
    ("B3", "not_met"): ({"goal_text": "Comply with the public sector equality duty"}, {}),
    ("B3", "stale"): ({"published_on": Days(-700), "target_date": Days(-300)}, {}),
    ("B3", "not_evidenced"): ({"published_url": None}, {}),
    ("B4", "panel"): ({"unit": None, "value_start": "Frequent", "value_end": "Rarer, clinics report"}, {}),
    ("B4", "stale"): ({"date_start": Days(-1000), "date_end": Days(-620)}, {}),
    ("B4", "not_evidenced"): ({"population": None}, {}),
    ("B5", "not_met"): ({"covers_service_users": "no"}, {}),
    ("B5", "stale"): ({"communicated_on": Days(-840)}, {}),
    ("S1", "panel"): ({"distinct_from_network": "no"}, {}),
    ("S1", "stale"): ({}, {"days": (-640, -740)}),
    ("S3", "stale"): ({}, {"days": (-1200, -1320)}),
    ("S4", "not_met"): ({}, {"days": (-40, -130, -220, -310), "role": ("executive_director",) * 3 + ("below_director",),
                             "attended": "yes"}),
    ("S5", "panel"): ({}, {"number": 2}),
    ("S5", "not_met"): ({}, {"forum": "board_sub_group"}),
    ("G2", "met_min"): ({}, {"forum": "board_sub_group"}),
    ("G2", "not_met"): ({}, {"days": (-20, -110, -200)}),
    ("G4", "not_evidenced"): ({"n_disc_with_diverse": None, "n_griev_with_diverse": None}, {}),
    ("G4", "not_met"): ({"n_disc_with_diverse": 0, "n_griev_with_diverse": 0}, {}),
    ("R1", "stale"): ({"review_date": Days(-480), "board_date": Days(-460)}, {}),
    ("G5", "stale"): ({"event_date": Days(-640)}, {"days": (-600,)}),
}
# How much of a whole is done, where an outcome says it is not all.
SHARES = {("S2", "panel"): 0.97, ("S2", "not_met"): 0.8, ("S3", "panel"): 0.8, ("S3", "not_met"): 0.5}
# Direct and review items: letters of their supporting actions, type and title of their evidence.
ITEMS = {
    "B1": ("ab", "role_description", "Role of the sponsor"),
    "B2": ("a", "minutes", "Minutes of the board"),
    "B3": ("a", "url", "Published goal"),
    "B4": ("a", "dataset", "Extract of the inequality measure"),
    "B5": ("a", "statement", "Zero tolerance statement"),
    "S1": ("abc", "minutes", "Terms of reference, minutes"),
    "S2": ("a", "report", "Report on leaders' goals"),
    "S3": ("ab", "training_record", "Course completion record"),
    "S4": ("a", "attendance_log", "Network attendance log"),
    "S5": ("ab", "minutes", "Minutes of the board"),
    "G1": ("ab", "report", "Board composition"),
    "G2": ("abc", "minutes", "Minutes with the dashboard"),
    "G3": ("a", "report", "WRES report"),
    "G4": ("a", "policy", "Fair process policy"),
    "G5": ("a", "report", "Report of the annual meeting"),
    "R1": ("a", "report", "Review of every driver"),
    "R2": ("a", "other", "Letter to the Assembly"),
}
