"""Which day it is."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def today() -> date:
    """The day in England, wherever the machine stands: returns, decisions and the calendar are of its people's days."""
    return datetime.now(LONDON).date()
