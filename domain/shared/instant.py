"""Instants that people state: aware, in UTC, within reach of any calculation on them."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

from domain.shared.business_date import EARLIEST, LATEST
from domain.shared.invalid_value import InvalidValue


class InstantOutOfReach(InvalidValue):
    """An instant so far off that no date could be reckoned from it."""


def within_reach(instant: datetime) -> datetime:
    """The same instant in UTC; raises ``InstantOutOfReach`` where the calendar of documents ends."""
    near = EARLIEST.year <= instant.year < LATEST.year
    utc = instant.astimezone(UTC) if near else instant
    if not EARLIEST.year <= utc.year < LATEST.year:
        raise InstantOutOfReach(
            f"must be from the year {EARLIEST.year} on and before {LATEST.year}"
        )
    return utc


Instant = Annotated[AwareDatetime, AfterValidator(within_reach)]
"""RFC 3339 with an offset on the wire; kept in UTC."""
