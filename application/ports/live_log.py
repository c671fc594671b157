"""What this process has heard of the log: enough to know which documents changed and when to look again."""

from collections.abc import Callable, Mapping
from typing import Protocol

from domain.shared.ids import TenantId

Listener = Callable[[TenantId, Mapping[str, int]], None]
"""Called with a tenant and the streams that grew, each with the newest version heard of."""


class LiveLog(Protocol):
    """The newest events of all tenants, from all processes, in order, without what they say."""

    def position(self, tenant: TenantId) -> int | None:
        """How far this process has heard a tenant's log; None when it may be deaf."""

    async def reached(self, tenant: TenantId, position: int, seconds: float) -> bool:
        """True once it has heard the tenant's log up to `position`; False when `seconds` passed before."""

    def listen(self, listener: Listener) -> None:
        """Tell a listener of every change before the position moves; it must be quick and not raise."""
