"""What may be asked about a tenant."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

from domain.identity.time_zone import TimeZone
from domain.shared.business_date import LATEST
from domain.shared.country import Country
from domain.shared.currency import Currency
from domain.shared.invalid_value import InvalidValue
from domain.shared.message import Command
from domain.shared.text import PartyName


class InstantOutOfReach(InvalidValue):
    """An instant so far off that no date could be reckoned from it."""


def _within_reach(instant: datetime) -> datetime:
    utc = instant.astimezone(UTC) if instant.year < LATEST.year else instant
    if utc.year >= LATEST.year:
        raise InstantOutOfReach(f"must be before the year {LATEST.year}")
    return utc


class Open(Command):
    """Begin a tenant. The base currency is for good: thresholds, budgets and ledgers are in it."""

    name: PartyName
    base_currency: Currency
    country: Country | None = None
    time_zone: TimeZone = "UTC"
    sandbox: bool = False


class AdvanceClock(Command):
    """Move a sandbox's time forward, as if it had been waited for."""

    advance_to: Annotated[AwareDatetime, AfterValidator(_within_reach)]
