"""Who is in the invented demonstration region, and what each organisation is made to show.

Nothing here describes a real body. A plan is the level an organisation claims, then the items that go otherwise:
`bronze B2=stale` claims every Bronze item and backs all of them but B2. Outcomes: `met` (the best the item allows),
`met_min`, `panel`, `not_met`, `not_evidenced`, `stale`, `no` (declared not in place) and `absent` (no declared status).
Items G1 and G3 follow from the figures, so plans only say whether they are claimed.

Deliberate mistakes, one in each file:

| no. | file | mistake |
|---|---|---|
| 1 | ZD011, first return | checklist header `declared_status` renamed to `declared status` |
| 2 | ZD014, first return | no `Events` sheet |
| 3 | ZD018, second return | zip of CSV files cut short |
| 4 | ZD017, second return | a count of 12.5 |
| 5 | ZD019, second return | I2 declared as the text `1.25%` |
| 6 | ZD009, second return | I2 declared upside down |
| 7 | ZD020, second return | more BME applicants appointed than shortlisted |
| 8 | ZD022, second return | more White staff in training than there are staff |
| 9 | nss_demonstration_wrong_year.csv (ZD021) | the survey year equals the WRES year |
| 10 | wres_demonstration_latin1.csv (ZD015) | Windows-1252 text, an en dash in `source` |
| 11 | ZD024, second return | the lines of 2025 sent again as those of 2026 |
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

RETURN_MISTAKES = {("ZD011", 1): 1, ("ZD014", 1): 2, ("ZD018", 2): 3, ("ZD017", 2): 4, ("ZD019", 2): 5,
                   ("ZD009", 2): 6, ("ZD020", 2): 7, ("ZD022", 2): 8, ("ZD024", 2): 11}
FILE_MISTAKES = {"nss_demonstration_wrong_year.csv": 9, "wres_demonstration_latin1.csv": 10}
WRONG_YEAR_CODE, LATIN1_CODE, LATIN1_YEAR = "ZD021", "ZD015", 2021
ZIPPED = {"ZD003", "ZD008", "ZD013", "ZD018", "ZD023"}  # send a zip of CSV files instead of a workbook
LATE = {"ZD005", "ZD010", "ZD015"}  # attest the first return months after the assessment
CORRECTED = {("ZD004", 1), ("ZD006", 2), ("ZD016", 2)}  # sent again later with every claimed item backed
SUPPRESSED, NOT_SUBMITTED = {("ZD023", 2022), ("ZD024", 2022), ("ZD014", 2021)}, {("ZD022", 2022), ("ZD025", 2023)}
ROLLING = {("ZD004", 2020), ("ZD009", 2020), ("ZD009", 2021), ("ZD021", 2020)}  # I3 as a two-year average

_MENTAL = ("Mental Health & Learning Disability and Mental Health, Learning Disability & Community Trusts",
           "MH&LD, MH, LD&Community Trusts")


class Kind(NamedTuple):
    """One type of organisation: its two survey group spellings, the last words of its name, the shares of staff who
    are non-clinical, clinical and medical, how far its BME share lies from its area's, and its population basis."""

    nss_group: str
    benchmark_group: str
    suffix: str
    mix: tuple[float, float, float]
    offset: float
    basis: str


KINDS = {
    "Acute": Kind("Acute and Acute & Community Trusts", "Acute&Acute Community Trusts", "ACUTE TRUST",
                  (0.34, 0.53, 0.13), 0.04, "catchment"),
    "Acute Specialist": Kind("Acute Specialist Trusts", "Acute Specialist Trusts", "SPECIALIST TRUST",
                             (0.36, 0.50, 0.14), -0.04, "region"),
    "Mental Health": Kind(*_MENTAL, "MENTAL HEALTH TRUST", (0.30, 0.64, 0.06), 0.01, "icb"),
    "Community Provider Trust": Kind("Community Trusts", "Community Trusts", "COMMUNITY TRUST",
                                     (0.28, 0.70, 0.02), 0.0, "icb"),
    "Ambulance": Kind("Ambulance Trusts", "Ambulance Trusts", "AMBULANCE TRUST", (0.30, 0.695, 0.005), -0.07, "region"),
    "Care Trust": Kind(*_MENTAL, "CARE TRUST", (0.35, 0.63, 0.02), 0.0, "icb"),
}


@dataclass(frozen=True)
class Organisation:
    """`home` numbers the main authority, `staff` is the headcount in 2026, `seats_short` how many BME board seats
    are missing against the nearest whole seat, `since` the first WRES year sent, `until` the last in the survey."""

    code: str
    word: str
    kind: str
    home: int
    staff: int
    trend: str
    first: str
    second: str
    seats_short: int = 0
    unknown: float = 0.03
    since: int = 2021
    until: int = 2026
    opened: str = "20020401"
    closed: str = ""

    @property
    def name(self) -> str:
        """Upper case as in the register, and marked so that it cannot be taken for a real body."""
        return f"INVENTED {self.word} {KINDS[self.kind].suffix} (DEMONSTRATION)"

    @property
    def icb(self) -> str:
        return BOARDS[self.home // 3][0]


BOARDS = tuple((code, f"Invented {word} Integrated Care Board (Demonstration)")
               for code, word in (("ZDA", "Sunrise"), ("ZDB", "Noontide"), ("ZDC", "Twilight")))
# Authorities in order, three to a board: word, residents, BME share.
AUTHORITIES = (("Tapestry", 96_000, 0.03), ("Kite", 143_000, 0.06), ("Marigold", 211_000, 0.11),
               ("Parasol", 187_000, 0.18), ("Acorn", 264_000, 0.31), ("Thimble", 418_000, 0.45),
               ("Sundial", 121_000, 0.05), ("Meadow", 158_000, 0.09), ("Plume", 305_000, 0.24))

_A, _S, _M, _C = "Acute", "Acute Specialist", "Mental Health", "Community Provider Trust"
CAST = (
    Organisation("ZD001", "HARBOUR", _A, 5, 17800, "improving", "gold G2=not_met", "gold"),
    Organisation("ZD002", "LANTERN", _A, 4, 12400, "improving", "silver", "gold G4=not_evidenced G2=met_min", 0, 0.045),
    Organisation("ZD003", "ORCHARD", _A, 2, 9800, "improving", "bronze", "silver", 0),
    Organisation("ZD004", "COMPASS", _A, 1, 7600, "steady", "bronze B2=stale B5=not_evidenced", "bronze", 1,
                 since=2020),
    Organisation("ZD005", "COPPER", _A, 7, 8900, "steady", "bronze", "bronze S1=met S4=met", 0, 0.025),
    Organisation("ZD006", "THISTLE", _A, 8, 11300, "improving", "silver B4=no", "silver B4=no S5=panel", 1),
    Organisation("ZD007", "KETTLE", _A, 0, 4300, "worsening", "none B1=not_evidenced B5=met B3=absent R1=no",
                 "bronze B5=not_met", 1, 0.06),
    Organisation("ZD008", "RIBBON", _A, 3, 6900, "steady", "bronze", "bronze B1=stale", 1),
    Organisation("ZD009", "QUILL", _A, 5, 10200, "worsening", "bronze B4=not_evidenced", "silver S2=panel S3=panel", 2,
                 since=2020),
    Organisation("ZD010", "SAFFRON", _A, 6, 5200, "parity", "bronze B3=stale", "bronze B3=not_met R1=stale", 1, 0.125),
    Organisation("ZD011", "VELVET", _A, 4, 8100, "improving", "bronze", "silver S4=not_met B3=not_evidenced", 1),
    Organisation("ZD012", "PEBBLE", _A, 8, 14600, "steady", "bronze B4=panel", "silver S1=panel", 1, 0.04, since=2025,
                 opened="20240701"),
    Organisation("ZD013", "COBALT", _S, 0, 630, "steady", "bronze B2=not_evidenced", "bronze B4=stale", 0, 0.02),
    Organisation("ZD014", "JUNIPER", _S, 5, 3900, "improving", "silver", "gold G1=no G5=stale", 1),
    Organisation("ZD015", "FEATHER", _S, 0, 605, "parity", "none B1=met B2=met", "bronze B5=stale", 1, since=2022),
    Organisation("ZD016", "IVORY", _S, 4, 2300, "worsening", "bronze B1=not_met", "silver S3=stale S5=not_met", 1),
    Organisation("ZD017", "TINDER", _M, 2, 5600, "steady", "bronze", "bronze B2=absent", 1),
    Organisation("ZD018", "MAPLE", _M, 4, 7200, "worsening", "silver B5=absent", "silver", 2, 0.07),
    Organisation("ZD019", "SPARROW", _M, 8, 6100, "improving", "bronze B4=not_met", "silver", 1),
    Organisation("ZD020", "CINDER", _M, 6, 4400, "steady", "bronze B1=absent", "bronze", 0, since=2022),
    Organisation("ZD021", "MARBLE", _M, 3, 3100, "parity", "none B5=met", "", 1, 0.015, since=2020),
    Organisation("ZD022", "WILLOW", _C, 1, 1900, "steady", "bronze S4=met S5=met", "silver S2=not_met", 0),
    Organisation("ZD023", "CLOVER", _C, 5, 2700, "parity", "bronze B2=not_evidenced", "silver G2=met G4=met", 0, 0.04),
    Organisation("ZD024", "NUTMEG", _C, 7, 1200, "steady", "bronze B3=no", "bronze", 1, since=2022),
    Organisation("ZD025", "BEACON", "Ambulance", 4, 6800, "worsening", "bronze B4=absent B2=no", "bronze", 2),
    Organisation("ZD026", "SAIL", "Care Trust", 8, 1500, "steady", "", "bronze S1=stale", 0, 0.08, since=2025),
    Organisation("ZD027", "ANCHOR", _A, 8, 8300, "steady", "", "", 1, until=2024, closed="20240630"),
    Organisation("ZD028", "DRIFTWOOD", _A, 8, 5700, "steady", "", "", 1, until=2024, closed="20240630"),
    Organisation("ZD029", "CANDLE", _C, 7, 1700, "parity", "silver", "", 0, closed="20260331"),
)
SUCCESSORS = (("ZD027", "ZD012", "2024-07-01"), ("ZD028", "ZD012", "2024-07-01"), ("ZD029", "ZD005", "2026-04-01"))

DECISIONS = (
    ("ZD001", "2025-11-20", "gold", "awarded_with_conditions", "Strong throughout",
     "Quarterly dashboard at the full board by June 2026", "2027-11-20"),
    ("ZD002", "2025-11-20", "silver", "awarded", "All Silver items backed by minutes", "", "2027-11-20"),
    ("ZD003", "2025-11-27", "bronze", "awarded", "A measurable goal beyond compliance", "", "2027-11-27"),
    ("ZD005", "2026-02-19", "bronze", "awarded", "Clear communication and a named sponsor", "", "2028-02-19"),
    ("ZD006", "2025-11-27", "silver", "not_yet", "No reduced health inequality was shown, so Bronze is open", "", ""),
    ("ZD008", "2025-12-04", "bronze", "awarded", "Every Bronze item in date", "", "2027-12-04"),
    ("ZD019", "2025-12-04", "bronze", "not_yet", "The chosen health inequality widened", "", ""),
    ("ZD022", "2024-03-14", "bronze", "awarded", "Early adopter", "", "2026-03-14"),
    ("ZD029", "2025-12-11", "silver", "awarded", "Council and network both active", "", "2027-12-11"),
    ("ZD014", "2025-12-11", "silver", "withdrawn", "The organisation withdrew its application", "", ""),
)
APPLICATIONS = {(code, 1): level for code, _, level, outcome, *_ in DECISIONS if code != "ZD022"} | {
    ("ZD001", 2): "gold", ("ZD011", 2): "silver", ("ZD012", 2): "silver", ("ZD018", 1): "silver"}
AS_OF = date(2026, 10, 31)  # the last day anything in the region is dated


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
