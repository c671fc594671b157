"""What people log in with. One e-mail address is one person, in all tenants together."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.shared.email_address import EmailAddress
from domain.shared.ids import TenantId, UserId


@dataclass(frozen=True, slots=True)
class Credential:
    """An e-mail address and whose it is; without a password hash nobody can log in with it."""

    email: EmailAddress
    tenant: TenantId
    user: UserId
    password_hash: str | None
    reserved_at: datetime


class Credentials(Protocol):
    """Addresses are reserved before a user is registered, and get their password after."""

    async def reserve(self, email: EmailAddress, tenant: TenantId, user: UserId) -> Credential:
        """Take the address for a user to come; when somebody holds it, theirs is the answer.

        A reservation of the same tenant that has no password yet is renewed under its own user id.
        """

    async def release(self, reservation: Credential, older_than: timedelta) -> None:
        """Clear an old reservation away, unless it was renewed or got a password since it was read."""

    async def find(self, email: EmailAddress) -> Credential | None:
        """Whose address it is."""

    async def set_first_password(self, user: UserId, password_hash: str) -> bool:
        """Give the user a password if they have none; True when this call did."""

    async def set_password(
        self, user: UserId, password_hash: str, *, replacing: str | None = None
    ) -> bool:
        """Replace the user's password, if its hash is still `replacing` where that is given.

        False when nothing was replaced.
        """
