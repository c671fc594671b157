"""How far the subscribers have got, for those who have to wait for them."""

from typing import Protocol

from domain.shared.ids import TenantId


class Progress(Protocol):
    """What the subscribers of all processes have stored."""

    async def reached(
        self, subscriber: str, tenant: TenantId, position: int, seconds: float
    ) -> bool:
        """True once the subscriber's effect up to `position` can be read; False after `seconds`."""
