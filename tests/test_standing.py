"""Where an organisation stands, in the words of its page and of the panel's pack."""

from datetime import date

import pytest

from app.standing import awarded

AS_OF = date(2026, 11, 24)


@pytest.mark.parametrize("until, told", [
    (date(2026, 11, 24), "Bronze, until 24 November 2026"),
    (date(2026, 11, 23), "Bronze, ended on 23 November 2026"),
    (None, "Bronze"),
])  # fmt: skip
def test_an_award_that_has_ended_is_not_told_as_one_that_holds(until, told):
    assert awarded({"level_awarded": "bronze", "award_valid_to": until}, AS_OF) == told
