"""Days that documents speak of: real calendar days, within reach of any calculation on them."""

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from domain.shared.invalid_value import InvalidValue
from domain.shared.wire import JsonSchema

EARLIEST = date(1970, 1, 1)
LATEST = date(2999, 12, 31)

_matches = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch


class InvalidDate(InvalidValue):
    """The text is not a day of the calendar."""


class DateOutOfReach(InvalidValue):
    """A day so far off that no document can mean it."""


def read_date(given: Any) -> date:
    """A day, or its ``YYYY-MM-DD``; no timestamp, no number, no other notation of ISO 8601."""
    day = given
    if isinstance(given, str) and _matches(given):
        try:
            day = date.fromisoformat(given)
        except ValueError:
            raise InvalidDate("must be a day that the calendar has") from None
    if not isinstance(day, date) or isinstance(day, datetime):
        raise InvalidDate("must be a day like 2026-03-31")
    if not EARLIEST <= day <= LATEST:
        raise DateOutOfReach(f"must be between {EARLIEST} and {LATEST}")
    return day


def days_after(day: date, days: int) -> date:
    """The day that many days later; raises ``DateOutOfReach`` past the end of the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise DateOutOfReach(f"{days} days after {day} is out of reach") from None


def months_after(day: date, months: int) -> date:
    """The same day of the month that many months later, or the last one of a shorter month.

    Counted from one first day, a series that begins on the 31st comes back to it after February.
    Raises ``DateOutOfReach`` past the end of the calendar.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > LATEST.year:
        raise DateOutOfReach(f"{months} months after {day} is out of reach")
    last = (date(year, month + 1, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


class _Day:
    """Annotates a ``date`` field with what it reads."""

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """Read by one call, written by pydantic."""
        return core_schema.no_info_plain_validator_function(
            read_date, serialization=core_schema.simple_ser_schema("date")
        )

    def __get_pydantic_json_schema__(self, _: CoreSchema, __: GetJsonSchemaHandler) -> JsonSchema:
        """What OpenAPI says of it."""
        return {"type": "string", "format": "date", "examples": ["2026-03-31"]}


BusinessDate = Annotated[date, _Day()]
"""``YYYY-MM-DD`` on the wire and nothing else."""
