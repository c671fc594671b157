"""The `Credentials` port in memory: the same promises without a database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from application.ports.credentials import Credential
from domain.shared.email_address import EmailAddress
from domain.shared.ids import TenantId, UserId


class InMemoryCredentials:
    """Forgets everybody with the process."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._held: dict[EmailAddress, Credential] = {}

    async def reserve(self, email: EmailAddress, tenant: TenantId, user: UserId) -> Credential:
        """Take the address for a user to come; when somebody holds it, theirs is the answer."""
        held = self._held.get(email)
        if held is None:
            held = Credential(email, tenant, user, None, self._now())
        elif held.tenant == tenant and held.password_hash is None:
            held = replace(held, reserved_at=self._now())
        self._held[email] = held
        return held

    async def release(self, reservation: Credential, older_than: timedelta) -> None:
        """Clear an old reservation away, unless it was renewed or got a password since it was read."""
        if reservation.reserved_at > self._now() - older_than:
            return
        if self._held.get(reservation.email) == replace(reservation, password_hash=None):
            del self._held[reservation.email]

    async def find(self, email: EmailAddress) -> Credential | None:
        """Whose address it is."""
        return self._held.get(email)

    async def set_first_password(self, user: UserId, password_hash: str) -> bool:
        """Give the user a password if they have none; True when this call did."""
        held = self._of(user)
        if held is None or held.password_hash is not None:
            return False
        self._held[held.email] = replace(held, password_hash=password_hash)
        return True

    async def set_password(
        self, user: UserId, password_hash: str, *, replacing: str | None = None
    ) -> bool:
        """Replace the user's password, if its hash is still `replacing` where that is given."""
        held = self._of(user)
        if held is None or replacing not in {None, held.password_hash}:
            return False
        self._held[held.email] = replace(held, password_hash=password_hash)
        return True

    def _of(self, user: UserId) -> Credential | None:
        return next((held for held in self._held.values() if held.user == user), None)
