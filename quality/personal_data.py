"""Whether free text holds data of a person (§6.4 V33): NHS number, National Insurance number, or a name with a case.

Sources: the check digit of an NHS number is modulus 11 (NHS Data Dictionary, NHS NUMBER); the letters of a National
Insurance number are HM Revenue and Customs' (NIM39110).
"""

import re

from ingestion.cell_text import in_plain_characters

NHS_NUMBER = re.compile(r"(?<!\d)(?<!\d\.)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d|\.\d)")
NATIONAL_INSURANCE = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b", re.I
)
_NAME = r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.? [A-Z][\w'-]+"
_CASE = (
    r"\b(?:[Cc]ase|[Gg]rievance|[Rr]ef(?:erence)?|[Dd]isciplinary|ER)\W{0,3}"
    r"(?:(?:no|number|id|ID)\W{0,3})?[A-Z]{0,4}[/-]?\d[\d/-]{2,}"
)
NAME_WITH_CASE = re.compile(rf"{_NAME}.{{0,80}}{_CASE}|{_CASE}.{{0,80}}{_NAME}", re.S)


def found(text: str | None) -> str | None:
    """What kind of personal data a text holds, in words and never the data itself; None when none is seen."""
    if not text:
        return None
    text = in_plain_characters(text)  # a number is one however its digits and spaces are written
    if any(_has_check_digit(match) for match in NHS_NUMBER.findall(text)):
        return "an NHS number"
    if NATIONAL_INSURANCE.search(text):
        return "a National Insurance number"
    return "a name with the number of a case" if NAME_WITH_CASE.search(text) else None


def _has_check_digit(number: str) -> bool:
    digits = [int(d) for d in number if d.isdigit()]
    check = 11 - sum(d * weight for d, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return check != 10 and digits[9] == check % 11
