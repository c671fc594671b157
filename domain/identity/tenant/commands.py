"""What may be asked about a tenant."""

from domain.identity.self_registration import SelfRegistration
from domain.identity.time_zone import TimeZone
from domain.shared.country import Country
from domain.shared.currency import Currency
from domain.shared.instant import Instant
from domain.shared.message import Command
from domain.shared.text import PartyName


class Open(Command):
    """Begin a tenant. The base currency is for good: thresholds, budgets and ledgers are in it."""

    name: PartyName
    base_currency: Currency
    country: Country | None = None
    time_zone: TimeZone = "UTC"
    sandbox: bool = False


class SetSelfRegistration(Command):
    """Say who may register themselves, and as what, from now on."""

    self_registration: SelfRegistration


class AdvanceClock(Command):
    """Move a sandbox's time forward, as if it had been waited for."""

    advance_to: Instant
