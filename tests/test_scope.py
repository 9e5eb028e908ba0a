"""As whom someone may read: by their roles, the run, and what they declared."""

from datetime import date

import pytest

from app import casebook
from app.notices import NothingToShow
from app.people import Person, Role
from app.published import Audience
from app.scope import AT_THE_DESK, decide, default_reader, permitted
from app.sign_in import ANYONE

DAY = date(2026, 7, 10)
READERS = {"panel": {"ZD001": DAY, "ZD012": DAY, "ZD013": None}, "trust": {"ZD001": None, "ZD002": None}}
ANALYST, STRANGER = Person("a", "A", (Role("analyst"),)), Person("s", "S")
TRUST, TRUSTS = (
    Person("t", "T", (Role("trust", "ZD001"),)),
    Person("u", "U", (Role("trust", "ZD002"), Role("trust", "ZD001"))),
)
PANEL, ELSEWHERE = (
    Person("p", "P", (Role("panel", "ZD001", "R-1"),)),
    Person("e", "E", (Role("trust", "ZD099"),)),
)
BOTH = Person("b", "B", (Role("trust", "ZD012"), Role("panel", "ZD001", "R-2")))
INSIDER = Person("i", "I", (Role("panel", "ZD001", "R-3"), Role("analyst")))


@pytest.mark.parametrize(
    ("person", "found", "first"),
    [
        (ANALYST, {"analyst": [None]}, "analyst"),
        (TRUST, {"trust": ["ZD001"]}, "trust:ZD001"),
        (TRUSTS, {"trust": ["ZD002", "ZD001"]}, "trust:ZD002"),
        (PANEL, {"panel": ["ZD012", "ZD013"]}, "panel"),
        (BOTH, {"panel": ["ZD013"]}, "panel"),
        (INSIDER, {"analyst": [None], "panel": ["ZD012", "ZD013"]}, "analyst"),
        (ANYONE, {"analyst": [None], "panel": list(READERS["panel"]), "trust": list(READERS["trust"])}, "analyst"),
        (ELSEWHERE, {}, None),
        (STRANGER, {}, None),
    ],
)
def test_as_what_someone_may_ask_to_read(person, found, first):
    """Nobody of a panel is asked for the application of where they work, by any of their roles (§3.7)."""
    assert permitted(person, READERS) == found
    if first is None:
        with pytest.raises(NothingToShow):
            default_reader(person, READERS)
    else:
        assert default_reader(person, READERS) == first


@pytest.mark.parametrize(
    ("person", "asked", "audience"),
    [
        (ANALYST, None, Audience("analyst")),
        (ANALYST, "analyst", Audience("analyst")),
        (TRUST, "trust:ZD001", Audience("trust", "ZD001")),
        (TRUST, None, Audience("trust", "ZD001")),
        (TRUST, "", Audience("trust", "ZD001")),
        (TRUSTS, "trust:ZD001", Audience("trust", "ZD001")),
        (PANEL, None, AT_THE_DESK),
        (PANEL, "panel", AT_THE_DESK),
        (PANEL, "panel:ZD012", Audience("panel", "ZD012")),
        (ANYONE, "panel:ZD013", Audience("panel", "ZD013")),
        *((ANALYST, asked, None) for asked in ("panel", "panel:ZD012", "trust:ZD001", "public", "Analyst")),
        *((TRUST, asked, None) for asked in ("analyst", "panel", "panel:ZD001", "trust:ZD002", "public", "trust")),
        *((PANEL, asked, None) for asked in ("panel:ZD001", "panel:ZD013", "panel:ZD099", "analyst", "public")),
        *((STRANGER, asked, None) for asked in (None, "analyst", "panel", "panel:ZD012", "trust:ZD001", "public")),
        *((ANYONE, asked, None) for asked in ("public", "trust:ZD099", "panel:ZD099", "trust:../x", "'")),
    ],
)  # fmt: skip
def test_whose_file_a_run_opens(tmp_path, person, asked, audience):
    """A reviewer has declared no conflict in the application of ZD012, and nothing of the others."""
    casebook.declare(tmp_path, "ZD012", DAY, "R-1", "p", casebook.NONE, "")
    if audience is None:
        with pytest.raises(NothingToShow):
            decide(tmp_path, person, asked, READERS)
    else:
        assert decide(tmp_path, person, asked, READERS) == audience


def test_a_declaration_opens_one_application_to_one_reviewer_until_a_conflict_is_declared(tmp_path):
    def opens(person: Person, readers=READERS) -> bool:
        try:
            return decide(tmp_path, person, "panel:ZD012", readers) == Audience("panel", "ZD012")
        except NothingToShow:
            return False

    other = Person("q", "Q", (Role("panel", "ZD002", "R-9"),))
    assert not opens(PANEL)
    casebook.declare(tmp_path, "ZD012", DAY, "R-1", "p", casebook.NONE, "")
    assert opens(PANEL) and not opens(other) and not opens(BOTH)
    later = {"panel": READERS["panel"] | {"ZD012": date(2027, 1, 1)}, "trust": {}}
    assert not opens(PANEL, later)
    casebook.declare(tmp_path, "ZD012", DAY, "R-1", "p", casebook.DECLARED, "a relative works there")
    casebook.declare(tmp_path, "ZD012", DAY, "R-1", "p", casebook.NONE, "")
    assert not opens(PANEL)
