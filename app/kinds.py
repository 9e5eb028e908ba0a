"""How each kind of arithmetic reads: the unit of a value, the heading over it, and what its line of equality says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`guide` tells which side of the line is whose; `signed` values carry their sign."""

    heading: str
    unit: str
    axis: str
    guide: str = ""
    signed: bool = False


KINDS = {
    "ratio": Kind(
        "Times as likely",
        " times",
        "Times as likely, log scale",
        "Above 1 is to the disadvantage of BME staff. Grey: the four-fifths band",
    ),
    "share": Kind("BME share, %", "%", "BME share, per cent of staff"),
    "share_gap": Kind(
        "Gap, percentage points",
        " points",
        "Gap in percentage points",
        "Below 0 BME staff are under-represented",
        signed=True,
    ),
    "survey": Kind("BME staff, %", "%", "Per cent of staff who answered"),
    "survey_gap": Kind(
        "Gap, percentage points",
        " points",
        "Gap in percentage points",
        "Above 0 the share is higher among BME staff than among White staff",
        signed=True,
    ),
    "pay_gap": Kind(
        "Gap, % of White pay",
        "% of White pay",
        "Gap in per cent of the pay of White staff",
        "Above 0 BME staff are paid less",
        signed=True,
    ),
}
