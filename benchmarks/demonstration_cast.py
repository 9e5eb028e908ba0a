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
| 12 | wres_demonstration_decimals.csv (ZD020) | a count that ends in .5 |
| 13 | wres_demonstration_negative.csv (ZD015) | a count below 0 |
| 14 | wres_demonstration_2026_again.csv (ZD021) | the lines of 2025 sent again as those of 2026 |
| 15 | wres_demonstration_trust_level_2022.csv | ZD017's workforce 3% above its own lines; ZD016's I2 upside down |
| 16 | esr_demonstration_ZD015_2025.csv and _2026.csv | 3% more staff than the submitted lines |
| 17 | events_demonstration.csv (ZD003) | a reviewer opens an application before declaring an interest |

No mistakes, but cases that are easily taken wrongly: suppressed, not submitted and zero side by side
(wres_demonstration_three_kinds.csv), ZD005's second return, which restates a year, ZD008, which the survey's newest
release gives no history, ZD013, whose survey workbook has two units of it, and Band 5 in two lines a key (workforce).
By the generated figures ZD001, ZD003 and others improve on five measures in both pairs of years (G3), ZD023 stays at
parity on four and improves on three, which is the panel's to weigh, ZD004 does neither, and ZD012 is too new to tell.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

RETURN_MISTAKES = {("ZD011", 1): 1, ("ZD014", 1): 2, ("ZD018", 2): 3, ("ZD017", 2): 4, ("ZD019", 2): 5,
                   ("ZD009", 2): 6, ("ZD020", 2): 7, ("ZD022", 2): 8, ("ZD024", 2): 11}
FILE_MISTAKES = {"nss_demonstration_wrong_year.csv": 9, "wres_demonstration_latin1.csv": 10,
                 "wres_demonstration_decimals.csv": 12, "wres_demonstration_negative.csv": 13,
                 "wres_demonstration_2026_again.csv": 14, "wres_demonstration_trust_level_2022.csv": 15,
                 "esr_demonstration_ZD015_2025.csv": 16, "esr_demonstration_ZD015_2026.csv": 16}
WRONG_YEAR_CODE, LATIN1_CODE, LATIN1_YEAR = "ZD021", "ZD015", 2021
ZIPPED = {"ZD003", "ZD008", "ZD013", "ZD018", "ZD023"}  # send a zip of CSV files instead of a workbook
LATE = {"ZD005", "ZD010", "ZD015"}  # attest the first return months after the assessment
CORRECTED = {("ZD004", 1), ("ZD006", 2), ("ZD016", 2)}  # sent again later with every claimed item backed
SUPPRESSED, NOT_SUBMITTED = {("ZD023", 2022), ("ZD024", 2022), ("ZD014", 2021)}, {("ZD022", 2022), ("ZD025", 2023)}
ROLLING = {("ZD004", 2020), ("ZD009", 2020), ("ZD009", 2021), ("ZD021", 2020)}  # I3 as a two-year average
SENT_AGAIN, CONFLICTING, UPSIDE_DOWN = "ZD021", "ZD017", "ZD016"
IN_WIDE_FILE = {"ZD016", "ZD017", "ZD022", "ZD023", "ZD024", "ZD025"}  # the file in the layout of one row each
RESTATED = {"ZD005"}  # more people shortlisted in 2025 than the first return said
NO_HISTORY = {("ZD008", 2026)}  # the release gives only its newest year
SURVEY_TREND = {"ZD023": "improving"}  # where the survey moves otherwise than the counts
UNITS = {"ZD013": (("ZD0131", 0.6), ("ZD0132", 0.4))}  # reporting units of the survey, with their shares of staff
WITHOUT_INTERNATIONAL = {"ZD003", "ZD006", "ZD012"}  # send I2 with and without international recruits
WITHOUT_PAY = {"ZD015", "ZD024", "ZD025"}
EXTRACTS, PARQUET, CENSUS_LABELS = {"ZD013", "ZD015", "ZD026"}, {"ZD013"}, {"ZD026"}
MORE_STAFF = {"ZD015": 1.03}  # the extract counts more than was submitted

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
# What happened to applications on their way to a decision, ZD001's in full: day, event, reviewer, conflict.
EVENTS = (
    ("ZD001", "2025-08-09", "2025-09-15", "completeness_check", "", ""),
    ("ZD001", "2025-08-09", "2025-09-29", "evidence_verification", "", ""),
    ("ZD001", "2025-08-09", "2025-10-06", "conflict_declaration", "REVIEWER-1", "none"),
    ("ZD001", "2025-08-09", "2025-10-06", "conflict_declaration", "REVIEWER-2", "none"),
    ("ZD001", "2025-08-09", "2025-10-07", "conflict_declaration", "REVIEWER-3", "declared"),
    ("ZD001", "2025-08-09", "2025-10-08", "opened", "REVIEWER-1", ""),
    ("ZD001", "2025-08-09", "2025-10-09", "opened", "REVIEWER-2", ""),
    ("ZD001", "2025-08-09", "2025-10-20", "panel_review", "REVIEWER-1", ""),
    ("ZD001", "2025-08-09", "2025-10-20", "panel_review", "REVIEWER-2", ""),
    ("ZD001", "2025-08-09", "2025-12-01", "feedback_sent", "", ""),
    ("ZD003", "2025-06-10", "2025-10-13", "opened", "REVIEWER-1", ""),
    ("ZD003", "2025-06-10", "2025-10-14", "conflict_declaration", "REVIEWER-1", "none"),
    ("ZD003", "2025-06-10", "2025-10-14", "conflict_declaration", "REVIEWER-4", "none"),
    ("ZD003", "2025-06-10", "2025-10-15", "opened", "REVIEWER-4", ""),
)
# Who lets an improvement be named, and with which words: named, then one for each reason that it is not.
_DID = "The board asked every executive director for one change of their own, and its minutes tell each quarter how far"
AGREEMENTS = (
    ("ZD002", "G5", "2026-09-15", "", "Lead for inclusion", "inclusion@lantern.example", "https://lantern.example/learning",
     f"{_DID} it went. Staff networks chose the order, and saw every draft before the board did."),
    ("ZD023", "S4", "2026-09-20", "", "Network coordinator", "networks@clover.example", "", f"{_DID} it went."),
    ("ZD016", "B1", "2026-09-22", "", "Board secretary", "", "", "A sponsor with time set aside in their job plan."),
    ("ZD001", "G1", "2026-09-25", "", "Board secretary", "", "", "Seats are advertised where communities read."),
    ("ZD008", "S5", "2026-10-01", "", "Lead for inclusion", "", "", "A dashboard in every board pack."),
    ("ZD019", "S2", "2026-10-02", "2026-10-20", "Lead for inclusion", "", "", "Goals are written with the networks."),
)
APPLICATIONS = {(code, 1): level for code, _, level, outcome, *_ in DECISIONS if code != "ZD022"} | {
    ("ZD001", 2): "gold", ("ZD011", 2): "silver", ("ZD012", 2): "silver", ("ZD018", 1): "silver"}
AS_OF = date(2026, 10, 31)  # the last day anything in the region is dated
