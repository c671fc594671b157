"""Days that documents speak of: real calendar days, within reach of any calculation on them."""

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from domain.shared.invalid_value import InvalidValue

EARLIEST = date(1970, 1, 1)
LATEST = date(2999, 12, 31)

BusinessDate = Annotated[date, Field(strict=True, ge=EARLIEST, le=LATEST, examples=["2026-03-31"])]
"""``YYYY-MM-DD`` on the wire and nothing else: no timestamp, no number."""


class DateOutOfReach(InvalidValue):
    """A day so far off that no document can mean it."""


def days_after(day: date, days: int) -> date:
    """The day that many days later; raises ``DateOutOfReach`` past the end of the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise DateOutOfReach(f"{days} days after {day} is out of reach") from None
