"""Those who follow the log: what they promise, so that every event takes effect exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from application.ports.event_store import RecordedEvent
from domain.shared.ids import TenantId


class Subscriber(Protocol):
    """Somebody who follows the log, and what they want to see of it."""

    @property
    def name(self) -> str:
        """The name of its checkpoints; it never changes."""

    @property
    def event_types(self) -> frozenset[str]:
        """The event types that it wants to see; the others only move its checkpoint."""


class Projection(Subscriber, Protocol):
    """Its effect is rows, stored in the transaction that moves its checkpoint: exactly once."""

    async def apply(self, events: Sequence[RecordedEvent], connection: Any) -> None:
        """Bring its rows up to date over the open `connection`, which others commit.

        Events of one tenant come in the order of its log; a call may bring those of several tenants.
        Exceptions of the database's availability are tried again, any other one is a bad event.
        """


class Reactor(Subscriber, Protocol):
    """Its effect lies outside the checkpoint's transaction, so `handle` must be safe to repeat."""

    async def handle(self, recorded: RecordedEvent) -> None:
        """Do what the event calls for; returns when it has taken effect, now or at an earlier delivery.

        One stream's events come in order, one after the other; those of different streams may overlap.
        """


class Unavailable(Exception):
    """What a subscriber needs did not answer; the event is not to blame and will be delivered again."""


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
