"""How those who follow the log are doing, and what people can do about one that stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.shared.ids import TenantId


@dataclass(frozen=True, slots=True)
class Stop:
    """A subscriber that does not get past an event of one tenant, and why."""

    subscriber: str
    tenant: TenantId
    position: int
    event_id: UUID | None
    error: str
    since: datetime
    attempts: int
    retry_at: datetime


@dataclass(frozen=True, slots=True)
class SubscriberStatus:
    """How far behind a subscriber is: in events over all tenants, and in seconds for the worst tenant.

    `partitions_led` counts the partitions that some process leads at present.
    """

    name: str
    lag_events: int
    lag_seconds: float
    tenants_behind: int
    partitions_led: int
    stops: tuple[Stop, ...]


class Subscribers(Protocol):
    """The followers of a database, whichever process runs them."""

    async def status(self) -> Sequence[SubscriberStatus]:
        """Every subscriber that this process knows, by name."""

    async def retry(self, subscriber: str, tenant: TenantId) -> bool:
        """Try a stopped subscriber again now; False when it is not stopped."""

    async def skip(self, stop: Stop, reason: str, by: str) -> bool:
        """Go on behind a bad event and record why; False when the stop is no longer there."""
