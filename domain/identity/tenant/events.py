"""What happens to a tenant as a whole."""

from typing import ClassVar

from pydantic import AwareDatetime

from domain.identity.self_registration import SelfRegistration
from domain.shared.country import Country
from domain.shared.currency import Currency
from domain.shared.message import Event
from domain.shared.text import PartyName


class TenantOpened(Event):
    """A customer exists; everything else in its log comes after this or together with it."""

    event_type: ClassVar[str] = "identity.tenant.opened"

    name: PartyName
    base_currency: Currency
    country: Country | None = None
    time_zone: str
    sandbox: bool


class SelfRegistrationSet(Event):
    """From now on these people may register themselves; whoever did before stays."""

    event_type: ClassVar[str] = "identity.tenant.self-registration-set"

    self_registration: SelfRegistration


class SandboxClockAdvanced(Event):
    """The tenant's time went from `stood_at` to `advanced_to` at once; the real one did not."""

    event_type: ClassVar[str] = "identity.tenant.clock-advanced"

    stood_at: AwareDatetime
    advanced_to: AwareDatetime
